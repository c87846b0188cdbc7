"""How someone comes in: by a link that works once, and in no other way (P12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.scene import COMMANDS, Parts
from bot.messages import Incoming, Outgoing
from bot.store import Transaction, audit, engagements, journal, links, outbox, people
from bot.store.links import Invitation, Outcome
from bot.store.people import Person, Role, Status

_BLOCKS = {Outcome.UNKNOWN: "link_unknown", Outcome.USED: "link_used", Outcome.EXPIRED: "link_expired"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a message knocks whose writer is unknown, or who shows a code."""

    parts: Parts
    tx: Transaction
    incoming: Incoming
    now: datetime

    def enter(self, person: Person | None, code: str) -> Person | None:
        """The person who came in by `code`, ready for a first turn; None if they were answered and it ends there.
        Someone known whose code is worth nothing stays who they are."""
        if not code:
            self._reply(person, "unknown_person")
            return None
        found = links.look(self.tx, code, self.now)
        if found.outcome is Outcome.USED and person is not None:
            return person  # the same link tapped again by the one it let in, perhaps to come back
        if found.outcome is not Outcome.OK:
            self._reply(person, _BLOCKS[found.outcome])
        elif person is not None and found.coach == person.id:
            self._reply(person, "link_own")
        elif found.role not in (Role.COACH, Role.COACHEE):
            self._reply(person, "link_unknown")
        else:
            return self._admit(person, code, found, found.role)
        return None

    def _admit(self, person: Person | None, code: str, found: Invitation, role: Role) -> Person | None:
        tx, now = self.tx, self.now
        if person is None:
            who = people.create(tx, now, {role}, {})
            people.add_address(tx, who, self.incoming.channel, self.incoming.address, now)
        else:
            who = person.id
            people.add_role(tx, who, role)
        if links.take(tx, code, now, who).outcome is not Outcome.OK:
            raise RuntimeError("the link was taken by another turn")  # undone; the next attempt finds it used
        audit.record(tx, f"enrolled_{role.value}", now, actor=who, subject=who)
        made = people.load(tx, who)
        assert made is not None
        if role is Role.COACH:
            self._welcome_coach(made, found)
        else:
            self._welcome_coachee(made, found)
        return people.load(tx, who)

    def _welcome_coach(self, person: Person, found: Invitation) -> None:
        name = found.name or self.incoming.name
        people.save_profile(self.tx, person.id, person.profile | {"prenom": name})
        if person.status is Status.STOPPED:
            people.set_status(self.tx, person.id, Status.ACTIVE)

    def _welcome_coachee(self, person: Person, found: Invitation) -> None:
        tx, now = self.tx, self.now
        current = engagements.coach_of(tx, person.id)
        if current is not None and current.coach != found.coach:
            engagements.end(tx, current.id, now)
            current = None
        coach = people.load(tx, found.coach) if found.coach else None
        if coach is not None and current is None:
            engagements.begin(tx, coach.id, person.id, now)
        profile = person.profile | {
            "coach": coach.profile.get("prenom", "") if coach else "",
            "consent": False,
        }
        people.save_profile(tx, person.id, profile)
        if found.name:
            journal.remember(tx, person.id, "prenom", found.name, now)

    def _reply(self, person: Person | None, block: str) -> None:
        message = Outgoing(html=self.parts.prompts.render(COMMANDS, block, "vous", {}))
        owner = person.id if person else None
        outbox.add(self.tx, owner, self.incoming.channel, self.incoming.address, message, self.now)
