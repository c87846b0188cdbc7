"""The table twin of `bot.dialog.machine`, without its library: what a walk must do, in a few lines."""

from __future__ import annotations

from bot.dialog.definition import Dialog, Signal
from bot.dialog.guards import holds
from bot.dialog.state import State


class Table:
    def __init__(self, dialog: Dialog) -> None:
        self.rows = {
            step.name: [
                ([holds(condition) for condition in branch.when], branch.go) for branch in step.branches
            ]
            for step in dialog.steps.values()
        }
        self.heard = {i.on for i in dialog.interrupts if dialog.name not in i.outside}

    def after(self, step: str, talk: State) -> str | None:
        rows = self.rows[step]
        return next((target for guards, target in rows if all(guard(talk) for guard in guards)), None)

    def hears(self, signal: Signal, _step: str, _talk: State) -> bool:
        return signal in self.heard
