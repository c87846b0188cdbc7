"""How a part of the accompaniment begins a dialogue, and gives way to the question that was open."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.dialog.events import Again, Begin
from bot.store.people import Status

_WELCOME = "accueil"


def here_to_talk(scene: Scene) -> bool:
    """Whether this coachee is here; someone who left, or never said yes, is told what there is for them instead."""
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
        return False
    if not scene.person.profile.get("consent"):
        scene.play(Begin(_WELCOME, scene.now))
        return False
    return True


def overlay(scene: Scene, dialog: str, given: Mapping[str, str], one: Standpoint) -> None:
    """Begins a dialogue, over the waiting question if there is one."""
    scene.settle()
    scene.play(Begin(dialog, scene.now, given, one.key))


def put_again(scene: Scene) -> None:
    """Puts the open question again after something else was shown, if there is one."""
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))
