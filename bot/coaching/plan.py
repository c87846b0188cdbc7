"""The action plan: steps that a coachee chose, each an if-then plan, and when to ask about them.

« Quand …, alors je … » names the moment together with the deed (Gollwitzer, 1999, "Implementation intentions: strong
effects of simple plans"); the likely obstacle, and what then, are told beside it (Oettingen & Gollwitzer, 2010,
mental contrasting with implementation intentions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.coaching.rhythm import LADDER, PATIENCE, Rhythm, next_hour

#: Steps that may be open before one of them has to be put aside for another.
MOST_OPEN = 5
#: How long what cannot be asked now waits where nobody knows when it can, in days.
_LATER = 7
#: How long after the last time Recul spoke first it may do so again.
_APART = timedelta(hours=20)
#: Nothing in a list is longer, in characters.
_SHORT = 90


class Status(StrEnum):
    """What became of a step. `CHANGED`: another one stands in its place."""

    OPEN = "open"
    DONE = "done"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen, as typed: `words` the sentence, `quand` and `alors` its moment and its deed where they are
    told apart, else `alors` is empty; `obstacle` what may come across, `si_obstacle` what then."""

    words: str
    quand: str = ""
    alors: str = ""
    obstacle: str = ""
    si_obstacle: str = ""

    @property
    def told(self) -> str:
        """The step in one line, in the words of whoever chose it: a moment told apart comes first."""
        apart = self.quand.strip().rstrip(" .,;:…")
        line = f"{apart}, {self.words}" if apart and not self.alors else self.words
        return " ".join(line.split())

    @property
    def short(self) -> str:
        """The same, for a list."""
        told = self.told
        return told if len(told) <= _SHORT else f"{told[:_SHORT].rpartition(' ')[0] or told[:_SHORT]} …"

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """What was written down, beside whatever else stands there."""
        return cls(**{known.name: str(data[known.name]) for known in fields(cls) if known.name in data})


def follow_up(rhythm: Rhythm, day: date, now: datetime) -> datetime:
    """When to ask what became of a step, in UTC: on its day at the chosen hour, or at the next such hour if that
    moment has passed."""
    at = datetime.combine(day, time(rhythm.hour), ZoneInfo(rhythm.zone))
    return at.astimezone(ZoneInfo("UTC")) if at > now else next_hour(rhythm, now)


def asked_later(rhythm: Rhythm, now: datetime, paused_until: datetime | None) -> datetime:
    """When to look again at what may not be asked in a pause, or in a silence that only the coachee ends."""
    after = paused_until if paused_until is not None else now + timedelta(days=_LATER)
    return next_hour(rhythm, max(after, now))


def is_silent(rhythm: Rhythm, unanswered: int) -> bool:
    """Whether so many messages stayed unanswered that nothing more is sent first (P8): the same ladder as for
    invitations, for someone who wants none of those too."""
    start = 0 if rhythm.weekly > 1 else 1
    return start + unanswered // PATIENCE >= len(LADDER)


def is_too_soon(spoken_at: datetime | None, now: datetime) -> bool:
    """Whether Recul spoke first less than a day ago: two such messages never come together."""
    return spoken_at is not None and now - spoken_at < _APART
