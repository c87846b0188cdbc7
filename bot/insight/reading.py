"""What a reader says about one answer: the types other parts of Recul depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

PITFALLS: tuple[str, ...] = (
    "nez_dans_le_guidon",
    "defaut_de_posture",
    "rupture_relationnelle",
    "solitude_du_decideur",
)

#: What a talk may be about that is none of the four; the corpus guide lists them.
THEMES: tuple[str, ...] = (
    "boss_is_the_problem",
    "understaffed",
    "exhaustion",
    "legitimacy_denied",
    "bypassed_victim",
    "delegation_hurts",
    "delegation_vague",
    "loss_of_meaning",
    "bad_news",
    "conflict",
    "outside_pressure",
    "inherited_mess",
    "work_and_home",
)


class Distress(StrEnum):
    """Signs of danger or serious suffering, now."""

    NONE = "none"
    UNSURE = "unsure"  # the dialogue asks gently
    SURE = "sure"  # the dialogue stops and gives the numbers


@dataclass(frozen=True, slots=True)
class Finding:
    """One pitfall the writer may be in, and the passage that says so.

    `start` and `end` count code points of the text that was read: `quote == text[start:end]`.
    `score` is the calibrated probability of the label for the whole answer, 0 to 1.
    """

    label: str
    start: int
    end: int
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Lever:
    """A passage that tells what helped the writer (`kind` "way") or who did ("person")."""

    kind: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one answer.

    `findings` has at most one a label, the surest first. `doubts` are pitfalls between reading and silence, in
    the same form, none of them among the findings: one question could settle them. `odds` has the calibrated
    probability of each of `PITFALLS`, in their order, and is empty when nothing was weighed (no word to read, a
    silent reader). `themes` are keys of `THEMES`, the surest first.
    """

    findings: tuple[Finding, ...] = ()
    distress: Distress = Distress.NONE
    themes: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()
    odds: tuple[float, ...] = ()
    levers: tuple[Lever, ...] = ()


class Reader(Protocol):
    """Pure: the same words give the same reading. Any thread may call it; no text makes it raise."""

    @property
    def name(self) -> str:
        """Which reader this is, for logs and `recul doctor`."""

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:
        """Read an answer. `question` is the one that it replies to, as it stood on the screen, empty when the
        answer opens a talk; `before` are the earlier answers of the same talk, oldest first."""


class SilentReader:
    """Reads nothing: for the tests of other parts."""

    name = "silent"

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:  # noqa: ARG002 - the protocol gives them
        return Reading()
