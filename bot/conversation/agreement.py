"""Where a convention stands: who may read which version, who has accepted, and what follows when all have.

The coach proposes and thereby accepts; the coachee reads next; the sponsor receives nothing that the coachee has not
accepted, since the text holds the coachee's words (P2). Whoever did not act is told by a reminder, in a turn of their
own: at their hour, not in a pause, not once they have left.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from bot.coaching.engagement import Cause, Party
from bot.coaching.rights import Matter
from bot.conversation.scene import Scene, in_zone
from bot.messages import Outgoing, Purpose
from bot.reports import convention as document
from bot.store import access, conventions, engagements, reminders
from bot.store.conventions import Convention
from bot.store.engagements import Engagement
from bot.store.people import Role

TEMPLATE = "agreeing.j2"
#: The kind of the reminder that brings it.
KIND = "convention"
ROLES = (Role.COACHEE, Role.COACH, Role.SPONSOR)
#: Where a profile keeps the version shown last, by engagement.
_SEEN = "conventions"


def visible(scene: Scene, which: Engagement, role: Role) -> Convention | None:
    """The version that the party with this role may read. A sponsor reads only one that names this very person and
    that the coachee accepted; a coach who took over reads what is there."""
    for one in conventions.versions(scene.tx, which.id):
        named = one.terms.party(Party(role.value))
        own = named is not None and named.person == which.holds(role)
        if role is not Role.SPONSOR or (own and has_accepted(scene, one, Party.COACHEE)):
            return one
    return None


def notify(scene: Scene, which: Engagement, role: Role) -> None:
    """Has that party told, in a turn of their own, what there is to read or to answer."""
    person = which.holds(role)
    if person is not None:
        reminders.put(scene.tx, person, f"{KIND}:{which.id}", scene.now)


def show(scene: Scene, which: Engagement, one: Convention) -> None:
    """Sends the document of a version, acceptances included, as a reading that is recorded."""
    if not access.read(scene.tx, scene.person.id, which, Matter.CONVENTION, scene.now):
        return
    caption = scene.parts.prompts.render(TEMPLATE, "caption", scene.reader.form, {"version": one.version})
    found = conventions.acceptances(scene.tx, one.id)
    paper = document.signed(scene.parts.prompts, one, found, scene.zone)
    name = f"convention-{one.version}.pdf"
    scene.out.append(Outgoing(Purpose.FILE, html=caption, name=name, paper=paper))
    scene.set_profile(**{_SEEN: _seen(scene) | {which.id: one.version}})


def compared(scene: Scene, which: Engagement, role: Role, one: Convention) -> Convention | None:
    """The version that a party knows: accepted last, else shown last; None if this is the first for them."""
    known = conventions.accepted_by(scene.tx, which.id, Party(role.value))
    number = known.version if known else _seen(scene).get(which.id, one.version)
    return next(
        (v for v in conventions.versions(scene.tx, which.id) if v.version == number < one.version), None
    )


def _seen(scene: Scene) -> dict[str, int]:
    return dict(scene.person.profile.get(_SEEN, {}))


def status(scene: Scene, which: Engagement, one: Convention, *, for_coach: bool = False) -> str:
    """Who accepted this version and on which day, as HTML."""
    found = {accepted.role: accepted for accepted in conventions.acceptances(scene.tx, one.id)}
    rows = [
        (
            party.name,
            said(scene, f"role_{party.role.value}"),
            document.dated(in_zone(found[party.role].at, scene.zone).date()) if party.role in found else "",
        )
        for party in one.terms.parties
    ]
    agreed = conventions.in_force(scene.tx, which.id)
    coachee = one.terms.party(Party.COACHEE)
    return said(
        scene,
        "status",
        version=one.version,
        rows=rows,
        coachee=coachee.name if coachee and for_coach else "",
        in_force=agreed is not None and agreed.id == one.id,
        former=agreed.version if agreed is not None and agreed.id != one.id else 0,
    )


def complete(scene: Scene, which: Engagement, one: Convention) -> None:
    """All have accepted: the agreed end is noted, the engagement moves on, everybody gets their copy."""
    ends = datetime.combine(one.terms.ends, time(12), scene.zone).astimezone(UTC)
    engagements.set_end(scene.tx, which.id, ends)
    move(scene, which)
    for role in ROLES:
        if which.holds(role) == scene.person.id:
            hand_over(scene, which, one)
        else:
            notify(scene, which, role)


def hand_over(scene: Scene, which: Engagement, one: Convention) -> None:
    """Gives this person their copy of what is in force."""
    scene.tell(TEMPLATE, "complete", version=one.version)
    show(scene, which, one)


def move(scene: Scene, which: Engagement) -> None:
    """To `contracted`, as far as it may. An engagement that is paused then moves when the coachee is back."""
    party = which.party(scene.person.id)
    for cause in (Cause.FRAME, Cause.CONTRACT):
        if which.arc.may(cause, party):
            which = engagements.move(scene.tx, which, cause, scene.now, scene.person.id)


def accepted(scene: Scene, which: Engagement, one: Convention) -> None:
    """Whose turn it is, now that one more has accepted."""
    if conventions.agreed(one, conventions.acceptances(scene.tx, one.id)):
        complete(scene, which, one)
    else:
        notify(scene, which, Role.COACH if on_paper(one) else Role.SPONSOR)


def has_accepted(scene: Scene, one: Convention, role: Party) -> bool:
    return any(accepted.role is role for accepted in conventions.acceptances(scene.tx, one.id))


def on_paper(one: Convention) -> bool:
    sponsor = one.terms.party(Party.SPONSOR)
    return sponsor is not None and sponsor.on_paper


def names(one: Convention) -> dict[str, str]:
    """The names of the parties, by role; empty for who is none."""
    found = {party: one.terms.party(party) for party in (Party.COACHEE, Party.COACH, Party.SPONSOR)}
    return {party.value: named.name if named else "" for party, named in found.items()}


def said(scene: Scene, block: str, **values: object) -> str:
    return scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values)
