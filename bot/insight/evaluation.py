"""How well a reader reads a labelled file: the table of `recul insight --evaluate FILE.jsonl`."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.insight.reading import PITFALLS, Distress, Reader, Reading

WARM_UP = 3  # readings before the clock starts
_ENOUGH = 0.5  # two passages agree when they share half of the shorter one


@dataclass(frozen=True, slots=True)
class Read:
    """An answer of the file, what was read, and how long it took in seconds."""

    item: dict[str, Any]
    reading: Reading
    seconds: float

    @property
    def labels(self) -> set[str]:
        return {finding.label for finding in self.reading.findings}


def evaluate(reader: Reader, path: Path | str) -> str:
    """Read every answer of the file and return a plain table.

    Raises OSError when the file cannot be opened, ValueError (a French sentence) when a line is no answer.
    """
    items = _items(Path(path))
    for item in items[:WARM_UP]:
        reader.read(item["text"])
    done = []
    for item in items:
        before = time.perf_counter()
        reading = reader.read(item["text"])
        done.append(Read(item, reading, time.perf_counter() - before))
    parts = [
        [f"lecteur {reader.name} · {len(done)} réponses"],
        _label_lines(done),
        _kind_lines(done),
        _evidence_lines(done),
        _distress_lines(done),
        _latency_lines(done),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def macro_f1(done: list[Read]) -> float:
    """Mean of the four F1."""
    return sum(_prf(*_counts(done, label))[2] for label in PITFALLS) / len(PITFALLS)


def _items(path: Path) -> list[dict[str, Any]]:
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            item = _item(line)
            if item is None:
                raise ValueError(
                    f"Ligne {number} : ce n’est pas une réponse annotée ; "
                    "il faut un objet JSON avec « text » et « labels »."
                )
            items.append(item)
    if not items:
        raise ValueError("Le fichier est vide ; il faut une réponse annotée par ligne.")
    return items


def _item(line: str) -> dict[str, Any] | None:
    """Parse a labelled answer; None when it is not one."""
    try:
        item = json.loads(line)
    except ValueError:
        return None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return None
    return {"kind": None, "evidence": [], "distress": "none", "labels": [], **item}


def _counts(done: list[Read], label: str) -> tuple[int, int, int]:
    """Count true positives, false positives, false negatives."""
    right = sum(label in read.labels and label in read.item["labels"] for read in done)
    said = sum(label in read.labels for read in done)
    meant = sum(label in read.item["labels"] for read in done)
    return right, said - right, meant - right


def _prf(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _label_lines(done: list[Read]) -> list[str]:
    lines = [f"{'piège':<24}{'précision':>10}{'rappel':>10}{'F1':>8}{'n':>6}"]
    totals = Counter[str]()
    rows: list[tuple[str, float, float, float, int]] = []
    for label in PITFALLS:
        right, wrong, missed = _counts(done, label)
        totals.update(right=right, wrong=wrong, missed=missed)
        rows.append((label, *_prf(right, wrong, missed), right + missed))
    n = totals["right"] + totals["missed"]
    precision, recall, f1 = (sum(column) / len(rows) for column in list(zip(*rows, strict=True))[1:4])
    rows.append(("macro", precision, recall, f1, n))
    rows.append(("micro", *_prf(totals["right"], totals["wrong"], totals["missed"]), n))
    lines += [f"{name:<24}{p:>10.2f}{r:>10.2f}{f:>8.2f}{count:>6}" for name, p, r, f, count in rows]
    return lines


def _kind_lines(done: list[Read]) -> list[str]:
    """Answers without a pitfall that get one all the same, by kind."""
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for read in done:
        if not read.item["labels"] and read.item["distress"] == "none":
            by_kind[read.item["kind"] or "(sans piège)"].append(bool(read.labels))
    everything = [wrong for kind in by_kind.values() for wrong in kind]
    lines = [f"{'sans piège, par genre':<24}{'faux positifs':>14}{'n':>6}"]
    for kind, wrongs in [*sorted(by_kind.items()), ("tous", everything)]:
        if wrongs:
            lines.append(f"{kind:<24}{sum(wrongs) / len(wrongs):>14.2f}{len(wrongs):>6}")
    return lines


def _evidence_lines(done: list[Read]) -> list[str]:
    """Of the right findings, how many quote a passage that shares half of its words with a marked one."""
    hits, total, shares = 0, 0, 0.0
    for read in done:
        for finding in read.reading.findings:
            marked = [e["quote"] for e in read.item["evidence"] if e["label"] == finding.label]
            if not marked:
                continue
            share = max(_overlap(read.item["text"], (finding.start, finding.end), quote) for quote in marked)
            total, shares, hits = total + 1, shares + share, hits + (share >= _ENOUGH)
    if not total:
        return ["passages cités : aucun à comparer"]
    mean = f"recouvrement moyen {shares / total:.2f}, n = {total}"
    return [f"passages cités : {hits / total:.2f} recouvrent le bon ({mean})"]


def _overlap(text: str, span: tuple[int, int], quote: str) -> float:
    """Shared length over the length of the shorter passage."""
    start = text.find(quote)
    if start < 0:
        return 0.0
    shared = min(span[1], start + len(quote)) - max(span[0], start)
    return max(0.0, shared / min(span[1] - span[0], len(quote)))


def _distress_lines(done: list[Read]) -> list[str]:
    def share(of: list[Read], *levels: Distress) -> str:
        return f"{sum(r.reading.distress in levels for r in of) / len(of):.2f} (n = {len(of)})" if of else "—"

    sure = [read for read in done if read.item["distress"] == "sure"]
    unsure = [read for read in done if read.item["distress"] == "unsure"]
    calm = [read for read in done if read.item["distress"] == "none"]
    idioms = [read for read in calm if read.item["kind"] == "idiom"]
    tired = [read for read in calm if read.item["kind"] in ("exhaustion", "past_calm")]
    felt = (Distress.UNSURE, Distress.SURE)
    return [
        "détresse",
        f"  danger vu (demandé ou arrêté)            {share(sure, *felt)}",
        f"  danger vu et arrêté                      {share(sure, Distress.SURE)}",
        f"  à demi-mot, vu (demandé ou arrêté)       {share(unsure, *felt)}",
        f"  fausses alertes, demandé ou arrêté       {share(calm, *felt)}",
        f"  fausses alertes, arrêté                  {share(calm, Distress.SURE)}",
        f"  fausses alertes sur les expressions      {share(idioms, *felt)}",
        f"  fausses alertes sur la fatigue, le passé {share(tired, *felt)}",
    ]


def _latency_lines(done: list[Read]) -> list[str]:
    times = sorted(read.seconds * 1000 for read in done)
    p50, p95 = times[len(times) // 2], times[min(int(len(times) * 0.95), len(times) - 1)]
    return [f"temps de lecture : p50 {p50:.0f} ms · p95 {p95:.0f} ms"]
