"""The analysis of practice: proposed in the place of one invitation a month, and never more often than those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.store import steps
from tests.conversation.practice import PARIS, Practice, Someone, same

TOLD = "mardi, au point, j'ai annoncé la nouvelle date à la place de Karim"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: time passes in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


def weeks(practice: Practice, someone: Someone, count: int) -> list[tuple[datetime, str]]:
    """So many weeks in which somebody writes each Tuesday; when Recul spoke first, and what about."""
    begun = practice.now
    for _ in range(count):
        someone.says("quelques mots sur la semaine, sans plus, histoire de garder le fil")
        someone.says("/annuler")
        practice.wait(days=7)
    return [
        (heard.at.astimezone(PARIS), heard.message.token)
        for heard in someone.heard
        if heard.at > begun and heard.message.token in ("invitation", "analyse")
    ]


def test_once_a_month_in_the_place_of_an_invitation(practice: Practice, nadia: Someone) -> None:
    spoken = weeks(practice, nadia, 13)
    assert len(spoken) == 13, "never one more than the rhythm"
    assert {at.strftime("%a %H:%M") for at, _ in spoken} == {"Thu 18:00"}
    offered = [at for at, token in spoken if token == "analyse"]
    assert offered[0] - practice.now.astimezone(PARIS) < timedelta(0)
    assert len(offered) == 3
    assert all(later - earlier >= timedelta(days=28) for earlier, later in pairwise(offered))


def offered(practice: Practice, someone: Someone) -> None:
    weeks(practice, someone, 4)
    practice.wait(days=3)
    assert someone.heard[-1].message.token == "analyse"


def test_the_message_tells_nothing_and_leaves_the_choice(practice: Practice, nadia: Someone) -> None:
    offered(practice, nadia)
    assert nadia.labels[:3] == ["Un seul moment", "Cinq minutes", "Plus tard"]
    nadia.presses("Un seul moment")
    assert nadia.at == "analyse.choix"


def test_five_minutes_is_the_usual_reflection(practice: Practice, nadia: Someone) -> None:
    offered(practice, nadia)
    nadia.presses("Cinq minutes")
    assert nadia.at == "reflexion.ouverture"


def test_later_is_tomorrow_and_an_invitation_like_any_other(practice: Practice, nadia: Someone) -> None:
    offered(practice, nadia)
    nadia.presses("Plus tard")
    practice.wait(days=2)
    assert nadia.heard[-1].message.token == "invitation"


def test_an_open_question_comes_first(practice: Practice, nadia: Someone) -> None:
    offered(practice, nadia)
    message = nadia.heard[-1]
    nadia.says("/reglages")
    nadia.presses("Un seul moment", message)
    assert nadia.at == "reglages.menu"


def test_who_did_one_this_month_is_not_offered_another(practice: Practice, nadia: Someone) -> None:
    weeks(practice, nadia, 3)
    nadia.says("/analyse")
    nadia.says(TOLD)
    nadia.says("/annuler")
    practice.wait(days=7)
    assert all(token == "invitation" for _, token in weeks(practice, nadia, 3))
    assert any(token == "analyse" for _, token in weeks(practice, nadia, 2))


def test_after_stop_its_button_does_nothing(practice: Practice, nadia: Someone) -> None:
    offered(practice, nadia)
    message = nadia.heard[-1]
    nadia.says("/stop")
    assert nadia.presses("Un seul moment", message) == []


def test_from_one_moment_to_a_step(practice: Practice, helene: Someone, nadia: Someone) -> None:
    nadia.says("/analyse")
    for words in (
        TOLD, "salle du quatrième, vers onze heures", "l'écran blanc, la voix de Karim qui baisse",
        "j'ai pris la parole à sa place", "j'ai donné les causes, puis je l'ai regardé", "un stylo posé sur la table",
        "il dirait que je lui ai pris son annonce", "une seule personne parle", "une date se défend, chez nous",
        "me taire dix secondes", "sortir chercher un café", "je parle quand quelqu'un pose son stylo",
    ):  # fmt: skip
        nadia.says(words)
    assert nadia.at == "analyse.un_pas"
    nadia.presses("Oui, un pas")
    nadia.says("quand Karim présente, alors j'attends la fin de sa phrase")
    assert nadia.at == "plan.obstacle"
    for words in ("passer", "mardi"):
        nadia.says(words)
    assert nadia.at == "accord.liste"
    nadia.says("partage 1 ; garde le reste")
    assert nadia.at == ""
    with practice.app.store.read() as tx:
        (one,) = steps.all_of(tx, nadia.person.id)
    assert one.plan.alors == "j'attends la fin de sa phrase"
    helene.says("/brief Nadia")
    told = same(helene.everything)
    assert TOLD in told
    assert "stylo" not in told
    assert "fin de sa phrase" not in told


def test_nothing_is_ever_asked_with_why(practice: Practice, nadia: Someone) -> None:
    nadia.says("/analyse")
    while nadia.at not in ("analyse.un_pas", ""):
        nadia.says("autre question")
        nadia.says("mardi, j'ai repris la main devant la direction entière")
    assert "pourquoi" not in nadia.everything.casefold()
