"""Recul opened for one command: its settings, its log, its parts; and the lock that tells whether it runs."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pythonjsonlogger.json import JsonFormatter

from bot import settings as options
from bot.cli.french import refuse
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import App

json_option = click.option("--json", "as_json", is_flag=True, help="en JSON, pour un programme")


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(*, quiet: bool = True) -> Iterator[App]:
    """Everything, for commands that read or write what Recul remembers. `quiet` keeps the log to warnings,
    for commands whose output a person reads.
    """
    from bot.app import App  # noqa: PLC0415 - Telegram comes with it: 0.5 s that --help does not need

    settings = loaded(quiet=quiet)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(settings.home):
        app = App.open(settings)
        try:
            yield app
        finally:
            app.close()


def loaded(*, quiet: bool = True) -> Settings:
    """The settings, with the log as they want it."""
    settings = options.load()
    level = logging.getLevelNamesMapping()[settings.log.upper()]
    if quiet and level == logging.INFO:
        level = logging.WARNING
    _log(level)
    return settings


def _log(level: int) -> None:
    """JSON lines where a machine reads, plain lines where a person does. Never anyone's words (P6)."""
    handler = logging.StreamHandler()
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    else:
        handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("transitions", "alembic", "httpx", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)


# The lock. Each command holds it with the others; a change of key or of database wants it alone: a process
# that keeps the old key in memory would seal new people with it.


@contextmanager
def held(home: Path, *, alone: bool = False) -> Iterator[None]:
    """Holds the lock of this home while the block runs; refuses if `alone` and somebody else holds it, or if
    somebody holds it alone."""
    handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locked(handle, alone=alone):
            if alone:
                refuse("Recul tourne encore dans ce dossier : l'arrêter d'abord, puis recommencer.")
            refuse("Une restauration ou un changement de clé est en cours : attendre qu'il finisse.")
        yield
    finally:
        os.close(handle)


def is_running(home: Path) -> bool:
    """Whether any command holds the lock of this home now."""
    if not (home / "lock").exists():
        return False
    handle = os.open(home / "lock", os.O_RDWR)
    try:
        return not _locked(handle, alone=True)
    finally:
        os.close(handle)


def _locked(handle: int, *, alone: bool) -> bool:
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# What commands write


def show_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)
        file.write(content)
