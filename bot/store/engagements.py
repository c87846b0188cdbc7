"""Who is coached by whom. Everything that is read for a coach or a sponsor passes through an engagement
that has not ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, bindparam, insert, or_, select, update

from bot.store.database import Transaction
from bot.store.tables import engagement


@dataclass(frozen=True, slots=True)
class Engagement:
    """One coaching. `coach`, `coachee` or `sponsor` is None if not known yet, or erased since. `status` is
    the caller's word for where the engagement stands.
    """

    id: str
    coach: str | None
    coachee: str | None
    sponsor: str | None
    status: str
    started_at: datetime
    ended_at: datetime | None


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
_set_status = update(engagement).where(engagement.c.id == bindparam("which")).values(status=bindparam("to"))
_set_sponsor = (
    update(engagement).where(engagement.c.id == bindparam("which")).values(sponsor=bindparam("who"))
)
_end = (
    update(engagement)
    .where(engagement.c.id == bindparam("which"), engagement.c.ended_at.is_(None))
    .values(status=bindparam("to"), ended_at=bindparam("now"))
)


def begin(tx: Transaction, coach: str, coachee: str, now: datetime, status: str = "active") -> str:
    """Link a coach and a coachee; returns the identifier of the engagement."""
    made = uuid4().hex
    values = {"id": made, "coach": coach, "coachee": coachee, "status": status, "started_at": now}
    tx.run(_insert, values)
    return made


def load(tx: Transaction, engagement_id: str) -> Engagement | None:
    rows = _engagements(tx, _one, engagement=engagement_id)
    return rows[0] if rows else None


def set_status(tx: Transaction, engagement_id: str, status: str) -> None:
    tx.run(_set_status, {"which": engagement_id, "to": status})


def set_sponsor(tx: Transaction, engagement_id: str, sponsor: str) -> None:
    tx.run(_set_sponsor, {"which": engagement_id, "who": sponsor})


def end(tx: Transaction, engagement_id: str, now: datetime, status: str = "ended") -> bool:
    """From now on neither coach nor sponsor reads anything of it. False if it had ended."""
    return tx.run(_end, {"which": engagement_id, "to": status, "now": now}).rowcount == 1


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
        Engagement(row.id, row.coach, row.coachee, row.sponsor, row.status, row.started_at, row.ended_at)
        for row in tx.run(query, values)
    ]
