"""Sentences that are an if-then plan already: « quand il rend le dossier, alors je pose une question », « dès que
j'arrive je l'appelle », « je me tais deux minutes quand Karim parle ».

A plan that names its moment is carried out more often than one that names its aim only (Gollwitzer, 1999,
"Implementation intentions"): so the moment is asked for where a sentence does not tell it, and only there.
"""

from __future__ import annotations

import re

_THAT = r"(?:qu['’]|que\b)"
#: What opens the moment, wherever it stands in the sentence.
_WHEN = (
    rf"(?:quand\b|lors{_THAT}|dès {_THAT}|(?:à )?(?:chaque|la prochaine) fois {_THAT}|une fois {_THAT}"
    r"|au moment (?:où|de)\b|le jour où\b)"
)
#: What opens it at the head of the sentence only.
_FIRST = rf"(?:{_WHEN}|si\b|s['’]|dès\b|avant (?:de\b|d['’]|{_THAT})|(?:à )?(?:chaque|la prochaine) fois\b)"
#: What tells a moment at the head of a sentence when « je » follows after a comma.
_PLACE = r"(?:au|aux|à|en|lors|avant|après|pendant|chaque|ce|cet|cette|demain|lundi|mardi|mercredi|jeudi|vendredi)\b"
_I = r"(?:je\b|j['’])"
_MARK = r"(?:[,;:→]|[-=]>)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"\W*(?P<when>{_FIRST}.+?)\s*{_MARK}?\s*\balors\b\W*(?P<then>.+)",
        rf"\W*(?P<when>{_FIRST}.+?)\s*{_MARK}\s*(?P<then>.+)",
        rf"\W*(?P<when>{_FIRST}.+?)\s+(?P<then>{_I}.+)",
        rf"\W*(?P<when>{_PLACE}.*?)\s*{_MARK}\s*(?P<then>{_I}.+)",
        rf"\W*(?P<then>{_I}.+?)[\s,]+(?P<when>{_WHEN}.+)",
    )
)
_ASIDE = len(_PATTERNS) - 1  # the one whose moment comes last
#: A part that holds no more than this tells nothing.
_ALONE = re.compile(
    r"(?:\W|\b(?:quand|lorsque?|dès|que?|si|s|avant|après|pendant|de|d|au|aux|à|en|ce|cet|cette|alors|je|j|quoi)\b)*",
    re.IGNORECASE,
)
#: « je ne sais pas quand … » asks for a moment and names none.
_ASKING = re.compile(r"\b(?:sa(?:is|it|urai)|savoir|demande(?:r|rai)?|verrai|voir|dis|dire|dirai)(?: pas)?$")
#: What is longer than this is a story, in characters.
_LONGEST = 600


def if_then(text: str) -> tuple[str, str] | None:
    """The moment and the deed that one sentence tells, as typed; None if it lacks one of them."""
    if len(text) > _LONGEST:
        return None
    for place, pattern in enumerate(_PATTERNS):
        match = pattern.fullmatch(text.strip())
        if match is None:
            continue
        when, then = match["when"].strip(" ,;:\n"), match["then"].strip()
        asking = place == _ASIDE and _ASKING.search(then)
        if not (asking or _ALONE.fullmatch(when) or _ALONE.fullmatch(then)):
            return when, then
    return None
