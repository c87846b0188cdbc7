"""The terminal as a channel: lines in, text and numbered buttons out, colours only where a person looks."""

from __future__ import annotations

import base64
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from rich.text import Text

from bot.channels.markup import clean, plain, well_formed
from bot.messages import Button, Incoming, Kind, Outgoing, Purpose

CHANNEL = "terminal"
_STYLES = {"b": "bold", "i": "italic", "u": "underline", "s": "strike", "code": "cyan", "blockquote": "dim"}
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")


class Terminal:
    """One person at a terminal. Documents and pictures are written to `downloads`, for its owner alone, and their path
    is said; a later one of the same name takes the place of the earlier."""

    def __init__(self, address: str, console: Console, downloads: Path) -> None:
        self.address = address
        self._console = console
        self._downloads = downloads
        self._buttons: list[tuple[str, Button]] = []
        self._token = ""

    def read(self, line: str, at: datetime) -> Incoming:
        """What was typed: the number or the label of a button is a press, anything else is words."""
        text = well_formed(line.strip())
        for number, (token, button) in enumerate(self._buttons, 1):
            if text == str(number) or _folded(text) == _folded(button.label):
                return Incoming(
                    CHANNEL, self.address, uuid4().hex, at, Kind.PRESS, token=token, choice=button.key
                )
        return Incoming(CHANNEL, self.address, uuid4().hex, at, Kind.TEXT, text=text)

    def show(self, outgoing: Outgoing) -> None:
        """Prints a message. Buttons that are taken away need no word: they are numbered anew each time."""
        if outgoing.purpose is Purpose.SETTLE and not outgoing.rows:
            return
        if outgoing.html:
            if self._console.is_terminal:
                self._console.print(_styled(outgoing.html))
            else:
                self._say(plain(outgoing.html))
        if outgoing.purpose in (Purpose.FILE, Purpose.PICTURE):
            self._save(outgoing)
        buttons = [(outgoing.token, button) for row in outgoing.rows for button in row]
        if buttons or outgoing.purpose is Purpose.SAY:
            self._buttons = buttons
        start = 1
        for row in outgoing.rows:
            labels = "   ".join(f"{start + place} {button.label}" for place, button in enumerate(row))
            self._say(f"  {labels}", "cyan")
            start += len(row)
        self._console.print()

    def _say(self, text: str, style: str = "") -> None:
        """Text as it is: what people wrote is no markup of the terminal's."""
        self._console.print(Text(text, style), soft_wrap=True)

    def _save(self, outgoing: Outgoing) -> None:
        self._downloads.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._downloads / Path(outgoing.name).name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(base64.b64decode(outgoing.content))
        self._say(f"  → {path}")


def _styled(html: str) -> Text:
    """Telegram's HTML as styled text."""
    text, place = Text(), 0
    open_styles: list[str] = []
    safe = clean(html)
    for match in _TAG.finditer(safe):
        text.append(plain(safe[place : match.start()]), " ".join(open_styles))
        style = _STYLES.get(match[2], "")
        open_styles = open_styles[:-1] if match[1] else [*open_styles, style or "none"]
        place = match.end()
    text.append(plain(safe[place:]), " ".join(open_styles))
    return text


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).replace("’", "'").split())
