"""P6: what is sealed opens for its person, in its place, with its key, and nowhere else."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Forgotten, KeyProblem, StoreError, Unreadable, Vault, host_key, keys
from bot.store.vault import clean, rewrap

ZOE = "a" * 32
EVA = "b" * 32
#: Any text at all, halves of surrogate pairs included.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=ANY_TEXT)
def test_any_text_survives(vault: Vault, text: str) -> None:
    if not vault.knows(ZOE):
        vault.create(ZOE)
    opened = vault.open(ZOE, "answer.words", vault.seal(ZOE, "answer.words", text))
    assert opened == clean(text) == vault.open_host("inbox.payload", vault.seal_host("inbox.payload", text))
    opened.encode()
    assert vault.fingerprint(text) == vault.fingerprint(opened)


def test_lone_surrogates_are_replaced_and_pairs_joined() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("\udc00") == "\ufffd"
    assert clean("\ud83d\ude00\ud83d") == "😀\ufffd"


def test_what_is_sealed_opens_nowhere_else(vault: Vault) -> None:
    vault.create(ZOE)
    vault.create(EVA)
    blob = vault.seal(ZOE, "answer.words", "mots")
    assert vault.seal(ZOE, "answer.words", "mots") != blob
    elsewhere = [
        (ZOE, "answer.question", blob),
        (EVA, "answer.words", blob),
        (ZOE, "answer.words", blob[:-1] + bytes([blob[-1] ^ 1])),
        (ZOE, "answer.words", b"\x02" + blob[1:]),
        (ZOE, "answer.words", blob[:5]),
        (ZOE, "answer.words", b""),
    ]
    for person, place, altered in elsewhere:
        with pytest.raises(Unreadable):
            vault.open(person, place, altered)
    with pytest.raises(Unreadable):
        vault.open_host("answer.words", blob)


def test_a_forgotten_person_is_unreadable_at_once(vault: Vault, home: Path) -> None:
    vault.create(ZOE)
    blob = vault.seal(ZOE, "answer.words", "mots")
    vault.forget(ZOE)
    vault.forget(ZOE)
    for use in (lambda: vault.open(ZOE, "answer.words", blob), lambda: vault.seal(ZOE, "answer.words", "x")):
        with pytest.raises(Forgotten):
            use()
    assert sorted(file.name for file in (home / "keyring").iterdir()) == ["host"]


def test_the_key_of_a_person_is_on_disk_for_its_owner_only(vault: Vault, home: Path) -> None:
    vault.create(ZOE)
    assert stat.S_IMODE((home / "keyring").stat().st_mode) == 0o700
    for file in (home / "key", home / "keyring" / ZOE, home / "keyring" / "host"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(StoreError, match="déjà"):
        vault.create(ZOE)


@pytest.mark.parametrize("name", ["../key", "host", "A" * 32, "", "a" * 32 + "/x"])
def test_only_identifiers_name_keys(vault: Vault, name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        vault.create(name)


def test_few_keys_stay_in_memory(home: Path) -> None:
    vault = Vault(home, host_key(home), cached=2)
    people = [f"{number:032x}" for number in range(5)]
    for person in people:
        vault.create(person)
    blobs = [vault.seal(person, "answer.words", person) for person in people]
    assert len(vault._ciphers) == 2
    assert [
        vault.open(person, "answer.words", blob) for person, blob in zip(people, blobs, strict=True)
    ] == people


def test_threads_share_a_vault(home: Path) -> None:
    vault = Vault(home, host_key(home), cached=3)
    people = [f"{number:032x}" for number in range(6)]
    for person in people:
        vault.create(person)
    failures: list[Exception] = []

    def work() -> None:
        try:
            for turn in range(200):
                person = people[turn % 6]
                assert vault.open(person, "a.b", vault.seal(person, "a.b", "é")) == "é"
        except Exception as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_another_host_key_is_refused(vault: Vault, home: Path) -> None:
    with pytest.raises(KeyProblem, match="pas celle"):
        Vault(home, bytes(32))
    with pytest.raises(KeyProblem, match="32 octets"):
        Vault(home, b"short")


def test_a_keyring_without_its_first_key_is_refused(vault: Vault, home: Path) -> None:
    vault.create(ZOE)
    (home / "keyring" / "host").unlink()
    with pytest.raises(KeyProblem, match="a disparu"):
        Vault(home, host_key(home))


def test_an_unreachable_keyring_is_told(home: Path) -> None:
    home.mkdir()
    (home / "keyring").write_text("in the way")
    with pytest.raises(KeyProblem, match="inaccessible"):
        Vault(home, bytes(32))


def test_the_host_key_can_be_changed_even_if_interrupted(
    vault: Vault, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, own = host_key(home), home / "key"
    people = [f"{number:032x}" for number in range(4)]
    for person in people:
        vault.create(person)
    blobs = [vault.seal(person, "a.b", person) for person in people]
    seal, mark = vault.seal_host("a.b", "hôte"), vault.fingerprint("4242")
    (home / "keyring" / ".leftover.tmp").write_bytes(b"x")

    new = keys.next_key(own)
    assert new != old
    written: list[Path] = []

    def crash(path: Path, content: bytes) -> None:
        if len(written) == 2:
            raise OSError
        written.append(path)
        keys.write_over(path, content)

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.vault.write_over", crash)
        with pytest.raises(OSError):  # noqa: PT011 - the one raised above
            rewrap(home, old, new)
    with pytest.raises(KeyProblem, match="rotate-key"):
        host_key(home)
    assert keys.next_key(own) == new
    assert rewrap(home, old, new) == 3  # 4 people and the host, 2 done before
    keys.put_next_key_in_place(own)

    changed = Vault(home, host_key(home))
    assert [changed.open(person, "a.b", blob) for person, blob in zip(people, blobs, strict=True)] == people
    assert (changed.open_host("a.b", seal), changed.fingerprint("4242")) == ("hôte", mark)
    with pytest.raises(KeyProblem):
        Vault(home, old)
    with pytest.raises(KeyProblem):
        rewrap(home, old, bytes(32))
