"""For those who talk: the bot on Telegram, or the same conversation in this terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from typing import NoReturn

import click
from rich.console import Console

from bot import settings as options
from bot.app import App
from bot.cli.french import Command, OneOf, refuse, say
from bot.cli.opening import opened
from bot.cli.screen import Screen, typed
from bot.insight import load
from bot.store.people import Role


@click.command(cls=Command)
@click.pass_context
def start(ctx: click.Context) -> None:
    """Le bot Telegram si RECUL_TELEGRAM_TOKEN est donné, sinon une conversation ici.

    C'est ce que lance « make run »."""
    telegram = options.load().telegram_token.get_secret_value()
    if not telegram and sys.stdin.isatty():
        say("Sans RECUL_TELEGRAM_TOKEN, la conversation est ici. Ctrl-D pour finir.\n")
    ctx.invoke(run if telegram else chat)


@click.command(cls=Command)
def run() -> None:
    """Le bot Telegram, jusqu'à Ctrl-C ou SIGTERM.

    Il interroge Telegram, ou reçoit par webhook si RECUL_WEBHOOK_URL est donné. Sur PostgreSQL, plusieurs
    peuvent tourner ensemble."""
    signal.signal(signal.SIGTERM, _leave)
    with opened(quiet=False) as app:
        if not app.settings.telegram_token.get_secret_value():
            refuse(
                "RECUL_TELEGRAM_TOKEN manque : le demander à @BotFather, puis l'écrire dans .env ; "
                "sans Telegram, recul chat."
            )
        asyncio.run(_until_told(app))
    say("Recul s'arrête ; rien n'est perdu.")


def _leave(*_: object) -> NoReturn:
    """SIGTERM before anything runs."""
    sys.exit(0)


async def _until_told(app: App) -> None:
    """Ends without a fault when the host asks: Ctrl-C, or SIGTERM as systemd and Docker send it."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await app.run(say)


@click.command(cls=Command)
@click.option("--person", "key", default="moi", help="qui écrit, sous quel nom à ce terminal (moi)")
@click.option(
    "--role",
    type=OneOf([role.value for role in Role]),
    default="coachee",
    help="en quelle qualité (coachee)",
)
def chat(key: str, role: str) -> None:
    """La même conversation, dans ce terminal.

    Avec --role sponsor, on parle pour l'accompagnement de la personne du même nom.
    Répondre simplement, ou taper le numéro ou le nom d'un bouton. Quand l'entrée n'est pas un terminal,
    chaque ligne est un message et la fin de l'entrée est la fin."""
    with opened() as app:
        if role == Role.COACH and key == "moi":
            key = "coach"
        if role == Role.SPONSOR and not app.knows(key):
            refuse(
                f"Personne n'est accompagné ici sous le nom {key} : commencer par recul chat --person {key}."
            )
        app.resident(key, Role(role))
        address = key if role == Role.COACHEE else f"{role}:{key}"
        screen = Screen(address, Console(highlight=False), app.settings.home / "documents")
        with suppress(KeyboardInterrupt):  # a turn that is cut short is as if it had not begun
            app.chat(screen, typed(screen), load())
        if screen.by_hand:
            say("\nÀ bientôt. La conversation reprend là où elle en est : recul chat.")
