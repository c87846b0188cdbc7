"""One database, two kinds of transaction.

SQLite takes the write lock when a writing transaction begins (`BEGIN IMMEDIATE`), so that reading and then
writing never fails half-way; inside one process writers queue on a lock of our own, because SQLite's
waiting is neither fair nor quick. PostgreSQL lets writers run side by side: one advisory lock a lane
(`inbox.claim`) keeps the messages of one chat in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import DatabaseError as SQLiteError
from threading import Lock
from typing import Any, Self

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from bot.store import schema
from bot.store.errors import StoreError, StoreUnavailable
from bot.store.vault import Vault

#: How long a transaction waits for the write lock, in seconds.
PATIENCE = 10.0
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Transaction:
    """What every function of the store works on: everything done through one of these happens together or not
    at all. Use it in the thread that opened it, and only until its `with` ends.
    """

    connection: Connection
    vault: Vault
    writing: bool

    def run(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        if not self.writing and getattr(statement, "is_dml", False):
            raise RuntimeError("a reading transaction cannot write")
        return self.connection.execute(statement, values)

    def seal(self, person: str | None, place: str, text: str) -> bytes:
        """`text` sealed for `person`, or for the installation when nobody is known yet."""
        return self.vault.seal_host(place, text) if person is None else self.vault.seal(person, place, text)

    def unseal(self, person: str | None, place: str, blob: bytes) -> str:
        return self.vault.open_host(place, blob) if person is None else self.vault.open(person, place, blob)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name


class PerDialect:
    """An insert that minds what is already there: each database has its own construct for it, both built
    once.
    """

    def __init__(self, build: Callable[[Callable[..., Any]], Executable]) -> None:
        self._built = {
            name: build(new).execution_options(preserve_rowcount=True)  # whether a row was written at all
            for name, new in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
        }

    def __call__(self, tx: Transaction) -> Executable:
        return self._built[tx.dialect]


class Store:
    """The database at `url`. Call `open` before anything else; `vault` seals what is written in it."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.vault = vault
        self._engine = _engine(url)
        self.on_sqlite = self._engine.dialect.name == "sqlite"
        self._reading = self._engine.execution_options(
            recul_reading=True,
            **({} if self.on_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}),
        )
        self._writers = Lock() if self.on_sqlite else None

    def open(self) -> Self:
        """Bring the tables up to date, or raise `StoreError` with a sentence that says what is wrong."""
        try:
            with self._alone(), self._engine.connect() as connection:
                schema.upgrade(connection, self.vault.fingerprint("recul"))
        except (DBAPIError, SQLiteError) as error:
            self.close()
            raise StoreError(_why_closed(error)) from error
        except BaseException:
            self.close()
            raise
        return self

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may write: committed (and on disk) when the block ends, undone if it raises."""
        with _spoken(), self._alone(), self._engine.begin() as connection:
            yield Transaction(connection, self.vault, writing=True)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one moment of the database and waits for no writer."""
        with _spoken(), self._reading.begin() as connection:
            yield Transaction(connection, self.vault, writing=False)

    def fold_log(self) -> None:
        """Empty SQLite's write-ahead log into the database file, as far as readers allow."""
        if self.on_sqlite:
            with _spoken(), self._alone(), self._engine.connect() as connection:
                _driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _queue(self, lock: Lock) -> Iterator[None]:
        if not lock.acquire(timeout=PATIENCE):
            raise StoreUnavailable("La base de données est restée occupée trop longtemps.")
        try:
            yield
        finally:
            lock.release()

    def _alone(self) -> Any:
        return nullcontext() if self._writers is None else self._queue(self._writers)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        on_sqlite = parsed.get_backend_name() == "sqlite"
        if not on_sqlite and parsed.drivername != "postgresql+psycopg":
            raise StoreError("L'adresse de la base doit commencer par sqlite:/// ou postgresql+psycopg://.")
        engine = create_engine(
            parsed,
            hide_parameters=True,  # an error or a log line must never carry what was being written
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE,
            # Every block commits or rolls back by itself; SQLite has nothing else to put right.
            pool_reset_on_return=None if on_sqlite else "rollback",
            connect_args={"timeout": PATIENCE} if on_sqlite else {"connect_timeout": int(PATIENCE)},
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError("L'adresse de la base de données n'est pas valable.") from error
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL demande le paquet psycopg : installez recul[postgresql].") from error
    if on_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SQLiteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a commit is on the disk
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("recul_reading", False)
    _driver(connection).execute("BEGIN" if reading else "BEGIN IMMEDIATE").close()


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError, SQLiteError) as error:
        raise StoreUnavailable(f"La base de données ne répond pas ({type(error).__name__}).") from error
    except IntegrityError:
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailable("La connexion à la base de données a été perdue.") from error
        raise


def _why_closed(error: Exception) -> str:
    reason = str(getattr(error, "orig", error)).partition("\n")[0]
    if "locked" in reason:
        return "La base de données est occupée par un autre programme : réessayez quand il aura fini."
    if "not a database" in reason:
        return "Ce fichier n'est pas une base de données SQLite."
    return f"La base de données est inaccessible : {reason}"
