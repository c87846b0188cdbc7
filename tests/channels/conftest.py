"""A bot on the fake Telegram, with a list for a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from bot.channels.telegram.wire import Telegram
from bot.messages import Incoming
from tests.fake_telegram import FakeTelegram


class Stored:
    """What `put` has committed; `refusals` is how many more times it fails first."""

    def __init__(self) -> None:
        self.events: list[Incoming] = []
        self.refusals = 0
        self.calls = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def put(self, events: Sequence[Incoming]) -> None:
        self.calls += 1
        self.meanwhile()
        if self.refusals:
            self.refusals -= 1
            raise RuntimeError("database is locked")
        known = {event.key for event in self.events}
        self.events += [event for event in events if event.key not in known]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events]

    async def until(self, count: int, patience: float = 10.0) -> list[Incoming]:
        async with asyncio.timeout(patience):
            while len(self.events) < count:  # noqa: ASYNC110 - it is filled by another thread
                await asyncio.sleep(0.005)
        return self.events


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def stored() -> Stored:
    return Stored()


@pytest.fixture
async def telegram(fake: FakeTelegram, stored: Stored) -> AsyncIterator[Telegram]:
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    yield wire
    await wire.stop()
