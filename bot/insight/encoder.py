"""The forward pass of multilingual-e5-small in numpy: text → one vector a token, at the layers asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.insight.tokens import Tokenizer
from bot.insight.weights import Floats, Packed, Weights, beside, dequantised

PREFIX = "query: "  # the model card's prefix for texts that are compared, not searched
_GELU = 0.7978845608028654  # sqrt(2 / pi)


class _Layer(NamedTuple):
    qkv: Packed
    qkv_bias: Floats
    out: Packed
    out_bias: Floats
    norm: tuple[Floats, Floats]
    up: Packed
    up_bias: Floats
    down: Packed
    down_bias: Floats
    last_norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Encoded:
    """`states[k]`: (tokens, hidden) for the k-th layer asked for; token `i` is text[starts[i]:ends[i]]."""

    states: tuple[Floats, ...]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class Encoder:
    """Weights packed in bytes (2 MB a layer). Immutable once built, so any thread may use it."""

    def __init__(self, weights: Weights, layers: tuple[int, ...]) -> None:
        """`layers`: which layers' outputs are wanted, from 1; those above the last are not loaded."""
        shape = weights.shape
        self.layers = layers
        self._shape = shape
        self._tokenizer = Tokenizer(weights.vocabulary)
        self._begin, self._end = weights.vocabulary.begin, weights.vocabulary.end
        self._words = weights.mapped_blocks("emb.word", shape.hidden)
        positions = weights.vector("emb.pos").reshape(-1, shape.hidden)
        self._positions = positions + weights.vector("emb.type")[: shape.hidden]
        self._norm = (weights.vector("emb.ln.w"), weights.vector("emb.ln.b"))
        self._layers = [_layer(weights, number) for number in range(max(layers))]

    @property
    def most_tokens(self) -> int:
        """How many tokens of a text are read; the rest is left out."""
        return self._shape.positions - 2

    def encode(self, text: str) -> Encoded:
        """Vectors of the tokens of `text`, its prefix and the two end marks left out."""
        tokens = self._tokenizer.tokens(PREFIX + text)
        kept = min(len(tokens.ids), self.most_tokens)
        ids = np.concatenate(([self._begin], tokens.ids[:kept], [self._end]))
        states = self._forward(ids)
        starts = tokens.starts[:kept] - len(PREFIX)
        ends = tokens.ends[:kept] - len(PREFIX)
        own = ends > 0
        return Encoded(tuple(state[1:-1][own] for state in states), np.maximum(starts[own], 0), ends[own])

    def _forward(self, ids: npt.NDArray[np.int64]) -> list[Floats]:
        heads, epsilon = self._shape.heads, self._shape.epsilon
        x = dequantised(self._words[ids]) + self._positions[: len(ids)]
        x = _normed(x, self._norm, epsilon)
        states = []
        for number, layer in enumerate(self._layers, start=1):
            qkv = x @ layer.qkv.full() + layer.qkv_bias
            x = _normed(x + (_attended(qkv, heads) @ layer.out.full() + layer.out_bias), layer.norm, epsilon)
            inner = _gelu(x @ layer.up.full() + layer.up_bias)
            x = _normed(x + (inner @ layer.down.full() + layer.down_bias), layer.last_norm, epsilon)
            if number in self.layers:
                states.append(x)
        return states


def _layer(weights: Weights, number: int) -> _Layer:
    hidden, wide = weights.shape.hidden, weights.shape.feed_forward
    name = f"l{number}."
    head = hidden // weights.shape.heads
    scaled = 1 / float(np.sqrt(head))
    query, key, value = (weights.matrix(f"{name}{one}.w", hidden) for one in "qkv")
    query_bias = weights.vector(name + "q.b") * np.float32(scaled)
    return _Layer(
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
