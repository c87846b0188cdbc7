"""The closing review: first the whole of it for the coachee, then those parts, as exact texts, that they give away.

What was learnt is quoted from the year; objectives are those that stand, with the coachee's own ratings; the skills
are theirs at both ends. Nothing in it is computed about the person, and no pitfall is in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from bot.coaching.closing import Skill, When, spread
from bot.dialog.replies import folded
from bot.dialog.thinness import is_nothing
from bot.prompts import Prompts
from bot.reports import brief
from bot.reports import objectives as rated
from bot.reports.convention import dated
from bot.reports.document import Chart, Document, Heading, Part, Quote, Table, Text
from bot.reports.objectives import Names, Seen
from bot.store import Transaction, journal, reviews, sharing
from bot.store.engagements import Engagement
from bot.store.people import Role
from bot.store.reviews import Learning, Review, Skills

TEMPLATE = "review.j2"
#: What answers about something learnt are called in dialogues, and the kind of an element that tells it.
_ANSWERS, _ITEM = ("apprentissage", "appris"), "learning"
_QUOTED = re.compile(r"^«\s*(.*?)\s*»$", re.DOTALL)


class Piece(StrEnum):
    """The parts that can be given away; the values are names in the dialogue."""

    LEARNINGS = "acquis"
    OBJECTIVES = "objectifs"
    SKILLS = "manieres"
    ALONE = "suite"
    WORD = "mot"  # written for the sponsor, and for nobody else


#: Kind of the filed item of a piece.
KINDS: Mapping[Piece, str] = {piece: f"{brief.REVIEW}{piece.value}" for piece in Piece}
_OWN = (Piece.LEARNINGS, Piece.OBJECTIVES, Piece.SKILLS, Piece.ALONE)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a review is made of. `names` are those of coachee and coach, maybe empty."""

    review: Review
    names: tuple[str, str]
    began: datetime
    seen: Sequence[Seen] = ()
    start: Skills | None = None
    end: Skills | None = None


# What was learnt


def learnings(tx: Transaction, person: str, which: Engagement, zone: tzinfo) -> list[Learning]:
    """What this coachee wrote of it since the start, oldest first: at most six, from every quarter. What they put in
    other words when they shared it is told in those."""
    found: dict[str, Learning] = {}
    answers = [
        (one.at, one.talk, one.words)
        for one in journal.answers(tx, person, since=which.started_at)
        if one.name in _ANSWERS
    ]
    items = [
        (one.decided_at, one.talk, one.text.partition(" : ")[2].strip() or one.text)
        for one in sharing.all_of(tx, person)
        if one.kind == _ITEM and one.decided_at >= which.started_at
    ]
    reworded = {talk for _, talk, _ in items}
    for at, _, words in sorted([one for one in answers if one[1] not in reworded] + items):
        said = _QUOTED.sub(r"\1", words.strip())
        if said and not is_nothing(said):
            found.setdefault(folded(said), Learning(said, at.astimezone(zone).date()))
    starts = which.started_at.astimezone(zone).date()
    return [one for _, one in spread([(one.on, one) for one in found.values()], starts)]


def gather(
    tx: Transaction, which: Engagement, review: Review, now: datetime, *, names: tuple[str, str]
) -> Whole:
    """Everything, for the coachee themselves."""
    person = which.coachee
    assert person is not None
    return Whole(
        review,
        names,
        which.started_at,
        rated.seen_by(tx, person, which, now) or (),
        reviews.skills(tx, person, which.id, When.START),
        reviews.skills(tx, person, which.id, When.END),
    )


# The whole document


def document(prompts: Prompts, whole: Whole, form: str, zone: tzinfo) -> Document:
    """For the coachee alone."""
    say = _Sayer(prompts, form)
    facts = [(say("fact_person"), whole.names[0]), (say("fact_coach"), whole.names[1])]
    facts.append(
        (say("fact_span"), say("span", begins=_day(whole.began, zone), ends=_day(whole.review.at, zone)))
    )
    sections = (
        _learnings(whole), _objectives(prompts, say, whole, form, zone), _skills(say, whole), _alone(say, whole),
    )  # fmt: skip
    titles = [say(f"title_{piece.value}") for piece in _OWN]
    parts: list[Part] = []
    for title, section in zip(titles, map(list, sections), strict=True):
        parts += [Heading(title), *section] if section else []
    if not parts:
        parts = [Text(say("nothing"))]
    return Document(
        title=say("title"), facts=tuple(f for f in facts if f[1]),
        parts=tuple(parts), foot=say("foot", day=_day(whole.review.at, zone)),
    )  # fmt: skip


def _learnings(whole: Whole) -> Iterator[Part]:
    for one in whole.review.learnings:
        yield Quote(one.words, dated(one.on))


def _objectives(prompts: Prompts, say: _Sayer, whole: Whole, form: str, zone: tzinfo) -> Iterator[Part]:
    rows = [
        (f"{one.objective.position}. {_flat(one.objective.content.what)}", *_levels(say, one))
        for one in whole.seen
    ]
    if rows:
        header = tuple(say(f"column_{name}") for name in ("objective", "start", "now", "target"))
        yield Table(header, tuple(rows), (5, 1, 1.2, 1))
    chart = rated.chart(prompts, whole.seen, Names(Role.COACHEE, whole.names[0]), form, zone)
    yield from (part for part in chart.parts if isinstance(part, Chart)) if chart else ()


def _levels(say: _Sayer, one: Seen) -> tuple[str, str, str]:
    last = one.latest(Role.COACHEE)
    now = str(last.value) if last else say("unrated")
    return str(one.objective.baseline), now, str(one.objective.target)


def _skills(say: _Sayer, whole: Whole) -> Iterator[Part]:
    ends = [said for said in (whole.start, whole.end) if said and (said.levels or said.examples)]
    if not ends:
        return
    yield Text(say("skills_scale"))
    rows = [
        (say(f"skill_{skill.value}"), *(_level(said, skill) for said in (whole.start, whole.end)))
        for skill in Skill
    ]
    yield Table((say("column_skill"), say("column_start"), say("column_now")), tuple(rows), (5, 1, 1.2))
    for skill in Skill:
        quotes = [
            Quote(said.examples[skill], say(block))
            for said, block in ((whole.start, "by_start"), (whole.end, "by_end"))
            if said and said.examples.get(skill)
        ]
        if quotes:
            yield Heading(say(f"skill_{skill.value}"), 2)
            yield from quotes
    yield Text(say("skills_source"))


def _level(said: Skills | None, skill: Skill) -> str:
    return str(said.levels[skill]) if said and skill in said.levels else "–"


def _alone(say: _Sayer, whole: Whole) -> Iterator[Part]:
    alone = whole.review.alone
    for name in ("goes_on", "moment", "sign", "answer"):
        words = getattr(alone, name)
        if words:
            yield Heading(say(f"alone_{name}"), 2)
            yield Quote(words)


# What is given away


def texts(prompts: Prompts, whole: Whole) -> dict[Piece, str]:
    """The exact text of each piece that has something to say, as coach or sponsor would read it: plain, the same for
    both, in the coachee's words."""
    say = _Sayer(prompts, "vous")
    lines: dict[Piece, list[str]] = {
        Piece.LEARNINGS: [
            say("line_learning", words=one.words, day=dated(one.on)) for one in whole.review.learnings
        ],
        Piece.OBJECTIVES: [_objective_line(say, one) for one in whole.seen],
        Piece.SKILLS: [line for skill in Skill if (line := _skill_line(say, whole, skill))],
        Piece.ALONE: [
            say("line_alone", name=say(f"alone_{name}"), words=words)
            for name in ("goes_on", "moment", "sign", "answer")
            if (words := getattr(whole.review.alone, name))
        ],
    }
    return {piece: "\n".join(found) for piece, found in lines.items() if found}


def _objective_line(say: _Sayer, one: Seen) -> str:
    start, now, target = _levels(say, one)
    what = _flat(one.objective.content.what)
    return say(
        "line_objective", number=one.objective.position, what=what, start=start, now=now, target=target
    )


def _skill_line(say: _Sayer, whole: Whole, skill: Skill) -> str:
    levels = [_level(said, skill) for said in (whole.start, whole.end)]
    examples = [said.examples.get(skill, "") if said else "" for said in (whole.start, whole.end)]
    if set(levels) == {"–"} and not any(examples):
        return ""
    return say(
        "line_skill", name=say(f"skill_{skill.value}"), start=levels[0], now=levels[1],
        before=examples[0], after=examples[1],
    )  # fmt: skip


def handed(prompts: Prompts, name: str, given: Sequence[tuple[Piece, str]], day: date) -> Document:
    """What coach or sponsor receives: the texts that were agreed to for them, letter by letter."""
    say = _Sayer(prompts, "vous")
    parts: list[Part] = []
    for piece, text in given:
        parts += [Heading(say(f"title_{piece.value}", name=name)), Text(text)]
    return Document(
        say("title"),
        tuple(parts),
        say("subtitle", name=name),
        ((say("fact_day"), dated(day)),),
        say("foot_handed"),
    )


def pieces(found: Sequence[sharing.Item]) -> list[tuple[Piece, str]]:
    """The pieces among what was shared, each as it was shared last, in the order of the review."""
    kept = {item.kind: item.text for item in found}
    return [(piece, kept[kind]) for piece, kind in KINDS.items() if kind in kept]


class _Sayer:
    """Says blocks of the template as plain text."""

    def __init__(self, prompts: Prompts, form: str) -> None:
        self.prompts, self.form = prompts, form

    def __call__(self, block: str, **values: Any) -> str:
        return html.unescape(self.prompts.render(TEMPLATE, block, self.form, values))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _day(moment: datetime, zone: tzinfo) -> str:
    return dated(moment.astimezone(zone).date())
