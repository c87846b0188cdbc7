"""What the tests of the engine share: the dialogues as shipped, their wording, and states at random."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot import authoring
from bot.dialog.definition import ITEM_KINDS, Act, Condition, Dialog, Step, Test
from bot.dialog.library import Library
from bot.dialog.state import Item, Last, Memory, Passage, State
from bot.insight import PITFALLS, THEMES, Lever
from bot.prompts import Prompts
from bot.telling import Reader, Teller

ROOT = Path(__file__).parents[2]
DIALOGS = ROOT / "dialogs"
PROMPTS = ROOT / "prompts"
CONVERSATIONS = ROOT / "tests" / "dialogs"
NOW = datetime(2026, 3, 10, 18, 40, tzinfo=UTC)
TODAY = NOW.date()
PARIS = ZoneInfo("Europe/Paris")


@cache
def library() -> Library:
    return authoring.load(DIALOGS)


@cache
def teller() -> Teller:
    return Teller(Prompts(PROMPTS), library())


def dialogs() -> list[Dialog]:
    return list(library().current.values())


def reader(form: str) -> Reader:
    return Reader(form, PARIS)


def open_step(state: State) -> Step:
    assert state.frame is not None
    return library().of(state.frame).steps[state.frame.step]


def memory(**words: str) -> dict[str, Memory]:
    return {name: Memory(told, date(2026, 3, 3)) for name, told in words.items()}


def conditions(dialog: Dialog) -> list[Condition]:
    return [test for step in dialog.steps.values() for branch in step.branches for test in branch.when]


def tested_names(dialog: Dialog) -> set[str]:
    """Names that some branch asks about."""
    return {
        name
        for test in conditions(dialog)
        for name in (
            (test.name,) if test.test is Test.VALUE else test.values if test.test is Test.KNOWN else ()
        )
    }


@cache
def states() -> st.SearchStrategy[State]:
    """States such as a talk may be in, as far as the tests of `when:` can see."""
    tests = [test for dialog in dialogs() for test in conditions(dialog)]
    names = sorted({name for dialog in dialogs() for name in tested_names(dialog)})
    values = sorted({value for test in tests for value in test.values})
    outcomes = sorted(
        {step.outcome for dialog in dialogs() for step in dialog.steps.values() if step.act is Act.END}
    )
    known = st.dictionaries(st.sampled_from(names), st.sampled_from(["", "des mots", *values]), max_size=6)
    last = st.builds(
        Last,
        choices=st.lists(st.sampled_from(values), max_size=2).map(tuple),
        number=st.none() | st.integers(0, 10),
        skipped=st.booleans(),
        outcome=st.sampled_from(["", *outcomes]),
        distress=st.sampled_from(["", "none", "sure", "unsure"]),
    )
    passages = st.builds(
        Passage,
        label=st.sampled_from(PITFALLS),
        quote=st.just("mes mots"),
        score=st.floats(0, 1),
        verdict=st.sampled_from(["", "oui", "non", "en_partie", "passed"]),
    )
    items = st.builds(
        Item,
        kind=st.sampled_from(ITEM_KINDS),
        words=st.just("mes mots"),
        decision=st.sampled_from(["", "shared", "private"]),
    )
    doubts = st.lists(passages, max_size=3, unique_by=lambda passage: passage.label)
    return st.builds(
        State,
        seed=st.integers(0, 999),
        talk=st.just(1),
        short=st.booleans(),
        separated=st.sampled_from([0, 1]),
        doubts=doubts.map(tuple),
        themes=st.lists(st.sampled_from(THEMES), max_size=2).map(tuple),
        levers=st.sampled_from([(), (Lever("way", "mes mots"),)]),
        last=last,
        about=st.sampled_from(["", *PITFALLS]),
        said=known,
        memory=known.map(lambda words: memory(**words)),
        passages=st.lists(passages, max_size=3).map(tuple),
        items=st.lists(items, max_size=3).map(tuple),
    )
