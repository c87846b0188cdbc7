"""YAML as a tree that knows its lines. Every scalar stays the text that was written: `oui`, `on` and `no` are
words here, never booleans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.dialog.problems import Problem

#: Levels of brackets and indentation in a file, at most; a real dialogue has seven.
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of YAML: `value` is a text, a tuple of nodes, or a dict of nodes by key."""

    value: str | tuple[Node, ...] | dict[str, Node]
    line: int

    def texts(self) -> tuple[str, ...] | None:
        """The texts of a list, or of a lone text; None if it holds anything else."""
        if isinstance(self.value, str):
            return (self.value,)
        if isinstance(self.value, tuple) and all(isinstance(node.value, str) for node in self.value):
            return tuple(str(node.value) for node in self.value)
        return None

    def items(self) -> Iterator[tuple[str, Node]]:
        if isinstance(self.value, dict):
            yield from self.value.items()


_ADVICE = {
    "found character '\\t'": "remplacer la tabulation par des espaces",
    "mapping values are not allowed": (
        "vérifier les deux-points et l'alignement ; mettre entre guillemets un texte qui contient « : »"
    ),
    "could not find expected ':'": "ajouter deux-points et une espace après la clé",
    "expected <block end>": "aligner cette ligne avec celles du même niveau",
    "expected ',' or": "fermer le crochet ou l'accolade, ou séparer par des virgules",
}
_LOOK = "revoir l'alignement autour de cette ligne"


def read(source: str, file: str, problems: list[Problem]) -> Node | None:
    """The tree of a YAML text; None, and a problem, when it cannot be read."""
    try:
        too_clever = _too_clever(source)
        root = None if too_clever else yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        line, told = _told(error, source)
        advice = next((hint for key, hint in _ADVICE.items() if key in str(error)), _LOOK)
        problems.append(Problem(file, line, "D101", f"YAML illisible : {told}", advice))
        return None
    if too_clever:
        hint = "écrire les valeurs en toutes lettres, sur moins de niveaux"
        problems.append(Problem(file, too_clever, "D101", "YAML trop savant (&, * ou niveaux)", hint))
        return None
    if root is None:
        problems.append(Problem(file, 1, "D102", "fichier vide", "y écrire un dialogue, ou l'effacer"))
        return None
    return _node(root, file, problems)


def _too_clever(source: str) -> int:
    """The first line that uses an anchor or an alias, or nests too deep: a small file of either kind can grow
    without end when it is read. 0 if there is none."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or getattr(event, "anchor", None) is not None:
            return _line(event.start_mark)
    return 0


def _told(error: yaml.YAMLError, source: str) -> tuple[int, str]:
    """The line (from 1) and what PyYAML says of it."""
    if isinstance(error, yaml.MarkedYAMLError):
        return _line(error.problem_mark or error.context_mark), str(error.problem or error.context)
    assert isinstance(error, yaml.reader.ReaderError)
    return source.count("\n", 0, error.position) + 1, "caractère interdit"


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark is not None else 1


def _node(raw: yaml.Node, file: str, problems: list[Problem]) -> Node:
    line = _line(raw.start_mark)
    if isinstance(raw, yaml.MappingNode):
        pairs: dict[str, Node] = {}
        for key, value in raw.value:
            at = _line(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                problems.append(Problem(file, at, "D107", "une clé est une liste", "enlever « ? » ou « [ »"))
                continue
            name = str(key.value)
            if name in pairs:
                told = f"« {name} » est écrit deux fois"
                problems.append(Problem(file, at, "D103", told, "garder l'une des deux lignes"))
            pairs[name] = _node(value, file, problems)
        return Node(pairs, line)
    if isinstance(raw, yaml.SequenceNode):
        return Node(tuple(_node(value, file, problems) for value in raw.value), line)
    return Node(str(raw.value), line)
