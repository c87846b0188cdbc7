"""How long the texts of an engagement are kept once it is over, and when the coachee is told beforehand. Pure.

They are told twice, with the way to take a copy, unless they have left: whoever left gets no message at all (P1). What
could not be told in time is told late, and nothing goes before they had the days of the second notice to copy it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.coaching.convention import later
from bot.coaching.engagement import Phase

#: Days before the limit at which the coachee is told.
NOTICES = (timedelta(days=30), timedelta(days=7))
#: Somebody who cannot be told, in a long pause or out of reach, keeps their texts this much longer, and no more.
PATIENCE = timedelta(days=90)
_FIRST, _SECOND = NOTICES


@dataclass(frozen=True, slots=True)
class Limits:
    """Months that texts are kept after the closing review, unless the convention says otherwise; and after somebody
    left, who may come back meanwhile."""

    closed: int = 6
    stopped: int = 12

    def of(self, phase: Phase, agreed: int | None) -> int | None:
        """For an engagement in that phase, None while it is not over. `agreed` is what the convention says of it."""
        if phase is Phase.CLOSED:
            return self.closed if agreed is None else agreed
        return self.stopped if phase is Phase.STOPPED else None


class Step(StrEnum):
    """What is to be done now."""

    KEEP = "keep"
    TELL = "tell"
    ERASE = "erase"


def limit(over: datetime, months: int) -> datetime:
    """The moment from which the texts of an engagement that was over then are not kept any more."""
    return datetime.combine(later(over.date(), months), over.timetz())


def step(now: datetime, at: datetime, told: Sequence[datetime], *, left: bool) -> Step:
    """What to do now about a limit `at`; `told` are the moments at which the coachee was told of it, `left` means that
    they are not to be written to any more."""
    if left or now >= at + PATIENCE:
        return Step.ERASE if now >= at else Step.KEEP
    if now < at - _FIRST:
        return Step.KEEP
    last = max(told, default=None)
    if last is None or last < at - _SECOND <= now:
        return Step.TELL
    return Step.ERASE if now >= erased_on(at, last) else Step.KEEP


def erased_on(at: datetime, told: datetime) -> datetime:
    """When the texts go, for somebody told of it at that moment: never sooner than the second notice promises."""
    return max(at, told + _SECOND)
