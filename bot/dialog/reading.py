"""Reading one file: small readers of a value, each of which notes what is wrong with it and goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.dialog.problems import Problem, nearest
from bot.dialog.tree import Node

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)


def is_name(word: str) -> bool:
    """Whether this may name a step, an answer or a choice."""
    return _NAME.fullmatch(word) is not None


def is_number(word: str) -> bool:
    """Whether this is a whole number of a sensible size."""
    return _NUMBER.fullmatch(word) is not None


@dataclass
class Reading:
    """The reading of one file, with the problems met so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.file, line, code, message, hint))

    def is_mapping(self, node: Node, what: str) -> bool:
        if isinstance(node.value, dict):
            return True
        told = f"{what} n'est pas une suite de « clé: valeur »"
        self.problem(node.line, "D107", told, "vérifier l'alignement et les deux-points")
        return False

    def only_keys(self, node: Node, known: Iterable[str], code: str) -> None:
        for key, child in node.items():
            if key not in known:
                self.problem(child.line, code, f"clé inconnue « {key} »", nearest(key, known))

    def text(self, node: Node | None, what: str, line: int) -> str:
        """A text that must be there."""
        if node is None or not isinstance(node.value, str) or not node.value:
            self.problem(node.line if node else line, "D108", f"« {what} » manque", f"écrire « {what}: … »")
            return ""
        return node.value

    def count(self, node: Node | None, what: str, line: int) -> int:
        """A whole number of at least 1 that must be there."""
        text = self.text(node, what, line)
        if text and not (is_number(text) and int(text) > 0):
            told = f"« {what}: {text} » n'est pas un nombre d'au moins 1"
            self.problem(node.line if node else line, "D108", told, f"écrire par exemple « {what}: 20 »")
            return 0
        return int(text or 0)

    def name(self, node: Node | None) -> str:
        """A name, if one is given."""
        if node is None:
            return ""
        name = node.value if isinstance(node.value, str) else ""
        self.check_name(name, node.line, "nom")
        return name

    def check_name(self, name: str, line: int, what: str) -> None:
        if not is_name(name):
            hint = "minuscules sans accent, chiffres et _ seulement"
            self.problem(line, "D201", f"{what} « {name} »", hint)

    def one_of(self, node: Node | None, allowed: Iterable[str]) -> str:
        """One word out of a closed list, if one is given."""
        found = self.some_of(node, allowed)
        if node is not None and len(found) > 1:
            told = f"un seul mot ici, pas « {', '.join(found)} »"
            self.problem(node.line, "D203", told, "n'en garder qu'un")
        return found[0] if found else ""

    def some_of(self, node: Node | None, allowed: Iterable[str]) -> tuple[str, ...]:
        """Words out of a closed list, if any are given."""
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

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of names, or a lone one, if given."""
        if node is None:
            return ()
        found = node.texts()
        if found is None:
            self.problem(node.line, "D203", f"« {what} » illisible", f"écrire « {what}: [un, deux] »")
            return ()
        for name in found:
            self.check_name(name, node.line, "nom")
        return found

    def flag(self, node: Node | None) -> bool:
        if node is None:
            return False
        if node.value not in ("true", "false"):
            told = f"« {node.value} »" if isinstance(node.value, str) else "valeur illisible"
            self.problem(node.line, "D203", told, "écrire true ou false")
        return node.value == "true"
