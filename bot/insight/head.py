"""The heads on the wheel's layers, and how all scores become calibrated probabilities: `head.npz`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.insight.weights import Floats

HEAD = Path(__file__).with_name("head.npz")
DISTRESS, DANGER = "distress: felt", "distress: sure"  # at least unsure; sure
WAY, PERSON = "way", "person"  # what helped, who helped
BRIEF = 22  # words: up to here a reply has thresholds of its own for pitfalls


@dataclass(frozen=True, slots=True)
class Linear:
    """`size` inputs → one number a target: `x @ weights + bias`."""

    weights: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        out: Floats = x @ self.weights + self.bias
        return out


@dataclass(frozen=True, slots=True)
class Head:
    """For each target, p = sigmoid(mix · (scores; 1)) and its threshold; the four scores are those of the answer,
    its best clause, its n-grams and the tuned layers.

    `mix` has shape (targets, 5). From `doubts[pitfall]` on, a pitfall under its threshold is a doubt. Alone, the
    n-grams of `small` are calibrated by `small_mix` (slope, offset).
    """

    targets: tuple[str, ...]
    layers: tuple[int, ...]
    answer: Linear
    clause: Linear
    mix: Floats
    thresholds: dict[str, float]
    brief_thresholds: dict[str, float]  # of the pitfalls, for replies of up to BRIEF words
    doubts: dict[str, float]
    small: Linear
    small_mix: Floats
    small_thresholds: dict[str, float]
    corpus_digest: str

    def probabilities(self, answer: Floats, clause: Floats, small: Floats, odds: Floats) -> Floats:
        """Weigh the scores of an answer, its best clauses, n-grams and tuned layers: shape (targets,)."""
        return mixed(np.stack([answer, clause, small, odds], axis=-1), self.mix)

    def small_probabilities(self, small: Floats) -> Floats:
        """Weigh the scores of the n-grams alone."""
        return mixed(small[..., None], self.small_mix)

    def bars(self, count: int) -> dict[str, float]:
        """The thresholds for an answer of `count` words: a short one says less, so less is asked of it."""
        return self.thresholds | self.brief_thresholds if count <= BRIEF else self.thresholds

    def save(self, path: Path = HEAD) -> None:
        about = {
            "targets": self.targets,
            "layers": self.layers,
            "thresholds": self.thresholds,
            "brief_thresholds": self.brief_thresholds,
            "doubts": self.doubts,
            "small_thresholds": self.small_thresholds,
            "corpus_digest": self.corpus_digest,
        }
        arrays = {name: getattr(self, name) for name in ("mix", "small_mix")}
        for name in ("answer", "clause", "small"):
            linear: Linear = getattr(self, name)
            arrays |= {f"{name}_weights": linear.weights.astype(np.float16), f"{name}_bias": linear.bias}
        np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)


def saved(path: Path = HEAD) -> Head:
    """Read a head. Raises OSError, ValueError or KeyError when the file is missing or not one."""
    with np.load(path, allow_pickle=False) as file:
        arrays: dict[str, Any] = {name: file[name] for name in file.files}
    about = json.loads(str(arrays.pop("about")))
    linear = {
        name: Linear(arrays[f"{name}_weights"].astype(np.float32), arrays[f"{name}_bias"])
        for name in ("answer", "clause", "small")
    }
    return Head(
        targets=tuple(about["targets"]),
        layers=tuple(about["layers"]),
        answer=linear["answer"],
        clause=linear["clause"],
        mix=arrays["mix"],
        thresholds=about["thresholds"],
        brief_thresholds=about["brief_thresholds"],
        doubts=about["doubts"],
        small=linear["small"],
        small_mix=arrays["small_mix"],
        small_thresholds=about["small_thresholds"],
        corpus_digest=about["corpus_digest"],
    )


def mixed(columns: Floats, mix: Floats) -> Floats:
    """Weigh the last axis of `columns` by `mix`, whose last number is the offset; return probabilities."""
    odds = (columns * mix[..., :-1]).sum(axis=-1) + mix[..., -1]
    out: Floats = (1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))).astype(np.float32)
    return out
