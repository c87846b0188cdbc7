"""Brings a database to the tables of this program, and refuses one that is not ours to touch.

To change a table: change `tables`, then run `python -m bot.store.migrations "what changes"` and read what
it wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text

from bot.store.errors import KeyProblem, StoreError
from bot.store.tables import installation

#: Any constant, the same for every process: only one of them migrates a PostgreSQL database at a time.
MIGRATION_LOCK = 0x526563756C


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection, mark: str) -> None:
    """Migrate to the newest tables, in one transaction. `mark` is a fingerprint that only the right key
    gives: it is kept at the first start and compared at each later one. Raises `StoreError`.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        # Or rebuilding a table would delete the rows that point to it; no effect inside a transaction.
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys = OFF").close()
    try:
        with connection.begin():
            if not on_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            _migrate(connection)
            if on_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                raise StoreError(
                    "La mise à jour de la base laisserait des lignes orphelines : rien n'a été changé."
                )
            _check_mark(connection, mark)
    finally:
        if on_sqlite:
            connection.invalidate()


def _migrate(connection: Connection) -> None:
    settings = config(connection)
    script = ScriptDirectory.from_config(settings)
    found = set(inspect(connection).get_table_names())
    current = MigrationContext.configure(connection).get_current_revision()
    if found and not (current and installation.name in found):
        raise StoreError("Cette base de données contient autre chose que Recul : donnez-lui la sienne.")
    if current and current not in {known.revision for known in script.walk_revisions()}:
        raise StoreError(
            "La base a été écrite par une version plus récente de Recul : mettez le programme à jour."
        )
    if current != script.get_current_head():
        command.upgrade(settings, "head")


def _check_mark(connection: Connection, mark: str) -> None:
    kept = connection.scalar(select(installation.c.value).where(installation.c.name == "mark"))
    if kept is None:
        connection.execute(insert(installation), {"name": "mark", "value": mark})
    elif kept != mark:
        raise KeyProblem(
            "Cette base a été chiffrée avec un autre trousseau : restaurez celui qui va avec elle."
        )
