"""What a turn asks the host to do: a small closed union of frozen values, in the order in which they
happened."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialog.definition import Step
from bot.dialog.state import Item, State


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something. `block` names the wording (its number is `variant`, counted from 0, to be taken modulo
    how many there are); `asked` is the number of the question it puts, 0 when it puts none. `seen` is the
    state at that moment, for the template. `ack` numbers the small acknowledgement to put before it, None for
    none. `moments` are the days (ISO) or hours (« 14:30 ») that it speaks of."""

    dialog: str
    step: Step
    block: str
    variant: int
    seen: State
    asked: int = 0
    ack: int | None = None
    digest: str = ""
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Show the same question's buttons anew: those in `seen.selected` are ticked."""

    dialog: str
    step: Step
    seen: State


@dataclass(frozen=True, slots=True)
class Answered:
    """Words to keep in the journal as the answer to `step`. `name` may be empty. A tap has no `words`;
    its `keys` are those of the buttons. Words that spelled out a button have both."""

    dialog: str
    step: str
    name: str
    words: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """Words that later talks know under `name`; empty words are forgotten."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The coachee's verdict (oui, en_partie, non) on a hypothesis put with these words."""

    label: str
    quote: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Filed:
    """Elements that the coachee has decided on, one by one or together, having seen each."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Host:
    """A deed for the host, one of `definition.HOST_DEEDS`; `seen` is the state when it was decided."""

    deed: str
    seen: State


@dataclass(frozen=True, slots=True)
class Ended:
    """The whole talk is over."""

    dialog: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Left:
    """The coachee has left (/stop)."""


Effect = Tell | Remark | Answered | Remembered | Judged | Filed | Host | Ended | Left
