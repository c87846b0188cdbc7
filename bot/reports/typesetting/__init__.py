"""A `reports.document` made into what is sent: PDF, picture or web page."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.messages import Outgoing

#: Seconds after which a document is given up.
PATIENCE = 60
#: How the process that makes one document says that it could not; its output then names the fault.
FAILED = 3
_ROOT = Path(__file__).parents[3]


class Unmade(Exception):  # noqa: N818 - named for what became of the document
    """A document could not be made. The text names the kind of fault and holds nothing of the document."""


def made(paper: dict[str, Any], name: str) -> bytes:
    """The document `paper` (`Document.to_json`) as what the end of `name` says: .pdf, .png or .html.

    The same document gives the same bytes. A picture is 1000 pixels wide and as high as it needs: for a chart, not
    for a convention. Raises `Unmade`, whatever went wrong.
    """
    from bot.reports.typesetting import sheet, webpage  # noqa: PLC0415 - 60 MB that only this call needs

    ways = {"pdf": sheet.pdf, "png": sheet.png, "html": webpage.html}
    way = ways.get(name.rpartition(".")[2].lower())
    if way is None:
        raise Unmade("no such kind of document")
    try:
        return way(paper)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic inside Typst is none of Exception
        raise Unmade(type(error).__name__) from None


def filled(message: Outgoing) -> Outgoing:
    """The message with its paper made into content; itself if it has none. Raises `Unmade`.

    Another process makes it, within `PATIENCE`: what it takes is given back, and no document can take the bot down,
    neither by its size nor by a fault of the typesetter's. About half a second; call it in a thread.
    """
    if message.paper is None:
        return message
    given = json.dumps({"paper": message.paper, "name": message.name}).encode()
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter, and nothing from outside on its line
            [sys.executable, "-m", __name__], input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=_ROOT, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Unmade(type(error).__name__) from None
    if done.returncode == FAILED:
        raise Unmade(done.stdout.decode(errors="replace"))
    if done.returncode or not done.stdout:
        raise Unmade(f"exit status {done.returncode}")
    return replace(message, paper=None, content=base64.b64encode(done.stdout).decode())
