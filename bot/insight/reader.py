"""The readers and how they are loaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.insight import cues
from bot.insight.clauses import Clause, clauses, quoted, words
from bot.insight.distress import FEWEST, weighed
from bot.insight.encoder import Encoder
from bot.insight.features import Features, after, features, windows
from bot.insight.head import DANGER, DISTRESS, PERSON, WAY, Head, saved
from bot.insight.ngrams import ngrams
from bot.insight.reading import PITFALLS, THEMES, Distress, Finding, Lever, Reader, Reading, SilentReader
from bot.insight.stance import taken_back
from bot.insight.tuned import Eyes, tuned
from bot.insight.weights import Floats, WeightsUnavailableError, installed, opened

_log = logging.getLogger(__name__)

CLAUSE = 5.0  # what a clause's own score weighs beside the share of the look that falls on it
NEAR = 0.3  # share of the bar of distress from which the answers before are read too


class VectorReader:
    """multilingual-e5-small with tuned layers and heads: see README.md."""

    name = "e5"

    def __init__(self, encoder: Encoder, eyes: Eyes, head: Head) -> None:
        self._encoder = encoder
        self._eyes = eyes
        self._head = head

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:
        found = features(self._encoder, self._eyes, text, question)
        if found is None:
            return Reading()
        parts = self._head.clause(found.parts)
        scores = self._weighed(text, found, parts)
        best = (found.looked + CLAUSE * parts).argmax(axis=0)
        evidence = {
            target: found.clauses[int(clause)]
            for target, clause in zip(self._head.targets, best, strict=True)
        }
        probability = dict(zip(self._head.targets, scores.tolist(), strict=True))
        if before and self._may_change(probability, before):
            heard = features(self._encoder, self._eyes, text, after(question, before))
            if heard is not None:
                again = self._weighed(text, heard, self._head.clause(heard.parts))
                heard_now = dict(zip(self._head.targets, again.tolist(), strict=True))
                probability |= {target: heard_now[target] for target in (DISTRESS, DANGER)}
        return _reading(text, self._head, probability, evidence, self._head.bars(_count(text)))

    def _weighed(self, text: str, found: Features, parts: Floats) -> Floats:
        small = self._head.small(ngrams(_read_of(text)))
        return self._head.probabilities(self._head.answer(found.answer), parts.max(axis=0), small, found.odds)

    def _may_change(self, probability: dict[str, float], before: Sequence[str]) -> bool:
        """Whether the answers before this one may make it graver, or harmless: reading them costs a second pass."""
        near = probability[DISTRESS] >= NEAR * self._head.thresholds[DISTRESS]
        return near or any(cues.danger(text) or cues.doubt(text) or cues.hint(text) for text in before)


class SmallReader:
    """Hashed n-grams and a linear map, for when the encoder's weights cannot be read. Weaker."""

    name = "ngrams"

    def __init__(self, head: Head) -> None:
        self._head = head

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:  # noqa: ARG002 - n-grams know no question
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
        probability = dict(zip(self._head.targets, scores.tolist(), strict=True))
        return _reading(text, self._head, probability, evidence, self._head.small_thresholds)


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
        learned = tuned()
        weights = opened(installed())
        return VectorReader(Encoder(weights, head.layers, learned.branch(weights)), learned.eyes, head)
    except (WeightsUnavailableError, OSError, ValueError, KeyError) as error:
        _log.warning("insight: %s; the smaller reader takes over", error)
        return SmallReader(head)


def _read_of(text: str) -> str:
    """Leave out the middle of a very long text."""
    return " ".join(text[window.start : window.end] for window in windows(text))


def _count(text: str) -> int:
    return words(text, Clause(0, len(text)))


def _reading(
    text: str,
    head: Head,
    probability: dict[str, float],
    evidence: dict[str, Clause],
    thresholds: dict[str, float],
) -> Reading:
    count = _count(text)
    present = {target for target, p in probability.items() if count >= FEWEST and p >= thresholds[target]}
    against = taken_back(_read_of(text))
    findings: list[Finding] = []
    doubts: list[Finding] = []
    for label in PITFALLS:
        p = probability[label]
        if label in against or count < FEWEST or (label not in present and p < head.doubts[label]):
            continue
        span = quoted(text, evidence[label])
        found = Finding(label, span.start, span.end, text[span.start : span.end], round(p, 3))
        (findings if label in present else doubts).append(found)
    distress = weighed(
        text,
        count,
        felt=probability[DISTRESS],
        danger=probability[DANGER],
        bars=(thresholds[DISTRESS], thresholds[DANGER]),
        explained=bool(findings),
    )
    if distress is Distress.SURE:  # not the moment for a hypothesis
        findings, doubts = [], []
    return Reading(
        findings=tuple(sorted(findings, key=lambda finding: -finding.score)),
        distress=distress,
        themes=tuple(sorted(present.intersection(THEMES), key=lambda theme: -probability[theme])),
        doubts=tuple(sorted(doubts, key=lambda doubt: -doubt.score)),
        odds=tuple(round(0.0 if label in against else probability[label], 4) for label in PITFALLS),
        levers=tuple(_lever(text, kind, evidence[kind]) for kind in (WAY, PERSON) if kind in present),
    )


def _lever(text: str, kind: str, clause: Clause) -> Lever:
    span = quoted(text, clause)
    return Lever(kind, text[span.start : span.end])
