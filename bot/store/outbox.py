"""What is to be sent, written in the transaction of the turn that decided it, sent afterwards by a sender.

    add → waiting → sent | dropped (the person stopped) | failed (can never be delivered)

Sending is at least once: a crash between sending and `sent` sends again. Body and address are emptied once
the row no longer waits.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, func, insert, or_, select, update

from bot.messages import Outgoing
from bot.store import people
from bot.store.database import Transaction
from bot.store.errors import Forgotten, Unreadable
from bot.store.tables import EPOCH, is_status, outbox

BODY = "outbox.body"
ADDRESS = "outbox.address"
EXTERNAL = "outbox.external_id"
#: How long a message stays in the hands of the sender that took it, before another may.
LEASE = timedelta(seconds=30)
#: Stands as the error of a message that is on the wire and must not be sent twice.
TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Departure:
    """A message ready to leave. `person` is None for a stranger; `attempts` failures came before; `doubtful`
    if an earlier sender had `tried` and never said what came of it.
    """

    id: int
    person: str | None
    channel: str
    address: str
    lane: str
    message: Outgoing
    due_at: datetime
    attempts: int
    doubtful: bool


_earlier = outbox.alias("earlier")
_first_of_lane = ~exists().where(
    is_status(_earlier, "waiting"),
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.due_at <= bindparam("now"),
    or_(
        _earlier.c.due_at < outbox.c.due_at,
        and_(_earlier.c.due_at == outbox.c.due_at, _earlier.c.id < outbox.c.id),
    ),
)
_insert = insert(outbox)
_due = (
    select(outbox)
    .where(is_status(outbox, "waiting"), outbox.c.due_at <= bindparam("now"), _first_of_lane)
    .where(outbox.c.retry_at <= bindparam("now"), outbox.c.lane.not_in(bindparam("busy", expanding=True)))
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True, of=outbox)
)
_due_by_channel = _due.where(outbox.c.channel.in_(bindparam("channels", expanding=True)))
_due_in_lane = _due.where(outbox.c.lane == bindparam("lane"))
_tried = update(outbox).where(outbox.c.id == bindparam("row")).values(error=TRIED)
_lease = update(outbox).where(outbox.c.id == bindparam("row")).values(retry_at=bindparam("until"))
_person = select(outbox.c.person).where(outbox.c.id == bindparam("row"))
_sent = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        status="sent",
        body=None,
        address=None,
        external_id=bindparam("external"),
        sent_at=bindparam("now"),
        error="",
    )
)
_retry = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), is_status(outbox, "waiting"))
    .values(retry_at=bindparam("at"), attempts=outbox.c.attempts + bindparam("more"), error=bindparam("why"))
)
_failed = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), is_status(outbox, "waiting"))
    .values(
        status="failed",
        body=None,
        address=None,
        attempts=outbox.c.attempts + bindparam("more"),
        error=bindparam("why"),
    )
)
_drop = update(outbox).where(is_status(outbox, "waiting")).values(status="dropped", body=None, address=None)
_drop_of_person = _drop.where(outbox.c.person == bindparam("who"))
_readdress = (
    update(outbox)
    .where(
        is_status(outbox, "waiting"), outbox.c.person == bindparam("who"), outbox.c.lane == bindparam("old")
    )
    .values(address=bindparam("to"), lane=bindparam("new"))
)
_external = (
    select(outbox.c.person, outbox.c.external_id)
    .where(outbox.c.lane == bindparam("lane"), outbox.c.token == bindparam("token"))
    .where(outbox.c.external_id.is_not(None))
    .order_by(outbox.c.id)
)
_prune = delete(outbox).where(
    outbox.c.status.in_(("sent", "dropped", "failed")), outbox.c.created_at < bindparam("before")
)
_counts = select(outbox.c.status, func.count().label("rows")).group_by(outbox.c.status)


def add(  # noqa: PLR0917 - to whom, where, what, when: the order of every call
    tx: Transaction,
    person: str | None,
    channel: str,
    address: str,
    message: Outgoing,
    now: datetime,
    due: datetime | None = None,
) -> int:
    """Have `message` sent at `due` (at once if not given); returns its number. It leaves after what was due
    earlier in the same chat, and only if the transaction is committed.
    """
    values = {
        "person": person,
        "channel": channel,
        "address": tx.seal(person, ADDRESS, address),
        "lane": people.lane_of(tx, channel, address),
        "purpose": message.purpose.value,
        "token": message.token,
        "body": tx.seal(person, BODY, json.dumps(message.to_json(), ensure_ascii=False)),
        "created_at": now,
        "due_at": due or now,
        "status": "waiting",
        "retry_at": EPOCH,
    }
    made: Any = tx.run(_insert, values).inserted_primary_key
    return int(made.id)


def due(
    tx: Transaction,
    now: datetime,
    busy: Collection[str],
    limit: int,
    *,
    channels: Collection[str] = (),
    lane: str = "",
    lease: timedelta = LEASE,
) -> list[Departure]:
    """Messages to send now, longest due first, at most one a lane and none of the `busy` lanes; only those of
    `channels`, or of one `lane`, if given. Needs a writing transaction: they are this sender's until
    `now + lease`, then anyone's again, should it have died.
    """
    values: dict[str, Any] = {"now": now, "busy": list(busy), "count": limit}
    if lane:
        rows = tx.run(_due_in_lane, values | {"lane": lane}).all()
    elif channels:
        rows = tx.run(_due_by_channel, values | {"channels": list(channels)}).all()
    else:
        rows = tx.run(_due, values).all()
    if rows:
        tx.run(_lease, [{"row": row.id, "until": now + lease} for row in rows])
    return [departure for row in rows if (departure := _departure(tx, row)) is not None]


def _departure(tx: Transaction, row: Row[Any]) -> Departure | None:
    """None, and given up, if the key of its person is gone."""
    try:
        address = tx.unseal(row.person, ADDRESS, row.address)
        message = Outgoing.from_json(json.loads(tx.unseal(row.person, BODY, row.body)))
    except (Forgotten, Unreadable) as error:
        failed(tx, row.id, type(error).__name__)
        return None
    return Departure(
        row.id, row.person, row.channel, address, row.lane, message, row.due_at, row.attempts,
        doubtful=row.error == TRIED,
    )  # fmt: skip


def tried(tx: Transaction, row_id: int) -> None:
    """Note that a message leaves which must not leave twice; `retry`, `sent` or `failed` says what came of it."""
    tx.run(_tried, {"row": row_id})


def sent(tx: Transaction, deliveries: Sequence[tuple[int, str]], now: datetime) -> None:
    """Note messages as sent, each with the number that the channel gave it ("" if none)."""
    rows = []
    for row_id, external in deliveries:
        found = tx.run(_person, {"row": row_id}).first()
        if found is not None:  # the person may have been erased since
            blob = tx.seal(found.person, EXTERNAL, external) if external else None
            rows.append({"row": row_id, "external": blob, "now": now})
    if rows:
        tx.run(_sent, rows)


def retry(tx: Transaction, row_id: int, at: datetime, error: str, *, counted: bool = True) -> None:
    """Send later; its lane waits with it. `counted=False` when the channel only asked for patience."""
    tx.run(_retry, {"row": row_id, "at": at, "more": int(counted), "why": error[:64]})


def failed(tx: Transaction, row_id: int, error: str) -> None:
    """Give up on a message; its lane goes on."""
    tx.run(_failed, {"row": row_id, "more": 1, "why": error[:64]})


def drop_waiting(tx: Transaction, person: str) -> int:
    """Drop everything not yet sent to `person`, messages already in a sender's hands included. What is on
    the wire at that moment arrives before anything added to its lane afterwards.
    """
    return tx.run(_drop_of_person, {"who": person}).rowcount


def readdress(tx: Transaction, person: str, channel: str, old: str, new: str) -> int:
    """Have what waits for `person` at the address `old` sent to `new`, of the same channel; returns how many."""
    values = {
        "who": person,
        "old": people.lane_of(tx, channel, old),
        "to": tx.seal(person, ADDRESS, new),
        "new": people.lane_of(tx, channel, new),
    }
    return tx.run(_readdress, values).rowcount


def external_ids(tx: Transaction, lane: str, token: str) -> list[str]:
    """The channel's numbers of the messages that asked question `token` in that chat, oldest first."""
    rows = tx.run(_external, {"lane": lane, "token": token})
    return [tx.unseal(row.person, EXTERNAL, row.external_id) for row in rows]


def prune(tx: Transaction, before: datetime) -> int:
    """Forget messages created before then that no longer wait; returns how many. Their buttons can then no
    longer be taken away.
    """
    return tx.run(_prune, {"before": before}).rowcount


def counts(tx: Transaction) -> dict[str, int]:
    """How many rows have each status."""
    return {row.status: row.rows for row in tx.run(_counts)}
