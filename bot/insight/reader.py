"""The readers and how they are loaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.insight.clauses import Clause, clauses, quoted, words
from bot.insight.distress import FEWEST, weighed
from bot.insight.encoder import Encoder
from bot.insight.features import features, windows
from bot.insight.head import DANGER, DISTRESS, Head, saved
from bot.insight.ngrams import ngrams
from bot.insight.reading import PITFALLS, Distress, Finding, Reader, Reading, SilentReader
from bot.insight.stance import taken_back
from bot.insight.weights import Floats, WeightsUnavailableError, installed, opened

_log = logging.getLogger(__name__)


class VectorReader:
    """multilingual-e5-small and linear heads: see README.md."""

    name = "e5"

    def __init__(self, encoder: Encoder, head: Head) -> None:
        self._encoder = encoder
        self._head = head

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:  # noqa: ARG002
        found = features(self._encoder, text)
        if found is None:
            return Reading()
        parts = self._head.clause(found.parts)
        small = self._head.small(ngrams(_read_of(text)))
        scores = self._head.probabilities(self._head.answer(found.answer), parts.max(axis=0), small)
        best = parts.argmax(axis=0)
        evidence = {
            target: found.clauses[int(clause)]
            for target, clause in zip(self._head.targets, best, strict=True)
        }
        return _reading(text, self._head, scores, evidence, self._head.bars(_count(text)))


class SmallReader:
    """Hashed n-grams and a linear map, for when the encoder's weights cannot be read. Weaker."""

    name = "ngrams"

    def __init__(self, head: Head) -> None:
        self._head = head

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:  # noqa: ARG002
        own = [window for window in windows(text) if clauses(text[window.start : window.end])]
        if not own:
            return Reading()
        parts = [
            Clause(clause.start + window.start, clause.end + window.start)
            for window in own
            for clause in clauses(text[window.start : window.end])
        ]
        scores = self._head.small_probabilities(self._head.small(ngrams(_read_of(text))))
        each = self._head.small(np.stack([ngrams(text[part.start : part.end]) for part in parts]))
        evidence = {
            target: parts[int(best)]
            for target, best in zip(self._head.targets, each.argmax(axis=0), strict=True)
        }
        return _reading(text, self._head, scores, evidence, self._head.small_thresholds)


@lru_cache(maxsize=1)
def load() -> Reader:
    """Make the best reader this machine can run, once.

    Never raises: without the encoder's weights the small reader takes over, without `head.npz` nothing is
    read; both are said by the reader's `name` and by a warning.
    """
    try:
        head = saved()
    except (OSError, ValueError, KeyError) as error:
        _log.warning("insight: head.npz cannot be read (%s), nothing will be read", type(error).__name__)
        return SilentReader()
    try:
        return VectorReader(Encoder(opened(installed()), head.layers), head)
    except WeightsUnavailableError as error:
        _log.warning("insight: %s; the smaller reader takes over", error)
        return SmallReader(head)


def _read_of(text: str) -> str:
    """Leave out the middle of a very long text."""
    return " ".join(text[window.start : window.end] for window in windows(text))


def _count(text: str) -> int:
    return words(text, Clause(0, len(text)))


def _reading(
    text: str, head: Head, scores: Floats, evidence: dict[str, Clause], thresholds: dict[str, float]
) -> Reading:
    probability = dict(zip(head.targets, scores.tolist(), strict=True))
    count = _count(text)
    present = {target for target, p in probability.items() if count >= FEWEST and p >= thresholds[target]}
    findings = []
    against = taken_back(_read_of(text)) if present.intersection(PITFALLS) else {}
    for label in PITFALLS:
        if label in present and label not in against:
            span = quoted(text, evidence[label])
            quote = text[span.start : span.end]
            findings.append(Finding(label, span.start, span.end, quote, round(probability[label], 3)))
    findings.sort(key=lambda finding: -finding.score)
    themes = tuple(t for t in head.targets if t in present and t not in (*PITFALLS, DISTRESS, DANGER))
    distress = weighed(
        text,
        count,
        felt=probability[DISTRESS],
        danger=probability[DANGER],
        bars=(thresholds[DISTRESS], thresholds[DANGER]),
        explained=bool(findings),
    )
    if distress is Distress.SURE:  # not the moment for a hypothesis
        findings = []
    return Reading(tuple(findings), distress, themes)
