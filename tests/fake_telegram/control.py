"""The fake steered over HTTP, for what runs in another process: benchmarks, SIGKILL tests, a curious host.

`POST /control/NAME` with a JSON object of arguments; the answer is JSON. NAME is a method of `Control`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import tornado.web

from tests.fake_telegram.person import Person
from tests.fake_telegram.world import Json

if TYPE_CHECKING:
    from tests.fake_telegram.server import FakeTelegram


class Control:
    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake

    def _person(self, chat: int, name: str = "Camille") -> Person:
        return self._fake.user(chat, name)

    async def send(self, chat: int, text: str, name: str = "Camille") -> int:
        return (await self._person(chat, name).send(text)).id

    async def press(self, chat: int, label: str) -> str:
        return await self._person(chat).press(label)

    async def edit(self, chat: int, text: str) -> None:
        await self._person(chat).edit(text)

    async def media(self, chat: int, kind: str, caption: str = "") -> int:
        return (await self._person(chat).media(kind, caption)).id

    async def block(self, chat: int) -> None:
        await self._person(chat).block()

    async def unblock(self, chat: int) -> None:
        await self._person(chat).unblock()

    async def inject(self, updates: int, users: int, text: str = "Message {n}", first: int = 1) -> None:
        """Queue `updates` messages at once, from `users` people in turn; `{n}` in `text` counts from 0."""
        world = self._fake.world
        for number in range(updates):
            chat = world.chat(first + number % users)
            said = text.replace("{n}", str(number))
            world.write(chat, {"text": said}, said)
        await world.announce()

    async def fail(self, method: str = "", **fault: Any) -> None:
        """The next calls of `method` go wrong; the other arguments are those of `Fault`."""
        self._fake.fail(method, **fault)

    async def repeat(self, times: int) -> None:
        """Hand confirmed updates out again, `times` times."""
        self._fake.world.repeats = times

    async def skip(self, seconds: float) -> None:
        """Move the fake's clock on."""
        self._fake.world.skipped += seconds

    async def chat(self, chat: int) -> list[Json]:
        """What one chat shows now."""
        return [message.to_json() for message in self._person(chat).messages]

    async def log(self, start: int = 0) -> list[Json]:
        """Every message that reached a chat, with its time, from the `start`th on."""
        return [asdict(sent) for sent in self._fake.world.log[start:]]

    async def stats(self) -> Json:
        world = self._fake.world
        return {
            "pending": len(world.updates),
            "confirmed": world.confirmed,
            "sent": len(world.log),
            "answered": len(world.answered),
            "calls": dict(world.calls),
            "busiest_second": world.rate(),
        }

    async def rate(self, chat: int | None = None, window: float = 1.0) -> int:
        """The most messages within any `window` seconds, to `chat` or in all."""
        return self._fake.world.rate(chat, window)


class ControlHandler(tornado.web.RequestHandler):
    def initialize(self, control: Control) -> None:
        self.control = control

    async def post(self, name: str) -> None:
        action = getattr(self.control, name, None)
        if action is None or name.startswith("_"):
            raise tornado.web.HTTPError(404)
        try:
            result = await action(**json.loads(self.request.body or b"{}"))
        except (AssertionError, KeyError, TypeError, ValueError) as problem:
            self.set_status(400)
            self.write({"error": str(problem)})
            return
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(result))
