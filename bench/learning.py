"""What more answers would bring: `python -m bench.learning` (needs the extra `training`; an hour on two cores).

The layers are tuned and the heads fitted on a quarter, a half and three quarters of the voices of train, and on
all; each reader is measured on dev as in `bench.ablation`: weighed on half of its voices, measured on the other
half, both ways. Danger is what a bar that lets 8 % of the calm answers through sees. `test.jsonl` is not touched.
`python -m bench.learning 0.5` makes one row.
"""

from __future__ import annotations

import sys
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bench.ablation import Bools, evidence, measured, scored
from bot.insight.encoder import Encoder
from bot.insight.features import LAYERS, features
from bot.insight.head import DISTRESS, mixed
from bot.insight.reader import CLAUSE
from bot.insight.reading import PITFALLS
from bot.insight.stance import taken_back
from bot.insight.training import tuning
from bot.insight.training.corpus import DEV, TARGETS, TRAIN, Item, asked, corpus, digest, everyday
from bot.insight.training.heads import FALSE_ALARMS, calibrated, trained
from bot.insight.tuned import Tuned, tuned
from bot.insight.weights import Floats, Weights, installed, opened

SHARES = (0.25, 0.5, 0.75, 1.0)
_FINE = 1000


def some(items: list[Item], share: float) -> list[Item]:
    """The answers of that share of the voices, always the same ones; a smaller share is part of a larger."""
    return [item for item in items if crc32(item["voice"].encode()) % _FINE < share * _FINE]


def learned(weights: Weights, items: list[Item], share: float) -> Tuned:
    if share == 1.0:
        return tuned()
    return tuning.tuned(weights, tuning.rows(Encoder(weights, (tuning.AFTER,)), items), digest(items))


def danger(columns: Floats, items: list[Item], half: Bools) -> float:
    """Share of the sure dangers that is asked about or stopped; `columns` (answers, scores)."""
    y = np.array([item["distress"] != "none" for item in items])
    grave = np.array([item["distress"] == "sure" for item in items])
    seen: npt.NDArray[np.bool_] = np.zeros_like(y)
    for fit, see in ((half, ~half), (~half, half)):
        odds = mixed(columns, calibrated(columns[fit], y[fit]))
        seen[see] = odds[see] >= np.quantile(odds[fit & ~y], 1 - FALSE_ALARMS[DISTRESS])
    return float(seen[grave].mean())


def main() -> None:
    weights, dev = opened(installed()), corpus([DEV])
    shares = [float(share) for share in sys.argv[1:]] or SHARES
    print("share of voices  answers   macro-F1  false alarms  evidence  danger seen")
    for share in shares:
        train = some(corpus([TRAIN]), share) + everyday()
        layers = learned(weights, train, share)
        encoder = Encoder(weights, LAYERS, layers.branch(weights))
        head = trained(encoder, layers.eyes, train, dev, digest(train + dev))
        pairs = [(item, features(encoder, layers.eyes, item["text"], asked(item))) for item in dev]
        items = [item for item, one in pairs if one is not None]
        found = [one for _, one in pairs if one is not None]
        half = np.array([crc32(item["voice"].encode()) % 2 == 0 for item in items])
        y = np.array([[label in item["labels"] for label in PITFALLS] for item in items])
        kept = np.array([[label not in taken_back(item["text"]) for label in PITFALLS] for item in items])
        scores = np.stack([scored(head, one, item["text"]) for one, item in zip(found, items, strict=True)])
        got = measured(scores[:, : len(PITFALLS)], y, half, kept)
        passages = evidence(head, items, found, (1.0, CLAUSE))
        seen = danger(scores[:, TARGETS.index(DISTRESS)], items, half)
        print(
            f"{share:>15.2f}{len(train):>9}{got.f1:>11.2f}{got.alarms:>14.2f}{passages:>10.2f}{seen:>13.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
