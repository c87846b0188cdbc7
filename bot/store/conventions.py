"""Conventions of an engagement, version by version, and who accepted which text.

A version holds its clauses and the very document that people read; its fingerprint is that of the document's text. A
new version replaces the former, yet the former stays in force until all who are needed accepted the new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from bot.coaching.convention import Terms, canonical, digest, plain_json
from bot.coaching.engagement import Party
from bot.store import audit
from bot.store.database import Transaction
from bot.store.engagements import Engagement
from bot.store.people import Role
from bot.store.tables import acceptance, convention

CONTENT = "convention.content"


class Outcome(StrEnum):
    """What became of an acceptance."""

    ACCEPTED = "accepted"
    ALREADY = "already"  # by the same party, of the same text: the first day counts
    CHANGED = "changed"  # the text is not the current one any more


@dataclass(frozen=True, slots=True)
class Convention:
    """One version. `paper` is the document without acceptances; `digest` the SHA-256 of its text."""

    id: int
    engagement: str
    coachee: str
    version: int
    terms: Terms
    paper: Mapping[str, Any]
    digest: str
    at: datetime
    replaced_at: datetime | None

    @property
    def text(self) -> str:
        return canonical(self.paper)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`party` is None for someone erased since; `recorded_by` is who recorded a signature on paper, whose day is then
    that of `at`."""

    convention: int
    role: Party
    party: str | None
    digest: str
    recorded_by: str | None
    at: datetime


_versions = (
    select(convention)
    .where(convention.c.engagement == bindparam("engagement"))
    .order_by(convention.c.version.desc())
)
_current = _versions.where(convention.c.replaced_at.is_(None)).limit(1)
_latest = select(func.max(convention.c.version)).where(convention.c.engagement == bindparam("engagement"))
_insert = insert(convention)
_replace = (
    update(convention)
    .where(convention.c.engagement == bindparam("which"), convention.c.replaced_at.is_(None))
    .values(replaced_at=bindparam("now"))
)
_accept = insert(acceptance)
_acceptances = (
    select(acceptance)
    .where(acceptance.c.convention == bindparam("convention"))
    .order_by(acceptance.c.at, acceptance.c.id)
)


def propose(
    tx: Transaction,
    which: Engagement,
    terms: Terms,
    paper: Mapping[str, Any],
    now: datetime,
    *,
    actor: str | None,
) -> Convention:
    """A new version, in place of the former if there was one. `paper` must tell its version, `next_version`."""
    assert which.coachee is not None
    version = next_version(tx, which.id)
    tx.run(_replace, {"which": which.id, "now": now})
    content = plain_json({"terms": terms.to_json(), "paper": paper})
    values = {
        "person": which.coachee,
        "engagement": which.id,
        "version": version,
        "content": tx.seal(which.coachee, CONTENT, content),
        "digest": digest(canonical(paper)),
        "at": now,
    }
    tx.run(_insert, values)
    told = f"{which.id}:{version}"
    audit.record(tx, "convention_proposed", now, actor=actor, subject=which.coachee, object=told)
    made = current(tx, which.id)
    assert made is not None
    return made


def next_version(tx: Transaction, engagement: str) -> int:
    """The number that the next version will have."""
    return (tx.run(_latest, {"engagement": engagement}).scalar() or 0) + 1


def current(tx: Transaction, engagement: str) -> Convention | None:
    """The version last proposed, accepted or not."""
    row = tx.run(_current, {"engagement": engagement}).first()
    return None if row is None else _convention(tx, row)


def in_force(tx: Transaction, engagement: str) -> Convention | None:
    """The latest version that all its parties accepted."""
    return next((one for one in versions(tx, engagement) if agreed(one, acceptances(tx, one.id))), None)


def agreed(one: Convention, found: Sequence[Acceptance]) -> bool:
    """Whether all parties of a version accepted it."""
    return one.terms.roles <= {acceptance.role for acceptance in found}


def accepted_by(tx: Transaction, engagement: str, role: Party) -> Convention | None:
    """The latest version that this party accepted."""
    return next(
        (
            one
            for one in versions(tx, engagement)
            if any(accepted.role is role for accepted in acceptances(tx, one.id))
        ),
        None,
    )


def versions(tx: Transaction, engagement: str) -> list[Convention]:
    """All of them, latest first."""
    return [_convention(tx, row) for row in tx.run(_versions, {"engagement": engagement})]


def acceptances(tx: Transaction, convention_id: int) -> list[Acceptance]:
    """Of one version, oldest first."""
    return [
        Acceptance(row.convention, Party(row.role), row.party, row.digest, row.recorded_by, row.at)
        for row in tx.run(_acceptances, {"convention": convention_id})
    ]


def accept(
    tx: Transaction,
    which: Engagement,
    role: Party,
    read: str,
    now: datetime,
    *,
    actor: str,
    signed: datetime | None = None,
) -> Outcome:
    """The party who has `role` accepts the current version, whose fingerprint must be `read`.

    Only that party can, except that the coach may record the signature (`signed`: its moment) of a sponsor on paper.
    Raises `PermissionError` for anybody else."""
    one = current(tx, which.id)
    party = which.holds(Role(role.value))
    on_paper = signed is not None
    by_coach = on_paper and role is Party.SPONSOR and actor == which.coach
    if not by_coach and (party != actor or on_paper):
        raise PermissionError("nobody accepts for another")
    named = one.terms.party(role) if one is not None else None
    if one is None or one.digest != read or named is None or named.person != party:
        return Outcome.CHANGED
    if any(found.role is role for found in acceptances(tx, one.id)):
        return Outcome.ALREADY
    values = {
        "coachee": one.coachee,
        "convention": one.id,
        "party": party,
        "role": role.value,
        "digest": one.digest,
        "recorded_by": actor if by_coach else None,
        "at": signed or now,
    }
    tx.run(_accept, values)
    done = "convention_signed_on_paper" if by_coach else "convention_accepted"
    audit.record(tx, done, now, actor=actor, subject=one.coachee, object=f"{which.id}:{one.version}")
    return Outcome.ACCEPTED


def _convention(tx: Transaction, row: Row[Any]) -> Convention:
    content = json.loads(tx.unseal(row.person, CONTENT, row.content))
    return Convention(
        row.id,
        row.engagement,
        row.person,
        row.version,
        Terms.from_json(content["terms"]),
        content["paper"],
        row.digest,
        row.at,
        row.replaced_at,
    )
