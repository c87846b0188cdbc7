"""What Telegram says happened, as an `Incoming`. Pure.

Only the fields that Recul needs are read, straight from the JSON: a new kind of sticker, or a field that the
library does not know yet, cannot stop a message.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.channels.markup import well_formed
from bot.messages import Incoming, Kind

CHANNEL = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
DONE = "done"  # what an inert button carries

_COMMAND = re.compile(r"^(/[A-Za-z0-9_]+)@[A-Za-z0-9_]+")
# The first field present says what was sent: an animation also has a `document`, a venue a `location`. What
# is not here (a pinned message, a changed theme, …) was not said by anybody and needs no answer.
_MEDIA = {
    "voice": "voice",
    "photo": "photo",
    "live_photo": "photo",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "document": "document",
    "audio": "document",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "giveaway": "other",
    "invoice": "other",
}


class Malformed(ValueError):  # noqa: N818 - it is an update
    """An update that is not what the Bot API promises. Its text never says what the update held."""


def update_id(update: object) -> int:
    """The number that confirms `update` to Telegram."""
    if not isinstance(update, dict):
        raise Malformed("not an object")
    number: int = _typed(update, "update_id", int)
    return number


def press_id(update: object) -> str:
    """The press that waits for an acknowledgement, or nothing."""
    query = update.get("callback_query") if isinstance(update, dict) else None
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else ""


def incoming(update: dict[str, Any], received_at: datetime) -> Incoming | None:
    """What `update` means, or None if it is of no concern: groups, service messages, inert buttons.

    Raises `Malformed` if it breaks the Bot API's promises.
    """
    key = str(update_id(update))
    if "message" in update:
        found = _message(_typed(update, "message", dict))
    elif "edited_message" in update:
        found = _edited(_typed(update, "edited_message", dict))
    elif "callback_query" in update:
        found = _press(_typed(update, "callback_query", dict))
    elif "my_chat_member" in update:
        found = _membership(_typed(update, "my_chat_member", dict))
    else:
        return None
    return Incoming(channel=CHANNEL, key=key, at=received_at, **found) if found else None


def _message(message: dict[str, Any]) -> dict[str, Any] | None:
    who = _private(message)
    if who is None:
        return None
    if "text" in message:
        text = _COMMAND.sub(r"\1", well_formed(_typed(message, "text", str)))
        return who | {"kind": Kind.TEXT, "text": text}
    for field, note in _MEDIA.items():
        if field in message:
            return who | {"kind": Kind.UNREADABLE, "note": note, "text": _caption(message)}
    return None


def _edited(message: dict[str, Any]) -> dict[str, Any] | None:
    """A live location that moves is an edit too, every few seconds: without words there is nothing to say."""
    who = _private(message)
    text = well_formed(_typed(message, "text", str)) if "text" in message else _caption(message)
    return who | {"kind": Kind.EDITED, "text": text} if who and text else None


def _press(query: dict[str, Any]) -> dict[str, Any] | None:
    """`q:<token>:<choice>`. An old message comes without its content, the oldest without its chat: a private
    chat has the person's own number."""
    person = _typed(query, "from", dict)
    message = query.get("message")
    who = (
        _private({"from": person, **message}) if isinstance(message, dict) else _who(person.get("id"), person)
    )
    kind, _, rest = well_formed(_typed(query, "data", str) if "data" in query else "").partition(":")
    token, separator, choice = rest.partition(":")
    if who is None or kind != "q" or not separator:
        return None
    return who | {"kind": Kind.PRESS, "token": token, "choice": choice, "name": _name(person)}


def _membership(change: dict[str, Any]) -> dict[str, Any] | None:
    who = _private(change)
    status = _typed(_typed(change, "new_chat_member", dict), "status", str)
    kind = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}.get(status)
    return who | {"kind": kind} if who and kind else None


def _private(message: dict[str, Any]) -> dict[str, Any] | None:
    chat = _typed(message, "chat", dict)
    number = _typed(chat, "id", int)
    if _typed(chat, "type", str) != "private" if "type" in chat else number < 0:
        return None
    return _who(number, message.get("from"))


def _who(number: object, person: object) -> dict[str, Any]:
    if not isinstance(number, int):
        raise Malformed("id is not a number")
    return {"address": str(number), "name": _name(person)}


def _name(person: object) -> str:
    name = person.get("first_name") if isinstance(person, dict) else None
    return well_formed(name) if isinstance(name, str) else ""


def _caption(message: dict[str, Any]) -> str:
    caption = message.get("caption")
    return well_formed(caption) if isinstance(caption, str) else ""


def _typed(holder: dict[str, Any], field: str, kind: type) -> Any:
    value = holder.get(field)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Malformed(f"{field} is missing or not what it should be")
    return value
