"""Carries out how long texts are kept: asks the coachee to be told, then erases.

Whoever has no other engagement, and is nothing else here, is erased as by /effacer, key and backups included. Of
somebody who is coached elsewhere, or coaches, the rows of that engagement go; the journal with them, unless another
engagement of theirs still goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Executable, bindparam, delete, func, select

from bot.coaching import retention
from bot.coaching.engagement import Phase
from bot.coaching.retention import Limits, Step
from bot.store import audit, conventions, engagements, erasure, people, reminders
from bot.store.database import Store, Transaction
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.store.tables import (
    acceptance,
    answer,
    convention,
    conversation,
    expectation,
    item,
    judgement,
    memory,
    need,
    objective,
    rating,
    resource,
    session,
    step,
)
from bot.store.tables import audit as audit_table
from bot.store.tables import engagement as engagement_table

#: Kind of the reminder that has the coachee told, before the engagement's identifier.
TELL = "retention"
TOLD, ERASED = "retention_told", "retention_erased"

_over = (
    select(engagement_table.c.id)
    .where(engagement_table.c.status.in_([Phase.CLOSED.value, Phase.STOPPED.value]))
    .where(engagement_table.c.coachee.is_not(None))
    .order_by(engagement_table.c.started_at, engagement_table.c.id)
)
_moments = (
    select(audit_table.c.at)
    .where(audit_table.c.action == bindparam("what"), audit_table.c.object == bindparam("which"))
    .order_by(audit_table.c.at)
)
_last_left = select(func.max(audit_table.c.at)).where(
    audit_table.c.action == "engagement_stop", audit_table.c.object == bindparam("which")
)
_this: BindParameter[str] = bindparam("which")
#: From the rows that point to those that are pointed to.
_of_engagement: tuple[Executable, ...] = (
    delete(rating).where(
        rating.c.objective.in_(select(objective.c.id).where(objective.c.engagement == _this))
    ),
    delete(acceptance).where(
        acceptance.c.convention.in_(select(convention.c.id).where(convention.c.engagement == _this))
    ),
    *(
        delete(table).where(table.c.engagement == _this)
        for table in (objective, convention, expectation, need, step, session, item)
    ),
)
#: What somebody wrote as a coachee, whatever the engagement; an open talk only if it is as old as that.
_of_coachee: tuple[Executable, ...] = (
    *(
        delete(table).where(table.c.person == bindparam("who"))
        for table in (answer, judgement, item, step, resource, need)
    ),
    delete(memory).where(
        memory.c.person == bindparam("who"), memory.c.name.not_in(("prenom", "adresse", "fuseau"))
    ),
)
_old_talk = delete(conversation).where(
    conversation.c.person == bindparam("who"), conversation.c.updated_at < bindparam("before")
)


@dataclass(frozen=True, slots=True)
class Done:
    """How many were asked to be told, and of how many the texts went."""

    told: int = 0
    erased: int = 0


def carry_out(store: Store, now: datetime, limits: Limits) -> Done:
    """What is due now. Called again, it goes on where it was."""
    told = erased = 0
    with store.write() as tx:
        for which in _waiting(tx):
            due = step_for(tx, which, now, limits)
            if due is Step.TELL:
                told += _have_told(tx, which, now)
            elif due is Step.ERASE:
                _erase(tx, which, now, limits)
                erased += 1
    if erased:
        erasure.finish_erasures(store)
    return Done(told, erased)


def limit_of(tx: Transaction, which: Engagement, limits: Limits) -> datetime | None:
    """When its texts are not kept any more; None while it is not over."""
    agreed = conventions.in_force(tx, which.id)
    months = limits.of(which.arc.phase, agreed.terms.retention if agreed else None)
    over = which.ended_at
    if which.arc.phase is Phase.STOPPED:
        over = tx.run(_last_left, {"which": f"{which.id}:{Phase.STOPPED.value}"}).scalar() or which.started_at
    return None if months is None or over is None else retention.limit(over, months)


def step_for(tx: Transaction, which: Engagement, now: datetime, limits: Limits) -> Step:
    at = limit_of(tx, which, limits)
    person = people.load(tx, which.coachee) if which.coachee else None
    if at is None or person is None:
        return Step.KEEP
    told = [moment for moment in tx.run(_moments, {"what": TOLD, "which": which.id}).scalars() if moment]
    return retention.step(now, at, told, left=person.status is Status.STOPPED)


def _waiting(tx: Transaction) -> list[Engagement]:
    """Engagements that are over and whose texts are still there."""
    found = [engagements.load(tx, one) for one in tx.run(_over).scalars().all()]
    return [
        one
        for one in found
        if one is not None
        and one.coachee is not None
        and tx.vault.knows(one.coachee)
        and tx.run(_moments, {"what": ERASED, "which": one.id}).first() is None
    ]


def _have_told(tx: Transaction, which: Engagement, now: datetime) -> bool:
    """Puts a reminder, unless one waits already."""
    kind = f"{TELL}:{which.id}"
    assert which.coachee is not None
    if any(one.kind == kind for one in reminders.waiting(tx, which.coachee)):
        return False
    reminders.put(tx, which.coachee, kind, now)
    return True


def _erase(tx: Transaction, which: Engagement, now: datetime, limits: Limits) -> None:
    who = which.coachee
    assert who is not None
    person = people.load(tx, who)
    if person is None:  # erased with another engagement of theirs, a moment ago
        return
    others = [
        one
        for one in engagements.all_of(tx, who)
        if one.coachee == who and one.id != which.id and step_for(tx, one, now, limits) is not Step.ERASE
    ]
    audit.record(tx, ERASED, now, subject=who, object=which.id)
    if not others and person.roles == {Role.COACHEE}:
        erasure.remove(tx, who, now)
        return
    for statement in _of_engagement:
        tx.run(statement, {"which": which.id})
    if not others:
        for statement in _of_coachee:
            tx.run(statement, {"who": who})
        tx.run(_old_talk, {"who": who, "before": limit_of(tx, which, limits)})
    engagements.end(tx, which.id, now)
