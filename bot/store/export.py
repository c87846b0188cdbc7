"""Everything that is kept about a person, in clear, for that person only.

Read from the tables' own description, so that a new table is exported from the day it exists.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Column, LargeBinary, Row, Select, Table, and_, bindparam, or_, select

from bot.store.database import Transaction
from bot.store.tables import address, metadata

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
