"""Where a coachee's questions start from: their situations and needs make a path (`bot.coaching.path`), and each
reflection that they begin is given the topic whose turn it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.coaching import path
from bot.coaching.path import Focus, Stage
from bot.conversation import standpoint
from bot.conversation.scene import Scene
from bot.dialog.events import Begin
from bot.store import needs
from bot.store.engagements import Engagement
from bot.store.people import Role

REFLECTION = "reflexion"
#: The name under which a reflection is given its topic.
TOPIC = "axe"
#: Where a profile counts the reflections begun, and notes for which stage needs were asked about.
_BEGUN, _ASKED = "reflections", "needs_asked"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a coachee said that they need: levels from 0 to 4, what comes first if they chose it, a free line."""

    stage: Stage
    at: datetime
    ratings: Mapping[Focus, int]
    first: Focus | None = None
    words: str = ""

    def to_json(self) -> dict[str, Any]:
        first = self.first.value if self.first else ""
        return {
            "ratings": {one.value: n for one, n in self.ratings.items()}, "first": first, "words": self.words,
        }  # fmt: skip


def engagement(scene: Scene) -> Engagement | None:
    """The one in which this person is the coachee now."""
    own = standpoint.of(scene, Role.COACHEE)
    return own.engagement if own else None


def latest(scene: Scene) -> Needs | None:
    """What this coachee said last."""
    own = engagement(scene)
    found = needs.history(scene.tx, scene.person.id, own.id) if own else []
    told = [
        row for row in found if row.stage in set(Stage)
    ]  # other things are asked about needs, at other times
    return _read(told[-1]) if told else None


def _read(row: needs.Need) -> Needs:
    ratings = {Focus(name): int(level) for name, level in row.answers["ratings"].items()}
    first = row.answers["first"]
    return Needs(Stage(row.stage), row.at, ratings, Focus(first) if first else None, row.answers["words"])


def keep(scene: Scene, own: Engagement, said: Needs) -> None:
    needs.put(
        scene.tx, scene.person.id, own.id, stage=said.stage.value, answers=said.to_json(), now=scene.now
    )  # fmt: skip


def topics(scene: Scene) -> tuple[Focus, ...]:
    """The path of this coachee."""
    said = latest(scene)
    situations = scene.state.known("situations").split(",")
    return path.path(situations, said.ratings if said else {}, said.first if said else None)


def turn(scene: Scene) -> Focus | None:
    """The topic from which the next reflection starts."""
    return path.at(topics(scene), int(scene.person.profile.get(_BEGUN, 0)))


def looks(scene: Scene) -> tuple[str, ...]:
    """The closer looks at pitfalls, those that fit the path first."""
    return path.looks(topics(scene))


def begin(scene: Scene, dialog: str) -> None:
    """Begins a dialogue at the coachee's wish; a reflection is given its topic."""
    given: dict[str, str] = {}
    if dialog == REFLECTION and all(frame.dialog != dialog for frame in scene.state.frames):
        focus = turn(scene)
        given = {TOPIC: focus.value} if focus else {}
        scene.set_profile(**{_BEGUN: int(scene.person.profile.get(_BEGUN, 0)) + 1})
    scene.play(Begin(dialog, scene.now, given))


# When needs are to be asked about


def are_asked(scene: Scene) -> bool:
    """Whether needs were asked about, or the question was offered, in the stage in which the engagement is."""
    own = engagement(scene)
    return own is None or scene.person.profile.get(_ASKED) == _mark(own)


def note_asked(scene: Scene) -> None:
    own = engagement(scene)
    if own is not None:
        scene.set_profile(**{_ASKED: _mark(own)})


def _mark(own: Engagement) -> str:
    return f"{own.id}:{path.stage(own.arc).value}"
