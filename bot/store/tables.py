"""The tables, in one place. No name, address, Telegram id or free text stands in any of them in clear.

Columns named in `sealed(…)` hold what `vault` encrypted; lanes, keys and codes are fingerprints. A column
that points to a person says what erasing that person does to it: `owner` deletes the row, `mention` empties
the column. `erasure` and its test read that from here, so a new table cannot be forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
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


installation = Table("installation", metadata, Column("name", String(32), primary_key=True), word("value"))

person = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True, info={"erasure": "delete"}),
    word("status", 16),
    Column("coachee", Boolean, nullable=False),
    Column("coach", Boolean, nullable=False),
    Column("sponsor", Boolean, nullable=False),
    Column("lead", Boolean, nullable=False),
    sealed("profile", json=True),
    moment("created_at"),
    moment("paused_until", nullable=True),
)

address = Table(
    "address",
    metadata,
    fingerprint("fingerprint", primary_key=True),  # of channel and address together: the lane
    owner(),
    word("channel", 32),
    sealed("address"),
    Column("reachable", Boolean, nullable=False),
    moment("created_at"),
)
Index(None, address.c.person)

engagement = Table(
    "engagement",
    metadata,
    Column("id", String(32), primary_key=True),
    mention("coach"),
    mention("coachee"),
    mention("sponsor"),
    word("status", 32),
    moment("started_at"),
    moment("ended_at", nullable=True),
)
Index(None, engagement.c.coach)
Index(None, engagement.c.coachee)
Index(None, engagement.c.sponsor)

link = Table(
    "link",
    metadata,
    fingerprint("code", primary_key=True),
    word("role", 16),
    owner("coach", nullable=True),  # null: made by the host from the command line
    Column("engagement", String(32), ForeignKey("engagement.id"), nullable=True),
    sealed("note", nullable=True),
    moment("expires_at"),
    moment("used_at", nullable=True),
    mention("used_by"),
)
Index(None, link.c.coach)
Index(None, link.c.used_by)

conversation = Table(
    "conversation",
    metadata,
    owner(primary_key=True),
    sealed("state", json=True),
    number("version"),
    moment("updated_at"),
)

definition = Table(
    "definition",
    metadata,
    Column("digest", String(64), primary_key=True),
    word("dialog"),
    Column("source", Text, nullable=False),
    moment("created_at"),
)

inbox = Table(
    "inbox",
    metadata,
    serial(),
    word("channel", 32),
    fingerprint("key"),
    fingerprint("lane"),
    owner(nullable=True),
    sealed("payload", nullable=True, json=True),
    moment("received_at"),
    word("status", 16),
    number("attempts"),
    moment("retry_at"),
    word("error", default=""),  # a class name, never a message
    UniqueConstraint("channel", "key"),
    sqlite_autoincrement=True,
)
partial("ix_inbox_waiting", "lane", "id", table=inbox, status="new")
Index(None, inbox.c.person)
Index(None, inbox.c.status, inbox.c.received_at)
Index(None, inbox.c.lane)

outbox = Table(
    "outbox",
    metadata,
    serial(),
    owner(nullable=True),
    word("channel", 32),
    sealed("address", nullable=True),
    fingerprint("lane"),
    word("purpose", 16),
    word("token", 128, default=""),
    sealed("body", nullable=True, json=True),
    moment("created_at"),
    moment("due_at"),
    word("status", 16),
    number("attempts"),
    moment("retry_at"),  # in the hands of a sender, or after a failure: not before
    word("error", default=""),
    sealed("external_id", nullable=True),
    moment("sent_at", nullable=True),
    sqlite_autoincrement=True,
)
partial("ix_outbox_due", "due_at", "id", table=outbox, status="waiting")
partial("ix_outbox_waiting", "lane", "due_at", "id", table=outbox, status="waiting")
Index(None, outbox.c.person)
Index(None, outbox.c.lane, outbox.c.token)
Index(None, outbox.c.status, outbox.c.created_at)

reminder = Table(
    "reminder",
    metadata,
    serial(),
    owner(),
    word("kind"),
    moment("due_at"),
    word("status", 16),
    UniqueConstraint("person", "kind"),
    sqlite_autoincrement=True,
)
partial("ix_reminder_due", "due_at", "id", table=reminder, status="waiting")

answer = Table(
    "answer",
    metadata,
    serial(),
    owner(),
    word("talk"),
    word("dialog"),
    word("step"),
    word("name"),
    sealed("question"),
    sealed("words"),
    moment("at"),
)
Index(None, answer.c.person, answer.c.at)

judgement = Table(
    "judgement",
    metadata,
    serial(),
    owner(),
    word("talk"),
    sealed("pitfall"),
    sealed("quote"),
    word("verdict", 16),
    moment("at"),
)
Index(None, judgement.c.person, judgement.c.at)

memory = Table(
    "memory",
    metadata,
    owner(primary_key=True),
    Column("name", String(64), primary_key=True),
    sealed("words"),
    moment("at"),
)

item = Table(
    "item",
    metadata,
    serial(),
    owner(),
    Column("engagement", String(32), ForeignKey("engagement.id"), nullable=True),
    word("talk"),
    word("kind"),
    sealed("text"),
    word("decision", 16),
    moment("decided_at"),
    mention("recipient"),
    moment("withdrawn_at", nullable=True),
    sqlite_autoincrement=True,
)
Index(None, item.c.person, item.c.decided_at)
Index(None, item.c.recipient)
Index(None, item.c.engagement)

consent = Table(
    "consent",
    metadata,
    serial(),
    owner(),
    word("purpose"),
    mention("recipient"),
    moment("given_at"),
    moment("withdrawn_at", nullable=True),
)
Index(None, consent.c.person)
Index(None, consent.c.recipient)

audit = Table(
    "audit",
    metadata,
    serial(),
    moment("at"),
    mention("actor"),
    mention("subject"),
    word("action"),
    word("object", default=""),
)
Index(None, audit.c.actor)
Index(None, audit.c.subject)
Index(None, audit.c.at)

erasure = Table(
    "erasure",
    metadata,
    Column(
        "person", String(32), primary_key=True, info={"erasure": "ledger"}
    ),  # points to a row that is gone
    moment("at"),
)
