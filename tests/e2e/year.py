"""`recul run` as a process of its own, people with telephones, and a year that passes in a minute."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.coaching.engagement import Phase
from bot.store import Store, Vault, engagements, host_key, inbox, people, reminders
from bot.store.tables import is_status
from bot.store.tables import outbox as outbox_table
from tests.conversation.practice import PARIS, same
from tests.e2e.clocked import present
from tests.fake_telegram import TOKEN, FakeTelegram, Person, Shown

ROOT = Path(__file__).parents[2]
_LEAVING = select(func.count()).select_from(outbox_table).where(is_status(outbox_table, "waiting"))


@dataclass
class Someone:
    """Somebody with a telephone; what they do returns what arrived for them until all was quiet again."""

    year: Year
    person: Person
    name: str

    async def says(self, text: str) -> list[Shown]:
        before = self.person.messages
        await self.person.send(text)
        return await self._answer(before)

    async def presses(self, label: str, *more: str) -> list[Shown]:
        """The buttons with these labels, or whose labels begin so, one after the other."""
        before = self.person.messages
        for wanted in (label, *more):
            message, found = self._button(wanted)
            await self.person.press(found, message=message)
            await self.year.quiet()
        return await self._answer(before)

    def _button(self, wanted: str) -> tuple[Shown, str]:
        for shown in reversed(self.person.messages):
            for label in shown.labels:
                if same(label).startswith(wanted):
                    return shown, label
        raise AssertionError(f"{self.name}: no button « {wanted} » among {self.labels}; {self.last}")

    async def _answer(self, before: list[Shown]) -> list[Shown]:
        await self.year.quiet()
        known = {shown.id for shown in before}
        return [shown for shown in self.heard if shown.id not in known]

    @property
    def heard(self) -> list[Shown]:
        return [shown for shown in self.person.messages if not shown.mine]

    @property
    def last(self) -> str:
        return same(self.heard[-1].text)

    @property
    def labels(self) -> list[str]:
        """The buttons of the newest message."""
        return [same(label) for label in self.heard[-1].labels]

    @property
    def everything(self) -> str:
        """All texts and buttons that arrived."""
        return same("\n".join("\n".join((shown.text, *shown.labels)) for shown in self.heard))

    def documents(self, name: str = "") -> list[bytes]:
        """The files and pictures of this name, oldest first."""
        return [shown.content for shown in self.heard if shown.content and name in ("", shown.document)]


@dataclass
class Year:
    """One host. `now` is what the bot and its Telegram take for the time."""

    home: Path
    fake: FakeTelegram
    begins: datetime
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        vault = Vault(self.home, host_key(self.home))
        self.store = Store(f"sqlite:///{self.home / 'recul.sqlite'}", vault).open()
        self._put(self.begins)

    async def start(self) -> None:
        """Starts the bot; `said` holds what its host reads."""
        self.process = self._started()
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
        async with asyncio.timeout(120):
            while not ("start=" in "".join(self.said) and self.fake.world.calls["getUpdates"]):
                assert self.process.poll() is None, self.log
                await asyncio.sleep(0.02)

    def _started(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RECUL_")}
        settings = {
            "RECUL_HOME": str(self.home), "RECUL_TELEGRAM_TOKEN": TOKEN, "RECUL_TELEGRAM_API_URL": self.fake.api_url,
            "RECUL_SEND_RATE": "1000", "RECUL_CHAT_RATE": "1000",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.e2e.clocked", str(self._clock), "run"]
        with (self.home.parent / "recul.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment | settings, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            self.said.extend(lines)

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.store.close()

    def someone(self, number: int, name: str) -> Someone:
        return Someone(self, self.fake.user(number, name), name)

    @property
    def log(self) -> str:
        return (self.home.parent / "recul.log").read_text()

    # Time

    @property
    def _clock(self) -> Path:
        return self.home.parent / "clock"

    @property
    def now(self) -> datetime:
        return present(self._clock)

    def _put(self, moment: datetime) -> None:
        ahead = (moment - datetime.now(UTC)).total_seconds()
        beside = self._clock.with_suffix(".new")
        beside.write_text(str(ahead))
        beside.replace(self._clock)  # whole at any moment
        self.fake.world.skipped = ahead

    async def until(self, moment: datetime) -> None:
        """Lets time pass; whatever is due happens at its moment."""
        while (due := self._next()) is not None and due <= moment:
            self._put(max(due, self.now))
            await self.quiet()
        self._put(max(moment, self.now))
        await self.quiet()

    async def day(self, month: int, day: int, hour: int = 10, minute: int = 0, *, year: int = 2026) -> None:
        await self.until(datetime(year, month, day, hour, minute, tzinfo=PARIS))

    def _next(self) -> datetime | None:
        with self.store.read() as tx:
            return reminders.next_moment(tx)

    async def quiet(self, patience: float = 60.0) -> None:
        """Until nothing that is due waits anywhere on its way: Telegram, clock, inbox, outbox."""
        async with asyncio.timeout(patience):
            calm = 0
            while calm < 2:
                calm = calm + 1 if self._is_quiet() else 0
                await asyncio.sleep(0.01)

    def _is_quiet(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log
        if self.fake.world.updates:
            return False
        with self.store.read() as tx:
            if (due := reminders.next_moment(tx)) is not None and due <= self.now:
                return False
        with self.store.read() as tx:
            if inbox.counts(tx).get("new"):
                return False
        with self.store.read() as tx:
            return not tx.run(_LEAVING.where(outbox_table.c.due_at <= self.now)).scalar()

    # Looking behind

    def phase(self, coachee: Someone) -> Phase:
        with self.store.read() as tx:
            person = people.by_address(tx, "telegram", str(coachee.person.id))
            assert person is not None
            return engagements.all_of(tx, person.id)[-1].arc.phase

    def troubles(self) -> list[str]:
        """What the bot had to tell its host."""
        return [line for line in self.log.splitlines() if json.loads(line)["levelname"] != "INFO"]
