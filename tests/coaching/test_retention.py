"""When texts go, and what has to be said before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.engagement import Phase
from bot.coaching.retention import NOTICES, PATIENCE, Limits, Step, erased_on, limit, step

OVER = datetime(2026, 8, 31, 9, 30, tzinfo=UTC)
AT = limit(OVER, 6)
DAY = timedelta(days=1)


def test_months_are_counted_on_the_calendar() -> None:
    assert datetime(2027, 2, 28, 9, 30, tzinfo=UTC) == AT
    assert limit(OVER, 12) == datetime(2027, 8, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phase", "agreed", "months"),
    [
        (Phase.CLOSED, None, 6),
        (Phase.CLOSED, 3, 3),
        (Phase.STOPPED, None, 12),
        (Phase.STOPPED, 3, 12),
        (Phase.PAUSED, None, None),
        (Phase.DEVELOP, 3, None),
    ],
)
def test_what_counts_for_which_end(phase: Phase, agreed: int | None, months: int | None) -> None:
    assert Limits().of(phase, agreed) == months


def test_told_twice_then_erased() -> None:
    told: list[datetime] = []
    done = []
    for number in range(-60, 3):
        now = AT + number * DAY
        found = step(now, AT, told, left=False)
        if found is not Step.KEEP:
            done.append((number, found))
        if found is Step.TELL:
            told.append(now)
    assert done == [(-30, Step.TELL), (-7, Step.TELL), (0, Step.ERASE), (1, Step.ERASE), (2, Step.ERASE)]


def test_whoever_left_is_told_nothing() -> None:
    assert step(AT - DAY, AT, [], left=True) is Step.KEEP
    assert step(AT, AT, [], left=True) is Step.ERASE


def test_told_late_is_told_in_time_all_the_same() -> None:
    now = AT + 20 * DAY
    assert step(now, AT, [], left=False) is Step.TELL
    assert erased_on(AT, now) == now + NOTICES[1]
    assert step(now + 6 * DAY, AT, [now], left=False) is Step.KEEP
    assert step(now + 7 * DAY, AT, [now], left=False) is Step.ERASE


def test_whoever_cannot_be_told_is_not_kept_for_ever() -> None:
    assert step(AT + PATIENCE - DAY, AT, [], left=False) is Step.TELL
    assert step(AT + PATIENCE, AT, [], left=False) is Step.ERASE


@given(told=st.lists(st.integers(-60, 200), max_size=5), now=st.integers(-60, 200), left=st.booleans())
def test_nothing_goes_before_its_day_nor_before_it_was_told(told: list[int], now: int, left: bool) -> None:
    moments = [AT + number * DAY for number in told if number <= now]
    present = AT + now * DAY
    if step(present, AT, moments, left=left) is Step.ERASE:
        assert present >= AT
        assert left or present >= AT + PATIENCE or max(moments) + NOTICES[1] <= present
