"""How someone comes in: by a link that works once, and in no other way (P12)."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.scene import COMMANDS, Parts
from bot.messages import Incoming, Outgoing
from bot.store import Transaction, audit, engagements, journal, links, outbox, people
from bot.store.links import Invitation, Outcome
from bot.store.people import Person, Role, Status

_BLOCKS = {Outcome.UNKNOWN: "link_unknown", Outcome.USED: "link_used", Outcome.EXPIRED: "link_expired"}


def enter(
    parts: Parts, tx: Transaction, incoming: Incoming, person: Person | None, code: str, now: datetime
) -> Person | None:
    """The person who came in by `code`, ready for a first turn; None if they were answered and it ends there.
    Someone known whose code is worth nothing stays who they are."""
    if not code:
        _reply(parts, tx, incoming, person, "unknown_person", now)
        return None
    found = links.look(tx, code, now)
    if found.outcome is not Outcome.OK:
        if person is not None and found.outcome is Outcome.USED:
            return person  # the same link tapped again by the one it let in, perhaps to come back
        _reply(parts, tx, incoming, person, _BLOCKS[found.outcome], now)
        return None
    if person is not None and found.coach == person.id:
        _reply(parts, tx, incoming, person, "link_own", now)
        return None
    if found.role not in (Role.COACH, Role.COACHEE):
        _reply(parts, tx, incoming, person, "link_unknown", now)
        return None
    return _admit(tx, incoming, person, code, found, now)


def _admit(
    tx: Transaction, incoming: Incoming, person: Person | None, code: str, found: Invitation, now: datetime
) -> Person | None:
    assert found.role is not None
    who = person.id if person else people.create(tx, now, {found.role}, {})
    if person is None:
        people.add_address(tx, who, incoming.channel, incoming.address, now)
    else:
        people.add_role(tx, who, found.role)
    if links.take(tx, code, now, who).outcome is not Outcome.OK:
        raise RuntimeError("the link was taken by another turn")  # undone; the next attempt finds it used
    audit.record(tx, f"enrolled_{found.role.value}", now, actor=who, subject=who)
    made = people.load(tx, who)
    assert made is not None
    if found.role is Role.COACH:
        _welcome_coach(tx, incoming, made, found, now)
    else:
        _welcome_coachee(tx, made, found, now)
    return people.load(tx, who)


def _welcome_coach(tx: Transaction, incoming: Incoming, person: Person, found: Invitation, now: datetime) -> None:
    name = found.name or incoming.name
    people.save_profile(tx, person.id, person.profile | {"prenom": name})
    if person.status is Status.STOPPED:
        people.set_status(tx, person.id, Status.ACTIVE)


def _welcome_coachee(tx: Transaction, person: Person, found: Invitation, now: datetime) -> None:
    current = engagements.coach_of(tx, person.id)
    if current is not None and current.coach != found.coach:
        engagements.end(tx, current.id, now)
        current = None
    coach = people.load(tx, found.coach) if found.coach else None
    if coach is not None and current is None:
        engagements.begin(tx, coach.id, person.id, now)
    profile = person.profile | {"coach": coach.profile.get("prenom", "") if coach else "", "consent": False}
    people.save_profile(tx, person.id, profile)
    if found.name:
        journal.remember(tx, person.id, "prenom", found.name, now)


def _reply(
    parts: Parts, tx: Transaction, incoming: Incoming, person: Person | None, block: str, now: datetime
) -> None:
    message = Outgoing(html=parts.prompts.render(COMMANDS, block, "vous", {}))
    owner = person.id if person else None
    outbox.add(tx, owner, incoming.channel, incoming.address, message, now)
