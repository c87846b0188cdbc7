"""What goes wrong between Recul and Telegram, or with the database, loses nothing and changes no order."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Outgoing
from bot.store import Store, StoreUnavailable, outbox, people
from bot.store.people import Status
from tests.e2e.conftest import Bot, Starting
from tests.e2e.test_practice import journal_of, says
from tests.fake_telegram import FakeTelegram, Person

FAULTS: list[dict[str, Any]] = [
    {"status": 429, "retry_after": 1},
    {"status": 500},
    {"status": 502, "body": "<html>bad gateway</html>"},
    {"reset": "before"},
    {"reset": "after"},
]
WORDS = [f"zorglub {number} a traversé le couloir avec tout son dossier" for number in range(6)]


async def told_in_order(bot: Bot, nadia: Person) -> None:
    """All six are in the journal, once each, in order; the answers came in order too."""
    await nadia.until(lambda: len(asked(nadia)) >= 1, 20)
    async with asyncio.timeout(30):
        while len([text for text in await journal_of(bot.app, nadia.id) if "zorglub" in text]) < len(WORDS):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    kept = [text for text in await journal_of(bot.app, nadia.id) if "zorglub" in text]
    assert kept == WORDS


def asked(person: Person) -> list[str]:
    return [message.text for message in person.messages if not message.mine]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_trouble_with_telegram(
    start: Starting, fake: FakeTelegram, method: str, fault: dict[str, Any]
) -> None:
    async with start() as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        answers = len(asked(nadia))
        fake.fail(method, times=2, **fault)
        for words in WORDS:
            await nadia.send(words)
        await told_in_order(bot, nadia)
        await nadia.until(lambda: len(asked(nadia)) >= answers + len(WORDS), 20)


async def test_one_chat_in_trouble_does_not_hold_the_others(start: Starting, fake: FakeTelegram) -> None:
    async with start() as bot:
        helene = await bot.coach()
        nadia, zoe = await bot.coachee(helene, 2, "Nadia"), await bot.coachee(helene, 3, "Zoé")
        fake.fail("sendMessage", times=50, chat=2, status=500)
        await nadia.send("/aide")
        assert "Écrivez quand vous voulez" in await says(zoe, "/aide")


async def test_an_update_that_makes_no_sense_is_passed_over(start: Starting, fake: FakeTelegram) -> None:
    async with start() as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        nonsense: list[dict[str, Any]] = [
            {"message": None},
            {"message": {"text": 3}},
            {"message": {"chat": {"id": "x"}, "text": "?"}},
            {"callback_query": []},
            {"edited_message": {"chat": {"id": 2, "type": "private"}, "text": ["x"]}},
            {"surprise": {"x": 1}},
        ]
        for raw in nonsense:
            fake.world.inject(raw)
        for words in WORDS:
            await nadia.send(words)
        await told_in_order(bot, nadia)


async def test_the_database_locked_for_two_seconds(start: Starting, tmp_path: Path) -> None:
    async with start() as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        other = sqlite3.connect(tmp_path / "home" / "recul.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for words in WORDS:
            await nadia.send(words)
        await asyncio.sleep(2)
        assert await journal_of(bot.app, 2) != [], "readers do not wait"
        other.execute("ROLLBACK")
        other.close()
        await told_in_order(bot, nadia)


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database answers nobody."""

    @contextmanager
    def refuse(_: Store) -> Iterator[None]:
        raise StoreUnavailable("La base de données ne répond pas.")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", refuse)
        patch.setattr(Store, "read", refuse)
        yield


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_the_database_away_for_two_seconds(
    start: Starting, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch, webhook: bool
) -> None:
    async with start(webhook=webhook) as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        confirmed = fake.world.confirmed
        with away(monkeypatch):
            for words in WORDS:
                await nadia.send(words)
            await asyncio.sleep(2)
            assert fake.world.confirmed == confirmed, "nothing is acknowledged that is not stored (P4)"
        await told_in_order(bot, nadia)


@pytest.mark.parametrize("how", ["403", "my_chat_member"])
async def test_being_blocked_puts_to_rest(start: Starting, fake: FakeTelegram, how: str) -> None:
    async with start() as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        if how == "403":
            nadia.chat.blocked = True
            with bot.app.store.write() as tx:
                person = people.by_address(tx, "telegram", "2")
                assert person is not None
                for _ in range(3):
                    outbox.add(tx, person.id, "telegram", "2", Outgoing(html="bonjour"), datetime.now(UTC))
        else:
            await nadia.block()
        async with asyncio.timeout(10):
            while reachable(bot):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)
        with bot.app.store.read() as tx:
            assert outbox.counts(tx).get("waiting", 0) == 0
        calls = fake.world.calls["sendMessage"]
        await asyncio.sleep(0.5)
        assert fake.world.calls["sendMessage"] == calls, "no further attempt"
        await nadia.unblock()
        assert "Écrivez quand vous voulez" in await says(nadia, "/aide")
        assert reachable(bot)


def reachable(bot: Bot) -> bool:
    with bot.app.store.read() as tx:
        person = people.by_address(tx, "telegram", "2")
        assert person is not None
        assert person.status is Status.ACTIVE
        return all(address.reachable for address in people.addresses(tx, person.id))


async def test_an_alert_whose_answer_was_lost_is_not_sent_again(start: Starting, fake: FakeTelegram) -> None:
    """Telegram carried it out, the answer never came: whether it arrived is unknown, and once is enough."""
    async with start() as bot:
        helene = await bot.coach()
        fake.fail("sendMessage", reset="after", chat=1)
        with bot.app.store.write() as tx:
            coach = people.by_address(tx, "telegram", "1")
            assert coach is not None
            outbox.add(
                tx, coach.id, "telegram", "1", Outgoing(html="une alerte", once=True), datetime.now(UTC)
            )
        await helene.next()
        await asyncio.sleep(3.5)
        assert asked(helene).count("une alerte") == 1


async def test_an_alert_that_never_left_is_sent_later(start: Starting, fake: FakeTelegram) -> None:
    async with start() as bot:
        helene = await bot.coach()
        fake.fail("sendMessage", status=429, retry_after=1, chat=1)
        with bot.app.store.write() as tx:
            coach = people.by_address(tx, "telegram", "1")
            assert coach is not None
            outbox.add(
                tx, coach.id, "telegram", "1", Outgoing(html="une alerte", once=True), datetime.now(UTC)
            )
        assert (await helene.next()).text == "une alerte"


async def test_a_flood_from_one_chat_leaves_the_others_their_answers(start: Starting) -> None:
    async with start(chat_rate=1, send_rate=25) as bot:
        helene = await bot.coach()
        nadia = bot.fake.user(9, "Flot")
        for number in range(200):
            await nadia.send(f"/aide {number}")
        await helene.send("/coachees")
        await helene.until(lambda: "Personne pour" in helene.messages[-1].text, 15)


async def test_two_hosts_on_one_database(start: Starting) -> None:
    """By mistake: Telegram serves one of them at a time, the database serves both, nobody is answered twice."""
    async with start() as bot:
        nadia = await bot.coachee(await bot.coach(), 2, "Nadia")
        answers = len(asked(nadia))
        async with start() as _:
            for words in WORDS:
                await nadia.send(words)
            await told_in_order(bot, nadia)
            await asyncio.sleep(1)
            assert len(asked(nadia)) == answers + len(WORDS)
