"""What a coachee needs from the accompaniment, in their own figures and words: asked at the start and again when the
engagement enters another phase. Earlier answers stay, so that a change can be seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from bot.coaching.path import Stage
from bot.store.database import Transaction
from bot.store.tables import need

ANSWERS = "need.answers"


@dataclass(frozen=True, slots=True)
class Need:
    """One set of answers. `stage` says when in the engagement they were given; `answers` is the caller's JSON."""

    person: str
    engagement: str
    stage: str
    answers: Mapping[str, Any]
    at: datetime


_insert = insert(need)
_all = (
    select(need)
    .where(need.c.person == bindparam("person"), need.c.engagement == bindparam("engagement"))
    .where(need.c.phase.in_([stage.value for stage in Stage]))  # the others are `reviews`
    .order_by(need.c.at, need.c.id)
)


def put(
    tx: Transaction, person: str, engagement: str, *, stage: str, answers: Mapping[str, Any], now: datetime
) -> None:
    """Keep what `person` answered at this `stage`, an identifier."""
    blob = tx.seal(person, ANSWERS, json.dumps(answers, ensure_ascii=False))
    values = {"person": person, "engagement": engagement, "phase": stage, "answers": blob, "at": now}
    tx.run(_insert, values)


def history(tx: Transaction, person: str, engagement: str) -> list[Need]:
    """All that `person` ever answered in this engagement, oldest first."""
    return [
        Need(person, engagement, row.phase, json.loads(tx.unseal(person, ANSWERS, row.answers)), row.at)
        for row in tx.run(_all, {"person": person, "engagement": engagement})
    ]
