"""Pitfalls over weeks as they are lived: from confirming and sharing in the chat to what the coach reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.practice import Practice, Someone, same

APPEARS = (
    "Nez dans le guidon : 4 fois, dont 1 en partie, sur les 4 dernières réflexions partagées ; "
    "semble apparaître depuis début avril."
)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: weeks pass in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


def reflects(practice: Practice, someone: Someone, verdict: str, decision: str = "Tout partager") -> None:
    """A short reflection; `verdict` is empty when no pitfall is put."""
    week = f"semaine {practice.now:%j}"
    if verdict:
        practice.ear.finds(f"refait tout le tableau de la {week}", "nez_dans_le_guidon")
    someone.says("/reflexion")
    someone.presses("Plus court")
    if someone.at == "reflexion.suite":
        someone.presses("Pas essayé")
    someone.says(f"mardi soir j'ai refait tout le tableau de la {week} avant de partir")
    someone.says(f"j'ai repris chaque ligne de la {week} sans le lui dire, jusqu'à minuit")
    if verdict:
        assert someone.at == "reflexion.hypothese"
        someone.presses(verdict)
        if someone.at == "reflexion.part":
            someone.says("oui pour le tableau, non pour la réunion de mardi matin")
    someone.says("Karim dirait que je ne lui laisse pas sa chance")
    someone.presses("Passer")
    assert someone.at == "accord.liste"
    someone.presses(decision)
    practice.wait(days=7)


def brief(coach: Someone) -> str:
    return same(coach.says("/brief")[-1].text)


def test_weeks_of_reflections_become_a_sentence(practice: Practice, helene: Someone, nadia: Someone) -> None:
    for verdict in ("Non", "", "", "Non"):
        reflects(practice, nadia, verdict)
    assert "réflexions partagées" not in brief(helene), "no pitfall, no word of one"
    for verdict in ("Oui", "Oui", "En partie"):
        reflects(practice, nadia, verdict)
    reflects(practice, nadia, "Oui")
    assert APPEARS in brief(helene)
    assert APPEARS in same(nadia.says("/resume")[-1].text), "the coachee reads what the coach reads"
    reflects(practice, nadia, "Oui")
    digests = [same(heard.text) for heard in helene.heard if heard.message.once]
    assert ["semble apparaître" in text for text in digests] == [False] * 7 + [True, False], "news, once"


def test_what_is_kept_stays_out_of_every_count(practice: Practice, helene: Someone, nadia: Someone) -> None:
    for verdict in ("Oui", "Oui"):
        reflects(practice, nadia, verdict)
    for verdict in ("Oui", "Oui", "Non", "Oui", ""):
        reflects(practice, nadia, verdict, "Tout garder")
    assert "Encore trop peu de réflexions partagées" in brief(helene)
    for verdict in ("Oui", "Oui"):
        reflects(practice, nadia, verdict)
    assert (
        "Nez dans le guidon : 2 fois sur les 2 dernières réflexions partagées ; continue de revenir."
    ) in brief(helene)
