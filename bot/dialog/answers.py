"""How an answer meets the open question: each kind of question, and the three ways round it."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import deeds
from bot.dialog.definition import CONFIRM_KEYS, Ask, Step
from bot.dialog.events import Say
from bot.dialog.progress import Progress
from bot.dialog.replies import number_in, sharing_order
from bot.dialog.state import Item, Last, State
from bot.dialog.thinness import is_nothing, probe_for

#: The ways round a question, in the order of their buttons, and what ends a choice of several.
CONTROLS = ("skip", "other", "shorter")
DONE = "done"


def choices(step: Step) -> tuple[str, ...]:
    """The keys that answer this question with a tap, in the order of their buttons."""
    match step.ask:
        case Ask.CHOICE:
            return step.choices
        case Ask.CHOICES:
            return (*step.choices, DONE)
        case Ask.CONFIRM:
            return CONFIRM_KEYS
        case Ask.SCALE:
            return tuple(str(n) for n in range(step.scale[0], step.scale[1] + 1))
    return ()


def offered(step: Step) -> tuple[str, ...]:
    """All keys on offer at this question, the ways round it included."""
    return choices(step) + (() if step.decision else CONTROLS)


def choose(progress: Progress, keys: tuple[str, ...]) -> None:
    """Takes a tap, or typed words that spell out a tap. `keys` are among those offered."""
    step, key = progress.step(), keys[0]
    if key in CONTROLS:
        _go_round(progress, step, key)
    elif step.ask is Ask.SCALE:
        _complete(progress, Last(words="", choices=(key,), number=int(key)))
    elif step.ask is Ask.CHOICES:
        _choose_several(progress, step, key)
    else:
        _complete(progress, Last(choices=(key,)))


def take(progress: Progress, event: Say) -> None:
    """Takes typed words as the answer to the open question."""
    step = progress.step()
    if not step.decision:
        progress.read(event.findings)
    if step.ask is Ask.TEXT:
        if event.choices and event.choices[0] in CONTROLS:
            choose(progress, event.choices)
        else:
            _take_text(progress, step, event.text)
    elif step.ask is Ask.CHOICES and event.choices and event.choices[0] not in (*CONTROLS, DONE):
        _complete(progress, Last(choices=event.choices))
    elif event.choices:
        choose(progress, event.choices)
    elif step.ask is Ask.SCALE and (number := number_in(event.text, step.scale)) is not None:
        _complete(progress, Last(choices=(str(number),), number=number))
    elif step.ask is Ask.DATE and event.day is not None and event.day >= event.at.date():
        _complete(progress, Last(words=event.day.isoformat()))
    elif "un_par_un" in step.choices and (order := sharing_order(event.text, len(progress.state.items))):
        progress.state = replace(progress.state, items=deeds.decide(progress.state.items, order))
        _complete(progress, Last(choices=("un_par_un",)))
    else:
        _misunderstand(progress, step, event.text)


def _take_text(progress: Progress, step: Step, text: str) -> None:
    state = progress.state
    probe = None if state.probed or state.short else probe_for(text, step.probe)
    if probe:
        progress.state = replace(state, probed=True, partial=text)
        progress.put(f"probe_{probe}")
        return
    words = f"{state.partial}\n{text}" if state.partial else text
    _complete(progress, Last(words=words))


def _go_round(progress: Progress, step: Step, way: str) -> None:
    state = progress.state
    if way == "other":
        progress.state = replace(state, others=state.others + 1)
        progress.put("other")
    elif way == "shorter" and not state.short:
        progress.state = replace(state, short=True)
        progress.put("shorter")
    elif state.partial:  # the probe is passed over, not the answer before it
        _complete(progress, Last(words=state.partial))
    else:  # passed over; so is a question that cannot be made any shorter
        if step.about:
            progress.judge("")
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
    step, state = progress.step(), progress.state
    progress.note(last.words, last.choices)
    if step.about:
        progress.judge(last.choices[0])
        if step.item and last.choices[0] != "non":
            progress.lay(Item(step.item, state.quote, state.about, last.choices[0]))
    elif step.item and last.words and not is_nothing(last.words):
        progress.lay(Item(step.item, last.words))
    progress.go_on(last)


def _misunderstand(progress: Progress, step: Step, text: str) -> None:
    """The words do not answer the question: they stay in the journal, and the question is put again."""
    progress.jot(text)
    assert step.ask is not None
    progress.tell(f"retry_{'choice' if step.ask is Ask.CONFIRM else step.ask.value}", step)
    progress.put_again()
