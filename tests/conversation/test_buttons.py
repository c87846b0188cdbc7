"""Buttons: old ones, presses that never arrive, presses that arrive twice or out of nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages import Kind
from tests.conversation.practice import Practice, Someone, texts
from tests.conversation.states import DEED, MOMENT, STATES, at_hypothesis, reach, reflecting, reviewing


def test_a_press_that_never_arrives_is_put_right_by_the_next_words(
    practice: Practice, nadia: Someone
) -> None:
    """The press on « Cinq minutes » was lost on the way; the person types on."""
    nadia.says("/reflexion")
    nadia.says("cinq minutes")
    assert nadia.at == "reflexion.moment"
    nadia.says(MOMENT)
    assert nadia.at == "reflexion.geste"


@pytest.mark.parametrize(
    ("typed", "where"),
    [("oui", "reflexion.creuser"), ("non", "reflexion.enjeu"), ("un peu", "reflexion.part")],
)
def test_a_hypothesis_can_be_answered_in_words(
    practice: Practice, nadia: Someone, typed: str, where: str
) -> None:
    at_hypothesis(practice, nadia)
    nadia.says(typed)
    assert nadia.at == where


def test_an_old_button_is_said_to_be_old_and_the_open_question_comes_back(
    practice: Practice, nadia: Someone
) -> None:
    nadia.says("/reflexion")
    old = nadia.heard[-1]
    nadia.presses("Cinq minutes")
    nadia.says(MOMENT)
    where = nadia.at
    answer = nadia.presses("Demain", old)
    assert texts(answer)[0].startswith("Ce bouton date d'une question déjà passée.")
    assert nadia.at == where


def test_an_old_button_when_nothing_is_open(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    old = nadia.heard[-1]
    nadia.says("/annuler")
    assert texts(nadia.presses("Cinq", old))[0].startswith("Cette question est refermée.")
    assert nadia.at == ""


def test_two_devices_press_at_once_and_one_press_counts(practice: Practice, nadia: Someone) -> None:
    reviewing(practice, nadia)
    review = nadia.heard[-1]
    nadia.presses("Tout garder", review)
    nadia.presses("Tout partager", review)
    assert {item.decision for item in nadia.items} == {"private"}, "the first press decided"


def test_the_same_press_delivered_twice_counts_once(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    token = nadia.heard[-1].message.token
    press = nadia.event(Kind.PRESS, token=token, choice="cinq")
    nadia.does(press)
    where = nadia.at
    assert nadia.does(press) == []
    assert nadia.at == where


FORGED = (
    *(("0", "oui"), ("999", "oui"), ("", ""), ("x", "oui"), ("-1", "oui"), ("²", "oui"), ("1" * 400, "a")),
    *(("brief", "someone"), ("digest", "now"), ("invitation:", "begin")),
)


@pytest.mark.parametrize("state", [state for state in STATES if state != "paused without end"])
def test_forged_presses_change_nothing(practice: Practice, nadia: Someone, state: str) -> None:
    reach(practice, nadia, state)
    where, items, planned = nadia.at, nadia.items, nadia.planned
    for token, choice in FORGED:
        nadia.forges(token, choice)
        assert (nadia.at, nadia.items, nadia.planned) == (where, items, planned)
    assert set(practice.inbox()) <= {"done"}, "a turn failed"


def test_a_forged_choice_for_the_open_question_changes_nothing(practice: Practice, nadia: Someone) -> None:
    reviewing(practice, nadia)
    nadia.forges(nadia.heard[-1].message.token, "partager_tout_a_tous")
    assert nadia.at == "accord.liste"
    assert not nadia.items


def test_ticks_of_several_choices_can_be_changed_before_they_are_sent(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.invited("Zoé", helene)
    someone.presses("Oui")
    someone.presses("Tu")
    question = someone.heard[-1]
    for label in ("Une prise", "Une vision", "Une prise"):
        someone.presses(label, question) if label in str(question.labels) else None
    assert someone.at == "accueil.situations"
    someone.presses("C'est tout", question)
    assert someone.at == "accueil.rythme"


def test_the_clock_going_backwards_by_an_hour_confuses_nobody(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    practice.now -= timedelta(hours=1)
    nadia.says(MOMENT)
    nadia.says(DEED)
    assert nadia.at == "reflexion.enjeu"
