"""Scaffolding that shrinks: how far somebody has come in reflecting, and how much the questions still have to carry.

Support is worth giving as long as it is needed, and is in the way afterwards (Wood, Bruner & Ross, 1976; Puntambekar &
Hübscher, 2005, on fading and on taking it back when it came too early). What is counted here is how many talks were
gone through and since when, never what was said in them, and nobody but the talk itself learns of it. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

#: Talks gone through and days since the first of them, both needed, for stages 1, 2 and 3. The first comes before the
#: eighth talk, where a script that stays the same has been seen to stop working.
STAGES = ((6, 30), (14, 90), (26, 210))
#: Talks in a row that take a stage back, or give it again.
PATIENCE = 3
#: The questions that carry a reflection, by the names under which their answers are kept.
PILLARS = frozenset({"moment", "geste", "regard", "apprentissage", "pas"})
#: Fewer of them answered than this, and the talk hardly took place.
ENOUGH = 2


class Went(StrEnum):
    """How a talk went, as far as it matters here."""

    THROUGH = "through"
    SHORT_OF = "short of"  # left early, or most of it passed over


def went(answered: Collection[str], *, finished: bool) -> Went:
    """`answered` are the names kept in that talk; `finished` is False if it was put away."""
    through = finished and len(PILLARS.intersection(answered)) >= ENOUGH
    return Went.THROUGH if through else Went.SHORT_OF


@dataclass(frozen=True, slots=True)
class Fading:
    """`done` talks were gone through, the first on `since` (None before it). `row` counts the latest talks that went
    alike, below zero those that fell short. `back` stages were taken back."""

    done: int = 0
    since: date | None = None
    row: int = 0
    back: int = 0

    def stage(self, today: date) -> int:
        """0 to 3: how much of the scaffolding is gone."""
        return max(0, self._reached(today) - self.back)

    def after(self, talk: Went, today: date) -> Fading:
        """Once one more talk is over."""
        if talk is Went.THROUGH:
            on = replace(self, done=self.done + 1, since=self.since or today, row=max(self.row, 0) + 1)
            if on.back and on.row >= PATIENCE:
                return replace(on, back=on.back - 1, row=0)
            return on
        off = replace(self, row=min(self.row, 0) - 1)
        if off.row <= -PATIENCE:
            return replace(off, back=min(self.back + 1, self._reached(today)), row=0)
        return off

    def _reached(self, today: date) -> int:
        days = (today - self.since).days if self.since else 0
        return sum(self.done >= talks and days >= least for talks, least in STAGES)

    def to_json(self) -> dict[str, Any]:
        since = self.since.isoformat() if self.since else ""
        return {"done": self.done, "since": since, "row": self.row, "back": self.back}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fading:
        """What `to_json` wrote; an empty mapping is somebody new."""
        since = data.get("since", "")
        return cls(
            data.get("done", 0),
            date.fromisoformat(since) if since else None,
            data.get("row", 0),
            data.get("back", 0),
        )
