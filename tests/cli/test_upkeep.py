"""Copies, their return, a new key, and what the doctor sees."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.messages import Incoming, Kind, Outgoing
from bot.store import consents, inbox, journal, outbox, people, reminders, sharing
from bot.store.people import Role, Status
from tests.cli.conftest import NOW, Practice, Run, failed, plain, rows


def _names(recul: Run) -> list[str]:
    return [one["name"] for one in rows(recul("people", "--json"))]


def test_a_backup_is_one_private_file_without_a_key(recul: Run, practice: Practice, tmp_path: Path) -> None:
    recul("backup", "b.db")
    copy = tmp_path / "b.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    content = copy.read_bytes()
    assert b"comit" not in content
    for secret in (practice.home / "key", *(practice.home / "keyring").iterdir()):
        assert secret.read_bytes().strip() not in content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.db", "home"]


def test_a_backup_is_taken_while_recul_writes(recul: Run, practice: Practice, tmp_path: Path) -> None:
    store = practice.store()
    with store.write() as tx:
        journal.remember(tx, practice.nadia, "pas", "appeler Paul", NOW)
        recul("backup", "b.db")
    store.close()
    with sqlite3.connect(tmp_path / "b.db") as copy:
        assert copy.execute("SELECT count(*) FROM memory").fetchone() == (2,)
    copy.close()


def test_postgresql_is_left_to_its_own_tools(
    recul: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    recul("backup", "b.db")
    monkeypatch.setenv("RECUL_DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:9/x")
    for line in (("backup", "c.db"), ("restore", "b.db")):
        assert "pg_dump" in failed(recul(*line, code=None))


def test_a_copy_comes_back(recul: Run, practice: Practice) -> None:
    recul("backup", "b.db")
    with (store := practice.store()).write() as tx:
        people.create(tx, NOW, {Role.COACH}, {"prenom": "Paul"})
    store.close()
    told = failed(recul("restore", "b.db", code=None))
    assert "contient 4 personne(s) : ajouter --yes" in told
    assert rows(recul("restore", "b.db", "--yes", "--json")) == {
        "people": 3, "removed": 0, "stopped": 0, "unknown": 1, "aside": None,
    }  # fmt: skip
    assert _names(recul) == ["Claire", "Nadia", "Émile"]


def test_a_copy_comes_back_where_the_database_is_gone(recul: Run, practice: Practice, tmp_path: Path) -> None:
    recul("backup", "b.db")
    for path in practice.home.glob("recul.sqlite*"):
        path.unlink()
    recul("restore", "b.db")
    assert _names(recul) == ["Claire", "Nadia", "Émile"]
    assert stat.S_IMODE((practice.home / "recul.sqlite").stat().st_mode) == 0o600


def test_a_copy_takes_the_place_of_a_damaged_database(recul: Run, practice: Practice) -> None:
    recul("backup", "b.db")
    for path in practice.home.glob("recul.sqlite-*"):
        path.unlink()
    (practice.home / "recul.sqlite").write_bytes(b"du bruit" * 1000)
    assert "est abîmée : ajouter --yes" in failed(recul("restore", "b.db", code=None))
    aside = Path(rows(recul("restore", "b.db", "--yes", "--json"))["aside"])
    assert aside.read_bytes().startswith(b"du bruit")
    assert _names(recul) == ["Claire", "Nadia", "Émile"]


@pytest.mark.parametrize("lost", [False, True])
def test_whoever_was_erased_since_stays_erased(recul: Run, practice: Practice, *, lost: bool) -> None:
    recul("backup", "b.db")
    recul("erase", "nadia", "--yes")
    if lost:
        for path in practice.home.glob("recul.sqlite*"):
            path.unlink()
        assert "dont la clé n'est plus là" in failed(recul("restore", "b.db", code=None))
    assert rows(recul("restore", "b.db", "--yes", "--json"))["removed"] == 1
    assert _names(recul) == ["Claire", "Émile"]
    assert rows(recul("restore", "b.db", "--yes", "--json"))["removed"] == 1


def test_what_was_refused_since_stays_refused(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        consents.give(tx, practice.emile, "reflection", NOW)
        reminders.put(tx, practice.emile, "invitation", NOW + timedelta(days=1))
        outbox.add(tx, practice.emile, "telegram", "9003", Outgoing(html="encore là ?"), NOW)
        sent = outbox.add(tx, practice.nadia, "telegram", "9002", Outgoing(html="bonjour"), NOW)
    recul("backup", "b.db")
    with store.write() as tx:
        people.set_status(tx, practice.emile, Status.STOPPED)
        consents.withdraw(tx, practice.emile, "reflection", NOW + timedelta(hours=1))
        shared = sharing.shared_for(tx, practice.claire, practice.nadia)
        sharing.withdraw(tx, practice.nadia, shared[0].id, NOW + timedelta(hours=1))
        people.set_status(tx, practice.nadia, Status.PAUSED, NOW + timedelta(days=9))
        outbox.sent(tx, [(sent, "1")], NOW)
    store.close()
    assert rows(recul("restore", "b.db", "--yes", "--json"))["stopped"] == 1
    with (store := practice.store()).read() as tx:
        emile = people.load(tx, practice.emile)
        nadia = people.load(tx, practice.nadia)
        assert emile is not None
        assert nadia is not None
        assert emile.status is Status.STOPPED
        assert emile.profile["consent"] is False
        assert not consents.stands(tx, practice.emile, "reflection")
        assert reminders.waiting(tx, practice.emile) == []
        assert outbox.counts(tx) == {"dropped": 1, "sent": 1}
        assert [one.id for one in sharing.shared_for(tx, practice.claire, practice.nadia)] == [shared[1].id]
        assert nadia.status is Status.PAUSED
    store.close()


def test_an_incomplete_keyring_is_never_taken_for_erasures(recul: Run, practice: Practice) -> None:
    recul("backup", "b.db")
    (practice.home / "keyring" / practice.nadia).rename(practice.home.parent / "gardée")
    assert "trousseau est incomplet" in failed(recul("restore", "b.db", "--yes", code=None))
    (practice.home.parent / "gardée").rename(practice.home / "keyring" / practice.nadia)
    assert "Nadia" in _names(recul)


@pytest.mark.parametrize("content", [b"", b"une lettre", b"SQLite format 3\0" + bytes(500)])
def test_what_is_no_backup_changes_nothing(
    recul: Run, practice: Practice, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.db").write_bytes(content)
    assert "n'est pas une sauvegarde de Recul" in failed(recul("restore", "x.db", "--yes", code=None))
    assert _names(recul) == ["Claire", "Nadia", "Émile"]
    assert not list(practice.home.glob(".recul*"))


def test_a_copy_of_another_installation_is_refused(recul: Run, practice: Practice, tmp_path: Path) -> None:
    recul("backup", "b.db")
    practice.home.rename(tmp_path / "autre")
    assert "Remettre d'abord la clé et le trousseau" in failed(recul("restore", "b.db", code=None))
    recul("people")
    assert "chiffrée avec un autre trousseau" in failed(recul("restore", "b.db", code=None))


def test_neither_restores_nor_changes_the_key_while_recul_runs(recul: Run, practice: Practice) -> None:
    recul("backup", "b.db")
    handle = os.open(practice.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    for line in (("restore", "b.db", "--yes"), ("rotate-key",)):
        assert "Recul tourne encore" in failed(recul(*line, code=None))
    recul("people")
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert "est en cours" in failed(recul("people", code=None))
    os.close(handle)


# The key


def test_a_new_key_opens_everything_and_the_old_one_nothing(recul: Run, practice: Practice) -> None:
    own = practice.home / "key"
    old = own.read_text()
    assert "4 clés" in plain(recul("rotate-key").stdout)
    assert own.read_text() != old
    assert _names(recul) == ["Claire", "Nadia", "Émile"]
    own.write_text(old)
    assert "n'est pas celle avec laquelle" in failed(recul("people", code=None))


@pytest.mark.parametrize("after", ["next_key", "rewrap"])
def test_an_interrupted_change_of_key_is_finished(
    recul: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(
            "bot.cli.upkeep.rewrap" if after == "next_key" else "bot.store.keys.put_next_key_in_place", cut
        )
        recul("rotate-key", code=130)
    assert "recul rotate-key" in failed(recul("people", code=None))
    recul("rotate-key")
    assert _names(recul) == ["Claire", "Nadia", "Émile"]
    assert not (practice.home / "key.next").exists()


def test_a_key_from_the_environment_is_not_changed(
    recul: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUL_KEY", (practice.home / "key").read_text().strip())
    assert "RECUL_KEY donne la clé" in failed(recul("rotate-key", code=None))


# The doctor


def _wrong(recul: Run, code: int | None = 1) -> dict[str, str]:
    found = rows(recul("doctor", "--json", code=code))
    assert found["ok"] is (code == 0)
    return {one["check"]: one["text"] for one in found["findings"] if one["ok"] is False}


def test_the_doctor_finds_nothing_wrong_and_leaves_nothing_behind(recul: Run, home: Path) -> None:
    recul("doctor")
    assert not home.exists()


def test_the_doctor_finds_a_healthy_practice_healthy(recul: Run, practice: Practice) -> None:
    shown = plain(recul("doctor").stdout)
    assert "✗" not in shown
    assert "personnes : 3, chacune avec sa clé" in shown
    assert "lus par e5" in shown


def test_the_doctor_sees_what_is_wrong_around(
    recul: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    practice.home.chmod(0o755)
    (practice.home / "keyring" / practice.nadia).unlink()
    monkeypatch.setenv("RECUL_TELEGRAM_TOKEN", "1:faux")
    monkeypatch.setenv("RECUL_TELEGRAM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("RECUL_DIALOGS", str(tmp_path))
    assert set(_wrong(recul)) == {"dossier", "personnes", "Telegram", "dialogues"}


def test_the_doctor_sees_what_waits_too_long(recul: Run, practice: Practice) -> None:
    past = NOW - timedelta(hours=2)
    store = practice.store()
    with store.write() as tx:
        outbox.add(tx, practice.nadia, "telegram", "9002", Outgoing(html="?"), past)
        reminders.put(tx, practice.emile, "invitation", past)
        inbox.add(tx, Incoming("telegram", "9002", "k", past, Kind.TEXT, text="?"))
        row = inbox.waiting(tx, NOW, (), 1)[0]
        inbox.fail(tx, row.id, NOW, "KeyError", limit=1)
        lost = outbox.add(tx, practice.claire, "telegram", "9001", Outgoing(html="!", once=True), NOW)
        outbox.failed(tx, lost, "doubtful")
    store.close()
    assert set(_wrong(recul)) == {"envois", "rappels", "messages reçus"}


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("key", "clé"),
        ("database", "base"),
        ("missing", "base"),
        ("option", "réglages"),
        ("interrupted", "clé"),
    ],
)
def test_the_doctor_sees_what_keeps_recul_from_starting(
    recul: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch, harm: str, check: str
) -> None:
    database = practice.home / "recul.sqlite"
    if harm == "key":
        (practice.home / "key").unlink()
    elif harm == "interrupted":
        (practice.home / "key.next").touch()
    elif harm == "option":
        monkeypatch.setenv("RECUL_DIALOG", "x")
    else:
        for path in practice.home.glob("recul.sqlite*"):
            path.unlink()
        if harm == "database":
            database.write_bytes(b"du bruit" * 1000)
    assert set(_wrong(recul)) == {check}
    if harm == "missing":
        assert not database.exists()


def test_the_doctor_mentions_keys_of_nobody_without_alarm(recul: Run, practice: Practice) -> None:
    (practice.home / "keyring" / ("0" * 32)).write_bytes(b"\x01")
    assert "1 clé(s) sans personne" in plain(recul("doctor").stdout)
