"""How a worker waits: for a wake-up, for the database to come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from bot.store import StoreUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

#: How long a worker sleeps when nothing wakes it, in seconds.
IDLE = 1.0


def now() -> datetime:
    return datetime.now(UTC)


async def until_woken(wake: asyncio.Event, seconds: float) -> None:
    # Not `wait_for`: before Python 3.12 it may swallow a cancellation that meets a wake-up, and the worker goes on.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()


async def patiently(work: Callable[[], T]) -> T:
    """Does synchronous work of the store in a thread; again and again, while the database is away."""
    while True:
        try:
            return await asyncio.to_thread(work)
        except StoreUnavailable as error:
            log.warning("%s", error)
            await asyncio.sleep(IDLE)
