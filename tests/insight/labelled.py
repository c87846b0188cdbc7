"""A reader that follows a script, and labelled files to measure it on."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.insight import PITFALLS, Finding, Reading
from bot.insight.evaluation import EXAMPLES, evaluate

GUIDON, POSTURE, RUPTURE, SOLITUDE = PITFALLS


class Scripted:
    """Says what its script says of a text; keeps what it was asked."""

    name = "scripted"

    def __init__(self, **script: Reading) -> None:
        self._script = script
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:
        self.asked.append((text, question, tuple(before)))
        return self._script.get(text, Reading())


def finding(label: str, quote: str, text: str = "", score: float = 0.9) -> Finding:
    start = (text or quote).index(quote)
    return Finding(label, start, start + len(quote), quote, score)


def item(text: str, *labels: str, **fields: Any) -> dict[str, Any]:
    return {"text": text, "labels": list(labels), **fields}


def written(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in items), encoding="utf-8")
    return path


def ticking(*seconds: float) -> Callable[[], float]:
    """A clock that adds these, again and again: the first while nothing is read, the second while reading …"""
    return itertools.accumulate(itertools.cycle(seconds)).__next__


def figures(path: Path, reader: Scripted, *items: dict[str, Any], shown: int = EXAMPLES) -> dict[str, Any]:
    return evaluate(reader, written(path / "a.jsonl", *items), shown=shown, clock=ticking(0.0, 0.01))
