"""Where the host key comes from, and how it is replaced.

The host key is 32 random bytes, written in base64. It opens the keyring (see `vault`), never the database
itself, and lies in neither the database nor a backup. Losing it loses every word: hence the refusals below.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from bot.store.errors import KeyProblem

KEY_BYTES = 32
#: Anyone but the owner able to read the key file.
OTHERS = 0o077


def host_key(home: Path, key: str | None = None, key_file: Path | None = None) -> bytes:
    """The 32 bytes of the host key: from `key` (base64), or from `key_file`, or from `home/key`, which is
    made at the first start only.

    Raises `KeyProblem` when the key is malformed or unreadable, and when `home/key` is missing although
    something was already sealed: a new key would open none of it.
    """
    if key and key_file:
        raise KeyProblem("RECUL_KEY et RECUL_KEY_FILE sont donnés tous les deux : n'en gardez qu'un.")
    if key:
        return decoded(key, "RECUL_KEY")
    if key_file:
        return _read(key_file)
    own = home / "key"
    if _next(own).exists():
        raise KeyProblem(
            "Un changement de clé a été interrompu : relancez `recul rotate-key` pour le terminer."
        )
    if own.exists():
        if own.stat().st_mode & OTHERS:
            raise KeyProblem(f"D'autres que vous peuvent lire la clé : exécutez `chmod 600 {own}`.")
        return _read(own)
    if _in_use(home):
        raise KeyProblem(
            f"La clé {own} a disparu alors que des données chiffrées existent : remettez-la en place "
            "depuis votre copie ; une nouvelle clé ne pourrait pas les lire."
        )
    return _make(own)


def decoded(text: str, origin: str) -> bytes:
    """The key written in `text`; `origin` is named in the message of `KeyProblem`, the text never is."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyProblem(f"{origin} n'est pas une clé en base64.") from None
    if len(key) != KEY_BYTES:
        raise KeyProblem(
            f"{origin} doit contenir {KEY_BYTES} octets en base64 ; elle en contient {len(key)}."
        )
    return key


def next_key(own: Path) -> bytes:
    """The key that is to replace the one in file `own`: kept beside it before anything is wrapped with it,
    so that an interrupted change can be finished by asking again.
    """
    coming = _next(own)
    return _read(coming) if coming.exists() else _make(coming)


def put_next_key_in_place(own: Path) -> None:
    """Last step of a change of key: the file `own` now holds the key that `next_key` gave."""
    _next(own).replace(own)
    sync_folder(own.parent)


def write_once(path: Path, content: bytes) -> bool:
    """Write a file that only its owner may read, complete and on disk before it has its name. False, and
    nothing changed, if it exists already (another process was faster).
    """
    draft = _draft(path, content)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
        sync_folder(path.parent)
    return True


def write_over(path: Path, content: bytes) -> None:
    """Replace a file: at any moment, even after a crash, it holds either the old content or the new."""
    _draft(path, content).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _make(path: Path) -> bytes:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    except OSError as error:
        raise KeyProblem(f"La clé ne peut pas être écrite dans {path} : {error.strerror}.") from error
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise KeyProblem(f"Le fichier de clé {path} ne peut pas être lu : {error.strerror}.") from error
    return decoded(text, f"Le fichier de clé {path}")


def _next(own: Path) -> Path:
    return own.with_name(own.name + ".next")


def _in_use(home: Path) -> bool:
    keyring = home / "keyring"
    return (
        (keyring.is_dir() and any(keyring.iterdir())) or any(home.glob("*.db")) or any(home.glob("*.sqlite*"))
    )
