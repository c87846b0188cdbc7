"""What a reading leaves in a talk, and what becomes of it: passages are put to the coachee, doubts are settled by
one question, themes are met on their own ground, levers are kept or let go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.dialog.deeds import fingerprint
from bot.dialog.definition import DROP_LEVER, Step
from bot.dialog.state import Frame, Passage, State
from bot.insight import PITFALLS, THEMES, Finding, Lever, Reading
from bot.insight.settling import BAR, settled

#: Stands in for the pitfall in the fingerprint of a lever.
_LEVER = "lever"


def heard(state: State, reading: Reading) -> State:
    """The state with what was just read, but for words that the coachee once refused. What is found is not in
    doubt any more, and once a separating question was put nothing new comes into doubt in that talk."""
    known = {(p.label, p.quote) for p in state.passages}
    new = tuple(p for p in _passages(state, reading.findings) if (p.label, p.quote) not in known)
    state = replace(state, passages=state.passages + new)
    levers = tuple(
        lever
        for lever in reading.levers
        if lever not in (*state.levers, state.lever) and fingerprint(_LEVER, lever.quote) not in state.refused
    )
    themes = tuple(theme for theme in reading.themes if theme not in (*state.themes, *state.met))
    return replace(
        state, doubts=_doubts(state, reading), levers=state.levers + levers, themes=state.themes + themes
    )


def _passages(state: State, findings: tuple[Finding, ...]) -> Iterator[Passage]:
    for found in findings:
        if fingerprint(found.label, found.quote) not in state.refused:
            yield Passage(found.label, found.quote, found.score)


def _doubts(state: State, reading: Reading) -> tuple[Passage, ...]:
    """The surest doubt of each pitfall, the surest first."""
    new = () if state.separated == state.talk else tuple(_passages(state, reading.doubts))
    found = {passage.label for passage in state.passages}
    surest: dict[str, Passage] = {}
    for doubt in sorted((*state.doubts, *new), key=lambda doubt: -doubt.score):
        if doubt.label not in found:
            surest.setdefault(doubt.label, doubt)
    return tuple(surest.values())


# Questions that start from what was heard


def falls_away(state: State, step: Step) -> bool:
    """Whether there is nothing to put this question about, or it is too much now."""
    nothing = (
        (step.about == "finding" and state.fresh() is None)
        or (step.about == "lever" and not state.levers)
        or (bool(step.settles) and not state.unsettled)
    )
    return nothing or (step.optional and state.short) or 0 < step.fades <= state.stage


def put(state: State, step: Step) -> State:
    """The state once this question is on the screen."""
    passage = state.fresh()
    if step.about == "finding" and passage is not None:
        return replace(state, about=passage.label, quote=passage.quote)
    if step.about == "lever":
        return replace(state, lever=state.levers[0], levers=state.levers[1:])
    return replace(state, separated=state.talk) if step.settles else state


def left(state: State, step: Step) -> State:
    """The state once this question is left, whether it was answered or passed over."""
    if step.settles:
        return replace(state, doubts=())
    if step.theme:
        themes = tuple(theme for theme in state.themes if theme != step.theme)
        return replace(state, themes=themes, met=(*state.met, step.theme))
    return state


def judged(state: State, verdict: str) -> State:
    """The coachee's verdict on the passage just put; an empty one means that it was passed over."""
    passages = tuple(
        replace(p, verdict=verdict or "passed") if (p.label, p.quote) == (state.about, state.quote) else p
        for p in state.passages
    )
    state = replace(state, passages=passages)
    return _refused(state, state.about, state.quote) if verdict == "non" else state


def beside(state: State, reading: Reading) -> Reading:
    """A reply to a separating question as it is read apart from the question: what it says of the pitfalls in
    doubt counts towards those, in the words of their opening."""
    doubted = {doubt.label for doubt in state.doubts}
    return replace(reading, findings=tuple(f for f in reading.findings if f.label not in doubted))


def settle(state: State, spoken: str, odds: tuple[float, ...] = ()) -> State:
    """The doubts that the answer to a separating question makes likely, as passages. `spoken` is what the choice
    speaks for, empty when words of the coachee's own answered: these count by their `odds`, and settle nothing
    if nothing could be weighed in them."""
    scored = (replace(doubt, score=_weighed(doubt, spoken, odds)) for doubt in state.doubts)
    passages = tuple(doubt for doubt in scored if doubt.score >= BAR)
    state = replace(state, passages=state.passages + passages)
    return heard(state, Reading(themes=(spoken,))) if spoken in THEMES else state


def _weighed(doubt: Passage, spoken: str, odds: tuple[float, ...]) -> float:
    if spoken:
        return settled(doubt.score, tap=1 if doubt.label == spoken else -1)
    return settled(doubt.score, odds[PITFALLS.index(doubt.label)]) if odds else 0.0


def answered_lever(state: State, lever: Lever, choice: str) -> State:
    """A lever that is put aside is not put again."""
    return _refused(state, _LEVER, lever.quote) if choice == DROP_LEVER else state


def _refused(state: State, label: str, quote: str) -> State:
    return replace(state, refused=(*state.refused, fingerprint(label, quote)))


# From one talk to the next


def emptied(state: State) -> State:
    """The state without what was heard: it goes with its talk."""
    return replace(
        state, passages=(), doubts=(), themes=(), met=(), levers=(), lever=None, about="", quote=""
    )


def of_held(state: State, frame: Frame) -> dict[str, Any]:
    """Fields of a new talk that begins with the words held by this frame: what was heard in them."""
    return {
        "passages": tuple(p for p in state.passages if not p.verdict and p.quote in frame.held),
        "doubts": tuple(doubt for doubt in state.doubts if doubt.quote in frame.held),
        "levers": tuple(lever for lever in state.levers if lever.quote in frame.held),
        "themes": frame.themes,
    }
