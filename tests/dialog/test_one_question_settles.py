"""Whatever the dialogues and whatever happens: at most one separating question a talk, none in a short one and none
while another dialogue waits below.

The dialogues are those of an author who puts such questions everywhere, the answers to interruptions included.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.dialog.answers import offered
from bot.dialog.definition import Step
from bot.dialog.engine import advance
from bot.dialog.events import Begin, Event, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.loading import load
from bot.dialog.state import State
from bot.insight import PITFALLS, THEMES, Distress, Finding, Lever, Reading
from tests.dialog.shipped import NOW
from tests.dialog.small import HEARD

SEPARATING = (
    "{{ask: choice, choices: [a, b, c], settles: {{a: {}, b: {}, c: conflict}}, next: {}}}".format  # YAML of a step
)


def _dialog(name: str, question: str, after: str, ends: str = "") -> str:
    """One question of its own, then separating questions with and without a test of their own, then `after`."""
    first, second = SEPARATING(PITFALLS[0], PITFALLS[1], "deux"), SEPARATING(PITFALLS[2], "none", "apres")
    return (
        f"dialog: {name}\nstart: un\nsteps:\n"
        f"  un: {{{question}, next: sep}}\n  sep: {first}\n"
        "  deux: {next: [{when: {doubt: any}, go: encore}, {else: encore}]}\n"
        f"  encore: {second}\n  apres: {{{after}}}\n  fin: {{end: done{ends}}}\n"
    )


SOURCES = {
    "interrupts.yaml": HEARD,
    "libre.yaml": _dialog("libre", "ask: text", "call: sous, next: fin"),
    "boucle.yaml": _dialog(
        "boucle",
        "ask: text, probe: concrete",
        "ask: text, next: [{when: {skipped: true}, go: fin}, {else: un}]",
    ),
    "sous.yaml": _dialog("sous", "ask: confirm, about: finding", "ask: text, optional: true, next: fin"),
    "soutien.yaml": _dialog(
        "soutien", "ask: choice, choices: [x, y]", "do: [shorten], next: fin", ", do: [stay]"
    ),
    "reprise.yaml": _dialog("reprise", "ask: choice, choices: [x, y]", "next: fin", ", do: [turn_away]"),
}


@cache
def library() -> Library:
    dialogs, problems = load(SOURCES)
    assert not problems
    return Library(dialogs)


READINGS = st.builds(
    Reading,
    findings=st.lists(st.builds(Finding, st.sampled_from(PITFALLS), st.just(0), st.just(3), st.just("mot"),
                                st.floats(0.5, 1)), max_size=1).map(tuple),
    distress=st.sampled_from([Distress.NONE, Distress.NONE, Distress.NONE, *Distress]),
    themes=st.lists(st.sampled_from(THEMES), max_size=2).map(tuple),
    doubts=st.lists(st.builds(Finding, st.sampled_from(PITFALLS), st.just(0), st.just(3), st.just("mot"),
                              st.floats(0.1, 0.5)), max_size=3).map(tuple),
    odds=st.one_of(st.just(()), st.tuples(*[st.floats(0, 1)] * 4)),
    levers=st.sampled_from([(), (Lever("way", "mot"),)]),
)  # fmt: skip


class Talk(RuleBasedStateMachine):
    state: State
    now: datetime

    @initialize(seed=st.integers(0, 99))
    def begin(self, seed: int) -> None:
        self.state, self.now = State(seed=seed), NOW
        self.past: tuple[int, bool] = (0, False)  # the talk, and whether its separating question is behind it

    def open_question(self) -> list[Step]:
        """The separating question that is open, on the screen or below an interruption."""
        steps = [library().of(frame).steps[frame.step] for frame in self.state.frames]
        return [step for step in steps if step.settles]

    def hear(self, event: Event) -> None:
        before, asked = self.state, self.open_question()
        self.state = advance(library(), before, event).state
        self.now += timedelta(seconds=30)
        now_open = self.open_question()
        assert len(now_open) <= 1
        if self.state.talk != before.talk:
            asked, self.past = [], (self.state.talk, False)
        if now_open and now_open != asked:
            assert not asked, "one after the other"
            assert self.past != (self.state.talk, True), "a second one in this talk"
            assert not self.state.short
            assert not any(frame.interrupting for frame in self.state.frames)
            assert self.state.doubts
        if asked and not now_open:
            self.past = (self.state.talk, True)
        if asked and not now_open and self.state.frames:
            assert not self.state.doubts, "the doubts stay when their question is left"

    @rule(name=st.sampled_from(["boucle", "libre", "sous"]))
    def command(self, name: str) -> None:
        self.hear(Begin(name, self.now))

    @rule(
        text=st.sampled_from(["un mot", "toujours pareil", "un mot qui dit bien plus que rien"]),
        reading=READINGS,
    )
    def words(self, text: str, reading: Reading) -> None:
        self.hear(Say(text, self.now, reading))

    @rule(reading=READINGS)
    def late(self, reading: Reading) -> None:
        self.now += timedelta(hours=30)
        self.hear(Say("un mot, bien après", self.now, reading))

    @precondition(lambda self: self.state.frames)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        frame = self.state.frames[-1]
        keys = offered(library().of(frame).steps[frame.step])
        self.hear(Press(self.state.asked, data.draw(st.sampled_from(keys)), self.now))

    @rule()
    def leave(self) -> None:
        self.hear(Leave(self.now))


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=300, stateful_step_count=25, deadline=None)
