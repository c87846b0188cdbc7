"""The three times of the active part: at a third and at two thirds of the way the coach is asked, and decides."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.coaching import calendar
from bot.coaching.engagement import Cause
from bot.coaching.occasions import Span
from bot.conversation import standpoint
from bot.conversation.appointments import SESSIONS, TEMPLATE, buttons, rendered
from bot.conversation.names import name_of
from bot.conversation.scene import Scene
from bot.store import engagements, reminders
from bot.store.engagements import Engagement
from bot.store.people import Role, Status

#: The kind of the reminder that asks about the next time of an engagement, before a colon and the engagement.
PHASE = "etape"
#: What a coach decides then.
PHASES = ("phase", "wait")
_NEXT = (Cause.DEVELOP, Cause.ANCHOR)
_MONTH = timedelta(days=30)


def plan(scene: Scene, which: Engagement) -> None:
    """Plans to ask the coach about the next time: a third, two thirds of the way."""
    cause = _next_phase(which)
    if cause is None or which.coach is None:
        return
    at = calendar.thirds(Span(which.started_at, which.ends_at))[_NEXT.index(cause)]
    zone = ZoneInfo(scene.rhythm().zone)
    at = max(at, scene.now + timedelta(days=1))
    morning = at.astimezone(zone).replace(hour=calendar.MORNING_AFTER, minute=0, second=0, microsecond=0)
    at = morning if morning >= at else morning + timedelta(days=1)
    reminders.put(scene.tx, which.coach, f"{PHASE}:{which.id}", at.astimezone(calendar.UTC))


def _next_phase(which: Engagement) -> Cause | None:
    party = which.party(which.coach)
    return next((cause for cause in _NEXT if which.arc.may(cause, party)), None)


def _coached(scene: Scene, engagement: str) -> Engagement | None:
    one = standpoint.named(scene.tx, scene.person.id, standpoint.key(Role.COACH, engagement))
    return one.engagement if one else None


def due(scene: Scene, engagement: str) -> None:
    which = _coached(scene, engagement)
    if which is None or scene.person.status is Status.STOPPED:
        return
    cause = _next_phase(which)
    if cause is not None:
        html = rendered(
            scene, f"phase_{cause.value}", scene.reader.form, {"name": name_of(scene.tx, which.coachee)}
        )
        scene.add(html, buttons(scene, PHASES, about=which.id), SESSIONS)
    else:  # a pause: the question waits
        reminders.put(scene.tx, scene.person.id, scene.incoming.note, scene.now + _MONTH)


def decided(scene: Scene, action: str, engagement: str) -> None:
    """The coach's decision on the next time of an engagement."""
    scene.settle(rendered(scene, f"button_{action}", scene.reader.form, {}))
    which = _coached(scene, engagement)
    cause = _next_phase(which) if which else None
    if which is None or cause is None:
        scene.tell(TEMPLATE, "gone")
    elif action == "wait":
        reminders.put(scene.tx, scene.person.id, f"{PHASE}:{which.id}", scene.now + _MONTH)
        scene.tell(TEMPLATE, "phase_later")
    else:
        plan(scene, engagements.move(scene.tx, which, cause, scene.now, scene.person.id))
        scene.tell(TEMPLATE, "phased")
