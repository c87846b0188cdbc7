"""Who is coached by whom. Everything that is read for a coach or a sponsor passes through an engagement
that has not ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, bindparam, insert, or_, select, update

from bot.coaching.engagement import Arc, Cause, Party, Phase
from bot.store import audit
from bot.store.database import Transaction
from bot.store.people import Role
from bot.store.tables import engagement


@dataclass(frozen=True, slots=True)
class Engagement:
    """One coaching. `coach`, `coachee` or `sponsor` is None if not known yet, or erased since. `ends_at` is the
    end that was agreed, `ended_at` the moment from which nothing of it is read any more."""

    id: str
    coach: str | None
    coachee: str | None
    sponsor: str | None
    arc: Arc
    started_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None

    def holds(self, role: Role) -> str | None:
        """Who has that role in it."""
        found: dict[Role, str | None] = {
            Role.COACHEE: self.coachee,
            Role.COACH: self.coach,
            Role.SPONSOR: self.sponsor,
        }
        return found.get(role)

    def party(self, person: str | None) -> Party:
        """As what `person` acts in it; None is the host, and so is whoever has no part in it."""
        roles = (Role.COACHEE, Role.COACH, Role.SPONSOR)
        found = next((role for role in roles if person and self.holds(role) == person), None)
        return Party(found.value) if found else Party.HOST


_all = select(engagement).order_by(engagement.c.started_at, engagement.c.id)
_under_way = _all.where(engagement.c.ended_at.is_(None))
_one = select(engagement).where(engagement.c.id == bindparam("engagement"))
_of_coach = _under_way.where(engagement.c.coach == bindparam("coach"))
_of_coachee = _under_way.where(engagement.c.coachee == bindparam("coachee"))
_of_sponsor = _under_way.where(engagement.c.sponsor == bindparam("sponsor"))
_between = _of_coachee.where(
    or_(engagement.c.coach == bindparam("reader"), engagement.c.sponsor == bindparam("reader"))
)
_of_person = _all.where(
    or_(
        engagement.c.coach == bindparam("person"),
        engagement.c.coachee == bindparam("person"),
        engagement.c.sponsor == bindparam("person"),
    )
)
_insert = insert(engagement)
_this = update(engagement).where(engagement.c.id == bindparam("which"))
_set_status = _this.values(status=bindparam("to"), before=bindparam("back"))
_set_ends_at = _this.values(ends_at=bindparam("when"))
_set_coach = _this.values(coach=bindparam("who"))
_set_sponsor = _this.values(sponsor=bindparam("who"))
_end = _this.where(engagement.c.ended_at.is_(None)).values(status=Phase.CLOSED, ended_at=bindparam("now"))


def begin(tx: Transaction, coach: str, coachee: str, now: datetime) -> str:
    """Link a coach and a coachee who was invited; returns the identifier of the engagement."""
    made = uuid4().hex
    values = {"id": made, "coach": coach, "coachee": coachee, "status": Phase.INVITED, "started_at": now}
    tx.run(_insert, values)
    return made


def load(tx: Transaction, engagement_id: str) -> Engagement | None:
    rows = _engagements(tx, _one, engagement=engagement_id)
    return rows[0] if rows else None


def move(
    tx: Transaction, which: Engagement, cause: Cause, now: datetime, actor: str | None = None
) -> Engagement:
    """Move an engagement along its arc and write down who did it, why and when; `actor` None is the host. What is
    closed is not read any more. Raises `RefusedError` if it cannot be moved so by that party."""
    arc = which.arc.moved(cause, which.party(actor))
    before = arc.before.value if arc.before else ""
    tx.run(_set_status, {"which": which.id, "to": arc.phase.value, "back": before})
    told = f"{which.id}:{arc.phase.value}"
    audit.record(tx, f"engagement_{cause.value}", now, actor=actor, subject=which.coachee, object=told)
    if arc.phase is Phase.CLOSED:
        tx.run(_end, {"which": which.id, "now": now})
    return replace(which, arc=arc, ended_at=now if arc.phase is Phase.CLOSED else which.ended_at)


def set_end(tx: Transaction, engagement_id: str, ends_at: datetime) -> None:
    """The end that was agreed."""
    tx.run(_set_ends_at, {"which": engagement_id, "when": ends_at})


def set_coach(tx: Transaction, engagement_id: str, coach: str | None) -> None:
    """Another coach takes it over, or nobody for now."""
    tx.run(_set_coach, {"which": engagement_id, "who": coach})


def set_sponsor(tx: Transaction, engagement_id: str, sponsor: str) -> None:
    tx.run(_set_sponsor, {"which": engagement_id, "who": sponsor})


def end(tx: Transaction, engagement_id: str, now: datetime) -> bool:
    """From now on neither coach nor sponsor reads anything of it. False if it had ended."""
    return tx.run(_end, {"which": engagement_id, "now": now}).rowcount == 1


def coachees_of(tx: Transaction, coach: str) -> list[Engagement]:
    """The engagements under way of this coach, oldest first."""
    return _engagements(tx, _of_coach, coach=coach)


def coach_of(tx: Transaction, coachee: str) -> Engagement | None:
    """The engagement under way of this coachee, the latest if there are several."""
    rows = _engagements(tx, _of_coachee, coachee=coachee)
    return rows[-1] if rows else None


def sponsored_by(tx: Transaction, sponsor: str) -> list[Engagement]:
    return _engagements(tx, _of_sponsor, sponsor=sponsor)


def between(tx: Transaction, reader: str, coachee: str) -> Engagement | None:
    """The engagement under way that lets `reader` (coach or sponsor) read what `coachee` shared with them;
    None means that nothing may be shown.
    """
    rows = _engagements(tx, _between, reader=reader, coachee=coachee)
    return rows[-1] if rows else None


def all_of(tx: Transaction, person: str) -> list[Engagement]:
    """Every engagement of this person in any role, ended ones included."""
    return _engagements(tx, _of_person, person=person)


def _engagements(tx: Transaction, query: Executable, **values: Any) -> list[Engagement]:
    return [
        Engagement(
            row.id,
            row.coach,
            row.coachee,
            row.sponsor,
            Arc(Phase(row.status), Phase(row.before) if row.before else None),
            row.started_at,
            row.ends_at,
            row.ended_at,
        )
        for row in tx.run(query, values)
    ]
