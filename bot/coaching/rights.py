"""Who may read what of an engagement: the sharing rules of its convention, as data, and the one place that
applies them.

What a coachee decides item by item comes on top: these rules never open what was kept private, they only close.
Journal, hypotheses and reasons are no matter at all: nothing here can name them (P2, P3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.coaching.engagement import Party, Phase


class Matter(StrEnum):
    """What can be read of an engagement by somebody other than the coachee."""

    SHARED = "shared"  # the elements that the coachee shared with this very reader
    EXPECTATIONS = "expectations"
    OBJECTIVES = "objectives"
    RATINGS = "ratings"  # numbers and dates
    EVIDENCE = "evidence"  # the line that goes with a rating
    CONVENTION = "convention"
    SESSIONS = "sessions"
    REVIEW = "review"  # the parts of the closing review given to this very reader


#: What each party may read unless the convention says less. The sponsor sees how far the objectives are only once
#: a convention that says so was accepted, and never in whose words.
USUAL: Mapping[Party, frozenset[Matter]] = {
    Party.COACH: frozenset(Matter),
    Party.SPONSOR: frozenset(
        {
            Matter.EXPECTATIONS,
            Matter.OBJECTIVES,
            Matter.RATINGS,
            Matter.CONVENTION,
            Matter.SESSIONS,
            Matter.REVIEW,
        }
    ),
}
#: What no convention can open for a sponsor (P3).
NEVER_FOR_SPONSOR = frozenset({Matter.SHARED, Matter.EVIDENCE})
#: What the coachee alone has brought, and closes to a reader by withdrawing the sharing with them. What was agreed on
#: by all parties, and when they meet, stays readable as long as the engagement lasts.
OWN = frozenset({Matter.SHARED, Matter.RATINGS, Matter.EVIDENCE, Matter.REVIEW})
#: What a sponsor may read before the convention is in force: what it is made of.
BEFORE_CONVENTION = frozenset({Matter.EXPECTATIONS, Matter.OBJECTIVES, Matter.CONVENTION})
_BEFORE = (Phase.INVITED, Phase.WELCOMED, Phase.FRAMED)


@dataclass(frozen=True, slots=True)
class Rules:
    """The sharing rules of one convention."""

    open: Mapping[Party, frozenset[Matter]]

    @classmethod
    def usual(cls) -> Rules:
        return cls(USUAL)

    @classmethod
    def from_json(cls, data: Mapping[str, Iterable[str]]) -> Rules:
        """What `to_json` wrote. Names that are not known any more open nothing."""
        known = {matter.value for matter in Matter}
        return cls(
            {
                party: frozenset(Matter(name) for name in data.get(party.value, ()) if name in known)
                for party in (Party.COACH, Party.SPONSOR)
            }
        )

    def to_json(self) -> dict[str, list[str]]:
        return {party.value: sorted(matter.value for matter in found) for party, found in self.open.items()}


def may_read(rules: Rules, party: Party, matter: Matter, phase: Phase, *, withdrawn: bool = False) -> bool:
    """Whether that party may read this now. The coachee reads everything; nobody else does once it is closed.
    `withdrawn`: the coachee shares nothing with this reader any more."""
    if party is Party.COACHEE:
        return True
    if withdrawn and matter in OWN:
        return False
    if party is Party.HOST or phase is Phase.CLOSED or matter not in rules.open.get(party, frozenset()):
        return False
    if party is Party.SPONSOR:
        if matter in NEVER_FOR_SPONSOR:
            return False
        return phase not in _BEFORE or matter in BEFORE_CONVENTION
    return True
