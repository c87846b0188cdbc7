"""How far an objective is, on the five levels of goal-attainment scaling, from numbers that people gave.

    +2   much more than was aimed at        −1   on the way, or where it began
    +1   more than was aimed at             −2   short of where it began
     0   what was aimed at

The levels are those of T. J. Kiresuk and R. E. Sherman, "Goal attainment scaling: a general method for evaluating
comprehensive community mental health programs", Community Mental Health Journal 4 (1968), 443-453: 0 is the outcome
that was expected. Where the beginning stands follows L. Turner-Stokes, "Goal attainment scaling (GAS) in
rehabilitation: a practical guide", Clinical Rehabilitation 23 (2009), 362-370: at −1, so that −2 is left for what gets
worse, except where nothing worse is possible (a beginning of 0), which then is −2 itself.

A level is a reading of one objective, never of a person: levels are not weighted, added up or turned into a T-score.
Why, and what a level cannot say, is argued in docs/attainment.md.
"""

from __future__ import annotations

from enum import IntEnum

#: The scale on which people rate, ends included.
LOWEST, HIGHEST = 0, 10
#: Fewest points above the target that are « much more »: one point is the least that anybody can say.
MUCH = 2


class Level(IntEnum):
    """The five levels."""

    BACK = -2
    UNDER_WAY = -1
    REACHED = 0
    BEYOND = 1
    FAR_BEYOND = 2


def fits(baseline: int, target: int) -> bool:
    """Whether an objective can be followed from `baseline` to `target`: both on the scale, and a way to go."""
    return LOWEST <= baseline < target <= HIGHEST


def level(baseline: int, target: int, rating: int) -> Level:
    """The level of `rating`. Raises `ValueError` for numbers off the scale, or a target not above the baseline."""
    if not fits(baseline, target) or not LOWEST <= rating <= HIGHEST:
        raise ValueError("no such objective or rating")
    if rating < target:
        return Level.BACK if rating < baseline or rating == LOWEST else Level.UNDER_WAY
    above = rating - target
    if above == 0:
        return Level.REACHED
    return Level.FAR_BEYOND if above >= MUCH and 2 * above >= HIGHEST - target else Level.BEYOND
