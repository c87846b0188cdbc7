"""What three parties agree on, as data: clauses with their usual values, what changed between two versions, and the
fingerprint of the text that they read. Pure.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.coaching.engagement import Party
from bot.coaching.rights import USUAL, Matter, Rules

#: Average weeks in a month, for the rhythm of sessions in words.
_WEEKS = 52 / 12
_MONTHS = 12


class Occasion(StrEnum):
    """When the ratings of objectives may be told to the sponsor."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party by the name that stands in the text, and as the person who alone may accept it. One who takes part on
    paper has no chat."""

    role: Party
    name: str
    person: str = ""
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective in the coachee's words; levels from 0 to 10, `due` an ISO day, empty if none."""

    purpose: str
    way: str
    what: str
    indicator: str = ""
    baseline: int = 0
    target: int = 10
    due: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a party expects, as that party published it; `by_other` when someone handed it on."""

    role: Party
    words: str
    by_other: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that was agreed on. `minutes` is the length of a session; `reported` are the occasions at which the
    sponsor reads the ratings; `retention` counts months after the end. `firm` and `organisation` may be empty."""

    parties: tuple[Signatory, ...]
    begins: date
    months: int = 12
    sessions: int = 10
    minutes: int = 120
    reported: tuple[Occasion, ...] = tuple(Occasion)
    retention: int = 6
    firm: str = ""
    organisation: str = ""
    goals: tuple[Goal, ...] = ()
    expected: tuple[Expected, ...] = ()
    rules: Rules = field(default_factory=Rules.usual)

    @property
    def roles(self) -> frozenset[Party]:
        """Who has to accept."""
        return frozenset(party.role for party in self.parties)

    @property
    def ends(self) -> date:
        return later(self.begins, self.months)

    @property
    def weeks(self) -> int:
        """Weeks from one session to the next, about."""
        return max(1, round(self.months * _WEEKS / self.sessions))

    def party(self, role: Party) -> Signatory | None:
        return next((party for party in self.parties if party.role is role), None)

    def ruled(self) -> Terms:
        """The same with the sharing rules that these clauses mean. Who is no party reads nothing; ratings that are
        reported at no occasion stay closed to the sponsor."""
        opened = {
            role: matters if role in self.roles else frozenset[Matter]() for role, matters in USUAL.items()
        }
        if not self.reported:
            opened[Party.SPONSOR] -= {Matter.RATINGS}
        return replace(self, rules=Rules(opened))

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(replace(self, rules=Rules({}))),
            "begins": self.begins.isoformat(),
            "rules": self.rules.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        """What `to_json` wrote, after a trip through JSON."""
        known = {name: data[name] for name in (one.name for one in fields(cls)) if name in data}
        rows: dict[str, Any] = {
            "parties": tuple(Signatory(**row | {"role": Party(row["role"])}) for row in data["parties"]),
            "begins": date.fromisoformat(data["begins"]),
            "reported": tuple(Occasion(one) for one in data["reported"]),
            "goals": tuple(Goal(**row) for row in data["goals"]),
            "expected": tuple(Expected(**row | {"role": Party(row["role"])}) for row in data["expected"]),
            "rules": Rules.from_json(data["rules"]),
        }
        return cls(**known | rows)


@dataclass(frozen=True, slots=True)
class Change:
    """A clause that is not what it was; `clause` is a field of `Terms`."""

    clause: str
    before: Any
    after: Any


#: Clauses whose change is told, in the order of telling. The rules follow from the others.
CLAUSES = (
    "parties",
    "organisation",
    "firm",
    "begins",
    "months",
    "sessions",
    "minutes",
    "goals",
    "expected",
    "reported",
    "retention",
)


def changes(before: Terms, after: Terms) -> list[Change]:
    """What `after` says that `before` did not."""
    return [
        Change(name, getattr(before, name), getattr(after, name))
        for name in CLAUSES
        if getattr(before, name) != getattr(after, name)
    ]


def later(day: date, months: int) -> date:
    """The same day of a month that many months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# The text that people read


def canonical(paper: Mapping[str, Any]) -> str:
    """The text of a document (`reports.document`, as JSON) in reading order, a line a paragraph, cell or entry. What
    it leaves out, acceptances and the foot, changes after it was read; blanks at the edges of lines say nothing."""
    lines = [paper["title"], paper["subtitle"]]
    lines += [f"{name}: {value}" for name, value in paper["facts"]]
    for part in paper["parts"]:
        if part["kind"] != "signatures":
            lines += _strings({name: value for name, value in part.items() if name != "kind"})
    told = [" ".join(piece.split()) for line in lines for piece in str(line).splitlines()]
    return "\n".join(line for line in told if line) + "\n"


def _strings(value: Any) -> Iterator[str]:
    """All strings in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _strings(one)


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_json(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
