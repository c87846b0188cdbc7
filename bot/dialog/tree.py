"""YAML as a tree that knows its lines. Every scalar stays the text that was written: `oui`, `on` and `no` are
words here, never booleans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.dialog.problems import Problem


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
    "mapping values are not allowed": "vérifier les deux-points et l'alignement ; mettre entre guillemets un texte qui contient « : »",
    "could not find expected ':'": "ajouter deux-points et une espace après la clé",
    "expected <block end>": "aligner cette ligne avec celles du même niveau",
    "expected ',' or": "fermer le crochet ou l'accolade, ou séparer par des virgules",
}


def read(source: str, file: str, problems: list[Problem]) -> Node | None:
    """The tree of a YAML text; None, and a problem, when it cannot be read."""
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        told = getattr(error, "problem", None) or str(error).splitlines()[0]
        advice = next(
            (hint for key, hint in _ADVICE.items() if key in str(error)),
            "revoir l'alignement autour de cette ligne",
        )
        problems.append(Problem(file, line, "D101", f"YAML illisible : {told}", advice))
        return None
    if root is None:
        problems.append(Problem(file, 1, "D102", "fichier vide", "y écrire un dialogue, ou l'effacer"))
        return None
    return _node(root, file, problems)


def _node(raw: yaml.Node, file: str, problems: list[Problem]) -> Node:
    line = raw.start_mark.line + 1
    if isinstance(raw, yaml.MappingNode):
        pairs: dict[str, Node] = {}
        for key, value in raw.value:
            name, at = str(key.value), key.start_mark.line + 1
            if name in pairs:
                problems.append(
                    Problem(
                        file, at, "D103", f"« {name} » est écrit deux fois", "garder l'une des deux lignes"
                    )
                )
            pairs[name] = _node(value, file, problems)
        return Node(pairs, line)
    if isinstance(raw, yaml.SequenceNode):
        return Node(tuple(_node(value, file, problems) for value in raw.value), line)
    return Node(str(raw.value), line)
