from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.store import KeyProblem, Vault, host_key

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


def test_a_key_is_made_once(home: Path) -> None:
    made = host_key(home)
    assert len(made) == 32
    assert host_key(home) == made
    assert [file.name for file in home.iterdir()] == ["key"]


def test_a_key_may_be_given(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(TEXT + "\n")
    assert host_key(home, TEXT) == host_key(home, None, file) == KEY
    assert not home.exists()
    with pytest.raises(KeyProblem, match="n'en gardez qu'un"):
        host_key(home, TEXT, file)


@pytest.mark.parametrize(
    ("text", "why"),
    [("é", "base64"), ("pas une clé", "base64"), ("QUJD", "32 octets en base64 ; elle en contient 3")],
)
def test_a_malformed_key_is_told_but_not_shown(home: Path, tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(KeyProblem, match=why) as told:
        host_key(home, text)
    assert text not in str(told.value).removeprefix("RECUL_KEY n'est pas une clé en base64.")
    file = tmp_path / "secret"
    file.write_text(text)
    with pytest.raises(KeyProblem, match=why):
        host_key(home, None, file)


def test_a_missing_key_file_is_not_made(home: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="ne peut pas être lu"):
        host_key(home, None, tmp_path / "missing")


def test_a_key_that_others_can_read_is_refused(home: Path) -> None:
    host_key(home)
    (home / "key").chmod(0o644)
    with pytest.raises(KeyProblem, match="chmod 600"):
        host_key(home)


@pytest.mark.parametrize("trace", ["keyring", "database"])
def test_a_lost_key_is_not_replaced(home: Path, trace: str) -> None:
    made = host_key(home)
    if trace == "keyring":
        Vault(home, made)
    else:
        (home / "recul.db").touch()
    (home / "key").unlink()
    with pytest.raises(KeyProblem, match="a disparu"):
        host_key(home)


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyProblem, match="ne peut pas être écrite"):
        host_key(tmp_path / "file")
