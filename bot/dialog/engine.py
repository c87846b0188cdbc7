"""One turn of a talk: `advance(library, state, event) -> Turn`. Pure: no clock, no chance, no I/O.

Order of hearing, in every state: /stop, distress, a long gap, the three ways round a question (passer, autre
question, plus court), then the step's own question. An event that does not fit changes nothing and says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialog import answers, keeping, moments
from bot.dialog.definition import FREE, Ask, Signal
from bot.dialog.effects import Effect, Left
from bot.dialog.events import Again, Begin, Event, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.progress import Progress
from bot.dialog.replies import number_in
from bot.dialog.state import Last, State
from bot.insight import Distress


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of an event. `refused` is empty, or one of: "old button", "nothing open", "unknown
    dialogue", "needs more" (a dialogue that needs names nobody knows yet), "unknown choice". `passed` names
    the steps that the talk stood at, as `dialog.step`."""

    state: State
    effects: tuple[Effect, ...] = ()
    refused: str = ""
    passed: frozenset[str] = frozenset()


def advance(library: Library, state: State, event: Event) -> Turn:
    """The state after `event`, and what it asks of the host."""
    progress = Progress(library, replace(state, frames=library.moved(state.frames)), event.at)
    refused = _hear(progress, event)
    while progress.feed is not None:
        said, progress.feed = progress.feed, None
        _give_back(progress, said)
    if refused:
        return Turn(state, (), refused)
    return Turn(progress.state, tuple(progress.effects), "", frozenset(progress.passed))


def _hear(progress: Progress, event: Event) -> str:
    match event:
        case Leave():
            _leave(progress)
        case Begin():
            return progress.begin(event.dialog, event.given, event.standpoint)
        case Again():
            return progress.put_again()
        case Press():
            return _press(progress, event)
        case _:
            _say(progress, event)
    return ""


def _leave(progress: Progress) -> None:
    frame = progress.state.frame
    assert frame is None or progress.hears(Signal.STOP)  # the loader takes no definition that does not
    state = progress.state
    progress.state = State(
        seed=state.seed, asked=state.asked + 1, refused=state.refused, rota=state.rota, talk=state.talk,
        memory=state.memory,
    )  # fmt: skip
    progress.effects.append(Left())


def _press(progress: Progress, event: Press) -> str:
    state = progress.state
    if state.frame is None:
        return "nothing open"
    if event.asked != state.asked:
        return "old button"
    if event.choice not in answers.offered(progress.step()):
        return "unknown choice"
    answers.choose(progress, event.choice)
    return ""


def _say(progress: Progress, event: Say) -> None:
    state = progress.state
    distress = event.reading.distress
    if _is_heard(progress, distress):
        if state.frame is None:  # what was read beside the distress chooses no question now
            _open_free(progress, Say(event.text, event.at))
            progress.unsay()
            progress.noted = True
        keeping.read(progress, event.reading)
        progress.state = replace(progress.state, doubted=progress.state.talk)
        progress.interrupt(Signal.DISTRESS, event, Last(distress=distress.value))
        return
    if state.frame is None:
        _open_free(progress, event)
        return
    if distress is Distress.SURE and progress.is_helping():
        progress.help_again(event.text)
        return
    if progress.is_gap() and progress.hears(Signal.GAP) and not _fits(progress, event):
        keeping.read(progress, event.reading)
        progress.interrupt(Signal.GAP, event, Last())
        return
    answers.take(progress, event)


def _is_heard(progress: Progress, distress: Distress) -> bool:
    """A sure sign always stops the questions; an unsure one is asked about once a talk."""
    state = progress.state
    if distress is Distress.NONE or (state.frame is not None and not progress.hears(Signal.DISTRESS)):
        return False
    return distress is Distress.SURE or state.frame is None or state.doubted != state.talk


def _fits(progress: Progress, event: Say) -> bool:
    """Whether these words can only be meant for the open question, however late they come."""
    step = progress.step()
    if step.ask is Ask.SCALE and number_in(event.text, step.scale) is not None:
        return True
    return bool(event.choices) or moments.understood(step.ask, event) is not None


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
        progress.unask()
        answers.take(progress, event)
