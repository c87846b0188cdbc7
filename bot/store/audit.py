"""Who did what to whose data, and when. Holds identifiers only, so that the record itself reveals no word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, or_, select

from bot.store.database import Transaction
from bot.store.tables import audit

IDENTIFIER = re.compile(r"[A-Za-z0-9_.:-]{0,64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """`actor` is None for the host and for someone erased since; so is `subject`, and when nobody is
    concerned.
    """

    at: datetime
    actor: str | None
    subject: str | None
    action: str
    object: str


_insert = insert(audit)
_latest = select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(bindparam("count"))
_about = _latest.where(or_(audit.c.subject == bindparam("person"), audit.c.actor == bindparam("person")))


def record(
    tx: Transaction,
    action: str,
    now: datetime,
    *,
    actor: str | None = None,
    subject: str | None = None,
    object: str = "",  # noqa: A002 - the word of the table
) -> None:
    """Raises `ValueError` if `action` or `object` could be words rather than an identifier."""
    if not (action and IDENTIFIER.fullmatch(action) and IDENTIFIER.fullmatch(object)):
        raise ValueError("the audit record takes identifiers only")
    tx.run(_insert, {"at": now, "actor": actor, "subject": subject, "action": action, "object": object})


def entries(tx: Transaction, person: str | None = None, *, limit: int = 1000) -> list[Entry]:
    """The latest entries first; with `person`, those where that person acted or was concerned."""
    rows = (
        tx.run(_latest, {"count": limit})
        if person is None
        else tx.run(_about, {"count": limit, "person": person})
    )
    return [Entry(row.at, row.actor, row.subject, row.action, row.object) for row in rows]
