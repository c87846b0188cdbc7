"""One turn of a talk: `advance(library, state, event) -> Turn`. Pure: no clock, no chance, no I/O.

Order of hearing, in every state: /stop, distress, a long gap, the three ways round a question (passer, autre
question, plus court), then the step's own question. An event that does not fit changes nothing and says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialog import answers
from bot.dialog.definition import Signal
from bot.dialog.effects import Effect, Left
from bot.dialog.events import Again, Begin, Event, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.progress import Progress
from bot.dialog.state import Last, State
from bot.insight import Distress

#: The dialogue that takes words written outside any dialogue.
FREE = "libre"


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of an event. `refused` is empty, or one of: "old button", "nothing open", "unknown dialogue",
    "unknown choice". `passed` names the steps that the talk stood at, as `dialog.step`."""

    state: State
    effects: tuple[Effect, ...] = ()
    refused: str = ""
    passed: frozenset[str] = frozenset()


def advance(library: Library, state: State, event: Event) -> Turn:
    """The state after `event`, and what it asks of the host."""
    progress = Progress(library, replace(state, frames=library.moved(state.frames)), event.at)
    refused = _hear(progress, event)
    while progress.feed:
        words, progress.feed = progress.feed, ""
        _give_back(progress, Say(words, event.at))
    if refused:
        return Turn(state, (), refused)
    return Turn(progress.state, tuple(progress.effects), "", frozenset(progress.passed))


def _hear(progress: Progress, event: Event) -> str:
    match event:
        case Leave():
            _leave(progress)
        case Begin(dialog=name):
            return progress.begin(name)
        case Again():
            return progress.put_again()
        case Press():
            return _press(progress, event)
        case Say():
            _say(progress, event)
    return ""


def _leave(progress: Progress) -> None:
    frame = progress.state.frame
    if frame is not None and not progress.hears(Signal.STOP):
        raise AssertionError(f"{frame.dialog} does not hear /stop")  # checked when definitions are loaded
    blank = State(seed=progress.state.seed, asked=progress.state.asked + 1, refused=progress.state.refused)
    progress.state = replace(blank, rota=progress.state.rota, talk=progress.state.talk)
    progress.effects.append(Left())


def _press(progress: Progress, event: Press) -> str:
    state = progress.state
    if state.frame is None:
        return "nothing open"
    if event.asked != state.asked:
        return "old button"
    if event.choice not in answers.offered(progress.step()):
        return "unknown choice"
    answers.choose(progress, (event.choice,))
    return ""


def _say(progress: Progress, event: Say) -> None:
    state = progress.state
    if event.distress is not Distress.NONE and (state.frame is None or progress.hears(Signal.DISTRESS)):
        if state.frame is None:
            _open_free(progress, event)
        progress.read(event.findings)
        progress.state = replace(progress.state, last=Last(distress=event.distress.value))
        progress.interrupt(Signal.DISTRESS, event.text)
        return
    if state.frame is None:
        _open_free(progress, event)
        return
    if not event.choices and progress.is_gap() and progress.hears(Signal.GAP):
        progress.read(event.findings)
        progress.interrupt(Signal.GAP, event.text)
        return
    answers.take(progress, event)


def _open_free(progress: Progress, event: Say) -> None:
    """Words outside any dialogue are the first answer of `libre`; its first question is never shown."""
    progress.begin(FREE)
    progress.unsay()
    answers.take(progress, event)


def _give_back(progress: Progress, event: Say) -> None:
    """Held words answer the waiting question, or open a new entry when that talk was closed."""
    if progress.state.frame is None:
        _open_free(progress, event)
    else:
        answers.take(progress, event)
