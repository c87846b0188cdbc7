"""The weekly digest: all coachees of one coach, a line each, those with something to look at first.

It holds what was shared and, without any text, whether someone wrote, paused or left. Who is silent is said
without a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.coaching.trend import Trend
from bot.prompts import Prompts
from bot.reports import pitfalls
from bot.reports.naming import first_name
from bot.store import Transaction, access, engagements, journal, people, talks
from bot.store.people import Status
from bot.store.sharing import Item
from bot.telling import in_french

TEMPLATE = "digest.j2"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One coachee, `who`. `step` is the latest shared step, empty if none; `silent_days` counts whole days.
    `trends` are the changes that this week's talks brought to light."""

    who: str
    prenom: str
    shared: int
    step: str
    step_day: str
    pitfalls: tuple[str, ...]
    trends: tuple[Trend, ...]
    silent_days: int
    wrote: bool
    left: bool
    paused: bool

    @property
    def attention(self) -> tuple[bool, int]:
        """What sorts first: something new that was shared, then the longest silence."""
        return (not (self.shared or self.left), -self.silent_days)


def lines(
    tx: Transaction, prompts: Prompts, coach: str, now: datetime, *, by_host: bool = False
) -> list[Line]:
    """One line a coachee, in the order of reading. Whoever shared something this week will see that it was read: by
    the coach, or `by_host` in the coach's place."""
    found = []
    for engagement in engagements.coachees_of(tx, coach):
        if engagement.coachee:
            week = now - WEEK
            told = access.shared(
                tx, coach, engagement, now, since=week, reach=week - pitfalls.REACH, by_host=by_host
            )
            found.append(_line(tx, prompts, engagement.coachee, told, now))
    return sorted(found, key=lambda line: line.attention)


def told(prompts: Prompts, found: Sequence[Line], now: datetime, zone: ZoneInfo) -> str:
    """These lines as HTML."""
    values = {
        "week": in_french((now - WEEK).astimezone(zone).date()),
        "people": [(line, [pitfalls.told(prompts, trend) for trend in line.trends]) for line in found],
        "total": len(found),
        "active": sum(line.wrote for line in found),
    }
    return prompts.render(TEMPLATE, "digest", "vous", values)


def _line(tx: Transaction, prompts: Prompts, coachee: str, known: Sequence[Item], now: datetime) -> Line:
    """`known` is what was shared this week and long enough before to compare; nothing if nothing is new."""
    person = people.load(tx, coachee)
    assert person is not None
    shared = [item for item in known if item.decided_at >= now - WEEK]
    name = journal.recall(tx, coachee).get("prenom")
    talk = talks.load(tx, coachee)
    last = talk.updated_at if talk else person.created_at
    step = next((item for item in reversed(shared) if item.kind in ("step", "experiment")), None)
    return Line(
        who=coachee,
        prenom=(first_name(name.words) if name else "") or "…",
        shared=len(shared),
        step=_words(step) if step else "",
        step_day="",
        pitfalls=tuple(item.text for item in shared if item.kind == "pitfall"),
        trends=tuple(pitfalls.news(prompts, known, now - WEEK)) if shared else (),
        silent_days=(now - last).days,
        wrote=now - last < WEEK,
        left=person.status is Status.STOPPED,
        paused=person.status is Status.PAUSED and (person.paused_until is None or person.paused_until > now),
    )


def _words(item: Item) -> str:
    """The text without what it is called in the brief (« À essayer : … »)."""
    return item.text.partition("\u00a0: ")[2] or item.text
