"""From the outbox to Telegram: one attempt, and a clear word on what became of it. The sender tries again."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from telegram import InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.channels import Gone, Refused, Retry, Undelivered
from bot.channels.markup import plain, split, units, well_formed
from bot.channels.telegram.http import AnswerLost
from bot.channels.telegram.receiving import PlainBot
from bot.channels.telegram.updates import DONE
from bot.messages import Button, Outgoing, Purpose

CAPTION_LIMIT = 1024
DATA_LIMIT = 64  # bytes that a button can carry
NO_PREVIEW = {"is_disabled": True}
#: How each kind of file is sent: the method and the name of its part.
_METHODS = {Purpose.FILE: ("sendDocument", "document"), Purpose.PICTURE: ("sendPhoto", "photo")}
Keyboard = dict[str, list[list[dict[str, str]]]]

_LOST = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "bot was kicked")
_SETTLED = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
)
T = TypeVar("T")


async def deliver(
    bot: PlainBot,
    address: str,
    outgoing: Outgoing,
    external_ids: Sequence[str] = (),
    arrived: str = "",
) -> str:
    """Do what `outgoing` asks in the chat `address`; returns the ids of the messages it became, comma-joined.

    `external_ids` are the messages whose buttons change (all that a `SETTLE` does); `arrived` the pieces of this very
    message that an earlier attempt brought through (`Retry.sent`).
    """
    if outgoing.purpose is Purpose.SETTLE:
        await _settle(bot, address, outgoing, external_ids)
        return ""
    pieces: list[str | InputFile] = list(split(outgoing.html))
    caption: str | None = None
    if outgoing.purpose in _METHODS:
        file = InputFile(base64.b64decode(outgoing.content), filename=outgoing.name, attach=False)
        if len(pieces) == 1 and units(outgoing.html) <= CAPTION_LIMIT:
            caption, pieces = outgoing.html, []
        pieces.append(file)
    if not pieces:
        raise Refused("nothing to say")
    keyboard = _keyboard(outgoing.token, outgoing.rows)
    sent = arrived.split(",") if arrived else []
    for index, piece in enumerate(pieces[len(sent) :], start=len(sent) + 1):
        buttons = keyboard if index == len(pieces) else None
        try:
            if isinstance(piece, InputFile):
                method, part = _METHODS[outgoing.purpose]
                given = {"chat_id": address, part: piece, "caption": caption}
                sent.append(await _send_file(bot, method, given, buttons))
            else:
                sent.append(await _send_text(bot, address, piece, buttons))
        except TelegramError as error:
            raise classified(error, ",".join(sent)) from error
    if external_ids:
        with suppress(Undelivered):  # an old question's buttons are not worth saying the new one twice
            await _settle(bot, address, replace(outgoing, rows=()), external_ids)
    return ",".join(sent)


def classified(error: TelegramError, sent: str = "") -> Undelivered:
    """What the sender can do about `error`.

    Whatever is neither a refusal nor a farewell is worth another attempt: timeouts (after one that hit while
    reading, the message may have arrived: at least once), resets, 429, 5xx, even a refused token, which the
    host will mend.
    """
    reason = error.message.lower()
    if isinstance(error, RetryAfter):
        return Retry(error.message, pause_of(error), sent)
    if isinstance(error, Forbidden | ChatMigrated):
        return Gone(error.message)
    if isinstance(error, BadRequest):
        return Gone(error.message) if any(lost in reason for lost in _LOST) else Refused(error.message)
    return Retry(error.message, None, sent, doubtful=isinstance(error, TimedOut | AnswerLost))


def pause_of(error: RetryAfter) -> float:
    """Seconds that Telegram asks us to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


async def _send_text(bot: PlainBot, address: str, html: str, keyboard: Keyboard | None) -> str:
    async def attempt(text: str, mode: str | None) -> str:
        message = {"chat_id": address, "text": text, "parse_mode": mode, "link_preview_options": NO_PREVIEW}
        return _number(await bot.call("sendMessage", _given(message, keyboard)))

    try:
        return await attempt(html, ParseMode.HTML)
    except BadRequest as error:
        if not _unparsed(error):
            raise
        return await attempt(plain(html), None)


async def _send_file(bot: PlainBot, method: str, given: dict[str, Any], keyboard: Keyboard | None) -> str:
    async def attempt(more: dict[str, Any]) -> str:
        return _number(await bot.call(method, _given({**given, **more}, keyboard)))

    try:
        return await attempt({"parse_mode": ParseMode.HTML})
    except BadRequest as error:
        if not _unparsed(error):
            raise
        return await attempt({"caption": plain(given["caption"] or "")})


def _unparsed(error: BadRequest) -> bool:
    """Rather without its bold than not at all."""
    return "can't parse entities" in error.message.lower()


async def _settle(bot: PlainBot, address: str, outgoing: Outgoing, external_ids: Sequence[str]) -> None:
    """Buttons sit on the last message of those that one outgoing message became."""
    if outgoing.rows:
        keyboard = _keyboard(outgoing.token, outgoing.rows)
    elif outgoing.label:
        label = f"✓ {well_formed(outgoing.label)}"
        keyboard = {"inline_keyboard": [[{"text": label, "callback_data": DONE}]]}
    else:
        keyboard = None
    for joined in external_ids:
        message = joined.rpartition(",")[2]
        if message.isdigit():
            given = _given({"chat_id": address, "message_id": int(message)}, keyboard)
            edit = bot.call("editMessageReplyMarkup", given)
            await _tolerant(edit)


async def _tolerant(edit: Awaitable[T]) -> None:
    try:
        await edit
    except BadRequest as error:
        if not any(settled in error.message.lower() for settled in _SETTLED):
            raise classified(error) from error
    except TelegramError as error:
        raise classified(error) from error


def _given(values: dict[str, Any], keyboard: Keyboard | None) -> dict[str, Any]:
    """Arguments of a call, without those that say nothing."""
    given = {name: value for name, value in values.items() if value is not None}
    return given | ({"reply_markup": keyboard} if keyboard else {})


def _number(answer: Any) -> str:
    """The number of the message that was made."""
    return str(answer["message_id"])


def _keyboard(token: str, rows: Sequence[Sequence[Button]]) -> Keyboard | None:
    if not rows:
        return None
    return {"inline_keyboard": [[_button(token, button) for button in row] for row in rows]}


def _button(token: str, button: Button) -> dict[str, str]:
    data = f"q:{token}:{button.key}"
    if ":" in token or len(data.encode()) > DATA_LIMIT:
        raise Refused(f"the button {button.key!r} of question {token!r} does not fit into {DATA_LIMIT} bytes")
    return {"text": well_formed(button.label), "callback_data": data}
