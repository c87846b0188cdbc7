"""What a coach sees as somebody's name."""

from __future__ import annotations

import re

from bot.telling import named

#: Longest name shown, in characters.
LONGEST = 40

_END = re.compile(r"[.,;:!?…](?=\s|$)|\n")


def first_name(words: str) -> str:
    """The name at the head of what was typed where a name was asked for: nobody agreed to a sentence going out as
    a name (P2)."""
    name = named(_END.split(words.strip(), maxsplit=1)[0].strip())
    if len(name) <= LONGEST:
        return name
    return name[:LONGEST].rpartition(" ")[0] or name[:LONGEST]
