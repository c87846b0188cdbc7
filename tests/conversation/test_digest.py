"""The weekly digest: Monday at eight in the coach's zone, once, whatever the clocks and the coach do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conversation.practice import PARIS, Practice, Someone, same
from tests.conversation.states import reviewing


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: time passes in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


def digests(coach: Someone) -> list[datetime]:
    return [heard.at.astimezone(PARIS) for heard in coach.heard if heard.message.once]


def test_every_monday_at_eight_over_the_change_of_clocks(practice: Practice, helene: Someone) -> None:
    practice.wait(days=40)
    assert [f"{moment:%d/%m %H:%M}" for moment in digests(helene)] == [
        "16/03 08:00", "23/03 08:00", "30/03 08:00", "06/04 08:00", "13/04 08:00",
    ]  # fmt: skip


def test_after_weeks_of_a_host_that_was_down_there_is_one(practice: Practice, helene: Someone) -> None:
    practice.now += timedelta(days=30)
    practice.wait(minutes=1)
    assert len(digests(helene)) == 1


def test_it_is_marked_as_never_to_be_sent_twice(practice: Practice, helene: Someone) -> None:
    practice.wait(days=7)
    assert helene.heard[-1].message.once


def test_none_after_stop_and_again_after_start(practice: Practice, helene: Someone) -> None:
    helene.says("/stop")
    practice.wait(days=15)
    assert digests(helene) == []
    helene.says("/start")
    practice.wait(days=7)
    assert len(digests(helene)) == 1


def test_a_coach_who_blocked_the_bot_and_came_back_has_it_again(practice: Practice, helene: Someone) -> None:
    helene.blocks()
    practice.wait(days=15)
    helene.unblocks()
    practice.wait(days=7)
    assert len(digests(helene)) == 1


def test_reading_it_is_told_to_whom_it_is_about(practice: Practice, helene: Someone, nadia: Someone) -> None:
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    nadia.says("/moi")
    assert "Personne d'autre que vous" in same(nadia.last)
    helene.says("/digest")
    nadia.says("/moi")
    assert "mardi 10 mars : Hélène (coach), ce que vous avez partagé" in same(nadia.last)
