"""Every kind of update is understood, left alone, or called malformed: never anything else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import ALLOWED, Malformed, incoming, press_id
from bot.messages import Incoming, Kind
from tests.fake_telegram.person import MEDIA

AT = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
CHAT: dict[str, Any] = {"id": 7, "type": "private", "first_name": "Nadia"}
USER: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "Nadia"}
GROUP: dict[str, Any] = {"id": -100, "type": "supergroup", "title": "Équipe"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": CHAT, "from": USER} | content


def read(**update: Any) -> Incoming | None:
    return incoming({"update_id": 12} | update, AT)


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("Bonjour", "Bonjour"),
        ("/stop@RecupBot arg", "/stop arg"),
        ("/stop@recul_bot", "/stop"),
        ("/start PAY-load_1", "/start PAY-load_1"),
        ("écris à moi@exemple.test", "écris à moi@exemple.test"),
        ("مرحبا \u202e", "مرحبا \u202e"),
        ("a\0b\ud83d", "a\ufffdb\ufffd"),
        ("😀" * 4096, "😀" * 4096),
        ("", ""),
    ],
)
def test_words(given_text: str, text: str) -> None:
    assert read(message=message(text=given_text)) == Incoming(
        "telegram",
        "7",
        "12",
        AT,
        Kind.TEXT,
        text=text,
        name="Nadia",
    )


def test_forwarded_and_quoted_words_are_words() -> None:
    event = read(
        message=message(text="un", forward_origin={"type": "user"}, quote={"text": "x"}, reply_to_message={})
    )
    assert event is not None
    assert (event.kind, event.text) == (Kind.TEXT, "un")


@pytest.mark.parametrize(
    ("content", "note"),
    [
        *((content, kind if kind != "poll" else "other") for kind, content in MEDIA.items()),
        ({"animation": {}, "document": {}}, "video"),
        ({"video_note": {}}, "video"),
        ({"audio": {}}, "document"),
        ({"venue": {}, "location": {}}, "location"),
        ({"dice": {}}, "other"),
    ],
)
def test_what_is_not_words(content: dict[str, Any], note: str) -> None:
    event = read(message=message(**content, caption="voilà\0"))
    assert event is not None
    assert (event.kind, event.note, event.text) == (Kind.UNREADABLE, note, "voilà\ufffd")


def test_a_press() -> None:
    query = {"id": "9", "from": USER, "message": message(text="?"), "data": "q:t1:oui"}
    event = read(callback_query=query)
    assert event is not None
    assert (event.kind, event.token, event.choice, event.address) == (Kind.PRESS, "t1", "oui", "7")
    inaccessible = query | {"message": {"chat": CHAT, "message_id": 5, "date": 0}}
    assert read(callback_query=inaccessible) == event
    del query["message"]
    assert read(callback_query=query) == event
    assert press_id({"callback_query": query}) == "9"


@pytest.mark.parametrize("data", ["done", "q:t1", "x:t1:oui", "", ":"])
def test_a_press_that_means_nothing(data: str) -> None:
    assert read(callback_query={"id": "9", "from": USER, "message": message(), "data": data}) is None


def test_an_edit() -> None:
    event = read(edited_message=message(text="mieux dit", edit_date=2))
    assert event is not None
    assert (event.kind, event.text) == (Kind.EDITED, "mieux dit")
    captioned = read(edited_message=message(photo=[], caption="légende"))
    assert captioned is not None
    assert captioned.text == "légende"
    assert read(edited_message=message(location={"live_period": 60})) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [("kicked", Kind.BLOCKED), ("member", Kind.UNBLOCKED), ("left", None), ("restricted", None)],
)
def test_blocking(status: str, kind: Kind | None) -> None:
    event = read(
        my_chat_member={"chat": CHAT, "from": USER, "date": 1, "new_chat_member": {"status": status}}
    )
    assert (event and event.kind) == kind


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(chat=GROUP, text="dans un groupe")},
        {"message": message(chat=GROUP, migrate_to_chat_id=-5)},
        {"message": message(pinned_message={})},
        {"edited_message": message(chat=GROUP, text="x")},
        {"callback_query": {"id": "9", "from": USER, "data": "q:a:b", "message": message(chat=GROUP)}},
        {"my_chat_member": {"chat": GROUP, "from": USER, "new_chat_member": {"status": "kicked"}}},
        {"channel_post": {}},
        {"something_new": 3},
        {},
    ],
)
def test_of_no_concern(update: dict[str, Any]) -> None:
    assert read(**update) is None


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def damaged(value: Any) -> st.SearchStrategy[Any]:
    """`value` with anything at all in the place of some of its parts."""
    if not isinstance(value, dict):
        return st.just(value) | json_values
    kept = st.fixed_dictionaries({}, optional={field: damaged(part) for field, part in value.items()})
    return kept | json_values


WHOLE = {
    "message": message(text="un", voice={}, caption="x"),
    "edited_message": message(text="un"),
    "callback_query": {"id": "9", "from": USER, "message": message(text="?"), "data": "q:t1:oui"},
    "my_chat_member": {"chat": CHAT, "from": USER, "new_chat_member": {"status": "kicked"}},
}


@given(
    st.fixed_dictionaries(
        {"update_id": st.integers() | json_values},
        optional={kind: damaged(WHOLE[kind]) for kind in ALLOWED},
    )
    | json_values,
)
@settings(max_examples=1000)
def test_anything_is_understood_left_alone_or_malformed(update: Any) -> None:
    try:
        event = incoming(update, AT)
    except Malformed:
        event = None
    press_id(update)
    if event is not None:
        assert Incoming.from_json(json.loads(json.dumps(event.to_json()))) == event
        event.text.encode()
        assert int(event.address) is not None
