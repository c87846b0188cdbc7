"""The heads on the wheel's own layers, and how all scores are weighed: what becomes `head.npz`.

Three ridge regressions score every target at once: on the answer's vector, on its clauses (those of the
evidence against those of answers without the target) and on its n-grams. They and the tuned layers learn from
`train.jsonl`; on `dev.jsonl`, voices that none of them has seen, a logistic regression weighs the four scores
into a calibrated probability, and the thresholds are chosen. Nothing here is random.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.insight.clauses import Clause, words
from bot.insight.encoder import Encoder
from bot.insight.features import Features, features
from bot.insight.head import BRIEF, DANGER, DISTRESS, PERSON, WAY, Head, Linear, mixed
from bot.insight.ngrams import ngrams
from bot.insight.reading import PITFALLS
from bot.insight.stance import taken_back
from bot.insight.training.corpus import TARGETS, Item, asked, has, quotes
from bot.insight.training.noise import copied
from bot.insight.tuned import Eyes
from bot.insight.weights import Floats

FALSE_ALARMS = {DISTRESS: 0.08, DANGER: 0.02}  # share of the answers without the target
#: A pitfall or theme. A quarter of dev is about distress and easily told from a pitfall: 1.5 % of dev is 2 % of the
#: rest, and the four together come to some 8 % of the answers without any.
FALSE_ALARMS_ELSEWHERE = 0.015
ANSWER_PENALTY, CLAUSE_PENALTY, SMALL_PENALTY = 1.0, 2.0, 1.0
BETA = 0.85  # a wrong hypothesis costs more trust than a missed one
BETA_LEVER = 0.4  # what is offered back as a help must have been one; to miss it costs nothing
DOUBT = 0.6  # share of its lower threshold from which a pitfall is a doubt
BESIDE = 0.3  # what a clause is worth, 0 to 1, that stands beside the evidence

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """One answer, read into numbers; `text` is it or its copy typed in haste."""

    item: Item
    text: str
    typed: Callable[[str], str]
    numbers: Features
    small: Floats


def examples(encoder: Encoder, eyes: Eyes, items: list[Item]) -> list[Example]:
    """Read every answer, then every hasty copy, in the same order; one without a word is left out."""

    def read(given: tuple[Item, bool]) -> Example | None:
        item, haste = given

        def typed(text: str) -> str:
            return copied(text, item["id"]) if haste else text

        text = typed(item["text"])
        numbers = features(encoder, eyes, text, typed(asked(item)))
        return None if numbers is None else Example(item, text, typed, numbers, ngrams(text))

    with ThreadPoolExecutor() as pool:
        every = pool.map(read, [(item, haste) for haste in (False, True) for item in items])
        return [example for example in every if example is not None]


def worth(example: Example, target: str) -> Floats:
    """Weigh each clause: 1 in the evidence of the target, `BESIDE` next to it, 0 in answers without it."""
    clauses = example.numbers.clauses
    if not has(example.item, target):
        return np.zeros(len(clauses), dtype=np.float32)
    shown = [example.typed(quote).strip() for quote in quotes(example.item, target)]
    spans = [(example.text.find(q), example.text.find(q) + len(q)) for q in shown if q in example.text]
    if not spans:
        return np.ones(len(clauses), dtype=np.float32)
    shares = [
        max(min(clause.end, end) - max(clause.start, start) for start, end in spans)
        / (clause.end - clause.start)
        for clause in clauses
    ]
    inside = np.array(shares) >= min(0.5, max(shares))
    return np.where(inside, 1.0, BESIDE).astype(np.float32)


def ridge(x: Floats, y: Floats, penalty: float, *, scaled: bool) -> Linear:
    """Fit y (rows, targets) by x (rows, columns), columns brought to unit variance when `scaled`."""
    centre, scale = x.mean(axis=0), x.std(axis=0) + 1e-3 if scaled else np.float32(1.0)
    z = ((x - centre) / scale).astype(np.float64)
    size = z.shape[1] if scaled else 1
    aim = (y - y.mean(axis=0)).astype(np.float64)
    if len(z) <= z.shape[1]:
        weights = z.T @ np.linalg.solve(z @ z.T / size + penalty * np.eye(len(z)), aim) / size
    else:
        weights = np.linalg.solve(z.T @ z / size + penalty * np.eye(z.shape[1]), z.T @ aim / size)
    weights /= np.broadcast_to(scale, centre.shape)[:, None]
    return Linear(weights.astype(np.float32), (y.mean(axis=0) - centre @ weights).astype(np.float32))


def linears(data: list[Example]) -> tuple[Linear, Linear, Linear]:
    """Fit the three regressions: answers, clauses, n-grams."""
    y = np.array([[has(example.item, target) for target in TARGETS] for example in data], dtype=np.float32)
    shown = [np.stack([worth(example, target) for target in TARGETS], axis=1) for example in data]
    parts = np.concatenate([example.numbers.parts for example in data])
    return (
        ridge(np.stack([e.numbers.answer for e in data]), y, ANSWER_PENALTY, scaled=True),
        ridge(parts, np.concatenate(shown), CLAUSE_PENALTY, scaled=True),
        ridge(np.stack([e.small for e in data]), y, SMALL_PENALTY, scaled=False),
    )


def scores(data: list[Example], parts: tuple[Linear, Linear, Linear]) -> Floats:
    """Score answers, shape (answers, targets, 4): the answer, its best clause, its n-grams, the tuned layers."""
    answer, clause, small = parts
    rows = [
        np.stack(
            [answer(e.numbers.answer), clause(e.numbers.parts).max(axis=0), small(e.small), e.numbers.odds],
            axis=-1,
        )
        for e in data
    ]
    return np.stack(rows)


def calibrated(columns: Floats, y: Bools) -> Floats:
    """Weigh the columns into log-odds, none negatively: more evidence never makes less probable."""
    scale = columns.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=1000).fit(columns / scale, y)
    return np.append(np.maximum(model.coef_[0], 0.0) / scale, model.intercept_[0]).astype(np.float32)


def threshold(probability: Floats, y: Bools, alarms: float, free: Bools, beta: float = BETA) -> float:
    """Choose the best F-beta among thresholds that keep false alarms on `free` answers under `alarms`."""
    lowest = float(np.quantile(probability[free], 1 - alarms))
    best, chosen = -1.0, lowest
    for candidate in np.unique(probability[probability > lowest]):
        said = probability >= candidate
        right = float((said & y).sum())
        value = (1 + beta**2) * right / (said.sum() + beta**2 * y.sum())
        if value > best:
            best, chosen = value, float(candidate)
    return chosen


def trained(encoder: Encoder, eyes: Eyes, train: list[Item], dev: list[Item], corpus_digest: str) -> Head:
    """Fit on `train` and its hasty copies; weigh, calibrate and choose thresholds on `dev` and its copies."""
    parts = linears(examples(encoder, eyes, train))
    data = examples(encoder, eyes, dev)
    seen = scores(data, parts)
    taken = [taken_back(e.text) for e in data]
    counts = np.array([words(e.text, Clause(0, len(e.text))) for e in data])
    brief = counts <= BRIEF
    mix, small_mix = [], []
    thresholds, brief_thresholds, small_thresholds, doubts = {}, {}, {}, {}
    for at, target in enumerate(TARGETS):
        y = np.array([has(example.item, target) for example in data])
        free = ~y if target not in PITFALLS else np.array([not example.item["labels"] for example in data])
        alarms = FALSE_ALARMS.get(target, FALSE_ALARMS_ELSEWHERE)
        columns, few = seen[:, at], seen[:, at, 2:3]
        mix.append(calibrated(columns, y))
        small_mix.append(calibrated(few, y))
        probability, alone = mixed(columns, mix[-1]), mixed(few, small_mix[-1])
        if target in (DISTRESS, DANGER):  # recall first: as low as false alarms allow
            thresholds[target] = float(np.quantile(probability[free], 1 - alarms))
            small_thresholds[target] = float(np.quantile(alone[free], 1 - alarms))
            continue
        kept = np.array([target not in against for against in taken])
        own = ~brief if target in PITFALLS else np.ones_like(brief)
        beta = BETA_LEVER if target in (WAY, PERSON) else BETA
        thresholds[target] = threshold((probability * kept)[own], y[own], alarms, free[own], beta)
        small_thresholds[target] = threshold(alone * kept, y, alarms, free)
        if target in PITFALLS:
            brief_thresholds[target] = threshold((probability * kept)[brief], y[brief], alarms, free[brief])
            doubts[target] = DOUBT * min(thresholds[target], brief_thresholds[target])
    answer, clause, small = parts
    return Head(
        targets=TARGETS,
        layers=encoder.layers,
        answer=answer,
        clause=clause,
        mix=np.stack(mix),
        thresholds=thresholds,
        brief_thresholds=brief_thresholds,
        doubts=doubts,
        small=small,
        small_mix=np.stack(small_mix),
        small_thresholds=small_thresholds,
        corpus_digest=corpus_digest,
    )
