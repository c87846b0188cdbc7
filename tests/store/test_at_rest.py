"""P6: no words, names or chat numbers in clear, wherever the store writes."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.store import Store, Vault, host_key, journal
from bot.store.tables import metadata
from tests.store.life import SECRETS, live
from tests.store.scenes import NOW, Someone


def test_no_secret_is_on_the_disk_or_in_a_log(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()
    life = live(store)
    files = {file.name: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    assert len(files["recul.db-wal"]) > 100_000  # the log too was looked at
    for secret in (*SECRETS, life.code):
        for encoded in (secret.encode(), secret.encode("utf-16-le"), secret.encode("unicode-escape")):
            assert not any(encoded in content for content in files.values()), secret
        assert secret not in caplog.text
    store.close()


def test_no_secret_is_in_any_column(store: Store) -> None:
    life = live(store)
    with store.read() as tx:
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(select(table)):
                for value in row:
                    content = value if isinstance(value, bytes) else str(value).encode()
                    assert not any(secret.encode() in content for secret in (*SECRETS, life.code)), table.name


def test_an_error_shows_no_values(store: Store, someone: Someone) -> None:
    someone()

    def orphan() -> None:
        with store.write() as tx:
            blob = tx.seal(None, journal.MEMORY, "mots")
            values = {"person": "f" * 32, "name": "n", "words": blob, "at": NOW}
            tx.run(metadata.tables["memory"].insert(), values)

    with pytest.raises(IntegrityError) as told:
        orphan()
    assert "parameters hidden" in str(told.value)


def test_what_has_left_is_emptied(store: Store) -> None:
    live(store)
    inbox, outbox = metadata.tables["inbox"], metadata.tables["outbox"]
    with store.read() as tx:
        done = select(inbox.c.payload).where(inbox.c.status == "done")
        assert [row.payload for row in tx.connection.execute(done)] == [None]
        gone = select(outbox.c.body, outbox.c.address).where(outbox.c.status.in_(("sent", "dropped")))
        assert {tuple(row) for row in tx.connection.execute(gone)} == {(None, None)}
