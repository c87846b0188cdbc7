"""Make `head.npz` from `corpus/train.jsonl` and `corpus/dev.jsonl`: `python -m bot.insight.train`.

Needs scikit-learn (a development dependency). Deterministic: same corpus, same head, within float tolerance.

Every target gets two logistic regressions, one on the answer's vector and one on clauses (positive: clauses that
overlap the evidence), each tried on voices it has not seen; a third, on those two scores, weighs and calibrates
them. Its threshold is the lowest that keeps false alarms on hard negatives under `FALSE_ALARMS`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.insight.encoder import Encoder
from bot.insight.features import Features, features
from bot.insight.head import DANGER, DISTRESS, Head, Linear, saved
from bot.insight.ngrams import ngrams
from bot.insight.reading import PITFALLS
from bot.insight.weights import Floats, installed, opened

CORPUS = Path(__file__).with_name("corpus")
FILES = ("train.jsonl", "dev.jsonl")
LAYERS = (8, 12)
FALSE_ALARMS = 0.02  # a label, on answers that do not carry it
DISTRESS_ALARMS, DANGER_ALARMS = 0.05, 0.02  # the same for distress: a missed danger costs more
THEME_EXAMPLES = 30  # a theme with fewer is not learned
FOLDS = 4
STRENGTH_ANSWER, STRENGTH_CLAUSE, STRENGTH_SMALL = 0.003, 0.003, 4.0

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """One answer of the corpus, read into numbers."""

    item: dict[str, Any]
    numbers: Features
    small: Floats


def corpus(files: tuple[str, ...] = FILES, folder: Path = CORPUS) -> list[dict[str, Any]]:
    """Answers of the files that exist, in order."""
    lines = [
        line
        for name in files
        if (folder / name).is_file()
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines if line.strip()]


def digest(items: list[dict[str, Any]]) -> str:
    """SHA-256 of the answers, so that a head tells which corpus made it."""
    return hashlib.sha256(json.dumps(items, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def noisy(text: str) -> str:
    """The same answer typed fast: no accents, no apostrophes, no capitals, little punctuation."""
    folded = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[,;:.]+", "", re.sub(r"['’]", "", bare))


def examples(encoder: Encoder, items: list[dict[str, Any]]) -> list[Example]:
    out = []
    for item in items:
        found = features(encoder, item["text"])
        if found is not None:
            out.append(Example(item, found, ngrams(item["text"])))
    return out


def has(item: dict[str, Any], target: str) -> bool:
    """Whether the answer carries the target."""
    if target == DISTRESS:
        return bool(item["distress"] != "none")
    if target == DANGER:
        return bool(item["distress"] == "sure")
    return target in item["labels"] or target in item["themes"]


def shown(example: Example, target: str) -> Bools:
    """Which clauses of a positive answer show the target: those of its evidence, or all when none is marked."""
    text = example.item["text"]
    spans = []
    for evidence in example.item["evidence"]:
        start = text.find(evidence["quote"])
        if evidence["label"] == target and start >= 0:
            spans.append((start, start + len(evidence["quote"])))
    if not spans:
        return np.ones(len(example.numbers.clauses), dtype=bool)
    overlap = [
        max(min(clause.end, end) - max(clause.start, start) for start, end in spans)
        / (clause.end - clause.start)
        for clause in example.numbers.clauses
    ]
    return np.array(overlap) >= min(0.5, max(overlap))


def fitted(x: Floats, y: Bools, strength: float) -> tuple[Floats, float]:
    """A balanced logistic regression on columns scaled to unit variance; the scaling folded back into it."""
    centre, scale = x.mean(axis=0), x.std(axis=0) + np.float32(1e-3)
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
    model.fit((x - centre) / scale, y)
    weights = model.coef_[0] / scale
    return weights.astype(np.float32), float(model.intercept_[0] - weights @ centre)


def answer_head(data: list[Example], target: str) -> tuple[Floats, float]:
    x = np.stack([example.numbers.answer for example in data])
    return fitted(x, np.array([has(example.item, target) for example in data]), STRENGTH_ANSWER)


def clause_head(data: list[Example], target: str) -> tuple[Floats, float]:
    """Trained on the evidence against every clause of the answers that do not carry the target."""
    rows, marks = [], []
    for example in data:
        if has(example.item, target):
            chosen = example.numbers.parts[shown(example, target)]
            rows.append(chosen)
            marks += [True] * len(chosen)
        else:
            rows.append(example.numbers.parts)
            marks += [False] * len(example.numbers.parts)
    return fitted(np.concatenate(rows), np.array(marks), STRENGTH_CLAUSE)


def small_head(data: list[Example], target: str) -> tuple[Floats, float]:
    x = np.stack([example.small for example in data])
    model = LogisticRegression(C=STRENGTH_SMALL, class_weight="balanced", max_iter=300)
    model.fit(x, [has(example.item, target) for example in data])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def scores(data: list[Example], heads: tuple[tuple[Floats, float], ...]) -> Floats:
    """Columns: the answer's score, the best clause's score, the small reader's score."""
    (wa, ba), (wc, bc), (ws, bs) = heads
    rows = [(e.numbers.answer @ wa + ba, (e.numbers.parts @ wc + bc).max(), e.small @ ws + bs) for e in data]
    return np.array(rows, dtype=np.float32)


def heads_for(data: list[Example], target: str) -> tuple[tuple[Floats, float], ...]:
    return answer_head(data, target), clause_head(data, target), small_head(data, target)


def unseen_scores(data: list[Example], target: str) -> Floats:
    """Scores of each answer by heads that have not seen its voice."""
    groups = [example.item["voice"] for example in data]
    out = np.zeros((len(data), 3), dtype=np.float32)
    for train, test in GroupKFold(FOLDS).split(data, groups=groups):
        heads = heads_for([data[i] for i in train], target)
        out[test] = scores([data[i] for i in test], heads)
    return out


def calibrated(columns: Floats, y: Bools) -> Floats:
    """Weights of the columns and an offset that make probabilities, not negative so that more is never less."""
    model = LogisticRegression(C=1.0, max_iter=300).fit(columns, y)
    return np.append(np.maximum(model.coef_[0], 0.0), model.intercept_[0]).astype(np.float32)


def threshold(probability: Floats, y: Bools, target: str) -> float:
    alarms = {DISTRESS: DISTRESS_ALARMS, DANGER: DANGER_ALARMS}.get(target, FALSE_ALARMS)
    return float(np.quantile(probability[~y], 1 - alarms))


def sigmoid_of(columns: Floats, mix: Floats) -> Floats:
    out: Floats = 1.0 / (1.0 + np.exp(-(columns @ mix[:-1] + mix[-1])))
    return out


def targets_of(items: list[dict[str, Any]]) -> tuple[str, ...]:
    themes = [theme for item in items for theme in set(item["themes"])]
    learned = sorted({theme for theme in themes if themes.count(theme) >= THEME_EXAMPLES})
    return (*PITFALLS, DISTRESS, DANGER, *learned)


def trained(encoder: Encoder, items: list[dict[str, Any]]) -> Head:
    targets = targets_of(items)
    data = examples(encoder, items)
    answer, clause, small, mix, small_mix = [], [], [], [], []
    thresholds, small_thresholds = {}, {}
    for target in targets:
        y = np.array([has(example.item, target) for example in data])
        unseen = unseen_scores(data, target)
        own, part, few = heads_for(data, target)
        answer.append(own)
        clause.append(part)
        small.append(few)
        mix.append(calibrated(unseen[:, :2], y))
        small_mix.append(calibrated(unseen[:, 2:], y))
        thresholds[target] = threshold(sigmoid_of(unseen[:, :2], mix[-1]), y, target)
        small_thresholds[target] = threshold(sigmoid_of(unseen[:, 2:], small_mix[-1]), y, target)
    return Head(
        targets=targets,
        layers=encoder.layers,
        answer=_linear(answer),
        clause=_linear(clause),
        mix=np.stack(mix),
        thresholds=thresholds,
        small=_linear(small),
        small_mix=np.stack(small_mix),
        small_thresholds=small_thresholds,
        corpus_digest=digest(items),
    )


def _linear(parts: list[tuple[Floats, float]]) -> Linear:
    return Linear(
        np.stack([weights for weights, _ in parts], axis=1), np.array([bias for _, bias in parts], np.float32)
    )


def main() -> None:
    items = corpus()
    trained(Encoder(opened(installed()), LAYERS), items).save()
    head = saved()
    print(f"{len(items)} answers, {len(head.targets)} targets, corpus {head.corpus_digest[:12]}")


if __name__ == "__main__":
    main()
