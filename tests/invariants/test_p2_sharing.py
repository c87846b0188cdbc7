"""P2. No text reaches coach, sponsor, peers or a log unless the coachee has seen that very text and agreed to that
recipient. What is kept private leaves no trace with the coach: no number, no order, no gap.

The one exception is the first name, which is asked for as a name: a coach sees its first words, never a sentence.
"""

from __future__ import annotations

import logging
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.reports.naming import first_name
from bot.store import journal, sharing
from bot.store.people import Role
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import DEED, MOMENT, reflecting, reviewing
from tests.invariants.walks import Walk, walks

MARKER = re.compile(r"zorg\d+lub\d+fin")
VIEWS = ("/coachees", "/brief", "/digest")
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def views(coach: Someone) -> list[str]:
    """All that a coach can ask for, now."""
    return [coach.says(command)[-1].text for command in VIEWS]


@given(walk=walks(most=40), review=st.lists(st.integers(0, 3), max_size=8))
@SLOW
def test_every_word_that_a_coach_receives_was_seen_and_shared(
    practice: Practice, caplog: pytest.LogCaptureFixture, walk: Walk, review: list[int]
) -> None:
    helene = practice.coach("Hélène")
    someone = practice.simply("Nadia", helene)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        walk.go(practice, someone)
        to_the_review(practice, someone, review)
        helene.says(f"/brief {someone.person.id}")
        views(helene)
    items = someone.items
    shown = same(someone.everything)
    allowed = [i.text for i in items if i.recipient == helene.person.id and i.decision == "shared"]
    with practice.app.store.read() as tx:
        name = first_name(journal.recall(tx, someone.person.id)["prenom"].words)
    for marker in set(MARKER.findall(helene.everything)) & set(MARKER.findall("\n".join(walk.words))):
        assert any(marker in text for text in (*allowed, name)), f"{marker} was never shared"
    for text in allowed:
        assert same(text) in shown, "shared without having been seen"
    assert not MARKER.search(caplog.text)


def to_the_review(practice: Practice, someone: Someone, review: list[int]) -> None:
    """Ends the walk with a short reflection, so that something is decided in most of them."""
    someone.says("/annuler")
    reviewing(practice, someone)
    for number in review:
        if someone.at.startswith("accord") and someone.labels:
            someone.presses(someone.labels[number % len(someone.labels)])


@given(walk=walks(most=40), review=st.lists(st.integers(0, 3), min_size=1, max_size=8))
@SLOW
def test_without_the_private_things_the_coach_sees_the_same(
    practice: Practice, walk: Walk, review: list[int]
) -> None:
    coach = practice.coach("Anne")
    someone = practice.simply("Nadia", coach)
    walk.go(practice, someone)
    to_the_review(practice, someone, review)
    before = views(coach)
    who = someone.person.id
    with practice.app.store.write() as tx:
        for statement in (
            "DELETE FROM item WHERE person = :who AND decision = 'private'",
            "DELETE FROM answer WHERE person = :who",
            "DELETE FROM judgement WHERE person = :who",
            "DELETE FROM memory WHERE person = :who AND name != 'prenom'",
        ):
            tx.connection.execute(sql(statement), {"who": who})
    assert views(coach) == before


def test_decisions_one_by_one(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Un par un")
    someone.presses("Garder")
    someone.presses("Partager")
    assert [item.decision for item in someone.items] == ["private", "shared"]
    brief = helene.says("/brief")[-1].text
    assert "laisse pas sa chance" in brief
    assert MOMENT not in brief
    assert DEED not in brief, "an answer that is no element is never shown"


def test_what_was_reworded_goes_out_as_reworded_only(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Un par un")
    someone.presses("Modifier")
    someone.says("un point d'organisation, sans nommer personne")
    assert "un point d'organisation" in same(someone.last), "shown again before it goes"
    someone.presses("Partager")
    someone.presses("Garder")
    brief = same(helene.says("/brief")[-1].text)
    assert "un point d'organisation, sans nommer personne" in brief
    assert "Karim" not in brief


@pytest.mark.parametrize(
    "text",
    [
        "je ne veux pas partager 2", "surtout pas partager tout ça", "ne partage rien", "2 et 3", "1, 2", "1",
        "partager ? je ne sais pas", "tu peux garder tout", "pas envie de tout partager", "garde tout", "ok", "oui",
        "partage 1 mais pas 2", "ne partage pas 1", "si je partage 1 il le verra ?", "tout", "👍", "partage 9",
    ],
)  # fmt: skip
def test_words_that_are_no_clear_order_share_nothing(practice: Practice, helene: Someone, text: str) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.says(text)
    assert not any(item.decision == "shared" for item in someone.items)
    assert same(helene.says("/brief")[-1].text) == "Rien de partagé pour l'instant."


@pytest.mark.parametrize("way_out", ["/annuler", "stop", "/effacer", "/pause", "/start", "bof"])
def test_what_is_not_decided_is_not_shared(practice: Practice, helene: Someone, way_out: str) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Un par un")
    someone.presses("Partager")
    someone.says(way_out)
    assert "laisse pas sa chance" not in helene.says("/brief")[-1].text


def test_what_the_coachee_is_shown_as_shared_is_the_very_brief(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Tout partager")
    assert helene.says("/brief")[-1].text in someone.says("/resume")[-1].text


def test_an_alert_is_sent_on_a_yes_only_and_holds_no_word(practice: Practice, helene: Someone) -> None:
    for answer, alerts in (
        ("Oui", 1),
        ("Non", 0),
        ("ok merci ça ira", 0),
        ("oui mais pas elle", 0),
        ("oui, s'il te plaît", 1),
        ("je ne sais pas trop", 0),
    ):
        practice.ear.forget()
        practice.ear.worries("plus envie de vivre")
        someone = practice.simply("Nadia", helene)
        reflecting(practice, someone)
        someone.says("zorglub je n'ai plus envie de vivre")
        assert someone.at == "soutien.aide"
        told = len(helene.heard)
        label = next((label for label in someone.labels if label.startswith(answer)), "")
        someone.presses(label) if label else someone.says(answer)
        news = [heard.text for heard in helene.heard[told:]]
        assert len(news) == alerts, answer
        assert "zorglub" not in "".join(news)
        assert "vivre" not in "".join(news)


def test_only_the_recipient_reads(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Tout partager")
    anne = practice.coach("Anne")
    with practice.app.store.read() as tx:
        assert sharing.shared_for(tx, anne.person.id, someone.person.id) == []
    assert MOMENT not in "".join(views(anne))


def test_a_first_name_is_shown_as_a_name(practice: Practice, helene: Someone) -> None:
    someone = practice.stranger("x")
    someone.says(f"/start {practice.code(Role.COACHEE, helene)}")
    someone.presses("Oui")
    someone.says("Nadia, mais zorglub mon chef ne sait rien de tout cela et ne doit rien savoir")
    assert "Nadia" in views(helene)[0]
    assert "zorglub" not in helene.everything
