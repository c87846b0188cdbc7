"""What templates must offer for the dialogues that use them, and what they must not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.dialog.answers import choices
from bot.dialog.checks import kept, remembered
from bot.dialog.definition import PROBES, Act, Ask, Dialog, Step
from bot.dialog.problems import Problem, nearest

#: Template that every dialogue shares.
COMMON = "common.j2"
#: Longest label of a button, in characters.
LABEL = 24
#: Longest question, in words.
WORDS = 25
#: Wordings that a question needs where it comes back.
WORDINGS = 3

#: A form of address ends a block's name; `button_tu` itself is the button of a choice named tu.
_FORM = re.compile(r"(?<!^button)_(vous|tu)$")
_NUMBER = re.compile(r"_(\d+)$")
#: What may be said of words that tell a day or an hour, but not one that will do.
_DOUBTS = {Ask.DATE: ("retry_past", "retry_days"), Ask.TIME: ("retry_hours",)}
_BARE = {"moments", "prenom", "coach", "held", "asked_on", "waiting", "items"}
_FIELDS = {
    "finding": {"quote", "name", "short", "meaning", "verdict"},
    "lever": {"quote", "kind"},
    "item": {"text", "number", "total"},
}


@dataclass(frozen=True, slots=True)
class Wordings:
    """What one template offers, by the blocks' full names: the line each is on, the variables that it reads
    (`prenom`, `said.moment`), and its authored text, once for each way through its conditions, `_` for a
    variable."""

    file: str
    lines: Mapping[str, int]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def variants(self, base: str) -> list[str]:
        """The numbered (or lone) wordings of `base`, without form of address, in order."""
        stems = {_FORM.sub("", name) for name in self.lines}
        found = {stem for stem in stems if _NUMBER.sub("", stem) == base}
        return sorted(found, key=lambda stem: int(match[1]) if (match := _NUMBER.search(stem)) else 0)


def check(dialogs: Mapping[str, Dialog], templates: Mapping[str, Wordings], folder: str) -> list[Problem]:
    """Every problem between the dialogues and their templates; `templates` by file, `reflexion/moment.j2`."""
    problems: list[Problem] = []
    used = set()
    names = _Names(_BARE | {f"said.{n}" for n in kept(dialogs)}, remembered(dialogs))
    for dialog in dialogs.values():
        for step in dialog.steps.values():
            if step.act not in (Act.ASK, Act.SAY):
                continue
            file = f"{dialog.name}/{step.name}.j2"
            used.add(file)
            found = templates.get(file)
            if found is None:
                told = f"le texte de « {step.name} » manque"
                problems.append(Problem(dialog.file, step.line, "D401", told, f"créer {folder}/{file}"))
                continue
            problems += _step(dialog, step, found, folder)
            problems += _variables(found, names, folder)
    for file, found in templates.items():
        problems += _forms(found, folder)
        if "/" in file and file not in used:
            told = "aucune étape n'utilise ce texte"
            problems.append(
                Problem(f"{folder}/{file}", 1, "D404", told, "l'effacer, ou le renommer comme l'étape")
            )
    return problems


@dataclass(frozen=True, slots=True)
class _Names:
    bare: set[str]
    remembered: set[str]

    def known(self, name: str) -> bool:
        if name in self.bare:
            return True
        parent, _, child = name.partition(".")
        if parent == "memory":
            return child in self.remembered
        return child in _FIELDS.get(parent, ())


def _step(dialog: Dialog, step: Step, found: Wordings, folder: str) -> Iterable[Problem]:
    for base, least in _needed(dialog, step):
        count = len(found.variants(base))
        if count < least:
            told = f"« {base} » : {count} formulation{'s' if count > 1 else ''} sur {least}"
            hint = (
                f"ajouter le bloc {base}_{count + 1}"
                if base in ("question", "other", "say")
                else f"ajouter le bloc {base}"
            )
            yield Problem(f"{folder}/{found.file}", 1, "D402", told, hint)
    allowed = {base for base, _ in _needed(dialog, step)} | _possible(step)
    for block, line in found.lines.items():
        base = _NUMBER.sub("", _FORM.sub("", block))
        if base not in allowed and _FORM.sub("", block) not in allowed:
            yield Problem(
                f"{folder}/{found.file}",
                line,
                "D405",
                f"le bloc « {block} » ne sert à rien ici",
                nearest(base, allowed),
            )
    yield from _manners(found, folder)


def _needed(dialog: Dialog, step: Step) -> list[tuple[str, int]]:
    if step.act is Act.SAY:
        return [("say", 1 if dialog.once else WORDINGS)]
    once = step.decision or dialog.once
    needed = [("question", 1 if once else WORDINGS)]
    if not step.decision:
        needed += [("shorter", 1), ("other", 1)]
    if step.ask in (Ask.CHOICE, Ask.CHOICES, Ask.DURATION):
        needed += [(f"button_{key}", 1) for key in step.choices]
    return needed


def _possible(step: Step) -> set[str]:
    doubts = _DOUBTS.get(step.ask, ()) if step.ask else ()
    return (
        {"retry", *doubts}
        | {f"probe_{probe}" for probe in PROBES}
        | {f"button_{key}" for key in choices(step)}
    )


def _manners(found: Wordings, folder: str) -> Iterable[Problem]:
    """Rules of voice that a machine can hold: one question a message, short, never « pourquoi »."""
    for block, text in ((block, text) for block, texts in found.texts.items() for text in texts):
        where, line = f"{folder}/{found.file}", found.lines[block]
        base = _NUMBER.sub("", _FORM.sub("", block))
        if base.startswith("button_") and len(text.strip()) > LABEL:
            yield Problem(
                where, line, "D407", f"bouton de {len(text.strip())} caractères", f"{LABEL} au plus"
            )
        if text.count("?") > 1:
            yield Problem(where, line, "D408", "deux questions dans un message", "n'en garder qu'une")
        if re.search(r"\bpourquoi\b", text, re.IGNORECASE):
            yield Problem(
                where,
                line,
                "D409",
                "« pourquoi » appelle une justification",
                "demander comment, quoi, quand ou avec qui",
            )
        asked = [part for part in re.split(r"[.!…\n]", text) if "?" in part]
        if asked and len(re.findall(r"\w+(?:['’]\w+)?", asked[0])) > WORDS:
            yield Problem(where, line, "D410", "question trop longue", f"{WORDS} mots au plus")


def _variables(found: Wordings, names: _Names, folder: str) -> Iterable[Problem]:
    for block, read in found.names.items():
        for name in sorted(read):
            if not names.known(name):
                hint = nearest(name, names.bare | {f"memory.{n}" for n in names.remembered})
                yield Problem(
                    f"{folder}/{found.file}",
                    found.lines[block],
                    "D406",
                    f"variable inconnue « {name} »",
                    hint,
                )


def _forms(found: Wordings, folder: str) -> Iterable[Problem]:
    for block, line in found.lines.items():
        match = _FORM.search(block)
        if match is None:
            continue
        stem = block[: match.start()]
        twin = f"{stem}_{'tu' if match[1] == 'vous' else 'vous'}"
        if twin not in found.lines:
            yield Problem(
                f"{folder}/{found.file}",
                line,
                "D403",
                f"« {block} » n'a pas son pendant",
                f"ajouter le bloc {twin}",
            )
