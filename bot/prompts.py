"""Wording: one Jinja2 template a step, made of blocks; French typography for the authored text, and only for it.

A wording is looked for in the person's form of address: block `question_1_tu`, else `question_1`. What people
typed reaches a template as a variable: it is escaped, never retouched, and can never be taken for a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
)  # fmt: skip
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from bot.dialog.wordings import Wordings

FORMS = ("vous", "tu")
LANGUAGE = "fr"


class WordingError(Exception):
    """A template that is missing or cannot be read; the message says which, where, and what to do."""


# Typography

_RULES = (
    (re.compile(r"'"), "\u2019"),
    (re.compile(r"\.\.\."), "\u2026"),
    (re.compile(r" ([?!:;»%€])"), "\u00a0\\1"),
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r" - "), " \u2013 "),
    (re.compile(r"(\d) (?=h\b|min\b|\d{3}\b)"), "\\1\u00a0"),
    (re.compile(r"(?<=\d)\u00a0h (?=\d)"), "\u00a0h\u00a0"),
)
_TAG = re.compile(r"(<[^>]*>)")


def typeset(text: str) -> str:
    """Authored French with its no-break spaces, curly apostrophes, dashes and ellipses. Tags stay as they are."""
    parts = _TAG.split(text)
    for place in range(0, len(parts), 2):
        for pattern, replacement in _RULES:
            parts[place] = pattern.sub(replacement, parts[place])
    return "".join(parts)


class Typography(Extension):
    """Applies `typeset` to the text of templates when they are compiled, never to variables."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, token.type, typeset(token.value)) if token.type == "data" else token


class Unwritten(StrictUndefined):
    """A name that nobody knows yet: may be asked about in `{% if %}`, never printed."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent class says that it always raises
        return False


def day(iso: str) -> str:
    """A day kept as « 2026-09-15 » in words, with its year; anything else as it is."""
    try:
        told = format_date(date.fromisoformat(iso), "EEEE d MMMM y", locale="fr")
    except ValueError:
        return iso
    return told.replace(" 1 ", " 1er ")


def hour(word: str) -> str:
    """An hour kept as « 14:30 » in words: « 14 h 30 »; anything else as it is."""
    hours, colon, minutes = word.partition(":")
    if not (colon and hours.isdecimal()):
        return word
    return f"{int(hours)}\u00a0h" if minutes == "00" else f"{int(hours)}\u00a0h\u00a0{minutes}"


def length(key: str) -> str:
    """A length of time kept as « m90 » in words: « 1 h 30 », « 45 min »; anything else as it is."""
    if not key.removeprefix("m").isdecimal():
        return key
    hours, minutes = divmod(int(key.removeprefix("m")), 60)
    if not hours:
        return f"{minutes}\u00a0min"
    return f"{hours}\u00a0h\u00a0{minutes:02d}" if minutes else f"{hours}\u00a0h"


# Templates


class Prompts:
    """The templates of a folder. `pinned` holds sources of templates that talks under way may still need though
    the folder no longer has them."""

    def __init__(self, folder: Path, pinned: Mapping[str, str] | None = None) -> None:
        self.folder = folder / LANGUAGE
        if not self.folder.is_dir():
            raise WordingError(f"Le dossier des textes {self.folder} n'existe pas : corriger RECUL_PROMPTS.")
        self.pinned = dict(pinned or {})  # shared with the loader below, so that `pin` reaches it
        loader: BaseLoader = ChoiceLoader([FileSystemLoader(self.folder), DictLoader(self.pinned)])
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=Unwritten, extensions=[Typography], auto_reload=False,
            cache_size=-1,
        )  # fmt: skip
        self._environment.filters["jour"] = day
        self._template = lru_cache(maxsize=None)(self._load)
        self._reads = lru_cache(maxsize=None)(self._survey_names)
        self._environment.filters |= {"heure": hour, "duree": length}
        self._wordings = lru_cache(maxsize=None)(self._survey)

    def pin(self, templates: Mapping[str, str]) -> None:
        """Makes older templates available where the folder has none of that name."""
        for file, source in templates.items():
            self.pinned.setdefault(file, source)

    def files(self) -> list[str]:
        """Names of all templates, relative to the language's folder."""
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*.j2"))

    def source(self, file: str) -> str:
        """The text of a template. WordingError if there is none."""
        path = self.folder / file
        if path.is_file():
            return path.read_text(encoding="utf-8")
        if file in self.pinned:
            return self.pinned[file]
        raise WordingError(f"Le texte {LANGUAGE}/{file} manque : le créer dans le dossier des textes.")

    def has(self, file: str) -> bool:
        return (self.folder / file).is_file() or file in self.pinned

    def wordings(self, file: str) -> Wordings:
        """What a template offers. WordingError if it is missing or cannot be read."""
        return self._wordings(file)

    def reads(self, file: str) -> frozenset[str]:
        """The variables that a template looks at, without what they hold: `said`, `memory`, `items`."""
        return self._reads(file)

    def variants(self, file: str, base: str) -> list[str]:
        """The wordings of `base` in a template; empty if the template or the block is missing."""
        return self.wordings(file).variants(base) if self.has(file) else []

    def render(self, file: str, block: str, form: str, values: Mapping[str, Any]) -> str:
        """One block as HTML, in a form of address. WordingError if it is missing in that form."""
        template = self._template(file)
        for name in (f"{block}_{form}", block):
            if name in template.blocks:
                context = template.new_context(dict(values))
                return _tidy("".join(template.blocks[name](context)))
        raise WordingError(f"{LANGUAGE}/{file} : il manque le bloc « {block} » ou « {block}_{form} ».")

    def _load(self, file: str) -> Template:
        self.source(file)
        try:
            return self._environment.get_template(file)
        except TemplateSyntaxError as error:
            raise WordingError(f"{LANGUAGE}/{file}:{error.lineno} {error.message}") from error

    def _survey_names(self, file: str) -> frozenset[str]:
        names = self.wordings(file).names.values()
        return frozenset(name.split(".")[0] for read in names for name in read)

    def _survey(self, file: str) -> Wordings:
        source = self.source(file)
        try:
            tree = self._environment.parse(source)
        except TemplateSyntaxError as error:
            raise WordingError(f"{LANGUAGE}/{file}:{error.lineno} {error.message}") from error
        blocks = list(tree.find_all(nodes.Block))
        return Wordings(
            file,
            lines={block.name: block.lineno for block in blocks},
            names={block.name: _names(block) for block in blocks},
            texts={block.name: _texts(block) for block in blocks},
        )


def _names(block: nodes.Block) -> frozenset[str]:
    """Variables that a block reads; those that it sets itself (loops) left out."""
    own = {node.name for node in block.find_all(nodes.Name) if node.ctx == "store"}
    dotted = {
        f"{node.node.name}.{node.attr}"
        for node in block.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name not in own
    }
    bare = {node.name for node in block.find_all(nodes.Name) if node.ctx == "load" and node.name not in own}
    return frozenset(dotted | (bare - {name.split(".")[0] for name in dotted}))


#: Ways through the conditions of one block, at most, before they are no longer combined each with each.
_MOST_WAYS = 256


def _texts(block: nodes.Block) -> tuple[str, ...]:
    """The authored text of a block, once for each way through its conditions."""
    return tuple(dict.fromkeys(_tidy(text) for text in _ways(block.body)))


def _ways(body: list[nodes.Node]) -> list[str]:
    """Each way through the conditions; where they are too many, a choice in which each branch is there once."""
    ways = [""]
    for node in body:
        if isinstance(node, nodes.Output):
            own = ["".join(part.data if isinstance(part, nodes.TemplateData) else "_" for part in node.nodes)]
        elif isinstance(node, nodes.If):
            own = [way for branch in (node, *node.elif_) for way in _ways(branch.body)] + _ways(node.else_)
        elif isinstance(node, nodes.For):
            own = _ways(node.body)
        else:
            own = [""]
        if len(ways) * len(own) <= _MOST_WAYS:
            ways = [way + more for way in ways for more in own]
        else:
            ways = [*(way + own[0] for way in ways), *(ways[0] + more for more in own[1:])]
    return ways


def _tidy(text: str) -> str:
    """Without blank edges, trailing blanks, or more than one empty line in a row."""
    lines = [line.strip(" \t") for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
