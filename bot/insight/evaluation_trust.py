"""How far the figures and the reader's own odds can be believed."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from bot.insight.evaluation_figures import Figures, mean, voices
from bot.insight.evaluation_items import Read
from bot.insight.reading import PITFALLS

Floats = npt.NDArray[np.float64]

BINS = 10
DRAWS, SEED = 1000, 2015


def intervals(done: list[Read]) -> Figures | None:
    """Draw the voices again, as many as there are, with replacement: 95 % of the figures lie between.

    One voice tells nothing of others: None. An answer without a voice stands for itself.
    """
    groups: dict[str | int, list[Read]] = defaultdict(list)
    for at, read in enumerate(done):
        groups[at if read.item.voice is None else read.item.voice].append(read)
    if len(groups) == 1:
        return None
    counts = np.array([_counted(some) for some in groups.values()], dtype=np.float64)
    alarms = np.array([_alarms(some) for some in groups.values()], dtype=np.float64)
    size = len(groups)
    drawn = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=DRAWS)
    right, wrong, missed = np.moveaxis(np.tensordot(drawn, counts, axes=1), -1, 0)
    f1 = _divided(2 * right, 2 * right + wrong + missed)  # draws × labels
    defined = ~np.isnan(f1)
    macro = _divided(np.where(defined, f1, 0.0).sum(axis=1), defined.sum(axis=1).astype(np.float64))
    wrongs, free = (drawn @ alarms).T
    return {
        "voices": voices(done),
        "draws": DRAWS,
        "seed": SEED,
        "macro_f1": _middle(macro),
        "false_positives": _middle(_divided(wrongs, free)),
    }


def _counted(some: list[Read]) -> list[list[int]]:
    """Count right, wrong and missed, a row for each label."""
    return [
        [
            sum(label in read.labels and label in read.item.labels for read in some),
            sum(label in read.labels and label not in read.item.labels for read in some),
            sum(label not in read.labels and label in read.item.labels for read in some),
        ]
        for label in PITFALLS
    ]


def _alarms(some: list[Read]) -> tuple[int, int]:
    free = [read for read in some if read.item.free]
    return sum(bool(read.labels) for read in free), len(free)


def _divided(above: Floats, below: Floats) -> Floats:
    out = np.full_like(above, np.nan)
    return np.divide(above, below, out=out, where=below > 0)


def _middle(values: Floats) -> list[float] | None:
    """Tell where the middle 95 % of the defined values lie."""
    defined = values[~np.isnan(values)]
    return [float(edge) for edge in np.percentile(defined, (2.5, 97.5))] if len(defined) else None


def calibration(done: list[Read]) -> Figures:
    """Compare odds with what is true, the four labels together: in each of ten equal bins the distance of the
    mean odds from the share that is true, weighed by how many fall there (Naeini et al. 2015)."""
    weighed = [read for read in done if read.reading.odds]
    pairs = [
        (odds, label in read.item.labels)
        for read in weighed
        for label, odds in zip(PITFALLS, read.reading.odds, strict=True)
    ]
    bins: list[Figures] = []
    error = 0.0
    for at in range(BINS):  # the last bin holds 1 too
        inside = [(odds, true) for odds, true in pairs if min(int(odds * BINS), BINS - 1) == at]
        odds, true = mean(odds for odds, _ in inside), mean(true for _, true in inside)
        if odds is not None and true is not None:
            error += len(inside) / len(pairs) * abs(odds - true)
        bins.append({"from": at / BINS, "to": (at + 1) / BINS, "n": len(inside), "odds": odds, "true": true})
    return {"answers": len(weighed), "ece": error if pairs else None, "bins": bins}
