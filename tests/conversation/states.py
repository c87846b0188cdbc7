"""The states somebody can be in when something happens, each reached as a coachee reaches it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.insight import Distress
from tests.conversation.practice import Practice, Someone

MOMENT = "mardi soir j'ai refait tout le tableau des astreintes de Karim"
DEED = "j'ai repris chaque ligne sans le lui dire, jusqu'à minuit passé"


def free(_: Practice, __: Someone) -> None:
    """Nothing is open."""


def reflecting(_: Practice, someone: Someone) -> None:
    someone.says("/reflexion")
    someone.presses("Cinq minutes")


def probed(practice: Practice, someone: Someone) -> None:
    reflecting(practice, someone)
    someone.says("comme d'hab")


def at_hypothesis(practice: Practice, someone: Someone) -> None:
    practice.ear.finds("refait tout le tableau", "nez_dans_le_guidon")
    reflecting(practice, someone)
    someone.says(MOMENT)
    someone.says(DEED)


def reviewing(_: Practice, someone: Someone) -> None:
    """Two elements lie before the coachee: share or keep?"""
    someone.says("/reflexion")
    someone.presses("Plus court")
    someone.says(MOMENT)
    someone.says(DEED)
    someone.says("Karim dirait que je ne lui laisse pas sa chance")
    someone.presses("Passer")


def reviewing_one(practice: Practice, someone: Someone) -> None:
    reviewing(practice, someone)
    someone.presses("Un par un")


def choosing_a_day(_: Practice, someone: Someone) -> None:
    """A step is chosen; on which day to come back to it?"""
    for words in (
        "/guidon",
        "lundi j'ai repris le dossier de Karim pendant toute la réunion",
        "moi",
        "Passer",
        "Passer",
        "une fois où Samia a tenu la réunion à ma place",
        "oui",
        "quand il rend le dossier, alors je pose une question",
        "l'envie d'aller plus vite que lui sur le sujet",
    ):
        someone.says(words)


def writing(_: Practice, someone: Someone) -> None:
    someone.says("Réunion tendue ce matin avec toute la direction financière")


def worried(practice: Practice, someone: Someone) -> None:
    practice.ear.worries("plus envie de vivre")
    reflecting(practice, someone)
    someone.says("je n'ai plus envie de vivre")


def doubtful(practice: Practice, someone: Someone) -> None:
    practice.ear.worries("je craque", Distress.UNSURE)
    reflecting(practice, someone)
    someone.says("là je craque complètement avec eux")


def resuming(practice: Practice, someone: Someone) -> None:
    reflecting(practice, someone)
    practice.now += timedelta(days=3)
    someone.says("j'ai enfin parlé à Karim de ces astreintes du mardi")


def begun(command: str) -> Callable[[Practice, Someone], None]:
    def reach(_: Practice, someone: Someone) -> None:
        someone.says(command)

    return reach


def stopped(_: Practice, someone: Someone) -> None:
    someone.says("/stop")


def erasing_after_stop(_: Practice, someone: Someone) -> None:
    someone.says("/stop")
    someone.says("/effacer")


def coming_back(_: Practice, someone: Someone) -> None:
    someone.says("/stop")
    someone.says("/start")


def paused(_: Practice, someone: Someone) -> None:
    someone.says("/pause")
    someone.presses("Une semaine")


def paused_without_end(_: Practice, someone: Someone) -> None:
    someone.says("/pause")
    someone.presses("Jusqu'à")


#: Each state by name, with where the talk then waits.
STATES: dict[str, tuple[Callable[[Practice, Someone], None], str]] = {
    "nothing open": (free, ""),
    "a question of a reflection": (reflecting, "reflexion.moment"),
    "a probe": (probed, "reflexion.moment"),
    "a hypothesis": (at_hypothesis, "reflexion.hypothese"),
    "the review": (reviewing, "accord.liste"),
    "one element of the review": (reviewing_one, "accord.element"),
    "a note": (writing, "libre.choix"),
    "support": (worried, "soutien.aide"),
    "support in doubt": (doubtful, "soutien.doute"),
    "words after a long gap": (resuming, "reprise.choix"),
    "guidon": (begun("/guidon"), "guidon.scene"),
    "posture": (begun("/posture"), "posture.scene"),
    "relais": (begun("/relais"), "relais.scene"),
    "solitude": (begun("/solitude"), "solitude.scene"),
    "a date": (choosing_a_day, "guidon.quand"),
    "pause": (begun("/pause"), "pause.duree"),
    "settings": (begun("/reglages"), "reglages.menu"),
    "erasing": (begun("/effacer"), "effacer.decision"),
    "stopped": (stopped, ""),
    "stopped and erasing": (erasing_after_stop, "effacer.decision"),
    "coming back": (coming_back, "accueil.consentement"),
    "paused": (paused, ""),
    "paused without end": (paused_without_end, ""),
}


def reach(practice: Practice, someone: Someone, state: str) -> None:
    """Brings someone there, from nothing open."""
    practice.ear.forget()
    walk, where = STATES[state]
    walk(practice, someone)
    assert someone.at == where, f"{state} is not where it was thought to be"
