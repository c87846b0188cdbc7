"""The command line, by who uses it. A command's module is imported when that command is called, not before:
`recul --help` and a mistyped word answer at once, and a broken part breaks only the commands that need it.
"""

from __future__ import annotations

from importlib import import_module

import click

from bot.cli.french import Entry, typeset

#: Name of the command, module that holds it, what `recul --help` says of it.
_COMMANDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Parler avec Recul": (
        ("start", "talking", "le bot si RECUL_TELEGRAM_TOKEN est donné, sinon une conversation ici"),
        ("run", "talking", "le bot Telegram, jusqu'à Ctrl-C"),
        ("chat", "talking", "la même conversation, dans ce terminal"),
        ("insight", "insight", "dit quels pièges se reconnaissent dans des textes"),
    ),
    "Écrire les dialogues": (("dialogs", "authoring", "vérifier, dessiner, essayer les dialogues"),),
    "Accompagner": (
        ("people", "people", "qui est là, avec sa clé courte"),
        ("invite", "inviting", "un lien d'invitation, ou de changement de compte"),
        ("handover", "handover", "un ou une coach s'en va, quelqu'un prend la suite"),
        ("brief", "documents", "ce qu'une personne a partagé, pour la prochaine séance"),
        ("bilan", "reviewing", "ce qu'une personne a transmis de son bilan"),
        ("digest", "documents", "la semaine d'un ou d'une coach, une ligne par personne"),
        ("convention", "convention", "la convention, avec ses acceptations"),
        ("due", "due", "fait une fois ce qui est à faire à ce moment, puis s'arrête"),
        ("export", "people", "la copie complète d'une personne"),
        ("erase", "people", "efface une personne pour toujours"),
        ("audit", "people", "qui a fait quoi, et quand"),
    ),
    "Entretenir": (
        ("doctor", "doctor", "dit ce qui ne va pas, et comment y remédier"),
        ("backup", "upkeep", "copie la base dans un fichier"),
        ("restore", "upkeep", "remet une copie de la base en place"),
        ("rotate-key", "upkeep", "change la clé de l'hôte"),
    ),
}
_MODULES = {name: module for rows in _COMMANDS.values() for name, module, _ in rows}


class _Recul(Entry):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"bot.cli.{_MODULES[cmd_name]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        for title, rows in _COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, _, text in rows])


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"recul {import_module('importlib.metadata').version('recul')}")
        ctx.exit()


_version = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="dit la version",
)
main = _Recul(
    "recul",
    params=[_version],
    no_args_is_help=True,
    help=typeset("Un assistant de réflexion entre deux séances de coaching."),
    epilog="« recul COMMANDE --help » dit tout d'une commande.",
)
