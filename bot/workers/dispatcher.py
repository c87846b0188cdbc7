"""Takes what waits in the inbox: lanes side by side, one message of a lane at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence

from bot.conversation import Conversation
from bot.store import Store, StoreUnavailable, inbox
from bot.store.inbox import Waiting
from bot.workers.rest import IDLE, now, patiently, until_woken

log = logging.getLogger(__name__)

#: Turns at once. On SQLite they queue for the write lock; what runs side by side is the reading of words.
LANES = 2
BATCH = 64


class Dispatcher:
    """`spoken` is called after turns that may have put something into the outbox; `wake` may be set whenever
    something new is in the inbox."""

    def __init__(self, store: Store, conversation: Conversation, spoken: Callable[[], None]) -> None:
        self.store, self.conversation, self._spoken = store, conversation, spoken
        self.wake = asyncio.Event()
        self._busy: set[str] = set()
        self._slots = asyncio.Semaphore(LANES)

    async def run(self) -> None:
        """Until cancelled; turns under way are finished first."""
        async with asyncio.TaskGroup() as group:
            while True:
                self.wake.clear()
                async with self._slots:
                    rows = await patiently(self._waiting)
                for share in _shares(rows):
                    self._busy.update(row.lane for row in share)
                    await self._slots.acquire()
                    group.create_task(self._take(share))
                if not rows:
                    await until_woken(self.wake, IDLE)

    def _waiting(self) -> list[Waiting]:
        with self.store.read() as tx:
            return inbox.waiting(tx, now(), self._busy, BATCH)

    async def _take(self, rows: Sequence[Waiting]) -> None:
        try:
            await asyncio.shield(asyncio.to_thread(self._turns, rows))
        finally:
            self._slots.release()
            self._busy.difference_update(row.lane for row in rows)
            self.wake.set()
            self._spoken()

    def _turns(self, rows: Sequence[Waiting]) -> None:
        for row in rows:
            try:
                self.conversation.take(row, now())
            except StoreUnavailable as error:  # the rows are still there, and are taken again
                log.warning("%s", error)
                time.sleep(IDLE)
                return
            except Exception as error:  # noqa: BLE001 - one chat's trouble must not stop the others
                told = {"row": row.id, "error": type(error).__name__}
                log.critical("a message could not even be set aside", extra=told)
                time.sleep(IDLE)


def _shares(rows: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    """Rows in as many parts as there are slots: a thread that takes several saves the hops between."""
    size = max(1, -(-len(rows) // LANES))
    yield from (rows[start : start + size] for start in range(0, len(rows), size))
