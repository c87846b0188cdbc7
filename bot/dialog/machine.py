"""`transitions` as the executor: one flat synchronous machine for each definition, shared by all talks.

The machine holds no talk. A cursor with two slots stands at a step for the time of one trigger, so a machine
costs some tens of KiB once per definition and a trigger some microseconds (docs/decisions.md has the
figures). Only verified names and compiled conditions reach it: `transitions` would import a callback given as
a string. This is the only module that knows the library; `tests/dialog/table.py` is its oracle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import Machine

from bot.dialog.definition import Dialog, Signal
from bot.dialog.guards import holds
from bot.dialog.state import State

#: Where /stop leads from every step. No step can bear this name: names of steps have no blank.
LEFT = "a quitté"


class Cursor:
    """The model that `transitions` moves: the name of a step, and the state that conditions look at."""

    __slots__ = ("state", "talk")

    def __init__(self, step: str, talk: State) -> None:
        self.state = step
        self.talk = talk


class Walk:
    """A definition made walkable."""

    def __init__(self, dialog: Dialog) -> None:
        rows: list[dict[str, Any]] = []
        for interrupt in dialog.interrupts:
            target = LEFT if interrupt.on is Signal.STOP else None  # None: heard, the step stays where it is
            if dialog.name not in interrupt.outside:
                rows.append({"trigger": interrupt.on.value, "source": "*", "dest": target})
        for step in dialog.steps.values():
            for branch in step.branches:
                tests: list[Callable[[State], bool]] = [holds(condition) for condition in branch.when]
                rows.append({"trigger": "go_on", "source": step.name, "dest": branch.go, "conditions": tests})
        self._machine = Machine(
            model=None,
            states=[*dialog.steps, LEFT],
            initial=dialog.start,
            transitions=rows,
            auto_transitions=False,
            ignore_invalid_triggers=True,  # a step that ends its dialogue leads nowhere
        )

    def after(self, step: str, talk: State) -> str | None:
        """The step that follows, the first branch whose conditions hold; None if there is none."""
        cursor = Cursor(step, talk)
        moved = self._machine.events["go_on"].trigger(cursor, talk)
        return cursor.state if moved else None

    def hears(self, signal: Signal, step: str, talk: State) -> bool:
        """Whether this signal interrupts the dialogue at this step."""
        event = self._machine.events.get(signal.value)
        return event is not None and bool(event.trigger(Cursor(step, talk), talk))
