"""Where a talk stands: everything the next turn needs, as frozen values that survive a trip through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.dialog.definition import STAGE
from bot.insight import Lever


@dataclass(frozen=True, slots=True)
class Frame:
    """One dialogue under way, pinned to the digest it began with. The last frame is the one that speaks;
    those below wait at a step that called it, or, when `interrupting`, at the question it interrupted with
    `held`: then `block` and `variant` are the wording in which that question waits, put at `since` (ISO), and
    `partial` is the thin answer that it had when it was `probed`; `themes` and `odds` are what was
    read in `held`. `standpoint` is as what the person speaks in it, empty as in the one below; `aside` is what was
    said in the talk below, when this one began with words of its own."""

    dialog: str
    digest: str
    step: str
    interrupting: bool = False
    held: str = ""
    since: str = ""
    block: str = ""
    variant: int = 0
    probed: bool = False
    partial: str = ""
    themes: tuple[str, ...] = ()
    odds: tuple[float, ...] = ()
    standpoint: str = ""
    aside: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in which the reader found a pitfall, or doubts that there is one. `verdict` is empty until the
    coachee has judged it."""

    label: str
    quote: str
    score: float
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One element for the coach's brief, in the coachee's words. `label` is the pitfall or the theme that it
    is about, where it is. `decision` is empty, "shared" or "private"."""

    kind: str
    words: str
    label: str = ""
    verdict: str = ""
    edited: bool = False
    decision: str = ""
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """The answer just given, for the tests of `when:` that speak of it."""

    words: str = ""
    choices: tuple[str, ...] = ()
    number: int | None = None
    skipped: bool = False
    outcome: str = ""
    distress: str = ""
    unfit: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What an earlier talk (or the host) remembers under a name."""

    words: str
    day: date


@dataclass(frozen=True, slots=True)
class State:
    """A person's talk, or the silence between two talks when `frames` is empty.

    `seed` fixes the order of wordings; `rota` counts how often each was used (by `dialog.step.block`).
    `asked` numbers the questions and never goes back: buttons carry it. `refused` holds fingerprints of
    passages in which the coachee said no. `doubted` is the talk in which an unsure sign of distress was
    last asked about: once a talk is enough, sure signs are always heard. `doubts` are pitfalls that one
    question could settle, the surest first; `separated` is the talk in which such a question was last put.
    `themes` were heard in this talk and wait to be met, those in `met` were. `levers` wait to be put, `lever`
    is the one put last. `memory` belongs to the person, not to the talk: it is given in for each turn and not
    saved here.
    """

    seed: int
    frames: tuple[Frame, ...] = ()
    asked: int = 0
    asked_at: datetime | None = None
    block: str = "question"
    variant: int = 0
    short: bool = False
    probed: bool = False
    partial: str = ""
    selected: tuple[str, ...] = ()
    last: Last = Last()
    about: str = ""
    quote: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    items: tuple[Item, ...] = ()
    refused: tuple[str, ...] = ()
    rota: Mapping[str, int] = field(default_factory=dict)
    talk: int = 0
    doubted: int = 0
    doubts: tuple[Passage, ...] = ()
    separated: int = 0
    themes: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    levers: tuple[Lever, ...] = ()
    lever: Lever | None = None
    memory: Mapping[str, Memory] = field(default_factory=dict)

    @property
    def frame(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    @property
    def standpoint(self) -> str:
        """As what, and in which engagement, the person speaks now; empty if nothing says it."""
        return next((frame.standpoint for frame in reversed(self.frames) if frame.standpoint), "")

    def known(self, name: str) -> str:
        """The words kept in this talk under `name`, else those remembered, else an empty string."""
        if name in self.said:
            return self.said[name]
        return self.memory[name].words if name in self.memory else ""

    @property
    def stage(self) -> int:
        """How much scaffolding is gone, from 0."""
        told = self.known(STAGE)
        return int(told) if told.isdecimal() else 0

    def undecided(self) -> Item | None:
        """The first element that the coachee has not decided on yet."""
        return next((item for item in self.items if not item.decision), None)

    def fresh(self, label: str = "any") -> Passage | None:
        """The strongest passage not yet put to the coachee, of one pitfall or of any."""
        passages = [p for p in self.passages if not p.verdict and label in ("any", p.label)]
        return max(passages, key=lambda p: p.score, default=None)

    @property
    def unsettled(self) -> tuple[Passage, ...]:
        """The doubts that a separating question may be put about. There is none once such a question was put
        in this talk, when the coachee wants it short, and while another dialogue waits below."""
        over = any(frame.interrupting for frame in self.frames)
        return () if self.short or over or self.separated == self.talk else self.doubts

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        plain["asked_at"] = self.asked_at.isoformat() if self.asked_at else None
        for name, kind in _NESTED.items():
            plain[name] = [_fields(kind, value) for value in getattr(self, name)]
        plain["last"] = _fields(Last, self.last)
        plain["lever"] = _fields(Lever, self.lever) if self.lever else None
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any], memory: Mapping[str, Memory]) -> State:
        """The state written down. What was not kept yet when it was written has its usual value."""
        values: dict[str, Any] = {name: _frozen(data[name]) for name in _PLAIN if name in data}
        values["asked_at"] = datetime.fromisoformat(data["asked_at"]) if data["asked_at"] else None
        for name, kind in _NESTED.items():
            values[name] = tuple(_made(kind, row) for row in data.get(name, ()))
        lever = data.get("lever")
        values["lever"] = _made(Lever, lever) if lever else None
        return cls(**values, last=_made(Last, data["last"]), memory=memory)


_NESTED: dict[str, type[Any]] = {
    "frames": Frame, "passages": Passage, "items": Item, "doubts": Passage, "levers": Lever,
}  # fmt: skip
_PLAIN = (
    "seed", "asked", "block", "variant", "short", "probed", "partial", "selected", "about", "quote", "said",
    "refused", "rota", "talk", "doubted", "separated", "themes", "met",
)  # fmt: skip


def _fields(kind: type[Any], value: object) -> list[Any]:
    return [getattr(value, name) for name in kind.__slots__]


def _made(kind: type[Any], row: list[Any]) -> Any:
    return kind(*map(_frozen, row))


def _frozen(value: Any) -> Any:
    """What JSON gives back as a list was a tuple."""
    return tuple(value) if isinstance(value, list) else value
