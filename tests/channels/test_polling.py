"""Nothing that Telegram delivered is lost: it is confirmed only once it is stored."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from bot.channels import ChannelError
from bot.channels.telegram import wire as wire_module
from bot.channels.telegram.wire import Telegram
from bot.messages import Kind, Outgoing
from tests.channels.conftest import Stored
from tests.fake_telegram import FakeTelegram


async def test_a_word_arrives(fake: FakeTelegram, telegram: Telegram, stored: Stored) -> None:
    await fake.user(7, "Nadia").send("Bonjour")
    [event] = await stored.until(1)
    assert (event.channel, event.address, event.kind, event.text, event.name) == (
        "telegram",
        "7",
        Kind.TEXT,
        "Bonjour",
        "Nadia",
    )
    assert telegram.username == "recul_test_bot"


async def test_what_waited_while_the_bot_was_down_arrives(fake: FakeTelegram, stored: Stored) -> None:
    for number in range(250):
        await fake.user(number % 5 + 1).send(str(number))
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await stored.until(250)
    await wire.stop()
    assert stored.texts == [str(number) for number in range(250)]
    assert not fake.world.updates
    assert fake.world.calls["deleteWebhook"] == 1


async def test_not_stored_is_not_confirmed(fake: FakeTelegram, telegram: Telegram, stored: Stored) -> None:
    stored.refusals = 2
    person = fake.user(1)
    await person.send("un")
    await person.send("deux")
    await asyncio.sleep(0.3)
    assert len(fake.world.updates) == 2
    await stored.until(2)
    await person.until(lambda: not fake.world.updates)
    assert stored.texts == ["un", "deux"]
    assert stored.calls == 3  # refused twice, then both at once


async def test_while_it_is_being_stored_it_is_not_confirmed(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    waiting: list[int] = []
    stored.meanwhile = lambda: waiting.append(len(fake.world.updates))
    await fake.user(1).send("un")
    await stored.until(1)
    assert waiting == [1]


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"message_id": 1, "chat": {"id": "x", "type": "private"}, "date": 0, "text": "?"}},
        {"message": {"text": "no chat"}},
        {"message": 12},
        {"message": {"chat": {"id": 1, "type": "private"}, "text": None}},
        {"callback_query": {"id": "1", "data": "q:a:b"}},
        {"callback_query": []},
        {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
        {"edited_message": None},
    ],
)
async def test_a_malformed_update_stops_no_other(
    broken: dict[str, object],
    fake: FakeTelegram,
    stored: Stored,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = fake.user(1)
    await person.send("avant")
    fake.world.inject(broken)
    await person.send("après")
    fake.world.inject(broken)
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await stored.until(2)
    await person.until(lambda: not fake.world.updates)
    assert stored.texts == ["avant", "après"]
    assert wire.malformed == 2
    assert "no chat" not in caplog.text
    await person.send("encore")
    await stored.until(3)
    await wire.stop()


async def test_updates_without_a_number_slow_polling_down_but_do_not_end_it(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    fake.fail("getUpdates", body='{"ok": true, "result": [{"update_id": "x"}, 3]}')
    fake.fail("getUpdates", body='{"ok": true}')
    await fake.user(1).send("réveil")
    await stored.until(1)
    await fake.user(1).send("encore")
    await stored.until(2)
    assert stored.texts == ["réveil", "encore"]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502, "body": "<html>Bad Gateway</html>"},
        {"status": 429, "retry_after": 1},
        {"status": 401, "description": "Unauthorized"},
        {"status": 404, "description": "Not Found"},
        {"body": "not json"},
        {"body": "[]"},
        {"reset": "before"},
        {"reset": "after"},
        {"slow": 0.2},
    ],
)
async def test_polling_survives(
    fault: dict[str, object],
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    fake.fail("getUpdates", **fault)
    await fake.user(1).send("un")
    await stored.until(1)
    await fake.user(1).send("deux")
    await stored.until(2)
    assert stored.texts == ["un", "deux"]


async def test_the_same_update_twice_is_the_same_key(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    fake.world.repeats = 3
    await fake.user(1).send("un")
    await fake.user(1).until(lambda: fake.world.repeats == 0)
    await fake.user(1).send("deux")
    await stored.until(2)
    assert stored.calls > 2
    assert stored.texts == ["un", "deux"]


async def test_a_press_is_stored_then_acknowledged(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    answered: list[int] = []
    stored.meanwhile = lambda: answered.append(len(fake.world.answered))
    person = fake.user(1)
    query = await person.press_stale("q:abc:oui:non")
    [event] = await stored.until(1)
    await person.until(lambda: fake.world.answered == [query])
    assert (event.kind, event.token, event.choice, answered) == (Kind.PRESS, "abc", "oui:non", [0])


async def test_an_inert_button_is_acknowledged_and_no_more(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    person = fake.user(1)
    query = await person.press_stale("done")
    await person.until(lambda: fake.world.answered == [query])
    assert stored.events == []


async def test_a_press_too_old_to_acknowledge_still_counts(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    fake.fail("answerCallbackQuery", status=400, description="Bad Request: query is too old")
    await fake.user(1).press_stale("q:abc:oui")
    await stored.until(1)
    await fake.user(1).send("encore")
    await stored.until(2)


async def test_presses_that_waited_too_long_are_dropped_by_telegram(
    fake: FakeTelegram,
    stored: Stored,
) -> None:
    person = fake.user(1)
    await person.press_stale("q:abc:oui")
    await person.send("je suis là")
    fake.world.skipped += 200
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await stored.until(1)
    await wire.stop()
    assert stored.texts == ["je suis là"]


async def test_stopping_while_storing_waits_for_it(fake: FakeTelegram, stored: Stored) -> None:
    began = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly() -> None:
        loop.call_soon_threadsafe(began.set)
        asyncio.run(asyncio.sleep(0.3))

    stored.meanwhile = slowly
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await fake.user(1).send("un")
    await began.wait()
    await wire.stop()
    assert stored.texts == ["un"]
    assert len(fake.world.updates) == 1, "not confirmed: Telegram sends it again, and its key is known"


async def test_stopping_does_not_wait_for_the_pause_between_two_attempts(
    fake: FakeTelegram,
    stored: Stored,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire_module, "STOPPING_PATIENCE", 0.1)
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    fake.fail("getUpdates", status=500, times=9)
    await fake.user(1).send("réveil")
    await asyncio.sleep(1.3)
    began = time.monotonic()
    await wire.stop()
    assert time.monotonic() - began < 0.9


async def test_another_poller_is_named_once(
    fake: FakeTelegram,
    telegram: Telegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(2):
        fake.fail("getUpdates", status=409, description="Conflict: terminated by other getUpdates request")
    await fake.user(1).send("un")
    await fake.user(1).until(lambda: not fake.world.updates)
    said = [record for record in caplog.records if "Un autre programme" in record.getMessage()]
    assert len(said) == 1
    assert telegram.trouble == ""


async def test_two_pollers_disturb_each_other_and_lose_nothing(
    fake: FakeTelegram,
    telegram: Telegram,
    stored: Stored,
) -> None:
    other = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await other.start()
    await asyncio.sleep(0.2)
    for number in range(20):
        await fake.user(1).send(str(number))
    await stored.until(20, patience=30)
    await other.stop()
    assert sorted(map(int, stored.texts)) == list(range(20))


async def test_a_wrong_token_is_said_at_once(fake: FakeTelegram, stored: Stored) -> None:
    with pytest.raises(ChannelError, match="RECUL_TELEGRAM_TOKEN"):
        await Telegram("4242:another", stored.put, api_url=fake.api_url).start()
    with pytest.raises(ChannelError, match="RECUL_TELEGRAM_TOKEN"):
        Telegram("nonsense\n", stored.put, api_url=fake.api_url)
    with pytest.raises(ChannelError, match="RECUL_TELEGRAM_API_URL"):
        Telegram(fake.token, stored.put, api_url="ftp://x")


async def test_it_waits_for_the_network_at_start(
    fake: FakeTelegram,
    stored: Stored,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.fail("getMe", reset="before")
    fake.fail("getMe", status=429, retry_after=1)
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await wire.stop()
    assert "Telegram ne répond pas" in caplog.text
    assert fake.world.calls["getMe"] == 3


async def test_logs_hold_neither_words_nor_token(
    fake: FakeTelegram,
    stored: Stored,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    person = fake.user(1, "Nadia")
    fake.fail("getUpdates", body='{"ok": true, "result": "mon secret')
    await person.send("mon secret")
    stored.refusals = 1
    await stored.until(1)
    await wire.send("1", Outgoing(html="votre secret"))
    await wire.stop()
    assert "secret" not in caplog.text
    assert "Nadia" not in caplog.text
    assert fake.token not in caplog.text
