"""Telegram as a whole: started, stopped, spoken through."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram import BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Updater

from bot.channels import ChannelError
from bot.channels.telegram.http import request_for
from bot.channels.telegram.receiving import Intake, NotStored, PlainBot, Unread
from bot.channels.telegram.sending import deliver, pause_of
from bot.channels.telegram.updates import ALLOWED
from bot.channels.telegram.webhook import CONNECTIONS, Webhook, WebhookServer
from bot.messages import Incoming, Outgoing

logger = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
LONG_POLL = timedelta(seconds=25)
SENDING_CONNECTIONS = 16
SENDING_PATIENCE = 10.0  # seconds for an answer to what was sent
STOPPING_PATIENCE = 2.0
ACKNOWLEDGEMENTS = 100  # under way at most; a press beyond that just shows its spinner for longer
LANGUAGES = (None, "fr")

_REFUSED = "Telegram refuse le jeton du bot : vérifiez RECUL_TELEGRAM_TOKEN, celui que @BotFather a donné."
_TWICE = (
    "Un autre programme reçoit déjà les messages de ce bot : arrêtez-le, ou passez au webhook pour en avoir "
    "plusieurs. Recul réessaie."
)


class Telegram:
    """`put` stores events together and commits before it returns; those already there are passed over. It is
    called in a thread. Updates come by webhook if one is given, else by long polling."""

    def __init__(
        self,
        token: str,
        put: Callable[[Sequence[Incoming]], None],
        *,
        api_url: str | None = None,
        webhook: Webhook | None = None,
    ) -> None:
        url = (api_url or API_URL).rstrip("/")
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise ChannelError(_REFUSED)
        if not re.match(r"https?://[^/?#]", url):
            raise ChannelError(f"RECUL_TELEGRAM_API_URL doit commencer par http:// ou https:// : {url}.")
        _hush()
        self.trouble = ""  # why nothing is received just now, in one French sentence; empty while all is well
        self._token = token
        self._webhook = webhook
        self._intake = Intake(put)
        self._bot = PlainBot(
            take=self._take,
            skip=self._intake.skip,
            heard=self._heard,
            token=token,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            get_updates_request=request_for(url, 1, SENDING_PATIENCE),
            request=request_for(url, SENDING_CONNECTIONS, SENDING_PATIENCE),
        )
        self._updater = Updater(self._bot, Unread())
        self._server: WebhookServer | None = None
        self._acknowledging: set[asyncio.Task[None]] = set()

    @property
    def username(self) -> str:
        """Without « @ »; known once started."""
        return self._bot.username

    @property
    def malformed(self) -> int:
        """Updates skipped so far because they were not what the Bot API promises."""
        return self._intake.malformed

    async def start(self) -> None:
        """Receive from now on. Waits for the network as long as it takes; raises `ChannelError` if the host
        has to change something first."""
        try:
            await self._until_reached(self._updater.initialize)
            if self._webhook is None:
                await self._updater.start_polling(
                    timeout=LONG_POLL,
                    bootstrap_retries=-1,
                    allowed_updates=ALLOWED,
                    error_callback=self._failed,
                )
            else:
                await self._listen(self._webhook)
        except InvalidToken as problem:
            await self.stop()
            raise ChannelError(_REFUSED) from problem
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Receive and send no more; whatever was being stored is stored when this returns. Within seconds,
        even while the library sleeps between two attempts (up to 30 s, and it would wait for that to end)."""
        if self._updater.running:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._updater.stop(), STOPPING_PATIENCE)
        if self._server is not None:
            await self._server.stop()
            self._server = None
        await self._intake.close()
        if self._acknowledging:
            await asyncio.wait(self._acknowledging, timeout=1)
            for task in self._acknowledging:
                task.cancel()
        await self._bot.shutdown()

    async def send(
        self,
        address: str,
        outgoing: Outgoing,
        external_ids: Sequence[str] = (),
        *,
        arrived: str = "",
    ) -> str:
        """One attempt; raises `Retry`, `Gone` or `Refused`. Returns what to keep as this message's external
        id: give it back in `external_ids` to settle its buttons. `arrived` is the `sent` of an earlier
        `Retry` of the same message; without it a long message starts over."""
        return await deliver(self._bot, address, outgoing, external_ids, arrived)

    async def introduce(
        self,
        commands: Sequence[tuple[str, str]],
        description: str,
        short_description: str,
        *,
        coach_commands: Sequence[tuple[str, str]] = (),
        coaches: Sequence[str] = (),
    ) -> None:
        """What people see before they write: the menu of commands (another one in the chats of `coaches`)
        and the descriptions. A failure is logged and changes nothing else."""
        bot = self._bot
        for language in LANGUAGES:
            await self._try(bot.set_my_commands(commands, BotCommandScopeDefault(), language))
            await self._try(bot.set_my_description(description, language))
            await self._try(bot.set_my_short_description(short_description, language))
        for coach in coaches if coach_commands else ():
            await self._try(bot.set_my_commands(coach_commands, BotCommandScopeChat(coach)))

    async def _try(self, call: Awaitable[bool]) -> None:
        try:
            await call
        except TelegramError as error:
            logger.warning("Telegram n'a pas pris la présentation du bot : %s", _reason(error))

    async def _listen(self, webhook: Webhook) -> None:
        secret = webhook.secret_for(self._token)
        server = WebhookServer(webhook, secret, self._intake.take, self._intake.skip)
        try:
            server.start()
        except (OSError, ValueError) as problem:
            raise ChannelError(
                f"Impossible d'écouter sur {webhook.listen} (RECUL_WEBHOOK_LISTEN) : {problem}.",
            ) from problem
        self._server = server

        async def register() -> None:
            try:
                await self._bot.set_webhook(
                    webhook.url,
                    max_connections=CONNECTIONS,
                    allowed_updates=ALLOWED,
                    secret_token=secret,
                )
            except BadRequest as problem:
                raise ChannelError(
                    f"Telegram refuse RECUL_WEBHOOK_URL ou RECUL_WEBHOOK_SECRET : {problem.message}.",
                ) from problem

        await self._until_reached(register)

    async def _until_reached(self, call: Callable[[], Awaitable[None]]) -> None:
        """At boot the network often comes later than the service."""
        wait = 1.0
        while True:
            try:
                await call()
            except InvalidToken:
                raise
            except TelegramError as error:
                self._failed(error)
                await asyncio.sleep(pause_of(error) if isinstance(error, RetryAfter) else wait)
                wait = min(30.0, wait * 2)
            else:
                self._heard()
                return

    async def _take(self, updates: Sequence[dict[str, Any]]) -> None:
        for press in await self._intake.take(updates):
            if len(self._acknowledging) >= ACKNOWLEDGEMENTS:
                return
            task = asyncio.create_task(self._acknowledge(press))
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def _acknowledge(self, press: str) -> None:
        """Stops the button's spinner; a press that is too old has none any more."""
        try:
            await self._bot.answer_callback_query(press)
        except TelegramError as error:
            logger.debug("A press was not acknowledged: %s", type(error).__name__)

    def _heard(self) -> None:
        if self.trouble:
            logger.info("Telegram répond de nouveau.")
            self.trouble = ""

    def _failed(self, error: TelegramError) -> None:
        """Polling tries again by itself; the host is told once, not at each attempt."""
        if isinstance(error, NotStored):
            return  # said where it happened, and no fault of Telegram's
        reason = _reason(error).replace(self._token, "…")
        trouble = _TWICE if isinstance(error, Conflict) else f"Telegram ne répond pas comme prévu : {reason}."
        if trouble != self.trouble:
            self.trouble = trouble
            logger.warning("%s", trouble)


def _reason(error: TelegramError) -> str:
    """Without the answer that could not be read: half a batch of messages is people's words (P6)."""
    return re.split(r"[.\s]*(?:Parsing the|The) server response", error.message, maxsplit=1)[0]


def _hush() -> None:
    """The libraries' own logs may carry the bot's token or what people write; we say what a host needs."""
    for name, level in (
        ("telegram", logging.CRITICAL),
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
    ):
        logging.getLogger(name).setLevel(level)
