"""Empties the outbox: in each chat in order, within the pace, until the channel has a message or never will.

Sending is at least once. Messages marked `once` (alerts, digests) are the exception: they are noted as tried
before they leave, and one whose fate a crash or a lost answer left unknown is not sent again but told to the host.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.channels import Gone, Refused, Retry, Undelivered
from bot.messages import Outgoing, Purpose
from bot.reports import typesetting
from bot.store import Store, Transaction, outbox, people
from bot.store.outbox import Departure
from bot.workers.pace import Pace
from bot.workers.rest import IDLE, now, patiently, until_woken

log = logging.getLogger(__name__)

#: Seconds before another attempt, doubled each time up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
#: After this many failures that nobody asked patience for, a message is given up: about half a day.
ATTEMPTS = 150
UNDER_WAY = 16
DOCUMENTS = 2  # made at the same time: each takes some 60 MB for a moment
_DOUBTFUL = "an alert or a report may not have been sent"


class Channel(Protocol):
    """Raises `Retry`, `Gone` or `Refused`; returns the channel's own number of the message. `external_ids` are
    those of the messages to settle, `arrived` the pieces of this message that an earlier attempt got through."""

    async def send(
        self, address: str, outgoing: Outgoing, external_ids: Sequence[str] = (), *, arrived: str = ""
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class _Taken:
    departure: Departure
    external_ids: list[str]


class Sender:
    """`channels` by name; rows of other channels are left alone. `wake` may be set whenever something new is in
    the outbox."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], pace: Pace) -> None:
        self.store, self.channels, self.pace = store, dict(channels), pace
        self.wake = asyncio.Event()
        self._busy: set[str] = set()
        self._done: list[tuple[int, str]] = []
        self._partly: dict[int, str] = {}
        self._setting = asyncio.Semaphore(DOCUMENTS)

    async def run(self) -> None:
        """Until cancelled; what is on the wire is waited for and noted first."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self.wake.clear()
                    at = time.monotonic()
                    taken = await self._take(at)
                    for one in taken:
                        self._busy.add(one.departure.lane)
                        spoken = one.departure.message.purpose is not Purpose.SETTLE
                        self.pace.leaves(one.departure.lane, at, spoken=spoken)
                        group.create_task(self._send(one))
                    if not taken and not self._done:
                        await until_woken(self.wake, self.pace.nap(time.monotonic(), IDLE))
        finally:
            if self._done:
                await asyncio.to_thread(self._exchange, 0, set[str]())

    async def drain(self) -> None:
        """Sends all that is due now, then returns: for a single run of what is due."""
        async with asyncio.TaskGroup() as group:
            while True:
                at, busy = (
                    time.monotonic(),
                    bool(self._busy),
                )  # one that ends meanwhile may make way for another
                taken = await self._take(at)
                for one in taken:
                    self._busy.add(one.departure.lane)
                    self.pace.leaves(one.departure.lane, at, spoken=True)
                    group.create_task(self._send(one))
                if not (taken or busy or self._busy or self._done or self.pace.resting(at)):
                    return
                await asyncio.sleep(0.01)

    async def _take(self, at: float) -> list[_Taken]:
        room = min(self.pace.room(at), UNDER_WAY - len(self._busy))
        if room <= 0 and not self._done:
            return []
        return await patiently(lambda: self._exchange(room, self.pace.resting(at)))

    def _exchange(self, room: int, resting: set[str]) -> list[_Taken]:
        """One transaction: notes what was sent, takes what may leave."""
        done, self._done = self._done, []
        try:
            with self.store.write() as tx:
                if done:
                    outbox.sent(tx, done, now())
                if room <= 0:
                    return []
                due = outbox.due(tx, now(), self._busy | resting, room, channels=tuple(self.channels))
                return [taken for departure in due if (taken := self._ready(tx, departure))]
        except BaseException:
            self._done = done + self._done
            raise

    def _ready(self, tx: Transaction, departure: Departure) -> _Taken | None:
        message = departure.message
        if message.once:
            if departure.doubtful:
                log.critical(_DOUBTFUL, extra={"row": departure.id})
                outbox.failed(tx, departure.id, "doubtful")
                return None
            outbox.tried(tx, departure.id)
        settled = message.token if message.purpose is Purpose.SETTLE else message.settles
        return _Taken(departure, outbox.external_ids(tx, departure.lane, settled) if settled else [])

    async def _send(self, taken: _Taken) -> None:
        departure = taken.departure
        try:
            channel = self.channels[departure.channel]
            arrived = self._partly.get(departure.id, "")
            message = await self._filled(departure)
            sent = await channel.send(departure.address, message, taken.external_ids, arrived=arrived)
            self._done.append((departure.id, sent))
            self._partly.pop(departure.id, None)
        except Undelivered as error:
            await self._undelivered(departure, error)
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            told = {"row": departure.id, "error": type(error).__name__}
            log.error("a message could not be sent", extra=told)  # noqa: TRY400 - a traceback may hold words
            await self._undelivered(departure, Retry(type(error).__name__))
        finally:
            self._busy.discard(departure.lane)
            self.wake.set()

    async def _filled(self, departure: Departure) -> Outgoing:
        """The message with its document made, outside any transaction. Without it the message is not sent at all: a
        caption for nothing would mislead."""
        if departure.message.paper is None:
            return departure.message
        try:
            async with self._setting:
                return await asyncio.to_thread(typesetting.filled, departure.message)
        except typesetting.Unmade as fault:
            told = {"row": departure.id, "error": str(fault)}
            log.error("a document could not be made", extra=told)  # noqa: TRY400 - a traceback may hold words
            raise Refused("a document could not be made") from None

    async def _undelivered(self, departure: Departure, error: Undelivered) -> None:
        if isinstance(error, Retry):
            if error.after is not None:
                self.pace.hold(time.monotonic(), error.after)
            if error.sent:
                self._partly[departure.id] = error.sent
        await patiently(lambda: self._note(departure, error))

    def _note(self, departure: Departure, error: Undelivered) -> None:
        with self.store.write() as tx:
            if isinstance(error, Gone):
                people.set_reachable(tx, departure.channel, departure.address, reachable=False)
                if departure.person:
                    outbox.drop_waiting(tx, departure.person)
                outbox.failed(tx, departure.id, "gone")
            elif isinstance(error, Retry) and error.doubtful and departure.message.once:
                log.critical(_DOUBTFUL, extra={"row": departure.id})
                outbox.failed(tx, departure.id, "doubtful")
            elif isinstance(error, Retry) and departure.attempts < ATTEMPTS:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(departure.attempts, 10))
                asked = error.after is not None
                after = timedelta(seconds=error.after if error.after is not None else pause)
                outbox.retry(tx, departure.id, now() + after, "retry", counted=not asked)
            else:
                log.error("a message was refused", extra={"row": departure.id})
                outbox.failed(tx, departure.id, type(error).__name__)
