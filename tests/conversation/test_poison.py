"""A message whose turn fails is tried three times, then parked; its chat goes on, other chats never notice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import reflecting


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: a parked message stays."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


def apologies(someone: Someone) -> int:
    return sum("de notre côté" in heard.text for heard in someone.heard)


def test_poison_is_parked_after_three_attempts_with_one_apology(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    where = nadia.at
    practice.ear.fails_on = "zorglub"
    assert nadia.says("zorglub fait tomber la lecture de ce message à chaque fois") == []
    nadia.says("et celui-ci attend derrière lui dans la même conversation")
    assert nadia.at == where, "order is kept: the second waits"
    for _ in range(5):
        practice.wait(minutes=2)
    assert apologies(nadia) == 1
    assert practice.inbox()["parked"] == 1
    assert nadia.at == "reflexion.geste", "the second was taken as the answer"
    practice.wait(hours=5)
    assert apologies(nadia) == 1
    assert practice.inbox()["parked"] == 1


def test_other_chats_do_not_wait_for_poison(practice: Practice, helene: Someone, nadia: Someone) -> None:
    zoe = practice.coachee("Zoé", helene)
    practice.ear.fails_on = "zorglub"
    nadia.says("zorglub fait tomber la lecture de ce message à chaque fois")
    reflecting(practice, zoe)
    assert zoe.at == "reflexion.moment"


def test_a_failure_that_passes_loses_nothing_and_says_nothing(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    practice.ear.fails_on = "zorglub"
    nadia.says("zorglub a refait le tableau tout seul dans son bureau mardi soir")
    practice.ear.forget()
    practice.wait(minutes=1)
    assert apologies(nadia) == 0
    assert nadia.at == "reflexion.geste"
    assert sum("zorglub" in words for words in nadia.answers) == 1


def test_stop_behind_poison_is_heard(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    practice.ear.fails_on = "zorglub"
    nadia.says("zorglub fait tomber la lecture de ce message à chaque fois")
    nadia.says("stop")
    practice.wait(minutes=3)
    practice.wait(minutes=3)
    assert "plus rien ne vous sera envoyé" in same(nadia.last)
    assert nadia.planned == {}


def test_what_is_logged_of_it_holds_no_word(
    practice: Practice, nadia: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    practice.ear.fails_on = "zorglub"
    with caplog.at_level(logging.DEBUG):
        nadia.says("zorglub fait tomber la lecture de ce message à chaque fois")
        for _ in range(3):
            practice.wait(minutes=2)
    assert any(record.levelno == logging.CRITICAL for record in caplog.records), "the host is told"
    told = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    for secret in ("zorglub", "tomber", nadia.address, "Nadia"):
        assert secret not in told
