"""A document written to a file: what commands with `--out F.pdf` share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.cli.french import OutFile, refuse, say
from bot.cli.opening import write_private
from bot.reports import typesetting
from bot.reports.document import Document

#: Gives `out`, a Path; `recul convention CLÉ --out F.pdf`.
paper_option = click.option(
    "--out", type=OutFile(".pdf", ".html"), required=True, help="le fichier à écrire : .pdf ou .html"
)


def write(document: Document, out: Path) -> None:
    """Writes the document as what the end of the name says, for its owner alone, and says so."""
    write_paper(document.to_json(), out)


def write_paper(paper: Mapping[str, Any], out: Path) -> None:
    """The same, of a document kept as JSON."""
    try:
        content = typesetting.made(dict(paper), out.name)
    except typesetting.Unmade as fault:
        refuse(f"Le document n'a pas pu être fait ({fault}).")
    write_private(out, content)
    say(f"Écrit : {out} (lisible par vous seul).")
