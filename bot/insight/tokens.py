"""SentencePiece unigram tokenizer of XLM-RoBERTa, with the place of every token in the text.

Every piece of the vocabulary is known by a 64-bit polynomial hash of its code points, sorted: 4 MB, where
a dictionary of 250,000 strings takes 30. All substrings of the text are looked up at once by numpy; the best
segmentation (Viterbi) is then chosen among the few that exist.

    hash of points p[a:b] = Σ p[i] · M^(i - a)  mod 2^64, from running sums, M being odd and so invertible
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.insight.weights import Vocabulary

_METASPACE = 0x2581
_SPACE = 0x20
_CONTINUATION = 0x80  # the first two bits of a UTF-8 byte that starts no code point
_MULTIPLIER = 0x9E3779B97F4A7C15
_INVERSE = pow(_MULTIPLIER, -1, 2**64)
_UNKNOWN_PENALTY = 10.0  # as in e5.c: the lowest score of a piece, minus ten

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Ids without the two end marks; token `i` covers text[starts[i]:ends[i]], in code points."""

    ids: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def _powers(base: int, count: int) -> Hashes:
    out = np.full(count, base, dtype=np.uint64)
    if count:
        out[0] = 1
    return np.multiply.accumulate(out, dtype=np.uint64)


def _sums(points: npt.NDArray[np.uint32]) -> Hashes:
    """Sum point · M^i as it runs: one more sum than there are points."""
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum((points.astype(np.uint64) + np.uint64(1)) * _powers(_MULTIPLIER, len(points)), out=sums[1:])
    return sums


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class Tokenizer:
    """Text → token ids and places. Immutable once built, so any thread may use it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        raw = np.frombuffer(vocabulary.blob, dtype=np.uint8)
        before = np.zeros(len(raw) + 1, dtype=np.int64)
        np.cumsum((raw & 0xC0) != _CONTINUATION, out=before[1:])
        bounds = before[vocabulary.offsets]
        starts, lengths = bounds[:-1], np.diff(bounds)
        sums = _sums(_points(vocabulary.blob.decode("utf-8")))
        inverse = _powers(_INVERSE, int(bounds[-1]) + 1)
        hashes = (sums[bounds[1:]] - sums[starts]) * inverse[starts]
        usable = (lengths > 0) & (np.arange(len(lengths)) != vocabulary.unknown)
        order = np.argsort(hashes[usable], kind="stable")
        self._hashes: Hashes = hashes[usable][order]
        self._ids = np.flatnonzero(usable)[order].astype(np.int32)
        self._scores = vocabulary.scores.copy()
        self._longest = int(lengths.max())
        self._lengths = np.unique(lengths[usable])
        self._unknown = vocabulary.unknown
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_PENALTY
        self._normal = dict(vocabulary.normal)

    def tokens(self, text: str) -> Tokens:
        """Segment the text. Time and memory grow linearly; callers bound the length."""
        points, places = self._normalised(text)
        matches = self._matches(points)
        ids, bounds = self._best(matches, len(points))
        where = np.append(places, len(text))
        starts, ends = where[bounds[:-1]], where[bounds[1:]]
        return Tokens(ids, starts, np.maximum(ends, starts))

    def _normalised(self, text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Code points as the pieces write them, and for each the place in the text it comes from."""
        out, places = [_METASPACE], [0]
        for place, point in enumerate(_points(text).tolist()):
            for normal in self._normal.get(point, (point,)):
                if normal != _SPACE:
                    out.append(normal)
                    places.append(place)
                elif out[-1] != _METASPACE:
                    out.append(_METASPACE)
                    places.append(place)
        return np.array(out, dtype=np.uint32), np.array(places, dtype=np.int64)

    def _matches(self, points: npt.NDArray[np.uint32]) -> list[list[tuple[int, int]]]:
        """For each start, the (end, id) of every piece that begins there."""
        sums = _sums(points)
        inverse = _powers(_INVERSE, len(points))
        found: list[list[tuple[int, int]]] = [[] for _ in range(len(points))]
        for length in self._lengths.tolist():
            if length > len(points):
                break
            keys = (sums[length:] - sums[:-length]) * inverse[: len(points) - length + 1]
            at = np.minimum(np.searchsorted(self._hashes, keys), len(self._hashes) - 1)
            for start in np.flatnonzero(self._hashes[at] == keys).tolist():
                found[start].append((start + length, int(self._ids[at[start]])))
        return found

    def _best(
        self, matches: list[list[tuple[int, int]]], length: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Viterbi: ids of the likeliest segmentation, and its bounds among the code points."""
        best = [-np.inf] * (length + 1)
        best[0] = 0.0
        back: list[tuple[int, int]] = [(0, self._unknown)] * (length + 1)
        for start, pieces in enumerate(matches):
            here = best[start]
            for end, piece in pieces:
                score = here + float(self._scores[piece])
                if score > best[end]:
                    best[end], back[end] = score, (start, piece)
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = here + self._unknown_score, (start, self._unknown)
        ids, bounds = [], [length]
        while bounds[-1] > 0:
            start, piece = back[bounds[-1]]
            ids.append(piece)
            bounds.append(start)
        return np.array(ids[::-1], dtype=np.int64), np.array(bounds[::-1], dtype=np.int64)
