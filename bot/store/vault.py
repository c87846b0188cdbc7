"""Encryption at rest: one key a person, kept outside the database.

    host key (RECUL_KEY or home/key)
      └─ wraps home/keyring/host         one random key of the installation
      │    ├─ seals what precedes a person (the inbox of an unknown chat)
      │    └─ fingerprints addresses and invitation codes
      └─ wraps home/keyring/<person id>  one random key a person: seals every text of that person

The keyring lies outside the database on purpose: once the key of a person is destroyed, that person's words
are unreadable in every copy of the database that was ever made. The installation's key is wrapped rather
than derived, so that a change of host key rewrites small files and leaves every fingerprint in the database
valid.

A sealed value is: version (1 byte) · nonce (12) · AES-256-GCM ciphertext and tag; person and place are
authenticated with it, so it opens nowhere else.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.store.errors import Forgotten, KeyProblem, StoreError, Unreadable
from bot.store.keys import KEY_BYTES, sync_folder, write_once, write_over

VERSION = b"\x01"
NONCE_BYTES = 12
HOST = "host"
PERSON = re.compile(r"[0-9a-f]{32}")


def clean(text: str) -> str:
    """`text` as it can be written: halves of a surrogate pair that stand alone become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class Vault:
    """Seals and opens texts; thread-safe. `cached` is how many unwrapped keys are held in memory at most."""

    def __init__(self, home: Path, host_key: bytes, *, cached: int = 4096) -> None:
        """Raises `KeyProblem` if `host_key` is not the one that this keyring was wrapped with."""
        self._keyring = home / "keyring"
        self._wrapping = _wrapping(host_key)
        self._cached = cached
        self._ciphers: OrderedDict[str, AESGCM] = OrderedDict()
        self._lock = Lock()
        root = self._installation_key()
        self._host = AESGCM(_derived(root, b"recul host seal"))
        self._fingerprints = _derived(root, b"recul fingerprint")

    def create(self, person: str) -> None:
        """Make the key of a new person; on disk when this returns. A transaction that is rolled back
        afterwards leaves a key that opens nothing, which is harmless; the reverse would lose words.
        """
        if not write_once(
            self._file(person), _wrapped(self._wrapping, person, secrets.token_bytes(KEY_BYTES))
        ):
            raise StoreError("Cette personne a déjà une clé.")

    def knows(self, person: str) -> bool:
        """Whether this person's key is still there."""
        return self._file(person).exists()

    def seal(self, person: str, place: str, text: str) -> bytes:
        """`text` encrypted for `person` at `place` ("table.column"). Raises `Forgotten`."""
        return _sealed(self._cipher(person), f"{person} {place}", text)

    def open(self, person: str, place: str, blob: bytes) -> str:
        """The text sealed in `blob`. Raises `Forgotten` (the key is gone) or `Unreadable`."""
        return _opened(self._cipher(person), f"{person} {place}", blob)

    def seal_host(self, place: str, text: str) -> bytes:
        """`text` encrypted with the installation's key: for what belongs to nobody yet."""
        return _sealed(self._host, f"{HOST} {place}", text)

    def open_host(self, place: str, blob: bytes) -> str:
        return _opened(self._host, f"{HOST} {place}", blob)

    def fingerprint(self, text: str) -> str:
        """64 hexadecimal digits, always the same for `text` in this installation, useless without its key:
        for looking up what must not be stored in clear.
        """
        return hmac.digest(self._fingerprints, clean(text).encode(), sha256).hex()

    def forget(self, person: str) -> None:
        """Destroy the key of a person: overwritten, removed, and gone from memory. Harmless when already
        done.

        On journalling or copy-on-write disks the old block may survive until it is reused; what lies there is
        still wrapped with the host key.
        """
        path = self._file(person)
        with self._lock:
            self._ciphers.pop(person, None)
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                return
            with path.open("r+b") as file:
                file.write(bytes(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self._keyring)

    def _cipher(self, person: str) -> AESGCM:
        # Reading the file under the lock is what keeps `forget` from being undone by a slower reader.
        with self._lock:
            cipher = self._ciphers.get(person)
            if cipher is None:
                cipher = AESGCM(self._key(person))
                self._ciphers[person] = cipher
                if len(self._ciphers) > self._cached:
                    self._ciphers.popitem(last=False)
            else:
                self._ciphers.move_to_end(person)
            return cipher

    def _key(self, person: str) -> bytes:
        try:
            content = self._file(person).read_bytes()
        except FileNotFoundError:
            raise Forgotten("La clé de cette personne n'existe plus : ses textes sont illisibles.") from None
        if not content.startswith(VERSION):  # destroyed, the file not yet removed
            raise Forgotten("La clé de cette personne a été détruite : ses textes sont illisibles.")
        return _unwrapped(self._wrapping, person, content)

    def _file(self, person: str) -> Path:
        if not PERSON.fullmatch(person):
            raise ValueError("not the identifier of a person")
        return self._keyring / person

    def _installation_key(self) -> bytes:
        path = self._keyring / HOST
        try:
            self._keyring.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                if any(PERSON.fullmatch(file.name) for file in self._keyring.iterdir()):
                    raise KeyProblem(
                        f"Le fichier {path} a disparu : restaurez le trousseau depuis votre copie."
                    )
                write_once(path, _wrapped(self._wrapping, HOST, secrets.token_bytes(KEY_BYTES)))
            content = path.read_bytes()
        except OSError as error:
            raise KeyProblem(f"Le trousseau {self._keyring} est inaccessible : {error.strerror}.") from error
        return _unwrapped(self._wrapping, HOST, content)


def rewrap(home: Path, old: bytes, new: bytes) -> int:
    """Wrap the whole keyring with host key `new` instead of `old`; returns how many keys were rewritten.
    Run it while nothing else uses the keyring. Interrupted at any point, it can be run again: what is
    already wrapped with `new` is left alone. Raises `KeyProblem` before changing anything if `old` is not
    the key in use.
    """
    before, after = _wrapping(old), _wrapping(new)
    renewed: list[tuple[Path, bytes]] = []
    for path in sorted((home / "keyring").iterdir()):
        content = path.read_bytes()
        if path.name != HOST and not PERSON.fullmatch(path.name):
            path.unlink()  # a draft left by a crash: it never had a name, so nothing was sealed with it
        elif content.startswith(VERSION) and not _opens(after, path.name, content):
            renewed.append((path, _wrapped(after, path.name, _unwrapped(before, path.name, content))))
    for path, content in renewed:
        write_over(path, content)
    return len(renewed)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _wrapping(host_key: bytes) -> AESGCM:
    if len(host_key) != KEY_BYTES:
        raise KeyProblem(f"La clé de l'hôte doit compter {KEY_BYTES} octets.")
    return AESGCM(_derived(host_key, b"recul wrap"))


def _wrapped(wrapping: AESGCM, name: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + wrapping.encrypt(nonce, key, VERSION + name.encode())


def _unwrapped(wrapping: AESGCM, name: str, content: bytes) -> bytes:
    nonce, wrapped = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
    try:
        return wrapping.decrypt(nonce, wrapped, VERSION + name.encode())
    except (InvalidTag, ValueError):
        raise KeyProblem(
            "La clé de l'hôte n'est pas celle avec laquelle ce trousseau a été chiffré (ou il a été altéré)."
        ) from None


def _opens(wrapping: AESGCM, name: str, content: bytes) -> bool:
    try:
        _unwrapped(wrapping, name, content)
    except KeyProblem:
        return False
    return True


def _sealed(cipher: AESGCM, place: str, text: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, clean(text).encode(), VERSION + place.encode())


def _opened(cipher: AESGCM, place: str, blob: bytes) -> str:
    if not blob.startswith(VERSION):
        raise Unreadable("Une valeur chiffrée est d'une version inconnue de ce programme.")
    try:
        content = cipher.decrypt(blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :], VERSION + place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable("Une valeur chiffrée a été altérée ou déplacée : elle ne s'ouvre pas.") from None
    return content.decode()
