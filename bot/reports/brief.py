"""The brief for the coach: what the coachee shared, in the words they agreed to, and no hint of anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dialog.definition import ITEM_KINDS
from bot.prompts import Prompts
from bot.store.sharing import Item
from bot.telling import in_french

TEMPLATE = "brief.j2"
#: The order in which a session is opened: what happened, what it may be, what helps, what comes next.
_ORDER = ("topic", "words", "pitfall", "theme", "view", "resource", "learning", "experiment", "step")
assert set(_ORDER) == set(ITEM_KINDS)


def text(prompts: Prompts, name: str, shared: Sequence[Item], now: datetime, zone: ZoneInfo) -> str:
    """The brief as HTML. `shared` holds what this reader may see and nothing more."""
    groups = []
    for kind in _ORDER:
        lines = [(_day(item.decided_at, zone), item.text) for item in shared if item.kind == kind]
        if lines:
            groups.append((prompts.render(TEMPLATE, f"group_{kind}", "vous", {}), lines))
    since = _day(min(item.decided_at for item in shared), zone) if shared else ""
    values = {"prenom": name, "day": _day(now, zone), "since": since, "groups": groups}
    return prompts.render(TEMPLATE, "brief", "vous", values)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return in_french(moment.astimezone(zone).date())
