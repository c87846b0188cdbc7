"""A copy of the database in one file, and its return.

The copy holds what the database holds: sealed texts, no key. It is worth nothing without the key and the
keyring, which are kept elsewhere, and nothing about whoever was erased since, whose key is gone.

A copy that returns would also bring back what people have refused since: it is therefore prepared aside, the
refusals of the present database are written into it, and only then does it take its place.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

from bot.store import audit, consents, erasure, outbox, people, reminders
from bot.store.database import Store, Transaction
from bot.store.errors import StoreError
from bot.store.keys import sync_folder
from bot.store.people import Status
from bot.store.vault import Vault

_PRIVATE = 0o600
_DAMAGED = "La base {} est abîmée : la copie a été abandonnée ; recul restore remet la dernière bonne."
_SHUT = "{} ne s'ouvre pas : vérifier les droits, et que rien ne l'occupe."
_NO_BACKUP = "{} n'est pas une sauvegarde de Recul, ou elle est abîmée."

_TABLE = re.compile(r" FROM (\w+)")
#: Refusals and ends that hold whatever copy returns: what to read in the present database, what to write into
#: the copy. Moments and statuses only; rows are compared by more than a number, which another row may bear.
_REFUSALS = (
    (
        "SELECT withdrawn_at, id, person, decided_at FROM item WHERE withdrawn_at IS NOT NULL",
        """UPDATE item SET withdrawn_at = ?
           WHERE id = ? AND person = ? AND decided_at = ? AND withdrawn_at IS NULL""",
    ),
    (
        "SELECT withdrawn_at, id, person, given_at FROM consent WHERE withdrawn_at IS NOT NULL",
        """UPDATE consent SET withdrawn_at = ?
           WHERE id = ? AND person = ? AND given_at = ? AND withdrawn_at IS NULL""",
    ),
    (  # a consent that was given and withdrawn after the copy was made
        "SELECT person, purpose, recipient, given_at, withdrawn_at FROM consent WHERE withdrawn_at IS NOT NULL",
        """INSERT INTO consent (person, purpose, recipient, given_at, withdrawn_at)
           SELECT ?1, ?2, ?3, ?4, ?5 FROM person WHERE id = ?1
             AND (?3 IS NULL OR EXISTS (SELECT 1 FROM person WHERE id = ?3))
             AND NOT EXISTS (SELECT 1 FROM consent WHERE person = ?1 AND purpose = ?2 AND given_at = ?4)""",
    ),
    (
        "SELECT ended_at, status, id FROM engagement WHERE ended_at IS NOT NULL",
        "UPDATE engagement SET ended_at = ?, status = ? WHERE id = ? AND ended_at IS NULL",
    ),
    (  # whoever left or paused an engagement comes back to where the copy has it
        "SELECT status, id FROM engagement WHERE status IN ('stopped', 'paused')",
        """UPDATE engagement SET before = CASE WHEN before = '' THEN status ELSE before END, status = ?1
           WHERE id = ?2 AND ended_at IS NULL AND status <> ?1""",
    ),
    (
        "SELECT status, sequence, changed_at, id FROM session WHERE status = 'cancelled'",
        "UPDATE session SET status = ?, sequence = ?, changed_at = ? WHERE id = ? AND status = 'planned'",
    ),
    (
        "SELECT used_at, code FROM link WHERE used_at IS NOT NULL",
        "UPDATE link SET used_at = ?, note = NULL WHERE code = ? AND used_at IS NULL",
    ),
    (
        "SELECT status, sent_at, id, created_at FROM outbox WHERE status <> 'waiting'",
        """UPDATE outbox SET status = ?, sent_at = ?, body = NULL, address = NULL
           WHERE id = ? AND created_at = ? AND status = 'waiting'""",
    ),
    ("SELECT person, at FROM erasure", "INSERT OR IGNORE INTO erasure (person, at) VALUES (?, ?)"),
    (
        "SELECT paused_until, id FROM person WHERE status = 'paused'",
        """UPDATE person SET status = 'paused', paused_until = ? WHERE id = ? AND status = 'active'""",
    ),
)


@dataclass(frozen=True, slots=True)
class Present:
    """What the database holds before a copy returns. `readable` is False for a damaged file; then nothing of
    it can be minded.
    """

    people: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    refusals: tuple[tuple[str, Sequence[tuple[Any, ...]]], ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: how many people came back, were removed again, stay away, or are no longer known; and
    where a damaged file was put aside."""

    people: int
    removed: int
    stopped: int
    unknown: int
    aside: Path | None


class UnreadablePeopleError(StoreError):
    """The copy holds people whose key is not there, and nothing says that they were erased."""


def sqlite_file(url: str) -> Path:
    """The file of a SQLite database; raises `StoreError` for any other."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise StoreError(
            "Cette commande copie un fichier SQLite : pour PostgreSQL, utiliser pg_dump et pg_restore."
        )
    return Path(parsed.database)


def backup(url: str, target: Path) -> int:
    """Writes a copy while others go on working; returns its size in bytes. `target` appears complete or not
    at all, and only its owner may read it.
    """
    origin = sqlite_file(url)
    if not origin.is_file():
        raise StoreError(f"Il n'y a pas encore de base dans {origin} : rien à copier.")
    draft = _draft(target)
    try:
        try:
            _copy(origin, draft)
        except sqlite3.OperationalError as error:
            raise StoreError(_SHUT.format(origin)) from error
        except sqlite3.DatabaseError as error:
            raise StoreError(_DAMAGED.format(origin)) from error
        size = draft.stat().st_size
        _flush(draft)
        draft.replace(target)
        sync_folder(target.absolute().parent)
    finally:
        _remove(draft)
    return size


def present(url: str) -> Present:
    """What is there now, read without changing it."""
    file = sqlite_file(url)
    if not file.is_file() or not file.stat().st_size:
        return Present()
    try:
        with _connected(file) as now:
            if not now.execute("SELECT 1 FROM sqlite_master").fetchone():
                return Present()
            known = now.execute("SELECT id, status FROM person").fetchall()
            there = {row[0] for row in now.execute("SELECT name FROM sqlite_master")}
            return Present(
                people=frozenset(row[0] for row in known),
                erased=frozenset(row[0] for row in now.execute("SELECT person FROM erasure")),
                stopped=frozenset(row[0] for row in known if row[1] == Status.STOPPED),
                refusals=tuple(
                    (write, now.execute(read).fetchall())
                    for read, write in _REFUSALS
                    if _TABLE.findall(read)[0] in there  # an older program made this database
                ),
            )
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise StoreError(f"{file} contient autre chose que Recul : donner à Recul la sienne.") from error
        raise StoreError(_SHUT.format(file)) from error
    except sqlite3.DatabaseError:
        return Present(readable=False)


def restore(url: str, vault: Vault, source: Path, now: datetime, *, forget: bool) -> Restored:
    """Puts the copy `source` in place. Nothing else may use the database meanwhile.

    People whose key is not there are removed if the present database says that they were erased, or with
    `forget`; else they raise `UnreadablePeopleError`. Until the last step nothing has changed.
    """
    target, before = sqlite_file(url), present(url)
    draft = _draft(target)
    try:
        try:
            _copy(source, draft)
            _must_be_ours(draft)
        except sqlite3.DatabaseError as error:
            raise StoreError(_NO_BACKUP.format(source)) from error
        store = Store(URL.create("sqlite", database=str(draft)).render_as_string(), vault).open()
        try:
            counts = _minded(store, before, now, forget=forget)
            store.fold_log()
        finally:
            store.close()
        aside = _put_in_place(draft, target, before)
    finally:
        _remove(draft)
    return Restored(*counts, aside)


def _minded(store: Store, before: Present, now: datetime, *, forget: bool) -> tuple[int, int, int, int]:
    """Writes into the copy what was refused since. Returns the four counts of `Restored`."""
    with store.write() as tx:
        lost = set(erasure.unreadable(tx))
        _must_be_erased(lost - before.erased, before, forget=forget)
        for write, rows in before.refusals:
            for row in rows:
                tx.connection.exec_driver_sql(write, tuple(row))
        removed = sum(erasure.remove(tx, one, now) for one in sorted(lost | before.erased))
        known = {one.id: one for one in people.everyone(tx)}
        stopped = [one for one in before.stopped & set(known) if known[one].status is not Status.STOPPED]
        for one in stopped:
            _stop(tx, one, known[one].profile, now)
        audit.record(tx, "restored", now)
    erasure.finish_erasures(store)
    return len(known), removed, len(stopped), len(before.people - set(known) - lost)


def _must_be_erased(lost: set[str], before: Present, *, forget: bool) -> None:
    """`lost` are people without a key, of whom nothing says that they were erased."""
    if lost & before.people:
        raise UnreadablePeopleError(
            f"Le trousseau est incomplet : il y manque {len(lost & before.people)} clé(s) de personnes de la "
            "base présente. Le remettre complet avant de restaurer."
        )
    if lost and not forget:
        raise UnreadablePeopleError(
            f"La copie contient {len(lost)} personne(s) dont la clé n'est plus là : effacées depuis, ou "
            "trousseau incomplet. Remettre le trousseau complet, ou ajouter --yes pour les retirer."
        )


def _stop(tx: Transaction, person: str, profile: dict[str, Any], now: datetime) -> None:
    """Someone left after the copy was made: they stay away."""
    people.set_status(tx, person, Status.STOPPED)
    people.save_profile(tx, person, profile | {"consent": False})
    for consent in consents.all_of(tx, person):
        consents.withdraw(tx, person, consent.purpose, now, consent.recipient)
    outbox.drop_waiting(tx, person)
    reminders.cancel_all(tx, person)


def _put_in_place(draft: Path, target: Path, before: Present) -> Path | None:
    if before.readable and target.is_file():
        _copy(draft, target)  # through SQLite, so that its log and its locks are minded
        return None
    aside = None
    if target.is_file():
        aside = target.with_name(f"{target.name}.abimee-{secrets.token_hex(4)}")
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{target}{ending}").replace(f"{aside}{ending}")
        target.replace(aside)
    _flush(draft)
    draft.replace(target)
    sync_folder(target.absolute().parent)
    return aside


def _copy(origin: Path, target: Path) -> None:
    """SQLite's own online copy, then a look at its soundness. Raises `sqlite3.DatabaseError`."""
    with _connected(origin) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        if writing.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")


def _must_be_ours(file: Path) -> None:
    with _connected(file) as reading:
        reading.execute("SELECT value FROM installation").fetchone()


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        yield connection


def _draft(target: Path) -> Path:
    draft = target.absolute().with_name(f".{target.name}.{secrets.token_hex(6)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    return draft


def _flush(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(draft: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{draft}{ending}").unlink(missing_ok=True)
