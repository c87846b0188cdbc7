"""What is counted on a labelled file. Plain values, ready for JSON; a section the file tells nothing of is None.

A figure that nothing defines (a share of no answer, the F1 of a label neither annotated nor read) is None too,
and stands outside the means.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bot.insight.clauses import Clause, words
from bot.insight.evaluation_items import Read
from bot.insight.reading import PITFALLS, THEMES, Distress

Figures = dict[str, Any]

SHORT = 22  # words: a reply of up to so many says one thing
SPELT = 15  # words: written with accents, an answer of so many nearly always shows one
TYPICAL = (35, 45)  # words of the answers whose reading time is told apart


def voices(done: list[Read]) -> int:
    """How many people wrote; answers that do not tell whose they are do not count."""
    return len({read.item.voice for read in done if read.item.voice is not None})


# Right, wrong, missed


def score(right: int, wrong: int, missed: int) -> Figures:
    """Compute precision, recall and F1; `n` were meant."""
    if not right + wrong + missed:
        return {"precision": None, "recall": None, "f1": None, "n": 0}
    return {
        "precision": right / (right + wrong) if right + wrong else 0.0,
        "recall": right / (right + missed) if right + missed else 0.0,
        "f1": 2 * right / (2 * right + wrong + missed),
        "n": right + missed,
    }


def scores(keys: Sequence[str], pairs: Iterable[tuple[Iterable[str], Iterable[str]]]) -> Figures:
    """Score each key over pairs (read, annotated), then their mean (macro) and their sum (micro)."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for read, meant in ((set(read), set(meant)) for read, meant in pairs):
        right.update(read & meant)
        wrong.update(read - meant)
        missed.update(meant - read)
    each = {key: score(right[key], wrong[key], missed[key]) for key in keys}
    micro = score(*(sum(counter[key] for key in keys) for counter in (right, wrong, missed)))
    macro = {name: mean(one[name] for one in each.values()) for name in ("precision", "recall", "f1")}
    return {"each": each, "macro": {**macro, "n": micro["n"]}, "micro": micro}


def labels(done: list[Read]) -> Figures:
    return scores(PITFALLS, ((read.labels, read.item.labels) for read in done))


def themes(done: list[Read]) -> Figures | None:
    told = [(read.reading.themes, read.item.themes) for read in done if read.item.themes is not None]
    return {"answers": len(told), **scores(THEMES, told)} if any(meant for _, meant in told) else None


def mean(values: Iterable[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None


def share(of: Iterable[bool]) -> Figures:
    each = list(of)
    return {"rate": mean(each), "n": len(each)}


# Where it is good and where it is not


def false_positives(done: list[Read]) -> Figures:
    """Share of the answers with nothing to find in which a pitfall is read."""
    return share(bool(read.labels) for read in done if read.item.free)


def kinds(done: list[Read]) -> Figures | None:
    by_kind: dict[str, list[Read]] = defaultdict(list)
    for read in done:
        if read.item.free:
            by_kind[read.item.kind or "(sans genre)"].append(read)
    if not by_kind:
        return None
    each = {kind: false_positives(some) for kind, some in sorted(by_kind.items())}
    return {"each": each, "all": false_positives(done)}


def lengths(done: list[Read]) -> Figures:
    return _apart(done, ("short", "long"), lambda read: "short" if count(read) <= SHORT else "long")


def spellings(done: list[Read]) -> Figures:
    return _apart(
        [read for read in done if count(read) >= SPELT],
        ("accents", "bare"),
        lambda read: "accents" if _accented(read.item.text) else "bare",
    )


def count(read: Read) -> int:
    """How many words the answer has."""
    return words(read.item.text, Clause(0, len(read.item.text)))


def _apart(done: list[Read], names: Sequence[str], which: Callable[[Read], str]) -> Figures:
    out = {}
    for name in names:
        some = [read for read in done if which(read) == name]
        if some:
            told = labels(some)
            out[name] = {
                "answers": len(some),
                "macro_f1": told["macro"]["f1"],
                "micro": told["micro"],
                "false_positives": false_positives(some),
            }
    return out


def _accented(text: str) -> bool:
    return any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


def doubts(done: list[Read]) -> Figures:
    """What a doubt is worth: it catches what was missed, and costs a question where nothing is."""
    raised = [(doubt.label, read.item) for read in done for doubt in read.reading.doubts]
    missed = [(label, read) for read in done for label in sorted(read.item.labels - read.labels)]
    return {
        "raised": len(raised),
        "right": share(label in item.labels for label, item in raised),
        "missed": share(label in {doubt.label for doubt in read.reading.doubts} for label, read in missed),
        "free": share(bool(read.reading.doubts) for read in done if read.item.free),
    }


# Danger and time


def distress(done: list[Read]) -> Figures | None:
    """Share of the answers asked about or stopped (`felt`), and of those stopped."""
    level = {name: [read for read in done if read.item.distress == name] for name in Distress}
    if not any(level.values()):
        return None
    calm = level[Distress.NONE]
    rows = {
        "sure": level[Distress.SURE],
        "unsure": level[Distress.UNSURE],
        "calm": calm,
        **{
            kind: [read for read in calm if read.item.kind == kind]
            for kind in ("idiom", "past_calm", "exhaustion")
        },
    }
    return {
        name: {
            "felt": mean(read.reading.distress is not Distress.NONE for read in some),
            "stopped": mean(read.reading.distress is Distress.SURE for read in some),
            "n": len(some),
        }
        for name, some in rows.items()
        if some
    }


def latency(done: list[Read]) -> Figures:
    low, high = TYPICAL
    typical = [read for read in done if low <= count(read) <= high]
    told = {**_times(done), "words": sum(count(read) for read in done)}
    return told | ({"typical": {"from": low, "to": high, **_times(typical)}} if typical else {})


def _times(some: list[Read]) -> Figures:
    p50, p95 = np.percentile([read.seconds * 1000 for read in some], (50, 95))
    return {"p50_ms": float(p50), "p95_ms": float(p95), "n": len(some)}
