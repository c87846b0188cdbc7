"""Any sequence of events, sensible or not: what `advance` may never do."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.dialog.answers import offered
from bot.dialog.dates import Told
from bot.dialog.definition import Act, Ask
from bot.dialog.effects import Answered, Filed, Left, Remark, Remembered, Tell
from bot.dialog.engine import Turn, advance
from bot.dialog.events import Again, Begin, Event, Leave, Press, Say
from bot.dialog.state import Memory, State
from bot.insight import PITFALLS, THEMES, Distress, Finding, Lever, Reading
from tests.dialog.shipped import NOW, TODAY, library, memory, open_step, reader, teller

#: What commands begin; « reprise » only ever answers an interruption.
NAMES = ["accueil", "reflexion", "guidon", "solitude", "libre", "accord", "soutien", "reglages", "nulle part"]
KNOWN = [{}, {"adresse": "tu", "coach": "Hélène"}, {"pas": "<i>écrire</i>", "ressource": "a & b"}]
WORDS = st.one_of(
    st.sampled_from(
        [
            "", " ", "🙂", "bof", "rien", "oui", "non", "stop là", "x" * 10_000, "{{ 7*7 }}", "{% block a %}", "a\x00b",
            "<b>gras</b> <script>alert(1)</script> & \"'", "seul \ud800", "lundi j'ai refait le tableau de Paul",
            "partage tout sauf 2", "</blockquote>", "\u202eà l'envers", "7/10", "vendredi",
        ]
    ),
    st.text(max_size=60),
)  # fmt: skip
HOSTILE = ("<script>", "<b>gras", "</blockquote></")


class Talk(RuleBasedStateMachine):
    state: State
    now: datetime

    @initialize(seed=st.integers(0, 2**31), known=st.sampled_from(KNOWN))
    def begin(self, seed: int, known: dict[str, str]) -> None:
        self.state, self.now = State(seed=seed, memory=memory(**known)), NOW
        self.left = False

    def hear(self, event: Event) -> Turn:
        before = pickle.dumps(self.state)
        turn = advance(library(), self.state, event)
        assert pickle.dumps(self.state) == before, "the state given in was changed"
        again = advance(library(), self.state, event)
        assert again == turn, "the same event gave something else"
        assert turn.state.asked >= self.state.asked
        if turn.refused:
            assert turn.state is self.state
            assert not turn.effects
        self.render(turn)
        kept = self.state.memory
        for effect in turn.effects:
            if isinstance(effect, Remembered):
                kept = {**kept, effect.name: Memory(effect.words, TODAY)}
            if isinstance(effect, Filed):
                assert all(item.decision for item in effect.items), "filed without a decision"
        written = json.dumps(turn.state.to_json())
        self.state = State.from_json(json.loads(written), turn.state.memory)
        assert self.state == turn.state, "a trip through JSON changed the state"
        self.state = State.from_json(json.loads(written), kept)
        self.left = any(isinstance(effect, Left) for effect in turn.effects)
        self.now += timedelta(seconds=30)
        return turn

    def render(self, turn: Turn) -> None:
        told = [effect for effect in turn.effects if isinstance(effect, Tell | Remark)]
        for form in ("vous", "tu"):
            for message in teller().messages(told, reader(form)):
                assert not any(mark in message.html for mark in HOSTILE)
                assert "49" not in message.html

    @rule(name=st.sampled_from(NAMES))
    def command(self, name: str) -> None:
        turn = self.hear(Begin(name, self.now))
        assert (turn.refused == "unknown dialogue") is (name == "nulle part")

    @rule(
        text=WORDS,
        found=st.lists(st.sampled_from(PITFALLS), max_size=1),
        doubted=st.lists(st.sampled_from(PITFALLS), max_size=3, unique=True),
        themes=st.lists(st.sampled_from(THEMES), max_size=2, unique=True),
        helped=st.sampled_from(["", "way", "person"]),
        weighed=st.booleans(),
    )
    def words(
        self,
        text: str,
        found: list[str],
        doubted: list[str],
        themes: list[str],
        helped: str,
        *,
        weighed: bool,
    ) -> None:
        quote = text[:40].strip()
        reading = Reading(
            findings=tuple(Finding(label, 0, len(quote), quote, 0.8) for label in found if quote),
            doubts=tuple(Finding(label, 0, len(quote), quote, 0.4) for label in doubted if quote),
            themes=tuple(themes),
            odds=tuple(0.9 if label in doubted else 0.1 for label in PITFALLS) if weighed else (),
            levers=(Lever(helped, quote),) if helped and quote else (),
        )
        turn = self.hear(Say(text, self.now, reading))
        assert not turn.refused
        if text.strip():
            kept = [effect for effect in turn.effects if isinstance(effect, Answered)]
            assert any(text in effect.words or effect.keys for effect in kept), "words that nobody kept"

    @rule(text=WORDS, sign=st.sampled_from([Distress.SURE, Distress.UNSURE]))
    def distress(self, text: str, sign: Distress) -> None:
        self.hear(Say(text, self.now, reading=Reading(distress=sign)))
        assert sign is Distress.UNSURE or self.state.frames[-1].dialog == "soutien"

    @rule(hours=st.integers(1, 100), text=WORDS)
    def late(self, hours: int, text: str) -> None:
        self.now += timedelta(hours=hours)
        assert not self.hear(Say(text, self.now)).refused

    @precondition(lambda self: self.state.frames)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        keys = offered(open_step(self.state))
        key = data.draw(st.sampled_from(keys or ("skip",)))
        refused = self.hear(Press(self.state.asked, key, self.now)).refused
        assert refused == ("" if key in keys else "unknown choice")

    @precondition(lambda self: self.state.frames)
    @rule(data=st.data())
    def type_a_label(self, data: st.DataObject) -> None:
        keys = offered(open_step(self.state))
        choices = tuple(data.draw(st.lists(st.sampled_from(keys or ("skip",)), max_size=3)))
        day = TODAY + timedelta(days=9) if open_step(self.state).ask is Ask.DATE else None
        assert not self.hear(Say("comme ça", self.now, choices=choices, told=Told(day))).refused

    @rule(
        back=st.integers(1, 5), key=st.sampled_from(["oui", "skip", "tout_partager", "effacer", "nulle part"])
    )
    def press_an_old_button(self, back: int, key: str) -> None:
        turn = self.hear(Press(self.state.asked - back, key, self.now))
        assert turn.refused == ("old button" if self.state.frames else "nothing open")

    @precondition(lambda self: self.state.frames)
    @rule()
    def press_what_is_not_there(self) -> None:
        assert self.hear(Press(self.state.asked, "nulle part", self.now)).refused == "unknown choice"

    @rule()
    def again(self) -> None:
        turn = self.hear(Again(self.now))
        assert turn.refused == ("" if self.state.frames else "nothing open")

    @rule()
    def leave(self) -> None:
        turn = self.hear(Leave(self.now))
        assert not self.state.frames
        assert not self.state.items
        assert not self.state.said
        assert not any(isinstance(effect, Tell | Remark) for effect in turn.effects)

    @invariant()
    def a_question_waits_or_nothing_is_open(self) -> None:
        if self.state.frames:
            assert open_step(self.state).act is Act.ASK
            names = [frame.dialog for frame in self.state.frames]
            asked_for = [name for name in names if name not in ("soutien", "reprise")]
            assert len(asked_for) == len(set(asked_for)), "a dialogue over itself"
        else:
            assert not self.state.items, "elements outlive their talk"
            assert not self.state.partial


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=300, stateful_step_count=25, deadline=None)
