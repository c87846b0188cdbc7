"""/seance: a coach plans, a coach or a coachee moves and cancels, and both see the twelve months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.coaching import calendar
from bot.coaching.calendar import Month
from bot.coaching.engagement import Phase
from bot.coaching.occasions import Span
from bot.conversation import appointments, phases, session_days, session_planning, standpoint
from bot.conversation.appointments import SESSIONS, TEMPLATE, buttons, rendered, told
from bot.conversation.choosing import choose
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.messages import Button
from bot.store import audit, conventions, sessions
from bot.store.people import Role, Status
from bot.store.sessions import Session

#: Sessions to come that are shown, at most.
_MOST = 6
_HELD, _PLANNED, _NONE = "●", "○", "·"
#: How wide the name of a month is, and how many sessions stand in a row of buttons.
_LABEL, _ROW = 11, 3


# Seeing


def _of_coach(scene: Scene, wanted: str) -> None:
    """/seance of a coach: whose, if that is not clear; else the months of that one."""
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
        return
    known = [one for one in standpoint.all_of(scene.tx, scene.person.id) if one.role is Role.COACH]
    if not wanted and len(known) > 1:
        _overview(scene)
    which = choose(scene, wanted, SESSIONS)
    if which is not None:
        show(scene, Standpoint(Role.COACH, which))


def _of_coachee(scene: Scene, _words: str) -> None:
    own = standpoint.of(scene, Role.COACHEE)
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
    elif own is None or own.engagement.coach is None:
        scene.tell(TEMPLATE, "nobody")
    else:
        show(scene, own)


def _overview(scene: Scene) -> None:
    ahead = sessions.of_coach(scene.tx, scene.person.id, scene.now)[:_MOST]
    listed = [told(which, scene.zone) | {"name": name_of(scene.tx, which.coachee)} for which in ahead]
    scene.tell(TEMPLATE, "overview", ahead=listed)


def show(scene: Scene, one: Standpoint) -> None:
    """The sessions to come and the months of an engagement."""
    for which in _ahead(scene, one):  # whoever took it over meanwhile is reminded too
        appointments.plan(scene, which, one.engagement, (Role.COACH,))
    known = sessions.of_engagement(scene.tx, one.engagement.id)
    ahead = _ahead(scene, one)
    span = Span(one.engagement.started_at, one.engagement.ends_at)
    year = calendar.year(span, [which.slot for which in known], scene.now, scene.zone)
    agreed = conventions.in_force(scene.tx, one.engagement.id)
    text = rendered(
        scene,
        "calendar",
        scene.reader.form,
        {
            "name": name_of(scene.tx, appointments.other(one)),
            "ahead": [told(which, scene.zone) for which in ahead[:_MOST]],
            "months": [_row(month, place) for place, month in enumerate(year.months)],
            "held": year.held,
            "planned": year.planned,
            "agreed": agreed.terms.sessions if agreed else 0,
            "weeks": calendar.weeks(year.spacing) if year.spacing is not None else 0,
            "empty": year.empty,
            "left": year.left,
        },
    )
    scene.add(text, _rows(scene, one, ahead), SESSIONS)


def _ahead(scene: Scene, one: Standpoint) -> list[Session]:
    known = sessions.of_engagement(scene.tx, one.engagement.id)
    return [which for which in known if which.slot.is_ahead(scene.now)]


def _row(month: Month, place: int) -> tuple[str, str]:
    """« avr.      ●○ »; the year stands beside the first month and every January."""
    pattern = "MMM y" if place == 0 or month.first.month == 1 else "MMM"
    label = format_date(month.first, pattern, locale="fr").ljust(_LABEL).replace(" ", "\u00a0")
    return label, _HELD * month.held + _PLANNED * month.planned or _NONE


def _rows(scene: Scene, one: Standpoint, ahead: Sequence[Session]) -> tuple[tuple[Button, ...], ...]:
    rows: tuple[tuple[Button, ...], ...] = ()
    if one.role is Role.COACHEE and ahead:
        rows += buttons(scene, ("prepare",), about=ahead[0].id)
    if len(ahead) == 1:
        rows += buttons(scene, ("move", "cancel"), about=ahead[0].id)
    elif ahead:
        found = [Button(f"see:{which.id}", _short(which, scene.zone)) for which in ahead[:_MOST]]
        rows += tuple(tuple(found[start : start + _ROW]) for start in range(0, len(found), _ROW))
    if one.role is Role.COACH and one.engagement.arc.phase is not Phase.STOPPED:
        rows += buttons(scene, ("new",), about=one.engagement.id)
    return rows


def _short(which: Session, zone: ZoneInfo) -> str:
    return format_date(which.slot.starts_at.astimezone(zone).date(), "d MMM", locale="fr")


# Pressing


def _pressed(scene: Scene, choice: str) -> None:
    """A button about a session or an engagement."""
    action, _, about = choice.partition(":")
    if scene.person.status is Status.STOPPED:
        scene.settle()
        scene.say("stopped_reminder")
    elif not about:
        _of_coach(scene, choice)
    elif action == "new":
        scene.settle()
        one = standpoint.named(scene.tx, scene.person.id, standpoint.key(Role.COACH, about))
        if one is None or one.engagement.arc.phase is Phase.STOPPED:
            scene.tell(TEMPLATE, "gone")
        else:
            session_planning.begin(scene, one)
    elif action in phases.PHASES:
        phases.decided(scene, action, about)
    else:
        _about_one(scene, action, about)


def _about_one(scene: Scene, action: str, session: str) -> None:
    which = sessions.load(scene.tx, session)
    one = _standpoint(scene, which.engagement) if which else None
    label = rendered(scene, f"button_{action}", scene.reader.form, {}) if action in _ACTIONS else ""
    scene.settle(label)
    if which is None or one is None or action not in _ACTIONS:
        scene.tell(TEMPLATE, "gone")
    elif action in session_days.AFTERWARDS or which.slot.is_ahead(scene.now):
        _ACTIONS[action](scene, one, which)
    else:
        scene.tell(TEMPLATE, "gone")


def _standpoint(scene: Scene, engagement: str) -> Standpoint | None:
    """As what this person may speak of the sessions of that engagement."""
    found = (
        standpoint.named(scene.tx, scene.person.id, standpoint.key(role, engagement))
        for role in (Role.COACHEE, Role.COACH)
    )
    return next((one for one in found if one is not None), None)


def _see(scene: Scene, _one: Standpoint, which: Session) -> None:
    text = rendered(scene, "one", scene.reader.form, told(which, scene.zone))
    scene.add(text, buttons(scene, ("move", "cancel"), about=which.id), SESSIONS)


def _move(scene: Scene, one: Standpoint, which: Session) -> None:
    session_planning.begin(scene, one, which)


def _sure(scene: Scene, _one: Standpoint, which: Session) -> None:
    text = rendered(scene, "sure", scene.reader.form, told(which, scene.zone))
    scene.add(text, buttons(scene, ("yes", "no"), about=which.id), SESSIONS)


def _cancel(scene: Scene, one: Standpoint, which: Session) -> None:
    if appointments.cancel(scene, one, which) is None:
        scene.tell(TEMPLATE, "gone")
        return
    who = scene.person.id
    audit.record(scene.tx, "session_cancelled", scene.now, actor=who, subject=which.coachee, object=which.id)


def _keep_it(scene: Scene, _one: Standpoint, which: Session) -> None:
    scene.tell(TEMPLATE, "kept", **told(which, scene.zone))


_ACTIONS: dict[str, Callable[[Scene, Standpoint, Session], None]] = {
    "see": _see,
    "move": _move,
    "cancel": _sure,
    "yes": _cancel,
    "no": _keep_it,
    **session_days.ACTIONS,
}


FEATURE = Feature(
    commands={
        Role.COACH: {"seance": _of_coach, "seances": _of_coach},
        Role.COACHEE: {"seance": _of_coachee, "seances": _of_coachee},
    },
    presses={SESSIONS: _pressed},
    due=session_days.DUE,
    deeds={"keep_session": session_planning.keep},
    leaves=appointments.left,
)
