"""By webhook: 200 only for what is stored, and nothing for whoever does not know the secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels import ChannelError
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.wire import Telegram
from tests.channels.conftest import Stored
from tests.fake_telegram import FakeTelegram

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def port(unused_tcp_port: int) -> int:
    return unused_tcp_port


@pytest.fixture
async def hooked(fake: FakeTelegram, stored: Stored, port: int) -> AsyncIterator[Telegram]:
    webhook = Webhook(f"http://127.0.0.1:{port}/recul", f"127.0.0.1:{port}")
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url, webhook=webhook)
    await wire.start()
    yield wire
    await wire.stop()


async def test_one_chat_in_order_and_presses_acknowledged_in_the_answer(
    fake: FakeTelegram,
    hooked: Telegram,
    stored: Stored,
) -> None:
    person = fake.user(1)
    for number in range(20):
        await person.send(str(number))
    query = await person.press_stale("q:t:oui")
    await stored.until(21)
    await person.until(lambda: fake.world.answered == [query])
    assert stored.texts[:20] == [str(number) for number in range(20)]
    assert fake.world.calls["answerCallbackQuery"] == 0
    assert fake.world.calls["in a webhook's answer"] == 1
    assert set(fake.delivery.answers) == {200}


async def test_not_stored_is_not_200(fake: FakeTelegram, hooked: Telegram, stored: Stored) -> None:
    stored.refusals = 2
    person = fake.user(1)
    await person.send("un")
    await stored.until(1)
    await person.until(lambda: not fake.world.updates)
    assert fake.delivery.answers == [503, 503, 200]
    assert stored.texts == ["un"]


async def test_200_only_after_it_is_stored(fake: FakeTelegram, hooked: Telegram, stored: Stored) -> None:
    answered: list[int] = []
    stored.meanwhile = lambda: answered.append(len(fake.delivery.answers))
    await fake.user(1).send("un")
    await stored.until(1)
    assert answered == [0]


async def test_chats_are_heard_side_by_side(fake: FakeTelegram, hooked: Telegram, stored: Stored) -> None:
    for number in range(1, 30):
        await fake.user(number).send(str(number))
    await stored.until(29)
    assert set(stored.texts) == {str(number) for number in range(1, 30)}


async def test_a_malformed_update_is_counted_and_not_sent_for_ever(
    fake: FakeTelegram,
    hooked: Telegram,
    stored: Stored,
    port: int,
) -> None:
    fake.world.inject({"message": {"text": "sans chat"}})
    await fake.user(1).send("un")
    await stored.until(1)
    await fake.user(1).until(lambda: not fake.world.updates)
    assert hooked.malformed == 1
    async with httpx.AsyncClient() as client:
        for body in (b"{", b"[]", b"\xff", b'{"update_id": true}'):
            answer = await client.post(
                f"http://127.0.0.1:{port}/recul",
                content=body,
                headers={HEADER: fake.world.webhook["secret"]},
            )
            assert answer.status_code == 200
    assert hooked.malformed == 5


async def test_the_same_update_twice_is_stored_once(
    fake: FakeTelegram,
    hooked: Telegram,
    stored: Stored,
) -> None:
    fake.world.repeats = 1
    await fake.user(1).send("un")
    await fake.user(1).until(lambda: not fake.world.updates)
    await asyncio.sleep(0)
    assert stored.calls == 2
    assert stored.texts == ["un"]


async def test_strangers_are_refused(
    fake: FakeTelegram,
    hooked: Telegram,
    stored: Stored,
    port: int,
) -> None:
    update = {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": "faux"}}
    async with httpx.AsyncClient() as client:
        for headers in ({}, {HEADER: "faux"}, {HEADER: ""}):
            answer = await client.post(f"http://127.0.0.1:{port}/recul", json=update, headers=headers)
            assert answer.status_code == 403
        assert (await client.get(f"http://127.0.0.1:{port}/recul")).status_code == 405
        assert (await client.post(f"http://127.0.0.1:{port}/ailleurs", json=update)).status_code == 404
        assert (await client.get(f"http://127.0.0.1:{port}/health")).text == "ok"
    assert stored.events == []


async def test_what_the_host_must_change_is_said(fake: FakeTelegram, stored: Stored, port: int) -> None:
    def wire(listen: str) -> Telegram:
        webhook = Webhook(f"http://127.0.0.1:{port}/", listen)
        return Telegram(fake.token, stored.put, api_url=fake.api_url, webhook=webhook)

    for listen in (f"127.0.0.1:{fake.port}", "nulle part"):
        with pytest.raises(ChannelError, match="RECUL_WEBHOOK_LISTEN"):
            await wire(listen).start()
    fake.fail("setWebhook", status=400, description="Bad Request: bad webhook: HTTPS url must be provided")
    with pytest.raises(ChannelError, match="RECUL_WEBHOOK_URL"):
        await wire(f"127.0.0.1:{port}").start()


async def test_going_back_to_polling_loses_nothing(
    fake: FakeTelegram,
    hooked: Telegram,
    stored: Stored,
) -> None:
    await hooked.stop()
    await fake.user(1).send("un")
    wire = Telegram(fake.token, stored.put, api_url=fake.api_url)
    await wire.start()
    await stored.until(1)
    await wire.stop()
    assert stored.texts == ["un"]


def test_a_secret_is_derived_if_none_is_given() -> None:
    webhook = Webhook("https://exemple.test")
    assert len(webhook.secret_for("1:a")) == 64
    assert webhook.secret_for("1:a") != webhook.secret_for("1:b")
    assert Webhook("https://exemple.test", secret="choisi").secret_for("1:a") == "choisi"
