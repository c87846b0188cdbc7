"""Steps of a coachee's plan. They are the coachee's alone: a coach reads of them what was filed (`sharing`), never a
row from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bot.coaching.plan import Plan, Status
from bot.store.database import Transaction
from bot.store.tables import is_status, step

CONTENT = "step.content"


@dataclass(frozen=True, slots=True)
class Step:
    """`due_at` is when to ask about it, None if never; `settled_at` when it ceased to be open. `talk` names the talk
    and the dialogue in which it was chosen; `became` is the step that stands in its place once it was changed."""

    id: int
    person: str
    plan: Plan
    status: Status
    due_at: datetime | None
    at: datetime
    settled_at: datetime | None
    talk: str
    became: int | None

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    def was_open(self, moment: datetime) -> bool:
        """Whether it was among the open ones at that moment."""
        return self.at <= moment and (self.settled_at is None or self.settled_at > moment)


_insert = insert(step)
_of_person = select(step).where(step.c.person == bindparam("person")).order_by(step.c.at, step.c.id)
_open_of_person = _of_person.where(is_status(step, "open"))
_one = select(step).where(step.c.person == bindparam("person"), step.c.id == bindparam("row"))
_this = update(step).where(
    step.c.id == bindparam("row"), step.c.person == bindparam("who"), is_status(step, "open")
)
_write = _this.values(content=bindparam("blob"))
_set_due = _this.values(due_at=bindparam("when"))
_settle = _this.values(status=bindparam("to"), settled_at=bindparam("now"))
_replace = _this.values(status="changed", settled_at=bindparam("now"), content=bindparam("blob"))


def add(
    tx: Transaction, person: str, now: datetime, plan: Plan, *, engagement: str | None = None, talk: str = ""
) -> int:
    """Open a step, with no day yet; returns its number."""
    values = {
        "person": person,
        "engagement": engagement,
        "content": _sealed(tx, person, plan, talk),
        "status": Status.OPEN,
        "at": now,
    }
    made: Any = tx.run(_insert, values).inserted_primary_key
    return int(made.id)


def load(tx: Transaction, person: str, step_id: int) -> Step | None:
    """One of this person's steps; None if there is no such step, or it is somebody else's."""
    row = tx.run(_one, {"person": person, "row": step_id}).first()
    return None if row is None else _step(tx, row)


def latest(tx: Transaction, person: str, step_id: int) -> Step | None:
    """The step itself, or the one that stands in its place by now."""
    found = load(tx, person, step_id)
    while found is not None and found.became is not None:
        found = load(tx, person, found.became)
    return found


def all_of(tx: Transaction, person: str) -> list[Step]:
    """Every step, oldest first, whatever became of it."""
    return [_step(tx, row) for row in tx.run(_of_person, {"person": person})]


def open_of(tx: Transaction, person: str) -> list[Step]:
    """The open steps, oldest first."""
    return [_step(tx, row) for row in tx.run(_open_of_person, {"person": person})]


def write(tx: Transaction, one: Step, plan: Plan, *, talk: str = "") -> bool:
    """Complete what an open step says. False if it is not open any more."""
    blob = _sealed(tx, one.person, plan, talk or one.talk)
    return tx.run(_write, {"row": one.id, "who": one.person, "blob": blob}).rowcount == 1


def set_due(tx: Transaction, one: Step, due_at: datetime | None) -> bool:
    """When to ask about an open step. False if it is not open any more."""
    return tx.run(_set_due, {"row": one.id, "who": one.person, "when": due_at}).rowcount == 1


def settle(tx: Transaction, one: Step, status: Status, now: datetime) -> bool:
    """Close an open step as done or dropped. False if it is not open any more."""
    return tx.run(_settle, {"row": one.id, "who": one.person, "to": status, "now": now}).rowcount == 1


def replace(tx: Transaction, one: Step, plan: Plan, now: datetime, *, engagement: str | None = None) -> int:
    """Put another step in the place of this one, which stays as it was chosen; returns the new number. Where it is not
    open any more, the other one is opened beside it."""
    made = add(tx, one.person, now, plan, engagement=engagement, talk=one.talk)
    blob = _sealed(tx, one.person, one.plan, one.talk, became=made)
    tx.run(_replace, {"row": one.id, "who": one.person, "blob": blob, "now": now})
    return made


def _sealed(tx: Transaction, person: str, plan: Plan, talk: str, became: int | None = None) -> bytes:
    content = {**plan.to_json(), "talk": talk, "became": became}
    return tx.seal(person, CONTENT, json.dumps(content, ensure_ascii=False))


def _step(tx: Transaction, row: Row[Any]) -> Step:
    content = json.loads(tx.unseal(row.person, CONTENT, row.content))
    return Step(
        row.id, row.person, Plan.from_json(content), Status(row.status), row.due_at, row.at, row.settled_at,
        content.get("talk", ""), content.get("became"),
    )  # fmt: skip
