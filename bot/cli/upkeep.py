"""For whoever keeps the machine: copies of the database, and the host key."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.french import Command, InFile, OutFile, refuse, say
from bot.cli.opening import held, json_option, loaded, now, show_json
from bot.settings import Settings
from bot.store import Vault, host_key, keys
from bot.store import backup as copies
from bot.store.vault import HOST, rewrap

_FIELDS = ("people", "removed", "stopped", "unknown")


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=OutFile())
def backup(file: Path) -> None:
    """Copie la base dans un fichier, pendant que Recul tourne.

    La copie ne contient ni la clé ni le trousseau : sans eux, elle est illisible. Les garder ailleurs."""
    settings = loaded()
    size = copies.backup(settings.database, file)
    say(f"Écrit : {file} ({size / 1_000_000:.1f} Mo, lisible par vous seul).".replace(".", ",", 1))
    say(f"La clé et le trousseau de {settings.home} n'y sont pas : les garder à part.")


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=InFile())
@click.option("--yes", is_flag=True, help="remplacer la base présente, retirer les personnes sans clé")
@json_option
def restore(file: Path, *, yes: bool, as_json: bool) -> None:
    """Remet une copie de la base en place. Arrêter Recul d'abord.

    Qui a été effacé depuis la copie reste effacé ; qui est parti, en pause, ou a retiré un partage depuis
    n'y est pas ramené. La clé et le trousseau doivent être en place."""
    settings = loaded()
    home = settings.home
    copies.sqlite_file(settings.database)
    if not (home / "keyring" / HOST).is_file():
        refuse(f"Remettre d'abord la clé et le trousseau dans {home} : sans eux, la copie est illisible.")
    with held(home, alone=True):
        vault = Vault(home, _host_key(settings))
        before = copies.present(settings.database)
        if (before.people or not before.readable) and not yes:
            what = f"contient {len(before.people)} personne(s)" if before.readable else "est abîmée"
            refuse(f"La base présente {what} : ajouter --yes pour la remplacer par cette copie.")
        done = copies.restore(settings.database, vault, file, now(), forget=yes)
    if as_json:
        shown = {field: getattr(done, field) for field in _FIELDS}
        show_json(shown | {"aside": str(done.aside) if done.aside else None})
        return
    say(f"La copie est en place : {done.people} personne(s).")
    if done.removed:
        say(f"{done.removed} effacée(s) depuis la copie : effacées de nouveau.")
    if done.stopped:
        say(f"{done.stopped} partie(s) depuis la copie : toujours parties.")
    if done.unknown:
        say(f"{done.unknown} inscrite(s) depuis la copie : à inviter de nouveau.")
    if done.aside:
        say(
            f"La base abîmée est dans {done.aside} ; les départs et les retraits qu'elle notait depuis la "
            "copie n'ont pas pu être repris."
        )


@click.command("rotate-key", cls=Command)
def rotate_key() -> None:
    """Change la clé de l'hôte. Arrêter Recul d'abord.

    Tout le trousseau est chiffré de nouveau ; la base ne change pas. Interrompu, se relance."""
    settings = loaded()
    home = settings.home
    if settings.key.get_secret_value():
        refuse(
            "RECUL_KEY donne la clé : l'écrire dans un fichier (RECUL_KEY_FILE), que ceci saura remplacer."
        )
    own = settings.key_file or home / "key"
    if not own.is_file() or not (home / "keyring" / HOST).is_file():
        refuse(f"Il n'y a pas encore de clé dans {own}, ou pas de trousseau dans {home} : rien à changer.")
    with held(home, alone=True):
        old = keys.decoded(own.read_text(encoding="ascii", errors="replace"), f"Le fichier de clé {own}")
        count = rewrap(home, old, keys.next_key(own))
        keys.put_next_key_in_place(own)
    say(f"La clé a changé, et {count} clés du trousseau avec elle. Mettre à jour votre copie de {own}.")


def _host_key(settings: Settings) -> bytes:
    return host_key(settings.home, settings.key.get_secret_value() or None, settings.key_file)
