"""What a coachee does moves their engagements along the arc."""

from __future__ import annotations

from bot.coaching.engagement import Cause, Party
from bot.conversation import standpoint
from bot.conversation.scene import Scene
from bot.store import engagements
from bot.store.people import Role

#: These concern the person and so all that they take part in as a coachee; the others, the engagement spoken of.
_ALL_OF_IT = (Cause.PAUSE, Cause.RESUME, Cause.STOP)


def moved(scene: Scene, *causes: Cause) -> None:
    """Moves the coachee's engagement by the first of these causes that fits where it stands, if one does. A pause, its
    end and a stop move each engagement of theirs."""
    own = standpoint.of(scene, Role.COACHEE)
    for one in standpoint.all_of(scene.tx, scene.person.id):
        if one.role is not Role.COACHEE:
            continue
        fitting = [
            cause
            for cause in causes
            if one.engagement.arc.may(cause, Party.COACHEE) and (cause in _ALL_OF_IT or one == own)
        ]
        if fitting:
            engagements.move(scene.tx, one.engagement, fitting[0], scene.now, scene.person.id)
