"""Whom the token belongs to, as Telegram tells: asked once, without receiving anything."""

from __future__ import annotations

import asyncio
import logging
import re

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels import ChannelError
from bot.channels.telegram.http import request_for
from bot.settings import Settings

_PATIENCE = 8.0
_REFUSED = "Telegram refuse le jeton du bot : vérifier RECUL_TELEGRAM_TOKEN, celui que @BotFather a donné."


def username(settings: Settings) -> str:
    """The bot's name without « @ »; empty if there is no token. ChannelError if Telegram refuses it, or does
    not answer.
    """
    token = settings.telegram_token.get_secret_value()
    if not token:
        return ""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        raise ChannelError(_REFUSED)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # its own log may carry the token
    try:
        return asyncio.run(asyncio.wait_for(_asked(settings.telegram_api_url, token), _PATIENCE))
    except InvalidToken as error:
        raise ChannelError(_REFUSED) from error
    except (TelegramError, TimeoutError) as error:
        raise ChannelError(
            f"Telegram ne répond pas ({type(error).__name__}) : vérifier le réseau et RECUL_TELEGRAM_API_URL."
        ) from error


async def _asked(url: str, token: str) -> str:
    bot = Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request_for(url, 1, _PATIENCE),
        get_updates_request=request_for(url, 1, _PATIENCE),
    )
    async with bot:
        return bot.username
