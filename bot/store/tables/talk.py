"""What is said to whom and when: talks, what came in, what goes out, what is due."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from bot.store.tables.columns import (
    fingerprint,
    metadata,
    moment,
    number,
    owner,
    partial,
    sealed,
    serial,
    word,
)

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
