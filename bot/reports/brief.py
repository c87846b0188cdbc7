"""The brief for the coach: what the coachee shared, in the words they agreed to, and no hint of anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.coaching.trend import Direction, Trend
from bot.dialog.definition import ITEM_KINDS
from bot.prompts import Prompts
from bot.reports import pitfalls
from bot.store.sharing import Item
from bot.telling import in_french

TEMPLATE = "brief.j2"
#: The order in which a session is opened: what is wanted of it, what happened, what it may be, what helps, what comes
#: next.
_ORDER = (
    "wish", "matter", "skip", "topic", "words", "pitfall", "theme", "view", "resource", "learning", "decided",
    "objective_1", "objective_2", "objective_3", "experiment", "step",
)  # fmt: skip
assert set(_ORDER) == set(ITEM_KINDS)
#: How kinds begin of what was given of the closing review.
REVIEW = "review_"
#: What was said of one session to come: the next one has its own.
PREPARED = ("wish", "matter", "skip")


def text(prompts: Prompts, name: str, shared: Sequence[Item], now: datetime, zone: ZoneInfo) -> str:
    """The brief as HTML. `shared` holds what this reader may see and nothing more."""
    shared, groups = _latest(shared), []
    for kind in _ORDER:
        lines = [(_day(item.decided_at, zone), item.text) for item in shared if item.kind == kind]
        if lines:
            notes = _notes(prompts, trends(prompts, shared, now)) if kind == "pitfall" else []
            groups.append((prompts.render(TEMPLATE, f"group_{kind}", "vous", {}), notes, lines))
    review = [(_day(item.decided_at, zone), item.text) for item in shared if item.kind.startswith(REVIEW)]
    if review:
        groups.append((prompts.render(TEMPLATE, "group_review", "vous", {}), [], review))
    since = _day(min(item.decided_at for item in shared), zone) if shared else ""
    values = {"prenom": name, "day": _day(now, zone), "since": since, "groups": groups}
    return prompts.render(TEMPLATE, "brief", "vous", values)


def for_session(shared: Sequence[Item], since: datetime) -> list[Item]:
    """The same without what was said of sessions that are over: the last one was at `since`."""
    return [item for item in shared if item.kind not in PREPARED or item.decided_at >= since]


def _latest(shared: Sequence[Item]) -> list[Item]:
    """Of what was said of sessions to come, only what was said last."""
    talk = next((item.talk for item in reversed(shared) if item.kind in PREPARED), "")
    return [item for item in shared if item.kind not in PREPARED or item.talk == talk]


def trends(prompts: Prompts, shared: Sequence[Item], now: datetime) -> list[Trend]:
    """What the shared reflections say of each pitfall over time, as long as they are of the present."""
    today = now.astimezone(UTC).date()
    return [trend for trend in pitfalls.trends(prompts, shared) if trend.is_fresh(today)]


def _notes(prompts: Prompts, found: Sequence[Trend]) -> list[str]:
    """A sentence a pitfall. While it is too early for all, one for all; of what is rare, none: its quotes are there."""
    if any(trend.few for trend in found):
        return [pitfalls.too_early(prompts)]
    return [pitfalls.told(prompts, trend) for trend in found if trend.direction is not Direction.ABSENT]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return in_french(moment.astimezone(zone).date())
