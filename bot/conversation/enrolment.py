"""How someone comes in: by a link that works once, and in no other way (P12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.conversation import standpoint
from bot.conversation.moving import move
from bot.conversation.names import form_of
from bot.conversation.parties import INVITED_TO
from bot.conversation.scene import Parts
from bot.messages import Incoming, Outgoing
from bot.store import Transaction, audit, engagements, journal, links, outbox, people
from bot.store.links import Invitation, Outcome
from bot.store.people import Person, Role, Status

TEMPLATE = "invitations.j2"
_WORTHLESS = {Outcome.UNKNOWN: "link_unknown", Outcome.USED: "link_used", Outcome.EXPIRED: "link_expired"}


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in. `arrives` is as what, if this very link let them in: then they are welcomed as that first, in
    `engagement` if it is one."""

    person: Person
    arrives: Role | None = None
    engagement: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a message knocks whose writer is unknown, or who shows a code."""

    parts: Parts
    tx: Transaction
    incoming: Incoming
    now: datetime

    def enter(self, person: Person | None, code: str) -> Entered | None:
        """Who came in by `code`, ready for a first turn; None if they were answered and it ends there. Someone known
        whose code is worth nothing stays who they are, and a link that is refused stays good for somebody else."""
        if not code:
            self._reply(person, "unknown_person")
            return None
        found = links.look(self.tx, code, self.now)
        if found.outcome is Outcome.USED and person is not None and found.used_by == person.id:
            return Entered(person)  # the same link tapped again by the one it let in, perhaps to come back
        block = _WORTHLESS.get(found.outcome) or self._refusal(person, found)
        if block:
            self._reply(person, block)
            return None
        if found.moves is not None:
            move(self.parts, self.tx, self.incoming, who=found.moves, code=code, now=self.now)
            return None
        assert found.role is not None
        return self._admit(person, code, found, found.role)

    def _refusal(self, person: Person | None, found: Invitation) -> str:
        """Why this link, good as it is, is not for this person; empty if it is."""
        which = engagements.load(self.tx, found.engagement) if found.engagement else None
        if found.role is Role.SPONSOR and (which is None or which.ended_at is not None):
            return "link_over"
        if person is None:
            return ""
        if found.moves is not None:
            return "move_here" if found.moves == person.id else "move_known"
        if person.id in (found.coach, which.coach if which else None):
            return "link_own"
        if which is not None and which.coachee == person.id:
            return "link_same_person"
        return "link_already" if self._has(person, found) else ""

    def _has(self, person: Person, found: Invitation) -> bool:
        """Whether this person already is what the link would make of them."""
        if person.status is Status.STOPPED:
            return False  # a new link is a way back
        if found.role in (Role.COACH, Role.LEAD):
            return found.role in person.roles
        known = standpoint.all_of(self.tx, person.id)
        if found.role is Role.SPONSOR:
            return any(one.key == standpoint.key(Role.SPONSOR, found.engagement or "") for one in known)
        coached = any(one.role is Role.COACHEE and one.engagement.coach == found.coach for one in known)
        return coached and bool(person.profile.get("consent"))

    def _admit(self, person: Person | None, code: str, found: Invitation, role: Role) -> Entered:
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
        engagement = self._welcome_coachee(made, found) if role is Role.COACHEE else found.engagement or ""
        if role is not Role.COACHEE:
            self._welcome(made, found, role)
        made = people.load(tx, who)
        assert made is not None
        return Entered(made, role, engagement)

    def _welcome(self, person: Person, found: Invitation, role: Role) -> None:
        """A coach is let in at once; a sponsor is one once they have agreed, and so is who is in charge."""
        profile = dict(person.profile)
        if role is Role.COACH:
            profile["prenom"] = profile.get("prenom") or found.name or self.incoming.name
        else:
            self._call(person, found.name)
        if role is Role.SPONSOR:
            waiting = [one for one in profile.get(INVITED_TO, ()) if one != found.engagement]
            profile[INVITED_TO] = [*waiting, found.engagement]
        people.save_profile(self.tx, person.id, profile)
        if person.status is Status.STOPPED:
            people.set_status(self.tx, person.id, Status.ACTIVE)

    def _welcome_coachee(self, person: Person, found: Invitation) -> str:
        """The engagement to be welcomed in: another coach's is one more, nothing of the earlier one changes."""
        tx, now = self.tx, self.now
        known = [one for one in standpoint.all_of(tx, person.id) if one.role is Role.COACHEE]
        engagement = next((one.engagement.id for one in known if one.engagement.coach == found.coach), "")
        coach = people.load(tx, found.coach) if found.coach else None
        if coach is not None and not engagement:
            engagement = engagements.begin(tx, coach.id, person.id, now)
        profile = dict(person.profile)
        if not known or not profile.get("consent"):
            profile |= {"consent": False, standpoint.CHOSEN: standpoint.key(Role.COACHEE, engagement)}
        people.save_profile(tx, person.id, profile)
        self._call(person, found.name)
        return engagement

    def _call(self, person: Person, name: str) -> None:
        """As the inviting person calls them, unless they said how."""
        if name and "prenom" not in journal.recall(self.tx, person.id):
            journal.remember(self.tx, person.id, "prenom", name, self.now)

    def _reply(self, person: Person | None, block: str) -> None:
        owner = person.id if person else None
        message = Outgoing(html=self.parts.prompts.render(TEMPLATE, block, form_of(self.tx, owner), {}))
        outbox.add(self.tx, owner, self.incoming.channel, self.incoming.address, message, self.now)
