"""Alembic at work, imported only when there is something to migrate."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.errors import StoreError


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def head() -> str | None:
    """The newest migration there is; `schema.NEWEST` names it."""
    return ScriptDirectory.from_config(config()).get_current_head()


def upgrade(connection: Connection, current: str | None) -> None:
    """From `current` to the newest tables. Raises `StoreError` if `current` is none that is known."""
    settings = config(connection)
    script = ScriptDirectory.from_config(settings)
    if current and current not in {known.revision for known in script.walk_revisions()}:
        raise StoreError(
            "La base a été écrite par une version plus récente de Recul : mettez le programme à jour."
        )
    command.upgrade(settings, "head")
