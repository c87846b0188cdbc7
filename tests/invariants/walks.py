"""Talks that nobody would think of: presses, words, commands and silences in any order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import strategies as st

from tests.conversation.practice import Practice, Someone

PITFALLS = ("nez_dans_le_guidon", "defaut_de_posture", "rupture_relationnelle", "solitude_du_decideur")
COMMANDS = (
    *(
        "/reflexion",
        "/guidon",
        "/posture",
        "/relais",
        "/solitude",
        "/pause",
        "/resume",
        "/moi",
        "/aide",
        "/annuler",
    ),
    *("/reglages", "/start", "/exporter", "/confidentialite", "/n'importe"),
)
SAYINGS = (
    "passer",
    "autre question",
    "plus court",
    "oui",
    "non",
    "un peu",
    "partage 1 ; garde le reste",
    "vendredi",
)


@dataclass
class Walk:
    """What to do, as numbers; `words` are the marked texts that were typed, in order."""

    deeds: list[tuple[str, int]]
    words: list[str] = field(default_factory=list)

    def go(self, practice: Practice, someone: Someone) -> None:
        practice.ear.forget()
        for number, label in enumerate(PITFALLS):
            practice.ear.finds(f"piège {number}", label)
        for what, number in self.deeds:
            self._do(practice, someone, what, number)

    def _do(self, practice: Practice, someone: Someone, what: str, number: int) -> None:
        if what == "press" and someone.labels:
            labels = [label for label in someone.labels if label != "Tout effacer"]
            someone.presses(labels[number % len(labels)])
        elif what == "command":
            someone.says(COMMANDS[number % len(COMMANDS)])
        elif what == "saying":
            someone.says(SAYINGS[number % len(SAYINGS)])
        elif what == "gap":
            practice.now += timedelta(hours=21)
        else:
            marker = f"zorg{len(self.words)}lub{someone.address}fin"
            tail = (
                " seul" if number % 5 == 0 else f" avec le piège {number % 6} de mardi dans la grande salle"
            )
            self.words.append(marker)
            someone.says(marker + tail)


def walks(most: int = 25) -> st.SearchStrategy[Walk]:
    kinds = st.sampled_from(["text"] * 6 + ["press"] * 6 + ["saying"] * 2 + ["command"] * 2 + ["gap"])
    return st.lists(st.tuples(kinds, st.integers(0, 29)), max_size=most).map(Walk)
