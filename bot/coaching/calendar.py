"""Sessions on the calendar: when one clashes, what it counts as, the twelve months of an engagement, and when to speak
of a session, each person on their own clock. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.coaching.occasions import Span
from bot.coaching.rhythm import Rhythm, next_hour

UTC = ZoneInfo("UTC")
#: A session that nobody said anything about counts as held from so long after its end.
ASSUMED = timedelta(days=3)
#: Hours of the day between which an appointment may be spoken of, and outside of which a session is at night.
MORNING, EVENING = 7, 21
#: Shortest and longest session, in minutes.
SHORTEST, LONGEST = 15, 480
#: How long past the end of the engagement a session may lie before it is asked about.
_SPARE = timedelta(days=31)
#: How long before a session the last reminder comes, and how late it is still worth sending.
SOON = timedelta(hours=2)
#: The hour of the day at which a coach is asked about the day before.
MORNING_AFTER = 9
_WEEK = 7


class Mode(StrEnum):
    VIDEO = "video"
    IN_PERSON = "in_person"


class Standing(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Trouble(StrEnum):
    """What is odd about a moment for a session; the first of them cannot be."""

    PAST = "passe"
    CLASH = "occupe"
    NIGHT = "nuit"
    FAR = "loin"


@dataclass(frozen=True, slots=True)
class Slot:
    """When a session is, and what became of it; `starts_at` is aware."""

    starts_at: datetime
    minutes: int
    standing: Standing = Standing.PLANNED

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def counts_as(self, now: datetime) -> Standing:
        """What it stands for now: planned and long past is held."""
        past = self.standing is Standing.PLANNED and self.ends_at + ASSUMED <= now
        return Standing.HELD if past else self.standing

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is planned and not over."""
        return self.standing is Standing.PLANNED and self.ends_at > now

    def overlaps(self, other: Slot) -> bool:
        both = Standing.CANCELLED not in (self.standing, other.standing)
        return both and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def on_the_clock(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """A moment told by calendar and clock, in UTC. An hour that the clock skips is the one that it then shows; of an
    hour that it shows twice, the first."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def troubles(
    slot: Slot, others: Iterable[Slot], span: Span, now: datetime, zone: ZoneInfo
) -> tuple[Trouble, ...]:
    """What is odd about this moment, for someone in that zone; `others` are the coach's sessions beside it."""
    if slot.starts_at <= now:
        return (Trouble.PAST,)
    hour = slot.starts_at.astimezone(zone).hour
    found = {
        Trouble.CLASH: any(slot.overlaps(other) for other in others),
        Trouble.NIGHT: not MORNING <= hour < EVENING,
        Trouble.FAR: slot.starts_at > span.until + _SPARE,
    }
    return tuple(trouble for trouble, so in found.items() if so)


# The months


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of an engagement, by its `first` day; how many sessions were held in it, how many are ahead,
    and whether the month is over."""

    first: date
    held: int
    planned: int
    over: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The months of an engagement and their rhythm: `spacing` in days between two sessions that follow each other,
    None with fewer than two; `empty` months went by without a session, `left` are still to come."""

    months: tuple[Month, ...]
    held: int
    planned: int
    spacing: int | None

    @property
    def empty(self) -> int:
        return sum(month.over and not month.held for month in self.months)

    @property
    def left(self) -> int:
        return sum(not month.over for month in self.months)


def year(span: Span, slots: Sequence[Slot], now: datetime, zone: ZoneInfo) -> Year:
    """The months from the first to the last of an engagement, and later ones that have a session."""
    counted = [(slot.starts_at.astimezone(zone).date(), slot.counts_as(now)) for slot in slots]
    kept = sorted(one for one in counted if one[1] in (Standing.HELD, Standing.PLANNED))
    first, today = span.starts.astimezone(zone).date().replace(day=1), now.astimezone(zone).date()
    last = _month_after(span.until.astimezone(zone).date().replace(day=1), -1)
    last = max([last, first, *(day.replace(day=1) for day, _ in kept)])
    months: list[Month] = []
    while first <= last:
        following = _month_after(first, 1)
        within = [standing for day, standing in kept if first <= day < following]
        held = within.count(Standing.HELD)
        months.append(Month(first, held, len(within) - held, over=following <= today))
        first = following
    days = [day for day, _ in kept]
    spacing = round((days[-1] - days[0]).days / (len(days) - 1)) if len(days) > 1 else None
    held = sum(standing is Standing.HELD for _, standing in kept)
    return Year(tuple(months), held, len(kept) - held, spacing)


def weeks(days: int) -> int:
    """Days as whole weeks, at least one."""
    return max(1, round(days / _WEEK))


def _month_after(first: date, more: int) -> date:
    month = first.month - 1 + more
    return date(first.year + month // 12, month % 12 + 1, 1)


# When to speak of a session


def preparing(slot: Slot, rhythm: Rhythm, now: datetime) -> datetime | None:
    """When to offer a coachee to prepare: two days before, at the hour that they chose, or at the next such hour as
    long as the coach's brief has not gone; None if there is no such moment any more."""
    zone = ZoneInfo(rhythm.zone)
    before = slot.starts_at.astimezone(zone).date() - timedelta(days=2)
    ideal = on_the_clock(before, time(rhythm.hour), zone)
    at = ideal if ideal > now else next_hour(rhythm, now)
    return at if at < briefing(slot, zone) else None


def eve(slot: Slot, rhythm: Rhythm, now: datetime) -> datetime | None:
    """When to remind a coachee the day before, at the hour that they chose; None if that has passed."""
    zone = ZoneInfo(rhythm.zone)
    day = slot.starts_at.astimezone(zone).date() - timedelta(days=1)
    at = on_the_clock(day, time(rhythm.hour), zone)
    return at if at > now else None


def briefing(slot: Slot, zone: ZoneInfo) -> datetime:
    """When a coach gets the brief: the day before, at the same hour on the clock."""
    local = slot.starts_at.astimezone(zone)
    return on_the_clock(local.date() - timedelta(days=1), local.time(), zone)


def soon(slot: Slot, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When to remind shortly before; None if that has passed, or is at night where that person is."""
    at = slot.starts_at - SOON
    return at if at > now and at == civil(at, zone) else None


def looking_back(slot: Slot, rhythm: Rhythm) -> datetime:
    """When to ask a coachee what they take away: the day after, at the hour that they chose."""
    zone = ZoneInfo(rhythm.zone)
    day = slot.starts_at.astimezone(zone).date() + timedelta(days=1)
    return max(on_the_clock(day, time(rhythm.hour), zone), slot.ends_at)


def asking(slot: Slot, zone: ZoneInfo) -> datetime:
    """When to ask a coach whether it was held: the morning after."""
    day = slot.ends_at.astimezone(zone).date() + timedelta(days=1)
    return on_the_clock(day, time(MORNING_AFTER), zone)


def civil(moment: datetime, zone: ZoneInfo) -> datetime:
    """This moment, or the next morning if it is at night in that zone."""
    local = moment.astimezone(zone)
    if MORNING <= local.hour < EVENING:
        return moment
    day = local.date() + timedelta(days=local.hour >= EVENING)
    return on_the_clock(day, time(MORNING + 1), zone)


def thirds(span: Span) -> tuple[datetime, datetime]:
    """When a third and two thirds of an engagement have gone by."""
    whole = span.until - span.starts
    return span.starts + whole / 3, span.starts + whole * 2 / 3
