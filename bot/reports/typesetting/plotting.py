"""Where each stroke and word of a chart goes. Pure; what it finds is drawn by the page template and by the web one.

A figure is plain values for both: lengths in points, y downwards from the top, baselines for words. Series are told
apart by shape and dash first and by tone second, so that a copier loses nothing. Words never lie on words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.reports.typesetting.placing import Box, along, apart, beside, meet

WIDTH = 454.0  # points: the text of an A4 page
_HEIGHT = 196.0
_LEFT, _TOP, _BOTTOM = 24.0, 14.0, 34.0  # room for the scale, above the highest, for the dates
_NAMES, _THREAD = (
    (64.0, 150.0),
    16.0,
)  # room for the names at the right, at least and at most, and for what leads there
_PAD = 12.0  # between the frame and the first and last point
_SIZE = 8.5
_SMALL = 7.5
_KEY = 9.0  # a mark before a name
_LETTER = 0.5  # of the size: a wide guess at the width of a letter
_LEADING = 11.5  # between the baselines of two names
_FEW = 12  # points, up to which each bears its value
#: Shape, tone and dash (points on, points off) of the series, in order; after the last they begin again.
_LOOKS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("disc", "#1f3551", ()),
    ("square", "#a4502c", (5, 2.5)),
    ("triangle", "#56707a", (1.5, 2)),
    ("diamond", "#1f3551", (7, 2, 1.5, 2)),
    ("ring", "#a4502c", ()),
)
_LEVELS: tuple[tuple[float, ...], ...] = ((4, 3), (1, 2.2), (9, 3), (9, 2, 1, 2))
_GREY, _FAINT, _INK = "#5d6166", "#dcdee0", "#222222"


@dataclass(frozen=True, slots=True)
class Stroke:
    points: tuple[tuple[float, float], ...]
    tone: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape` is disc, square, triangle, diamond or ring; `x`, `y` is its middle."""

    shape: str
    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Word:
    """`anchor` is the end of the baseline that `x` fixes: start, middle or end."""

    text: str
    x: float
    y: float
    anchor: str = "start"
    size: float = _SIZE
    tone: str = _GREY


@dataclass(slots=True)
class Figure:
    width: float
    height: float
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    shape: str
    tone: str
    dash: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """Something to be named at the right: where its line ends, what it is called; a level has no shape."""

    x: float
    y: float
    text: str
    tone: str
    shape: str = ""


class _Frame:
    """From days and values to places."""

    def __init__(self, days: Sequence[date], scale: tuple[float, float], height: float, names: float) -> None:
        low, high = scale
        self.low, self.high = (low, high) if high > low else (low - 1, low + 1)
        self.left, self.right = _LEFT, WIDTH - names - _THREAD
        self.top, self.bottom = _TOP, height - _BOTTOM
        self.first = min(days, default=date.min)
        self.last = max(days, default=date.min)

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        if not span:
            return (self.left + self.right) / 2
        share = (day - self.first).days / span
        return self.left + _PAD + share * (self.right - self.left - 2 * _PAD)

    def y(self, value: float) -> float:
        within = min(max(value, self.low), self.high)
        return self.bottom - (within - self.low) / (self.high - self.low) * (self.bottom - self.top)


def figure(chart: dict[str, Any]) -> Figure:
    """The drawing of a `Chart` as `Document.to_json` writes it."""
    series = [_looked(number, one) for number, one in enumerate(chart["series"]) if one["points"]]
    levels = [(str(name), float(level)) for name, level in chart["lines"]]
    height = max(_HEIGHT, (len(series) + len(levels)) * _LEADING + _TOP + _BOTTOM)
    longest = max(
        (len(name) + len(" : 10,0") for name in [*(s.name for s in series), *dict(levels)]), default=0
    )
    names_width = min(max(_wide("n" * longest, _SIZE) + _KEY, _NAMES[0]), _NAMES[1])
    frame = _Frame(
        [day for one in series for day in one.days], (chart["low"], chart["high"]), height, names_width
    )
    made = Figure(WIDTH, height)
    _scale(made, frame)
    _dates(made, frame, sorted({day for one in series for day in one.days}))
    names: list[_Name] = []
    for (name, level), dash in zip(levels, _cycled(_LEVELS, len(levels)), strict=True):
        y = frame.y(level)
        made.strokes.append(Stroke(((frame.left, y), (frame.right, y)), _GREY, 0.7, dash))
        names.append(_Name(frame.right, y, f"{name} : {number(level)}", _GREY))
    places = beside([[(frame.x(d), frame.y(v)) for d, v in _points(one)] for one in series])
    for one, path in zip(series, places, strict=True):
        if len(path) > 1:
            made.strokes.append(Stroke(tuple(path), one.tone, 1.1, one.dash))
        made.marks += [Mark(one.shape, x, y, one.tone) for x, y in path]
        x, y = path[-1]
        names.append(_Name(x + 5, y, f"{one.name} : {number(one.values[-1])}", one.tone, one.shape))
    if sum(len(path) for path in places) <= _FEW:
        _values(made, frame, series, places, [frame.y(level) for _, level in levels])
    _named(made, frame, names)
    return made


def told(chart: dict[str, Any]) -> str:
    """The same in a sentence, for whoever cannot see it."""
    parts = [f"échelle de {number(chart['low'])} à {number(chart['high'])}"]
    parts += [f"{name} : {number(level)}" for name, level in chart["lines"]]
    for one in chart["series"]:
        points = ", ".join(f"{number(v)} le {_day(d)} {d.year}" for d, v in _read(one["points"]))
        parts.append(f"{one['name']} : {points or 'aucune note'}")
    return f"{chart['title']}. {' ; '.join(parts)}."


def number(value: float) -> str:
    """« 7 », « 6,5 »."""
    return f"{value:.3g}".replace(".", ",")


def _read(points: Iterable[Sequence[Any]]) -> list[tuple[date, float]]:
    return sorted(((date.fromisoformat(day), float(value)) for day, value in points), key=lambda p: p[0])


def _looked(place: int, one: dict[str, Any]) -> _Series:
    points = _read(one["points"])
    shape, tone, dash = _LOOKS[place % len(_LOOKS)]
    return _Series(
        str(one["name"]), tuple(d for d, _ in points), tuple(v for _, v in points), shape, tone, dash
    )


def _points(one: _Series) -> Iterable[tuple[date, float]]:
    return zip(one.days, one.values, strict=True)


def _cycled(looks: Sequence[tuple[float, ...]], count: int) -> list[tuple[float, ...]]:
    return [looks[place % len(looks)] for place in range(count)]


def _day(day: date) -> str:
    """« 12 mars », « 1er févr. »."""
    told = format_date(day, "d MMM", locale="fr")
    return f"1er{told[1:]}" if day.day == 1 else told


def _scale(made: Figure, frame: _Frame) -> None:
    """Five even steps, with hairlines."""
    for step in range(6):
        level = frame.low + (frame.high - frame.low) * step / 5
        y = frame.y(level)
        made.strokes.append(Stroke(((frame.left, y), (frame.right, y)), _FAINT, 0.5))
        made.words.append(Word(number(level), frame.left - 7, y + 2.6, "end", _SMALL))


def _dates(made: Figure, frame: _Frame, days: Sequence[date]) -> None:
    """The first day, the last, and between them as many as stand clear of each other; a year where it begins."""
    if not days:
        return
    kept = [days[0]]
    room = _wide("30 sept.", _SMALL) + 8
    for day in days[1:-1]:
        if frame.x(day) - frame.x(kept[-1]) >= room and frame.x(days[-1]) - frame.x(day) >= room:
            kept.append(day)
    if days[-1] != days[0]:
        if frame.x(days[-1]) - frame.x(kept[-1]) < room and len(kept) > 1:
            kept.pop()
        kept.append(days[-1])
    year = 0
    for day in kept:
        x = frame.x(day)
        made.strokes.append(Stroke(((x, frame.bottom), (x, frame.bottom + 3)), _GREY, 0.5))
        made.words.append(Word(_day(day), x, frame.bottom + 12, "middle", _SMALL))
        if day.year != year:
            year = day.year
            made.words.append(Word(str(year), x, frame.bottom + 21, "middle", _SMALL))


def _wide(text: str, size: float) -> float:
    return len(text) * size * _LETTER


def _values(
    made: Figure,
    frame: _Frame,
    series: list[_Series],
    places: list[list[tuple[float, float]]],
    levels: list[float],
) -> None:
    """The value at each point but the last, which the name at the right bears, where it covers nothing."""
    taken: list[Box] = [(m.x - 4, m.y - 4, m.x + 4, m.y + 4) for m in made.marks]
    taken += [(frame.left, y - 0.5, frame.right, y + 0.5) for y in levels]
    taken += [box for path in places for box in along(path)]
    for one, path in zip(series, places, strict=True):
        for value, (x, y) in list(zip(one.values, path, strict=True))[:-1]:
            text = number(value)
            half = _wide(text, _SMALL) / 2 + 0.5
            for baseline in (y - 6.5, y + 11.5):
                box = (x - half, baseline - 6, x + half, baseline + 0.5)
                if baseline < frame.bottom and not any(meet(box, other) for other in taken):
                    made.words.append(Word(text, x, baseline, "middle", _SMALL, one.tone))
                    taken.append(box)
                    break


def _named(made: Figure, frame: _Frame, names: list[_Name]) -> None:
    """Each name as near as it can be to the height of what it names, with a thread to it."""
    names = sorted(names, key=lambda name: name.y)
    start = frame.right + _THREAD
    letters = int((WIDTH - start - _KEY) / (_SIZE * _LETTER))
    places = apart([name.y for name in names], _LEADING, frame.top, frame.bottom)
    for name, y in zip(names, places, strict=True):
        far = not name.shape or name.x < frame.right - _PAD or abs(y - name.y) > 1
        if far:
            thread = ((name.x, name.y), (frame.right + 4, name.y), (start - 3, y))
            made.strokes.append(Stroke(thread, name.tone, 0.4, (0.8, 1.6) if name.shape else ()))
        if name.shape:
            made.marks.append(Mark(name.shape, start + 2.5, y, name.tone))
        place = start + (_KEY if name.shape else 0)
        made.words.append(Word(_shortened(name.text, letters), place, y + 2.8, "start", _SIZE, name.tone))


def _shortened(text: str, letters: int) -> str:
    """A name that is too long loses its middle: what it is and its number stay."""
    if len(text) <= letters:
        return text
    name, _, value = text.rpartition(" : ")
    return f"{name[: letters - len(value) - 4].rstrip()}… : {value}"
