"""For those who want to see what is read in a text."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from bot.cli.french import Command, Count, InFile, OutFile, refuse
from bot.insight import command, load


@click.command(cls=Command)
@click.option("--evaluate", "labelled", type=InFile(), help="mesurer le lecteur sur un fichier annoté")
@click.option("--json", "out", type=OutFile(".json"), help="avec --evaluate : écrire aussi les chiffres ici")
@click.option(
    "--examples",
    type=Count(100, least=0),
    help=f"avec --evaluate : combien d'erreurs montrer par piège ({command.EXAMPLES} ; 0 n'en montre aucune)",
)
def insight(labelled: Path | None, out: Path | None, examples: int | None) -> None:
    """Lit des lignes JSON {"id", "text"} et dit, pour chacune, les pièges reconnus et leurs extraits.

    Les réponses sortent dans l'ordre, une par ligne, en JSON. Avec --evaluate, mesure le lecteur sur un fichier
    de réponses annotées et montre un tableau."""
    if labelled is not None:
        _evaluate(labelled, out, command.EXAMPLES if examples is None else examples)
        return
    if out is not None or examples is not None:
        refuse("--json et --examples vont avec --evaluate FICHIER.")
    code = command.run(load(), sys.stdin, sys.stdout)
    click.get_current_context().exit(code)


def _evaluate(labelled: Path, out: Path | None, examples: int) -> None:
    try:
        figures = command.evaluate(load(), labelled, shown=examples)
    except command.NotAnnotatedError as error:
        refuse(str(error))
    click.echo(command.table(figures), nl=False)
    if out is not None:
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
