"""When an answer is too thin to work with, and which probe suits it.

The four types follow the literature on prompts for reflection: *descriptive* asks for what is missing,
*concrete* for one moment instead of a habit, *clarifying* for what a vague word stands for, *explanatory* for
what a judgement rests on (after King & Kitchener, 1994, and Kember et al., 2000, simplified to what a few
words of a chat message can show).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.dialog.definition import SCENE
from bot.dialog.vagueness import is_vague

#: An answer with fewer words than this says too little to go on with, whatever it says.
THIN_WORDS = 4
#: A general, vague or judging answer counts as thin up to this many words.
VAGUE_WORDS = 9

#: From this many words on, something was told.
TOLD_WORDS = 8

_WORD = re.compile(r"\w+")
_HABIT = re.compile(
    r"\b(toujours|tjrs|souvent|jamais|chaque|d.habitude|en g[ée]n[ée]ral|tous les jours|tout le temps)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b([cç]a|truc|trucs|chose|choses|compliqu[ée]e?s?|bof|bizarre|comme d.hab|pareil|des gens)\b",
    re.IGNORECASE,
)
_JUDGING = re.compile(
    r"\b(nulle?s?|bien|mal|mauvaise?s?|bonne?s?|difficile|dur|dure|super|g[ée]nial|horrible|rat[ée]e?|moyen)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\W*(rien|aucun(e)?|personne|je (ne )?sais pas|jsp|non|oui|pas vraiment|aucune id[ée]e)\W*$",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether words say that there is nothing to say: an answer of its own, that nobody wants quoted
    later."""
    return _WHOLE.match(text) is not None


def tells_something(text: str) -> bool:
    """Whether words typed where a button was offered can stand as the answer to an open question: enough of them,
    and no question of their own."""
    return len(_WORD.findall(text)) >= TOLD_WORDS and "?" not in text


def asks_something(text: str) -> bool:
    """Whether words typed where a button was offered can stand as a question of one's own."""
    return len(_WORD.findall(text)) >= (THIN_WORDS if "?" in text else VAGUE_WORDS - THIN_WORDS)


def probe_for(text: str, allowed: Sequence[str]) -> str | None:
    """The probe to put after this answer, out of those allowed; None if the answer will do.

    « Rien » or « je ne sais pas » is an answer of its own and draws no probe. Where the probe for a scene is allowed,
    the answer is an objective and is looked at as one."""
    if not allowed or is_nothing(text):
        return None
    if SCENE in allowed:
        return SCENE if is_vague(text) else None
    words = len(_WORD.findall(text))
    wanted = _wanted(text, words)
    if wanted is None:
        return None
    return wanted if wanted in allowed else allowed[0]


def _wanted(text: str, words: int) -> str | None:
    if words <= VAGUE_WORDS:
        for pattern, probe in ((_HABIT, "concrete"), (_VAGUE, "clarifying"), (_JUDGING, "explanatory")):
            if pattern.search(text):
                return probe
    return "descriptive" if words < THIN_WORDS else None
