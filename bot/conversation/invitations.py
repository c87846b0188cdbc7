"""Recul speaks first: invitations to reflect, and the coach's weekly digest (P8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coaching import path
from bot.coaching.engagement import Cause
from bot.coaching.rhythm import is_welcome, next_hour
from bot.conversation import coach, needs, ratings, topics
from bot.conversation.arc import moved
from bot.conversation.scene import INVITATION, Scene, paused
from bot.dialog.events import Again
from bot.dialog.replies import spelled
from bot.messages import Button
from bot.store import reminders, talks
from bot.store.people import Role, Status

#: Stands for a question number on the buttons of an invitation.
QUESTION = "invitation"
_KEYS = ("begin", "later")
#: A third button, where it fits: needs to be told, or a closer look at what the next topic is about.
_NEEDS, _LOOK = "needs", "look"
#: Someone who wrote, or was invited, this recently is not invited.
_RECENT = timedelta(hours=20)
_LONG_AGO = "2000-01-01T00:00:00+00:00"


def due(scene: Scene) -> None:
    """A reminder's moment has come; `note` is its kind."""
    if scene.incoming.note == coach.DIGEST:
        coach.send_digest(scene)
    else:
        _invite(scene, counted=scene.incoming.note == INVITATION)


def _invite(scene: Scene, *, counted: bool) -> None:
    end_of_pause(scene)
    person = scene.person
    if person.status is not Status.ACTIVE or not person.profile.get("consent"):
        return
    if not is_welcome(scene.rhythm(), scene.now):
        reminders.put(scene.tx, person.id, scene.incoming.note, next_hour(scene.rhythm(), scene.now))
        return
    if _was_here(scene, counted=counted):
        if counted:
            scene.invite_later()
        return
    unanswered = int(person.profile.get("unanswered", 0))
    teller, reader = scene.parts.teller, scene.reader
    keys = (_KEYS, _third(scene))
    rows = tuple(
        tuple(Button(key, teller.common(f"button_{key}", reader)) for key in row) for row in keys if row
    )
    variant = scene.state.seed + scene.now.toordinal()
    scene.add(teller.common("invitation", reader, variant), rows, QUESTION)
    topics.note_asked(scene)
    scene.set_profile(asked=False, invited_at=scene.now.isoformat(), unanswered=unanswered + counted)
    if counted:
        scene.invite_later()


def _third(scene: Scene) -> tuple[str, ...]:
    """Needs are offered once a phase; a closer look, where a topic has its turn."""
    if not topics.are_asked(scene):
        return (_NEEDS,)
    return (_LOOK,) if topics.turn(scene) else ()


def _was_here(scene: Scene, *, counted: bool) -> bool:
    """Whether this person was invited, or wrote without asking for an invitation, less than a day ago."""
    profile = scene.person.profile
    if scene.now - datetime.fromisoformat(profile.get("invited_at") or _LONG_AGO) < _RECENT:
        return True
    last = talks.load(scene.tx, scene.person.id)
    wrote = last is not None and scene.now - last.updated_at < _RECENT
    return wrote and counted and not profile.get("asked")


def written(scene: Scene) -> None:
    """The person writes: the ladder starts again, and a pause without end is over."""
    end_of_pause(scene)
    if scene.person.status is Status.PAUSED and scene.person.paused_until is None:
        resume(scene)
    if scene.person.profile.get("unanswered"):
        scene.set_profile(unanswered=0)
        if not scene.person.profile.get("asked"):
            scene.invite_later()


def end_of_pause(scene: Scene) -> None:
    """Resumes if the day has come."""
    if scene.person.status is Status.PAUSED and not paused(scene.person, scene.now):
        resume(scene)


def resume(scene: Scene) -> None:
    """The pause is over."""
    scene.set_status(Status.ACTIVE)
    moved(scene, Cause.RESUME)
    scene.invite_later()


def reachable_again(scene: Scene) -> None:
    """The bot was blocked, and is no more: what was planned meanwhile passed by, so it is planned anew."""
    if scene.person.status is Status.ACTIVE and scene.person.profile.get("consent"):
        scene.invite_later()
        ratings.plan_again(scene)
    if Role.COACH in scene.person.roles and scene.person.status is not Status.STOPPED:
        coach.plan_digest(scene)


def answered(scene: Scene, choice: str) -> None:
    """A button of an invitation was pressed."""
    teller, reader = scene.parts.teller, scene.reader
    known = (*_KEYS, _NEEDS, _LOOK)
    scene.settle(teller.common(f"button_{choice}", reader) if choice in known else "")
    focus = topics.turn(scene)
    if choice == "later" and scene.person.status is Status.PAUSED:
        scene.say_paused()
    elif choice == "later":
        scene.invite_tomorrow()
        scene.add(teller.common("later", reader))
    elif choice == _NEEDS:
        needs.ask(scene)
    elif scene.state.frames:
        scene.play(Again(scene.now))
    elif choice == _LOOK and focus is not None:
        topics.begin(scene, path.look(focus))
    else:
        topics.begin(scene, topics.REFLECTION)


def understood(scene: Scene, text: str) -> bool:
    """Whether words typed outside any talk spell out a button that waits there, of an invitation or of what comes
    first; then they are obeyed."""
    if needs.understood(scene, text):
        return True
    teller, reader = scene.parts.teller, scene.reader
    labels = {key: teller.common(f"button_{key}", reader) for key in _KEYS}
    choices = spelled(text, labels)
    if len(choices) != 1:
        return False
    answered(scene, choices[0])
    return True
