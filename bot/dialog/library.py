"""The dialogues at hand: those of today by name, and older ones by digest for talks that began with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialog.definition import Dialog
from bot.dialog.machine import Walk
from bot.dialog.state import Frame


class Library:
    """Definitions and their machines, each made once for its digest."""

    def __init__(self, current: Mapping[str, Dialog]) -> None:
        self.current = dict(current)
        self._by_digest = {dialog.digest: dialog for dialog in current.values()}
        self._walks: dict[str, Walk] = {}

    def pin(self, dialog: Dialog) -> None:
        """Makes an older definition available to the talks that began with it."""
        self._by_digest.setdefault(dialog.digest, dialog)

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
        """Frames after today's urgent edits: where today's definition declares `moves`, talks under way follow it
        if they stand on a step that it moves or still has; all others stay with the definition they began with."""
        return tuple(self._moved(frame) for frame in frames)

    def _moved(self, frame: Frame) -> Frame:
        today = self.current.get(frame.dialog)
        if today is None or today.digest == frame.digest or not today.moves:
            return frame
        step = today.moves.get(frame.step, frame.step)
        return replace(frame, digest=today.digest, step=step) if step in today.steps else frame
