"""The sessions of an engagement: planned, moved, cancelled, held. Dates only; nothing that is said in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, bindparam, insert, select, update

from bot.coaching.calendar import Mode, Slot, Standing
from bot.store.database import Transaction
from bot.store.engagements import Engagement
from bot.store.tables import engagement, session


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `sequence` counts its changes, for calendars; `changed_at` is when the last one was."""

    id: str
    coachee: str
    engagement: str
    slot: Slot
    mode: Mode
    sequence: int
    changed_at: datetime


_insert = insert(session)
_ordered = select(session).order_by(session.c.starts_at, session.c.id)
_one = _ordered.where(session.c.id == bindparam("which"))
_of_engagement = _ordered.where(session.c.engagement == bindparam("which"))
_of_coach = _ordered.join(engagement, engagement.c.id == session.c.engagement).where(
    engagement.c.coach == bindparam("coach"),
    engagement.c.ended_at.is_(None),
    session.c.starts_at >= bindparam("since"),
    session.c.status == Standing.PLANNED.value,
)
_change = (
    update(session)
    .where(session.c.id == bindparam("which"), session.c.sequence == bindparam("before"))
    .values(
        starts_at=bindparam("starts"),
        minutes=bindparam("length"),
        mode=bindparam("how"),
        status=bindparam("standing"),
        sequence=bindparam("after"),
        changed_at=bindparam("now"),
    )
)


def plan(tx: Transaction, which: Engagement, slot: Slot, mode: Mode, now: datetime) -> Session:
    """A new session of this engagement, whose coachee is known."""
    assert which.coachee is not None
    made = Session(uuid4().hex, which.coachee, which.id, slot, mode, 0, now)
    values = {
        "id": made.id,
        "person": made.coachee,
        "engagement": made.engagement,
        "starts_at": slot.starts_at,
        "minutes": slot.minutes,
        "mode": mode.value,
        "status": slot.standing.value,
        "sequence": 0,
        "at": now,
        "changed_at": now,
    }
    tx.run(_insert, values)
    return made


def move(tx: Transaction, which: Session, slot: Slot, mode: Mode, now: datetime) -> Session | None:
    """The session at another moment, or held otherwise; None if it was changed meanwhile."""
    return _changed(tx, replace(which, slot=slot, mode=mode), which.sequence, now)


def settle(tx: Transaction, which: Session, standing: Standing, now: datetime) -> Session | None:
    """What became of it; None if it was changed meanwhile."""
    slot = Slot(which.slot.starts_at, which.slot.minutes, standing)
    return _changed(tx, replace(which, slot=slot), which.sequence, now)


def load(tx: Transaction, session_id: str) -> Session | None:
    found = _sessions(tx, _one, which=session_id)
    return found[0] if found else None


def of_engagement(tx: Transaction, engagement_id: str) -> list[Session]:
    """All of them, cancelled ones included, in the order of their dates."""
    return _sessions(tx, _of_engagement, which=engagement_id)


def of_coach(tx: Transaction, coach: str, since: datetime) -> list[Session]:
    """What this coach has planned from then on, in all engagements under way."""
    return _sessions(tx, _of_coach, coach=coach, since=since)


def _changed(tx: Transaction, which: Session, before: int, now: datetime) -> Session | None:
    made = replace(which, sequence=before + 1, changed_at=now)
    values = {
        "which": made.id,
        "before": before,
        "after": made.sequence,
        "starts": made.slot.starts_at,
        "length": made.slot.minutes,
        "how": made.mode.value,
        "standing": made.slot.standing.value,
        "now": now,
    }
    return made if tx.run(_change, values).rowcount == 1 else None


def _sessions(tx: Transaction, query: Executable, **values: Any) -> list[Session]:
    return [
        Session(
            row.id,
            row.person,
            row.engagement,
            Slot(row.starts_at, row.minutes, Standing(row.status)),
            Mode(row.mode),
            row.sequence,
            row.changed_at,
        )
        for row in tx.run(query, values)
    ]
