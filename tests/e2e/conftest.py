"""The whole bot in this process, on the fake Telegram over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.insight import Reader, SilentReader, load
from bot.settings import Settings
from tests.conversation.practice import code_in
from tests.fake_telegram import TOKEN, FakeTelegram, Person

USUAL = ("Oui", "Vous", "Une prise", "C’est tout", "Une fois", "Jeudi", "18", "France", "Plus tard")


@dataclass
class Bot:
    app: App
    fake: FakeTelegram
    first_words: str

    async def coach(self, number: int = 1, name: str = "Hélène") -> Person:
        """The first coach, let in by the code that the host was given."""
        person = self.fake.user(number, name)
        await person.send(f"/start {code_in(self.first_words)}")
        assert "accès de coach est ouvert" in (await person.next()).text
        return person

    async def coachee(self, coach: Person, number: int, name: str) -> Person:
        """Somebody who followed the coach's link, said yes and made the usual choices."""
        person = await self.invited(coach, number, name)
        for label in USUAL:
            if label == "C’est tout":
                await person.until(lambda: any("✓" in shown for shown in person.labels))
            await person.press(label)
            if label != "Une prise":
                await person.next()
        return person

    async def invited(self, coach: Person, number: int, name: str) -> Person:
        await coach.send(f"/inviter {name}")
        person = self.fake.user(number, name)
        await person.send(f"/start {code_in((await coach.next()).text)}")
        assert "un programme, pas une personne" in (await person.next()).text
        return person


Starting = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(TOKEN) as server:
        yield server


@pytest.fixture
def start(fake: FakeTelegram, tmp_path: Path) -> Starting:
    """`async with start() as bot:`; what it kept is there at the next start. `webhook=True` for that way."""

    @asynccontextmanager
    async def running(*, webhook: bool = False, insight: bool = False, **given: Any) -> AsyncIterator[Bot]:
        settings: dict[str, Any] = {
            "home": tmp_path / "home",
            "telegram_token": SecretStr(TOKEN),
            "telegram_api_url": fake.api_url,
            "chat_rate": 1000,
            "send_rate": 1000,
        }
        if webhook:
            listen = f"127.0.0.1:{free_port()}"
            settings |= {
                "webhook_url": f"http://{listen}/recul",
                "webhook_listen": listen,
                "webhook_secret": SecretStr("a-long-secret"),
            }
        app = App.open(Settings(**settings | given))
        said: list[str] = []
        reader: Callable[[], Reader] = load if insight else SilentReader
        task = asyncio.create_task(app.run(said.append, reader))
        while not said and not task.done():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        if task.done():
            task.result()
        try:
            yield Bot(app, fake, said[0])
        finally:
            failed = task.done()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            app.close()
            assert not failed, "the bot ended by itself"

    return running


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
