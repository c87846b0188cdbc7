"""The same answer as four people in a hurry would type it. Nothing is random: a text and a seed give one copy.

Every word is altered on its own, so that the copy of a passage stays a passage of the copy.
"""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

_WORD = re.compile(r"\S+")
_SIGNS = re.compile(r"[,;:.'’«»()…-]")
_SMS = {
    "que": "q", "quand": "qd", "parce": "pcq", "beaucoup": "bcp", "tout": "tt", "tous": "ts", "pour": "pr",
    "dans": "ds", "avec": "avc", "vous": "vs", "nous": "ns", "toujours": "tjs", "c'est": "c", "j'ai": "jai",
    "je": "j", "pas": "pa", "mais": "ms", "aussi": "ossi", "problème": "pb", "réunion": "réu", "rendez-vous": "rdv",
    "quelqu'un": "qqn", "quelque": "qq", "aujourd'hui": "ajd", "demain": "2main", "était": "etai",
}  # fmt: skip
_TYPO_EVERY, _TYPO_FROM = 9, 5  # one word in nine loses or swaps letters, from five letters on


def bare(text: str) -> str:
    """Leave the accents out."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def hasty(text: str) -> str:
    """No accents, no apostrophes, no capitals, no punctuation but ! and ?."""
    return re.sub(r"[,;:.'’]", "", bare(text.lower()))


def copied(text: str, seed: str) -> str:
    """Type the text in the manner that the seed draws: hasty, SMS, dictated, or with slips."""
    manner = crc32(seed.encode()) % 4
    if manner == 0:
        return hasty(text)
    if manner == 1:
        return _WORD.sub(lambda word: hasty(_SMS.get(word[0].lower().replace("’", "'"), word[0])), text)
    if manner == 2:  # noqa: PLR2004 - the third of four manners
        return _SIGNS.sub(" ", text.lower())
    return _WORD.sub(lambda word: _slipped(word[0], seed), text)


def _slipped(word: str, seed: str) -> str:
    letters = _SIGNS.sub("", word)
    drawn = crc32(f"{seed}:{letters.lower()}".encode())
    if drawn % 3 == 0:
        word = bare(word)
    if drawn % _TYPO_EVERY or len(letters) < _TYPO_FROM:
        return word
    at = 1 + drawn // _TYPO_EVERY % (len(word) - 3)
    return word[:at] + word[at + 1 :] if drawn % 2 else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
