"""The command line, and the only place that wires the parts together."""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent


@click.group(context_settings={"help_option_names": ["--help", "-h"]})
def main() -> None:
    """Recul : un assistant de réflexion entre deux séances de coaching."""


@main.group()
def dialogs() -> None:
    """Vérifier, dessiner, essayer les dialogues."""


@dialogs.command("check")
def dialogs_check() -> None:
    """Dit chaque problème : fichier:ligne code message → remède."""
    from bot import authoring

    found = authoring.check(ROOT / "dialogs", ROOT / "prompts", ROOT / "tests" / "dialogs")
    for problem in found.problems:
        click.echo(str(problem))
    if found.problems:
        sys.exit(1)
    click.echo(
        f"{len(found.dialogs)} dialogues, {len(found.rehearsals)} conversations d'essai : rien à redire."
    )


if __name__ == "__main__":
    main()
