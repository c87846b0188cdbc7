"""How a talk moves within one turn: standing at steps, calling and returning, until a question waits.

A `Progress` lives for one turn. It is the only mutable thing in the core, and nothing outside `dialog` sees
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zlib import crc32

from bot.dialog import deeds, hearing, keeping
from bot.dialog.definition import Act, Signal, Step
from bot.dialog.effects import Ended, Remark, Tell
from bot.dialog.events import Say
from bot.dialog.library import Library
from bot.dialog.standing import Standing
from bot.dialog.state import Frame, Last, State
from bot.dialog.thinness import asks_something, tells_something
from bot.insight import Distress, Reading

#: More steps than any turn can take; only a definition with a cycle that asks nothing gets there, and
#: `recul dialogs check` refuses those.
_LONGEST_TURN = 500
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Progress(Standing):
    """`feed` holds words that an interrupt gives back at its end."""

    def __init__(self, library: Library, state: State, at: datetime) -> None:
        super().__init__(library, state, at)
        self.feed: Say | None = None
        self._way_back = ""
        self._carried: dict[str, Any] = {}

    # Beginning, interrupting, going on

    def begin(self, name: str, given: Mapping[str, str] = _NOTHING, standpoint: str = "") -> str:
        """Starts a dialogue, on top of the waiting one if there is one. Returns the reason if it cannot."""
        if name not in self.library.current:
            return "unknown dialogue"
        if any(frame.dialog == name for frame in self.state.frames):
            return self.put_again()
        if not self._may_start(name, given):
            return "needs more"
        once = self.library.current[name].once
        if (
            self.state.frames and self.is_helping() and not once
        ):  # whoever asks for something else has put it aside
            self._close(self.state.frames[0].dialog, "close")
        state = replace(self.state, last=Last())
        if state.frames:
            self._play_over(name, state, given=given, standpoint=standpoint)
        else:
            called = self.library.current[name]
            frames = (Frame(name, called.digest, called.start, standpoint=standpoint),)
            talk = state.talk + 1
            self.state = replace(
                hearing.emptied(state), frames=frames, talk=talk, said=dict(given), **self._carried
            )  # fmt: skip
            self._run(called.start)
        return ""

    def interrupt(self, signal: Signal, held: Say, last: Last) -> None:
        """Plays the dialogue that answers a signal over the waiting question. The words held are in the journal
        at once, whatever becomes of them."""
        answer = self.library.answering(self.dialog(), signal)
        assert answer is not None  # else it is not heard
        keeping.jot(self, held.text)
        self._play_over(answer.call, replace(self.state, last=last), held)

    def help_again(self, words: str) -> None:
        """A sure sign where help is under way, perhaps on a mere doubt: it begins again, without the doubt."""
        keeping.jot(self, words)
        self.state = replace(self.state, last=Last(distress=Distress.SURE.value))
        self._run(self.dialog().start)

    def _play_over(
        self, name: str, state: State, held: Say | None = None, *,
        given: Mapping[str, str] = _NOTHING, standpoint: str = "",
    ) -> None:  # fmt: skip
        """Begins a dialogue over the waiting question, which is put again when it has ended. One that is given words
        knows only those of this talk."""
        called = self.library.current[name]
        since = state.asked_at.isoformat() if state.asked_at else ""
        frame = Frame(
            name, called.digest, called.start, interrupting=True, held=held.text if held else "", since=since,
            block=state.block, variant=state.variant, probed=state.probed, partial=state.partial,
            themes=held.reading.themes if held else (), odds=held.reading.odds if held else (),
            standpoint=standpoint, aside=state.said if given else None,
        )  # fmt: skip
        said = dict(given) if given else state.said
        self.state = replace(state, frames=(*state.frames, frame), said=said)
        self._run(called.start)

    def _may_start(self, name: str, given: Mapping[str, str] = _NOTHING) -> bool:
        """Whether a dialogue can be played now: it is there, it is not under way, and what it needs is
        known."""
        called = self.library.current.get(name)
        under_way = any(frame.dialog == name for frame in self.state.frames)
        return (
            called is not None
            and not under_way
            and all(given.get(n) or self.state.known(n) for n in called.needs)
        )

    def go_on(self, last: Last) -> None:
        """Leaves the open question with this answer and walks to the next one."""
        step = self.step()
        self.state = replace(
            hearing.left(self.state, step), last=last, probed=False, partial="", selected=()
        )  # fmt: skip
        self._do(step)
        self._run(self._following(step))

    def _run(self, name: str) -> None:
        following: str | None = name
        for _ in range(_LONGEST_TURN):
            if following is None:
                return
            following = self._enter(following)
        raise RuntimeError(f"{self.frame().dialog}: a turn without end at {self.frame().step}")

    def _enter(self, name: str) -> str | None:
        """Stands at a step; returns the next one if this one does not wait."""
        self.state = replace(self.state, frames=(*self.state.frames[:-1], replace(self.frame(), step=name)))
        self.passed.add(f"{self.frame().dialog}.{name}")
        step = self.step()
        match step.act:
            case Act.ASK:
                return self._ask(step)
            case Act.SAY:
                self.tell("say", step)
            case Act.CALL:
                return self._enter_call(step)
            case Act.END:
                return self._end(step)
        self._do(step)
        return self._following(step)

    def _enter_call(self, step: Step) -> str | None:
        if not self._may_start(step.call):
            self.state = replace(self.state, last=replace(self.state.last, outcome=""))
            return self._following(step)
        called = self.library.current[step.call]
        frame = Frame(called.name, called.digest, called.start)
        self.state = replace(self.state, frames=(*self.state.frames, frame))
        return called.start

    def _following(self, step: Step) -> str:
        following = self.library.walk(self.dialog()).after(step.name, self.state)
        if following is None:
            raise RuntimeError(f"{self.frame().dialog}: no way on from {step.name}")
        return following

    # Ending

    def _end(self, step: Step) -> str | None:
        frame = self.frame()
        self._do(step)
        self.state = replace(self.state, frames=self.state.frames[:-1])
        if not self.state.frames:
            self._close(frame.dialog, step.outcome)
            return None
        if frame.interrupting:
            self._come_back(frame)
            return None
        self.state = replace(self.state, last=replace(self.state.last, outcome=step.outcome))
        return self._following(self.step())

    def _come_back(self, frame: Frame) -> None:
        way, self._way_back = self._way_back, ""
        self.state = replace(
            self.state, selected=(), last=Last(), probed=frame.probed, partial=frame.partial,
            said=self.state.said if frame.aside is None else frame.aside,
        )  # fmt: skip
        if way in ("turn_away", "close"):
            self._carried = hearing.of_held(self.state, frame)
            self._close(self.state.frames[0].dialog, way)
        if way in ("stay", "turn_away") and frame.held:
            self.feed, self.noted = Say(frame.held, self.at, Reading(odds=frame.odds)), True
        elif way != "close" and self.state.frames:
            self._put(frame.block, frame.variant)

    def _close(self, dialog: str, outcome: str) -> None:
        """The whole talk is over. What it has put or laid before the coachee and was not filed goes with it;
        what was said stays until the next one begins, for the host."""
        self.effects.append(Ended(dialog, outcome))
        self.state = replace(
            hearing.emptied(self.state), frames=(), items=(), selected=(), probed=False, partial="", short=False
        )  # fmt: skip

    # Deeds

    def _do(self, step: Step) -> None:
        if step.forget and not self.state.last.skipped:
            keeping.remember(self, step.forget, "")
        for deed in step.do:
            if deed in ("stay", "turn_away", "close"):
                self._way_back = deed
            elif deed in ("pass_on", "pass_question_on"):
                fits = tells_something if deed == "pass_on" else asks_something
                if fits(self.state.last.words):
                    self.feed, self.noted = Say(self.state.last.words, self.at), True
            else:
                self.state, effects = deeds.do(deed, self.state)
                self.effects.extend(effects)

    # Asking and saying

    def _ask(self, step: Step) -> str | None:
        if hearing.falls_away(self.state, step):
            self.state = replace(self.state, last=Last(skipped=True))
            return self._following(step)
        self.state = replace(hearing.put(self.state, step), probed=False, partial="", selected=())
        block = "shorter" if self.state.short and not step.decision else "question"
        self.put(block, after_answer=not step.decision)
        return None

    def put(self, block: str, *, after_answer: bool = False) -> None:
        """Puts the open question in a wording of this block, as a new question number. Words just answered
        may be acknowledged."""
        self._put(block, self._variant(block, self.step()), after_answer=after_answer)

    def put_again(self) -> str:
        """Puts the open question once more in the wording that it had. Returns the reason if none is open."""
        if not self.state.frames:
            return "nothing open"
        self._put(self.state.block, self.state.variant)
        return ""

    def _put(self, block: str, variant: int, *, after_answer: bool = False) -> None:
        asked = self.state.asked + 1
        spoken = any(isinstance(effect, Tell) for effect in self.effects)
        answered = after_answer and bool(self.state.last.words) and not spoken
        often = crc32(f"{self.state.seed}:{asked}".encode()) % 2 == 1  # an acknowledgement each time is a tic
        ack = self._drawn("ack") if answered and often else None
        self.state = replace(self.state, asked=asked, asked_at=self.at, block=block, variant=variant)
        frame = self.frame()
        self.effects.append(
            Tell(frame.dialog, self.step(), block, variant, self.state, asked, ack, frame.digest)
        )

    def remark(self) -> None:
        """Shows the open question's buttons anew, with what is selected."""
        self.effects.append(Remark(self.frame().dialog, self.step(), self.state))

    def tell(self, block: str, step: Step, moments: tuple[str, ...] = ()) -> None:
        """Says a wording of this block that waits for nothing. `moments` are the days or hours that it speaks of."""
        frame = self.frame()
        variant = self._variant(block, step)
        told = Tell(frame.dialog, step, block, variant, self.state, digest=frame.digest, moments=moments)
        self.effects.append(told)

    def _variant(self, block: str, step: Step) -> int:
        """Which wording of a block comes next."""
        return self._drawn(f"{self.frame().dialog}.{step.name}.{block}")

    def _drawn(self, name: str) -> int:
        """The next of several: a start drawn from the seed, then one after the other, so that none returns before
        all were used."""
        used = self.state.rota.get(name, 0)
        self.state = replace(self.state, rota={**self.state.rota, name: used + 1})
        return crc32(f"{self.state.seed}:{name}".encode()) % 1009 + used

    def unask(self) -> None:
        """Takes the open question back, if it was put in this turn: its answer is already there."""
        asked = self.state.asked
        self.effects = [e for e in self.effects if not (isinstance(e, Tell) and e.asked == asked)]

    def unsay(self) -> None:
        """Takes back what this turn would have said so far: the words that answer it are already there."""
        self.effects = [effect for effect in self.effects if not isinstance(effect, Tell)]
