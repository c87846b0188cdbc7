"""A bot killed in the middle of a batch loses nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.fake_telegram import TOKEN, Remote

UPDATES = 300


def test_killed_while_updates_pour_in(tmp_path: Path) -> None:
    written = tmp_path / "written"
    written.touch()
    chance = random.Random(3)
    with Remote.started() as fake:
        fake.call("inject", updates=UPDATES, users=7)

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.channels.appender", TOKEN, fake.api_url, str(written)],
                cwd=Path(__file__).parents[2],
            )

        for _ in range(3):
            process = start()
            goal = len(lines(written)) + chance.randint(20, 120)
            wait_for(written, goal)
            process.kill()
            process.wait()
        assert len({line.split()[0] for line in lines(written)}) < UPDATES, (
            "killed too late to prove anything"
        )
        process = start()
        fake.until("stats", lambda stats: stats["pending"] == 0)
        process.kill()
        process.wait()
    texts = {line.partition(" ")[2] for line in lines(written) if line}
    assert {f"Message {number}" for number in range(UPDATES)} <= texts


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def wait_for(path: Path, count: int) -> None:
    end = time.monotonic() + 20
    while len(lines(path)) < count:
        assert time.monotonic() < end
        time.sleep(0.005)
