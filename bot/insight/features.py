"""Text → numbers: one vector for the answer and one for each clause, from a single pass of the encoder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.insight.clauses import Clause, clauses
from bot.insight.encoder import Encoded, Encoder
from bot.insight.weights import Floats

WINDOW = 1500  # code points: about 250 words; a longer text is read at its beginning and at its end


@dataclass(frozen=True, slots=True)
class Features:
    """`answer` has shape (size,), `parts` (clauses, size); `clauses[i]` is the passage of `parts[i]`."""

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
        wholes.append(_pooled(encoded, np.ones(len(encoded.starts), dtype=bool)))
        for clause in clauses(text[window.start : window.end]):
            inside = (encoded.starts < clause.end) & (encoded.ends > clause.start)
            if inside.any():
                parts.append(_pooled(encoded, inside))
                found.append(Clause(clause.start + window.start, clause.end + window.start))
    if not parts:
        return None
    return Features(np.mean(wholes, axis=0, dtype=np.float32), np.stack(parts), tuple(found))


def windows(text: str) -> list[Clause]:
    """What is read of a text: all of it, or its beginning and its end when it is very long."""
    if len(text) <= 2 * WINDOW:
        middle = len(text) if len(text) <= WINDOW else text.rfind(" ", 1, WINDOW) + 1 or WINDOW
        return [Clause(0, middle), *([Clause(middle, len(text))] if middle < len(text) else [])]
    first = text.rfind(" ", 1, WINDOW) + 1 or WINDOW
    last = text.find(" ", len(text) - WINDOW) + 1 or len(text) - WINDOW
    return [Clause(0, first), Clause(last, len(text))]


def _pooled(encoded: Encoded, tokens: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """The mean of these tokens at each layer, each scaled to length √hidden, end to end."""
    means = [state[tokens].mean(axis=0) for state in encoded.states]
    scaled = [
        mean * np.float32(np.sqrt(len(mean)) / max(float(np.linalg.norm(mean)), 1e-6)) for mean in means
    ]
    return np.concatenate(scaled).astype(np.float32)
