"""What came in, written down before anything is done with it, in order for each lane (one chat).

    put → new → (claim · done) → done          a row is claimed and done in the transaction of its turn
               (fail) → new, later → … → parked after `ATTEMPTS` failures

The payload is sealed with the person's key, or with the installation's for a chat that is nobody's yet, and
is emptied as soon as the row is done.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, select, text, update

from bot.messages import Incoming
from bot.store import people
from bot.store.database import PerDialect, Store, Transaction
from bot.store.errors import Forgotten, Unreadable
from bot.store.tables import EPOCH, inbox, is_status

PAYLOAD = "inbox.payload"
ATTEMPTS = 3
#: How long to wait after the first, second, … failure.
DELAYS = (timedelta(seconds=2), timedelta(seconds=8), timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that may be taken now: the first of its lane. `attempts` failures came before; `incoming` is None
    if it can no longer be read, because the key of its person is gone.
    """

    id: int
    lane: str
    attempts: int
    incoming: Incoming | None


_earlier = inbox.alias("earlier")
_first_of_lane = ~exists().where(
    is_status(_earlier, "new"), _earlier.c.lane == inbox.c.lane, _earlier.c.id < inbox.c.id
)
_columns = (inbox.c.id, inbox.c.lane, inbox.c.attempts, inbox.c.person, inbox.c.payload)
_insert = PerDialect(lambda new: new(inbox).on_conflict_do_nothing(index_elements=["channel", "key"]))
_waiting = (
    select(*_columns)
    .where(is_status(inbox, "new"), inbox.c.retry_at <= bindparam("now"), _first_of_lane)
    .where(inbox.c.lane.not_in(bindparam("busy", expanding=True)))
    .order_by(inbox.c.id)
    .limit(bindparam("count"))
)
_claim = (
    select(*_columns)
    .where(inbox.c.id == bindparam("row"), is_status(inbox, "new"))
    .where(inbox.c.retry_at <= bindparam("now"), _first_of_lane)
    .with_for_update(skip_locked=True, of=inbox)
)
_lock_lane = text("SELECT pg_try_advisory_xact_lock(:lane)")
_done = update(inbox).where(inbox.c.id == bindparam("row")).values(status="done", payload=None, error="")
_attempts = select(inbox.c.attempts).where(inbox.c.id == bindparam("row"), is_status(inbox, "new"))
_fail = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(
        status=bindparam("to"),
        attempts=bindparam("failures"),
        retry_at=bindparam("at"),
        error=bindparam("why"),
    )
)
_park = update(inbox).where(inbox.c.id == bindparam("row")).values(status="parked", error=bindparam("why"))
_prune = delete(inbox).where(is_status(inbox, "done"), inbox.c.received_at < bindparam("before"))
_counts = select(inbox.c.status, func.count().label("rows")).group_by(inbox.c.status)


def put(store: Store, incoming: Incoming) -> bool:
    """Write down and commit: once this returns, the message cannot be lost. False if it was known already.
    Raises `StoreUnavailable`: then the channel must not acknowledge it.
    """
    with store.write() as tx:
        return add(tx, incoming)


def put_all(store: Store, batch: Sequence[Incoming]) -> int:
    """The same for several at once, in one transaction: all of them are written down, or none. Returns how many
    were new.
    """
    with store.write() as tx:
        return sum(add(tx, incoming) for incoming in batch)


def add(tx: Transaction, incoming: Incoming) -> bool:
    """The same inside a transaction, for messages the program sends itself (a reminder that is due)."""
    lane = people.lane_of(tx, incoming.channel, incoming.address)
    person = people.owner_of_lane(tx, lane)
    payload = json.dumps(incoming.to_json(), ensure_ascii=False)
    try:
        blob = tx.seal(person, PAYLOAD, payload)
    except (
        Forgotten
    ):  # a row back from a backup, its key destroyed since: a stranger again, but nothing is lost
        person, blob = None, tx.seal(None, PAYLOAD, payload)
    values = {
        "channel": incoming.channel,
        "key": tx.vault.fingerprint(f"{incoming.channel}:{incoming.key}"),
        "lane": lane,
        "person": person,
        "payload": blob,
        "received_at": incoming.at,
        "status": "new",
        "retry_at": EPOCH,
    }
    return tx.run(_insert(tx), values).rowcount == 1


def waiting(tx: Transaction, now: datetime, busy: Collection[str], limit: int) -> list[Waiting]:
    """The messages that may be taken now, oldest first, at most one a lane and none of the `busy` lanes."""
    rows = tx.run(_waiting, {"now": now, "busy": list(busy), "count": limit})
    return [Waiting(row.id, row.lane, row.attempts, _readable(tx, row)) for row in rows]


def claim(tx: Transaction, row_id: int, now: datetime) -> Incoming | None:
    """Take one message for this transaction. None if it is done, parked, not first of its lane, waiting for
    another attempt, or in the hands of another process. If the transaction fails, it is as if never taken.
    """
    row = tx.run(_claim, {"row": row_id, "now": now}).first()
    if row is None or not _lane_is_ours(tx, row.lane):
        return None
    return _incoming(tx, row)


def done(tx: Transaction, row_id: int) -> None:
    """In the same transaction as everything that the message led to."""
    tx.run(_done, {"row": row_id})


def park(tx: Transaction, row_id: int, error: str) -> None:
    """Set a message aside for good; its lane goes on."""
    tx.run(_park, {"row": row_id, "why": error[:64]})


def fail(tx: Transaction, row_id: int, now: datetime, error: str, *, limit: int = ATTEMPTS) -> bool:
    """Note a failed turn (in a transaction of its own: that of the turn was undone). `error` is the name of a
    class, never a message. True if the row is now parked: it will not be tried again, its lane goes on.
    """
    attempts = tx.run(_attempts, {"row": row_id}).scalar()
    if attempts is None:
        return False
    parked: bool = attempts + 1 >= limit
    again = now + DELAYS[min(attempts, len(DELAYS) - 1)]
    values = {"row": row_id, "to": "parked" if parked else "new", "failures": attempts + 1, "at": again}
    tx.run(_fail, values | {"why": error[:64]})
    return parked


def prune(tx: Transaction, before: datetime) -> int:
    """Forget that messages received before then were done; returns how many. Keep at least what a channel may
    deliver again (Telegram: 24 hours), or a repeat would no longer be recognised.
    """
    return tx.run(_prune, {"before": before}).rowcount


def counts(tx: Transaction) -> dict[str, int]:
    """How many rows have each status."""
    return {row.status: row.rows for row in tx.run(_counts)}


def _readable(tx: Transaction, row: Row[Any]) -> Incoming | None:
    try:
        return _incoming(tx, row)
    except (Forgotten, Unreadable):
        return None


def _incoming(tx: Transaction, row: Row[Any]) -> Incoming:
    return Incoming.from_json(json.loads(tx.unseal(row.person, PAYLOAD, row.payload)))


def _lane_is_ours(tx: Transaction, lane: str) -> bool:
    """On PostgreSQL, hold the lane until the transaction ends; SQLite has one writer anyway."""
    if tx.dialect == "sqlite":
        return True
    number = int.from_bytes(bytes.fromhex(lane[:16]), signed=True)
    return bool(tx.run(_lock_lane, {"lane": number}).scalar())
