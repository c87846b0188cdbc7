"""P5. /exporter gives everything, for a machine and for a reader. /effacer leaves no word of that person readable:
not in the database, not in its log, not in a copy made before, as soon as the key is gone.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from sqlalchemy import MetaData, create_engine, select

from bot.store import Store, Vault, host_key, journal, people
from bot.store.errors import Forgotten
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import STATES, reach, reviewing
from tests.invariants.walks import Walk, walks

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def copy_of(someone: Someone) -> dict[str, str]:
    """The files of somebody's own copy."""
    file = someone.says("/exporter")
    sent = next(heard.message for heard in file if heard.message.content)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(sent.content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@given(walk=walks(most=30))
@SLOW
def test_every_word_that_was_typed_is_in_the_copy(practice: Practice, helene: Someone, walk: Walk) -> None:
    someone = practice.simply("Nadia", helene)
    walk.go(practice, someone)
    files = copy_of(someone)
    for marker in walk.words:
        assert marker in files["recul.json"]
        assert marker in files["recul.html"], "the readable one as well"
        assert sum(marker in words for words in someone.answers) == 1, "kept once (P4)"


def test_the_copy_holds_decisions_settings_and_who_read(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    reviewing(practice, nadia)
    nadia.says("partage 1 ; garde 2")
    helene.says("/brief")
    files = copy_of(nadia)
    whole = json.loads(files["recul.json"])
    Draft202012Validator(json.loads(files["recul.schema.json"])).validate(whole)
    assert {item["decision"] for item in whole["item"]} == {"shared", "private"}
    assert any(entry["action"] == "read_shared" for entry in whole["audit"])
    assert any(memory["name"] == "fuseau" for memory in whole["memory"])
    assert whole["consent"]
    for row in (row for rows in whole.values() for row in rows):
        assert not any(isinstance(value, bytes) for value in row.values()), "everything in clear"
    assert helene.address not in files["recul.json"], "other people's secrets are not in it"


def test_the_copy_of_one_holds_nothing_of_another(practice: Practice, helene: Someone) -> None:
    one, two = practice.simply("Une", helene), practice.simply("Deux", helene)
    one.says("zorglub a refait le tableau tout seul mardi soir")
    assert "zorglub" not in "".join(copy_of(two).values())


@pytest.mark.parametrize("state", STATES)
def test_erasure_works_in_every_state(practice: Practice, helene: Someone, state: str) -> None:
    someone = practice.simply("Nadia", helene)
    reach(practice, someone, state)
    who = someone.person.id
    someone.says("/effacer")
    someone.presses("Tout effacer")
    assert same(someone.last).startswith("C'est effacé")
    assert not someone.known
    assert not practice.app.store.vault.knows(who)
    assert "lien" in someone.says("bonjour")[-1].text, "a stranger again"


@pytest.mark.parametrize("words", ["ok", "oui", "d'accord", "vas-y", "non", "👍", "je ne sais plus"])
def test_nothing_is_erased_by_a_word_in_passing(practice: Practice, nadia: Someone, words: str) -> None:
    nadia.says("/effacer")
    nadia.says(words)
    assert nadia.known


def test_after_erasure_nothing_can_be_read_not_even_in_a_backup(tmp_path: Path) -> None:
    practice = Practice(tmp_path / "home")
    helene = practice.coach("Hélène")
    nadia, zoe = practice.coachee("Nadia", helene), practice.coachee("Zoé", helene)
    for someone, word in ((nadia, "zorglub"), (zoe, "bulgroz")):
        reviewing(practice, someone)
        someone.says("partage 1 ; garde 2")
        someone.says(f"{word} a encore tout refait tout seul dans son bureau mardi")
    who, address = nadia.person.id, nadia.address
    practice.app.store.fold_log()
    backup = tmp_path / "backup"
    shutil.copytree(tmp_path / "home", backup, ignore=shutil.ignore_patterns("keyring", "key"))
    nadia.says("/annuler")
    nadia.says("/effacer")
    nadia.presses("Tout effacer")
    practice.close()

    for name in ("key", "keyring"):  # today's keys beside yesterday's database
        copy = shutil.copytree if (tmp_path / "home" / name).is_dir() else shutil.copy
        copy(tmp_path / "home" / name, backup / name)
    store = Store(f"sqlite:///{backup / 'recul.sqlite'}", Vault(backup, host_key(backup))).open()
    with store.read() as tx:
        with pytest.raises(Forgotten):
            journal.answers(tx, who)
        with pytest.raises(Forgotten):
            people.load(tx, who)
        kept = journal.answers(tx, zoe_of(store, zoe.address))
        assert any("bulgroz" in answer.words for answer in kept), "the others' words are still there"
    store.close()

    assert who in readable(tmp_path / "home")["erasure"], "only the date of the erasure is left"
    for table, content in readable(tmp_path / "home").items():
        assert table == "erasure" or who not in content, table
    for folder in (tmp_path / "home", backup):
        whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        for secret in ("zorglub", "Nadia", address):
            assert secret.encode() not in whole


def zoe_of(store: Store, address: str) -> str:
    with store.read() as tx:
        person = people.by_address(tx, "telegram", address)
    assert person is not None
    return person.id


def readable(home: Path) -> dict[str, str]:
    """Every table as text."""
    engine = create_engine(f"sqlite:///{home / 'recul.sqlite'}")
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {t.name: str(connection.execute(select(t)).all()) for t in metadata.sorted_tables}
    engine.dispose()
    return found


def test_erasing_tells_the_coach_nothing_but_that_nobody_is_there(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    nadia.says("/effacer")
    nadia.presses("Tout effacer")
    heard = len(helene.heard)
    for command in ("/coachees", "/brief", "/digest"):
        helene.says(command)
    told = "".join(one.text for one in helene.heard[heard:])
    assert "Nadia" not in told
    assert "Karim" not in told


def test_coming_back_after_erasure_is_a_new_beginning(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    old = nadia.person.id
    nadia.says("/effacer")
    nadia.presses("Tout effacer")
    again = practice.invited("Nadia", helene)
    assert again.person.id != old
    assert again.answers == []
