"""What columns are made of: moments, owners, sealed texts, words of the program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    literal_column,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out, stored as whole microseconds since 1970 so that it sorts and
    compares alike in every database.
    """

    impl = BigInteger
    cache_ok = True

    # The signatures of both methods are SQLAlchemy's.
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * MICROSECOND


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite counts rows in INTEGER only.
SERIAL = BigInteger().with_variant(Integer, "sqlite")


def owner(name: str = "person", *, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    """The person whose row this is: erasing the person deletes the row."""
    return Column(
        name,
        String(32),
        ForeignKey("person.id"),
        nullable=nullable,
        primary_key=primary_key,
        info={"erasure": "delete"},
    )


def mention(name: str) -> Column[str]:
    """A person named in someone else's row: erasing the person empties the column."""
    return Column(name, String(32), ForeignKey("person.id"), nullable=True, info={"erasure": "detach"})


def sealed(name: str, *, nullable: bool = False, json: bool = False) -> Column[bytes]:
    """A text that `vault` encrypted at place "table.column"; `json` if that text is a JSON value."""
    return Column(name, LargeBinary, nullable=nullable, info={"json": json})


def fingerprint(name: str, *, primary_key: bool = False) -> Column[str]:
    """What stands in for a value that is looked up but must not be stored."""
    return Column(name, String(64), nullable=False, primary_key=primary_key, info={"internal": True})


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, Moment, nullable=nullable)


def word(name: str, length: int = 64, *, default: str | None = None) -> Column[str]:
    """An identifier from the program or a dialogue file, never anybody's words."""
    return Column(name, String(length), nullable=False, server_default=default)


def serial() -> Column[int]:
    return Column("id", SERIAL, primary_key=True)


def number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def partial(name: str, *columns: str, table: Table, status: str) -> Index:
    """An index over the few rows that still wait, so that it stays small however long the history is.
    Queries must write the status as a literal (`is_status`), or SQLite cannot use it.
    """
    where = is_status(table, status)
    return Index(name, *(table.c[column] for column in columns), sqlite_where=where, postgresql_where=where)


def is_status(table: Any, status: str) -> Any:
    return table.c.status == literal_column(f"'{status}'")


def engagement_of() -> Column[str]:
    """The engagement that a row belongs to."""
    return Column("engagement", String(32), ForeignKey("engagement.id"), nullable=False)
