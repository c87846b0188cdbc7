"""CPU milliseconds that the wire costs the bot's process, by action: `python -m tests.channels.cost`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from unittest.mock import patch

from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram import wire
from bot.channels.telegram.http import LeanRequest
from bot.messages import Button, Incoming, Outgoing, Purpose
from tests.fake_telegram import TOKEN, Remote

TIMES = 1000
ROWS = ((Button("passer", "Passer"), Button("autre", "Autre question")), (Button("court", "Plus court"),))
ASK = Outgoing(html="<b>Bonjour</b> " + "é" * 200, rows=ROWS, token="abcd1234")


def with_httpx(_: str, connections: int, read_timeout: float) -> BaseRequest:
    return HTTPXRequest(connections, read_timeout=read_timeout)


def lean(_: str, connections: int, read_timeout: float) -> BaseRequest:
    return LeanRequest(connections, read_timeout)


async def each(action: Callable[[int], Awaitable[object]]) -> float:
    for number in range(50):
        await action(-number)
    began = time.process_time()
    for number in range(TIMES):
        await action(number)
    return (time.process_time() - began) / TIMES * 1000


async def measure(fake: Remote, name: str) -> None:
    got: list[Incoming] = []

    def put(events: Sequence[Incoming]) -> None:
        got.extend(events)

    async def settle(number: int) -> None:
        await telegram.send("1", Outgoing(purpose=Purpose.SETTLE, label=str(number)), ["2"])

    telegram = wire.Telegram(TOKEN, put, api_url=fake.api_url)
    await telegram.start()
    while fake.call("stats")["pending"]:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.05)
    print(f"{name:6} send a question     {await each(lambda _: telegram.send('1', ASK)):.2f}")
    print(f"{name:6} settle its buttons  {await each(settle):.2f}")
    print(f"{name:6} acknowledge a press {await each(lambda _: telegram._acknowledge('1')):.2f}")
    before = len(got)
    await asyncio.to_thread(fake.call, "inject", updates=TIMES, users=50)
    began = time.process_time()
    while len(got) < before + TIMES:  # noqa: ASYNC110 - it is filled by another thread
        await asyncio.sleep(0.01)
    print(f"{name:6} receive, in batches {(time.process_time() - began) / TIMES * 1000:.2f}")
    await telegram.stop()


def main() -> None:
    for name, request in (("lean", lean), ("httpx", with_httpx)):
        with Remote.started() as fake, patch.object(wire, "request_for", request):
            fake.call("send", chat=1, text="Bonjour")
            fake.call("send", chat=1, text="Bonsoir")
            asyncio.run(measure(fake, name))


if __name__ == "__main__":
    main()
