"""What each party expects of an engagement, in the very text that its author saw and published.

A draft is never here: a row is made by publishing, and the one before it stays with the day on which it was replaced.
Its author agreed to readers: when another coach or another sponsor takes part, it has to be published again (P2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.store.database import Transaction
from bot.store.people import Role
from bot.store.tables import engagement as engagements_table
from bot.store.tables import expectation

WORDS = "expectation.words"
#: Stands as the role of a row by which the coach says that nobody sponsors the engagement.
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Expectation:
    """`text` is what was approved, to the letter; `parts` are the answers it is made of, by the question's name.
    `recorded_by` is the coach who wrote it down for a sponsor who takes part on paper, else None."""

    person: str
    role: Role
    text: str
    parts: Mapping[str, str]
    recorded_by: str | None
    at: datetime


_insert = insert(expectation)
_current = (
    select(expectation)
    .where(expectation.c.engagement == bindparam("engagement"), expectation.c.replaced_at.is_(None))
    .order_by(expectation.c.at, expectation.c.id)
)
_readers = select(engagements_table.c.coach, engagements_table.c.sponsor).where(
    engagements_table.c.id == bindparam("engagement")
)
_replace = (
    update(expectation)
    .where(
        expectation.c.engagement == bindparam("which"),
        expectation.c.role == bindparam("as_role"),
        expectation.c.replaced_at.is_(None),
    )
    .values(replaced_at=bindparam("now"))
)


def put(
    tx: Transaction,
    engagement: str,
    role: Role,
    *,
    person: str,
    coachee: str,
    text: str,
    parts: Mapping[str, str],
    now: datetime,
    recorded_by: str | None = None,
) -> None:
    """Publish what `person` expects as `role`, for those who take part now; it replaces what that role had published
    before."""
    kept = {"text": text, "parts": dict(parts), "for": _taking_part(tx, engagement)}
    blob = tx.seal(person, WORDS, json.dumps(kept, ensure_ascii=False))
    _put(tx, engagement, role.value, person, coachee, blob, recorded_by, now)


def current(tx: Transaction, engagement: str) -> dict[Role, Expectation]:
    """What is published of each party for those who take part now, the earliest first."""
    coach, sponsor = _taking_part(tx, engagement)
    return {
        role: found
        for role, (found, told) in _all(tx, engagement).items()
        if told[0] == coach and (None in (told[1], sponsor) or told[1] == sponsor)
    }


def latest(tx: Transaction, engagement: str, role: Role) -> Expectation | None:
    """What that party published last, whoever it was for: for its author alone."""
    found = _all(tx, engagement).get(role)
    return found[0] if found else None


def _all(tx: Transaction, engagement: str) -> dict[Role, tuple[Expectation, list[str | None]]]:
    """By role: what is published, and the coach and sponsor to whom its author agreed."""
    found = {}
    for row in tx.run(_current, {"engagement": engagement}):
        if row.role != _NOBODY:
            kept = json.loads(tx.unseal(row.person, WORDS, row.words))
            role = Role(row.role)
            one = Expectation(row.person, role, kept["text"], kept["parts"], row.recorded_by, row.at)
            found[role] = (one, kept["for"])
    return found


def _taking_part(tx: Transaction, engagement: str) -> list[str | None]:
    row = tx.run(_readers, {"engagement": engagement}).first()
    return [None, None] if row is None else [row.coach, row.sponsor]


def go_without_sponsor(tx: Transaction, engagement: str, coach: str, coachee: str, now: datetime) -> None:
    """Note that the coach expects nobody to sponsor this engagement."""
    _put(tx, engagement, _NOBODY, coach, coachee, tx.seal(coach, WORDS, "{}"), None, now)


def is_without_sponsor(tx: Transaction, engagement: str) -> bool:
    """Whether the coach said so."""
    return any(row.role == _NOBODY for row in tx.run(_current, {"engagement": engagement}))


def _put(  # noqa: PLR0917 - the columns of the table, in its order
    tx: Transaction,
    engagement: str,
    role: str,
    person: str,
    coachee: str,
    blob: bytes,
    recorded_by: str | None,
    now: datetime,
) -> None:
    tx.run(_replace, {"which": engagement, "as_role": role, "now": now})
    values = {
        "person": person,
        "coachee": coachee,
        "engagement": engagement,
        "role": role,
        "words": blob,
        "recorded_by": recorded_by,
        "at": now,
    }
    tx.run(_insert, values)
