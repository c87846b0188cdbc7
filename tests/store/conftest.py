"""A store for each test: on SQLite, and on PostgreSQL too when RECUL_TEST_POSTGRESQL_URL names a server where
databases may be created, for example postgresql+psycopg://postgres@127.0.0.1:5433/postgres.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store import Store, Vault, host_key, people
from bot.store.people import Role
from tests.store.scenes import NOW, Someone

SERVER = os.environ.get("RECUL_TEST_POSTGRESQL_URL")
DATABASES = ["sqlite", "postgresql"] if SERVER else ["sqlite"]


def on_server(statement: str) -> None:
    engine = create_engine(str(SERVER), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def vault(home: Path) -> Vault:
    return Vault(home, host_key(home))


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        home.mkdir(exist_ok=True)
        yield f"sqlite:///{home}/recul.db"
        return
    name = f"recul_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    yield make_url(str(SERVER)).set(database=name).render_as_string(hide_password=False)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str, vault: Vault) -> Iterator[Store]:
    opened = Store(url, vault).open()
    yield opened
    opened.close()


@pytest.fixture
def someone(store: Store) -> Someone:
    """Makes people: `someone("Zoé", chat="1234")`."""

    def make(name: str = "Zoé", *roles: Role, chat: str = "") -> str:
        with store.write() as tx:
            person = people.create(tx, NOW, roles or {Role.COACHEE}, {"name": name})
            if chat:
                assert people.add_address(tx, person, "telegram", chat, NOW)
        return person

    return make
