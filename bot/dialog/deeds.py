"""What `do:` does to a talk, and what it hands to the host."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.dialog.definition import HOST_DEEDS
from bot.dialog.effects import Effect, Filed, Host
from bot.dialog.state import Item, State


def do(deed: str, state: State) -> tuple[State, list[Effect]]:
    """Carries out one deed."""
    if deed in HOST_DEEDS:
        return state, [Host(deed, state)]
    if deed == "file_items":
        filed = tuple(item for item in state.items if item.decision and not item.filed)
        items = tuple(replace(item, filed=item.filed or bool(item.decision)) for item in state.items)
        return replace(state, items=items), [Filed(filed)] if filed else []
    if deed == "shorten":
        return replace(state, short=True), []
    return replace(state, items=_decided(deed, state)), []


def decide(items: tuple[Item, ...], decisions: dict[int, str]) -> tuple[Item, ...]:
    """Items with these decisions; keys are the numbers that the coachee sees, from 1."""
    return tuple(
        replace(item, decision=decisions.get(number, item.decision)) for number, item in enumerate(items, 1)
    )


def _decided(deed: str, state: State) -> tuple[Item, ...]:
    undecided = [number for number, item in enumerate(state.items, 1) if not item.decision]
    if not undecided:
        return state.items
    if deed == "reword_item":
        words = state.last.words
        return tuple(
            replace(item, words=words, edited=True) if words and number == undecided[0] else item
            for number, item in enumerate(state.items, 1)
        )
    decision = "shared" if deed.startswith("share") else "private"
    numbers = undecided if deed.endswith("_rest") else undecided[:1]
    return decide(state.items, dict.fromkeys(numbers, decision))


def fingerprint(label: str, quote: str) -> str:
    """Stands for a passage that the coachee refused, without keeping its words."""
    folded = " ".join(quote.casefold().split())
    return hashlib.sha256(f"{label}\n{folded}".encode("utf-8", "replace")).hexdigest()[:24]
