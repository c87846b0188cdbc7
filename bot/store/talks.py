"""The conversation of each person, and the definitions that conversations are pinned to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.store.database import PerDialect, Transaction
from bot.store.errors import Conflict
from bot.store.tables import conversation, definition

STATE = "conversation.state"


@dataclass(frozen=True, slots=True)
class Conversation:
    """`state` is the caller's JSON; `version` counts how often it was saved."""

    state: str
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Definition:
    """`source` is all that is needed to load the dialogue again: its YAML and templates, as JSON."""

    dialog: str
    source: str


_load = select(conversation).where(conversation.c.person == bindparam("person"))
_begin = PerDialect(lambda new: new(conversation).on_conflict_do_nothing(index_elements=["person"]))
_save = (
    update(conversation)
    .where(conversation.c.person == bindparam("who"), conversation.c.version == bindparam("seen"))
    .values(state=bindparam("blob"), version=bindparam("next"), updated_at=bindparam("now"))
)
_add_definition = PerDialect(lambda new: new(definition).on_conflict_do_nothing(index_elements=["digest"]))
_definition = select(definition.c.dialog, definition.c.source).where(
    definition.c.digest == bindparam("digest")
)


def load(tx: Transaction, person: str) -> Conversation | None:
    row = tx.run(_load, {"person": person}).first()
    return (
        None
        if row is None
        else Conversation(tx.unseal(person, STATE, row.state), row.version, row.updated_at)
    )


def save(tx: Transaction, person: str, state: str, version: int, now: datetime) -> int:
    """Save the state that follows from `version` (0: there was none); returns its own version. Raises
    `Conflict` if another turn was faster; the transaction must then be given up.
    """
    blob = tx.seal(person, STATE, state)
    if version == 0:
        values = {"person": person, "state": blob, "version": 1, "updated_at": now}
        saved = tx.run(_begin(tx), values).rowcount
    else:
        saved = tx.run(
            _save, {"who": person, "seen": version, "next": version + 1, "blob": blob, "now": now}
        ).rowcount
    if saved != 1:
        raise Conflict("La conversation a changé entre-temps.")
    return version + 1


def add_definition(tx: Transaction, digest: str, dialog: str, source: str, now: datetime) -> None:
    """Keep a definition for the conversations pinned to it; nothing happens if it is kept already."""
    tx.run(_add_definition(tx), {"digest": digest, "dialog": dialog, "source": source, "created_at": now})


def get_definition(tx: Transaction, digest: str) -> Definition | None:
    row = tx.run(_definition, {"digest": digest}).first()
    return None if row is None else Definition(row.dialog, row.source)
