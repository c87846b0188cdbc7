"""What a reader says about one answer: the types other parts of Recul depend on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

PITFALLS: tuple[str, ...] = (
    "nez_dans_le_guidon",
    "defaut_de_posture",
    "rupture_relationnelle",
    "solitude_du_decideur",
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
class Reading:
    """Everything read in one answer; `findings` has at most one a label, the surest first."""

    findings: tuple[Finding, ...] = ()
    distress: Distress = Distress.NONE
    themes: tuple[str, ...] = ()


class Reader(Protocol):
    """Pure: the same text gives the same reading. Any thread may call it; no text makes it raise."""

    @property
    def name(self) -> str:
        """Which reader this is, for logs and `recul doctor`."""

    def read(self, text: str) -> Reading: ...


class SilentReader:
    """Reads nothing: for the tests of other parts."""

    name = "silent"

    def read(self, text: str) -> Reading:  # noqa: ARG002 - the protocol gives it
        return Reading()
