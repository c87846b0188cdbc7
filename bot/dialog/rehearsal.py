"""Conversations written down as data, played against the engine: the tests of dialogues, and the proof that
each step has one. `dialogs/README.md` teaches their form; a conversation tells where Recul waits and what is
answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.dialog import tree
from bot.dialog.dates import Told, told
from bot.dialog.definition import FREE
from bot.dialog.effects import Effect, Ended, Filed, Remembered
from bot.dialog.engine import advance
from bot.dialog.events import Begin, Event, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.problems import Problem, nearest
from bot.dialog.replies import is_stop
from bot.dialog.state import Item, Memory, State
from bot.dialog.tree import Node
from bot.insight import PITFALLS, THEMES, Distress, Finding, Lever, Reading

_KEYS = ("talk", "about", "with", "memory", "said", "lines", "shared", "kept", "seed")
_LINE_KEYS = (
    "at",
    "say",
    "press",
    "reads",
    "doubts",
    "odds",
    "themes",
    "levers",
    "distress",
    "ended",
    "after_hours",
    "day",
)
#: A rehearsal happens on a Tuesday.
_START = datetime(2026, 3, 10, 18, 40, tzinfo=UTC)

#: How likely the reader finds a pitfall that a line says it reads, doubts, or leaves out.
_FOUND, _DOUBT, _UNLIKELY = 0.9, 0.4, 0.05
_LEVERS = ("way", "person")

#: What typed words spell out at the open question; given in, because labels are wording.
Spelling = Callable[[State, str], tuple[str, ...]]
#: An element's text as coachee and coach see it.
Telling = Callable[[Item], str]


@dataclass
class Rehearsal:
    """What came of one conversation: steps visited (`dialog.step`), effects of each turn, and problems."""

    file: str
    visited: set[str] = field(default_factory=set)
    turns: list[tuple[str, tuple[Effect, ...], State]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line, "D502", message, hint))


def rehearse(library: Library, file: str, source: str, spelling: Spelling, telling: Telling) -> Rehearsal:
    """Plays one conversation."""
    result = Rehearsal(file)
    root = tree.read(source, file, result.problems)
    if root is None:
        return result
    fields = dict(root.items())
    for key, node in fields.items():
        if key not in _KEYS:
            result.problem(node.line, f"clé inconnue « {key} »", nearest(key, _KEYS))
    talk = _text(fields.get("talk"))
    if talk not in library.current:
        result.problem(root.line, f"dialogue inconnu « {talk} »", nearest(talk, library.current))
        return result
    if not result.problems:
        try:
            _Play(library, result, spelling, fields).play(talk, telling)
        except _UnreadableError as error:
            result.problem(error.line, str(error), "dialogs/README.md montre la forme d'une conversation")
    return result


def untested(library: Library, rehearsals: list[Rehearsal], folder: str) -> list[Problem]:
    """Steps that no conversation visits."""
    visited = {step for rehearsal in rehearsals for step in rehearsal.visited}
    return [
        Problem(
            dialog.file, step.line, "D501", f"aucune conversation d'essai ne passe par « {step.name} »",
            f"en écrire une dans {folder}",
        )
        for dialog in library.current.values()
        for step in dialog.steps.values()
        if f"{dialog.name}.{step.name}" not in visited
    ]  # fmt: skip


class _UnreadableError(Exception):
    """A value that a conversation cannot have."""

    def __init__(self, node: Node, told: str) -> None:
        super().__init__(told)
        self.line = node.line


class _Play:
    def __init__(
        self, library: Library, result: Rehearsal, spelling: Spelling, fields: Mapping[str, Node]
    ) -> None:
        self.library, self.result, self.spelling = library, result, spelling
        self.fields = fields
        self.now = _START
        memory = {name: Memory(_text(node), self.now.date()) for name, node in _pairs(fields.get("with"))}
        for name, node in _pairs(fields.get("memory")):
            told = dict(node.items())
            day = _day(told["day"]) if "day" in told else self.now.date()
            memory[name] = Memory(_text(told.get("words")) if told else _text(node), day)
        seed = int(_number(fields["seed"])) if "seed" in fields else 7
        self.state = State(seed=seed, memory=memory)
        self.ended = ""
        self.items: dict[str, list[Item]] = {"shared": [], "private": []}

    def play(self, talk: str, telling: Telling) -> None:
        lines = self.fields.get("lines")
        listed = lines.value if lines is not None and isinstance(lines.value, tuple) else ()
        said = {name: _text(node) for name, node in _pairs(self.fields.get("said"))}
        if talk != FREE or not (listed and "say" in dict(listed[0].items())):
            self._turn(Begin(talk, self.now, said))
        for line in listed:
            if not self._line(line):
                return
        self._compare("shared", "shared", telling)
        self._compare("kept", "private", telling)

    def _line(self, line: Node) -> bool:
        fields = dict(line.items())
        for key in fields:
            if key not in _LINE_KEYS:
                self.result.problem(line.line, f"clé inconnue « {key} »", nearest(key, _LINE_KEYS))
                return False
        if "at" in fields:
            return self._expect(_text(fields["at"]), line.line)
        if "ended" in fields:
            wanted = _text(fields["ended"])
            if self.state.frames or self.ended != wanted:
                where = self._where() or f"fini par « {self.ended} »"
                self.result.problem(line.line, f"devait finir par « {wanted} » ; en est à : {where}")
                return False
            return True
        if "say" not in fields and "press" not in fields:
            raise _UnreadableError(line, "une ligne dit « at », « say », « press » ou « ended »")
        hours = _number(fields["after_hours"]) if "after_hours" in fields else 0
        self.now += timedelta(hours=hours, seconds=40)
        return self._answer(fields, line)

    def _answer(self, fields: Mapping[str, Node], line: Node) -> bool:
        if "press" in fields:
            pressed = _text(fields["press"])
            refused = self._turn(Press(self.state.asked, pressed, self.now))
            if refused:
                self.result.problem(line.line, f"le bouton « {pressed} » n'est pas proposé à {self._where()}")
            return not refused
        text = _text(fields.get("say"))
        if is_stop(text):
            self._turn(Leave(self.now))
            self.ended = "stop"
            return True
        moment = Told(_day(fields["day"])) if "day" in fields else told(text, self.now.date())
        spelled = self.spelling(self.state, text)
        self._turn(Say(text, self.now, _reading(text, fields, line), spelled, moment))
        return True

    def _turn(self, event: Event) -> str:
        turn = advance(self.library, self.state, event)
        self.state = turn.state
        told = event.text if isinstance(event, Say) else event.choice if isinstance(event, Press) else ""
        self.result.turns.append((told, turn.effects, turn.state))
        for effect in turn.effects:
            if isinstance(effect, Ended):
                self.ended = effect.outcome
            elif isinstance(effect, Filed):
                for item in effect.items:
                    self.items[item.decision].append(item)
            elif isinstance(effect, Remembered):
                memory = Memory(effect.words, self.now.date())
                self.state = replace(self.state, memory={**self.state.memory, effect.name: memory})
        self.result.visited |= turn.passed
        return turn.refused

    def _expect(self, wanted: str, line: int) -> bool:
        where = self._where()
        if where == wanted or where.endswith(f".{wanted}"):
            return True
        self.result.problem(line, f"attendu à « {wanted} » ; en est à « {where or 'fini'} »")
        return False

    def _where(self) -> str:
        frame = self.state.frame
        return f"{frame.dialog}.{frame.step}" if frame else ""

    def _compare(self, key: str, decision: str, telling: Telling) -> None:
        node = self.fields.get(key)
        if node is None:
            return
        wanted = [_blank(text) for text in node.texts() or ()]
        found = [_blank(telling(item)) for item in self.items[decision]]
        if wanted != found:
            self.result.problem(node.line, f"« {key} » devait être {wanted} ; c'est {found}")


def _blank(text: str) -> str:
    """Text whose no-break spaces need not be typed by those who write tests."""
    return text.replace("\u00a0", " ").replace("\u2019", "'")


def _pairs(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.items()) if node is not None else []


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def _number(node: Node) -> float:
    text = _text(node)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII):
        raise _UnreadableError(node, f"« {text} » n'est pas un nombre")
    return float(text)


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(_text(node))
    except ValueError:
        raise _UnreadableError(node, f"« {_text(node)} » n'est pas un jour comme 2026-03-10") from None


def _reading(text: str, fields: Mapping[str, Node], line: Node) -> Reading:
    """What a line says that the reader reads in its words. Doubts are written the surest first; a pitfall that
    `odds` leave out is unlikely."""
    signs = _text(fields.get("distress")) or "none"
    if signs not in set(Distress):
        raise _UnreadableError(line, f"« distress: {signs} » ; {nearest(signs, set(Distress))}")
    odds = {_one_of(PITFALLS, label, node): _odds(node) for label, node in _pairs(fields.get("odds"))}
    themes = fields["themes"].texts() or ("",) if "themes" in fields else ()
    return Reading(
        findings=tuple(_finding(text, label, node) for label, node in _pairs(fields.get("reads"))),
        distress=Distress(signs),
        themes=tuple(_one_of(THEMES, theme, fields["themes"]) for theme in themes),
        doubts=tuple(
            _finding(text, label, node, _DOUBT - place / 100)
            for place, (label, node) in enumerate(_pairs(fields.get("doubts")))
        ),
        odds=tuple(odds.get(label, _UNLIKELY) for label in PITFALLS) if odds else (),
        levers=tuple(
            Lever(_one_of(_LEVERS, kind, node), _quote(text, node))
            for kind, node in _pairs(fields.get("levers"))
        ),
    )


def _finding(text: str, label: str, node: Node, score: float = _FOUND) -> Finding:
    quote = _quote(text, node)
    start = text.index(quote)
    return Finding(_one_of(PITFALLS, label, node), start, start + len(quote), quote, score)


def _quote(text: str, node: Node) -> str:
    quote = _text(node)
    if not quote or quote not in text:
        raise _UnreadableError(node, f"« {quote} » n'est pas dans les mots dits")
    return quote


def _one_of(allowed: Sequence[str], word: str, node: Node) -> str:
    if word not in allowed:
        raise _UnreadableError(node, f"mot inconnu « {word} » ; {nearest(word, allowed)}")
    return word


def _odds(node: Node) -> float:
    odds = _number(node)
    if odds > 1:
        raise _UnreadableError(node, f"« {_text(node)} » n'est pas une probabilité, de 0 à 1")
    return odds
