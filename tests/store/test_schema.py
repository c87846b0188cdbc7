"""Opening a database: ours, empty, or one that must be left alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.store import KeyProblem, Store, StoreError, StoreUnavailable, Vault, database, host_key, talks
from bot.store.migrations import running
from bot.store.schema import NEWEST
from bot.store.tables import Moment, metadata
from tests.store.scenes import NOW


def test_tables_and_migrations_agree(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(store: Store, url: str, vault: Vault) -> None:
    again = Store(url, vault).open()
    again.close()


def test_another_keyring_is_refused(store: Store, url: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(KeyProblem, match="autre trousseau"):
        Store(url, Vault(elsewhere, host_key(elsewhere))).open()


def test_a_newer_database_is_refused(store: Store, url: str, vault: Vault) -> None:
    with store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="plus récente"):
        Store(url, vault).open()


def test_a_database_of_something_else_is_left_alone(home: Path, vault: Vault) -> None:
    path = home / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(StoreError, match="autre chose que Recul"):
        Store(f"sqlite:///{path}", vault).open()
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="pas une base de données SQLite"):
        Store(f"sqlite:///{path}", vault).open()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite", "postgresql://x/y"])
def test_an_address_that_is_none_of_ours(vault: Vault, url: str) -> None:
    with pytest.raises(StoreError, match="adresse de la base"):
        Store(url, vault)


def test_an_unreachable_database_is_told(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="inaccessible"):
        Store(f"sqlite:///{tmp_path}/no/such/folder/recul.db", vault).open()
    with pytest.raises(StoreError, match="inaccessible"):
        Store("postgresql+psycopg://nobody@127.0.0.1:1/none", vault).open()


def test_a_busy_database_is_told(home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    url = f"sqlite:///{home}/recul.db"
    store = Store(url, vault).open()
    other = sqlite3.connect(home / "recul.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable), store.write():
        pass
    with pytest.raises(StoreError, match="occupée"):
        Store(url, vault).open()
    with store.read() as tx:  # readers never wait
        assert tx.connection.execute(text("SELECT count(*) FROM person")).scalar() == 0
    other.execute("ROLLBACK")
    with store.write(), pytest.raises(StoreUnavailable, match="occupée"), store.write():
        pass
    other.close()
    store.close()


def test_a_moment_needs_a_time_zone(store: Store) -> None:
    with store.write() as tx, pytest.raises(StatementError, match="time zone"):
        talks.add_definition(tx, "d1", "reflexion", "{}", NOW.replace(tzinfo=None))


@given(at=st.datetimes(timezones=st.timezones()))
def test_a_moment_keeps_every_microsecond(at: datetime) -> None:
    moment, dialect = Moment(), sqlite.dialect()
    kept = moment.process_bind_param(at, dialect)
    assert moment.process_result_value(kept, dialect) == at.astimezone(UTC)


def test_processes_that_start_together_agree(url: str, vault: Vault) -> None:
    stores = [Store(url, vault) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Store.open, stores))
    for store in stores:
        with store.read() as tx:
            assert tx.connection.execute(text("SELECT count(*) FROM installation")).scalar() == 1
        store.close()


def test_the_newest_migration_is_named_right() -> None:
    assert running.head() == NEWEST
