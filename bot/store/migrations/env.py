"""Alembic's entry point. The connection comes from `bot.store.schema`, already in its transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import MetaData

from bot.store.tables import Moment, metadata


def plain_type(kind: str, value: object, _autogenerate: object) -> Any:
    """Write a migration without the program's own types: they may change, the migration may not."""
    return "sa.BigInteger()" if kind == "type" and isinstance(value, Moment) else False


def run(tables: MetaData) -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=tables,
        render_as_batch=True,  # SQLite changes a column by rebuilding its table
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run(metadata)
