"""Hashed n-grams of words and characters: the features of the smaller reader, from the text alone."""

from __future__ import annotations

import zlib
from itertools import pairwise

import numpy as np

from bot.insight.cues import plain
from bot.insight.weights import Floats

SIZE = 1 << 13
_CHARACTERS = (3, 4, 5)


def ngrams(text: str) -> Floats:
    """Count n-grams (square roots of counts), shape (SIZE,), scaled to length 1, or 0 without a word."""
    out = np.zeros(SIZE, dtype=np.float32)
    words = plain(text).split()
    grams = [f"w{word}" for word in words]
    grams += [f"w{one} {two}" for one, two in pairwise(words)]
    for word in words:
        padded = f"<{word}>"
        grams += [padded[i : i + n] for n in _CHARACTERS for i in range(len(padded) - n + 1)]
    for gram in grams:
        out[zlib.crc32(gram.encode("utf-8", "surrogatepass")) % SIZE] += 1.0
    np.sqrt(out, out=out)
    length = float(np.linalg.norm(out))
    return out / np.float32(length) if length else out
