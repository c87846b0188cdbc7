"""As what a person speaks: a role in one engagement. One account may have several (P12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.names import name_of
from bot.dialog.state import State
from bot.store import Transaction, engagements
from bot.store.engagements import Engagement
from bot.store.people import Person, Role

if TYPE_CHECKING:
    from bot.conversation.scene import Scene  # which asks this module who coaches whom

#: Someone who is several is heard first as what comes first here, unless the open talk or their choice says otherwise.
ROLES = (Role.COACHEE, Role.COACH, Role.SPONSOR, Role.LEAD)
#: Where a profile keeps the key of the standpoint chosen last.
CHOSEN = "standpoint"
#: The line at the head of a question, and what a button says.
TEMPLATE = "standpoint.j2"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A role that a person has in an engagement under way."""

    role: Role
    engagement: Engagement

    @property
    def key(self) -> str:
        """What stands for it in a talk."""
        return key(self.role, self.engagement.id)


def key(role: Role, engagement: str) -> str:
    """What stands for a role in an engagement, in a talk and on buttons."""
    return f"{role.value}:{engagement}"


def all_of(tx: Transaction, person: str) -> list[Standpoint]:
    """Every standpoint of `person`, oldest engagement first."""
    return [
        Standpoint(role, engagement)
        for engagement in engagements.all_of(tx, person)
        if engagement.ended_at is None
        for role in ROLES
        if engagement.holds(role) == person
    ]


def named(tx: Transaction, person: str, name: str) -> Standpoint | None:
    """The standpoint of that key, if it is (still) this person's."""
    return next((one for one in all_of(tx, person) if one.key == name), None)


def of(scene: Scene, role: Role) -> Standpoint | None:
    """In which engagement this person now speaks in that role: the one of the open talk, else the one chosen last,
    else the latest."""
    return speaking(scene.tx, scene.person, role, scene.state.standpoint)


def speaking(tx: Transaction, person: Person, role: Role, talk: str = "") -> Standpoint | None:
    """The same, where no turn is under way; `talk` is the standpoint of the open talk."""
    known = [one for one in all_of(tx, person.id) if one.role is role]
    for wanted in (talk, str(person.profile.get(CHOSEN, ""))):
        found = next((one for one in known if one.key == wanted), None)
        if found is not None:
            return found
    return known[-1] if known else None


def heard_as(scene: Scene) -> Role | None:
    """As what this person is heard: by the open talk, else by what they chose last, else by the first of their roles.
    None for someone who is nothing here."""
    talk = scene.state.standpoint
    chosen = "" if talk or scene.state.frames else str(scene.person.profile.get(CHOSEN, ""))
    for role in ROLES:
        if role in scene.person.roles and role.value == (talk or chosen).partition(":")[0]:
            return role
    return next((role for role in ROLES if role in scene.person.roles), None)


def told(scene: Scene, one: Standpoint, block: str = "line") -> str:
    """A standpoint in words, as HTML; `block` of the template, for that role."""
    engagement = one.engagement
    values = {"personne": name_of(scene.tx, engagement.coachee), "coach": name_of(scene.tx, engagement.coach)}
    return scene.parts.prompts.render(TEMPLATE, f"{block}_{one.role.value}", scene.reader.form, values)


def pinned(scene: Scene, state: State) -> State:
    """The talk that has just begun, kept to the engagement in which its coachee speaks now, if they have several: what
    they choose meanwhile holds for the next one."""
    if scene.state.frames or not state.frames or state.frames[0].standpoint:
        return state
    known = [one for one in all_of(scene.tx, scene.person.id) if one.role is Role.COACHEE]
    own = of(scene, Role.COACHEE)
    if len(known) < 2 or own is None:  # noqa: PLR2004 - several
        return state
    return replace(state, frames=(replace(state.frames[0], standpoint=own.key), *state.frames[1:]))


def line(scene: Scene) -> str:
    """What stands at the head of a question, for someone who could answer it for several: for whom, and as what.
    Empty when there is nothing to confuse."""
    known = all_of(scene.tx, scene.person.id)
    found = next((one for one in known if one.key == scene.state.standpoint), None)
    return told(scene, found) if found and len(known) > 1 else ""
