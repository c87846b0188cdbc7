"""Which of the things that once helped comes back: one that fits what is told now, else the one that has waited
longest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: What was called back this recently rests, while there is anything else.
_REST = timedelta(days=14)
#: Shorter words say nothing about what a text is about; longer ones are known by their beginning, in characters.
_LEAST, _STEM = 5, 6
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset(
    ("alors", "apres", "aurait", "aussi", "autre", "avaien", "avais", "avait", "avant", "avoir", "cette", "chaque",
     "chose", "comme", "commen", "contre", "depuis", "encore", "entre", "equipe", "etaien", "etais", "etait", "faire",
     "jamais", "mieux", "moment", "notre", "parce", "pendan", "petit", "plutot", "quand", "quelle", "quelqu",
     "reunio", "semain", "toujou", "toute", "toutes", "travai", "votre")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resource:
    """What helped, in the coachee's words, with the moment they said so. `recalled_at` is None until it was called
    back."""

    id: int
    kind: str
    words: str
    at: datetime
    recalled_at: datetime | None = None


def fitting(known: Sequence[Resource], told: str, now: datetime) -> Resource | None:
    """The resource to call back for what is `told`; None if there is none. Words that several resources share
    count less."""
    rested = [one for one in known if one.recalled_at is None or now - one.recalled_at >= _REST]
    stems = {one.id: _stems(one.words) for one in known}
    scene = _stems(told)

    def fit(one: Resource) -> float:
        return sum(1 / sum(stem in others for others in stems.values()) for stem in stems[one.id] & scene)

    def order(one: Resource) -> tuple[float, datetime, datetime]:
        return -fit(one), one.recalled_at or one.at, one.at

    return min(rested or known, key=order, default=None)


def _stems(text: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = (word for word in _WORD.findall(plain) if len(word) >= _LEAST)
    return {word[:_STEM] for word in words} - _EMPTY
