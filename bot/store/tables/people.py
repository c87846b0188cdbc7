"""Who there is, who is coached by whom, and what they agreed to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table

from bot.store.tables.columns import fingerprint, mention, metadata, moment, owner, sealed, serial, word

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
    word("before", 32, default=""),  # where it comes back to from a pause or a stop
    moment("started_at"),
    moment("ends_at", nullable=True),  # as agreed
    moment("ended_at", nullable=True),  # as it was
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
