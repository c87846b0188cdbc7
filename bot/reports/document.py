"""A document as plain values: what it says, in order, and nothing of how it looks.

`typesetting` makes a PDF, a picture or a web page of it. It survives a trip through JSON, because a document waits
in the outbox, sealed, until it is sent. All text is plain: nothing in it is markup, whoever wrote it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1  # 1 or 2


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words; `by` says whose and when, and may be empty."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the page's width, one a column, or empty for equal columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one rater, oldest first; values on the chart's scale."""

    name: str
    points: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Ratings over time. `lines` are levels with a name that run across, such as the start and the target."""

    title: str
    series: tuple[Series, ...]
    lines: tuple[tuple[str, float], ...] = ()
    low: float = 0
    high: float = 10


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who accepted: name, as what, and when in words; an empty day leaves room for a signature on paper."""

    rows: tuple[tuple[str, str, str], ...]


Part = Heading | Text | Bullets | Quote | Table | Chart | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """`facts` stand below the title, two columns; `foot` on every page."""

    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    foot: str = ""

    def to_json(self) -> dict[str, Any]:
        parts = [{"kind": type(part).__name__.lower(), **_plain(asdict(part))} for part in self.parts]
        rest = {"title": self.title, "subtitle": self.subtitle, "foot": self.foot}
        return rest | {"facts": [list(fact) for fact in self.facts], "parts": parts}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
