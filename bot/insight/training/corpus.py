"""The labelled answers, and what each carries as targets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.insight.features import after
from bot.insight.head import DANGER, DISTRESS, PERSON, WAY
from bot.insight.reading import PITFALLS, THEMES

CORPUS = Path(__file__).parents[1] / "corpus"
EVERYDAY = Path(__file__).with_name("everyday.txt")  # short replies that say nothing of the writer
TRAIN, DEV = "train.jsonl", "dev.jsonl"
TARGETS = (*PITFALLS, DISTRESS, DANGER, *THEMES, WAY, PERSON)

Item = dict[str, Any]


def corpus(files: Iterable[str], folder: Path = CORPUS) -> list[Item]:
    """Read the answers of the files, in order."""
    lines = [line for name in files for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def everyday() -> list[Item]:
    """Read the short replies as answers without anything to find; one in ten shares a voice."""
    bare: Item = {"question": None, "labels": [], "kind": "neutral", "evidence": [], "distress": "none",
                  "themes": [], "levers": []}  # fmt: skip
    return [
        {"id": f"everyday-{at}", "voice": f"everyday-{at % 10}", "text": line, **bare}
        for at, line in enumerate(EVERYDAY.read_text(encoding="utf-8").splitlines())
    ]


def digest(items: list[Item]) -> str:
    """Compute the SHA-256 of the answers, so that what was learned tells from which corpus."""
    return hashlib.sha256(json.dumps(items, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def asked(item: Item) -> str:
    """What the answer is read after: the earlier answers where they are given, and the question."""
    return after(item["question"] or "", item.get("before") or ())


def has(item: Item, target: str) -> bool:
    """Tell whether the answer carries the target."""
    if target == DISTRESS:
        return bool(item["distress"] != "none")
    if target == DANGER:
        return bool(item["distress"] == "sure")
    if target in (WAY, PERSON):
        return any(lever["kind"] == target for lever in item["levers"])
    return target in item["labels"] or target in item["themes"]


def quotes(item: Item, target: str) -> list[str]:
    """The passages that show the target, as far as they are annotated."""
    if target in (WAY, PERSON):
        return [lever["quote"] for lever in item["levers"] if lever["kind"] == target]
    if target == DANGER and item["distress"] != "sure":
        return []
    name = "distress" if target in (DISTRESS, DANGER) else target
    return [one["quote"] for one in item["evidence"] if one["label"] == name]
