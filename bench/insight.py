"""What reading costs: `python -m bench.insight`."""

from __future__ import annotations

import time
from pathlib import Path

ANSWER = (
    "Cette semaine j'ai encore refait moi-même les plannings de l'équipe parce que c'était plus rapide, et "
    "du coup le dossier stratégique attend toujours : je n'ai pas eu une seule petite minute pour lever la "
    "tête depuis lundi matin."
)
READINGS = 100


def resident() -> float:
    """Tell the memory this process holds, in MB (VmRSS); 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def measure() -> list[tuple[str, str]]:
    """Load the reader and read one answer of 40 words many times: (name, figure with unit)."""
    before = resident()
    started = time.perf_counter()
    import bot.insight  # noqa: PLC0415 - its import is part of what is measured

    reader = bot.insight.load()
    loaded = time.perf_counter() - started
    times = []
    for _ in range(READINGS):
        started = time.perf_counter()
        reader.read(ANSWER)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    after = resident()
    return [
        ("insight: reader", reader.name),
        ("insight: load", f"{loaded:.2f} s"),
        (f"insight: {len(ANSWER.split())} words, p50", f"{times[READINGS // 2]:.0f} ms"),
        (f"insight: {len(ANSWER.split())} words, p95", f"{times[int(READINGS * 0.95)]:.0f} ms"),
        ("insight: memory added", f"{after - before:.0f} MB"),
        ("insight: memory of the process", f"{after:.0f} MB"),
    ]


if __name__ == "__main__":
    for name, figure in measure():
        print(f"{name:<34}{figure}")
