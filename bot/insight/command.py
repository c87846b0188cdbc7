"""`recul insight`: JSON Lines in, JSON Lines out. The wiring to the command line is done elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from bot.insight.evaluation import EXAMPLES, NotAnnotatedError, evaluate, table
from bot.insight.reading import Distress, Reader, Reading

__all__ = ["EXAMPLES", "NotAnnotatedError", "evaluate", "row", "run", "table"]


def run(reader: Reader, stdin: Iterable[str], stdout: TextIO, stderr: TextIO | None = None) -> int:
    """Read each line {"id", "text"} and write what was read, in order, as it comes.

    Returns the exit code: 1 when a line was malformed (said on `stderr`, the others are still read), else 0.
    """
    code = 0
    for number, line in enumerate(stdin, start=1):
        if not line.strip():
            continue
        try:
            item = _item(line)
        except ValueError as error:
            print(f"Ligne {number} : {error}", file=stderr or sys.stderr)
            code = 1
            continue
        print(json.dumps(row(item["id"], reader.read(item["text"]))), file=stdout, flush=True)
    return code


def row(identity: Any, reading: Reading) -> dict[str, Any]:
    """One line of the output, as INTERFACE describes it."""
    out: dict[str, Any] = {
        "id": identity,
        "labels": [finding.label for finding in reading.findings],
        "distress": reading.distress is Distress.SURE,
        "themes": list(reading.themes),
        "evidence": [
            {"label": f.label, "start": f.start, "end": f.end, "quote": f.quote, "score": f.score}
            for f in reading.findings
        ],
    }
    if reading.distress is Distress.UNSURE:
        out["distress_unsure"] = True
    return out


def _item(line: str) -> dict[str, Any]:
    """Parse a line. Raises ValueError with a French sentence that says what to do."""
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        item = None
    match item:
        case {"id": _, "text": str()}:
            return dict(item)
        case {"text": _}:
            wrong = "la clé « id » manque ou « text » n’est pas un texte"
        case {"id": _}:
            wrong = "la clé « text » manque"
        case _:
            wrong = "ce n’est pas un objet JSON sur une seule ligne"
    raise ValueError(f'{wrong} ; écrivez {{"id": "…", "text": "…"}}.')
