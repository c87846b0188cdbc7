"""How far the annotators of the corpus agree: `python -m bench.agreement`. Cohen's kappa (Cohen 1960) per label,
between the first annotation, as it was before anything was settled, and a blind one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.insight import PITFALLS, THEMES

CORPUS = Path(__file__).parents[1] / "bot/insight/corpus"
FILES = ("train.jsonl", "dev.jsonl", "test.jsonl")

Item = dict[str, Any]


def lines(name: str) -> list[Item]:
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def kappa(one: Sequence[object], two: Sequence[object]) -> float:
    """Agreement beyond chance, 1 when complete; 1 too when there is only one answer to give."""
    same = sum(a == b for a, b in zip(one, two, strict=True)) / len(one)
    chance = sum(
        (list(one).count(value) / len(one)) * (list(two).count(value) / len(two)) for value in {*one, *two}
    )
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def first() -> dict[str, Item]:
    """The first annotation: the corpus, with what was settled later taken back."""
    items = {item["id"]: item for name in FILES for item in lines(name)}
    for item in items.values():
        item["levers"] = sorted({lever["kind"] for lever in item["levers"]})
    for one in lines("settled.jsonl"):
        items[one["id"]][one["field"]] = one["first"]
    return items


def table(annotator: int) -> list[tuple[str, float, int]]:
    """Rows of (what, kappa, answers that carry it by the first annotation)."""
    known = first()
    pairs = [(known[one["id"]], one) for one in lines("second.jsonl") if one["annotator"] == annotator]

    def row(name: str, said: Callable[[Item], object]) -> tuple[str, float, int]:
        one, two = [said(a) for a, _ in pairs], [said(b) for _, b in pairs]
        return name, kappa(one, two), sum(bool(value) and value != "none" for value in one)

    def carries(field: str, value: str) -> Callable[[Item], object]:
        return lambda item: value in item[field]

    return [
        *(row(label, carries("labels", label)) for label in PITFALLS),
        row("distress (three values)", lambda item: item["distress"]),
        row("distress or none", lambda item: item["distress"] != "none"),
        *(row(theme, carries("themes", theme)) for theme in THEMES),
        *(row(f"lever: {kind}", carries("levers", kind)) for kind in ("way", "person")),
    ]


def main() -> None:
    for annotator, name in ((2, "test part"), (3, "mixed sample")):
        rows = table(annotator)
        count = sum(one["annotator"] == annotator for one in lines("second.jsonl"))
        print(f"{name}, {count} answers{'':<8}kappa     n")
        for what, value, number in rows:
            print(f"  {what:<30}{value:>6.2f}{number:>6}")
        print()


if __name__ == "__main__":
    main()
