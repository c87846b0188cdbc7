"""What helped a coachee, each with the day they said so, to be called back when it may help again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.coaching.recall import Resource
from bot.store.database import Transaction
from bot.store.tables import resource

WORDS = "resource.words"
#: The latest ones that are looked at when one is called back.
_MOST = 60

_insert = insert(resource)
_of_person = (
    select(resource)
    .where(resource.c.person == bindparam("person"))
    .order_by(resource.c.at.desc(), resource.c.id.desc())
    .limit(bindparam("count"))
)
_recalled = (
    update(resource)
    .where(resource.c.id == bindparam("row"), resource.c.person == bindparam("who"))
    .values(recalled_at=bindparam("now"))
)


def keep(tx: Transaction, person: str, kind: str, words: str, now: datetime) -> int:
    """Keep what helped; `kind` is the dialogue in which it was said. The same words said again stay one resource, of
    the day on which they were said first. Returns its number."""
    known = next((one for one in all_of(tx, person) if _alike(one.words, words)), None)
    if known is not None:
        return known.id
    values = {"person": person, "kind": kind, "words": tx.seal(person, WORDS, words), "at": now}
    made: Any = tx.run(_insert, values).inserted_primary_key
    return int(made.id)


def all_of(tx: Transaction, person: str) -> list[Resource]:
    """The latest first."""
    return [
        Resource(row.id, row.kind, tx.unseal(person, WORDS, row.words), row.at, row.recalled_at)
        for row in tx.run(_of_person, {"person": person, "count": _MOST})
    ]


def recalled(tx: Transaction, person: str, words: str, now: datetime) -> None:
    """Note that the resource with these words was called back."""
    for one in all_of(tx, person):
        if _alike(one.words, words):
            tx.run(_recalled, {"row": one.id, "who": person, "now": now})


def _alike(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
