"""What a turn costs from end to end: a fake Bot API in another process, polling, a real database on a real disk.

Each update is an answer typed in the middle of a reflection: it is stored before it is acknowledged, read, taken
in a transaction of its own, and answered by one message and one edit (the old question's buttons go).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from bot import authoring, settings
from bot.dialog.engine import advance
from bot.dialog.events import Begin, Press
from bot.dialog.state import State
from bot.store import Store, Vault, engagements, host_key, journal, people, talks
from bot.store.people import Role
from tests.fake_telegram import TOKEN, Remote

PATIENCE = 180.0
WORDS = (
    "mardi soir j'ai refait le tableau de Karim parce que le sien ne tenait pas debout, il était tard et je voulais "
    "que ce soit propre pour le lendemain matin, message {n}"
)


def seed(home: Path, count: int) -> None:
    """`count` people in the middle of a reflection, with a coach each for fifty. The disk is not waited for."""
    fsync = os.fsync
    os.fsync = lambda fd: None  # noqa: ARG005 - the signature of what it stands for
    try:
        library = authoring.load(settings.ROOT / "dialogs")
        now = datetime.now(UTC)
        store = Store(f"sqlite:///{home / 'recul.sqlite'}", Vault(home, host_key(home))).open()
        with store.write() as tx:
            coach = ""
            for chat in range(1, count + 1):
                if chat % 50 == 1:
                    coach = people.create(tx, now, {Role.COACH}, {"prenom": "Hélène"})
                who = people.create(tx, now, {Role.COACHEE}, {"consent": True, "coach": "Hélène"})
                people.add_address(tx, who, "telegram", str(chat), now)
                engagements.begin(tx, coach, who, now)
                journal.remember(tx, who, "prenom", "Nadia", now)
                state = advance(library, State(crc32(who.encode())), Begin("reflexion", now)).state
                state = advance(library, state, Press(state.asked, "cinq", now)).state
                talks.save(tx, who, json.dumps(state.to_json()), 0, now)
        store.close()
    finally:
        os.fsync = fsync


class Served:
    """The bot in a process of its own, against `fake`."""

    def __init__(self, fake: Remote, home: Path, *, silent: bool) -> None:
        options = {
            "RECUL_HOME": str(home), "RECUL_TELEGRAM_TOKEN": TOKEN, "RECUL_TELEGRAM_API_URL": fake.api_url,
            "RECUL_SEND_RATE": "100000", "RECUL_CHAT_RATE": "100000", "RECUL_LOG": "error",
        }  # fmt: skip
        environment = {k: v for k, v in os.environ.items() if not k.startswith("RECUL_")} | options
        command = [sys.executable, "-m", "bench.serve", *(["--silent"] if silent else [])]
        started = time.perf_counter()
        polls = fake.call("stats")["calls"].get("getUpdates", 0)
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        fake.until("stats", lambda told: told["calls"].get("getUpdates", 0) > polls, patience=PATIENCE)
        self.cold_start = time.perf_counter() - started

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def measure() -> list[tuple[str, str]]:
    """(name, figure with unit)."""
    rows: list[tuple[str, str]] = []
    for population, silent, updates in ((100, True, 2000), (10_000, True, 2000), (100, False, 500)):
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, Remote.started() as fake:
            home = Path(folder)
            seed(home, population)
            served = Served(fake, home, silent=silent)
            rows += _load(fake, served, updates, f"{population} people, reader {'off' if silent else 'on'}")
            if not silent:
                rows.append(("cold start to first poll", f"{served.cold_start:.2f} s"))
            served.stop()
    return rows


def _load(fake: Remote, served: Served, updates: int, name: str) -> list[tuple[str, str]]:
    """Warm up, then `updates` answers by 50 people at once."""
    fake.call("inject", updates=100, users=50, text=WORDS)
    fake.until("stats", lambda told: told["sent"] >= 100, patience=PATIENCE)
    time.sleep(1)
    sent, cpu, started = fake.call("stats")["sent"], served.cpu(), time.perf_counter()
    fake.call("inject", updates=updates, users=50, text=WORDS)
    fake.until("stats", lambda told: told["confirmed"] >= updates + 100, patience=PATIENCE)
    stored = time.perf_counter() - started
    fake.until("stats", lambda told: told["sent"] >= sent + updates, patience=PATIENCE)
    answered = time.perf_counter() - started
    time.sleep(1)
    spent = served.cpu() - cpu
    return [
        (f"{name}: stored (acknowledged) updates", f"{updates / stored:.0f} /s"),
        (f"{name}: answered updates, end to end", f"{updates / answered:.0f} /s"),
        (f"{name}: processor time", f"{1000 * spent / updates:.2f} ms an update"),
        (f"{name}: memory", f"{served.resident():.0f} MB"),
    ]


if __name__ == "__main__":
    for name, figure in measure():
        print(f"{name:<64}{figure}", flush=True)
