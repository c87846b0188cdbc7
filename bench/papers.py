"""What one document costs: made in this process, and by a process of its own as the sender does.

`python -m bench.papers`
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from statistics import median

from bot.messages import Outgoing, Purpose
from bot.reports.typesetting import filled, made
from tests.reports.papers import CONVENTION, RATINGS

RUNS = 15


def measure() -> Iterator[tuple[str, str]]:
    convention, ratings = CONVENTION.to_json(), RATINGS.to_json()
    message = Outgoing(Purpose.FILE, name="convention.pdf", paper=convention)
    yield "papers: a convention sent as PDF, p50", _spent(lambda: filled(message))
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield "papers: memory of the process that makes it", f"{taken / 1024:.0f} MB"
    yield (
        "papers: a convention as PDF, made in place, the first",
        _spent(lambda: made(convention, "c.pdf"), 1),
    )
    chart = Outgoing(Purpose.PICTURE, name="notes.png", paper=ratings)
    yield "papers: a chart sent as picture, p50", _spent(lambda: filled(chart))
    yield "papers: size of the convention", f"{len(made(convention, 'c.pdf')) / 1000:.0f} kB"


def _spent(work: Callable[[], object], runs: int = RUNS) -> str:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return f"{median(times) * 1000:.0f} ms"


if __name__ == "__main__":
    for name, figure in measure():
        print(f"| {name} | {figure} |")
