"""Pitfalls over time, as far as a coach may know: from the texts that were shared with them, and nothing else.

A talk counts once something of a reflection was shared from it; its pitfalls are those at the head of shared texts.
So everything here, denominators too, could be worked out by hand from the brief: a pitfall that was kept private,
refused or never put, and a talk of which nothing was shared, leave no trace.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date

from bot.coaching import trend
from bot.coaching.trend import Direction, Talk, Trend, Verdict
from bot.prompts import Prompts
from bot.store.sharing import Item
from bot.telling import ITEMS, PITFALLS

#: The sentence stands beside the brief that it is written for.
TEMPLATE = "brief.j2"
#: Nothing shared longer ago than this can matter to a change that is new this week: neither to the trend with this
#: week's talks, nor to the one before them, unless a silence so long lies between that nothing can be compared.
REACH = 2 * trend.REACH
#: What a coach is told in a weekly digest: a change, not a state.
_CHANGES = (Direction.APPEARING, Direction.RECEDING)
#: Days of a month up to which it is its beginning, and its middle.
_BEGINNING, _MIDDLE = 10, 20
#: Stands for the words of an element, to find what its template puts before them.
_WORDS = "\x00"


def trends(prompts: Prompts, shared: Iterable[Item]) -> list[Trend]:
    """A trend for each pitfall in `shared`, which holds what the reader may see and nothing more."""
    return trend.trends(talks(prompts, shared))


def news(prompts: Prompts, shared: Sequence[Item], since: datetime) -> list[Trend]:
    """The changes that can be said now and could not be said at `since`, from what is shared now."""
    before = trends(prompts, [item for item in shared if item.decided_at < since])
    known = {(one.pitfall, one.direction) for one in before}
    return [
        one
        for one in trends(prompts, shared)
        if one.direction in _CHANGES and (one.pitfall, one.direction) not in known
    ]


def talks(prompts: Prompts, shared: Iterable[Item]) -> list[Talk]:
    """The reflections of which something was shared, oldest first, dated in UTC by the first decision.

    A reflection is known by its moment or its pitfall, as shared; a closer look at one pitfall, which puts no
    hypothesis, by words shared without one. If a pitfall stands in a text in a way that is not known any more, its
    wording has changed: what is older cannot be compared, and is left out."""
    heads = _heads(prompts)
    told: dict[str, list[Item]] = {}
    for item in sorted(shared, key=lambda item: (item.decided_at, item.id)):
        told.setdefault(item.talk, []).append(item)
    found: list[Talk] = []
    for items in told.values():
        read = [_read(heads, item.text) for item in items if item.kind == "pitfall"]
        verdicts = _verdicts(pair for pair in read if pair is not None)
        if None in read:
            found = []
        elif _is_reflection({item.kind for item in items}):
            found.append(Talk(items[0].decided_at.astimezone(UTC).date(), verdicts))
    return found


def told(prompts: Prompts, one: Trend) -> str:
    """A trend in one sentence, as plain text."""
    since = one.recent.since
    assert since is not None, "a trend that is told has talks"
    values = {
        "name": _name(prompts, one.pitfall),
        "direction": str(one.direction),
        "talks": one.recent.talks,
        "times": one.recent.times,
        "partly": one.recent.partly,
        "before": one.earlier.times,
        "part": _part(since),
        "month": format_date(since, "MMMM", locale="fr"),
    }
    return html.unescape(prompts.render(TEMPLATE, "trend", "vous", values))


def too_early(prompts: Prompts) -> str:
    """That there is too little to speak of a trend, as plain text."""
    return html.unescape(prompts.render(TEMPLATE, "too_early", "vous", {}))


def _is_reflection(kinds: set[str]) -> bool:
    return "pitfall" in kinds or ("topic" in kinds and "words" not in kinds)


def _part(day: date) -> str:
    return "debut" if day.day <= _BEGINNING else "milieu" if day.day <= _MIDDLE else "fin"


def _verdicts(read: Iterable[tuple[str, Verdict]]) -> dict[str, Verdict]:
    """By pitfall; what was confirmed once in a talk was confirmed."""
    found: dict[str, Verdict] = {}
    for label, verdict in read:
        if found.get(label) is not Verdict.CONFIRMED:
            found[label] = verdict
    return found


def _read(heads: dict[str, tuple[str, Verdict]], text: str) -> tuple[str, Verdict] | None:
    """The pitfall and verdict at the head of a shared text; None if it has no head that is known."""
    return next((pair for head, pair in heads.items() if text.startswith(head)), None)


@lru_cache(maxsize=4)
def _heads(prompts: Prompts) -> dict[str, tuple[str, Verdict]]:
    """What stands before the words in the text of a pitfall's element, by the template that writes it."""
    found = {}
    for block in prompts.wordings(PITFALLS).lines:
        if not block.startswith("short_"):
            continue
        label = block.removeprefix("short_")
        for verdict in (Verdict.CONFIRMED, Verdict.PARTLY):
            values = {
                "name": _short(prompts, label),
                "verdict": str(verdict),
                "edited": True,
                "words": _WORDS,
            }
            head, _, _ = html.unescape(prompts.render(ITEMS, "pitfall", "vous", values)).partition(_WORDS)
            if head:
                found[head] = (label, verdict)
    return found


def _short(prompts: Prompts, label: str) -> str:
    return html.unescape(prompts.render(PITFALLS, f"short_{label}", "vous", {}))


def _name(prompts: Prompts, label: str) -> str:
    return _short(prompts, label).capitalize()
