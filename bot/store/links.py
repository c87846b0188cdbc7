"""Invitation links: single-use, expiring, known only by fingerprint.

A code is 192 random bits in 32 characters of the alphabet that `t.me/BOT?start=` allows; it is given once, by
`make`, and cannot be read back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.store.database import Transaction
from bot.store.people import Role
from bot.store.tables import link

NOTE = "link.note"
CODE_BYTES = 24
#: Stands in the place of a role: this link moves an account instead of letting somebody in.
MOVE = "move"


class Outcome(StrEnum):
    """What a code is worth."""

    OK = "ok"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code opens. Only `outcome` says anything unless it is OK, but for `engagement` and `used_by`, who used
    it. `coach` is None if the host made the link; `engagement` is what a sponsor is invited to; `name` is what the
    inviting person called the invited one; `moves` is the person whose account it moves, whose link has no role.
    """

    outcome: Outcome
    role: Role | None = None
    coach: str | None = None
    engagement: str | None = None
    name: str = ""
    moves: str | None = None
    used_by: str | None = None


_insert = insert(link)
_look = select(link).where(link.c.code == bindparam("fingerprint"))
_take = (
    update(link)
    .where(
        link.c.code == bindparam("fingerprint"),
        link.c.used_at.is_(None),
        link.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"), used_by=bindparam("who"), note=None)
)
_of_maker = link.c.coach == bindparam("maker")
_close = update(link).where(_of_maker, link.c.used_at.is_(None)).values(expires_at=bindparam("now"))
_drop_moves = delete(link).where(_of_maker, link.c.role == MOVE, link.c.used_at.is_(None))
_prune = delete(link).where(link.c.expires_at < bindparam("before"))


def make(
    tx: Transaction,
    role: Role,
    coach: str | None,
    expires_at: datetime,
    *,
    name: str = "",
    engagement: str | None = None,
) -> str:
    """A new invitation; returns its code, which is stored nowhere. `name` is sealed, and forgotten once the
    code is used.
    """
    return _make(tx, role.value, coach, expires_at, name, engagement)


def make_move(tx: Transaction, person: str, expires_at: datetime) -> str:
    """A link that moves the address of `person` to the account that opens it; an earlier one is worth nothing any
    more.
    """
    tx.run(_drop_moves, {"maker": person})
    return _make(tx, MOVE, person, expires_at, "", None)


def close_all(tx: Transaction, maker: str, now: datetime) -> int:
    """What this coach's links that wait are worth: nothing from now on. Returns how many there were."""
    return tx.run(_close, {"maker": maker, "now": now}).rowcount


def _make(  # noqa: PLR0917 - the columns of a row, in their order
    tx: Transaction, role: str, maker: str | None, expires_at: datetime, name: str, engagement: str | None
) -> str:
    code = secrets.token_urlsafe(CODE_BYTES)
    values = {
        "code": _fingerprint(tx, code),
        "role": role,
        "coach": maker,
        "engagement": engagement,
        "note": tx.seal(maker, NOTE, name) if name else None,
        "expires_at": expires_at,
    }
    tx.run(_insert, values)
    return code


def look(tx: Transaction, code: str, now: datetime) -> Invitation:
    """What `code` is worth, without using it: to greet someone who is not a person yet."""
    row = tx.run(_look, {"fingerprint": _fingerprint(tx, code)}).first()
    return _invitation(tx, row, now)


def take(tx: Transaction, code: str, now: datetime, person: str) -> Invitation:
    """Use `code` for `person`. Of all who try at once, exactly one gets OK, if its transaction is
    committed.
    """
    found = look(tx, code, now)
    if found.outcome is not Outcome.OK:
        return found
    taken = tx.run(_take, {"fingerprint": _fingerprint(tx, code), "now": now, "who": person}).rowcount
    return found if taken == 1 else Invitation(Outcome.USED)


def prune(tx: Transaction, before: datetime) -> int:
    """Delete the links that expired before then, used or not; their codes become unknown."""
    return tx.run(_prune, {"before": before}).rowcount


def _fingerprint(tx: Transaction, code: str) -> str:
    return tx.vault.fingerprint(f"link:{code}")


def _invitation(tx: Transaction, row: Row[Any] | None, now: datetime) -> Invitation:
    if row is None:
        return Invitation(Outcome.UNKNOWN)
    if row.used_at is not None:
        return Invitation(Outcome.USED, engagement=row.engagement, used_by=row.used_by)
    if row.expires_at <= now:
        return Invitation(Outcome.EXPIRED)
    if row.role == MOVE:
        return Invitation(Outcome.OK, moves=row.coach)
    name = "" if row.note is None else tx.unseal(row.coach, NOTE, row.note)
    return Invitation(Outcome.OK, Role(row.role), row.coach, row.engagement, name)
