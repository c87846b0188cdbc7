"""Recul speaks first: invitations to reflect, and the coach's weekly digest (P8)."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation import coach
from bot.conversation.scene import INVITATION, Scene
from bot.dialog.events import Again, Begin
from bot.dialog.replies import spelled
from bot.messages import Button
from bot.store import reminders, talks
from bot.store.people import Status

#: Stands for a question number on the buttons of an invitation.
TOKEN = "invitation"
_KEYS = ("begin", "later")
#: Someone who wrote this recently is not invited.
_RECENT = timedelta(hours=20)


def due(scene: Scene) -> None:
    """A reminder's moment has come; `note` is its kind."""
    if scene.incoming.note == coach.DIGEST:
        coach.send_digest(scene)
    else:
        _invite(scene, counted=scene.incoming.note == INVITATION)


def _invite(scene: Scene, *, counted: bool) -> None:
    person = scene.person
    if person.status is Status.PAUSED and person.paused_until and person.paused_until <= scene.now:
        resume(scene)
    if scene.person.status is not Status.ACTIVE or not person.profile.get("consent"):
        return
    last = talks.load(scene.tx, person.id)
    if counted and last is not None and scene.now - last.updated_at < _RECENT:
        scene.invite_later()
        return
    unanswered = int(person.profile.get("unanswered", 0))
    teller, reader = scene.parts.teller, scene.reader
    row = tuple(Button(key, teller.common(f"button_{key}", reader)) for key in _KEYS)
    variant = scene.state.seed + scene.now.toordinal()
    scene.add(teller.common("invitation", reader, variant), (row,), TOKEN)
    if counted:
        scene.set_profile(unanswered=unanswered + 1)
        scene.invite_later()


def written(scene: Scene) -> None:
    """The person writes: the ladder starts again, and a pause without end is over."""
    if scene.person.profile.get("unanswered"):
        scene.set_profile(unanswered=0)
        scene.invite_later()
    if scene.person.status is Status.PAUSED and scene.person.paused_until is None:
        resume(scene)


def resume(scene: Scene) -> None:
    """The pause is over."""
    scene.set_status(Status.ACTIVE)
    scene.invite_later()


def answered(scene: Scene, choice: str) -> None:
    """A button of an invitation was pressed."""
    teller, reader = scene.parts.teller, scene.reader
    scene.settle(teller.common(f"button_{choice}", reader) if choice in _KEYS else "")
    if choice == "later":
        reminders.put(scene.tx, scene.person.id, INVITATION, scene.now + timedelta(days=1))
        scene.add(teller.common("later", reader))
    elif scene.state.frames:
        scene.play(Again(scene.now))
    else:
        scene.play(Begin("reflexion", scene.now))


def understood(scene: Scene, text: str) -> bool:
    """Whether words typed outside any talk spell out a button of an invitation; then they are obeyed."""
    teller, reader = scene.parts.teller, scene.reader
    labels = {key: teller.common(f"button_{key}", reader) for key in _KEYS}
    choices = spelled(text, labels)
    if len(choices) != 1:
        return False
    answered(scene, choices[0])
    return True
