"""What a coachee does moves their engagement along its arc."""

from __future__ import annotations

from bot.coaching.engagement import Cause, Party
from bot.conversation.scene import Scene
from bot.store import engagements


def moved(scene: Scene, *causes: Cause) -> None:
    """Moves the coachee's engagement by the first of these causes that fits where it stands, if one does."""
    engagement = engagements.coach_of(scene.tx, scene.person.id)
    if engagement is None:
        return
    fitting = [cause for cause in causes if engagement.arc.may(cause, Party.COACHEE)]
    if fitting:
        engagements.move(scene.tx, engagement, fitting[0], scene.now, scene.person.id)
