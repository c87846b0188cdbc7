"""The objectives of an engagement, in the coachee's words, and the ratings that each party gives them.

An objective that is put in other words is a new row: the former stays with the day on which it was replaced, and the
ratings it had go on to belong to both. Who may read what is not decided here (`access`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bot.store.database import Transaction
from bot.store.people import Role
from bot.store.tables import objective, rating

CONTENT = "objective.content"
EVIDENCE = "rating.evidence"
#: Most objectives that one engagement has at a time.
MOST = 3


@dataclass(frozen=True, slots=True)
class Content:
    """An objective in words: to what end and for whom, how, what; what shows that it moves, what will prove it. All
    but `what` may be empty."""

    what: str
    purpose: str = ""
    way: str = ""
    indicator: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """`position` (1 to 3) is its number for everybody; `root` is the row that it began with before it was put in other
    words, its own if it never was. Levels from 0 to 10."""

    id: int
    person: str
    engagement: str
    position: int
    content: Content
    baseline: int
    target: int
    due_at: datetime
    at: datetime
    replaced_at: datetime | None
    root: int


@dataclass(frozen=True, slots=True)
class Rating:
    """`person` rated as `role`; `evidence` is the line that goes with the number, empty if none. `recorded_by` is the
    coach who wrote it down for a sponsor who takes part on paper."""

    id: int
    objective: int
    person: str
    role: Role
    occasion: str
    value: int
    evidence: str
    recorded_by: str | None
    at: datetime


_insert = insert(objective)
_of_engagement = (
    select(objective)
    .where(objective.c.engagement == bindparam("engagement"))
    .order_by(objective.c.position, objective.c.at, objective.c.id)
)
_replace = (
    update(objective)
    .where(objective.c.id == bindparam("row"), objective.c.replaced_at.is_(None))
    .values(replaced_at=bindparam("now"))
)
_rate = insert(rating)
_ratings = (
    select(rating)
    .join(objective, rating.c.objective == objective.c.id)
    .where(objective.c.engagement == bindparam("engagement"))
    .order_by(rating.c.at, rating.c.id)
)


def current(tx: Transaction, engagement: str) -> list[Objective]:
    """The objectives that stand, by position."""
    return [one for one in history(tx, engagement) if one.replaced_at is None]


def history(tx: Transaction, engagement: str) -> list[Objective]:
    """Every objective there ever was, in the words it had then, by position and age."""
    return [_objective(tx, row) for row in tx.run(_of_engagement, {"engagement": engagement})]


def free_position(standing: list[Objective]) -> int | None:
    """The lowest number that no objective has; None if there are as many as there may be."""
    taken = {one.position for one in standing}
    return next((number for number in range(1, MOST + 1) if number not in taken), None)


def add(
    tx: Transaction,
    engagement: str,
    person: str,
    now: datetime,
    *,
    position: int,
    content: Content,
    baseline: int,
    target: int,
    due_at: datetime,
    former: Objective | None = None,
) -> int:
    """A new objective of the coachee `person`, or `former` in other words or with other levels, which it replaces."""
    if former is not None:
        remove(tx, former, now)
    kept = {**asdict(content), "root": former.root if former else 0}
    values = {
        "person": person,
        "engagement": engagement,
        "position": position,
        "content": tx.seal(person, CONTENT, json.dumps(kept, ensure_ascii=False)),
        "baseline": baseline,
        "target": target,
        "due_at": due_at,
        "at": now,
    }
    made: Any = tx.run(_insert, values).inserted_primary_key
    return int(made.id)


def remove(tx: Transaction, which: Objective, now: datetime) -> bool:
    """From now on it is history. False if it was already."""
    return tx.run(_replace, {"row": which.id, "now": now}).rowcount == 1


def rate(
    tx: Transaction,
    which: Objective,
    person: str,
    role: Role,
    now: datetime,
    *,
    value: int,
    occasion: str,
    evidence: str = "",
    recorded_by: str | None = None,
) -> int:
    """What `person` says of an objective as `role`, from 0 to 10; `occasion` is one of `coaching.occasions`."""
    values = {
        "person": person,
        "coachee": which.person,
        "objective": which.id,
        "role": role.value,
        "occasion": occasion,
        "value": value,
        "evidence": tx.seal(person, EVIDENCE, evidence) if evidence else None,
        "recorded_by": recorded_by,
        "at": now,
    }
    made: Any = tx.run(_rate, values).inserted_primary_key
    return int(made.id)


def ratings(tx: Transaction, engagement: str) -> dict[int, list[Rating]]:
    """All ratings of an engagement, oldest first, by the `root` of the objective that they are of."""
    roots = {one.id: one.root for one in history(tx, engagement)}
    found: dict[int, list[Rating]] = {root: [] for root in roots.values()}
    for row in tx.run(_ratings, {"engagement": engagement}):
        found[roots[row.objective]].append(_rating(tx, row))
    return found


def _objective(tx: Transaction, row: Row[Any]) -> Objective:
    kept = json.loads(tx.unseal(row.person, CONTENT, row.content))
    root = kept.pop("root", 0) or row.id
    return Objective(
        row.id,
        row.person,
        row.engagement,
        row.position,
        Content(**kept),
        row.baseline,
        row.target,
        row.due_at,
        row.at,
        row.replaced_at,
        root,
    )


def _rating(tx: Transaction, row: Row[Any]) -> Rating:
    return Rating(
        row.id,
        row.objective,
        row.person,
        Role(row.role),
        row.occasion,
        row.value,
        tx.unseal(row.person, EVIDENCE, row.evidence) if row.evidence is not None else "",
        row.recorded_by,
        row.at,
    )
