"""Small dialogues made for tests of single turns, and a talk on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.dialog.dates import Told
from bot.dialog.dates import told as told_in
from bot.dialog.effects import Answered, Effect, Tell
from bot.dialog.engine import Turn, advance
from bot.dialog.events import Begin, Event, Press, Say
from bot.dialog.library import Library
from bot.dialog.loading import load
from bot.dialog.state import State
from tests.dialog.shipped import NOW, TODAY

HEARD = """
interrupts:
  - on: stop
  - {on: distress, call: soutien, outside: [soutien]}
  - {on: gap, hours: 20, call: reprise, outside: [soutien, reprise]}
"""
SMALL = {
    "interrupts.yaml": HEARD,
    "libre.yaml": "dialog: libre\nstart: n\nsteps:\n  n: {ask: text, keep: note, next: r}\n"
    "  r: {ask: choice, choices: [oui, non], decision: true, next: f}\n  f: {end: done}\n",
    "soutien.yaml": "dialog: soutien\nstart: a\nsteps:\n"
    "  a: {next: [{when: {distress: unsure}, go: d}, {else: s}]}\n"
    "  d: {ask: choice, choices: [facon, dur], decision: true, next: [{when: {answer: facon}, go: w}, {else: s}]}\n"
    "  w: {end: idiom, do: [stay]}\n"
    "  s: {ask: choice, choices: [continuer, pause], next: [{when: {answer: pause}, go: p}, {else: f}]}\n"
    "  p: {end: rest, do: [close]}\n  f: {end: done}\n",
    "reprise.yaml": "dialog: reprise\nstart: c\nsteps:\n"
    "  c: {ask: choice, choices: [reponse, ailleurs, reprendre], decision: true, next: "
    "[{when: {answer: reponse}, go: s}, {when: {answer: ailleurs}, go: t}, {else: f}]}\n"
    "  s: {end: a, do: [stay]}\n  t: {end: b, do: [turn_away]}\n  f: {end: c}\n",
    "essai.yaml": """
dialog: essai
start: texte
steps:
  texte: {ask: text, keep: texte, item: topic, probe: [concrete, descriptive], next: note}
  note: {ask: scale, scale: [1, 5], remember: note, next: plusieurs}
  plusieurs: {ask: choices, choices: [a, b, c], keep: plusieurs, next: jour}
  jour: {ask: date, keep: jour, next: hypothese}
  hypothese: {ask: confirm, about: finding, item: pitfall, next: suite}
  suite: {call: sous, next: dernier}
  dernier: {ask: text, remember: dernier, optional: true, next: fin}
  fin: {end: done, do: [share_rest, file_items, follow_up]}
""",
    "sous.yaml": "dialog: sous\nstart: q\nneeds: [note]\nsteps:\n  q: {ask: text, next: f}\n  f: {end: fait}\n",
}
HABIT = "je relis toujours tout"
PLAIN = "lundi j'ai refait le tableau de Paul avant la réunion"


def made(changes: dict[str, str] | None = None) -> Library:
    dialogs, problems = load({**SMALL, **(changes or {})})
    assert not problems
    return Library(dialogs)


class Talk:
    """A talk on the small dialogues, event by event."""

    def __init__(self, name: str = "", changes: dict[str, str] | None = None, **state: object) -> None:
        self.library, self.now = made(changes), NOW
        self.state = replace(State(seed=3), **state)  # type: ignore[arg-type]  # names of fields, checked when run
        self.turn = Turn(self.state)
        if name:
            self.hear(Begin(name, NOW))

    def hear(self, event: Event) -> list[Effect]:
        self.turn = advance(self.library, self.state, event)
        self.state = self.turn.state
        return list(self.turn.effects)

    def say(self, text: str, day: date | None = None, **more: object) -> list[Effect]:
        self.now += timedelta(seconds=30)
        moment = Told(day) if day else told_in(text, TODAY)
        return self.hear(Say(text, self.now, told=moment, **more))  # type: ignore[arg-type]  # names of fields

    def press(self, key: str) -> list[Effect]:
        return self.hear(Press(self.state.asked, key, self.now))

    @property
    def at(self) -> str:
        frame = self.state.frame
        return f"{frame.dialog}.{frame.step}" if frame else ""

    def to(self, step: str) -> Talk:
        """On to a step of `essai`, by the plainest answers."""
        answers = {"texte": PLAIN, "note": "3", "jour": "vendredi", "dernier": PLAIN}
        while self.at != f"essai.{step}":
            name = self.state.frames[-1].step
            if name == "plusieurs":
                self.press("done")
            else:
                self.say(answers.get(name, PLAIN), day=TODAY if name == "jour" else None)
        return self


def kept(effects: list[Effect]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(e.step, e.words, e.keys) for e in effects if isinstance(e, Answered)]


def told(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(e.step.name, e.block) for e in effects if isinstance(e, Tell)]
