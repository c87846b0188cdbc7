"""What a coachee says of themselves at both ends of an engagement, and their closing review. The coachee's alone:
what others get of it was filed (`sharing`).

The rows are those of table `need`, which holds sets of answers by stage: these stages are `metacognition_start`,
`metacognition_end` and `review`, which `needs.history` leaves out. The latest row of a stage is the one that counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from bot.coaching.closing import Skill, When
from bot.store.database import Transaction
from bot.store.tables import need

ANSWERS = "need.answers"
_REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Skills:
    """Levels from 1 to 5 and an example each, as far as they were given."""

    at: datetime
    levels: Mapping[Skill, int]
    examples: Mapping[Skill, str]


@dataclass(frozen=True, slots=True)
class Learning:
    """Words of the coachee and the day on which they were written."""

    words: str
    on: date


@dataclass(frozen=True, slots=True)
class Alone:
    """What goes on without sessions, each in the coachee's words, or empty."""

    goes_on: str = ""
    moment: str = ""
    sign: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """`learnings` are those that the coachee kept; `alone` is what they do without sessions. `handed_at` is when they
    decided what goes to whom, None while they have not."""

    at: datetime
    learnings: Sequence[Learning] = ()
    alone: Alone = field(default_factory=Alone)
    handed_at: datetime | None = None


_insert = insert(need)
_latest = (
    select(need)
    .where(
        need.c.person == bindparam("person"),
        need.c.engagement == bindparam("engagement"),
        need.c.phase == bindparam("phase"),
    )
    .order_by(need.c.at.desc(), need.c.id.desc())
    .limit(1)
)


def put_skills(tx: Transaction, person: str, engagement: str, when: When, said: Skills) -> None:
    answers = {
        "levels": {skill.value: level for skill, level in said.levels.items()},
        "examples": {skill.value: words for skill, words in said.examples.items()},
    }
    _put(tx, person, engagement, _stage(when), answers, said.at)


def skills(tx: Transaction, person: str, engagement: str, when: When) -> Skills | None:
    """What was said last at that end."""
    row = _row(tx, person, engagement, _stage(when))
    if row is None:
        return None
    answers = _answers(tx, row)
    levels = {Skill(name): int(level) for name, level in answers["levels"].items()}
    return Skills(row.at, levels, {Skill(name): str(words) for name, words in answers["examples"].items()})


def put(tx: Transaction, person: str, engagement: str, said: Review, now: datetime) -> None:
    """Keep the closing review as it is now."""
    answers = {
        "at": said.at.isoformat(),
        "learnings": [[one.words, one.on.isoformat()] for one in said.learnings],
        "alone": asdict(said.alone),
        "handed_at": said.handed_at.isoformat() if said.handed_at else "",
    }
    _put(tx, person, engagement, _REVIEW, answers, now)


def load(tx: Transaction, person: str, engagement: str) -> Review | None:
    row = _row(tx, person, engagement, _REVIEW)
    if row is None:
        return None
    answers = _answers(tx, row)
    handed = answers["handed_at"]
    return Review(
        datetime.fromisoformat(answers["at"]),
        tuple(Learning(words, date.fromisoformat(day)) for words, day in answers["learnings"]),
        Alone(**answers["alone"]),
        datetime.fromisoformat(handed) if handed else None,
    )


def _stage(when: When) -> str:
    return f"metacognition_{when.value}"


def _put(  # noqa: PLR0917 - whose, of what, when, what: the order of the row
    tx: Transaction, person: str, engagement: str, stage: str, answers: Mapping[str, Any], now: datetime
) -> None:
    blob = tx.seal(person, ANSWERS, json.dumps(answers, ensure_ascii=False))
    tx.run(
        _insert,
        {"person": person, "engagement": engagement, "phase": stage, "answers": blob, "at": now},
    )


def _row(tx: Transaction, person: str, engagement: str, stage: str) -> Row[Any] | None:
    return tx.run(_latest, {"person": person, "engagement": engagement, "phase": stage}).first()


def _answers(tx: Transaction, row: Row[Any]) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(tx.unseal(row.person, ANSWERS, row.answers))
    return answers
