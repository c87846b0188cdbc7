"""What a coachee decided to share, item by item: the very text they saw, for one recipient each.

This is the only way by which words of a coachee reach anyone else. `shared_for` asks for the reader and
checks in the query itself that an engagement under way binds the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, or_, select, update

from bot.store import consents
from bot.store.database import Transaction
from bot.store.tables import EPOCH, engagement, item

TEXT = "item.text"


class Decision(StrEnum):
    SHARED = "shared"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Item:
    """`text` is exactly what the coachee saw when deciding. `recipient` is None for what is private, and
    for what was shared with someone erased since.
    """

    id: int
    person: str
    engagement: str | None
    talk: str
    kind: str
    text: str
    decision: Decision
    decided_at: datetime
    recipient: str | None
    withdrawn_at: datetime | None


_insert = insert(item)
_of_person = select(item).where(item.c.person == bindparam("person")).order_by(item.c.decided_at, item.c.id)
_shared = _of_person.where(
    item.c.recipient == bindparam("reader"),
    item.c.decision == Decision.SHARED,
    item.c.withdrawn_at.is_(None),
    item.c.decided_at >= bindparam("since"),
).where(
    exists().where(
        engagement.c.coachee == item.c.person,
        or_(engagement.c.coach == bindparam("reader"), engagement.c.sponsor == bindparam("reader")),
        engagement.c.ended_at.is_(None),
    )
)
_pass_on = (
    update(item)
    .where(
        item.c.id.in_(bindparam("rows", expanding=True)),
        item.c.person == bindparam("who"),
        item.c.recipient == bindparam("former"),
        item.c.decision == Decision.SHARED,
        item.c.withdrawn_at.is_(None),
    )
    .values(recipient=bindparam("to"))
)
_withdraw = (
    update(item)
    .where(
        item.c.id == bindparam("row"),
        item.c.person == bindparam("who"),
        item.c.decision == Decision.SHARED,
        item.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("now"))
)


_withdraw_all = (
    update(item)
    .where(
        item.c.person == bindparam("who"),
        item.c.recipient == bindparam("whom"),
        item.c.decision == Decision.SHARED,
        item.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("now"))
)


def file_item(
    tx: Transaction,
    person: str,
    now: datetime,
    *,
    engagement: str | None,
    talk: str,
    kind: str,
    text: str,
    recipient: str | None,
) -> int:
    """Keep what `person` decided about `text`, which must be what they saw: shared with `recipient`, or
    private if that is None. One call for each recipient; who has withdrawn sharing with them keeps it private.
    """
    if recipient is not None and consents.refused(tx, person, consents.SHARING, recipient):
        recipient = None
    elif recipient is not None:
        consents.give(tx, person, consents.SHARING, now, recipient)
    values = {
        "person": person,
        "engagement": engagement,
        "talk": talk,
        "kind": kind,
        "text": tx.seal(person, TEXT, text),
        "decision": Decision.PRIVATE if recipient is None else Decision.SHARED,
        "decided_at": now,
        "recipient": recipient,
    }
    made: Any = tx.run(_insert, values).inserted_primary_key
    return int(made.id)


def shared_for(tx: Transaction, reader: str, coachee: str, *, since: datetime = EPOCH) -> list[Item]:
    """What `coachee` shared with `reader` (their coach or sponsor) and did not withdraw, oldest first.
    Empty unless an engagement under way binds the two. Private items leave no trace here, not even their
    number.
    """
    values = {"person": coachee, "reader": reader, "since": since}
    return [_item(tx, row) for row in tx.run(_shared, values)]


def withdraw(tx: Transaction, person: str, item_id: int, now: datetime) -> bool:
    """Stop sharing one of one's own items. False if there is no such item to withdraw."""
    return tx.run(_withdraw, {"row": item_id, "who": person, "now": now}).rowcount == 1


def pass_on(tx: Transaction, person: str, items: Sequence[int], former: str, to: str) -> int:
    """Share one's own items, shared with `former` until now, with `to` instead; returns how many. What was withdrawn
    or kept meanwhile stays so.
    """
    values = {"who": person, "rows": list(items), "former": former, "to": to}
    return tx.run(_pass_on, values).rowcount


def withdraw_all(tx: Transaction, person: str, recipient: str, now: datetime) -> int:
    """Share nothing with `recipient` any more, past or to come, until it is allowed again: returns how many elements
    are not read any more.
    """
    consents.give(tx, person, consents.SHARING, now, recipient)  # so that there is something to withdraw
    consents.withdraw(tx, person, consents.SHARING, now, recipient)
    return tx.run(_withdraw_all, {"who": person, "whom": recipient, "now": now}).rowcount


def all_of(tx: Transaction, person: str) -> list[Item]:
    """Everything `person` decided on, private and withdrawn included: for that person only."""
    return [_item(tx, row) for row in tx.run(_of_person, {"person": person})]


def _item(tx: Transaction, row: Row[Any]) -> Item:
    return Item(
        row.id,
        row.person,
        row.engagement,
        row.talk,
        row.kind,
        tx.unseal(row.person, TEXT, row.text),
        Decision(row.decision),
        row.decided_at,
        row.recipient,
        row.withdrawn_at,
    )
