"""The fake is only worth what it refuses: here it is held to what the Bot API does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram.wire import Telegram
from bot.messages import Button, Outgoing
from tests.fake_telegram import TOKEN, FakeTelegram, Remote
from tests.fake_telegram.markup import CannotParse, read


@pytest.fixture
async def client(fake: FakeTelegram) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{fake.api_url}/bot{TOKEN}/") as client:
        yield client


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>un", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<p>un</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>un</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
    ],
)
def test_html_that_is_refused(html: str, reason: str) -> None:
    with pytest.raises(CannotParse) as caught:
        read(html)
    assert str(caught.value) in (reason, "Unclosed start tag at byte offset 2")


def test_html_that_is_accepted() -> None:
    assert read('<B>un</B> <a href="x">&lt;&#233;&#xe9;</a> &nbsp; > &') == "un <éé &nbsp; > &"


@pytest.mark.parametrize(
    ("values", "status", "description"),
    [
        ({"text": "x"}, 400, "chat_id is empty"),
        ({"chat_id": 9, "text": "x"}, 400, "chat not found"),
        ({"chat_id": 1, "text": " "}, 400, "message text is empty"),
        ({"chat_id": 1, "text": "😀" * 2049}, 400, "message is too long"),
        ({"chat_id": 1, "text": "<b>", "parse_mode": "HTML"}, 400, "can't parse entities"),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, 400, "can't parse JSON object"),
        (
            {
                "chat_id": 1,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": ""}]]},
            },
            400,
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_messages_that_are_refused(
    values: dict[str, Any],
    status: int,
    description: str,
    fake: FakeTelegram,
    client: httpx.AsyncClient,
) -> None:
    await fake.user(1).send("x")
    answer = await client.post("sendMessage", json=values)
    assert answer.status_code == status
    assert description in answer.json()["description"]


async def test_a_press_needs_its_button(
    fake: FakeTelegram,
    telegram: Telegram,
    client: httpx.AsyncClient,
) -> None:
    person = fake.user(1)
    await person.send("x")
    await telegram.send("1", Outgoing(html="?", rows=((Button("o", "Oui"),),), token="t"))
    with pytest.raises(AssertionError, match="no button « Non »"):
        await person.press("Non")
    query = await person.press("Oui")
    await person.until(lambda: query in fake.world.answered)
    fake.world.skipped += 200
    answer = await client.post("answerCallbackQuery", data={"callback_query_id": query})
    assert "query is too old" in answer.text


async def test_files_and_strangers(fake: FakeTelegram, client: httpx.AsyncClient) -> None:
    await fake.user(1).send("x")
    sent = await client.post("sendDocument", data={"chat_id": 1}, files={"document": ("a.txt", b"abc")})
    file = (
        await client.get("getFile", params={"file_id": sent.json()["result"]["document"]["file_id"]})
    ).json()
    path = file["result"]["file_path"]
    assert (await client.get(f"{fake.api_url}/file/bot{TOKEN}/{path}")).content == b"abc"
    assert (await client.get(f"{fake.api_url}/file/botX/{path}")).status_code == 404
    assert (await client.get(f"{fake.api_url}/botX/getMe")).status_code == 401
    assert (await client.get("getNothing")).status_code == 404


async def test_offsets_limits_and_kinds(fake: FakeTelegram, client: httpx.AsyncClient) -> None:
    async def get(**values: Any) -> list[str]:
        answer = await client.post("getUpdates", json=values)
        return [update["message"]["text"] for update in answer.json()["result"]]

    person = fake.user(1)
    first = 0
    for text in "abc":
        await person.send(text)
        first = first or fake.world.updates[0]["update_id"]
    assert await get(limit=2) == ["a", "b"]
    assert await get(offset=-1) == ["c"]
    assert not fake.world.updates or await get() == ["c"]
    waiting = asyncio.create_task(get(offset=first + 3, timeout=5, allowed_updates=["message"]))
    await asyncio.sleep(0.05)
    await person.edit("d")
    await person.send("e")
    assert await waiting == ["e"]


async def test_waiting_for_what_never_comes_says_so(fake: FakeTelegram) -> None:
    await fake.user(1).send("allô ?")
    with pytest.raises(AssertionError, match="allô"):
        await fake.user(1).next(timeout=0.05)
    assert await fake.user(1).silence(0.01)


def test_from_another_process() -> None:
    with Remote.started() as fake:
        fake.call("send", chat=1, text="Bonjour", name="Nadia")
        fake.call("inject", updates=10, users=3)
        fake.call("media", chat=1, kind="voice")
        fake.call("edit", chat=1, text="Bonsoir")
        fake.call("block", chat=1)
        fake.call("unblock", chat=1)
        fake.call("repeat", times=0)
        fake.call("skip", seconds=1)
        fake.call("fail", method="getMe", status=500)
        assert fake.call("stats")["pending"] == 15
        assert fake.call("chat", chat=1)[0]["text"] == "Bonjour"
        assert fake.call("log") == []
        assert fake.call("rate") == 0
        for name, arguments in (("press", {"chat": 1, "label": "x"}), ("send", {}), ("nothing", {})):
            with pytest.raises(AssertionError):
                fake.call(name, **arguments)


async def test_by_hand() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fake_telegram",
        "--port",
        "0",
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    port = int((await process.stdout.readline()).rsplit(b":", 1)[1])
    process.stdin.write(b"Bonjour\n!as 2 Sami\nSalut\n!voice\n!edit Bonsoir\n!block\n!unblock\n!as x\n")
    remote = Remote(port)
    await asyncio.to_thread(remote.until, "stats", lambda stats: stats["pending"] == 6)
    async with httpx.AsyncClient(base_url=f"{remote.api_url}/bot{TOKEN}/") as client:
        keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "q:t:o"}]]}
        await client.post("sendMessage", json={"chat_id": 2, "text": "Ça va ?", "reply_markup": keyboard})
    for _ in range(3):
        shown = (await process.stdout.readline()).decode()
    assert shown == "1. Oui\n"
    process.stdin.write(b"1\n")
    await asyncio.to_thread(remote.until, "stats", lambda stats: stats["pending"] == 7)
    process.stdin.close()
    assert await process.wait() == 0
