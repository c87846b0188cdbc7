"""As what a person speaks: a role in one engagement. One account may have several (P12)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.scene import Scene
from bot.store import Transaction, engagements
from bot.store.engagements import Engagement
from bot.store.people import Role

_ROLES = (Role.COACHEE, Role.COACH, Role.SPONSOR)
#: Where a profile keeps the key of the standpoint chosen last.
CHOSEN = "standpoint"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A role that a person has in an engagement under way."""

    role: Role
    engagement: Engagement

    @property
    def key(self) -> str:
        """What stands for it in a talk."""
        return f"{self.role.value}:{self.engagement.id}"


def all_of(tx: Transaction, person: str) -> list[Standpoint]:
    """Every standpoint of `person`, oldest engagement first."""
    return [
        Standpoint(role, engagement)
        for engagement in engagements.all_of(tx, person)
        if engagement.ended_at is None
        for role in _ROLES
        if engagement.holds(role) == person
    ]


def named(tx: Transaction, person: str, key: str) -> Standpoint | None:
    """The standpoint of that key, if it is (still) this person's."""
    return next((one for one in all_of(tx, person) if one.key == key), None)


def of(scene: Scene, role: Role) -> Standpoint | None:
    """In which engagement this person now speaks in that role: the one of the open talk, else the one chosen last,
    else the latest."""
    known = [one for one in all_of(scene.tx, scene.person.id) if one.role is role]
    for key in (scene.state.standpoint, str(scene.person.profile.get(CHOSEN, ""))):
        found = next((one for one in known if one.key == key), None)
        if found is not None:
            return found
    return known[-1] if known else None
