"""Who has just come in by a link is welcomed as what it made of them, over whatever else is open."""

from __future__ import annotations

from bot.conversation import coach, coachee, parties, spaces
from bot.conversation.enrolment import Entered
from bot.conversation.scene import Scene
from bot.store.people import Role


def welcome(scene: Scene, entered: Entered) -> None:
    """The first turn after a link has let somebody in."""
    if entered.arrives is Role.COACH:
        coach.greet(scene, "start")  # whoever is coached too finds the own talk where it was
    elif entered.arrives is Role.COACHEE:
        _coachee(scene, entered.engagement)
    elif entered.arrives is not None:
        parties.welcome(scene, entered.arrives, entered.engagement)


def _coachee(scene: Scene, engagement: str) -> None:
    if scene.person.profile.get("consent"):
        spaces.offer(scene, engagement)
        return
    if any(frame.dialog == coachee.WELCOME for frame in scene.state.frames):
        scene.close_talk()  # it named another coach, and who reads is what is being agreed to
    coachee.obey(scene, "start")
