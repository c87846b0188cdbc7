"""For those who want to see what is read in a text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.french import Command, InFile, refuse
from bot.insight import command, load


@click.command(cls=Command)
@click.option("--evaluate", type=InFile(), help="mesurer sur un fichier annoté")
def insight(evaluate: Path | None) -> None:
    """Lit des lignes JSON {"id", "text"} et dit, pour chacune, les pièges reconnus et leurs extraits.

    Les réponses sortent dans l'ordre, une par ligne, en JSON."""
    if evaluate is not None:
        try:
            click.echo(command.evaluate(load(), evaluate))
        except ValueError as error:
            refuse(str(error))
        return
    code = command.run(load(), sys.stdin, sys.stdout)
    click.get_current_context().exit(code)
