"""What a session means for the two people of it: both are told, each in their own words and on their own clock, with
a calendar file; and moments are planned at which Recul speaks of it first.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.coaching import calendar
from bot.coaching.calendar import Slot, Standing
from bot.coaching.rhythm import Rhythm
from bot.conversation import standpoint
from bot.conversation.names import form_of, name_of
from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.messages import Button, Outgoing, Purpose
from bot.prompts import day, hour, length
from bot.reports import appointment
from bot.store import journal, outbox, people, reminders, sessions
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.store.sessions import Session

TEMPLATE = "sessions.j2"
#: The token of buttons about sessions.
SESSIONS = "seance"
#: Kinds of reminder about one session, whose identifier follows a colon: for the coachee, for the coach, for both.
PREPARE, EVE, LOOK_BACK = "preparation", "veille", "retour"
BRIEF, ASK, ASSUME = "brief", "tenue", "acquis"
SOON = "bientot"
_KINDS = {Role.COACHEE: (PREPARE, EVE, SOON, LOOK_BACK), Role.COACH: (BRIEF, SOON, ASK, ASSUME)}
_PARTIES = (Role.COACHEE, Role.COACH)
_RHYTHM = ("rythme", "jour", "heure", "fuseau")


@dataclass(frozen=True, slots=True)
class Reached:
    """Someone who is to be told: how they are spoken to, and their clock."""

    person: str
    form: str
    rhythm: Rhythm

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rhythm.zone)


def reached(scene: Scene, person: str | None, *, told: bool = True) -> Reached | None:
    """None for someone who has left, and with `told` for a coachee who has not agreed to be written to yet."""
    found = people.load(scene.tx, person) if person else None
    if found is None or found.status is Status.STOPPED:
        return None
    if told and Role.COACH not in found.roles and not found.profile.get("consent"):
        return None
    kept = journal.recall(scene.tx, found.id)
    known = {name: kept[name].words for name in _RHYTHM if name in kept}
    return Reached(found.id, form_of(scene.tx, found.id), Rhythm.chosen(known, scene.parts.zone))


def other(one: Standpoint) -> str | None:
    """The other person of the sessions of this engagement."""
    return one.engagement.coachee if one.role is Role.COACH else one.engagement.coach


# A session in words


def told_day(moment: datetime, zone: ZoneInfo) -> str:
    """« mardi 24 mars 2026 »."""
    return day(moment.astimezone(zone).date().isoformat())


def told(which: Session, zone: ZoneInfo) -> dict[str, str]:
    """A session in words, on the clock of that zone: day, moment, length and how it is held."""
    local = which.slot.starts_at.astimezone(zone)
    on, at = told_day(local, zone), hour(local.time().isoformat("minutes"))
    return {
        "day": on,
        "hour": at,
        "when": f"{on} à {at}",
        "length": length(f"m{which.slot.minutes}"),
        "mode": which.mode.value,
    }


def rendered(scene: Scene, block: str, form: str, values: Mapping[str, object]) -> str:
    """A block of the template of sessions, as HTML."""
    return scene.parts.prompts.render(TEMPLATE, block, form, values)


def buttons(scene: Scene, *rows: tuple[str, ...], about: str) -> tuple[tuple[Button, ...], ...]:
    """Buttons by what they do, all about this session or this engagement."""
    form = scene.reader.form
    return tuple(
        tuple(Button(f"{action}:{about}", rendered(scene, f"button_{action}", form, {})) for action in row)
        for row in rows
    )


# Telling both


def tell(scene: Scene, whom: Reached, block: str, which: Session, values: Mapping[str, object]) -> None:
    """Says this of a session to one of its two people, with a calendar file; at night, in the morning. To the person
    of this turn it is an answer, and comes at once."""
    html = rendered(scene, block, whom.form, {**told(which, whom.zone), **values})
    content = base64.b64encode(appointment.ics(which)).decode()
    message = Outgoing(Purpose.FILE, html=html, name=appointment.NAME, content=content)
    if whom.person == scene.person.id:
        scene.out.append(message)
        return
    due = calendar.civil(scene.now, whom.zone)
    for address in people.addresses(scene.tx, whom.person):
        if address.reachable:
            outbox.add(scene.tx, whom.person, address.channel, address.address, message, scene.now, due)


def announce(scene: Scene, one: Standpoint, which: Session, block: str, before: Slot | None = None) -> None:
    """Tells both people of a session what became of it: blocks `BLOCK_own` and `BLOCK_other` of the template."""
    there = reached(scene, other(one))
    for person, end in ((scene.person.id, "own"), (other(one), "other")):
        whom = reached(scene, person, told=end == "other")
        if whom is None:
            continue
        values: dict[str, object] = {
            "name": name_of(scene.tx, other(one) if end == "own" else scene.person.id)
        }
        values["untold"] = there is None
        if before is not None:
            local = before.starts_at.astimezone(whom.zone)
            values["before"] = f"{told_day(local, whom.zone)} à {hour(local.time().isoformat('minutes'))}"
        tell(scene, whom, f"{block}_{end}", which, values)


# Moments to come


def plan(scene: Scene, which: Session, engagement: Engagement, parties: tuple[Role, ...] = _PARTIES) -> None:
    """Plans when to speak of a session, to each on their own clock; what was planned for it before is replaced."""
    slot, now = which.slot, scene.now
    ahead: dict[Role, dict[str, datetime | None]] = {Role.COACHEE: {}, Role.COACH: {}}
    coachee, coach = (reached(scene, engagement.holds(role)) for role in _PARTIES)
    if coachee is not None:
        ahead[Role.COACHEE] = {
            PREPARE: calendar.preparing(slot, coachee.rhythm, now),
            EVE: calendar.eve(slot, coachee.rhythm, now),
            SOON: calendar.soon(slot, coachee.zone, now),
            LOOK_BACK: calendar.looking_back(slot, coachee.rhythm),
        }
    if coach is not None:
        brief = calendar.briefing(slot, coach.zone)
        ahead[Role.COACH] = {
            BRIEF: brief if brief > now else None,
            SOON: calendar.soon(slot, coach.zone, now),
            ASK: calendar.asking(slot, coach.zone),
            ASSUME: slot.ends_at + calendar.ASSUMED,
        }
    for role in parties:
        for kind in _KINDS[role]:
            _put(scene, engagement.holds(role), f"{kind}:{which.id}", ahead[role].get(kind))


def _put(scene: Scene, person: str | None, kind: str, at: datetime | None) -> None:
    if person is None:
        return
    if at is None:
        reminders.cancel(scene.tx, person, kind)
    else:
        reminders.put(scene.tx, person, kind, at)


def forget(scene: Scene, which: Session, engagement: Engagement, *, kinds: tuple[str, ...] = ()) -> None:
    """Nothing more is said first of this session, or nothing of these kinds."""
    for role in _PARTIES:
        person = engagement.holds(role)
        for kind in _KINDS[role] if person else ():
            if not kinds or kind in kinds:
                reminders.cancel(scene.tx, str(person), f"{kind}:{which.id}")


# Putting an end to it


def cancel(scene: Scene, one: Standpoint, which: Session) -> Session | None:
    """Cancels a session and tells both; None if it was changed meanwhile. Nobody is asked for a reason."""
    made = sessions.settle(scene.tx, which, Standing.CANCELLED, scene.now)
    if made is not None:
        forget(scene, made, one.engagement)
        announce(scene, one, made, "cancelled", which.slot)
    return made


def left(scene: Scene) -> None:
    """This person has left, or is about to be erased: what was planned with them is cancelled, and the other person is
    told that one fact."""
    name = name_of(scene.tx, scene.person.id)
    for one in standpoint.all_of(scene.tx, scene.person.id):
        known = sessions.of_engagement(scene.tx, one.engagement.id) if one.role in _PARTIES else []
        whom = reached(scene, other(one))
        for which in known:
            if which.slot.is_ahead(scene.now):
                made = sessions.settle(scene.tx, which, Standing.CANCELLED, scene.now) or which
                forget(scene, made, one.engagement)
                if whom is not None:
                    values = {"name": name, "before": told(made, whom.zone)["when"]}
                    tell(scene, whom, "cancelled_other", made, values)
