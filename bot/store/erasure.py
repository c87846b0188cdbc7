"""Erasure of a person: first the rows, in one transaction with an entry in the ledger, then the key.

A crash in between leaves the entry, and `finish_erasures` destroys the key at the next start. A crash
before leaves everything as it was. The other order could leave rows that nobody can read and nothing says
why.

What remains: the person's identifier (random, never published) and the date in the ledger; engagements,
ended and without that person; the audit record, without that person. Messages about the person already
handed to someone else are not within reach. Once the key is gone, so is every copy of the database, for
that person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import BindParameter, Column, Executable, bindparam, delete, or_, select, update

from bot.coaching.engagement import Phase
from bot.store.database import PerDialect, Store, Transaction
from bot.store.tables import address, consent, engagement, erasure, inbox, item, metadata, outbox, person


def _columns(effect: str) -> Iterator[Column[str]]:
    # From the tables that point to those that are pointed to, so that no row is left pointing to nothing.
    for table in reversed(metadata.sorted_tables):
        yield from (column for column in table.columns if column.info.get("erasure") == effect)


_who: BindParameter[str] = bindparam("who")
_lanes = select(address.c.fingerprint).where(address.c.person == _who)
_end = (
    update(engagement)
    .where(or_(engagement.c.coach == _who, engagement.c.coachee == _who), engagement.c.ended_at.is_(None))
    .values(status=Phase.CLOSED, ended_at=bindparam("now"))
)
_withdraw = [
    update(table)
    .where(table.c.recipient == _who, table.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("now"))
    for table in (item, consent)
]
_delete_by_lane = [delete(table).where(table.c.lane.in_(_lanes)) for table in (inbox, outbox)]
_detach = [
    update(column.table).where(column == _who).values({column.name: None}) for column in _columns("detach")
]
_delete = [delete(column.table).where(column == _who) for column in _columns("delete")]
_note = PerDialect(lambda new: new(erasure).on_conflict_do_nothing(index_elements=["person"]))
_exists = select(person.c.id).where(person.c.id == _who)
_ledger = select(erasure.c.person)
_people = select(person.c.id).order_by(person.c.id)


def erase(store: Store, person: str, now: datetime) -> bool:
    """Erase a person for good; False if there is no such person. When this returns, nothing of them can be
    read.
    """
    with store.write() as tx:
        found = remove(tx, person, now)
    finish_erasures(store)
    return found


def remove(tx: Transaction, person: str, now: datetime) -> bool:
    """The first half, inside a transaction: rows and ledger. Follow its commit by `finish_erasures`."""
    if tx.run(_exists, {"who": person}).first() is None:
        return False
    dated: list[Executable] = [_end, *_withdraw]
    for statement in dated:
        tx.run(statement, {"who": person, "now": now})
    for statement in (*_delete_by_lane, *_detach, *_delete):
        tx.run(statement, {"who": person})
    tx.run(_note(tx), {"person": person, "at": now})
    return True


def finish_erasures(store: Store) -> int:
    """The second half, at every start and after `remove`: destroy the keys that the ledger names and empty
    the write-ahead log. Returns how many keys were destroyed.
    """
    with store.read() as tx:
        pending = [one for one in tx.run(_ledger).scalars() if store.vault.knows(one)]
    for one in pending:
        store.vault.forget(one)
    if pending:
        store.fold_log()
    return len(pending)


def unreadable(tx: Transaction) -> list[str]:
    """The people whose rows are there but whose key is not: erased after this database was copied (then
    `remove` them), or a keyring that is incomplete (then restore it). Which of the two, only the host can
    tell.
    """
    return [one for one in tx.run(_people).scalars() if not tx.vault.knows(one)]
