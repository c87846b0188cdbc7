"""Updates by webhook: one chat's in order, one at a time, each tried again until the answer is 2xx."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from tests.fake_telegram.methods import METHODS, ApiError, Call
from tests.fake_telegram.world import Json

if TYPE_CHECKING:
    from tests.fake_telegram.server import FakeTelegram

PAUSE = 0.05  # seconds before an update is tried again; Telegram waits longer and longer


class Delivery:
    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self.attempts = 0
        self.answers: list[int] = []  # every status that the bot's server gave; 0 for no answer
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        world = self.fake.world
        while True:
            lanes: dict[int, list[Json]] = {}
            for update in world.waiting(1000):
                lanes.setdefault(_lane(update), []).append(update)
            if lanes:
                await asyncio.gather(*(self._lane(updates) for updates in lanes.values()))
                continue
            async with world.changed:
                await world.changed.wait()

    async def _lane(self, updates: list[Json]) -> None:
        for update in updates:
            times = 2 if self.fake.world.repeats else 1
            self.fake.world.repeats -= times - 1
            for _ in range(times):
                if not await self._post(update):
                    await asyncio.sleep(PAUSE)
                    return
            self.fake.world.updates.remove(update)
            self.fake.world.confirmed += 1
            await self.fake.world.announce()

    async def _post(self, update: Json) -> bool:
        self.attempts += 1
        hook = self.fake.world.webhook
        headers = {"Content-Type": "application/json"}
        if hook.get("secret"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
        request = HTTPRequest(
            hook.get("url", ""),
            method="POST",
            headers=headers,
            body=json.dumps(update),
            request_timeout=10,
        )
        try:
            response = await AsyncHTTPClient().fetch(request, raise_error=False)
        except OSError:
            self.answers.append(0)
            return False
        self.answers.append(response.code)
        if not 200 <= response.code < 300:
            return False
        await self._obey(response.body)
        return True

    async def _obey(self, body: bytes) -> None:
        """The answer to a webhook may itself be a method call; what comes of it, the bot is not told."""
        try:
            wish = json.loads(body or b"{}")
        except ValueError:
            return
        method = METHODS.get(wish.pop("method", ""))
        if method is not None:
            self.fake.world.calls["in a webhook's answer"] += 1
            values = {
                key: value if isinstance(value, str) else json.dumps(value) for key, value in wish.items()
            }
            try:
                method(self.fake.world, Call(values, {}))
            except ApiError:
                return
            await self.fake.world.announce()


def _lane(update: Json) -> int:
    for part in update.values():
        if isinstance(part, dict):
            who = part.get("from")
            if isinstance(who, dict) and isinstance(who.get("id"), int):
                return int(who["id"])
    return 0
