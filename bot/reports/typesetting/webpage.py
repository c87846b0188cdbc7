"""On a screen: one self-contained page, that prints well too. Whatever people wrote is escaped by Jinja."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.channels.markup import well_formed
from bot.reports.typesetting import plotting
from bot.reports.typesetting.quoting import quoted


def html(paper: dict[str, Any]) -> bytes:
    return well_formed(_template().render(paper)).encode()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "quoted": quoted, "drawn": plotting.figure, "told": plotting.told, "shares": _shares, "spelt": _spelt,
    }  # fmt: skip
    return environment.get_template("document.html.j2")


def _shares(widths: list[float]) -> list[str]:
    """Widths of columns in percent."""
    return [f"{100 * width / sum(widths):.4g}" for width in widths]


def _spelt(numbers: tuple[float, ...]) -> str:
    """« 3.5,2 »: a pair, or the lengths of a dash."""
    return ",".join(f"{number:.6g}" for number in numbers)
