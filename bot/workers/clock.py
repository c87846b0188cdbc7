"""Minds the clock: what is due becomes an inbox row, like anything else that happens in a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.coaching.retention import Limits
from bot.messages import Incoming, Kind
from bot.store import Store, Transaction, inbox, links, outbox, people, reminders, retention
from bot.store.people import Address
from bot.store.reminders import Reminder
from bot.workers.rest import now, patiently

#: Seconds between two looks at the clock.
TICK = 5.0
BATCH = 200
#: What is over is forgotten after this: late enough to recognise a repeat, early enough to keep little.
INBOX_KEPT, OUTBOX_KEPT, LINKS_KEPT = timedelta(days=7), timedelta(days=30), timedelta(days=30)
_CLEANED_EVERY = timedelta(hours=1)
_USUAL = Limits()


class Clock:
    """`struck` is called when something was put into the inbox; `alive` is a file that is touched at each look, for
    whoever watches over the process."""

    def __init__(
        self,
        store: Store,
        struck: Callable[[], None],
        alive: Path | None = None,
        limits: Limits = _USUAL,
    ) -> None:
        self.store, self._struck, self._alive, self._limits = store, struck, alive, limits
        self._cleaned: datetime | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if await patiently(self._look):
                self._struck()
            await asyncio.sleep(TICK)

    def _look(self) -> int:
        at = now()
        struck = self.strike(at)
        self.clean(at)
        if self._alive is not None:
            self._alive.touch()
        return struck

    def strike(self, at: datetime) -> int:
        """Puts everything that is due into the inbox, once each. Returns how many."""
        struck = 0
        while True:
            with self.store.write() as tx:
                due = reminders.due(tx, at, BATCH)
                for reminder in due:
                    _strike(tx, reminder, at)
                struck += len(due)
            if len(due) < BATCH:
                return struck

    def clean(self, at: datetime) -> None:
        """Forgets what is over, once an hour."""
        if self._cleaned is not None and at - self._cleaned < _CLEANED_EVERY:
            return
        self._cleaned = at
        with self.store.write() as tx:
            inbox.prune(tx, at - INBOX_KEPT)
            outbox.prune(tx, at - OUTBOX_KEPT)
            links.prune(tx, at - LINKS_KEPT)
        retention.carry_out(self.store, at, self._limits)


def _strike(tx: Transaction, reminder: Reminder, at: datetime) -> None:
    address = reached(tx, reminder.person)
    if address is not None:
        incoming = Incoming(address.channel, address.address, reminder.key, at, Kind.DUE, note=reminder.kind)
        inbox.add(tx, incoming)
    reminders.done(tx, reminder.id)


def reached(tx: Transaction, person: str) -> Address | None:
    """Where someone is to be spoken to first: the address they came in by last that still answers."""
    open_ones = [address for address in people.addresses(tx, person) if address.reachable]
    return open_ones[-1] if open_ones else None
