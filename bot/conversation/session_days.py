"""The days around a session: preparing it, the brief, the reminders, looking back, whether it was held.

What can wait comes at the hour that the coachee chose and counts as an invitation (P8); a reminder of an appointment
comes the day before at that hour and two hours before, never at night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.coaching import calendar
from bot.coaching.calendar import Standing
from bot.coaching.engagement import Cause
from bot.coaching.plan import is_silent
from bot.coaching.rhythm import is_welcome, next_hour
from bot.conversation import appointments, invitations, matters, phases, skills, standpoint
from bot.conversation.appointments import (
    ASK,
    ASSUME,
    BRIEF,
    EVE,
    LOOK_BACK,
    PREPARE,
    SESSIONS,
    SOON,
    TEMPLATE,
    buttons,
    rendered,
    told,
)
from bot.conversation.features import Hand
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, paused
from bot.conversation.standpoint import Standpoint
from bot.dialog.events import Begin
from bot.messages import Outgoing
from bot.reports import brief
from bot.store import access, engagements, reminders, sessions
from bot.store.people import Role, Status
from bot.store.sessions import Session

#: How late the reminder two hours before is still worth sending.
_LATE = timedelta(minutes=90)
#: How many days after a session it may still be looked back on.
_FRESH = timedelta(days=4)


def _speaking(scene: Scene, session: str, role: Role) -> tuple[Standpoint, Session] | None:
    """The session of a reminder, and as what this person hears of it; None if there is nothing to say any more."""
    which = sessions.load(scene.tx, session)
    one = (
        standpoint.named(scene.tx, scene.person.id, standpoint.key(role, which.engagement)) if which else None
    )
    if which is None or one is None or scene.person.status is Status.STOPPED:
        return None
    return one, which


def _quiet(scene: Scene, *, asks: bool) -> bool:
    """Whether nothing may be said first to this coachee: a pause; for what `asks` something of them, also a rhythm of
    none, or a silence that only they end."""
    invitations.end_of_pause(scene)
    person = scene.person
    if paused(person, scene.now) or person.status is not Status.ACTIVE or not person.profile.get("consent"):
        return True
    rhythm = scene.rhythm()
    return asks and (rhythm.weekly == 0 or is_silent(rhythm, int(person.profile.get("unanswered", 0))))


def _asked(scene: Scene, block: str, values: Mapping[str, object], row: tuple[str, ...], about: str) -> None:
    """Says what asks something of a coachee, counted as an invitation is."""
    scene.add(rendered(scene, block, scene.reader.form, values), buttons(scene, row, about=about), SESSIONS)
    unanswered = int(scene.person.profile.get("unanswered", 0))
    scene.set_profile(invited_at=scene.now.isoformat(), unanswered=unanswered + 1)
    scene.invite_later()


def _values(scene: Scene, one: Standpoint, which: Session) -> dict[str, str]:
    return {**told(which, scene.zone), "name": name_of(scene.tx, appointments.other(one))}


# The coachee's days


def _prepare_due(scene: Scene, session: str) -> None:
    found = _speaking(scene, session, Role.COACHEE)
    if found is None or not found[1].slot.is_ahead(scene.now):
        return
    one, which = found
    appointments.plan(scene, which, one.engagement, (Role.COACH,))  # whoever coaches now
    if _quiet(scene, asks=True) or matters.is_prepared(scene, one):
        return
    again = calendar.preparing(which.slot, scene.rhythm(), scene.now)
    if is_welcome(scene.rhythm(), scene.now):
        _asked(scene, "prepare", _values(scene, one, which), ("prepare", "later"), which.id)
    elif again is not None:
        reminders.put(scene.tx, scene.person.id, f"{PREPARE}:{which.id}", again)


def _eve_due(scene: Scene, session: str) -> None:
    found = _speaking(scene, session, Role.COACHEE)
    if found is None or not found[1].slot.is_ahead(scene.now) or _quiet(scene, asks=False):
        return
    one, which = found
    again = calendar.eve(which.slot, scene.rhythm(), scene.now)
    if again is not None:  # another hour was chosen meanwhile
        reminders.put(scene.tx, scene.person.id, scene.incoming.note, again)
    elif is_welcome(scene.rhythm(), scene.now) and _is_eve(scene, which):
        rows = () if matters.is_prepared(scene, one) else buttons(scene, ("prepare",), about=which.id)
        scene.add(rendered(scene, "eve", scene.reader.form, _values(scene, one, which)), rows, SESSIONS)


def _is_eve(scene: Scene, which: Session) -> bool:
    """Whether it is the day before, where this person is."""
    day = which.slot.starts_at.astimezone(scene.zone).date()
    return day - scene.now.astimezone(scene.zone).date() == timedelta(days=1)


def _soon_due(scene: Scene, session: str) -> None:
    """Two hours before, to either of the two."""
    found = _speaking(scene, session, Role.COACHEE) or _speaking(scene, session, Role.COACH)
    if found is None or (found[0].role is Role.COACHEE and _quiet(scene, asks=False)):
        return
    one, which = found
    due = which.slot.starts_at - calendar.SOON
    if which.slot.standing is Standing.PLANNED and due <= scene.now <= due + _LATE:
        scene.tell(TEMPLATE, "soon", **_values(scene, one, which))


def _look_back_due(scene: Scene, session: str) -> None:
    found = _speaking(scene, session, Role.COACHEE)
    if found is None:
        return
    one, which = found
    over = which.slot.standing in (Standing.PLANNED, Standing.HELD) and which.slot.ends_at <= scene.now
    if not over or scene.now - which.slot.ends_at > _FRESH or _quiet(scene, asks=True):
        return
    if is_welcome(scene.rhythm(), scene.now):
        _asked(scene, "look_back", _values(scene, one, which), ("back", "tomorrow"), which.id)
    else:
        reminders.put(scene.tx, scene.person.id, scene.incoming.note, next_hour(scene.rhythm(), scene.now))


def prepare(scene: Scene, one: Standpoint, which: Session) -> None:
    """Begins to prepare a session, with what is open in the coachee's own words."""
    invitations.written(scene)
    given = matters.open_ones(scene, one) | {"seance_le": told(which, scene.zone)["when"]}
    scene.play(Begin(matters.PREPARATION, scene.now, given, one.key))


def _look_back(scene: Scene, one: Standpoint, which: Session) -> None:
    invitations.written(scene)
    scene.play(Begin(matters.LOOKING_BACK, scene.now, {"seance_le": told(which, scene.zone)["day"]}, one.key))


def _later(scene: Scene, _one: Standpoint, _which: Session) -> None:
    invitations.written(scene)
    scene.tell(TEMPLATE, "not_now")


def _tomorrow(scene: Scene, _one: Standpoint, which: Session) -> None:
    invitations.written(scene)
    day = scene.now.astimezone(scene.zone).replace(hour=23, minute=59)
    reminders.put(scene.tx, scene.person.id, f"{LOOK_BACK}:{which.id}", next_hour(scene.rhythm(), day))
    scene.tell(TEMPLATE, "tomorrow")


# The coach's days


def _brief_due(scene: Scene, session: str) -> None:
    """What the coachee shared, the day before; where there is nothing, the date and the hour."""
    found = _speaking(scene, session, Role.COACH)
    if found is None or not found[1].slot.is_ahead(scene.now):
        return
    one, which = found
    values = _values(scene, one, which)
    html = rendered(scene, "brief_head", scene.reader.form, values)
    since = matters.last_one(scene, one.engagement)
    shared = brief.for_session(access.shared(scene.tx, scene.person.id, one.engagement, scene.now), since)
    if shared:
        text = brief.text(scene.parts.prompts, values["name"], shared, scene.now, scene.zone)
        html = f"{html}\n\n{text}"
    scene.out.append(Outgoing(html=html, once=True))


def _ask_due(scene: Scene, session: str) -> None:
    found = _speaking(scene, session, Role.COACH)
    if found is not None and _is_over(scene, found[1]):
        one, which = found
        html = rendered(scene, "ask_held", scene.reader.form, _values(scene, one, which))
        scene.add(html, buttons(scene, ("held", "missed"), about=which.id), SESSIONS)


def _assume_due(scene: Scene, session: str) -> None:
    found = _speaking(scene, session, Role.COACH)
    if found is not None and _is_over(scene, found[1]):
        _settle(scene, *found, Standing.HELD)


def _is_over(scene: Scene, which: Session) -> bool:
    return which.slot.standing is Standing.PLANNED and which.slot.ends_at <= scene.now


def _settle(scene: Scene, one: Standpoint, which: Session, standing: Standing) -> Session | None:
    """Notes what became of a session. The first one that was held begins the active part."""
    made = sessions.settle(scene.tx, which, standing, scene.now)
    if made is None:
        return None
    appointments.forget(scene, made, one.engagement, kinds=(ASK, ASSUME))
    if standing is Standing.MISSED:
        appointments.forget(scene, made, one.engagement, kinds=(LOOK_BACK,))
    elif one.engagement.arc.may(Cause.BEGIN, one.engagement.party(scene.person.id)):
        begun = engagements.move(scene.tx, one.engagement, Cause.BEGIN, scene.now, scene.person.id)
        phases.plan(scene, begun)
        skills.offer_later(scene, begun)
    return made


def _held(scene: Scene, one: Standpoint, which: Session) -> None:
    _mark(scene, one, which, Standing.HELD)


def _missed(scene: Scene, one: Standpoint, which: Session) -> None:
    _mark(scene, one, which, Standing.MISSED)


def _mark(scene: Scene, one: Standpoint, which: Session, standing: Standing) -> None:
    over = which.slot.standing is not Standing.CANCELLED and which.slot.ends_at <= scene.now
    if one.role is not Role.COACH or not over or _settle(scene, one, which, standing) is None:
        scene.tell(TEMPLATE, "gone")
        return
    scene.tell(TEMPLATE, f"noted_{standing.value}", **told(which, scene.zone))


DUE: Mapping[str, Hand] = {
    PREPARE: _prepare_due,
    EVE: _eve_due,
    SOON: _soon_due,
    LOOK_BACK: _look_back_due,
    BRIEF: _brief_due,
    ASK: _ask_due,
    ASSUME: _assume_due,
    phases.PHASE: phases.due,
}
ACTIONS: Mapping[str, Callable[[Scene, Standpoint, Session], None]] = {
    "prepare": prepare,
    "later": _later,
    "back": _look_back,
    "tomorrow": _tomorrow,
    "held": _held,
    "missed": _missed,
}
#: What can be done once a session is over.
AFTERWARDS = ("back", "tomorrow", "held", "missed", "later")
