"""What the tests of the store tell each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.messages import Incoming, Kind

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)
LATER = NOW + timedelta(hours=1)

#: The fixture `someone`: makes a person and gives the identifier.
Someone = Callable[..., str]


def said(words: str, key: str, chat: str = "4242") -> Incoming:
    """A message typed in chat `chat`; `key` is its number."""
    return Incoming("telegram", chat, key, NOW, Kind.TEXT, words)
