"""How an answer meets the open question: each kind of question, and the three ways round it."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import deeds, hearing, keeping, moments
from bot.dialog.definition import CONTROLS, DONE, Ask, Step, Test
from bot.dialog.events import Say
from bot.dialog.progress import Progress
from bot.dialog.replies import number_in, sharing_order
from bot.dialog.state import Last
from bot.dialog.thinness import probe_for

__all__ = ["CONTROLS", "DONE", "choices", "choose", "offered", "take"]

#: The choice after which each element is decided on its own. A question that has it also takes orders in
#: words: « partage 1 et 2 ; garde 3 ».
ONE_BY_ONE = "un_par_un"


def choices(step: Step) -> tuple[str, ...]:
    """The keys that answer this question with a tap, in the order of their buttons."""
    return (*step.keys, DONE) if step.ask is Ask.CHOICES else step.keys


def offered(step: Step) -> tuple[str, ...]:
    """All keys on offer at this question, the ways round it included."""
    return choices(step) + (() if step.decision else CONTROLS)


def choose(progress: Progress, key: str) -> None:
    """Takes a tap, or typed words that spell out a tap. `key` is among those offered."""
    step = progress.step()
    if key in CONTROLS:
        _go_round(progress, key)
    elif step.ask is Ask.SCALE:
        _complete(progress, Last(choices=(key,), number=int(key)))
    elif step.ask is Ask.CHOICES:
        _choose_several(progress, step, key)
    elif step.ask is Ask.DURATION:
        _complete(progress, moments.lasting(key))
    else:
        if step.settles:
            progress.state = hearing.settle(progress.state, dict(step.settles)[key])
        _complete(progress, Last(choices=(key,)))


def take(progress: Progress, event: Say) -> None:
    """Takes typed words as the answer to the open question."""
    step, progress.typed = progress.step(), event.text
    if not step.decision:
        keeping.read(
            progress, hearing.beside(progress.state, event.reading) if step.settles else event.reading
        )
    tapped = _tapped(step, event.choices)
    if tapped and tapped[0] in step.choices and step.ask is Ask.CHOICES:
        ticked = {*progress.state.selected, *tapped}
        _complete(progress, Last(choices=tuple(key for key in step.choices if key in ticked)))
    elif tapped:
        choose(progress, tapped[0])
    elif step.ask is Ask.TEXT:
        _take_text(progress, step, event.text)
    elif step.settles:
        progress.state = hearing.settle(progress.state, "", event.reading.odds)
        _complete(progress, Last(words=event.text))
    elif (last := _understood(progress, step, event)) is not None:
        progress.state = moments.with_hour(progress.state, step, event)
        _complete(progress, last)
    else:
        _misunderstand(progress, step, event)


def _tapped(step: Step, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The buttons that words spell out, as far as this question can have them: two for one answer are
    none."""
    found = tuple(key for key in keys if key in offered(step))
    if step.ask is Ask.CHOICES:
        return tuple(key for key in found if key in step.choices) or found[:1]
    return found if len(found) == 1 else ()


def _understood(progress: Progress, step: Step, event: Say) -> Last | None:
    """The answer that words give without spelling out a button; None if they give none."""
    if step.ask is Ask.SCALE:
        number = number_in(event.text, step.scale)
        return None if number is None else Last(choices=(str(number),), number=number)
    if (last := moments.understood(step.ask, event)) is not None:
        return last
    items = progress.state.items
    if ONE_BY_ONE in step.choices and (order := sharing_order(event.text, len(items))):
        progress.state = replace(progress.state, items=deeds.decide(items, order))
        return Last(choices=(ONE_BY_ONE,))
    return None


def _take_text(progress: Progress, step: Step, text: str) -> None:
    state = progress.state
    probe = None if state.probed or state.short else probe_for(text, step.probe)
    if probe:
        keeping.part(progress, text)
        progress.state = replace(state, probed=True, partial=text)
        progress.put(f"probe_{probe}")
        return
    repeated = state.partial.casefold() == text.casefold()  # « le rappeler », and once more « le rappeler »
    words = f"{state.partial}\n{text}" if state.partial and not repeated else text
    _complete(progress, Last(words=words))


def _go_round(progress: Progress, way: str) -> None:
    state, progress.typed = progress.state, ""
    if way == "other":  # another way in, then the question in other words, and so on
        progress.put("question" if state.block == "other" else "other")
    elif way == "shorter" and not state.short:
        progress.state = replace(state, short=True)
        progress.put("shorter")
    elif state.partial:  # the probe is passed over, not the answer before it
        _complete(progress, Last(words=state.partial))
    else:  # passed over; so is a question that cannot be made any shorter
        keeping.passed_over(progress)
        progress.go_on(Last(skipped=True))


def _choose_several(progress: Progress, step: Step, key: str) -> None:
    chosen = progress.state.selected
    if key == DONE:
        if chosen:
            _complete(progress, Last(choices=chosen))
        else:
            progress.go_on(Last(skipped=True))
        return
    kept = [k for k in step.choices if (k in chosen) is not (k == key)]
    progress.state = replace(progress.state, selected=tuple(kept))
    progress.remark()


def _complete(progress: Progress, last: Last) -> None:
    keeping.answer(progress, last)
    progress.go_on(last)


def _misunderstand(progress: Progress, step: Step, event: Say) -> None:
    """The words do not answer the question: they stay in the journal, and the question is put again, unless a
    branch of the step says where such words lead."""
    keeping.jot(progress, event.text)
    if any(condition.test is Test.UNFIT for branch in step.branches for condition in branch.when):
        keeping.read(progress, event.reading)
        progress.go_on(Last(words=event.text, unfit=True))
        return
    about, told = moments.doubt(step, event)
    progress.tell(f"retry_{about}", step, told)
    progress.put_again()
