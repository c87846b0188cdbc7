"""Brings a database to the tables of this program, and refuses one that is not ours to touch.

To change a table: change `tables`, then run `python -m bot.store.migrations "what changes"` and read what
it wrote.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, inspect, select, text

from bot.store.errors import KeyProblem, StoreError
from bot.store.tables import installation

#: Any constant, the same for every process: only one of them migrates a PostgreSQL database at a time.
MIGRATION_LOCK = 0x526563756C

#: The newest migration; a database at this version is left as it is.
NEWEST = "0002"
VERSIONS = "alembic_version"


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
    found = set(inspect(connection).get_table_names())
    current = (
        connection.scalar(text("SELECT version_num FROM alembic_version")) if VERSIONS in found else None
    )
    if current == NEWEST:
        return
    if found and not (current and installation.name in found):
        raise StoreError("Cette base de données contient autre chose que Recul : donnez-lui la sienne.")
    from bot.store.migrations import running  # noqa: PLC0415 - alembic costs 11 MB, and is needed once a release

    running.upgrade(connection, current)


def _check_mark(connection: Connection, mark: str) -> None:
    kept = connection.scalar(select(installation.c.value).where(installation.c.name == "mark"))
    if kept is None:
        connection.execute(insert(installation), {"name": "mark", "value": mark})
    elif kept != mark:
        raise KeyProblem(
            "Cette base a été chiffrée avec un autre trousseau : restaurez celui qui va avec elle."
        )
