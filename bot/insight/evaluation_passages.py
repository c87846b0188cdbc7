"""Passages: whether the right ones are quoted, and those that show best where a reader goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.evaluation_figures import Figures, mean, score, share
from bot.insight.evaluation_items import LEVERS, Read, shown
from bot.insight.reading import PITFALLS, Distress

ENOUGH = 0.5  # two passages agree when they share half of the shorter one
CUT = 90  # characters of an example

Span = tuple[int, int]


def evidence(done: list[Read]) -> Figures | None:
    """Of the right findings, how many quote a passage that shares half of the shorter one with a marked one."""
    shares, quoted, marked = [], 0, 0
    for read in done:
        for finding in read.reading.findings:
            quotes = [q.quote for q in read.item.evidence or () if q.name == finding.label]
            if quotes and finding.label in read.item.labels:
                spans = [span for quote in quotes for span in occurrences(read.item.text, quote)]
                overlap, (start, end) = best((finding.start, finding.end), spans)
                shares.append(overlap)
                quoted, marked = quoted + finding.end - finding.start, marked + end - start
    if not any(q.name in read.item.labels for read in done for q in read.item.evidence or ()):
        return None
    return {
        **share(overlap >= ENOUGH for overlap in shares),
        "overlap": mean(shares),
        "length": quoted / marked if marked else None,
    }


def levers(done: list[Read]) -> Figures | None:
    """Precision: passages read that meet an annotated one. Recall: annotated ones that are met."""
    told = [read for read in done if read.item.levers is not None]
    if not any(read.item.levers or read.reading.levers for read in told):
        return None
    return {
        "answers": len(told),
        "each": {kind: _levers(told, (kind,)) for kind in LEVERS},
        "all": _levers(told, LEVERS),
        "alarms": share(bool(read.reading.levers) for read in told if not read.item.levers),
    }


def _levers(told: list[Read], wanted: tuple[str, ...]) -> Figures:
    right: list[bool] = []
    met: list[bool] = []
    for read in told:
        text = read.item.text
        said = [occurrences(text, lever.quote) for lever in read.reading.levers if lever.kind in wanted]
        meant = [occurrences(text, lever.quote) for lever in read.item.levers or () if lever.name in wanted]
        right += [any(_meet(one, other) for other in meant) for one in said]
        met += [any(_meet(one, other) for other in said) for one in meant]
    if not right and not met:
        return {**score(0, 0, 0), "said": 0}
    precision, recall = mean(right) or 0.0, mean(met) or 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "n": len(met), "said": len(right)}


def _meet(one: list[Span], other: list[Span]) -> bool:
    return any(best(span, other)[0] >= ENOUGH for span in one)


def occurrences(text: str, quote: str) -> list[Span]:
    """Find every place where the quote stands in the text."""
    places = [at for at in range(len(text) - len(quote) + 1) if text.startswith(quote, at)] if quote else []
    return [(at, at + len(quote)) for at in places]


def overlap(one: Span, other: Span) -> float:
    """Shared length over the length of the shorter passage."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / min(one[1] - one[0], other[1] - other[0]) if shared > 0 else 0.0


def best(one: Span, others: list[Span]) -> tuple[float, Span]:
    """Choose the passage that overlaps most; of equals, the first."""
    return max(
        ((overlap(one, other), other) for other in others), key=lambda found: found[0], default=(0.0, one)
    )


def examples(done: list[Read], most: int) -> Figures | None:
    """Show the surest errors: false positives by their score, misses by how little the reader saw of them."""
    if not most:
        return None
    return {
        label: {"wrong": _wrong(done, label)[:most], "missed": _missed(done, label)[:most]}
        for label in PITFALLS
    }


def _wrong(done: list[Read], label: str) -> list[Figures]:
    found = [
        _example(read, finding.score, finding.quote, sorted(read.item.labels) or _kind(read))
        for read in done
        for finding in read.reading.findings
        if finding.label == label and label not in read.item.labels
    ]
    return sorted(found, key=lambda one: -one["score"])


def _missed(done: list[Read], label: str) -> list[Figures]:
    """Those without odds come last."""
    found = []
    for read in done:
        if label in read.item.labels - read.labels:
            odds = dict(zip(PITFALLS, read.reading.odds, strict=bool(read.reading.odds)))
            quotes = [quote.quote for quote in read.item.evidence or () if quote.name == label]
            instead = sorted(read.labels) or _unsaid(read, label)
            found.append(_example(read, odds.get(label), quotes[0] if quotes else read.item.text, instead))
    return sorted(found, key=lambda one: (one["score"] is None, one["score"]))


def _kind(read: Read) -> list[str]:
    if read.item.free:
        return [read.item.kind] if read.item.kind else []
    return ["distress"]


def _unsaid(read: Read, label: str) -> list[str]:
    """Tell why nothing was said: the dialogue stops, or one question more could settle it."""
    if read.reading.distress is Distress.SURE:
        return ["distress"]
    return ["doubt"] if label in {doubt.label for doubt in read.reading.doubts} else []


def _example(read: Read, score: float | None, passage: str, instead: Sequence[str]) -> Figures:
    """`instead` is what the answer really is, for what was read wrongly; what was read, for what was missed."""
    told = shown(passage)
    return {
        "id": read.item.identity,
        "score": score,
        "passage": told if len(told) <= CUT else told[: CUT - 1].rstrip() + "…",
        "instead": list(instead),
    }
