"""From Telegram to the inbox: an update is confirmed to Telegram only once it is stored.

python-telegram-bot confirms a batch by the offset of its next getUpdates, which moves only once `get_updates`
has returned and every `queue.put` of the batch has. So a batch is stored, in one transaction, before
`get_updates` returns; a failure there is raised as a `NetworkError`, which makes the library ask for the same
batch again; an exception that is no `TelegramError` would end its polling task without a word.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Update
from telegram.error import InvalidToken, NetworkError

from bot.channels.telegram.updates import Malformed, incoming, press_id, update_id
from bot.messages import Incoming

logger = logging.getLogger(__name__)

ANSWER_PATIENCE = 10.0  # seconds beyond the long poll before a connection is given up as dead
LAST_PATIENCE = 3.0  # seconds for the call that confirms what was received before stopping


class NotStored(NetworkError):  # noqa: N818 - the library's class says what it is
    """What came in could not be written down."""


class Intake:
    """Stores what comes in, whichever way it came. `put` writes events down together and commits."""

    def __init__(self, put: Callable[[Sequence[Incoming]], None]) -> None:
        self.malformed = 0
        self._put = put
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="inbox")
        self._under_way: set[asyncio.Future[None]] = set()

    async def take(self, updates: Sequence[dict[str, Any]]) -> list[str]:
        """Store `updates` together; returns the ids of the presses among them, to be acknowledged. Raises
        `NotStored` if that failed: then none of them may be confirmed."""
        now = datetime.now(UTC)
        events = []
        for update in updates:
            try:
                event = incoming(update, now)
            except Exception:  # noqa: BLE001 - whatever is wrong with it, those behind it must not wait for it
                self.skip()
                continue
            if event is not None:
                events.append(event)
        if events:
            storing = asyncio.get_running_loop().run_in_executor(self._threads, self._put, events)
            self._under_way.add(storing)
            storing.add_done_callback(self._under_way.discard)
            try:
                await asyncio.shield(storing)
            except Exception as problem:
                logger.error(  # noqa: TRY400 - a traceback of the database could carry what was to be stored
                    "Un message n'a pas pu être enregistré (%s) ; Telegram le renverra.",
                    type(problem).__name__,
                )
                raise NotStored("message non enregistré") from problem
        return [press for update in updates if (press := press_id(update))]

    def skip(self) -> None:
        self.malformed += 1
        logger.warning("Mise à jour illisible de Telegram, ignorée (%d depuis le démarrage).", self.malformed)

    async def close(self) -> None:
        """Wait for what is being stored: the database may be closed after this."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._threads.shutdown()


class PlainBot(Bot):
    """A bot that speaks plain JSON. The library parses a batch of updates in one go, so that a malformed one would
    stop all those behind it, for ever; and building its objects costs more than a call itself
    (`python -m tests.channels.cost`)."""

    def __init__(
        self,
        *,
        take: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        skip: Callable[[], None],
        heard: Callable[[], None],
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self._take = take
        self._skip = skip
        self._heard = heard

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """Telegram's answer as it is. Raises `TelegramError`."""
        return await self._post(method, given)

    async def get_updates(self, *_: Any, **query: Any) -> tuple[Update, ...]:
        """Every failure leaves as an error that polling survives and slows down for: a refused token or an
        answer that makes no sense may be a proxy's passing mistake."""
        seconds = query["timeout"].total_seconds()
        patience = seconds + ANSWER_PATIENCE if seconds else LAST_PATIENCE
        try:
            batch = await self._post(
                "getUpdates",
                query,
                connect_timeout=LAST_PATIENCE,
                read_timeout=patience,
            )
        except InvalidToken as problem:
            raise NetworkError("Telegram refuse le jeton du bot") from problem
        except (KeyError, TypeError, RecursionError) as problem:
            raise NetworkError("réponse inattendue de Telegram") from problem
        updates, readable = [], []
        for raw in batch:
            try:
                updates.append(Update(update_id(raw)))
                readable.append(raw)
            except Malformed:
                self._skip()
        if batch and not updates:
            raise NetworkError("aucune mise à jour lisible")
        await self._take(readable)
        self._heard()
        return tuple(updates)


class Unread(asyncio.Queue[object]):
    """What the library takes for its queue of updates. They are stored before they get here, and nobody reads
    them from it."""

    async def put(self, item: object) -> None:
        """Lets go of it."""
