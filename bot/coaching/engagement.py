"""The arc of an engagement: one flat machine, from the invitation to the closing review.

invited → welcomed → framed → contracted → discover → develop → anchor → closing → closed; `paused` and `stopped`
come back to where they left. Pure: who may do what is decided here, the host writes it down with its date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from transitions import Machine


class Phase(StrEnum):
    """Where an engagement stands. `DISCOVER`, `DEVELOP` and `ANCHOR` are the three times of the active part."""

    INVITED = "invited"
    WELCOMED = "welcomed"
    FRAMED = "framed"
    CONTRACTED = "contracted"
    DISCOVER = "discover"
    DEVELOP = "develop"
    ANCHOR = "anchor"
    CLOSING = "closing"
    CLOSED = "closed"
    PAUSED = "paused"
    STOPPED = "stopped"


class Party(StrEnum):
    """Who can move an engagement. `HOST` is the programme itself: a date that has come, an erasure."""

    COACHEE = "coachee"
    COACH = "coach"
    SPONSOR = "sponsor"
    HOST = "host"


class Cause(StrEnum):
    """What moves an engagement."""

    WELCOME = "welcome"  # the coachee came by the link and agreed
    FRAME = "frame"  # the expectations of all who take part are there
    CONTRACT = "contract"  # the same convention was accepted by all
    BEGIN = "begin"  # the first session was held
    DEVELOP = "develop"
    ANCHOR = "anchor"
    REVIEW = "review"  # the closing review begins
    CLOSE = "close"  # it was filed
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    COME_BACK = "come_back"


ACTIVE = (Phase.DISCOVER, Phase.DEVELOP, Phase.ANCHOR)
_BEFORE_START = (Phase.INVITED, Phase.WELCOMED, Phase.FRAMED, Phase.CONTRACTED)
_OPEN = (*_BEFORE_START, *ACTIVE, Phase.CLOSING)
_ANYONE = (Party.COACHEE, Party.COACH, Party.SPONSOR, Party.HOST)
_SELF = (Party.COACHEE,)
_LEAD = (Party.COACH, Party.HOST)

#: Cause, from where, to where (None: back to where it was left), and who may.
ROWS: tuple[tuple[Cause, tuple[Phase, ...], Phase | None, tuple[Party, ...]], ...] = (
    (Cause.WELCOME, (Phase.INVITED,), Phase.WELCOMED, _SELF),
    (Cause.FRAME, (Phase.WELCOMED,), Phase.FRAMED, _ANYONE),
    (Cause.CONTRACT, (Phase.FRAMED,), Phase.CONTRACTED, _ANYONE),
    (Cause.BEGIN, (Phase.CONTRACTED,), Phase.DISCOVER, _LEAD),
    (Cause.DEVELOP, (Phase.DISCOVER,), Phase.DEVELOP, _LEAD),
    (Cause.ANCHOR, (Phase.DEVELOP,), Phase.ANCHOR, _LEAD),
    (Cause.REVIEW, ACTIVE, Phase.CLOSING, (Party.COACHEE, *_LEAD)),
    (Cause.CLOSE, (Phase.CLOSING,), Phase.CLOSED, (Party.COACHEE, *_LEAD)),
    (Cause.PAUSE, _OPEN, Phase.PAUSED, _SELF),
    (Cause.RESUME, (Phase.PAUSED,), None, (Party.COACHEE, Party.HOST)),
    (Cause.STOP, (*_OPEN, Phase.PAUSED), Phase.STOPPED, _SELF),
    (Cause.COME_BACK, (Phase.STOPPED,), None, _SELF),
)


class RefusedError(Exception):
    """This engagement cannot be moved so, from where it stands or by this party."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Where an engagement stands; `before` is where it comes back to from a pause or a stop, else None."""

    phase: Phase
    before: Phase | None = None

    @property
    def is_active(self) -> bool:
        return self.phase in ACTIVE

    def may(self, cause: Cause, party: Party) -> bool:
        """Whether `party` can move it so now."""
        return any(cause is c and self.phase in sources and party in who for c, sources, _, who in ROWS)

    def moved(self, cause: Cause, party: Party) -> Arc:
        """After `cause`. Raises `RefusedError`."""
        if not self.may(cause, party):
            raise RefusedError(f"{party.value} cannot {cause.value} an engagement that is {self.phase.value}")
        cursor = _Cursor(self.phase)
        _MACHINE.events[cause.value].trigger(cursor, self)
        phase = Phase(cursor.state)
        if cause is Cause.PAUSE:
            return Arc(phase, self.phase)
        if cause is Cause.STOP:  # whoever stops during a pause comes back to what the pause interrupted
            return Arc(phase, self.before or self.phase)
        return Arc(phase)


class _Cursor:
    """The model that `transitions` moves for the time of one trigger."""

    __slots__ = ("state",)

    def __init__(self, phase: Phase) -> None:
        self.state: str = phase.value


def _left_at(phase: Phase) -> Callable[[Arc], bool]:
    return lambda arc: arc.before is phase


def _rows() -> list[dict[str, Any]]:
    """A cause that leads back has a row for each phase, whose condition is that it was left there."""
    rows: list[dict[str, Any]] = []
    for cause, sources, target, _ in ROWS:
        back = target is None
        for phase in _OPEN if target is None else (target,):
            row = {"trigger": cause.value, "source": [s.value for s in sources], "dest": phase.value}
            rows.append(row | ({"conditions": _left_at(phase)} if back else {}))
    return rows


_MACHINE = Machine(
    model=None, states=[p.value for p in Phase], initial=Phase.INVITED.value, transitions=_rows(),
    auto_transitions=False,
)  # fmt: skip
