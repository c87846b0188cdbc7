"""The Bot API's methods, as far as Recul calls them, with the refusals that Telegram words as it does."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_telegram.markup import CannotParse, read, units
from tests.fake_telegram.world import BOT, Chat, Json, Sent, Shown, World

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64
PHOTO_LIMIT, PHOTO_EDGES, PHOTO_RATIO = 10_000_000, 10_000, 20


@dataclass(slots=True)
class ApiError(Exception):
    status: int
    description: str
    parameters: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: values as text, JSON values as JSON text, files by field name."""

    values: dict[str, str]
    files: dict[str, tuple[str, bytes]]

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name) or default)
        except ValueError as problem:
            raise bad_request(f"invalid {name} specified") from problem

    def json(self, name: str) -> Json:
        text = self.values.get(name)
        if not text:
            return {}
        try:
            value = json.loads(text)
        except ValueError as problem:
            raise bad_request("can't parse JSON object") from problem
        return value if isinstance(value, dict) else {"": value}


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def writable(world: World, call: Call) -> Chat:
    if not call.values.get("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(call.number("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    if chat.deactivated:
        raise ApiError(403, "Forbidden: user is deactivated")
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def text_of(call: Call, name: str, limit: int) -> tuple[str, str]:
    """The plain text and the raw one."""
    raw = call.values.get(name, "")
    mode = call.values.get("parse_mode", "")
    if mode.lower() not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    try:
        text = read(raw) if mode else raw
    except CannotParse as problem:
        raise bad_request(f"can't parse entities: {problem}") from problem
    if units(text) > limit:
        raise bad_request("message caption is too long" if name == "caption" else "message is too long")
    return text, raw


def keyboard_of(call: Call) -> list[list[Json]]:
    rows = call.json("reply_markup").get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad_request(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
    return [row for row in rows if row]


def deliver(world: World, chat: Chat, message: Shown) -> Json:
    chat.messages[message.id] = message
    world.log.append(Sent(message.at, chat.id, message.id, message.text))
    return shown(chat, message)


def shown(chat: Chat, message: Shown) -> Json:
    answer: Json = {"message_id": message.id, "from": BOT, "chat": chat.place, "date": int(message.at)}
    if message.photo:
        answer["photo"] = [{"file_id": f"file-{message.id}", "width": 1000, "height": 500}]
        answer["caption"] = message.text
    elif message.document:
        answer["document"] = {"file_id": f"file-{message.id}", "file_unique_id": f"u{message.id}"}
        answer["caption"] = message.text
    else:
        answer["text"] = message.text
    if message.keyboard:
        answer["reply_markup"] = {"inline_keyboard": message.keyboard}
    return answer


def send_message(world: World, call: Call) -> Json:
    chat = writable(world, call)
    text, raw = text_of(call, "text", MESSAGE_LIMIT)
    if not text.strip():
        raise bad_request("message text is empty")
    keyboard = keyboard_of(call)
    number = world.new_message_id(chat)
    return deliver(
        world, chat, Shown(number, mine=False, text=text, html=raw, at=world.now(), keyboard=keyboard)
    )


def send_document(world: World, call: Call) -> Json:
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> Json:
    return _send_file(world, call, "photo")


def _send_file(world: World, call: Call, what: str) -> Json:
    chat = writable(world, call)
    caption, raw = text_of(call, "caption", CAPTION_LIMIT)
    field_name = call.values.get(what, what).removeprefix("attach://")
    if field_name not in call.files:
        raise bad_request(f"there is no {what} in the request")
    name, content = call.files[field_name]
    if not content:
        raise bad_request("file must be non-empty")
    if what == "photo":
        _check_photo(content)
    message = Shown(world.new_message_id(chat), mine=False, text=caption, html=raw, at=world.now())
    message.document, message.content, message.keyboard = name, content, keyboard_of(call)
    message.photo = what == "photo"
    return deliver(world, chat, message)


def _check_photo(content: bytes) -> None:
    """A PNG of at most 10 MB, not too long, not too narrow."""
    if len(content) > PHOTO_LIMIT or not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    if width + height > PHOTO_EDGES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _editable(world: World, call: Call) -> tuple[Chat, Shown]:
    chat = writable(world, call)
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.mine:
        raise bad_request("message can't be edited")
    return chat, message


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def edit_reply_markup(world: World, call: Call) -> Json:
    chat, message = _editable(world, call)
    keyboard = keyboard_of(call)
    if keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    message.keyboard = keyboard
    return shown(chat, message)


def edit_text(world: World, call: Call) -> Json:
    chat, message = _editable(world, call)
    text, raw = text_of(call, "text", MESSAGE_LIMIT)
    keyboard = keyboard_of(call)
    if (raw, keyboard) == (message.html, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    message.text, message.html, message.keyboard = text, raw, keyboard
    return shown(chat, message)


def answer_press(world: World, call: Call) -> bool:
    query = call.values.get("callback_query_id", "")
    pressed = world.presses.get(query)
    if pressed is None or pressed[0] < world.now() - world.press_lifetime:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.answered.append(query)
    return True


def keep(name: str) -> Callable[[World, Call], bool]:
    """A method that only describes the bot: what was last said is kept, by language."""

    def method(world: World, call: Call) -> bool:
        language = call.values.get("language_code", "")
        scope = call.values.get("scope", "")
        world.profile[f"{name} {language} {scope}".strip()] = dict(call.values)
        return True

    return method


def set_webhook(world: World, call: Call) -> bool:
    world.webhook = {
        "url": call.values.get("url", ""),
        "secret": call.values.get("secret_token", ""),
        "max_connections": call.number("max_connections", 40),
    }
    note_allowed(world, call)
    return True


def delete_webhook(world: World, call: Call) -> bool:
    world.webhook = {}
    if call.values.get("drop_pending_updates", "").lower() == "true":
        world.updates.clear()
    return True


def webhook_info(world: World, _: Call) -> Json:
    return {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


def note_allowed(world: World, call: Call) -> None:
    names = call.json("allowed_updates").get("")
    if isinstance(names, list):
        world.allowed = frozenset(names) or None


def get_file(_: World, call: Call) -> Json:
    number = call.values.get("file_id", "")
    return {"file_id": number, "file_unique_id": number, "file_path": f"documents/{number}"}


METHODS: dict[str, Callable[[World, Call], Json | bool]] = {
    "getMe": lambda world, _: BOT | {"can_join_groups": False} | world.profile.get("me", {}),
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageReplyMarkup": edit_reply_markup,
    "editMessageText": edit_text,
    "answerCallbackQuery": answer_press,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "getFile": get_file,
    "setMyCommands": keep("commands"),
    "setMyDescription": keep("description"),
    "setMyShortDescription": keep("short_description"),
    "setMyName": keep("name"),
}
