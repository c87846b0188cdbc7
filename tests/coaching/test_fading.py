"""How much scaffolding is gone, from how many talks were gone through and since when."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.fading import PATIENCE, PILLARS, STAGES, Fading, Went, went
from bot.dialog.definition import LAST_STAGE

DAY = date(2026, 1, 8)


def lived(talks: int, every: int = 7, how: Went = Went.THROUGH, start: Fading | None = None) -> Fading:
    found = start or Fading()
    for number in range(talks):
        found = found.after(how, DAY + timedelta(days=every * number))
    return found


@pytest.mark.parametrize(
    ("talks", "weeks", "stage"),
    [
        (0, 0, 0),
        (5, 20, 0),
        (6, 3, 0),
        (6, 6, 1),
        (14, 8, 1),
        (14, 14, 2),
        (25, 40, 2),
        (26, 26, 2),
        (26, 31, 3),
        (99, 52, 3),
    ],
)
def test_both_habit_and_time_are_needed(talks: int, weeks: int, stage: int) -> None:
    assert lived(talks, every=1).stage(DAY + timedelta(weeks=weeks)) == stage


def test_there_are_as_many_stages_as_dialogues_know() -> None:
    assert len(STAGES) == LAST_STAGE


@pytest.mark.parametrize(
    ("answered", "finished", "how"),
    [
        ({"moment", "geste", "duree"}, True, Went.THROUGH),
        (PILLARS, True, Went.THROUGH),
        ({"moment", "geste", "regard"}, False, Went.SHORT_OF),
        ({"moment", "duree", "suite"}, True, Went.SHORT_OF),
        (set(), True, Went.SHORT_OF),
    ],
)
def test_a_talk_was_gone_through_or_fell_short(answered: set[str], finished: bool, how: Went) -> None:
    assert went(answered, finished=finished) is how


def test_three_talks_that_fall_short_give_a_stage_back_and_three_take_it_again() -> None:
    year = DAY + timedelta(days=360)
    found = lived(50)
    assert found.stage(year) == 3
    for expected in (3, 3, 2, 2, 2, 1):
        found = found.after(Went.SHORT_OF, year)
        assert found.stage(year) == expected
    for expected in (1, 1, 2, 2, 2, 3, 3):
        found = found.after(Went.THROUGH, year)
        assert found.stage(year) == expected


def test_one_bad_week_changes_nothing() -> None:
    year = DAY + timedelta(days=360)
    found = lived(50)
    for how in (Went.SHORT_OF, Went.SHORT_OF, Went.THROUGH) * 4:
        found = found.after(how, year)
        assert found.stage(year) == 3


def test_there_is_nothing_to_give_back_at_the_start() -> None:
    assert lived(12, how=Went.SHORT_OF).back == 0
    assert lived(26, start=lived(12, how=Went.SHORT_OF)).stage(DAY + timedelta(days=300)) == 3


@given(st.lists(st.sampled_from(Went), max_size=80), st.integers(1, 9))
def test_it_never_leaves_its_bounds_and_survives_json(talks: list[Went], every: int) -> None:
    found, day, before = Fading(), DAY, 0
    for how in talks:
        day += timedelta(days=every)
        found = found.after(how, day)
        assert 0 <= found.stage(day) <= LAST_STAGE
        assert found.stage(day) - before <= 1 or not found.back, "never a leap after something was given back"
        assert abs(found.row) <= max(PATIENCE, found.done)
        before = found.stage(day)
    assert Fading.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_somebody_new() -> None:
    assert Fading.from_json({}) == Fading()
