"""Five levels out of numbers: where each begins, and that a higher number is never a lower level."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.attainment import HIGHEST, LOWEST, Level, fits, level

NUMBERS = range(LOWEST, HIGHEST + 1)
OBJECTIVES = [(baseline, target) for baseline in NUMBERS for target in NUMBERS if baseline < target]
objectives = st.sampled_from(OBJECTIVES)
ratings = st.integers(LOWEST, HIGHEST)


@pytest.mark.parametrize(
    ("baseline", "target", "expected"),
    [
        (4, 7, [-2, -2, -2, -2, -1, -1, -1, 0, 1, 2, 2]),
        (0, 5, [-2, -1, -1, -1, -1, 0, 1, 1, 2, 2, 2]),  # nothing is worse than 0, which is where it began
        (3, 8, [-2, -2, -2, -1, -1, -1, -1, -1, 0, 1, 2]),
        (5, 9, [-2, -2, -2, -2, -2, -1, -1, -1, -1, 0, 1]),  # one point above is never « much »
        (2, 10, [-2, -2, -1, -1, -1, -1, -1, -1, -1, -1, 0]),  # no room above
        (0, 1, [-2, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2]),
    ],
)
def test_levels(baseline: int, target: int, expected: list[int]) -> None:
    assert [level(baseline, target, rating) for rating in NUMBERS] == expected


@pytest.mark.parametrize(
    ("baseline", "target", "rating"),
    [(5, 5, 5), (7, 4, 5), (-1, 5, 3), (3, 11, 5), (3, 7, 11), (3, 7, -1)],
)
def test_numbers_that_make_no_sense(baseline: int, target: int, rating: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        level(baseline, target, rating)


@given(objectives, st.lists(ratings))
def test_a_higher_rating_is_never_a_lower_level(objective: tuple[int, int], given_: list[int]) -> None:
    levels = [level(*objective, rating) for rating in sorted(given_)]
    assert levels == sorted(levels)


@given(objectives, ratings)
def test_the_target_alone_is_zero(objective: tuple[int, int], rating: int) -> None:
    assert (level(*objective, rating) is Level.REACHED) == (rating == objective[1])


@given(objectives, ratings)
def test_a_rating_below_the_beginning_is_shown_as_such(objective: tuple[int, int], rating: int) -> None:
    baseline, _ = objective
    if rating < baseline:
        assert level(*objective, rating) is Level.BACK
    if rating == baseline:
        assert level(*objective, rating) is (Level.UNDER_WAY if baseline else Level.BACK)


@given(objectives, ratings)
def test_a_more_ambitious_target_never_gives_a_higher_level(objective: tuple[int, int], rating: int) -> None:
    baseline, _ = objective
    levels = [level(baseline, target, rating) for target in range(baseline + 1, HIGHEST + 1)]
    assert all(later <= earlier for earlier, later in pairwise(levels))


def test_no_level_is_out_of_reach_but_those_above_ten() -> None:
    for baseline, target in OBJECTIVES:
        found = {level(baseline, target, rating) for rating in NUMBERS}
        assert {Level.BACK, Level.REACHED} <= found
        assert (Level.BEYOND in found) == (target < HIGHEST)
        assert (Level.FAR_BEYOND in found) == (target <= HIGHEST - 2)


@given(st.integers(), st.integers())
def test_what_can_be_followed(baseline: int, target: int) -> None:
    assert fits(baseline, target) == ((baseline, target) in OBJECTIVES)
