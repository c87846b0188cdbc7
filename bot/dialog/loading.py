"""From YAML text to definitions. Collects every problem instead of stopping at the first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialog import tree
from bot.dialog.definition import (
    CONFIRM_KEYS, HOST_DEEDS, ITEM_KINDS, PROBES, TALK_DEEDS,
    Act, Ask, Branch, Condition, Dialog, Interrupt, Signal, Step, Test,
)  # fmt: skip
from bot.dialog.problems import Problem, nearest
from bot.dialog.tree import Node
from bot.insight import PITFALLS

INTERRUPTS = "interrupts"

_DIALOG_KEYS = ("dialog", "start", "once", "needs", "moves", "steps")
_STEP_KEYS = (
    "ask", "say", "call", "end", "next", "choices", "scale", "keep", "remember", "forget", "item", "probe",
    "about", "do", "decision", "optional",
)  # fmt: skip
_ACTS = {"ask": Act.ASK, "say": Act.SAY, "call": Act.CALL, "end": Act.END}
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_RESERVED = ("skip", "other", "shorter", "done")
#: Values that a test may take, where they are a closed list.
_TEST_VALUES: dict[Test, tuple[str, ...]] = {
    Test.FINDING: ("any", *PITFALLS),
    Test.PITFALL: PITFALLS,
    Test.ITEMS: ("undecided", "shared", "none"),
    Test.DISTRESS: ("sure", "unsure"),
    Test.SKIPPED: ("true", "false"),
    Test.SHORT: ("true", "false"),
}


def load(sources: Mapping[str, str]) -> tuple[dict[str, Dialog], list[Problem]]:
    """Definitions by name from YAML texts by file name (`reflexion.yaml`), and every problem met.

    A dialogue with problems of its own is left out of the definitions. `interrupts.yaml` is read first; its text
    is part of every digest, since it changes what every dialogue hears."""
    problems: list[Problem] = []
    common = sources.get(f"{INTERRUPTS}.yaml", "")
    interrupts = _interrupts(common, problems)
    dialogs: dict[str, Dialog] = {}
    for file, source in sorted(sources.items()):
        if file == f"{INTERRUPTS}.yaml":
            continue
        reading = _Reading(file)
        dialog = reading.dialog(source, interrupts, common)
        problems += reading.problems
        if dialog is not None and not reading.problems:
            dialogs[dialog.name] = dialog
    return dialogs, problems


def _interrupts(source: str, problems: list[Problem]) -> tuple[Interrupt, ...]:
    reading = _Reading(f"{INTERRUPTS}.yaml")
    found = reading.interrupts(source) if source else ()
    heard = {interrupt.on for interrupt in found}
    for signal in (Signal.STOP, Signal.DISTRESS, Signal.GAP):
        if signal not in heard and not reading.problems:
            reading.problem(
                1,
                "D301",
                f"l'interruption « {signal.value} » manque",
                f"ajouter « - on: {signal.value} » à {INTERRUPTS}.yaml",
            )
    problems += reading.problems
    return found


@dataclass
class _Reading:
    """The reading of one file."""

    file: str

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, line: int, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line, code, message, hint))

    # The file

    def dialog(self, source: str, interrupts: tuple[Interrupt, ...], common: str) -> Dialog | None:
        root = tree.read(source, self.file, self.problems)
        if root is None or not self._mapping(root, "le fichier"):
            return None
        self._known_keys(root, _DIALOG_KEYS, "D104")
        fields = dict(root.items())
        name = self._text(fields.get("dialog"), "dialog", root.line)
        if name and name != self.file.removesuffix(".yaml"):
            self.problem(
                fields["dialog"].line, "D105", f"le dialogue « {name} » est dans {self.file}",
                f"écrire dialog: {self.file.removesuffix('.yaml')}, ou renommer le fichier",
            )  # fmt: skip
        steps_node = fields.get("steps")
        if steps_node is None or not isinstance(steps_node.value, dict) or not steps_node.value:
            self.problem(root.line, "D106", "aucune étape", "ajouter « steps: » et au moins une étape")
            return None
        steps = {key: self._step(key, node) for key, node in steps_node.items()}
        start = self._text(fields.get("start"), "start", root.line)
        if start and start not in steps:
            self.problem(fields["start"].line, "D302", f"étape inconnue « {start} »", nearest(start, steps))
        moves = self._moves(fields.get("moves"), steps)
        needs = fields["needs"].texts() if "needs" in fields else ()
        digest = hashlib.sha256(f"{common}\n---\n{source}".encode("utf-8", "replace")).hexdigest()
        once = self._flag(fields.get("once"))
        return Dialog(name, start, steps, interrupts, digest, self.file, source, moves, needs or (), once)

    def _moves(self, node: Node | None, steps: Mapping[str, Step]) -> dict[str, str]:
        moves: dict[str, str] = {}
        if node is None or not self._mapping(node, "moves"):
            return moves
        for old, new in node.items():
            target = self._text(new, f"moves: {old}", new.line)
            if old in steps:
                self.problem(
                    new.line, "D307", f"« {old} » existe encore", "n'y déplacer que des étapes disparues"
                )
            elif target and target not in steps:
                self.problem(new.line, "D302", f"étape inconnue « {target} »", nearest(target, steps))
            moves[old] = target
        return moves

    def interrupts(self, source: str) -> tuple[Interrupt, ...]:
        root = tree.read(source, self.file, self.problems)
        if root is None or not self._mapping(root, "le fichier"):
            return ()
        self._known_keys(root, ("interrupts",), "D104")
        listed = dict(root.items()).get("interrupts")
        if listed is None or not isinstance(listed.value, tuple):
            self.problem(root.line, "D106", "aucune interruption", "ajouter une liste sous « interrupts: »")
            return ()
        return tuple(found for node in listed.value if (found := self._interrupt(node)) is not None)

    def _interrupt(self, node: Node) -> Interrupt | None:
        if not self._mapping(node, "une interruption"):
            return None
        self._known_keys(node, ("on", "call", "hours", "outside"), "D104")
        fields = dict(node.items())
        on = self._text(fields.get("on"), "on", node.line)
        if on not in set(Signal):
            self.problem(node.line, "D203", f"signal inconnu « {on} »", nearest(on, set(Signal)))
            return None
        signal = Signal(on)
        call = self._text(fields.get("call"), "call", node.line) if signal is not Signal.STOP else ""
        hours = self._number(fields.get("hours"), "hours", node.line) if signal is Signal.GAP else 0
        outside = fields["outside"].texts() if "outside" in fields else ()
        if signal is Signal.STOP and outside:
            self.problem(node.line, "D308", "rien n'échappe à « stop »", "enlever « outside: »")
            outside = ()
        return Interrupt(signal, call, hours, frozenset(outside or ()))

    # A step

    def _step(self, name: str, node: Node) -> Step:
        blank = Step(name, Act.ROUTE, line=node.line)
        if not _NAME.match(name):
            self.problem(
                node.line,
                "D201",
                f"nom d'étape « {name} »",
                "minuscules sans accent, chiffres et _ seulement",
            )
        if not self._mapping(node, f"l'étape « {name} »"):
            return blank
        self._known_keys(node, _STEP_KEYS, "D202")
        fields = dict(node.items())
        acts = [key for key in _ACTS if key in fields]
        if len(acts) > 1:
            self.problem(
                node.line, "D204", f"« {name} » a à la fois {' et '.join(acts)}", "en faire deux étapes"
            )
        act = _ACTS[acts[0]] if acts else Act.ROUTE
        ask = self._ask(fields["ask"]) if "ask" in fields else None
        step = Step(
            name=name,
            act=act,
            branches=self._branches(name, act, fields.get("next"), node.line),
            ask=ask,
            choices=self._choices(name, ask, fields.get("choices"), node.line),
            scale=self._scale(fields.get("scale")),
            keep=self._name_of(fields.get("keep")),
            remember=self._name_of(fields.get("remember")),
            forget=self._name_of(fields.get("forget")),
            item=self._one_of(fields.get("item"), ITEM_KINDS),
            probe=self._some_of(fields.get("probe"), PROBES),
            about=self._one_of(fields.get("about"), ("finding",)),
            do=self._some_of(fields.get("do"), (*TALK_DEEDS, *HOST_DEEDS)),
            decision=self._flag(fields.get("decision")),
            optional=self._flag(fields.get("optional")),
            call=str(fields["call"].value) if "call" in fields else "",
            outcome=str(fields["end"].value) if "end" in fields else "",
            line=node.line,
        )
        self._fits(step, fields)
        return step

    def _fits(self, step: Step, fields: Mapping[str, Node]) -> None:
        asks = ("choices", "scale", "keep", "remember", "item", "probe", "about", "decision", "optional")
        for key in asks:
            if key in fields and step.ask is None:
                self.problem(
                    fields[key].line,
                    "D205",
                    f"« {key} » ne va qu'avec « ask »",
                    f"enlever « {key} », ou poser une question",
                )
        if "probe" in fields and step.ask not in (Ask.TEXT, None):
            self.problem(
                fields["probe"].line, "D205", "« probe » ne va qu'avec « ask: text »", "enlever « probe »"
            )
        if step.about and step.ask not in (Ask.CONFIRM, None):
            self.problem(
                step.line,
                "D205",
                "« about: finding » ne va qu'avec « ask: confirm »",
                "écrire « ask: confirm »",
            )
        if step.item == "pitfall" and not step.about:
            self.problem(
                step.line,
                "D205",
                "« item: pitfall » demande « about: finding »",
                "ajouter « about: finding »",
            )

    def _ask(self, node: Node) -> Ask | None:
        kind = self._one_of(node, tuple(Ask))
        return Ask(kind) if kind else None

    def _choices(self, name: str, ask: Ask | None, node: Node | None, line: int) -> tuple[str, ...]:
        if ask not in (Ask.CHOICE, Ask.CHOICES):
            if node is not None and ask is not None:
                self.problem(
                    node.line,
                    "D205",
                    f"« choices » ne va pas avec « ask: {ask.value} »",
                    "écrire « ask: choice »",
                )
            return ()
        keys = node.texts() if node is not None else None
        if not keys or len(keys) < 2:
            self.problem(line, "D206", f"« {name} » n'a pas ses choix", "ajouter « choices: [un, deux] »")
            return ()
        for key in keys:
            if key in _RESERVED or not _NAME.match(key):
                at = node.line if node is not None else line
                self.problem(
                    at, "D201", f"clé de choix « {key} »", f"un nom simple, autre que {', '.join(_RESERVED)}"
                )
        if len(set(keys)) != len(keys):
            self.problem(line, "D103", "un choix est écrit deux fois", "n'en garder qu'un")
        return keys

    def _scale(self, node: Node | None) -> tuple[int, int]:
        if node is None:
            return (0, 10)
        ends = node.texts() or ()
        if (
            len(ends) == 2
            and all(end.lstrip("-").isdecimal() for end in ends)
            and int(ends[0]) < int(ends[1])
        ):
            return int(ends[0]), int(ends[1])
        self.problem(node.line, "D207", "échelle illisible", "écrire « scale: [0, 10] »")
        return (0, 10)

    # Branches

    def _branches(self, name: str, act: Act, node: Node | None, line: int) -> tuple[Branch, ...]:
        if act is Act.END:
            if node is not None:
                self.problem(
                    node.line,
                    "D205",
                    f"« {name} » finit le dialogue et mène ailleurs",
                    "enlever « next » ou « end »",
                )
            return ()
        if node is None:
            self.problem(
                line, "D303", f"« {name} » ne mène nulle part", "ajouter « next: » et le nom d'une étape"
            )
            return ()
        if isinstance(node.value, str):
            return (Branch(node.value, (), node.line),)
        if not isinstance(node.value, tuple):
            self.problem(
                node.line,
                "D208",
                "« next » illisible",
                "le nom d'une étape, ou une liste de « - when: … go: … »",
            )
            return ()
        branches = tuple(self._branch(child) for child in node.value)
        if branches and branches[-1].when:
            self.problem(
                node.line, "D304", f"« {name} » n'a pas de « else »", "finir la liste par « - else: étape »"
            )
        for branch in branches[:-1]:
            if not branch.when:
                self.problem(
                    branch.line,
                    "D305",
                    "une branche après « else » ne sert jamais",
                    "mettre « else » en dernier",
                )
        return branches

    def _branch(self, node: Node) -> Branch:
        if not self._mapping(node, "une branche"):
            return Branch("", (), node.line)
        fields = dict(node.items())
        self._known_keys(node, ("when", "go", "else"), "D202")
        if "else" in fields:
            return Branch(self._text(fields["else"], "else", node.line), (), node.line)
        go = self._text(fields.get("go"), "go", node.line)
        when = fields.get("when")
        if when is None or not isinstance(when.value, dict) or not when.value:
            self.problem(
                node.line,
                "D208",
                "branche sans condition",
                "ajouter « when: {answer: …} », ou écrire « else: »",
            )
            return Branch(go, (), node.line)
        return Branch(
            go, tuple(c for key, child in when.items() for c in self._conditions(key, child)), node.line
        )

    def _conditions(self, key: str, node: Node, *, negated: bool = False) -> list[Condition]:
        if key == "not" and not negated and isinstance(node.value, dict):
            inner = list(node.items())
            if len(inner) == 1:
                return self._conditions(inner[0][0], inner[0][1], negated=True)
            self.problem(
                node.line, "D209", "« not » porte sur une seule condition", "écrire « not: {known: moment} »"
            )
            return []
        if key not in set(Test):
            self.problem(node.line, "D209", f"condition inconnue « {key} »", nearest(key, [*Test, "not"]))
            return []
        test = Test(key)
        if test is Test.VALUE:
            return [
                Condition(test, self._values(test, child), name, negated) for name, child in node.items()
            ] or self._no_value(node)
        return [Condition(test, self._values(test, node), negated=negated)]

    def _no_value(self, node: Node) -> list[Condition]:
        self.problem(
            node.line, "D209", "« value » demande un nom et sa valeur", "écrire « value: {adresse: tu} »"
        )
        return []

    def _values(self, test: Test, node: Node) -> tuple[str, ...]:
        values = node.texts()
        if not values:
            self.problem(node.line, "D209", f"« {test.value} » sans valeur", f"écrire « {test.value}: … »")
            return ("",)
        allowed = _TEST_VALUES.get(test)
        for value in values:
            if allowed is not None and value not in allowed:
                self.problem(node.line, "D209", f"« {test.value}: {value} »", nearest(value, allowed))
            if test in (Test.BELOW, Test.ABOVE) and not value.lstrip("-").isdecimal():
                self.problem(
                    node.line,
                    "D209",
                    f"« {test.value}: {value} » n'est pas un nombre",
                    "écrire un nombre entier",
                )
                return ("0",)
        return values

    # Small things

    def _mapping(self, node: Node, what: str) -> bool:
        if isinstance(node.value, dict):
            return True
        self.problem(
            node.line,
            "D107",
            f"{what} n'est pas une suite de « clé: valeur »",
            "vérifier l'alignement et les deux-points",
        )
        return False

    def _known_keys(self, node: Node, known: tuple[str, ...], code: str) -> None:
        for key, child in node.items():
            if key not in known:
                self.problem(child.line, code, f"clé inconnue « {key} »", nearest(key, known))

    def _text(self, node: Node | None, what: str, line: int) -> str:
        if node is None or not isinstance(node.value, str) or not node.value:
            self.problem(node.line if node else line, "D108", f"« {what} » manque", f"écrire « {what}: … »")
            return ""
        return node.value

    def _number(self, node: Node | None, what: str, line: int) -> int:
        text = self._text(node, what, line)
        if text and not text.isdecimal():
            self.problem(line, "D108", f"« {what}: {text} » n'est pas un nombre", "écrire un nombre entier")
            return 0
        return int(text or 0)

    def _name_of(self, node: Node | None) -> str:
        if node is None:
            return ""
        name = node.value if isinstance(node.value, str) else ""
        if not _NAME.match(name):
            self.problem(
                node.line, "D201", f"nom « {name} »", "minuscules sans accent, chiffres et _ seulement"
            )
        return name

    def _one_of(self, node: Node | None, allowed: tuple[str, ...]) -> str:
        if node is None:
            return ""
        found = self._some_of(node, allowed)
        return found[0] if found else ""

    def _some_of(self, node: Node | None, allowed: tuple[str, ...]) -> tuple[str, ...]:
        if node is None:
            return ()
        found = node.texts()
        if found is None:
            self.problem(node.line, "D203", "valeur illisible", nearest("", allowed))
            return ()
        for value in found:
            if value not in allowed:
                self.problem(node.line, "D203", f"« {value} »", nearest(value, allowed))
        return tuple(value for value in found if value in allowed)

    def _flag(self, node: Node | None) -> bool:
        if node is None:
            return False
        if node.value not in ("true", "false"):
            self.problem(node.line, "D203", f"« {node.value} »", "écrire true ou false")
        return node.value == "true"


#: Answers that a question offers, for the checks of `answer:`.
def answer_keys(step: Step) -> tuple[str, ...]:
    """Keys that `answer:` may name after this step."""
    if step.ask is Ask.CONFIRM:
        return CONFIRM_KEYS
    if step.ask is Ask.SCALE:
        return tuple(str(n) for n in range(step.scale[0], step.scale[1] + 1))
    return step.choices
