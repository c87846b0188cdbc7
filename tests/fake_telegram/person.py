"""Somebody with Telegram on their phone, for tests that read like a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.fake_telegram.world import Chat, Json, Shown, World

MEDIA: dict[str, Json] = {
    "voice": {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    "photo": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]},
    "video": {"video": {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "duration": 3}},
    "sticker": {"sticker": {"file_id": "f", "file_unique_id": "u", "type": "regular", "emoji": "🙂"}},
    "document": {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "note.pdf"}},
    "location": {"location": {"longitude": 2.35, "latitude": 48.85}},
    "contact": {"contact": {"phone_number": "+33100000000", "first_name": "Alix"}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
}


class Person:
    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self._read = 0  # the last message of the bot that `next` returned

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Shown]:
        """What the chat shows now."""
        return list(self.chat.messages.values())

    @property
    def labels(self) -> list[str]:
        """Every button that can be pressed now, oldest message first."""
        return [label for message in self.messages for label in message.labels]

    async def send(self, text: str, **extra: Any) -> Shown:
        message = self.world.write(self.chat, {"text": text, **extra}, text)
        await self.world.announce()
        return message

    async def media(self, kind: str, caption: str = "") -> Shown:
        content = MEDIA[kind] | ({"caption": caption} if caption else {})
        message = self.world.write(self.chat, content, f"[{kind}] {caption}".strip())
        await self.world.announce()
        return message

    async def voice(self) -> Shown:
        return await self.media("voice")

    async def press(self, label: str, *, message: Shown | None = None) -> str:
        """Press the button with this label (or its beginning) on the newest message that has it. Returns the
        press's id."""
        for shown in [message] if message else reversed(self.messages):
            for button in (button for row in shown.keyboard for button in row):
                if button["text"] == label or button["text"].startswith(label):
                    query = self.world.press(self.chat, shown, button["callback_data"])
                    await self.world.announce()
                    return query
        raise AssertionError(f"no button « {label} » among {self.labels}")

    async def press_stale(self, data: str) -> str:
        """A press on a message that this chat no longer shows: Telegram tells only which chat and when."""
        query = self.world.press(self.chat, Shown(1, mine=False, text="", html="", at=0), data)
        if self.world.updates and "callback_query" in self.world.updates[-1]:
            pressed = self.world.updates[-1]["callback_query"]
            pressed["message"] = {"message_id": 1, "chat": self.chat.place, "date": 0}
        await self.world.announce()
        return query

    async def edit(self, text: str) -> None:
        """Change the last message that this person wrote."""
        message = [shown for shown in self.messages if shown.mine][-1]
        message.text = message.html = text
        now = int(self.world.now())
        envelope = self.world.envelope(self.chat, message)
        self.world.add_update("edited_message", envelope | {"edit_date": now, "text": text})
        await self.world.announce()

    async def block(self) -> None:
        self.chat.blocked = True
        self.world.membership(self.chat, "member", "kicked")
        await self.world.announce()

    async def unblock(self) -> None:
        self.chat.blocked = False
        self.world.membership(self.chat, "kicked", "member")
        await self.world.announce()

    def forget(self, message: Shown) -> None:
        """Delete a message from the chat, on both sides."""
        del self.chat.messages[message.id]

    async def next(self, timeout: float = 5.0) -> Shown:  # noqa: ASYNC109 - a test says how long it waits
        """The bot's next message that was not returned yet."""
        found: list[Shown] = []

        def arrived() -> bool:
            found[:] = [shown for shown in self.messages if not shown.mine and shown.id > self._read][:1]
            return bool(found)

        await self.until(arrived, timeout)
        self._read = found[0].id
        return found[0]

    async def until(self, met: Callable[[], bool], timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until `met()`; it is asked again whenever something happens in the fake world."""
        async with self.world.changed:
            try:
                await asyncio.wait_for(self.world.changed.wait_for(met), timeout)
            except TimeoutError as problem:
                last = self.messages[-1].text if self.messages else "nothing"
                raise AssertionError(f"nothing within {timeout} s; the chat ends with: {last}") from problem

    async def silence(self, seconds: float = 0.3) -> bool:
        """Whether the bot says nothing for so long."""
        before = len(self.messages)
        await asyncio.sleep(seconds)
        return len(self.messages) == before
