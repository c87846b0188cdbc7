"""Where a talk stands within one turn, and what the turn has brought so far."""

from __future__ import annotations

from datetime import datetime

from bot.dialog.definition import Dialog, Signal, Step
from bot.dialog.effects import Effect
from bot.dialog.library import Library
from bot.dialog.state import Frame, State


class Standing:
    """`state` and `effects` grow as the turn goes; `typed` is what was written just now, and `noted` says that it
    is in the journal already; `passed` names the steps stood at, as `dialog.step`."""

    def __init__(self, library: Library, state: State, at: datetime) -> None:
        self.library = library
        self.state = state
        self.at = at
        self.effects: list[Effect] = []
        self.typed = ""
        self.noted = False
        self.passed: set[str] = set()

    def frame(self) -> Frame:
        return self.state.frames[-1]

    def dialog(self) -> Dialog:
        return self.library.of(self.frame())

    def step(self) -> Step:
        return self.dialog().steps[self.frame().step]

    def hears(self, signal: Signal) -> bool:
        """Whether a signal interrupts here: it is heard, and there is something to answer it with."""
        frame, dialog = self.frame(), self.dialog()
        heard = self.library.walk(dialog).hears(signal, frame.step, self.state)
        return heard and (signal is Signal.STOP or self.library.answering(dialog, signal) is not None)

    def is_gap(self) -> bool:
        """Whether the open question has waited longer than the dialogue's gap."""
        hours = next((i.hours for i in self.dialog().interrupts if i.on is Signal.GAP), 0)
        asked_at = self.state.asked_at
        return bool(hours and asked_at) and (self.at - asked_at).total_seconds() >= hours * 3600  # type: ignore[operator]  # bool() above

    def is_helping(self) -> bool:
        """Whether the dialogue that answers distress is the one that speaks."""
        answer = self.library.answering(self.dialog(), Signal.DISTRESS)
        return answer is not None and answer.call == self.frame().dialog
