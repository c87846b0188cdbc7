"""The command line. Every command wires what it needs through `bot.app`; failures are one sentence and an exit code."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import settings as options
from bot.dialog.problems import DialogError

if TYPE_CHECKING:
    from bot.app import App

ROLES = click.Choice(["coachee", "coach", "sponsor"])


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Failures that a host can mend end the program with what to do, never with a traceback."""
    from bot.channels import ChannelError
    from bot.prompts import WordingError
    from bot.store import StoreError

    try:
        yield
    except (options.SettingsError, DialogError, WordingError, StoreError, ChannelError) as error:
        raise click.ClickException(str(error)) from error
    except ExceptionGroup as group:
        found = group.subgroup((StoreError, ChannelError))
        if found is None:
            raise
        raise click.ClickException(str(_first(found))) from group
    except OSError as error:
        raise click.ClickException(f"{error.filename or ''} : {error.strerror}.") from error


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


@contextmanager
def _app() -> Iterator[App]:
    from bot.app import App

    with _one_sentence():
        settings = options.load()
        _log(settings.log)
        app = App.open(settings)
        try:
            yield app
        finally:
            app.close()


def _log(level: str) -> None:
    """JSON lines where a machine reads, plain lines where a person does. Never anyone's words (P6)."""
    handler = logging.StreamHandler()
    if not sys.stderr.isatty():
        from pythonjsonlogger.json import JsonFormatter

        handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    else:
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for library in ("transitions", "alembic", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Recul : un assistant de réflexion entre deux séances de coaching."""


@main.command()
def start() -> None:
    """Le bot Telegram si RECUL_TELEGRAM_TOKEN est donné, sinon une conversation ici."""
    with _one_sentence():
        telegram = bool(options.load().telegram_token.get_secret_value())
    click.get_current_context().invoke(run if telegram else chat)


@main.command()
def run() -> None:
    """Le bot Telegram, jusqu'à Ctrl-C."""
    with _app() as app:
        if not app.settings.telegram_token.get_secret_value():
            raise click.ClickException(
                "RECUL_TELEGRAM_TOKEN manque : le demander à @BotFather, puis l'écrire dans .env. "
                "Sans Telegram : recul chat."
            )
        try:
            asyncio.run(app.run(lambda text: click.echo(text)))
        except KeyboardInterrupt:
            click.echo("Recul s'arrête ; rien n'est perdu.")


@main.command()
@click.option("--person", "key", default="moi", show_default=True, help="qui écrit")
@click.option("--role", type=ROLES, default="coachee", show_default=True, help="en quelle qualité")
def chat(key: str, role: str) -> None:
    """La même conversation, dans ce terminal. Taper le numéro ou le nom d'un bouton, ou simplement répondre."""
    from rich.console import Console

    from bot.channels.terminal import Terminal
    from bot.insight import load
    from bot.store.people import Role

    if role == "sponsor":
        raise click.ClickException("Le commanditaire n'a pas encore de conversation : choisir coachee ou coach.")
    with _app() as app:
        console = Console(highlight=False)
        if role == "coach" and key == "moi":
            key = "coach"
        app.resident(key, Role(role))
        address = key if role == "coachee" else f"{role}:{key}"
        terminal = Terminal(address, console, app.settings.home / "documents")
        app.chat(terminal, _lines(console.is_terminal and sys.stdin.isatty()), load())


def _lines(prompted: bool) -> Iterator[str]:
    if not prompted:
        yield from sys.stdin
        return
    import readline  # noqa: F401 - gives the line its editing and its history

    while True:
        try:
            yield input("› ")
        except (EOFError, KeyboardInterrupt):
            click.echo("\nÀ bientôt. La conversation reprend là où elle en est : recul chat.")
            return


@main.command()
@click.option("--evaluate", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="mesurer sur un fichier annoté")
def insight(evaluate: Path | None) -> None:
    """Lit des lignes JSON {"id", "text"} et dit, pour chacune, les pièges reconnus et leurs extraits."""
    from bot.insight import command, load

    if evaluate is not None:
        command.evaluate(load(), evaluate)
        return
    sys.exit(command.run(load(), sys.stdin, sys.stdout))


@main.group()
def dialogs() -> None:
    """Vérifier, dessiner, essayer les dialogues."""


@dialogs.command("check")
@click.option("--json", "as_json", is_flag=True, help="une liste JSON")
def dialogs_check(as_json: bool) -> None:
    """Dit chaque problème : fichier:ligne code message → remède."""
    from bot import authoring

    with _one_sentence():
        settings = options.load()
        tests = settings.dialogs.parent / "tests" / "dialogs"
        found = authoring.check(settings.dialogs, settings.prompts, tests if tests.is_dir() else None)
    if as_json:
        rows = [{"file": p.file, "line": p.line, "code": p.code, "message": p.message, "hint": p.hint} for p in found.problems]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in found.problems:
            click.echo(str(problem))
    if found.problems:
        sys.exit(1)
    if not as_json:
        click.echo(f"{len(found.dialogs)} dialogues, {len(found.rehearsals)} conversations d'essai : rien à redire.")


if __name__ == "__main__":
    main()
