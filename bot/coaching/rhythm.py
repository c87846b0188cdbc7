"""When Recul may speak first: at the hour that the coachee chose, never during a pause, and less and less
often to someone who does not answer (P8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

#: Days between two invitations: two without an answer lead one step down, and after the last step, silence.
LADDER = (3, 6, 15)
#: Unanswered invitations on one step of the ladder.
PATIENCE = 2

_HOURS = 24
#: How late an invitation may still come, when the host was down at its hour.
GRACE = timedelta(hours=2)

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ZONES = {name.replace("/", "_").replace("-", "_").lower(): name for name in available_timezones()}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a coachee chose: `weekly` times (0, 1 or 2), `day` of the week from Monday 0, `hour` of the
    day."""

    weekly: int = 1
    day: int = 3
    hour: int = 18
    zone: str = "Europe/Paris"

    @classmethod
    def chosen(cls, known: Mapping[str, str], zone: str) -> Rhythm:
        """From what the dialogues remember: `rythme` (une_fois, deux_fois, aucun), `jour`, `heure` (h18),
        `fuseau`."""
        day, hour = known.get("jour", ""), known.get("heure", "").removeprefix("h")
        return cls(
            weekly={"une_fois": 1, "deux_fois": 2, "aucun": 0}.get(known.get("rythme", ""), 1),
            day=_DAYS.index(day) if day in _DAYS else 3,
            hour=int(hour) if hour.isdecimal() and int(hour) < _HOURS else 18,
            zone=zone_named(known.get("fuseau", ""), zone),
        )


def zone_named(key: str, default: str) -> str:
    """The zone of a key such as `america_montreal`; `default` if there is none of that name."""
    return _ZONES.get(key, default)


def next_invitation(rhythm: Rhythm, after: datetime, unanswered: int) -> datetime | None:
    """When to invite next, in UTC: the first of the chosen days, at the chosen hour, far enough from `after`.

    None once it is time to be silent: no rhythm chosen, or the end of the ladder reached."""
    if rhythm.weekly == 0:
        return None
    start = 0 if rhythm.weekly > 1 else 1
    rung = start + unanswered // PATIENCE
    if rung >= len(LADDER):
        return None
    zone = ZoneInfo(rhythm.zone)
    local = after.astimezone(zone)
    days = {rhythm.day} if rhythm.weekly == 1 else {rhythm.day, (rhythm.day + LADDER[0]) % 7}
    day = (local + timedelta(days=LADDER[rung] if unanswered else 0)).date()
    while True:
        at = datetime.combine(day, time(rhythm.hour), zone)
        if day.weekday() in days and at > local:
            return at.astimezone(ZoneInfo("UTC"))
        day += timedelta(days=1)


def next_hour(rhythm: Rhythm, after: datetime) -> datetime:
    """The next moment at the chosen hour, whatever the day, in UTC."""
    zone = ZoneInfo(rhythm.zone)
    local = after.astimezone(zone)
    at = datetime.combine(local.date(), time(rhythm.hour), zone)
    if at <= local:
        at = datetime.combine(local.date() + timedelta(days=1), time(rhythm.hour), zone)
    return at.astimezone(ZoneInfo("UTC"))


def is_welcome(rhythm: Rhythm, at: datetime) -> bool:
    """Whether `at` is the chosen hour or shortly after it: what is later than that waits for the next day."""
    local = at.astimezone(ZoneInfo(rhythm.zone))
    return timedelta(0) <= local - local.replace(hour=rhythm.hour, minute=0, second=0, microsecond=0) <= GRACE


def next_weekly(after: datetime, zone: str, day: int = 0, hour: int = 8) -> datetime:
    """The next moment of a weekly appointment (Monday, 8:00 unless told otherwise) in a zone, in UTC."""
    here = after.astimezone(ZoneInfo(zone))
    date = here.date() + timedelta(days=(day - here.weekday()) % 7)
    at = datetime.combine(date, time(hour), ZoneInfo(zone))
    if at <= here:
        at = datetime.combine(date + timedelta(days=7), time(hour), ZoneInfo(zone))
    return at.astimezone(ZoneInfo("UTC"))
