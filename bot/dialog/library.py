"""The dialogues at hand: those of today by name, and older ones by digest for talks that began with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialog.definition import Act, Ask, Dialog, Interrupt, Signal
from bot.dialog.machine import Walk
from bot.dialog.state import Frame, State

#: Earlier answers that are read with an answer, at most.
_EARLIER = 3


class Library:
    """Definitions and their machines, each made once for its digest."""

    def __init__(self, current: Mapping[str, Dialog]) -> None:
        self.current = dict(current)
        self._by_digest = {dialog.digest: dialog for dialog in current.values()}
        self._walks: dict[str, Walk] = {}
        steps = [step for dialog in current.values() for step in dialog.steps.values()]
        self._worded = {
            step.keep or step.remember: frozenset(step.keys)
            for step in steps
            if step.ask is Ask.TEXT or step.settles
        }

    def pin(self, dialog: Dialog) -> None:
        """Makes an older definition available to the talks that began with it."""
        self._by_digest.setdefault(dialog.digest, dialog)

    def earlier(self, state: State) -> tuple[str, ...]:
        """The latest answers of this talk that were given in words, oldest first, to go with the next one; half
        an answer that a probe asked to complete is the last of them."""
        told = [
            words
            for name, words in state.said.items()
            if words and name in self._worded and words not in self._worded[name]
        ]
        return (*told, state.partial)[-_EARLIER:] if state.partial else tuple(told[-_EARLIER:])

    def missing(self, frames: tuple[Frame, ...]) -> list[str]:
        """Digests that these frames need and that are not at hand."""
        return [frame.digest for frame in frames if frame.digest not in self._by_digest]

    def of(self, frame: Frame) -> Dialog:
        """The definition to which this frame is pinned. KeyError if it was never made available."""
        return self._by_digest[frame.digest]

    def walk(self, dialog: Dialog) -> Walk:
        found = self._walks.get(dialog.digest)
        if found is None:
            found = self._walks[dialog.digest] = Walk(dialog)
        return found

    def moved(self, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        """Frames after today's urgent edits: where today's definition declares `moves`, talks under way
        follow it if they stand on a step that it moves or still has; all others stay with the definition they
        began with."""
        above = (*frames[1:], None)
        return tuple(self._moved(frame, over) for frame, over in zip(frames, above, strict=False))

    def _moved(self, frame: Frame, over: Frame | None) -> Frame:
        """`over` is the frame above, None at the top: below one that was called stands a call, else a
        question."""
        today = self.current.get(frame.dialog)
        if today is None or today.digest == frame.digest or not today.moves:
            return frame
        step = today.steps.get(today.moves.get(frame.step, frame.step))
        if step is None:
            return frame
        fits = step.waits if over is None or over.interrupting else step.act is Act.CALL
        return replace(frame, digest=today.digest, step=step.name) if fits else frame

    def answering(self, dialog: Dialog, signal: Signal) -> Interrupt | None:
        """What answers a signal in this dialogue. Where an older definition names a dialogue that is no more,
        today's answer stands in."""
        older = [dialog, *self.current.values()]
        found = (interrupt for one in older for interrupt in one.interrupts if interrupt.on is signal)
        return next((interrupt for interrupt in found if interrupt.call in self.current), None)
