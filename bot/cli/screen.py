"""The terminal as a person likes it: wrapped text, numbered buttons, a prompt that remembers lines.

Piped, it is the plain channel: no colour, no prompt, one reply after the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.channels.terminal import Terminal
from bot.messages import Incoming, Kind, Outgoing

#: Longer lines tire the eye, in characters.
_WIDEST = 88
_GAP = "   "
# The marks tell readline that the colour takes no room on the line.
_PROMPT = "\001\033[1;32m\002› \001\033[0m\002"
_PLAIN_PROMPT = "› "


class Screen(Terminal):
    """One person at a terminal. `by_hand` is whether somebody types and looks on."""

    def __init__(self, address: str, console: Console, downloads: Path) -> None:
        super().__init__(address, console, downloads)
        self.console = console
        self.by_hand = console.is_terminal and sys.stdin.isatty()
        self.labels: list[str] = []

    def read(self, line: str, at: datetime) -> Incoming:
        incoming = super().read(line, at)
        if self.by_hand and incoming.kind is Kind.PRESS and line.strip().isdecimal():
            label = self.labels[int(line) - 1].removeprefix("✓ ")
            self.console.print(Text(f"  ✓ {label}", "dim"))
        if self.by_hand:
            self.console.print()
        return incoming

    def show(self, outgoing: Outgoing) -> None:
        if not self.by_hand:
            super().show(outgoing)
            return
        self.console.width = min(_WIDEST, self.console.size.width)
        labels = [button.label for row in outgoing.rows for button in row]
        self.labels = labels or self.labels
        super().show(outgoing)

    def _say(self, text: str, style: str = "") -> None:
        if not (self.by_hand and style):
            super()._say(text, style)
            return
        self.console.print(self._buttons_of(text))

    def _buttons_of(self, row: str) -> Text:
        """A row of numbered buttons, broken between two buttons where it is too long."""
        lines, width = Text("  "), 2
        for place, button in enumerate(row.strip().split(_GAP)):
            number, _, label = button.partition(" ")
            if place and width + len(_GAP) + len(button) > self.console.width:
                lines.append("\n  ")
                width = 2
            elif place:
                lines.append(_GAP)
                width += len(_GAP)
            lines.append(number, "bold cyan").append(f" {label}", "cyan")
            width += len(button)
        return lines


def typed(screen: Screen) -> Iterator[str]:
    """What is typed, line after line, until Ctrl-D, Ctrl-C or the end of the input."""
    if not screen.by_hand:
        yield from sys.stdin
        return
    import readline  # noqa: F401, PLC0415 - gives the line its arrow keys; only where somebody types

    prompt = _PLAIN_PROMPT if screen.console.no_color else _PROMPT
    while True:
        try:
            yield input(prompt)
        except (EOFError, KeyboardInterrupt):
            return
