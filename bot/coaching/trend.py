"""What becomes of a pitfall over weeks: appearing, persisting, receding, or too early to say.

Every talk is one opportunity. The talks are cut into a recent window and the one before it, and the rates at which
talks show the pitfall in them are compared. Either both rates are one and the same, or each is its own; both are as
likely beforehand (H. Jeffreys, Theory of Probability, 3rd ed. 1961, ch. V), or chance alone would make trends. A rate
has Jeffreys' prior Beta(½, ½) (H. Jeffreys, "An invariant form for the prior probability in estimation problems",
Proc. R. Soc. A 186, 1946). From the posterior:

    appearing    the recent rate is the higher one
    receding     the recent rate is the lower one
    persisting   both rates are at least `PRESENT`, be they the same or not
    absent       both rates are below it

A direction is said only if its probability reaches `SURE`, a change before a state; else it is too early. It is too
early as well with fewer than `TALKS` talks, or when a window holds fewer than `WEEKS` different weeks: several talks
about one bad week are one observation. Only the order of talks matters, never the time between them, so that a
silence neither shows nor hides anything; talks more than `REACH` before the newest are left out.

How often a change is said though nothing changes, counted over every outcome and all rates: at most 3.9 % for one
look (nine talks, rate 0.5; 2.4 % from ten talks on). Of years of 48 talks at a constant rate, at most 31 % show a
false change at least once when looked at after each talk, and 14 % when looked at after every fourth; so the wording
says « plutôt » and gives the figures. The price is patience: no change can be said before six talks, and of changes
from one talk in ten to six in ten, or back, 71 % are said within twelve talks. All of this is measured in
`tests/coaching/test_trend.py`, and supposes talks that do not depend on each other; bad weeks in a row do worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from math import cos, pi, sin

#: Most talks in the recent window and in the one before it.
RECENT, EARLIER = 8, 16
#: Fewest talks in all, and fewest different weeks (Monday to Sunday) in each window.
TALKS, WEEKS = 4, 2
#: From this rate on, in talks, a pitfall counts as present: one talk in four.
PRESENT = 0.25
#: Probability that a direction must reach to be said.
SURE = 0.9
#: Talks longer before the newest than this belong to another time.
REACH = timedelta(weeks=26)
#: A trend whose newest talk is older than this says nothing about the present.
FRESH = timedelta(weeks=6)

#: Rates are summed over as sin² of evenly spaced angles: there Jeffreys' prior is flat and posteriors are smooth.
#: sin² 30° is `PRESENT`, so a third of the cells lies below it.
_CELLS = 120
_RARE = _CELLS // 3
_ANGLES = [(number + 0.5) * pi / (2 * _CELLS) for number in range(_CELLS)]


class Verdict(StrEnum):
    """What the coachee said of the hypothesis. A pitfall that was not put counts as one that was refused."""

    CONFIRMED = "oui"
    PARTLY = "en_partie"
    REFUSED = "non"


class Direction(StrEnum):
    APPEARING = "appearing"
    RECEDING = "receding"
    PERSISTING = "persisting"
    ABSENT = "absent"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class Talk:
    """One opportunity: the day, and the verdict on each pitfall that was put, by label."""

    on: date
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive talks: how many, in how many of them the pitfall was confirmed (`confirmed`) or confirmed in
    part (`partly`), the days of the first and the last, None if there is no talk."""

    talks: int
    confirmed: int
    partly: int
    since: date | None
    until: date | None

    @property
    def times(self) -> int:
        """Talks in which the pitfall was recognised, be it in part."""
        return self.confirmed + self.partly

    @property
    def weight(self) -> float:
        """Talks that show the pitfall; one that shows it in part counts half."""
        return self.confirmed + self.partly / 2


@dataclass(frozen=True, slots=True)
class Trend:
    """`probability` is that of the direction, and for TOO_EARLY that of the likeliest one, which does not suffice.
    `few` says that the talks or weeks are too few to look at all."""

    pitfall: str
    direction: Direction
    probability: float
    earlier: Window
    recent: Window
    few: bool

    def is_fresh(self, today: date) -> bool:
        """Whether it may be told as something present."""
        return self.recent.until is not None and today - self.recent.until <= FRESH


def trends(talks: Iterable[Talk]) -> list[Trend]:
    """A trend for each pitfall that was recognised in the talks looked at: what moves first, then what is most
    frequent. `talks` may come in any order; talks of one day keep theirs."""
    earlier, recent = windows(talks)
    named = {
        label
        for talk in (*earlier, *recent)
        for label, verdict in talk.verdicts.items()
        if verdict is not Verdict.REFUSED
    }
    order = list(Direction)
    found = [_trend(earlier, recent, pitfall) for pitfall in sorted(named)]
    return sorted(found, key=lambda one: (order.index(one.direction), -one.recent.weight))


def trend(talks: Iterable[Talk], pitfall: str) -> Trend:
    """The trend of one pitfall, whether or not it was ever put."""
    return _trend(*windows(talks), pitfall)


def windows(talks: Iterable[Talk]) -> tuple[Sequence[Talk], Sequence[Talk]]:
    """The earlier and the recent talks to compare, oldest first: halves of the history while it is short, then the
    newest `RECENT` and up to `EARLIER` before them."""
    dated = sorted(talks, key=lambda talk: talk.on)
    near = [talk for talk in dated if dated[-1].on - talk.on <= REACH]
    cut = len(near) - min(max(1, len(near) // 2), RECENT)
    return near[max(0, cut - EARLIER) : cut], near[cut:]


def probabilities(earlier: Window, recent: Window) -> dict[Direction, float]:
    """The probability of each direction, by sums over rates. They are no shares of a whole: what persists may have
    become more frequent. Halves enter the likelihood as they are: a talk that shows the pitfall in part is half a
    talk with it and half a talk without."""
    was, now = _likelihood(earlier.weight, earlier.talks), _likelihood(recent.weight, recent.talks)
    lower = [sum_ - one / 2 for sum_, one in zip(accumulate(was), was, strict=True)]
    rising = sum(one * below for one, below in zip(now, lower, strict=True))
    apart = sum(was) * sum(now)
    same = [_CELLS * one * other for one, other in zip(was, now, strict=True)]
    rare = sum(was[:_RARE]) * sum(now[:_RARE]) + sum(same[:_RARE])
    present = sum(was[_RARE:]) * sum(now[_RARE:]) + sum(same[_RARE:])
    whole = apart + sum(same)
    return {
        Direction.APPEARING: rising / whole,
        Direction.RECEDING: (apart - rising) / whole,
        Direction.PERSISTING: present / whole,
        Direction.ABSENT: rare / whole,
    }


@lru_cache(maxsize=1024)
def _likelihood(weight: float, talks: int) -> tuple[float, ...]:
    """How likely `weight` of `talks` is at each rate, times the prior's share of that rate."""
    return tuple(
        sin(angle) ** (2 * weight) * cos(angle) ** (2 * (talks - weight)) / _CELLS for angle in _ANGLES
    )


def _trend(earlier: Sequence[Talk], recent: Sequence[Talk], pitfall: str) -> Trend:
    before, now = _window(earlier, pitfall), _window(recent, pitfall)
    likely = probabilities(before, now)
    few = before.talks + now.talks < TALKS or min(_weeks(earlier), _weeks(recent)) < WEEKS
    sure = [] if few else [direction for direction in likely if likely[direction] >= SURE]
    said = sure[0] if sure else Direction.TOO_EARLY
    probability = likely.get(said, max(likely.values()))
    return Trend(pitfall, said, probability, before, now, few)


def _window(talks: Sequence[Talk], pitfall: str) -> Window:
    verdicts = [talk.verdicts.get(pitfall, Verdict.REFUSED) for talk in talks]
    return Window(
        len(talks),
        verdicts.count(Verdict.CONFIRMED),
        verdicts.count(Verdict.PARTLY),
        talks[0].on if talks else None,
        talks[-1].on if talks else None,
    )


def _weeks(talks: Sequence[Talk]) -> int:
    return len({talk.on.isocalendar()[:2] for talk in talks})
