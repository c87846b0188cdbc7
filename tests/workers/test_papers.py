"""A document is made just before it is sent; one that cannot be made is refused once and told to the host."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from bot.channels.terminal import Terminal
from bot.messages import Outgoing, Purpose
from bot.reports.typesetting import made
from bot.store import Store, Vault, host_key, outbox, people
from bot.store.people import Role
from bot.workers import Pace, Sender
from bot.workers.rest import now
from tests.reports.papers import RATINGS

GOOD = Outgoing(Purpose.PICTURE, "Vos notes", name="notes.png", paper=RATINGS.to_json())
BAD = Outgoing(
    Purpose.FILE, "secret", name="bilan.pdf", paper={"title": "secret", "parts": [{"kind": "secret"}]}
)


class Heard:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Outgoing] = []

    async def send(
        self, address: str, outgoing: Outgoing, external_ids: Sequence[str] = (), *, arrived: str = ""
    ) -> str:
        self.messages.append(outgoing)
        return "1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "home"
    home.mkdir()
    opened = Store(f"sqlite:///{home / 'recul.db'}", Vault(home, host_key(home, None, None))).open()
    yield opened
    opened.close()


def _sent(store: Store, *messages: Outgoing) -> list[Outgoing]:
    with store.write() as tx:
        who = people.create(tx, now(), {Role.COACHEE}, {})
        people.add_address(tx, who, "test", "7", now())
        for message in messages:
            outbox.add(tx, who, "test", "7", message, now())
    channel = Heard()
    asyncio.run(Sender(store, {"test": channel}, Pace(1000, 1000)).drain())
    return channel.messages


def test_a_paper_leaves_as_what_it_was_made_into(store: Store) -> None:
    [sent] = _sent(store, GOOD)
    assert sent.paper is None
    assert base64.b64decode(sent.content) == made(RATINGS.to_json(), "notes.png")


def test_one_that_cannot_be_made_is_refused_and_the_next_one_leaves(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        sent = _sent(store, BAD, Outgoing(html="la suite"))
    assert [message.html for message in sent] == ["la suite"]
    with store.read() as tx:
        assert outbox.counts(tx) == {"failed": 1, "sent": 1}
    assert "a document could not be made" in caplog.text
    assert "secret" not in caplog.text + str([vars(record) for record in caplog.records])


@pytest.mark.parametrize("name", ["notes.png", "../../notes.png"])
def test_at_the_terminal_a_picture_is_a_file_and_its_place_is_said(tmp_path: Path, name: str) -> None:
    console = Console(width=200, highlight=False)
    terminal = Terminal("moi", console, tmp_path / "documents")
    content = base64.b64encode(b"\x89PNG").decode()
    with console.capture() as capture:
        for _ in range(2):
            terminal.show(Outgoing(Purpose.PICTURE, "Vos notes", name=name, content=content))
    path = tmp_path / "documents" / "notes.png"
    assert path.read_bytes() == b"\x89PNG"
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"Vos notes\n  → {path}\n" in capture.get()
