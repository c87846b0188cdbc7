"""The command line on a home of its own: in this process for speed, in a real one where that is the point."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import Settings
from bot.store import Store, Vault, engagements, host_key, journal, people, reminders, sharing
from bot.store.people import Role
from tests.fake_telegram.remote import Remote
from tests.fake_telegram.server import TOKEN

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty RECUL_HOME, in a folder without `.env`, and no other option of Recul's."""
    for name in list(os.environ):
        if name.startswith("RECUL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_HOME", str(tmp_path / "home"))
    handlers, on_term = logging.root.handlers[:], signal.getsignal(signal.SIGTERM)
    yield tmp_path / "home"
    logging.root.handlers[:] = handlers
    signal.signal(signal.SIGTERM, on_term)


Run = Callable[..., Result]


@pytest.fixture
def recul(home: Path) -> Run:
    """`recul("brief", "nadia")`; blanks of French typography come out as plain blanks, for easy reading."""

    def run(*arguments: str, given: str | None = None, code: int | None = 0) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=given, prog_name="recul")
        if code is not None:
            assert result.exit_code == code, result.output
        return result

    return run


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def failed(result: Result) -> str:
    """The one sentence of a failure; checks that it is one, on stderr, and no traceback."""
    assert result.exit_code != 0
    sentence = plain(result.stderr).strip()
    assert sentence
    assert "Traceback" not in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?")), sentence
    return sentence


@dataclass(frozen=True)
class Practice:
    """A coach, Claire, with two coachees: Nadia shared two elements; Émile shared nothing."""

    home: Path
    claire: str
    nadia: str
    emile: str

    def store(self) -> Store:
        vault = Vault(self.home, host_key(self.home))
        return Store(Settings(home=self.home).database, vault).open()


@pytest.fixture
def practice(home: Path) -> Practice:
    home.mkdir(mode=0o700)
    store = Store(Settings(home=home).database, Vault(home, host_key(home))).open()
    with store.write() as tx:
        claire = people.create(tx, NOW - timedelta(days=3), {Role.COACH}, {"prenom": "Claire"})
        people.add_address(tx, claire, "telegram", "9001", NOW)
        made: list[str] = []
        for days, (name, chat) in enumerate((("Émile", "9003"), ("Nadia", "9002")), 1):
            joined = NOW - timedelta(days=days)
            who = people.create(tx, joined, {Role.COACHEE}, {"consent": True, "coach": "Claire"})
            people.add_address(tx, who, "telegram", chat, NOW)
            journal.remember(tx, who, "prenom", name, NOW)
            engagements.begin(tx, claire, who, NOW)
            made.insert(0, who)
        engagement = engagements.coach_of(tx, made[0])
        assert engagement is not None
        for kind, text in (
            ("topic", "Moment : le comité de mardi"),
            ("step", "Prochain pas : demander à Paul"),
        ):
            sharing.file_item(
                tx, made[0], NOW, engagement=engagement.id, talk="1", kind=kind, text=text, recipient=claire
            )
        sharing.file_item(
            tx, made[0], NOW, engagement=engagement.id, talk="1", kind="words", text="SECRET", recipient=None
        )
        reminders.put(tx, made[0], "invitation", NOW + timedelta(days=3))
        reminders.put(tx, claire, "digest", NOW + timedelta(days=5))
    store.close()
    return Practice(home, claire, *made)


def rows(result: Result) -> Any:
    return json.loads(result.stdout)


# Real processes

Process = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def process(home: Path) -> Iterator[Process]:
    """A `recul` of its own: `process("run", RECUL_LOG="error")`."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bot", *arguments]
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        started.append(subprocess.Popen(command, env={**os.environ, **options}, text=True, **pipes))
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


@pytest.fixture
def telegram() -> Iterator[Remote]:
    """A fake Bot API in a process of its own, whose token is in `TOKEN`."""
    fake = Remote.started()
    yield fake
    fake.stop()


__all__ = ["NOW", "TOKEN", "Practice", "Process", "Remote", "Run", "failed", "plain", "rows"]
