"""How well a reader reads a labelled file: the figures behind `recul insight --evaluate FILE.jsonl`.

`evaluation_items.py` reads the file, `evaluation_figures.py`, `evaluation_trust.py` and
`evaluation_passages.py` count, `evaluation_table.py` writes the table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.insight import evaluation_figures as figures
from bot.insight.evaluation_figures import Figures
from bot.insight.evaluation_items import Item, NotAnnotatedError, Read, items
from bot.insight.evaluation_passages import evidence, examples, levers
from bot.insight.evaluation_table import table
from bot.insight.evaluation_trust import calibration, intervals
from bot.insight.reading import Reader, Reading

__all__ = ["EXAMPLES", "NotAnnotatedError", "evaluate", "table"]

EXAMPLES = 2  # errors shown of each kind and label
WARM_UP = 3  # readings before the clock starts


def evaluate(
    reader: Reader,
    path: Path | str,
    *,
    shown: int = EXAMPLES,
    clock: Callable[[], float] = time.perf_counter,
) -> Figures:
    """Read every answer of the file and count. What it returns is JSON; `table` writes it for people.

    With `shown` 0 no word of the file is in it. Raises OSError when the file cannot be opened,
    NotAnnotatedError (a French sentence) when a line is no annotated answer.
    """
    answers = items(Path(path))
    for item in answers[:WARM_UP]:
        _reading(reader, item)
    done = []
    for item in answers:
        before = clock()
        reading = _reading(reader, item)
        done.append(Read(item, reading, clock() - before))
    sections = {
        "reader": reader.name,
        "answers": len(done),
        "voices": figures.voices(done),
        "labels": figures.labels(done),
        "false_positives": figures.false_positives(done),
        "intervals": intervals(done),
        "subsets": figures.lengths(done) | figures.spellings(done),
        "kinds": figures.kinds(done),
        "calibration": calibration(done),
        "evidence": evidence(done),
        "doubts": figures.doubts(done),
        "themes": figures.themes(done),
        "levers": levers(done),
        "distress": figures.distress(done),
        "examples": examples(done, shown),
        "latency": figures.latency(done),
    }
    return {name: section for name, section in sections.items() if section is not None}


def _reading(reader: Reader, item: Item) -> Reading:
    return reader.read(item.text, question=item.question, before=item.before)
