"""A fault in a dialogue or a template, told so that a coach can mend it: where, what, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`code` is stable: D1 reading YAML, D2 a step, D3 the whole dialogue, D4 its wording, D5 its tests."""

    file: str
    line: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        told = f"{self.file}:{self.line} {self.code} {self.message}"
        return f"{told} → {self.hint}" if self.hint else told


class DialogError(Exception):
    """Dialogues that cannot be played; `problems` says where and how to mend each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or all of them."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"écrire « {close[0]} » ?"
    return "choisir parmi : " + ", ".join(names) if names else "il n'y en a encore aucun"
