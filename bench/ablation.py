"""What each part of the reader is worth: `python -m bench.ablation`, on the development part.

The scores are those of the reader in the repository. For each row their weights, calibration and thresholds are
fitted on half of the voices of dev and measured on the other half, both ways, so that no row is measured on
answers that it was fitted on. `test.jsonl` is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.insight.clauses import Clause, quoted
from bot.insight.encoder import Encoder
from bot.insight.features import LAYERS, Features, features
from bot.insight.head import Head, mixed, saved
from bot.insight.ngrams import ngrams
from bot.insight.reader import CLAUSE
from bot.insight.reading import PITFALLS
from bot.insight.stance import taken_back
from bot.insight.training.corpus import DEV, TARGETS, asked, corpus, quotes
from bot.insight.training.heads import FALSE_ALARMS_ELSEWHERE, calibrated, threshold
from bot.insight.tuned import tuned
from bot.insight.weights import Floats, installed, opened

ANSWER, CLAUSES, NGRAMS, TUNED = range(4)
ROWS: dict[str, tuple[int, ...]] = {
    "n-grams alone": (NGRAMS,),
    "wheel's layers: answer": (ANSWER,),
    "wheel's layers: answer, clauses": (ANSWER, CLAUSES),
    "… and n-grams": (ANSWER, CLAUSES, NGRAMS),
    "tuned layers alone": (TUNED,),
    "tuned layers and n-grams": (NGRAMS, TUNED),
    "all": (ANSWER, CLAUSES, NGRAMS, TUNED),
}

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """Macro-F1 over the four, and the share of label-free answers that get one."""

    f1: float
    alarms: float


def scored(head: Head, found: Features, text: str) -> Floats:
    parts = head.clause(found.parts)
    return np.stack(
        [head.answer(found.answer), parts.max(axis=0), head.small(ngrams(text)), found.odds], axis=-1
    )


def measured(columns: Floats, y: Bools, half: Bools, kept: Bools) -> Measured:
    """`columns` (answers, pitfalls, scores), `y` and `kept` (answers, pitfalls), `half` (answers,)."""
    said = np.zeros_like(y)
    free: Bools = ~y.any(axis=1)  # type: ignore[assignment]  # numpy: one number or several
    for fit, see in ((half, ~half), (~half, half)):
        for at in range(len(PITFALLS)):
            mix = calibrated(columns[fit, at], y[fit, at])
            bar = threshold(
                mixed(columns[fit, at], mix) * kept[fit, at], y[fit, at], FALSE_ALARMS_ELSEWHERE, free[fit]
            )
            said[see, at] = mixed(columns[see, at], mix) * kept[see, at] >= bar
    right, wrong, missed = (said & y).sum(0), (said & ~y).sum(0), (~said & y).sum(0)
    f1 = 2 * right / np.maximum(2 * right + wrong + missed, 1)
    return Measured(float(f1.mean()), float(said[free].any(axis=1).mean()))


def evidence(
    head: Head, items: list[dict[str, Any]], found: list[Features], how: tuple[float, float]
) -> float:
    """Share of annotated pitfalls whose chosen clause shares half of the shorter passage."""
    right, every = 0, 0
    for item, one in zip(items, found, strict=True):
        best = how[0] * one.looked + how[1] * head.clause(one.parts)
        for label in item["labels"]:
            span = quoted(item["text"], one.clauses[int(best[:, TARGETS.index(label)].argmax())])
            spans = [Clause(item["text"].find(q), item["text"].find(q) + len(q)) for q in quotes(item, label)]
            right += any(_overlap(span, other) >= 0.5 for other in spans)
            every += 1
    return right / every


def _overlap(one: Clause, two: Clause) -> float:
    shared = min(one.end, two.end) - max(one.start, two.start)
    return max(0, shared) / max(1, min(one.end - one.start, two.end - two.start))


def main() -> None:
    head, learned, weights = saved(), tuned(), opened(installed())
    encoder = Encoder(weights, LAYERS, learned.branch(weights))
    items, found, deaf = [], [], []
    for item in corpus([DEV]):
        one = features(encoder, learned.eyes, item["text"], asked(item))
        other = features(encoder, learned.eyes, item["text"])
        if one is not None and other is not None:
            items.append(item)
            found.append(one)
            deaf.append(other)
    y = np.array([[label in item["labels"] for label in PITFALLS] for item in items])
    half = np.array([crc32(item["voice"].encode()) % 2 == 0 for item in items])
    taken = np.array([[label not in taken_back(item["text"]) for label in PITFALLS] for item in items])
    every = np.ones_like(taken)
    scores = np.stack([scored(head, one, item["text"]) for one, item in zip(found, items, strict=True)])
    unasked = np.stack([scored(head, one, item["text"]) for one, item in zip(deaf, items, strict=True)])
    pitfalls = slice(0, len(PITFALLS))
    print(f"{len(items)} answers of dev{'':<22}macro-F1  false alarms")
    rows = {name: (scores[:, pitfalls][:, :, list(use)], every) for name, use in ROWS.items()}
    rows["all, turns of phrase take back"] = (scores[:, pitfalls], taken)
    rows["all, the question left out"] = (unasked[:, pitfalls], every)
    for name, (columns, kept) in rows.items():
        got = measured(columns, y, half, kept)
        print(f"{name:<38}{got.f1:>8.2f}{got.alarms:>14.2f}")
    told = np.array([bool(item["question"]) for item in items])
    for name, columns in (("replies, with their question", scores), ("replies, without it", unasked)):
        got = measured(columns[told][:, pitfalls], y[told], half[told], every[told])
        print(f"{name:<38}{got.f1:>8.2f}{got.alarms:>14.2f}")
    print()
    for name, how in (("look alone", (1.0, 0.0)), ("clause alone", (0.0, 1.0)), ("both", (1.0, CLAUSE))):
        print(f"evidence, {name:<28}{evidence(head, items, found, how):>8.2f}")


if __name__ == "__main__":
    main()
