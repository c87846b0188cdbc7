"""What an engagement is made of: needs, expectations, objectives, convention, plan, sessions.

A row that concerns a coachee but was written by someone else has two owners: erasing either deletes it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from bot.store.tables.columns import (
    SERIAL,
    engagement_of,
    fingerprint,
    mention,
    metadata,
    moment,
    number,
    owner,
    sealed,
    serial,
    word,
)

need = Table(
    "need",
    metadata,
    serial(),
    owner(),
    engagement_of(),
    word("phase", 32),
    sealed("answers", json=True),
    moment("at"),
)
Index(None, need.c.person, need.c.at)

expectation = Table(
    "expectation",
    metadata,
    serial(),
    owner(),  # who expects
    owner("coachee"),
    engagement_of(),
    word("role", 16),
    sealed("words", json=True),  # the text approved, and the answers it is made of
    mention("recorded_by"),  # the coach, for a sponsor who takes part on paper
    moment("at"),
    moment("replaced_at", nullable=True),
)
Index(None, expectation.c.engagement)
Index(None, expectation.c.person)
Index(None, expectation.c.coachee)

objective = Table(
    "objective",
    metadata,
    serial(),
    owner(),
    engagement_of(),
    number("position"),  # 1 to 3
    sealed("content", json=True),
    number("baseline"),  # 0 to 10
    number("target"),
    moment("due_at"),
    moment("at"),
    moment("replaced_at", nullable=True),
)
Index(None, objective.c.person)
Index(None, objective.c.engagement)

rating = Table(
    "rating",
    metadata,
    serial(),
    owner(),  # who rates
    owner("coachee"),
    Column("objective", SERIAL, ForeignKey("objective.id"), nullable=False),
    word("role", 16),
    word("occasion", 16),
    number("value"),  # 0 to 10
    sealed("evidence", nullable=True),
    mention("recorded_by"),
    moment("at"),
)
Index(None, rating.c.objective)
Index(None, rating.c.person)
Index(None, rating.c.coachee)

convention = Table(
    "convention",
    metadata,
    serial(),
    owner(),  # the coachee: with their key goes the text
    engagement_of(),
    number("version"),
    sealed("content", json=True),
    fingerprint("digest"),
    moment("at"),
    moment("replaced_at", nullable=True),
    UniqueConstraint("engagement", "version"),
)
Index(None, convention.c.person)

acceptance = Table(
    "acceptance",
    metadata,
    serial(),
    owner("coachee"),
    Column("convention", SERIAL, ForeignKey("convention.id"), nullable=False),
    mention("party"),
    word("role", 16),
    fingerprint("digest"),
    mention("recorded_by"),
    moment("at"),
    UniqueConstraint("convention", "role"),
)
Index(None, acceptance.c.coachee)
Index(None, acceptance.c.party)

step = Table(
    "step",
    metadata,
    serial(),
    owner(),
    Column("engagement", String(32), ForeignKey("engagement.id"), nullable=True),
    sealed("content", json=True),
    word("status", 16),
    moment("due_at", nullable=True),
    moment("at"),
    moment("settled_at", nullable=True),
)
Index(None, step.c.person, step.c.at)
Index(None, step.c.engagement)

resource = Table(
    "resource",
    metadata,
    serial(),
    owner(),
    word("kind", 16),
    sealed("words"),
    moment("at"),
    moment("recalled_at", nullable=True),
)
Index(None, resource.c.person, resource.c.at)

session = Table(
    "session",
    metadata,
    Column("id", String(32), primary_key=True),
    owner(),  # the coachee
    engagement_of(),
    moment("starts_at"),
    number("minutes"),
    word("mode", 16),
    word("status", 16),
    number("sequence"),  # how often it was changed, for calendars (RFC 5545)
    moment("at"),
    moment("changed_at"),
)
Index(None, session.c.engagement, session.c.starts_at)
Index(None, session.c.person)
