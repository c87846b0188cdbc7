"""Moments at which Recul speaks first. The clock turns a due reminder into an inbox row in one transaction:
`due`, then `inbox.add`, then `done`; the rest is a turn like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select, update

from bot.store.database import PerDialect, Transaction
from bot.store.tables import is_status, reminder


@dataclass(frozen=True, slots=True)
class Reminder:
    id: int
    person: str
    kind: str
    due_at: datetime

    @property
    def key(self) -> str:
        """Names this occurrence for ever, for `Incoming.key`."""
        return f"reminder:{self.id}:{self.due_at.isoformat()}"


def _replacing(new: Callable[..., Any]) -> Executable:
    made = new(reminder)
    changes = {"due_at": made.excluded.due_at, "status": "waiting"}
    statement: Executable = made.on_conflict_do_update(index_elements=["person", "kind"], set_=changes)
    return statement


_put = PerDialect(_replacing)
_of_kind = (reminder.c.person == bindparam("who"), reminder.c.kind == bindparam("what"))
_cancel = delete(reminder).where(*_of_kind)
_cancel_all = delete(reminder).where(reminder.c.person == bindparam("who"))
_waiting = select(reminder).where(is_status(reminder, "waiting")).order_by(reminder.c.due_at, reminder.c.id)
_due = (
    _waiting.where(reminder.c.due_at <= bindparam("now"))
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
_next = _waiting.limit(1)
_of_person = _waiting.where(reminder.c.person == bindparam("who"))
_done = update(reminder).where(reminder.c.id == bindparam("row")).values(status="done")


def put(tx: Transaction, person: str, kind: str, due_at: datetime) -> None:
    """Remind `person` at `due_at`; replaces the reminder of the same kind. `kind` is an identifier."""
    tx.run(_put(tx), {"person": person, "kind": kind, "due_at": due_at, "status": "waiting"})


def cancel(tx: Transaction, person: str, kind: str) -> bool:
    return tx.run(_cancel, {"who": person, "what": kind}).rowcount == 1


def cancel_all(tx: Transaction, person: str) -> int:
    return tx.run(_cancel_all, {"who": person}).rowcount


def due(tx: Transaction, now: datetime, limit: int) -> list[Reminder]:
    """The reminders whose moment has come, oldest first. Call `done` in the same transaction."""
    return _reminders(tx, _due, now=now, count=limit)


def done(tx: Transaction, reminder_id: int) -> None:
    tx.run(_done, {"row": reminder_id})


def waiting(tx: Transaction, person: str) -> list[Reminder]:
    """The reminders of `person` still to come, soonest first."""
    return _reminders(tx, _of_person, who=person)


def next_moment(tx: Transaction) -> datetime | None:
    """When the next reminder is due, so that the clock may sleep until then."""
    rows = _reminders(tx, _next)
    return rows[0].due_at if rows else None


def _reminders(tx: Transaction, query: Executable, **values: object) -> list[Reminder]:
    return [Reminder(row.id, row.person, row.kind, row.due_at) for row in tx.run(query, values)]
