"""How fast Recul may speak: Telegram limits messages in all and in one chat, and says so with a 429."""

from __future__ import annotations

#: How much unused time counts, in seconds: a short burst is fine, a flood after an idle hour is not.
_BURST = 0.5


class Pace:
    """`total` messages a second over all chats, `chat` a second in one. Moments are monotonic seconds."""

    def __init__(self, total: float, chat: float) -> None:
        self._interval, self._chat_interval = 1 / total, 1 / chat
        self._free_at = 0.0
        self._lanes: dict[str, float] = {}

    def room(self, at: float) -> int:
        """How many messages may leave at this moment."""
        self._free_at = max(self._free_at, at - max(_BURST, self._interval))
        return max(0, int((at - self._free_at) / self._interval + 1e-6))

    def leaves(self, lane: str, at: float, *, spoken: bool) -> None:
        """One message leaves; only one that is `spoken` keeps its chat quiet for a while."""
        self._free_at += self._interval
        if spoken:
            self._lanes[lane] = at + self._chat_interval

    def hold(self, at: float, seconds: float) -> None:
        """Telegram asked for silence."""
        self._free_at = max(self._free_at, at + seconds)

    def resting(self, at: float) -> set[str]:
        """Chats that heard something less than their interval ago."""
        self._lanes = {lane: until for lane, until in self._lanes.items() if until > at}
        return set(self._lanes)

    def nap(self, at: float, longest: float) -> float:
        """Seconds until something that has to wait now may leave, `longest` at most."""
        moments = [until - at for until in self._lanes.values()]
        moments.append(self._free_at + self._interval - at)
        return max(0.005, min([moment for moment in moments if moment > 0], default=longest))
