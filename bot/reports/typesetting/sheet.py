"""On paper: a PDF that a screen reader can follow (PDF/UA-1), or a picture, both by Typst.

The fonts come with it, those of the machine are never looked at, and no clock is read: the same document gives the
same bytes everywhere.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from bot.channels.markup import well_formed
from bot.reports.typesetting import plotting
from bot.reports.typesetting.quoting import quoted

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_PICTURE_WIDTH = 518  # points, as in the template
_PIXELS = 1000
#: What has no shape in any font, and what would turn the order of letters round far beyond its own word.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
#: Words of this many letters may be broken anywhere, lest they run into the margin or the next column.
_LONG_WORD, _LONG_IN_TABLE = 36, 24
_LONG_CELL = 600  # letters, from which a row may be broken between two pages
_BREAK = "\u200b"
_FOOT = 160  # letters: what two lines at the foot of a page hold
#: Letters of JSON that a picture may be made of: what is longer would be higher than Telegram shows or memory bears.
_MOST_IN_PICTURE = 20_000


def pdf(paper: dict[str, Any]) -> bytes:
    """Raises `typst.TypstError`."""
    given = _given(paper, picture=False)
    try:
        return _compiled(given, "pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    return _compiled(given, "pdf")  # a letter that no font here has: a box stands for it


def png(paper: dict[str, Any]) -> bytes:
    """One picture, 1000 pixels wide and as high as it needs. Raises `typst.TypstError`; ValueError if it has too much
    to say for that."""
    given = _given(paper, picture=True)
    if len(given["paper"]) > _MOST_IN_PICTURE:
        raise ValueError("too long for a picture")
    return _compiled(given, "png", ppi=72 * _PIXELS / _PICTURE_WIDTH)


def _compiled(given: dict[str, str], kind: Any, **how: Any) -> bytes:
    made: bytes = typst.compile(
        _template(),
        format=kind,
        sys_inputs=given,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        timestamp=0,
        **how,
    )
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (_HERE / "document.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def _given(paper: dict[str, Any], *, picture: bool) -> dict[str, str]:
    ready = {
        "title": _line(paper["title"]) or "Document",
        "subtitle": _line(paper["subtitle"]),
        "foot": _line(textwrap.shorten(_clean(paper["foot"]), _FOOT, placeholder="…")),
        "facts": [[_line(name), _lines(value)] for name, value in paper["facts"]],
        "parts": [_ready(part) for part in paper["parts"]],
    }
    return {"paper": json.dumps(ready, ensure_ascii=False), "picture": "yes" if picture else "no"}


def _ready(part: dict[str, Any]) -> dict[str, Any]:
    """A part as the template wants it: lines instead of line ends, drawings instead of numbers."""
    return {"kind": part["kind"], **_READY[part["kind"]](part)}


def _heading(part: dict[str, Any]) -> dict[str, Any]:
    return {"text": _line(part["text"]), "level": part["level"]}


def _text(part: dict[str, Any]) -> dict[str, Any]:
    return {"lines": [line for line in _lines(part["text"]) if line.strip()]}


def _bullets(part: dict[str, Any]) -> dict[str, Any]:
    return {"items": [_lines(item) for item in part["items"]]}


def _quote(part: dict[str, Any]) -> dict[str, Any]:
    return {"lines": _lines(quoted(part["text"])), "by": _line(part["by"])}


def _chart(part: dict[str, Any]) -> dict[str, Any]:
    drawing = plotting.figure(part).to_json()
    for word in drawing["words"]:
        word["text"] = _clean(word["text"])
    return {"title": _line(part["title"]), "told": _clean(plotting.told(part)), "drawing": drawing}


def _signatures(part: dict[str, Any]) -> dict[str, Any]:
    return {"rows": [[_line(word) for word in row] for row in part["rows"]]}


def _table(part: dict[str, Any]) -> dict[str, Any]:
    rows = [[_cell(text) for text in row] for row in part["rows"]]
    count = max([len(part["header"]), *(len(row) for row in rows)], default=0) or 1
    rows = [row + [_cell("")] * (count - len(row)) for row in rows]
    header = [_line(text, _LONG_IN_TABLE) for text in part["header"]]
    header += [""] * (count - len(header)) if header else []
    widths = list(part["widths"]) if len(part["widths"]) == count else [1] * count
    return {"header": header, "rows": rows, "widths": widths}


_READY: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "heading": _heading,
    "text": _text,
    "bullets": _bullets,
    "quote": _quote,
    "table": _table,
    "chart": _chart,
    "signatures": _signatures,
}


def _cell(text: str) -> dict[str, Any]:
    return {"lines": _lines(text, _LONG_IN_TABLE), "long": len(text) > _LONG_CELL}


def _lines(text: str, long: int = _LONG_WORD) -> list[str]:
    return [_line(line, long) for line in str(text).splitlines()] or [""]


def _line(text: str, long: int = _LONG_WORD) -> str:
    """One line: breaks become spaces, and words without an end may be broken."""
    return re.sub(rf"\S{{{long},}}", _breakable, _clean(str(text)))


def _breakable(word: re.Match[str]) -> str:
    """May be broken after every eighth letter, never between a letter and its accents."""
    return re.sub(r"(.{8})(?=[^\W_]|[/._-])", rf"\1{_BREAK}", word[0])


def _clean(text: str) -> str:
    return _UNSEEN.sub("", " ".join(well_formed(text).split("\n")).replace("\t", " "))
