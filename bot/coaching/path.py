"""The path of one accompaniment: from the situations that bring somebody and the needs that they name, the topics that
questions start from, in order, and when each has its turn. Pure; docs/path.md shows it as a table.

The first reflection asks about anything, whoever comes for the first time comes with something; the two that follow
start from a topic, each topic in its turn; then it is anything again, because a question that always comes from the
same side is soon answered by rote, and what matters may lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.coaching.engagement import Arc, Phase


class Focus(StrEnum):
    """What a need is about; the values are names in dialogues."""

    TOOLS = "outils"
    POSTURE = "posture"
    EMOTIONS = "emotions"
    PEERS = "pairs"
    TIME = "temps"
    BOSS = "hierarchie"
    TEAM = "equipe"
    STRATEGY = "strategie"
    ENERGY = "energie"


class Stage(StrEnum):
    """When needs are asked about: before the start, and as the accompaniment enters another phase."""

    START = "start"
    DEVELOP = "develop"
    ANCHOR = "anchor"


#: How much room a need shall have, from 0 to 4, by the name of its button.
LEVELS: Mapping[str, int] = {"aucune": 0, "petite": 1, "moyenne": 2, "grande": 3, "tres_grande": 4}
#: From this level on a need is high: it is looked at again in the next phase.
HIGH = 3
#: A need with less room than this is on the path only if a situation calls for it.
_ENOUGH = 2
#: Topics on a path, at most: with more, none would come back within two months of weekly talks.
LONGEST = 5

#: What each situation calls for, the most telling first.
SITUATIONS: Mapping[str, tuple[Focus, ...]] = {
    "prise_de_poste": (Focus.BOSS, Focus.TEAM, Focus.TIME),
    "vision": (Focus.STRATEGY, Focus.TIME, Focus.PEERS),
    "posture_managers": (Focus.POSTURE, Focus.TEAM, Focus.TOOLS),
    "innovation": (Focus.PEERS, Focus.TEAM, Focus.STRATEGY),
}

#: The dialogue that looks closer at what most often hides behind a topic, in the order of the help.
LOOKS = ("guidon", "posture", "relais", "solitude")
_LOOK: Mapping[Focus, str] = {
    Focus.TOOLS: "guidon",
    Focus.TIME: "guidon",
    Focus.ENERGY: "guidon",
    Focus.STRATEGY: "guidon",
    Focus.POSTURE: "posture",
    Focus.BOSS: "posture",
    Focus.TEAM: "relais",
    Focus.PEERS: "solitude",
    Focus.EMOTIONS: "solitude",
}
#: Every so many reflections, one is free of any topic.
_FREE = 3


def stage(arc: Arc) -> Stage:
    """In which stage an engagement is; a pause or a stop changes nothing to it."""
    phase = arc.before or arc.phase
    if phase is Phase.DEVELOP:
        return Stage.DEVELOP
    return Stage.ANCHOR if phase in (Phase.ANCHOR, Phase.CLOSING, Phase.CLOSED) else Stage.START


def path(
    situations: Iterable[str], ratings: Mapping[Focus, int], first: Focus | None = None
) -> tuple[Focus, ...]:
    """The topics in the order in which they are met, `LONGEST` at most: `first`, the coachee's own choice, then by
    need; between equal needs the situation decides. What was given no room is left out, whatever the situation; what
    was not asked about counts as middling if the situation calls for it, and else not at all."""
    called = _called(situations)
    wanted = [focus for focus in Focus if _belongs(ratings.get(focus), called.get(focus, 0))]
    wanted.sort(key=lambda one: (one is not first, -ratings.get(one, _ENOUGH), -called.get(one, 0)))
    return tuple(wanted[:LONGEST])


def at(topics: tuple[Focus, ...], nth: int) -> Focus | None:
    """From which topic the `nth` reflection starts, counted from 0; None if from none."""
    if not topics or nth % _FREE == 0:
        return None
    return topics[(nth - nth // _FREE - 1) % len(topics)]


def looks(topics: tuple[Focus, ...]) -> tuple[str, ...]:
    """The closer looks, those that fit the path first."""
    return tuple(dict.fromkeys((*(_LOOK[focus] for focus in topics), *LOOKS)))


def look(focus: Focus) -> str:
    """The closer look that fits this topic."""
    return _LOOK[focus]


def highest(ratings: Mapping[Focus, int]) -> tuple[Focus, ...]:
    """The needs to choose from where to begin: all that are high, else those that are higher than the others."""
    high = [focus for focus in Focus if ratings.get(focus, 0) >= HIGH]
    most = max(ratings.values(), default=0)
    found = high or [focus for focus in Focus if most and ratings.get(focus) == most]
    return tuple(sorted(found, key=lambda focus: -ratings[focus]))[:LONGEST]


def _called(situations: Iterable[str]) -> dict[Focus, int]:
    """How strongly situations call for each topic: 3, 2 or 1 each."""
    points: dict[Focus, int] = {}
    for name in dict.fromkeys(situations):
        for place, focus in enumerate(SITUATIONS.get(name, ())):
            points[focus] = points.get(focus, 0) + 3 - place
    return points


def _belongs(rating: int | None, called: int) -> bool:
    if rating is None:
        return called > 0
    return rating >= _ENOUGH or (rating > 0 and called > 0)
