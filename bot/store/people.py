"""People: their roles, status, profile and addresses."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, bindparam, delete, insert, literal, select, update

from bot.store.database import PerDialect, Transaction
from bot.store.tables import address as addresses_table
from bot.store.tables import person as people_table

PROFILE = "person.profile"
ADDRESS = "address.address"


class Role(StrEnum):
    """What someone may be; one account may be several."""

    COACHEE = "coachee"
    COACH = "coach"
    SPONSOR = "sponsor"
    LEAD = "lead"


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone known. `profile` is whatever the caller keeps there (a JSON object); `paused_until` may be None
    although `status` is paused: no end was given.
    """

    id: str
    status: Status
    roles: frozenset[Role]
    profile: dict[str, Any]
    created_at: datetime
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class Address:
    """Where someone can be reached. `lane` is the fingerprint of channel and address, safe to log."""

    person: str
    channel: str
    address: str
    lane: str
    reachable: bool


_people = select(people_table)
_by_id = _people.where(people_table.c.id == bindparam("person"))
_by_lane = _people.join(addresses_table, addresses_table.c.person == people_table.c.id).where(
    addresses_table.c.fingerprint == bindparam("lane")
)
_everyone = _people.order_by(people_table.c.created_at, people_table.c.id)
_with_role = {role: _everyone.where(people_table.c[role.value]) for role in Role}
_owner_of_lane = select(addresses_table.c.person).where(addresses_table.c.fingerprint == bindparam("lane"))
_insert = insert(people_table)
_set_profile = (
    update(people_table).where(people_table.c.id == bindparam("who")).values(profile=bindparam("blob"))
)
_set_status = (
    update(people_table)
    .where(people_table.c.id == bindparam("who"))
    .values(status=bindparam("status"), paused_until=bindparam("until"))
)
_add_role = {
    role: update(people_table)
    .where(people_table.c.id == bindparam("who"))
    .values({role.value: literal(True)})
    for role in Role
}
_put_address = PerDialect(
    lambda new: new(addresses_table).on_conflict_do_update(
        index_elements=["fingerprint"],
        set_={"reachable": True},
        where=addresses_table.c.person == bindparam("who"),
    )
)
_addresses = (
    select(addresses_table)
    .where(addresses_table.c.person == bindparam("person"))
    .order_by(addresses_table.c.created_at, addresses_table.c.fingerprint)
)
_drop_address = delete(addresses_table).where(
    addresses_table.c.fingerprint == bindparam("lane"), addresses_table.c.person == bindparam("who")
)
_set_reachable = (
    update(addresses_table)
    .where(addresses_table.c.fingerprint == bindparam("lane"))
    .values(reachable=bindparam("can"))
)


def lane_of(tx: Transaction, channel: str, address: str) -> str:
    """The fingerprint by which one chat is known: 64 hexadecimal digits, safe to log."""
    return tx.vault.fingerprint(f"{channel}:{address}")


def create(tx: Transaction, now: datetime, roles: Collection[Role], profile: dict[str, Any]) -> str:
    """A new person; returns the identifier. The key of the person is on disk before the row can be."""
    person = uuid4().hex
    tx.vault.create(person)
    flags = {role.value: role in roles for role in Role}
    values = {"id": person, "status": Status.ACTIVE, "created_at": now, "paused_until": None, **flags}
    tx.run(_insert, values | {"profile": _sealed_profile(tx, person, profile)})
    return person


def load(tx: Transaction, person: str) -> Person | None:
    """Raises `Forgotten` if the row came back from a backup but the key did not."""
    row = tx.run(_by_id, {"person": person}).first()
    return None if row is None else _person(tx, row)


def by_address(tx: Transaction, channel: str, address: str) -> Person | None:
    row = tx.run(_by_lane, {"lane": lane_of(tx, channel, address)}).first()
    return None if row is None else _person(tx, row)


def everyone(tx: Transaction, role: Role | None = None) -> list[Person]:
    """All people, oldest first, or those with `role`."""
    return [_person(tx, row) for row in tx.run(_everyone if role is None else _with_role[role])]


def owner_of_lane(tx: Transaction, lane: str) -> str | None:
    found: str | None = tx.run(_owner_of_lane, {"lane": lane}).scalar()
    return found


def save_profile(tx: Transaction, person: str, profile: dict[str, Any]) -> None:
    tx.run(_set_profile, {"who": person, "blob": _sealed_profile(tx, person, profile)})


def set_status(tx: Transaction, person: str, status: Status, paused_until: datetime | None = None) -> None:
    tx.run(_set_status, {"who": person, "status": status, "until": paused_until})


def add_role(tx: Transaction, person: str, role: Role) -> None:
    tx.run(_add_role[role], {"who": person})


def add_address(tx: Transaction, person: str, channel: str, address: str, now: datetime) -> bool:
    """Make `person` reachable there. False if that address already belongs to somebody else."""
    values = {
        "fingerprint": lane_of(tx, channel, address),
        "person": person,
        "channel": channel,
        "address": tx.seal(person, ADDRESS, address),
        "reachable": True,
        "created_at": now,
    }
    return tx.run(_put_address(tx), values | {"who": person}).rowcount == 1


def addresses(tx: Transaction, person: str) -> list[Address]:
    """Where `person` can be reached, oldest address first."""
    return [
        Address(person, row.channel, tx.unseal(person, ADDRESS, row.address), row.fingerprint, row.reachable)
        for row in tx.run(_addresses, {"person": person})
    ]


def drop_address(tx: Transaction, person: str, channel: str, address: str) -> bool:
    """`person` is not reached there any more, and who writes from there is nobody known. False if it was not theirs."""
    return tx.run(_drop_address, {"who": person, "lane": lane_of(tx, channel, address)}).rowcount == 1


def set_reachable(tx: Transaction, channel: str, address: str, *, reachable: bool) -> None:
    """Note that a chat was closed to us (the bot was blocked), or is open again."""
    tx.run(_set_reachable, {"lane": lane_of(tx, channel, address), "can": reachable})


def _sealed_profile(tx: Transaction, person: str, profile: dict[str, Any]) -> bytes:
    return tx.seal(person, PROFILE, json.dumps(profile, ensure_ascii=False))


def _person(tx: Transaction, row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        status=Status(row.status),
        roles=frozenset(role for role in Role if getattr(row, role.value)),
        profile=json.loads(tx.unseal(row.id, PROFILE, row.profile)),
        created_at=row.created_at,
        paused_until=row.paused_until,
    )
