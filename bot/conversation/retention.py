"""Tells a coachee on which day the texts of an engagement that is over go, and how to take a copy before (P8)."""

from __future__ import annotations

from bot.coaching.retention import Step, erased_on
from bot.coaching.rhythm import is_welcome, next_hour
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone, paused
from bot.store import audit, engagements, reminders, retention
from bot.store.people import Status
from bot.telling import in_french

TEMPLATE = "retention.j2"


def _tell(scene: Scene, which_id: str) -> None:
    """The clock asks for it each hour until it was said, so whatever stands in the way now only puts it off."""
    which = engagements.load(scene.tx, which_id)
    limits = scene.parts.limits
    if which is None or which.coachee != scene.person.id or scene.person.status is Status.STOPPED:
        return
    at = retention.limit_of(scene.tx, which, limits)
    due = retention.step_for(scene.tx, which, scene.now, limits)
    if at is None or due is not Step.TELL or paused(scene.person, scene.now):
        return
    if not is_welcome(scene.rhythm(), scene.now):
        reminders.put(scene.tx, scene.person.id, scene.incoming.note, next_hour(scene.rhythm(), scene.now))
        return
    day = in_french(in_zone(erased_on(at, scene.now), scene.zone).date())
    goes_on = any(
        one.ended_at is None and one.coachee == which.coachee
        for one in engagements.all_of(scene.tx, which.coachee)
    )
    scene.tell(TEMPLATE, "notice", day=day, coach=name_of(scene.tx, which.coach), goes_on=goes_on)
    audit.record(scene.tx, retention.TOLD, scene.now, subject=scene.person.id, object=which.id)


FEATURE = Feature(due={retention.TELL: _tell})
