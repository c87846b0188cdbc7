"""What a person told Recul, and what they decided about it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.store.tables.columns import mention, metadata, moment, owner, sealed, serial, word

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
