"""What a closing review looks at: the skills of thinking about one's own thinking, and what was learnt over the year.

The five skills follow the model of Schraw & Dennison (1994), "Assessing metacognitive awareness", Contemporary
Educational Psychology 19(4), 460-475, and Schraw & Moshman (1995), "Metacognitive theories", Educational Psychology
Review 7(4), 351-371: planning, monitoring and evaluating regulate what one does; knowing one's own ways and choosing
a strategy (their declarative and conditional knowledge) are what one knows of it. The questions are Recul's own, about
the work of a manager; the inventory of 1994 is not used. Levels from 1 (almost never) to 5 (almost always) are the
coachee's own word at two moments, with an example each; nothing is computed from them, and nobody is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

#: Learnings offered back, at most.
MOST = 6
_QUARTER = 3  # months


class Skill(StrEnum):
    """The values are names in dialogues."""

    PLANNING = "planifier"
    MONITORING = "suivre"
    EVALUATING = "evaluer"
    KNOWING = "connaitre"
    CHOOSING = "choisir"


class When(StrEnum):
    """At which end of an engagement skills were asked about."""

    START = "start"
    END = "end"


def spread(dated: Sequence[tuple[date, T]], starts: date, most: int = MOST) -> list[tuple[date, T]]:
    """At most `most` of these (oldest first, and so is what is returned), from the whole year rather than from its last
    weeks: the latest of each quarter since `starts`, then the one before it in each, and so on, recent quarters first.
    """
    quarters: dict[int, list[int]] = {}
    for place, (day, _) in enumerate(dated):
        months = (day.year - starts.year) * 12 + day.month - starts.month
        quarters.setdefault(months // _QUARTER, []).append(place)
    ranked = sorted(
        (rank, -quarter, place)
        for quarter, places in quarters.items()
        for rank, place in enumerate(reversed(places))
    )
    return [dated[place] for place in sorted(place for _, _, place in ranked[:most])]
