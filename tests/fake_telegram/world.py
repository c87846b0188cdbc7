"""What Telegram's servers remember: people, chats, updates not yet confirmed, every message sent."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Recul", "username": "recul_test_bot"}
PRESS_LIFETIME = 150.0  # seconds during which Telegram keeps a press that nobody fetched or answered


@dataclass(slots=True)
class Shown:
    """One message as the person sees it now."""

    id: int
    mine: bool  # written by the person, not by the bot
    text: str
    html: str
    at: float
    keyboard: list[list[Json]] = field(default_factory=list)
    document: str = ""  # the name of a file or a photo
    content: bytes = b""
    photo: bool = False

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "mine": self.mine,
            "text": self.text,
            "html": self.html,
            "at": self.at,
            "keyboard": self.keyboard,
            "document": self.document,
            "photo": self.photo,
            "size": len(self.content),
        }


@dataclass(slots=True)
class Chat:
    id: int
    name: str
    messages: dict[int, Shown] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "fr"}

    @property
    def place(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass(slots=True)
class Fault:
    """Something that goes wrong the next `times` times that `method` (all if empty) is called for `chat` (any
    if None). `reset` is "before" (the request is lost) or "after" (it is carried out, the answer is lost)."""

    method: str = ""
    status: int = 0
    description: str = ""
    retry_after: int = 0
    reset: str = ""
    slow: float = 0.0
    body: str = ""  # answered as it stands, with status 200 if none is given
    times: int = 1
    chat: int | None = None

    def concerns(self, method: str, chat: int | None) -> bool:
        return self.times > 0 and self.method in ("", method) and self.chat in (None, chat)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that reached a chat; `at` in seconds of the world's clock."""

    at: float
    chat: int
    message: int
    text: str


class World:
    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: deque[Json] = deque()
        self.allowed: frozenset[str] | None = None
        self.presses: dict[str, tuple[float, int]] = {}
        self.answered: list[str] = []
        self.log: list[Sent] = []
        self.calls: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.profile: Json = {}
        self.webhook: Json = {}
        self.repeats = 0  # how many more times confirmed updates are handed out again
        self.confirmed = 0
        self.skipped = 0.0
        self.press_lifetime = PRESS_LIFETIME
        self.changed = asyncio.Condition()
        self._update_ids = itertools.count(700_000_001)
        self._message_ids: dict[int, int] = {}
        self._press_ids = itertools.count(1)

    def now(self) -> float:
        """Seconds; tests move it on with `skipped`."""
        return time.time() + self.skipped

    async def announce(self) -> None:
        """Wake whoever waits for an update or a message."""
        async with self.changed:
            self.changed.notify_all()

    def chat(self, number: int, name: str = "Camille") -> Chat:
        return self.chats.setdefault(number, Chat(number, name))

    def new_message_id(self, chat: Chat) -> int:
        self._message_ids[chat.id] = self._message_ids.get(chat.id, 0) + 1
        return self._message_ids[chat.id]

    def add_update(self, kind: str, body: Json) -> int:
        """Queue an update; returns its id, or 0 if the bot asked not to get this kind."""
        if self.allowed is not None and kind not in self.allowed:
            return 0
        number = next(self._update_ids)
        self.updates.append({"update_id": number, kind: body})
        return number

    def inject(self, raw: Json) -> None:
        """Queue an update as it stands, well formed or not; `update_id` is added if it is missing."""
        self.updates.append({"update_id": next(self._update_ids)} | raw)

    def pending(self, offset: int, limit: int) -> list[Json]:
        """Confirm everything before `offset` and return what is left, as getUpdates does."""
        if offset < 0:
            offset = self.updates[offset]["update_id"] if -offset <= len(self.updates) else 0
        if self.repeats and self.updates and self.updates[0]["update_id"] < offset:
            self.repeats -= 1
        else:
            while self.updates and _number(self.updates[0]) < offset:
                self.updates.popleft()
                self.confirmed += 1
        return self.waiting(limit)

    def waiting(self, limit: int) -> list[Json]:
        """The first updates that are not confirmed, without presses that waited for too long."""
        found = []
        for update in list(itertools.islice(self.updates, limit)):
            query = update.get("callback_query")
            pressed = self.presses.get(query["id"]) if isinstance(query, dict) else None
            if pressed and pressed[0] < self.now() - self.press_lifetime:
                self.updates.remove(update)
            else:
                found.append(update)
        return found

    def write(self, chat: Chat, content: Json, text: str = "") -> Shown:
        """The person's own message, and the update it makes."""
        chat.started = True
        message = Shown(self.new_message_id(chat), mine=True, text=text, html=text, at=self.now())
        chat.messages[message.id] = message
        self.add_update("message", self.envelope(chat, message) | content)
        return message

    def press(self, chat: Chat, message: Shown, data: str) -> str:
        query = f"press-{next(self._press_ids)}"
        self.presses[query] = (self.now(), chat.id)
        shown = self.envelope(chat, message) | {"from": BOT, "text": message.text}
        self.add_update(
            "callback_query",
            {"id": query, "from": chat.user, "message": shown, "chat_instance": str(chat.id), "data": data},
        )
        return query

    def membership(self, chat: Chat, old: str, new: str) -> None:
        self.add_update(
            "my_chat_member",
            {
                "chat": chat.place,
                "from": chat.user,
                "date": int(self.now()),
                "old_chat_member": {"user": BOT, "status": old},
                "new_chat_member": {"user": BOT, "status": new},
            },
        )

    def envelope(self, chat: Chat, message: Shown) -> Json:
        return {"message_id": message.id, "from": chat.user, "chat": chat.place, "date": int(message.at)}

    def fault(self, method: str, chat: int | None) -> Fault | None:
        for fault in self.faults:
            if fault.concerns(method, chat):
                fault.times -= 1
                return fault
        return None

    def rate(self, chat: int | None = None, window: float = 1.0) -> int:
        """The most messages sent within any `window` seconds, to `chat` or in all."""
        times = [sent.at for sent in self.log if chat in (None, sent.chat)]
        first = most = 0
        for last, at in enumerate(times):
            while times[first] <= at - window:
                first += 1
            most = max(most, last - first + 1)
        return most


def _number(update: Json) -> int:
    number = update["update_id"]
    return number if isinstance(number, int) else 0
