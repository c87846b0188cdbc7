"""What a dialogue hands to the host: consent, a pause, an alert, an erasure, a date to come back to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.coaching.engagement import Cause
from bot.coaching.rhythm import next_invitation
from bot.conversation import directory, handover, ratings, standpoint
from bot.conversation.arc import moved
from bot.conversation.names import name_of
from bot.conversation.scene import COMMANDS, INVITATION, Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.dialog.definition import HOST_DEEDS
from bot.dialog.effects import Host
from bot.messages import Outgoing
from bot.store import audit, consents, erasure, outbox, people, reminders
from bot.store.people import Role, Status
from bot.telling import in_french

FOLLOW_UP = "follow_up"
_PAUSES = {"une_semaine": 7, "deux_semaines": 14, "un_mois": 30}


def carry_out(scene: Scene) -> None:
    """Carries out what this turn decided, in order."""
    for deed in scene.deeds:
        hand = _DEEDS.get(deed.deed) or directory.DEEDS[deed.deed]
        hand(scene, deed)


def _consent(scene: Scene, _deed: Host) -> None:
    consents.give(scene.tx, scene.person.id, consents.REFLECTION, scene.now)
    scene.set_profile(consent=True, unanswered=0)
    scene.set_status(Status.ACTIVE)
    scene.invite_later()
    moved(scene, Cause.WELCOME, Cause.COME_BACK)
    handover.plan_again(scene)
    ratings.plan_again(scene)


def _decline(scene: Scene, _deed: Host) -> None:
    leave(scene)


def leave(scene: Scene) -> None:
    """Nothing more is sent from now on: what waits is dropped, what was planned is cancelled."""
    consented = bool(scene.person.profile.get("consent"))
    scene.set_status(Status.STOPPED)
    scene.set_profile(consent=False)
    for purpose in (consents.REFLECTION, consents.PARTICIPATION):
        consents.withdraw(scene.tx, scene.person.id, purpose, scene.now)
    outbox.drop_waiting(scene.tx, scene.person.id)
    reminders.cancel_all(scene.tx, scene.person.id)
    audit.record(scene.tx, "left", scene.now, actor=scene.person.id, subject=scene.person.id)
    moved(scene, Cause.STOP)
    for one in standpoint.all_of(scene.tx, scene.person.id):
        if one.role is Role.COACHEE:
            consents.withdraw(scene.tx, scene.person.id, consents.ENGAGEMENT, scene.now, one.engagement.coach)
        if consented and one.role in (Role.COACHEE, Role.SPONSOR):
            tell_coach(scene, f"{one.role.value}_left", one)
    directory.left(scene)


def _alert_coach(scene: Scene, deed: Host) -> None:
    own = standpoint.speaking(scene.tx, scene.person, Role.COACHEE, deed.seen.standpoint)
    tell_coach(scene, "coach_alert", own, once=True)
    audit.record(scene.tx, "alert_asked", scene.now, actor=scene.person.id, subject=scene.person.id)


def tell_coach(scene: Scene, block: str, one: Standpoint | None = None, *, once: bool = False) -> None:
    """Sends the coach a message of `commands.j2` that holds the coachee's first name and the day, no more. `one` is
    the standpoint from which this person makes it known; without it, the one in which they now speak as a coachee."""
    one = one or standpoint.of(scene, Role.COACHEE)
    coach = people.load(scene.tx, one.engagement.coach) if one and one.engagement.coach else None
    if one is None or coach is None or coach.status is Status.STOPPED:
        return
    day = in_french(in_zone(scene.now, scene.zone).date())
    values = {"prenom": name_of(scene.tx, one.engagement.coachee), "day": day}
    text = scene.parts.prompts.render(COMMANDS, block, "vous", values)
    for address in people.addresses(scene.tx, coach.id):
        if address.reachable:
            message = Outgoing(html=text, once=once)
            outbox.add(scene.tx, coach.id, address.channel, address.address, message, scene.now)


def _pause(scene: Scene, deed: Host) -> None:
    days = _PAUSES.get(deed.seen.known("duree"))
    until = scene.now + timedelta(days=days) if days else None
    scene.set_status(Status.PAUSED, until)
    for kind in (INVITATION, FOLLOW_UP):  # a coach's own digest goes on
        reminders.cancel(scene.tx, scene.person.id, kind)
    first = next_invitation(scene.rhythm(), until, 0) if until else None
    if first is not None:
        reminders.put(scene.tx, scene.person.id, INVITATION, first)
    moved(scene, Cause.PAUSE)
    scene.say_paused()


def _erase(scene: Scene, _deed: Host) -> None:
    scene.say("erased")
    directory.left(scene)
    erasure.remove(scene.tx, scene.person.id, scene.now)
    scene.erased = True


_DEEDS: dict[str, Callable[[Scene, Host], None]] = {
    "consent": _consent,
    "alert_coach": _alert_coach,
    "pause": _pause,
    "erase": _erase,
    "decline": _decline,
}
assert {*_DEEDS, *directory.DEEDS} == set(HOST_DEEDS)
