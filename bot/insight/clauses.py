"""An answer cut into clauses: the grain at which the reader looks and quotes.

Chat French is often written without punctuation, so conjunctions cut too when both sides are long enough,
and a run that stays too long is cut before a subject pronoun. No parser: on text without accents they fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HARD = re.compile(r"[.!?…;\n\r]+|(?<=\s)[-–—•*](?=\s)")
_SOFT = re.compile(
    r",(?=\s)|:(?=\s)|\((?=\S)|\)"
    r"|\s(?=(?:mais|et|parce\s+qu|pcq|donc|du\s+coup|dcp|sauf\s+qu|alors\s+qu|alors|puis|pourtant|sinon|or"
    r"|par\s+contre|quand\s+m[eê]me|car|vu\s+qu|comme\s+quoi|ensuite|apr[eè]s|maintenant)\b)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s(?=(?:je|j['’]|j\s|on|ils?|elles?|nous|tu|vous|c['’ ]est|ce)\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LEADING = re.compile(
    r"(?:[\W_]+|(?:et|mais|donc|alors|puis|car|or|que|qu['’]|du\s+coup|dcp|parce\s+qu(?:e\b|['’])|bon|bah|ben|euh)(?:\s+|(?<=['’])))+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:[\s,;:.!?…\-–—(«\"]+|\s(?:et|mais|donc|que|puis|car|parce))+$", re.IGNORECASE)
SHORTEST = 4  # words: a shorter piece is joined to its neighbour
LONGEST = 24  # words: a longer piece is cut before a subject pronoun


@dataclass(frozen=True, slots=True)
class Clause:
    """text[start:end], in code points."""

    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """Clauses in order, without overlap; none when the text has no word."""
    out: list[Clause] = []
    for sentence in _cut(text, Clause(0, len(text)), _HARD, shortest=1):
        for piece in _cut(text, sentence, _SOFT, shortest=SHORTEST):
            out.extend(_shortened(text, piece))
    return out


def quoted(text: str, clause: Clause) -> Clause:
    """Leave out the conjunctions and punctuation around the clause, as one would quote it."""
    start, end = clause.start, clause.end
    if found := _LEADING.match(text, start, end):
        start = found.end()
    if found := _TRAILING.search(text[start:end]):
        end = start + found.start()
    return Clause(start, end) if _WORD.search(text, start, end) else clause


def words(text: str, clause: Clause) -> int:
    """How many words the clause has."""
    return sum(1 for _ in _WORD.finditer(text, clause.start, clause.end))


def _cut(text: str, whole: Clause, at: re.Pattern[str], *, shortest: int) -> list[Clause]:
    """Cut `whole` at matches of `at` into pieces of `shortest` words or more; marks end what precedes."""
    out: list[Clause] = []
    start = whole.start
    for mark in [*at.finditer(text, whole.start, whole.end), None]:
        end = mark.end() if mark else whole.end
        piece = Clause(start, end)
        if words(text, piece) >= shortest:
            out.append(piece)
            start = end
    rest = Clause(start, whole.end)
    if words(text, rest):
        out = [*out[:-1], Clause(out[-1].start, rest.end)] if out else [rest]
    return out


def _shortened(text: str, piece: Clause) -> list[Clause]:
    if words(text, piece) <= LONGEST:
        return [piece]
    return _cut(text, piece, _PRONOUN, shortest=LONGEST // 2)
