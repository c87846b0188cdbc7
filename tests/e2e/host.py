"""`recul run` as its host starts it: a process of its own, a database file, Telegram somewhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.coaching.engagement import Cause
from bot.store import Store, Vault, consents, engagements, host_key, journal, people
from bot.store.people import Role
from tests.fake_telegram import TOKEN, Remote

ROOT = Path(__file__).parents[2]


class Host:
    """Starts, kills and starts again; between two starts its database can be looked at."""

    def __init__(self, home: Path, fake: Remote, **settings: str) -> None:
        self.home, self.fake = home, fake
        self.log = home.parent / f"{home.name}.log"
        self._settings = {
            "RECUL_HOME": str(home),
            "RECUL_TELEGRAM_TOKEN": TOKEN,
            "RECUL_TELEGRAM_API_URL": fake.api_url,
            "RECUL_SEND_RATE": "1000",
            "RECUL_CHAT_RATE": "1000",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RECUL_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=environment | self._settings,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def started(self) -> None:
        """Starts, and waits until it asks Telegram for messages."""
        asked = self.fake.call("stats")["calls"].get("getUpdates", 0)
        self.start()
        self.fake.until("stats", lambda stats: stats["calls"].get("getUpdates", 0) > asked, patience=60)

    def kill(self) -> None:
        """SIGKILL: nothing of the process's own can run any more."""
        assert self._process is not None
        assert self._process.poll() is None, f"it ended by itself: {self.log.read_text()[-2000:]}"
        self._process.kill()
        self._process.wait()
        self._process = None

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    # The database

    @contextmanager
    def store(self) -> Iterator[Store]:
        store = Store(f"sqlite:///{self.home / 'recul.sqlite'}", Vault(self.home, host_key(self.home))).open()
        try:
            yield store
        finally:
            store.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        engine = create_engine(f"sqlite:///{self.home / 'recul.sqlite'}")
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            engine.dispose()

    def a_minute_passes(self) -> None:
        """What a killed sender had in its hands is anyone's again."""
        engine = create_engine(f"sqlite:///{self.home / 'recul.sqlite'}")
        with engine.begin() as connection:
            connection.execute(text("UPDATE outbox SET retry_at = 0 WHERE status = 'waiting'"))
        engine.dispose()

    def until_quiet(self, patience: float = 60.0) -> None:
        """Until everything that came in is done and everything to be sent is sent."""
        self.fake.until("stats", lambda stats: stats["pending"] == 0, patience=patience)
        end = time.monotonic() + patience
        while self.rows("SELECT id FROM inbox WHERE status = 'new'") or self.rows(
            "SELECT id FROM outbox WHERE status = 'waiting'"
        ):
            assert time.monotonic() < end, "there is still something to do"
            time.sleep(0.05)


def coach(store: Store, chat: int, name: str = "Hélène") -> str:
    """A coach, without the way through the invitation."""
    now = datetime.now(UTC)
    with store.write() as tx:
        who = people.create(tx, now, {Role.COACH}, {"prenom": name})
        people.add_address(tx, who, "telegram", str(chat), now)
    return who


def coachee(store: Store, chat: int, coached_by: str, name: str) -> str:
    """A coachee who has said yes."""
    now = datetime.now(UTC)
    with store.write() as tx:
        who = people.create(tx, now, {Role.COACHEE}, {"consent": True, "unanswered": 0, "coach": "Hélène"})
        people.add_address(tx, who, "telegram", str(chat), now)
        made = engagements.load(tx, engagements.begin(tx, coached_by, who, now))
        assert made is not None
        engagements.move(tx, made, Cause.WELCOME, now, who)
        consents.give(tx, who, "reflection", now)
        journal.remember(tx, who, "prenom", name, now)
        journal.remember(tx, who, "situations", "vision", now)
    return who
