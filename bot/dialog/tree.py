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
        root = _Reading(source, file, problems).root()
    except yaml.YAMLError as error:
        line, told = _told(error, source)
        advice = next((hint for key, hint in _ADVICE.items() if key in str(error)), _LOOK)
        problems.append(Problem(file, line, "D101", f"YAML illisible : {told}", advice))
    except _TooCleverError as error:
        hint = "écrire chaque valeur en toutes lettres, sur peu de niveaux, en un seul document"
        problems.append(Problem(file, error.line, "D101", f"YAML trop savant : {error}", hint))
    else:
        if root is None:
            problems.append(Problem(file, 1, "D102", "fichier vide", "y écrire un dialogue, ou l'effacer"))
        return root
    return None


class _TooCleverError(Exception):
    """YAML that is right and that no dialogue needs; with an anchor, a small file can grow without end."""

    def __init__(self, told: str, event: yaml.Event) -> None:
        super().__init__(told)
        self.line = _line(event)


class _Reading:
    """The reading of one file, event by event, so that each thing is met once and with its line."""

    def __init__(self, source: str, file: str, problems: list[Problem]) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(source, Loader=yaml.SafeLoader)
        self.file, self.problems, self.depth = file, problems, 0

    def root(self) -> Node | None:
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _TooCleverError("un second document (---)", event)
                root = self.node(next(self.events))
        return root

    def node(self, event: yaml.Event, line: int = 0) -> Node:
        """The node that begins with this event. `line` is that of its key, where there is one: a step is where
        its name stands."""
        line = line or _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _TooCleverError("une étiquette (& ou *)", event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(event.value, line)
        if self.depth == DEEPEST:
            raise _TooCleverError("trop de niveaux", event)
        self.depth += 1
        value = self.list() if isinstance(event, yaml.SequenceStartEvent) else self.mapping()
        self.depth -= 1
        return Node(value, line)

    def list(self) -> tuple[Node, ...]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event))
        return tuple(found)

    def mapping(self) -> dict[str, Node]:
        pairs: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line, key = _line(event), self.node(event).value
            value = self.node(next(self.events), line)
            if not isinstance(key, str):
                told, hint = "une clé est une liste", "enlever « ? » ou « [ »"
                self.problems.append(Problem(self.file, line, "D107", told, hint))
                continue
            if key in pairs:
                told = f"« {key} » est écrit deux fois"
                self.problems.append(Problem(self.file, line, "D103", told, "garder l'une des deux lignes"))
            pairs[key] = value
        return pairs


def _told(error: yaml.YAMLError, source: str) -> tuple[int, str]:
    """The line (from 1) and what PyYAML says of it."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark: Any = error.problem_mark
        return mark.line + 1, str(error.problem)
    assert isinstance(error, yaml.reader.ReaderError)
    return source.count("\n", 0, error.position) + 1, "caractère interdit"


def _line(event: yaml.Event) -> int:
    mark: Any = event.start_mark
    return int(mark.line) + 1
