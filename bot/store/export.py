"""Everything that is kept about a person, in clear, for that person only.

Read from the tables' own description, so that a new table is exported from the day it exists.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    or_,
    select,
)

from bot.store.database import Transaction
from bot.store.tables import Moment, address, metadata

#: What the rows of each table are, for whoever reads the copy with a program.
_WHAT = {
    "acceptance": "qui a accepté une version de la convention",
    "address": "où joindre la personne",
    "answer": "une question et sa réponse",
    "audit": "qui a fait ou lu quoi, et quand ; sans aucun texte",
    "consent": "un accord : à quoi, envers qui, donné et retiré quand",
    "convention": "une version de la convention",
    "conversation": "où en est la conversation",
    "engagement": "un accompagnement",
    "erasure": "la date d'un effacement",
    "expectation": "ce que quelqu'un attend de l'accompagnement",
    "inbox": "un message reçu, vidé dès qu'il est traité",
    "item": "un texte relu, partagé ou gardé",
    "judgement": "une hypothèse soumise, et la réponse",
    "link": "un lien d'invitation",
    "memory": "ce qui est retenu d'une fois sur l'autre",
    "need": "les besoins, à un moment de l'accompagnement",
    "objective": "un objectif",
    "outbox": "un message envoyé, vidé dès qu'il est parti",
    "person": "la personne",
    "rating": "une note donnée à un objectif, de 0 à 10",
    "reminder": "un moment où Recul écrira de lui-même",
    "resource": "ce qui a aidé",
    "session": "une séance",
    "step": "un pas choisi",
}

_who: BindParameter[str] = bindparam("who")
_lanes = select(address.c.fingerprint).where(address.c.person == _who)


def _people(table: Table, effect: str) -> list[Column[Any]]:
    return [column for column in table.columns if column.info.get("erasure") == effect]


def _query(table: Table) -> Select[Any] | None:
    concerned = [column == _who for column in table.columns if column.info.get("erasure")]
    if not concerned:
        return None
    if "lane" in table.c:  # written down before the chat was known to be this person's
        concerned.append(and_(table.c.person.is_(None), table.c.lane.in_(_lanes)))
    return select(table).where(or_(*concerned)).order_by(*table.primary_key.columns)


_queries = {table: query for table in metadata.sorted_tables if (query := _query(table)) is not None}


def everything(tx: Transaction, person: str) -> dict[str, list[dict[str, Any]]]:
    """The rows that concern `person`, by table, ready for JSON. In rows of somebody else that only mention
    this person (an item received, a link used), the words are left out: they are that other person's to
    export. Raises `Forgotten` if the key is gone.
    """
    return {
        table.name: [_shown(tx, table, row, person) for row in tx.run(query, {"who": person})]
        for table, query in _queries.items()
    }


def schema() -> dict[str, Any]:
    """What `everything` gives, as a JSON Schema (draft 2020-12), from the same description of the tables."""
    names = [table.name for table in _queries]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Recul : tout ce qui est gardé d'une personne",
        "description": "Une liste par table. Dans les lignes d'une autre personne, ses mots à elle manquent.",
        "type": "object",
        "properties": {table.name: {"type": "array", "items": _row_schema(table)} for table in _queries},
        "required": names,
        "additionalProperties": False,
    }


def _row_schema(table: Table) -> dict[str, Any]:
    shown = [column for column in table.columns if not column.info.get("internal")]
    return {
        "type": "object",
        "description": _WHAT[table.name],
        "properties": {column.name: _column_schema(column) for column in shown},
        "required": [column.name for column in shown if not isinstance(column.type, LargeBinary)],
        "additionalProperties": False,
    }


def _column_schema(column: Column[Any]) -> dict[str, Any]:
    kind: dict[str, Any]
    if isinstance(column.type, LargeBinary):
        kind = {"description": "des mots ou des choix"} if column.info["json"] else {"type": "string"}
        return kind if "type" not in kind or not column.nullable else {"type": ["string", "null"]}
    if isinstance(column.type, Moment):
        kind = {"type": "string", "format": "date-time"}
    elif isinstance(column.type, Boolean):
        kind = {"type": "boolean"}
    else:
        kind = {"type": "integer" if isinstance(column.type, Integer | BigInteger) else "string"}
    return kind | {"type": [kind["type"], "null"]} if column.nullable else kind


def _shown(tx: Transaction, table: Table, row: Row[Any], person: str) -> dict[str, Any]:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for a row by column
    owners = [values[column] for column in _people(table, "delete")]
    own = not owners or owners[0] in {person, None}
    return {
        column.name: _value(tx, column, values[column], owners[0] if owners else None)
        for column in table.columns
        if not column.info.get("internal") and (own or not isinstance(column.type, LargeBinary))
    }


def _value(tx: Transaction, column: Column[Any], value: Any, owner: str | None) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        text = tx.unseal(owner, f"{column.table.name}.{column.name}", value)
        return json.loads(text) if column.info["json"] else text
    return value
