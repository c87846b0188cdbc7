"""The labelled file that a reader is measured on: one annotated answer a line, as corpus/GUIDE.md describes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.insight.reading import PITFALLS, THEMES, Distress, Reading

LEVERS = ("way", "person")


class NotAnnotatedError(ValueError):
    """The file is not one of annotated answers; the message is a French sentence that quotes nobody."""


@dataclass(frozen=True, slots=True)
class Quote:
    """An annotated passage and what it shows: a label, or the kind of a lever."""

    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Item:
    """An annotated answer. None stands for what the file does not tell."""

    identity: str
    text: str
    labels: frozenset[str]
    voice: str | None = None
    question: str = ""
    before: tuple[str, ...] = ()
    kind: str | None = None
    evidence: tuple[Quote, ...] | None = None
    distress: Distress | None = None
    themes: frozenset[str] | None = None  # also None when they are free keywords: older files
    levers: tuple[Quote, ...] | None = None

    @property
    def free(self) -> bool:
        """Nothing is to be found: a pitfall read here is a false positive."""
        return not self.labels and self.distress in (None, Distress.NONE)


@dataclass(frozen=True, slots=True)
class Read:
    """An answer of the file, what was read, and how long it took in seconds."""

    item: Item
    reading: Reading
    seconds: float

    @property
    def labels(self) -> set[str]:
        return {finding.label for finding in self.reading.findings}


def items(path: Path) -> list[Item]:
    """Read every annotated answer.

    Raises OSError when the file cannot be opened, NotAnnotatedError when it is not what it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines() would cut at U+2028 in a text
    except UnicodeDecodeError:
        raise NotAnnotatedError("Le fichier n’est pas en UTF-8 ; enregistrez-le en UTF-8.") from None
    out = [_item(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not out:
        raise NotAnnotatedError("Le fichier est vide ; il faut une réponse annotée par ligne.")
    return out


def shown(text: str) -> str:
    """Leave what a screen can show on one line: no control character, no half of a pair."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _item(number: int, line: str) -> Item:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not given.keys() >= {"text", "labels"}:
        raise NotAnnotatedError(
            f"Ligne {number} : ce n’est pas une réponse annotée ; "
            "il faut un objet JSON avec « text » et « labels »."
        )
    known: dict[str, Any] = {}
    for field, (fits, wanted, needed) in _FIELDS.items():
        value = given.get(field)
        if value is None and not needed:
            continue
        if not fits(value, given["text"]):
            rest = "" if needed else " ou retirez-en ce champ"
            raise NotAnnotatedError(
                f"Ligne {number} : « {field} » doit être {wanted} ; corrigez cette ligne{rest}."
            )
        known[field] = value
    known["labels"] = frozenset(known["labels"])
    if "before" in known:
        known["before"] = tuple(known["before"])
    if "kind" in known:
        known["kind"] = shown(known["kind"])
    if "distress" in known:
        known["distress"] = Distress(known["distress"])
    themes = frozenset(known.pop("themes", ("?",)))
    known["themes"] = themes if themes.issubset(THEMES) else None
    for field, name in (("evidence", "label"), ("levers", "kind")):
        if field in known:
            known[field] = tuple(Quote(quote[name], quote["quote"]) for quote in known[field])
    return Item(identity=shown(str(given.get("id", f"ligne {number}"))), **known)


def _text(value: Any, _text_of_line: str) -> bool:
    return isinstance(value, str)


def _texts(value: Any, _text_of_line: str) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _pitfalls(value: Any, text: str) -> bool:
    return _texts(value, text) and set(value).issubset(PITFALLS)


def _distress(value: Any, _text_of_line: str) -> bool:
    return value in set(Distress) if isinstance(value, str) else False


def _quotes(name: str, among: tuple[str, ...] | None = None) -> Callable[[Any, str], bool]:
    def fits(value: Any, text: str) -> bool:
        return isinstance(value, list) and all(
            isinstance(one, dict)
            and isinstance(one.get(name), str)
            and (among is None or one[name] in among)
            and isinstance(one.get("quote"), str)
            and bool(one["quote"])
            and one["quote"] in text
            for one in value
        )

    return fits


#: Field → whether a value fits (the value, the text of the line), how one says what does, whether it is needed.
_FIELDS: dict[str, tuple[Callable[[Any, str], bool], str, bool]] = {
    "text": (_text, "un texte", True),
    "labels": (_pitfalls, f"une liste, vide ou prise parmi {', '.join(PITFALLS)}", True),
    "voice": (_text, "un texte", False),
    "question": (_text, "un texte ou null", False),
    "before": (_texts, "une liste de textes", False),
    "kind": (_text, "un mot ou null", False),
    "evidence": (
        _quotes("label"),
        'une liste de {"label", "quote"} dont chaque « quote » est recopié du texte',
        False,
    ),
    "distress": (_distress, "none, unsure ou sure", False),
    "themes": (_texts, "une liste de mots", False),
    "levers": (
        _quotes("kind", LEVERS),
        'une liste de {"kind", "quote"}, « kind » way ou person, « quote » recopié du texte',
        False,
    ),
}
