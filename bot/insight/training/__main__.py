"""Make `tuned.npz` and `head.npz` from the corpus: `python -m bot.insight.training [heads]`.

`heads` keeps the tuned layers as they are. Both need scikit-learn; the tuned layers need the extra `training`.
"""

from __future__ import annotations

import sys

from bot.insight.encoder import Encoder
from bot.insight.features import LAYERS
from bot.insight.head import saved
from bot.insight.training.corpus import DEV, TRAIN, corpus, digest, everyday
from bot.insight.training.heads import trained
from bot.insight.tuned import tuned
from bot.insight.weights import installed, opened


def main() -> None:
    weights = opened(installed())
    train, dev = corpus([TRAIN]) + everyday(), corpus([DEV])
    if sys.argv[1:] != ["heads"]:
        from bot.insight.training import tuning  # noqa: PLC0415 - JAX is not needed for the heads

        pairs = tuning.rows(Encoder(weights, (tuning.AFTER,)), train)
        tuning.tuned(weights, pairs, digest(train)).save()
    learned = tuned()
    encoder = Encoder(weights, LAYERS, learned.branch(weights))
    trained(encoder, learned.eyes, train, dev, digest(train + dev)).save()
    head = saved()
    print(
        f"{len(train)} answers, {len(dev)} to weigh, {len(head.targets)} targets, {head.corpus_digest[:12]}"
    )


if __name__ == "__main__":
    main()
