"""What a coachee does moves their engagement along its arc."""

from __future__ import annotations

from bot.coaching.engagement import Cause, Party
from bot.conversation import standpoint
from bot.conversation.scene import Scene
from bot.store import engagements
from bot.store.people import Role


def moved(scene: Scene, *causes: Cause) -> None:
    """Moves the coachee's engagement by the first of these causes that fits where it stands, if one does."""
    own = standpoint.of(scene, Role.COACHEE)
    fitting = [cause for cause in causes if own and own.engagement.arc.may(cause, Party.COACHEE)]
    if own and fitting:
        engagements.move(scene.tx, own.engagement, fitting[0], scene.now, scene.person.id)
