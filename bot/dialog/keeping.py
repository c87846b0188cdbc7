"""What an answer leaves behind: in the journal, in this talk, in later talks, and before the coachee for the brief."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import hearing
from bot.dialog.definition import KEEP_LEVER, Step
from bot.dialog.effects import Answered, Judged, Remembered
from bot.dialog.standing import Standing
from bot.dialog.state import Item, Last
from bot.dialog.thinness import is_nothing
from bot.insight import Reading


def read(talk: Standing, reading: Reading) -> None:
    """Keeps what was read in words for the questions that start from it."""
    talk.state = hearing.heard(talk.state, reading)


def jot(talk: Standing, words: str) -> None:
    """Keeps words in the journal that answer nothing, unless they are there already."""
    _write_down(talk, "", words)


def part(talk: Standing, words: str) -> None:
    """Keeps the first half of an answer in the journal, before a probe asks for the other: whatever becomes of
    the question, these words were written."""
    _write_down(talk, talk.step().keep, words)


def answer(talk: Standing, last: Last) -> None:
    """Keeps an answer to the open question: in the journal, in this talk, and beyond it if the step says so. In
    the journal it stands as it was typed, be it understood as a button, a number or a day."""
    step, value = talk.step(), last.words or ",".join(last.choices)
    if talk.typed or last.choices:
        _write_down(talk, step.keep, talk.typed, last.choices)
    if step.keep:
        talk.state = replace(talk.state, said={**talk.state.said, step.keep: value})
    if step.about == "lever":
        _lever(talk, step, last.choices[0])
    elif step.about:
        _hypothesis(talk, step, last.choices[0])
    else:
        if step.remember and not is_nothing(last.words):
            remember(talk, step.remember, value)
        if step.lays:
            _lay_known(talk, step, last.choices)
        elif step.item and last.words and not is_nothing(last.words):
            _lay(talk, Item(step.item, last.words, step.theme))


def passed_over(talk: Standing) -> None:
    """Keeps that the open question was passed over, where that is to be known."""
    if talk.step().about == "finding":
        talk.state = hearing.judged(talk.state, "")


def remember(talk: Standing, name: str, words: str) -> None:
    """Keeps words for later talks; empty words are forgotten."""
    talk.effects.append(Remembered(name, words))
    talk.state = replace(talk.state, said={**talk.state.said, name: words})


def _hypothesis(talk: Standing, step: Step, verdict: str) -> None:
    label, quote = talk.state.about, talk.state.quote
    talk.effects.append(Judged(label, quote, verdict))
    talk.state = hearing.judged(talk.state, verdict)
    if step.item and verdict != "non":
        _lay(talk, Item(step.item, quote, label, verdict))


def _lever(talk: Standing, step: Step, choice: str) -> None:
    lever = talk.state.lever
    assert lever is not None  # the step falls away without one
    talk.state = hearing.answered_lever(talk.state, lever, choice)
    if choice == KEEP_LEVER and step.remember:
        remember(talk, step.remember, lever.quote)
    if choice == KEEP_LEVER and step.item:
        _lay(talk, Item(step.item, lever.quote))


def _lay_known(talk: Standing, step: Step, choices: tuple[str, ...]) -> None:
    """Lays the words known under the names that these choices stand for."""
    for words in (talk.state.known(name) for key, name in step.lays if key in choices):
        if words:
            _lay(talk, Item(step.item, words))


def _lay(talk: Standing, item: Item) -> None:
    talk.state = replace(talk.state, items=(*talk.state.items, item))


def _write_down(talk: Standing, name: str, words: str, keys: tuple[str, ...] = ()) -> None:
    frame, noted = talk.frame(), talk.noted
    talk.noted = False
    if not noted:
        talk.effects.append(Answered(frame.dialog, frame.step, name, words, keys))
