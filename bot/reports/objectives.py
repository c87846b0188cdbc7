"""The objectives of an engagement as one reader may see them: in words, and as a chart of their ratings.

What a reader finds here is decided by `store.access`; in addition, a line that goes with a number belongs to who wrote
it: the sponsor's is for all three, the coach's for the coachee, the coachee's for nobody (unless shared as an element).
"""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from bot.coaching.attainment import Level, level
from bot.coaching.convention import Occasion
from bot.coaching.engagement import Party
from bot.coaching.occasions import Span
from bot.coaching.rights import Matter
from bot.prompts import Prompts
from bot.reports.document import Chart, Document, Part, Series, Text
from bot.store import Transaction, access, objectives
from bot.store.engagements import Engagement
from bot.store.objectives import Objective, Rating
from bot.store.people import Role
from bot.telling import in_french

TEMPLATE = "objectives.j2"
#: The order in which raters stand.
_RATERS = (Role.COACHEE, Role.SPONSOR, Role.COACH)
#: Longest title of a chart, in characters.
_TITLE = 90


@dataclass(frozen=True, slots=True)
class Seen:
    """One objective and its ratings, oldest first, as far as a reader may see them."""

    objective: Objective
    ratings: tuple[Rating, ...]

    def latest(self, role: Role) -> Rating | None:
        return next((rating for rating in reversed(self.ratings) if rating.role is role), None)


@dataclass(frozen=True, slots=True)
class Names:
    """Who raters are called. `own` is the role of the reader, who is spoken to."""

    own: Role
    prenom: str = ""


def seen_by(tx: Transaction, reader: str, which: Engagement, now: datetime) -> list[Seen] | None:
    """The objectives that stand, for this reader, now: the record says that they were read. None if they may not be."""
    if not access.read(tx, reader, which, Matter.OBJECTIVES, now):
        return None
    standing, found = objectives.current(tx, which.id), objectives.ratings(tx, which.id)
    others = any(rating.person != reader for ratings in found.values() for rating in ratings)
    open_ones = access.reported(tx, which) if which.party(reader) is Party.SPONSOR else tuple(Occasion)
    numbers = others and access.read(tx, reader, which, Matter.RATINGS, now)
    span = Span(which.started_at, which.ends_at)
    seen = []
    for objective in standing:
        ratings = found[objective.root]
        if not numbers:
            ratings = [rating for rating in ratings if rating.person == reader]
        elif which.party(reader) is Party.SPONSOR:
            ratings = _reported(ratings, span, open_ones, now)
        seen.append(Seen(objective, tuple(_with_lines(rating, which.party(reader)) for rating in ratings)))
    return seen


def _reported(
    ratings: Sequence[Rating], span: Span, occasions: Collection[Occasion], now: datetime
) -> list[Rating]:
    """What the convention reports to the sponsor: at each occasion that has come, where the coachee stood then, and
    what the coach said for it. The sponsor's own ratings are all there."""
    kept = {rating.id for rating in ratings if rating.role is Role.SPONSOR}
    kept |= {
        rating.id for rating in ratings if rating.role is Role.COACH and rating.occasion in set(occasions)
    }
    for occasion, moment in span.moments().items():
        own = [rating for rating in ratings if rating.role is Role.COACHEE]
        if occasion not in occasions or moment > now or not own:
            continue
        before = [rating for rating in own if rating.at <= moment]
        kept.add((before or own[:1])[-1].id)
    return [rating for rating in ratings if rating.id in kept]


def _with_lines(rating: Rating, reader: Party) -> Rating:
    """The rating without its line, where that is not for this reader."""
    mine = {
        Party.COACHEE: _RATERS,
        Party.COACH: (Role.COACH, Role.SPONSOR),
        Party.SPONSOR: (Role.SPONSOR,),
    }
    return rating if rating.role in mine.get(reader, ()) else replace(rating, evidence="")


# In words


def text(prompts: Prompts, objective: Objective, zone: tzinfo) -> str:
    """The very text that its author kept, as HTML."""
    content = objective.content
    values = {
        "number": objective.position,
        "what": content.what,
        "purpose": content.purpose,
        "way": content.way,
        "indicator": content.indicator,
        "proof": content.proof,
        "baseline": objective.baseline,
        "target": objective.target,
        "due": objective.due_at.astimezone(zone).date().isoformat(),
    }
    return prompts.render(TEMPLATE, "text", "vous", values)


def screen(prompts: Prompts, seen: Sequence[Seen], names: Names, form: str, zone: tzinfo) -> str:
    """All objectives with the latest rating of each party, as HTML."""
    block = "title_own" if names.own is Role.COACHEE else "title_other"
    told = [prompts.render(TEMPLATE, block, form, {"prenom": names.prenom})]
    for one in seen:
        latest = [rating for role in _RATERS if (rating := one.latest(role)) is not None]
        lines = [_line(prompts, one.objective, rating, names, form, zone) for rating in latest]
        told.append("\n".join([text(prompts, one.objective, zone), *lines]))
    return "\n\n".join(told)


def _line(  # noqa: PLR0917 - what a line is made of
    prompts: Prompts, objective: Objective, rating: Rating, names: Names, form: str, zone: tzinfo
) -> str:
    values = {
        "who": html.unescape(_who(prompts, rating.role, names, form)),
        "day": in_french(rating.at.astimezone(zone).date()),
        "value": rating.value,
        "standing": html.unescape(standing(prompts, objective, rating)),
        "evidence": rating.evidence,
    }
    return prompts.render(TEMPLATE, "rating", form, values)


def standing(prompts: Prompts, objective: Objective, rating: Rating) -> str:
    """Where a rating stands on the way, in words, as HTML."""
    if rating.value == objective.baseline:
        return prompts.render(TEMPLATE, "standing_start", "vous", {})
    found = level(objective.baseline, objective.target, rating.value)
    return prompts.render(TEMPLATE, f"standing_{Level(found).name.lower()}", "vous", {})


def _who(prompts: Prompts, role: Role, names: Names, form: str) -> str:
    block = "own" if role is names.own else role.value
    return prompts.render(TEMPLATE, f"who_{block}", form, {"prenom": names.prenom})


# As a chart


def chart(prompts: Prompts, seen: Sequence[Seen], names: Names, form: str, zone: tzinfo) -> Document | None:
    """A chart for each objective that was rated; None if there is nothing to draw."""
    rated = [one for one in seen if one.ratings]
    if not rated:
        return None
    parts: list[Part] = [_chart(prompts, one, names, form, zone) for one in rated]
    parts.append(Text(_plain(prompts, "chart_foot")))
    return Document(title=_plain(prompts, "chart_title"), parts=tuple(parts), subtitle=names.prenom)


def _chart(prompts: Prompts, one: Seen, names: Names, form: str, zone: tzinfo) -> Chart:
    title = f"{one.objective.position}. {' '.join(one.objective.content.what.split())}"
    series = tuple(
        Series(html.unescape(_who(prompts, role, names, form)), points)
        for role in _RATERS
        if (points := _points([rating for rating in one.ratings if rating.role is role], zone))
    )
    lines = (
        (_plain(prompts, "line_baseline"), float(one.objective.baseline)),
        (_plain(prompts, "line_target"), float(one.objective.target)),
    )
    return Chart(title if len(title) <= _TITLE else f"{title[:_TITLE].rpartition(' ')[0]} …", series, lines)


def _points(ratings: Sequence[Rating], zone: tzinfo) -> tuple[tuple[date, float], ...]:
    """One point a day: what was said last on it."""
    days = {rating.at.astimezone(zone).date(): float(rating.value) for rating in ratings}
    return tuple(sorted(days.items()))


def _plain(prompts: Prompts, block: str) -> str:
    return html.unescape(prompts.render(TEMPLATE, block, "vous", {}))
