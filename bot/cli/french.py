"""Click in French: its usage, its headings, and its complaints, each in one sentence on stderr.

Click asks gettext for its own words, and gettext follows the locale of the host; Recul speaks French whatever
that locale is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_INTERRUPTED = 130


#: `bot.prompts.typeset` does this and more for templates; it also brings in 0.2 s of other parts.
_SIGNS = (("'", "\u2019"), ("...", "\u2026"), ("« ", "«\u00a0"))
_SPACE = re.compile(r" ([?!:;»%€])")


def typeset(text: str) -> str:
    """French typography for what the command line says."""
    for typed, printed in _SIGNS:
        text = text.replace(typed, printed)
    return _SPACE.sub("\u00a0\\1", text)


def say(text: str = "") -> None:
    """A line for a person."""
    click.echo(typeset(text))


def refuse(text: str) -> NoReturn:
    """Ends the command with one sentence and an exit code that is not zero."""
    raise click.ClickException(text)


# Help


class Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or typeset("Usage : "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(typeset(f"{heading} "))

    def write_text(self, text: str) -> None:
        super().write_text(typeset(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        told = [(name, typeset(text.replace("[required]", "(obligatoire)"))) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)


class Context(click.Context):
    formatter_class = Formatter


def _explained(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "affiche cette aide"
    return option


class Command(click.Command):
    context_class = Context

    def __init__(self, name: str | None, **given: Any) -> None:
        super().__init__(name, **{"context_settings": _HELP, **given})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _explained(super().get_help_option(ctx))


class Group(click.Group):
    """Commands by name; an unknown one is answered with the nearest."""

    context_class = Context
    command_class = Command

    def __init__(self, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **{"context_settings": _HELP, "subcommand_metavar": "COMMANDE …", **given})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _explained(super().get_help_option(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            raise click.UsageError(f"Commande inconnue « {args[0]} »{_nearest(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)


class Entry(Group):
    """The outermost group: whatever goes wrong inside ends as one French sentence on stderr."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        sys.exit(self._run(args, prog_name, complete_var, **extra))

    def _run(
        self, args: Sequence[str] | None, prog_name: str | None, complete_var: str | None, **extra: Any
    ) -> int:
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as bare:
            click.echo(bare.ctx.get_help() if bare.ctx else "")
        except click.ClickException as error:
            click.echo(typeset(_complaint(error)), err=True)
            return error.exit_code
        except click.Abort:
            click.echo("Interrompu.", err=True)
            return _INTERRUPTED
        except Exception as error:  # noqa: BLE001 - no traceback for people; failures tells what to do
            click.echo(typeset(import_module("bot.cli.failures").sentence(error)), err=True)
            return 1
        else:
            return code if isinstance(code, int) else 0
        return 0


# Complaints


def _complaint(error: click.ClickException) -> str:
    told = error.format_message()
    match error:
        case click.NoSuchOption():
            known = [name for param in error.ctx.command.params for name in param.opts] if error.ctx else []
            told = f"Option inconnue {error.option_name}{_nearest(error.option_name, [*known, '--help'])}"
        case click.MissingParameter():
            told = f"Il manque {_named(error)} ; {_see(error)}"
        case click.BadOptionUsage() if "does not take" in error.message:
            told = f"L'option {error.option_name} ne prend pas de valeur."
        case click.BadOptionUsage():
            told = f"L'option {error.option_name} attend une valeur ; {_see(error)}"
        case click.BadParameter():
            told = f"{_named(error)} : {error.message}"
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            extra = error.message.partition("(")[2].rpartition(")")[0]
            told = f"En trop sur la ligne : {extra} ; {_see(error)}"
    return told


def _named(error: click.BadParameter) -> str:
    hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else "une valeur"
    return str(hint).replace("'", "")


def _see(error: click.UsageError) -> str:
    return f"voir {error.ctx.command_path} --help." if error.ctx else "l'option --help dit tout."


def _nearest(word: str, known: list[str]) -> str:
    found = get_close_matches(word, known, n=1, cutoff=0.5)
    return f" ; vouliez-vous {found[0]} ?" if found else " ; recul --help donne la liste."


# Values


class OneOf(click.Choice[str]):
    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's
        return f"« {value} » n'est pas proposé ; choisir parmi {', '.join(self.choices)}."


class Count(click.ParamType[int]):
    """A whole number from `least` to `most`."""

    name = "N"

    def __init__(self, most: int = 1_000_000, least: int = 1) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdecimal()) or not self.least <= int(text) <= self.most:
            self.fail(f"« {text} » n'est pas un nombre entier de {self.least} à {self.most}.", param, ctx)
        return int(text)


class Moment(click.ParamType[datetime]):
    """An ISO moment; naive if it was written without an offset."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n'est pas un moment ; écrire par exemple 2026-03-12T18:00.", param, ctx)


class OutFile(click.ParamType[Path]):
    """A file to write, whose name must end with one of `endings`; `others` are refused with their reason."""

    name = "fichier"

    def __init__(self, *endings: str, others: dict[str, str] | None = None) -> None:
        self.endings, self.others = endings, others or {}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        ending = path.suffix.lower()
        if self.endings and ending not in self.endings:
            wanted = " ou ".join(self.endings)
            reason = self.others.get(ending, f"le nom du fichier doit finir par {wanted}.")
            self.fail(reason, param, ctx)
        if path.is_dir():
            self.fail(f"{path} est un dossier.", param, ctx)
        folder = path.absolute().parent
        if not folder.is_dir():
            self.fail(f"le dossier {folder} n'existe pas.", param, ctx)
        if not os.access(folder, os.W_OK):
            self.fail(f"rien ne peut être écrit dans {folder}.", param, ctx)
        return path


class InFile(click.ParamType[Path]):
    """A file to read."""

    name = "fichier"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if not path.is_file():
            why = "n'est pas un fichier" if path.exists() else "n'existe pas"
            self.fail(f"{path} {why}.", param, ctx)
        return path
