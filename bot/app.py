"""Recul put together: settings in, a running bot, a chat in the terminal or one document out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import uuid4

from bot import authoring, memory
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.wire import Telegram
from bot.channels.terminal import CHANNEL as TERMINAL
from bot.channels.terminal import Terminal
from bot.conversation import Conversation, Parts, Place
from bot.conversation.parties import INVITED_TO
from bot.dialog.library import Library
from bot.dialog.loading import INTERRUPTS
from bot.dialog.problems import DialogError
from bot.insight import Reader, load
from bot.messages import Incoming, Kind, Outgoing
from bot.prompts import Prompts
from bot.reports import typesetting
from bot.settings import Settings
from bot.store import (
    Store,
    Transaction,
    Vault,
    engagements,
    erasure,
    host_key,
    inbox,
    links,
    outbox,
    people,
    talks,
)
from bot.store.people import Person, Role
from bot.telling import Teller
from bot.workers import Clock, Dispatcher, Pace, Sender

log = logging.getLogger(__name__)

#: How long the first coach's code is good for.
CODE_VALID = timedelta(days=7)
_MENU = (
    "reflexion",
    "analyse",
    "plan",
    "actions",
    "objectifs",
    "seance",
    "besoins",
    "attentes",
    "resume",
    "moi",
    "convention",
    "reglages",
    "pause",
    "confidentialite",
    "exporter",
    "effacer",
    "aide",
    "stop",
)
_COACH_MENU = (
    "inviter",
    "coachees",
    "cadrage",
    "attentes",
    "seance",
    "brief",
    "digest",
    "convention",
    "objectifs",
    "confidentialite",
    "aide",
    "stop",
)


@dataclass
class App:
    """Everything that outlives a turn."""

    settings: Settings
    store: Store
    parts: Parts

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Reads the dialogues, opens the database, finishes what a crash left. Raises `DialogError`,
        `WordingError` or `StoreError`, each of whose texts says what to do."""
        checked = authoring.check(settings.dialogs, settings.prompts, None)
        if checked.problems:
            raise DialogError(checked.problems)
        library = Library(checked.dialogs)
        prompts = Prompts(settings.prompts)
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = host_key(settings.home, settings.key.get_secret_value() or None, settings.key_file)
        store = Store(settings.database, Vault(settings.home, key)).open()
        erasure.finish_erasures(store)
        parts = Parts(
            store, library, prompts, Teller(prompts, library), settings.timezone, Place(), settings.limits
        )
        app = cls(settings, store, parts)
        app._keep_definitions()
        return app

    def _keep_definitions(self) -> None:
        """Today's dialogues, for the talks that will begin with them and outlive them."""
        common = authoring.sources(self.settings.dialogs).get(f"{INTERRUPTS}.yaml", "")
        with self.store.write() as tx:
            for name, dialog in self.parts.library.current.items():
                if talks.get_definition(tx, dialog.digest) is None:
                    source = authoring.kept_source(self.parts.library, self.parts.prompts, name, common)
                    talks.add_definition(tx, dialog.digest, name, source, now())

    @property
    def place(self) -> Place:
        return self.parts.place

    def close(self) -> None:
        self.store.close()

    # On Telegram

    async def run(self, announce: Callable[[str], None], reader: Callable[[], Reader] = load) -> None:
        """The bot, until cancelled. `reader` is loaded in a thread while Telegram is reached. Raises
        `ChannelError` if the host has to change something first."""
        memory.few_arenas()
        settings = self.settings
        webhook = None
        if settings.webhook_url:
            webhook = Webhook(
                settings.webhook_url, settings.webhook_listen, settings.webhook_secret.get_secret_value()
            )
        insight = asyncio.create_task(asyncio.to_thread(reader))
        telegram = Telegram(
            settings.telegram_token.get_secret_value(),
            self._arrived,
            api_url=settings.telegram_api_url,
            webhook=webhook,
        )
        self._loop = asyncio.get_running_loop()
        sender = Sender(self.store, {"telegram": telegram}, Pace(settings.send_rate, settings.chat_rate))
        conversation = Conversation(self.parts, await insight)
        memory.give_back()
        self._dispatcher = Dispatcher(self.store, conversation, sender.wake.set)
        clock = Clock(self.store, self._dispatcher.wake.set, settings.home / "alive", settings.limits)
        await telegram.start()
        self.place.username = telegram.username
        try:
            announce(self._first_words())
            async with asyncio.TaskGroup() as group:
                group.create_task(self._dispatcher.run())
                group.create_task(sender.run())
                group.create_task(clock.run())
                group.create_task(self._introduce(telegram))
        finally:
            await telegram.stop()

    def _arrived(self, batch: Sequence[Incoming]) -> None:
        """Called in a thread of the channel: durable when it returns."""
        if inbox.put_all(self.store, batch):
            self._loop.call_soon_threadsafe(self._dispatcher.wake.set)

    async def _introduce(self, telegram: Telegram) -> None:
        def words(name: str) -> str:
            return self.parts.prompts.render("commands.j2", name, "vous", {})

        with self.store.read() as tx:
            coaches = [
                address.address
                for person in people.everyone(tx, Role.COACH)
                for address in people.addresses(tx, person.id)
                if address.channel == "telegram"
            ]
        await telegram.introduce(
            [(name, words(f"command_{name}")) for name in _MENU],
            words("description"),
            words("short_description"),
            coach_commands=[(name, words(f"command_{name}")) for name in _COACH_MENU],
            coaches=coaches,
        )

    def _first_words(self) -> str:
        """What the host reads at start: the bot's address, and a code for the first coach while there is none."""
        with self.store.write() as tx:
            if people.everyone(tx, Role.COACH):
                return f"Recul est prêt : https://t.me/{self.place.username}"
            code = links.make(tx, Role.COACH, None, now() + CODE_VALID)
        return (
            f"Recul est prêt : https://t.me/{self.place.username}\n"
            f"Pour ouvrir votre accès de coach (une fois, dans les {CODE_VALID.days} jours) : {self.place.link(code)}"
        )

    # In the terminal

    def resident(self, key: str, role: Role) -> Person:
        """The person of that name at this terminal, made at the first call. The terminal's coachees have the
        terminal's coach; a sponsor is one of the coachee of the same name."""
        address = key if role is Role.COACHEE else f"{role.value}:{key}"
        with self.store.write() as tx:
            found = people.by_address(tx, TERMINAL, address)
            if found is None:
                profile = {INVITED_TO: [self._sponsored(tx, key)]} if role is Role.SPONSOR else {}
                who = people.create(tx, now(), {role}, profile)
                people.add_address(tx, who, TERMINAL, address, now())
                if role is Role.COACHEE:
                    coach = people.by_address(tx, TERMINAL, "coach:coach")
                    coach_id = coach.id if coach else people.create(tx, now(), {Role.COACH}, {})
                    if coach is None:
                        people.add_address(tx, coach_id, TERMINAL, "coach:coach", now())
                    engagements.begin(tx, coach_id, who, now())
                found = people.load(tx, who)
        assert found is not None
        return found

    def knows(self, key: str) -> bool:
        """Whether somebody of that name is coached at this terminal."""
        with self.store.read() as tx:
            return people.by_address(tx, TERMINAL, key) is not None

    def _sponsored(self, tx: Transaction, key: str) -> str:
        """The engagement of the coachee of that name at this terminal, whose sponsor has the same name."""
        coachee = people.by_address(tx, TERMINAL, key)
        which = engagements.coach_of(tx, coachee.id) if coachee else None
        return which.id if which else ""

    def chat(self, terminal: Terminal, lines: Iterable[str], insight: Reader) -> None:
        """A conversation at the terminal, until the lines end."""
        conversation = Conversation(self.parts, insight)
        first = Incoming(TERMINAL, terminal.address, uuid4().hex, now(), Kind.TEXT, text="/start")
        self._exchange(conversation, terminal, first)
        for line in lines:
            if line.strip():
                self._exchange(conversation, terminal, terminal.read(line, now()))

    def _exchange(self, conversation: Conversation, terminal: Terminal, incoming: Incoming) -> None:
        inbox.put(self.store, incoming)
        self.take_all(conversation)
        for departure in self._departures(terminal):
            terminal.show(departure)

    def take_all(self, conversation: Conversation, at: datetime | None = None) -> int:
        """Takes everything that waits in the inbox. Returns how many turns that was."""
        turns = 0
        while True:
            with self.store.read() as tx:
                rows = inbox.waiting(tx, at or now(), (), 200)
            if not rows:
                return turns
            for row in rows:
                turns += conversation.take(row, at or now())

    def _departures(self, terminal: Terminal) -> Iterator[Outgoing]:
        while True:
            with self.store.write() as tx:
                lane = people.lane_of(tx, TERMINAL, terminal.address)
                due = outbox.due(tx, now(), (), 1, lane=lane)
                outbox.sent(tx, [(departure.id, "") for departure in due], now())
            if not due:
                return
            for departure in due:
                try:
                    yield typesetting.filled(departure.message)
                except typesetting.Unmade as fault:
                    told = {"row": departure.id, "error": str(fault)}
                    log.error("a document could not be made", extra=told)  # noqa: TRY400 - a traceback may hold words


def now() -> datetime:
    return datetime.now(UTC)
