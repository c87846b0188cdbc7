"""What reaches a chat, and what the sender is told when it does not."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.channels import Gone, Refused, Retry
from bot.channels.telegram.wire import Telegram
from bot.messages import Button, Outgoing, Purpose
from bot.reports.typesetting import made
from tests.fake_telegram import FakeTelegram, Person
from tests.reports.papers import RATINGS

ROWS = ((Button("oui", "Oui"), Button("non", "Non")), (Button("passer", "Passer"),))
ASK = Outgoing(html="<b>Une question</b> &amp; une seule ?", rows=ROWS, token="t1")


@pytest.fixture
async def person(fake: FakeTelegram) -> Person:
    someone = fake.user(1, "Nadia")
    await someone.send("/start")
    return someone


async def test_a_question_and_its_answer(fake: FakeTelegram, telegram: Telegram, person: Person) -> None:
    number = await telegram.send("1", ASK)
    message = await person.next()
    assert message.text == "Une question & une seule ?"
    assert message.id == int(number)
    assert [[button["callback_data"] for button in row] for row in message.keyboard] == [
        ["q:t1:oui", "q:t1:non"],
        ["q:t1:passer"],
    ]
    settle = Outgoing(purpose=Purpose.SETTLE, token="t1", label="Oui")
    assert await telegram.send("1", settle, [number]) == ""
    assert person.labels == ["✓ Oui"]
    await telegram.send("1", settle, [number])  # « message is not modified » is no trouble
    await telegram.send("1", Outgoing(purpose=Purpose.SETTLE, token="t1", rows=ROWS[:1]), [number])
    assert person.labels == ["Oui", "Non"]
    await telegram.send("1", Outgoing(purpose=Purpose.SETTLE, token="t1"), [number])
    assert person.labels == []
    person.forget(message)
    await telegram.send("1", settle, [number, ""])


async def test_a_long_message_has_its_buttons_at_its_end(telegram: Telegram, person: Person) -> None:
    text = "<i>" + "Une phrase assez longue. " * 400 + "</i>"
    numbers = await telegram.send("1", Outgoing(html=text, rows=ROWS, token="t1"))
    shown = [message for message in person.messages if not message.mine]
    assert [message.id for message in shown] == [int(number) for number in numbers.split(",")]
    assert [bool(message.keyboard) for message in shown] == [False, False, True]
    assert "".join(message.text for message in shown) == "Une phrase assez longue. " * 400
    await telegram.send("1", Outgoing(purpose=Purpose.SETTLE, label="Oui"), [numbers])
    assert person.labels == ["✓ Oui"]


async def test_pieces_that_arrived_are_not_sent_again(
    fake: FakeTelegram,
    telegram: Telegram,
    person: Person,
) -> None:
    outgoing = Outgoing(html="a" * 4096 + "b" * 4096)
    fake.fail("sendMessage", slow=0.0)
    fake.fail("sendMessage", status=500)
    with pytest.raises(Retry) as caught:
        await telegram.send("1", outgoing)
    numbers = await telegram.send("1", outgoing, arrived=caught.value.sent)
    assert [message.text[0] for message in person.messages] == ["/", "a", "b"]
    assert numbers.count(",") == 1


async def test_a_document(fake: FakeTelegram, telegram: Telegram, person: Person) -> None:
    content = base64.b64encode(b"%PDF" + bytes(range(256)) * 500).decode()
    await telegram.send(
        "1", Outgoing(Purpose.FILE, "<b>Votre bilan</b>", ROWS, "t", name="é.pdf", content=content)
    )
    [message] = [message for message in person.messages if not message.mine]
    assert (message.document, message.text, len(message.content)) == ("é.pdf", "Votre bilan", 128_004)
    assert message.labels == ["Oui", "Non", "Passer"]
    long = await telegram.send("1", Outgoing(Purpose.FILE, "m " * 800, name="b.pdf", content=content))
    assert [bool(message.document) for message in person.messages[-2:]] == [False, True]
    assert long.count(",") == 1
    await telegram.send("1", Outgoing(Purpose.FILE, "<p>Voilà</p>", name="c.pdf", content=content))
    assert person.messages[-1].text == "<p>Voilà</p>"


async def test_a_picture(fake: FakeTelegram, telegram: Telegram, person: Person) -> None:
    content = base64.b64encode(made(RATINGS.to_json(), "notes.png")).decode()
    shown = Outgoing(Purpose.PICTURE, "<b>Vos notes</b>", ROWS, "t", name="notes.png", content=content)
    await telegram.send("1", shown)
    [message] = [message for message in person.messages if not message.mine]
    assert (message.photo, message.document, message.text) == (True, "notes.png", "Vos notes")
    assert message.labels == ["Oui", "Non", "Passer"]
    await telegram.send("1", Outgoing(Purpose.PICTURE, "<p>Voilà</p>", name="n.png", content=content))
    assert person.messages[-1].text == "<p>Voilà</p>"
    nothing = base64.b64encode(b"no picture").decode()
    with pytest.raises(Refused):
        await telegram.send("1", Outgoing(Purpose.PICTURE, "Vos notes", name="n.png", content=nothing))


@pytest.mark.parametrize("html", ["un <b>mot", "un <p>mot</p>", "</i>mot", "mot \ud800", "<b>mot</i></b>"])
async def test_html_that_telegram_refuses_is_sent_without_its_looks(
    html: str,
    telegram: Telegram,
    person: Person,
) -> None:
    await telegram.send("1", Outgoing(html=html, rows=ROWS, token="t"))
    assert "mot" in person.messages[-1].text
    assert person.labels == ["Oui", "Non", "Passer"]


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ({"status": 429, "retry_after": 7}, 7.0),
        ({"status": 429, "description": "Too Many Requests"}, None),
        ({"status": 500}, None),
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, None),
        ({"status": 401, "description": "Unauthorized"}, None),
        ({"status": 200, "body": "{"}, None),
        ({"reset": "before"}, None),
        ({"reset": "after"}, None),
    ],
)
async def test_worth_another_try(
    fault: dict[str, Any],
    after: float | None,
    fake: FakeTelegram,
    telegram: Telegram,
    person: Person,
) -> None:
    fake.fail("sendMessage", **fault)
    with pytest.raises(Retry) as caught:
        await telegram.send("1", ASK)
    assert caught.value.after == after
    assert fake.token not in str(caught.value)
    assert len(fake.world.log) == (1 if fault.get("reset") == "after" else 0)
    assert fake.world.calls["sendMessage"] == 1, "one layer tries again, and it is not this one"
    await telegram.send("1", ASK)


async def test_a_slow_answer_is_worth_another_try(
    fake: FakeTelegram,
    telegram: Telegram,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telegram._bot._request[1], "_read_timeout", 0.1)
    fake.fail("sendMessage", slow=0.5)
    with pytest.raises(Retry):
        await telegram.send("1", ASK)


async def test_nobody_listens(stored: Any, fake: FakeTelegram, telegram: Telegram, person: Person) -> None:
    await fake.stop()
    with pytest.raises(Retry):
        await telegram.send("1", ASK)


async def test_people_who_are_gone(fake: FakeTelegram, telegram: Telegram, person: Person) -> None:
    number = await telegram.send("1", ASK)
    await person.block()
    for outgoing in (ASK, Outgoing(purpose=Purpose.SETTLE, label="Oui")):
        with pytest.raises(Gone):
            await telegram.send("1", outgoing, [number])
    person.chat.blocked, person.chat.deactivated = False, True
    with pytest.raises(Gone):
        await telegram.send("1", ASK)
    fake.user(2)
    for address in ("2", "999"):
        with pytest.raises(Gone):
            await telegram.send(address, ASK)


@pytest.mark.parametrize(
    "outgoing",
    [
        Outgoing(html=" "),
        Outgoing(html="mot", rows=((Button("x" * 80, "Oui"),),), token="t"),
        Outgoing(html="mot", rows=((Button("x", "Oui"),),), token="a:b"),
        Outgoing(html="mot", rows=((Button("x", ""),),), token="t"),
        Outgoing(Purpose.FILE, name="vide.pdf"),
    ],
)
async def test_messages_that_can_never_be_sent(
    outgoing: Outgoing,
    telegram: Telegram,
    person: Person,
) -> None:
    with pytest.raises(Refused):
        await telegram.send("1", outgoing)


async def test_too_large_is_refused_not_tried_again(
    fake: FakeTelegram,
    telegram: Telegram,
    person: Person,
) -> None:
    fake.fail("sendMessage", status=413, description="Request Entity Too Large")
    with pytest.raises(Refused):
        await telegram.send("1", ASK)


async def test_the_bot_introduces_itself(
    fake: FakeTelegram,
    telegram: Telegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.fail("setMyDescription", status=429, retry_after=60)
    await telegram.introduce(
        [("aide", "Ce que Recul sait faire")],
        "Un temps pour réfléchir.",
        "Recul",
        coach_commands=[("coachees", "Les personnes suivies")],
        coaches=["1"],
    )
    assert "n'a pas pris" in caplog.text
    assert set(fake.world.profile) == {
        'commands  {"type": "default"}',
        'commands fr {"type": "default"}',
        'commands  {"chat_id": 1, "type": "chat"}',
        "description fr",
        "short_description",
        "short_description fr",
    }
