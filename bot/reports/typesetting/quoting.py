"""Guillemets around somebody's own words, for every kind of page alike."""

from __future__ import annotations

_SPACE = "\u00a0"


def quoted(text: str) -> str:
    """« text », unless it stands in guillemets of its own already."""
    words = str(text).strip()
    if not words or (words.startswith("«") and words.endswith("»")):
        return words
    return f"«{_SPACE}{words}{_SPACE}»"
