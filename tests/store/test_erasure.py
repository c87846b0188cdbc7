"""P5: a person takes everything with them, and leaves nothing that can be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import String, select

from bot.coaching.engagement import Phase
from bot.store import (
    Forgotten,
    Store,
    Vault,
    audit,
    consents,
    engagements,
    erasure,
    export,
    host_key,
    inbox,
    outbox,
    people,
    sharing,
)
from bot.store.tables import metadata
from tests.store.life import CHAT, MAIL, NAME, SECRETS, WORDS, live
from tests.store.scenes import LATER, NOW, Someone, said

EFFECTS = {"delete", "detach", "ledger"}


def rows_naming(store: Store, person: str) -> dict[str, int]:
    """How many rows of each table hold that identifier, in any column of text."""
    found = {}
    with store.read() as tx:
        for table in metadata.sorted_tables:
            rows = tx.connection.execute(select(table)).all()
            count = sum(person in row for row in rows)
            if count:
                found[table.name] = count
    return found


def test_every_column_that_names_a_person_says_what_erasure_does_to_it() -> None:
    concerned = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.table.name == "person" for key in column.foreign_keys)
            named = column.name == "person" and isinstance(column.type, String)
            if points or named:
                assert column.info.get("erasure") in EFFECTS, column
                concerned.add(table.name)
    exported = {table.name for table in export._queries}
    assert concerned <= exported
    assert exported - concerned == {"person"}


def test_every_table_that_names_a_person_takes_part_in_these_tests(store: Store) -> None:
    life = live(store)
    expected = {table.name for table in export._queries} - {"erasure"}
    assert set(rows_naming(store, life.zoe)) == expected


def test_an_export_is_complete_and_readable(store: Store) -> None:
    life = live(store)
    with store.read() as tx:
        data = export.everything(tx, life.zoe)
    assert json.loads(json.dumps(data)) == data
    assert {name for name, rows in data.items() if rows} == set(data) - {"erasure"}
    assert data["person"][0]["profile"] == {"name": NAME}
    assert {row["address"] for row in data["address"]} == {CHAT, MAIL}
    assert data["answer"][0]["words"] == WORDS
    assert data["answer"][0]["at"] == NOW.isoformat()
    assert data["conversation"][0]["state"] == {"said": WORDS}
    assert data["memory"][0]["words"] == data["judgement"][0]["quote"] == WORDS
    assert len(data["inbox"]) == 4  # the greeting too, written down before the chat was hers
    assert len(data["outbox"]) == 4
    assert any(NAME in str(row["body"]) for row in data["outbox"])
    own = [row for row in data["item"] if row["person"] == life.zoe]
    assert [row["text"] for row in own] == [WORDS, WORDS]
    [received] = [row for row in data["item"] if row["person"] == life.coach]
    assert "text" not in received  # the coach's words are the coach's to export
    for name in ("need", "step", "objective", "convention"):
        assert WORDS in json.dumps(data[name], ensure_ascii=False), name
    assert [row["words"]["text"] for row in data["expectation"] if "words" in row] == [WORDS]
    assert [row.get("evidence") for row in data["rating"]] == [WORDS, None], (
        "what the coach wrote is the coach's"
    )
    assert data["link"][0]["used_by"] == life.zoe
    assert "Lemaître" not in json.dumps(data, ensure_ascii=False)


def test_an_export_is_what_its_schema_says(store: Store) -> None:
    life = live(store)
    schema = export.schema()
    Draft202012Validator.check_schema(schema)
    with store.read() as tx:
        for person in (life.zoe, life.coach):
            data = export.everything(tx, person)
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    data["answer"].append({"id": 1})
    assert not Draft202012Validator(schema).is_valid(data)
    assert set(export._WHAT) == {table.name for table in export._queries}, (
        "every table is told in a few words"
    )


def test_erasure_leaves_the_ledger_and_nothing_else(store: Store) -> None:
    life = live(store)
    assert erasure.erase(store, life.zoe, LATER)
    assert rows_naming(store, life.zoe) == {"erasure": 1}
    assert not store.vault.knows(life.zoe)
    with store.write() as tx:
        assert people.by_address(tx, "telegram", CHAT) is None
        assert sum(inbox.counts(tx).values()) == 1  # the stranger's
        assert [one.person for one in outbox.due(tx, LATER, (), 10)] == [life.coach]
        [past] = engagements.all_of(tx, life.coach)
        assert (past.arc.phase, past.ended_at, past.coachee) == (Phase.CLOSED, LATER, None)
        assert [(one.recipient, one.withdrawn_at) for one in sharing.all_of(tx, life.coach)] == [
            (None, LATER)
        ]
        given = consents.all_of(tx, life.coach)
        assert {one.purpose for one in given} == {"share", consents.SHARING}
        assert all((one.recipient, one.withdrawn_at) == (None, LATER) for one in given)
        told = [(one.actor, one.subject) for one in audit.entries(tx)]
        assert set(told) == {(life.coach, None), (None, None)}, "who did what stays, of whom does not"
        coach = people.by_address(tx, "telegram", "7301112223")
        assert coach
        assert coach.profile == {"name": "Anne Lemaître"}
    assert not erasure.erase(store, life.zoe, LATER)


def test_a_coach_can_be_erased_and_the_coachee_keeps_their_words(store: Store) -> None:
    life = live(store)
    assert erasure.erase(store, life.coach, LATER)
    assert rows_naming(store, life.coach) == {"erasure": 1}
    with store.read() as tx:
        assert engagements.coach_of(tx, life.zoe) is None
        assert [one.text for one in sharing.all_of(tx, life.zoe)] == [WORDS, WORDS]
        data = export.everything(tx, life.zoe)
    assert data["answer"]
    for name in ("expectation", "rating"):
        assert [(row["person"], row["recorded_by"]) for row in data[name]] == [(life.zoe, None)], name
    assert [row["party"] for row in data["acceptance"]] == [life.zoe, None], "that it was accepted stays"
    assert data["objective"]
    assert data["session"]


def test_a_copy_of_the_database_made_before_is_unreadable_afterwards(home: Path, tmp_path: Path) -> None:
    with_key = Vault(home, host_key(home))
    store = Store(f"sqlite:///{home}/recul.db", with_key).open()
    life = live(store)
    store.fold_log()
    copy = tmp_path / "copy.db"
    shutil.copy(home / "recul.db", copy)
    erasure.erase(store, life.zoe, LATER)
    store.close()

    restored = Store(f"sqlite:///{copy}", Vault(home, host_key(home))).open()
    with restored.write() as tx:
        with pytest.raises(Forgotten):
            people.load(tx, life.zoe)
        with pytest.raises(Forgotten):
            export.everything(tx, life.zoe)
        assert people.load(tx, life.coach)
        assert erasure.unreadable(tx) == [life.zoe]
        assert erasure.remove(tx, life.zoe, LATER)
    assert rows_naming(restored, life.zoe) == {"erasure": 1}
    restored.close()


def test_what_comes_from_the_chat_of_a_forgotten_person_is_not_lost(store: Store, someone: Someone) -> None:
    zoe = someone(chat="4242")
    store.vault.forget(zoe)
    assert inbox.put(store, said("Bonjour", "1"))
    with store.read() as tx:
        assert [one.incoming and one.incoming.text for one in inbox.waiting(tx, NOW, (), 10)] == ["Bonjour"]


class PowerCutError(Exception):
    """The power goes out."""


def test_a_crash_before_the_commit_changes_nothing(store: Store) -> None:
    life = live(store)
    before = rows_naming(store, life.zoe)

    def crash() -> None:
        with store.write() as tx:
            erasure.remove(tx, life.zoe, LATER)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        crash()
    assert rows_naming(store, life.zoe) == before
    assert erasure.finish_erasures(store) == 0
    with store.read() as tx:
        assert people.load(tx, life.zoe)


def test_a_crash_after_the_commit_is_made_good_at_the_next_start(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = live(store)

    def crash(person: str) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(store.vault, "forget", crash)
        with pytest.raises(PowerCutError):
            erasure.erase(store, life.zoe, LATER)
    assert store.vault.knows(life.zoe)
    assert erasure.finish_erasures(store) == 1
    assert not store.vault.knows(life.zoe)
    assert erasure.finish_erasures(store) == 0


def test_a_crash_between_overwriting_and_removing_the_key(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(home, host_key(home))
    zoe = "a" * 32
    vault.create(zoe)
    blob = vault.seal(zoe, "answer.words", WORDS)

    def crash(self: Path, missing_ok: bool = False) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", crash)
        with pytest.raises(PowerCutError):
            vault.forget(zoe)
    again = Vault(home, host_key(home))
    with pytest.raises(Forgotten):
        again.open(zoe, "answer.words", blob)
    assert again.knows(zoe)  # so that the next start finishes it
    again.forget(zoe)
    assert not again.knows(zoe)


def test_nothing_erased_remains_in_the_files(home: Path) -> None:
    vault = Vault(home, host_key(home))
    store = Store(f"sqlite:///{home}/recul.db", vault).open()
    life = live(store)
    with store.read() as tx:
        row = tx.connection.exec_driver_sql("SELECT words FROM answer").one()
    erasure.erase(store, life.zoe, LATER)
    files = b"".join(file.read_bytes() for file in home.glob("recul.db*"))
    assert row.words not in files  # overwritten, in the log too, besides being unreadable
    assert files.count(life.zoe.encode()) == 2  # the ledger's row, and its index
    assert not any(secret.encode() in files for secret in SECRETS)
    store.close()
