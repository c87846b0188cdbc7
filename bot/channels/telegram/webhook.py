"""Updates by webhook: 200 only once the update is stored; any other answer makes Telegram send it again.

The library's own server would do that too, but it writes the content of a malformed update into the log and
refuses it for ever, and one person's later messages wait behind it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import tornado.web
from telegram.error import TelegramError
from tornado.httpserver import HTTPServer

HEALTH = "/health"
UPDATE_LIMIT = 1 << 20  # bytes; an update has a few thousand
CONNECTIONS = 40  # as many chats may be heard at the same moment


@dataclass(frozen=True, slots=True)
class Webhook:
    """`url` is what Telegram calls, `listen` where this process listens (a proxy with TLS stands between).
    All processes of one bot must share `secret`; without one it is derived from the bot's token."""

    url: str
    listen: str = "127.0.0.1:8080"
    secret: str = ""

    def secret_for(self, token: str) -> str:
        return self.secret or hashlib.sha256(f"webhook {token}".encode()).hexdigest()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class _Updates(tornado.web.RequestHandler):
    def initialize(
        self,
        take: Callable[[Sequence[dict[str, Any]]], Awaitable[list[str]]],
        skip: Callable[[], None],
        secret: str,
    ) -> None:
        self.take = take
        self.skip = skip
        self.secret = secret

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            self.set_status(403)
            return
        try:
            update = json.loads(self.request.body)
        except ValueError:
            self.skip()
            return
        try:
            presses = await self.take([update])
        except TelegramError:
            self.set_status(503)
            return
        for press in presses:  # one at most: acknowledging in the answer costs no request of its own
            self.write({"method": "answerCallbackQuery", "callback_query_id": press})


class _Health(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write("ok")


class WebhookServer:
    def __init__(
        self,
        webhook: Webhook,
        secret: str,
        take: Callable[[Sequence[dict[str, Any]]], Awaitable[list[str]]],
        skip: Callable[[], None],
    ) -> None:
        self._webhook = webhook
        self._server = HTTPServer(
            tornado.web.Application(
                [
                    tornado.web.url(HEALTH, _Health),
                    tornado.web.url(
                        re.escape(webhook.path.rstrip("/")) + "/?",
                        _Updates,
                        {"take": take, "skip": skip, "secret": secret},
                    ),
                ],
                log_function=lambda _: None,
            ),
            max_body_size=UPDATE_LIMIT,
            max_buffer_size=UPDATE_LIMIT + 65536,
        )

    def start(self) -> None:
        """Raises `OSError` if the address is taken, `ValueError` if it is not HOST:PORT."""
        host, _, port = self._webhook.listen.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host.strip("[]") or "127.0.0.1", int(port)), family=family)
        listening.setblocking(False)
        self._server.add_socket(listening)

    async def stop(self) -> None:
        """Answers that were under way are lost, and Telegram sends those updates again."""
        self._server.stop()
        await self._server.close_all_connections()
