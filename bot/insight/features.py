"""Text → numbers: one vector for the answer and one for each clause, from a single pass of the encoder."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from bot.insight.clauses import Clause, clauses
from bot.insight.encoder import Encoded, Encoder
from bot.insight.weights import Floats

WINDOW = 1500  # code points: about 250 words; a longer text is read at its beginning and at its end


# Words of the first person: their vectors say what the writer does, feels and undergoes.
_ME = re.compile(
    r"(?<![^\W_])(?:j['’]|m['’]|(?:je?|jai|jme|chuis|me?|moi|mon|ma|mes|on|nous|notre|nos)(?![^\W_]))",
    re.IGNORECASE,
)

Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Features:
    """What a text looks like to the heads, h being the encoder's width and L how many layers are read.

    `answer`, shape (3 · L · h,): mean and spread of all tokens, mean of the first person's.
    `parts`, shape (clauses, L · h): mean of the tokens of each clause; `clauses[i]` is its passage.
    """

    answer: Floats
    parts: Floats
    clauses: tuple[Clause, ...]


def features(encoder: Encoder, text: str) -> Features | None:
    """None when there is no word to read."""
    parts: list[Floats] = []
    found: list[Clause] = []
    wholes: list[Floats] = []
    for window in windows(text):
        encoded = encoder.encode(text[window.start : window.end])
        if not len(encoded.starts):
            continue
        wholes.append(_whole(encoded, text[window.start : window.end]))
        for clause in clauses(text[window.start : window.end]):
            inside = (encoded.starts < clause.end) & (encoded.ends > clause.start)
            if inside.any():
                parts.append(_pooled(encoded, inside))
                found.append(Clause(clause.start + window.start, clause.end + window.start))
    if not parts:
        return None
    return Features(np.mean(wholes, axis=0, dtype=np.float32), np.stack(parts), tuple(found))


def windows(text: str) -> list[Clause]:
    """Choose what is read of a text: all of it, or its beginning and its end when it is very long."""
    if len(text) <= 2 * WINDOW:
        middle = len(text) if len(text) <= WINDOW else text.rfind(" ", 1, WINDOW) + 1 or WINDOW
        return [Clause(0, middle), *([Clause(middle, len(text))] if middle < len(text) else [])]
    first = text.rfind(" ", 1, WINDOW) + 1 or WINDOW
    last = text.find(" ", len(text) - WINDOW) + 1 or len(text) - WINDOW
    return [Clause(0, first), Clause(last, len(text))]


def _whole(encoded: Encoded, text: str) -> Floats:
    every = np.ones(len(encoded.starts), dtype=bool)
    me = np.zeros(len(encoded.starts), dtype=bool)
    for word in _ME.finditer(text):
        me |= (encoded.starts < word.end()) & (encoded.ends > word.start())
    spread = [state.std(axis=0) for state in encoded.states]
    own = _pooled(encoded, me) if me.any() else np.zeros_like(np.concatenate(spread))
    return np.concatenate([_pooled(encoded, every), own, *spread])


def _pooled(encoded: Encoded, tokens: Bools) -> Floats:
    """Average these tokens at each layer, scale each mean to length √hidden, put them end to end."""
    means = [state[tokens].mean(axis=0) for state in encoded.states]
    scaled = [
        mean * np.float32(np.sqrt(len(mean)) / max(float(np.linalg.norm(mean)), 1e-6)) for mean in means
    ]
    return np.concatenate(scaled).astype(np.float32)
