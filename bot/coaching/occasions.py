"""When objectives are rated: monthly by the coachee; at the start, the middle and the end by sponsor and coach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coaching.convention import Occasion, later

#: How long an engagement lasts when no end was agreed, in months.
USUAL_MONTHS = 12
#: The last rating comes this long before the end, so that the closing review can look at it.
BEFORE_END = timedelta(days=14)
#: Days from one rating of the coachee to the next.
MONTH = timedelta(days=28)
#: The kind of a rating that belongs to no occasion: the coachee's, month after month.
MONTHLY = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when an engagement is planned; `ends` None if no end was agreed."""

    starts: datetime
    ends: datetime | None = None

    @property
    def until(self) -> datetime:
        """The end, agreed or usual."""
        if self.ends is not None:
            return self.ends
        day = later(self.starts.date(), USUAL_MONTHS)
        return self.starts.replace(year=day.year, month=day.month, day=day.day)

    def moments(self) -> Mapping[Occasion, datetime]:
        """From when on each occasion is open, in order. An engagement that is very short has them close together."""
        last = max(self.starts, self.until - BEFORE_END)
        middle = self.starts + (last - self.starts) / 2
        return {Occasion.START: self.starts, Occasion.MIDDLE: middle, Occasion.END: last}

    def at(self, now: datetime) -> Occasion:
        """The occasion that a rating given now belongs to."""
        return max(
            (occasion for occasion, moment in self.moments().items() if moment <= now),
            key=list(Occasion).index,
            default=Occasion.START,
        )

    def ahead(self, now: datetime, done: Collection[Occasion]) -> tuple[Occasion, datetime] | None:
        """The occasion to be asked about next, and from when; None if there is none any more. One that passed by is
        not asked for afterwards: its numbers would be of another day."""
        open_one = self.at(now)
        order = list(Occasion)
        for occasion, moment in self.moments().items():
            if order.index(occasion) >= order.index(open_one) and occasion not in done:
                return occasion, max(now, moment)
        return None
