"""Reading a step: what it does, what it asks, and whether its keys go together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.dialog.branches import read_branches
from bot.dialog.definition import (
    ABOUT,
    CONTROLS,
    DONE,
    DROP_LEVER,
    HOST_DEEDS,
    ITEM_KINDS,
    KEEP_LEVER,
    LAST_STAGE,
    NONE,
    PROBES,
    TALK_DEEDS,
    Act,
    Ask,
    Step,
)  # fmt: skip
from bot.dialog.problems import nearest
from bot.dialog.reading import Reading, is_name, is_number
from bot.dialog.tree import Node
from bot.insight import PITFALLS, THEMES

STEP_KEYS = (
    "ask", "say", "call", "end", "next", "choices", "scale", "keep", "remember", "forget", "item", "probe",
    "about", "settles", "theme", "hour", "lays", "do", "decision", "optional", "fades",
)  # fmt: skip
_ACTS = {"ask": Act.ASK, "say": Act.SAY, "call": Act.CALL, "end": Act.END}
#: Keys that only a question may have.
_OF_QUESTIONS = (
    "choices", "scale", "keep", "remember", "forget", "item", "probe", "about", "settles", "theme",
    "hour", "lays", "decision", "optional", "fades",
)  # fmt: skip
#: Keys that go with some kinds of question only.
_GOES_WITH = {
    "choices": (Ask.CHOICE, Ask.CHOICES, Ask.DURATION),
    "scale": (Ask.SCALE,),
    "probe": (Ask.TEXT,),
    "item": (Ask.TEXT, Ask.CONFIRM, Ask.CHOICE, Ask.CHOICES),
    "about": (Ask.CONFIRM, Ask.CHOICE),
    "settles": (Ask.CHOICE,),
    "theme": (Ask.TEXT,),
    "hour": (Ask.DATE,),
    "lays": (Ask.CHOICE, Ask.CHOICES),
}
#: What a question is about, and the kind of question and of element that go with it.
_ABOUT_GOES_WITH = {"finding": (Ask.CONFIRM, "pitfall"), "lever": (Ask.CHOICE, "resource")}
_LENGTH = re.compile(r"m[1-9]\d{0,2}", re.ASCII)
#: Numbers on a scale, at most: each is a button.
_WIDEST = 21


def read_step(reading: Reading, name: str, node: Node) -> Step:
    """The step called `name`."""
    reading.check_name(name, node.line, "nom d'étape")
    if not isinstance(node.value, dict):
        reading.is_mapping(node, f"l'étape « {name} »")
        return Step(name, Act.ROUTE, line=node.line)
    fields = node.value
    reading.only_keys(node, STEP_KEYS, "D202")
    acts = [key for key in _ACTS if key in fields]
    if len(acts) > 1:
        told = f"« {name} » a à la fois {' et '.join(acts)}"
        reading.problem(node.line, "D204", told, "en faire deux étapes")
    act = _ACTS[acts[0]] if acts else Act.ROUTE
    if "say" in fields and not reading.flag(fields["say"]) and fields["say"].value == "false":
        reading.problem(fields["say"].line, "D203", "« say: false »", "écrire « say: true », ou l'enlever")
    ask = reading.one_of(fields.get("ask"), tuple(Ask))
    step = Step(
        name=name,
        act=act,
        branches=read_branches(reading, name, act, fields.get("next"), node.line),
        ask=Ask(ask) if ask else None,
        choices=_choices(reading, name, ask, fields.get("choices"), node.line),
        scale=_scale(reading, fields.get("scale")),
        keep=reading.name(fields.get("keep")),
        remember=reading.name(fields.get("remember")),
        forget=reading.name(fields.get("forget")),
        item=reading.one_of(fields.get("item"), ITEM_KINDS),
        probe=reading.some_of(fields.get("probe"), PROBES),
        about=reading.one_of(fields.get("about"), ABOUT),
        settles=_settles(reading, fields.get("settles")),
        theme=reading.one_of(fields.get("theme"), THEMES),
        hour=reading.name(fields.get("hour")),
        lays=_lays(reading, fields.get("lays")),
        do=reading.some_of(fields.get("do"), (*TALK_DEEDS, *HOST_DEEDS)),
        decision=reading.flag(fields.get("decision")),
        optional=reading.flag(fields.get("optional")),
        fades=_fades(reading, fields.get("fades")),
        call=reading.text(fields["call"], "call", node.line) if "call" in fields else "",
        outcome=reading.text(fields["end"], "end", node.line) if "end" in fields else "",
        line=node.line,
    )
    _fits(reading, step, fields)
    return step


def _fits(reading: Reading, step: Step, fields: Mapping[str, Node]) -> None:
    for key in _OF_QUESTIONS:
        if key not in fields:
            continue
        if "ask" not in fields:
            hint = f"enlever « {key} », ou poser une question"
            reading.problem(fields[key].line, "D205", f"« {key} » ne va qu'avec « ask »", hint)
        elif step.ask is not None and step.ask not in _GOES_WITH.get(key, (step.ask,)):
            told = f"« {key} » ne va pas avec « ask: {step.ask.value} »"
            allowed = " ou ".join(f"« ask: {kind.value} »" for kind in _GOES_WITH[key])
            reading.problem(fields[key].line, "D205", told, f"écrire {allowed}, ou enlever « {key} »")
    if step.ask is Ask.CONFIRM and not step.about:
        told = "« ask: confirm » met une hypothèse à l'épreuve"
        reading.problem(step.line, "D205", told, "ajouter « about: finding », ou écrire « ask: choice »")
    if step.about:
        _fits_about(reading, step, fields)
    elif step.item and step.choices and not step.lays:
        told = "un choix n'a pas de mots à proposer à la relecture"
        hint = "ajouter « about: lever » ou « lays », ou enlever « item »"
        reading.problem(fields["item"].line, "D205", told, hint)
    elif step.item == "pitfall":
        told = "« item: pitfall » et « about: finding » vont ensemble"
        reading.problem(fields["item"].line, "D205", told, "écrire les deux, ou ni l'un ni l'autre")
    if bool(step.theme) is not (step.item == "theme"):
        told = "« theme » et « item: theme » vont ensemble"
        reading.problem(step.line, "D205", told, "écrire les deux, ou ni l'un ni l'autre")
    if "lays" in fields:
        _fits_lays(reading, step, fields["lays"].line)
    if "settles" in fields and step.choices:
        _fits_settles(reading, step, fields["settles"].line)


def _fits_about(reading: Reading, step: Step, fields: Mapping[str, Node]) -> None:
    line = fields["about"].line
    ask, item = _ABOUT_GOES_WITH[step.about]
    if step.ask is not None and step.ask is not ask:
        told = f"« about: {step.about} » ne va qu'avec « ask: {ask.value} »"
        reading.problem(line, "D205", told, f"écrire « ask: {ask.value} »")
    if step.item not in ("", item):
        told = f"« item: {step.item} » ne va pas avec « about: {step.about} »"
        reading.problem(fields["item"].line, "D205", told, f"écrire « item: {item} », ou enlever « item »")
    if step.about == "lever" and step.choices not in ((), (KEEP_LEVER, DROP_LEVER)):
        told = "un appui se garde ou se laisse"
        reading.problem(
            fields["choices"].line, "D205", told, f"écrire « choices: [{KEEP_LEVER}, {DROP_LEVER}] »"
        )


def _fits_settles(reading: Reading, step: Step, line: int) -> None:
    named = dict(step.settles)
    for key in step.choices:
        if key not in named:
            told = f"« settles » ne dit rien du choix « {key} »"
            reading.problem(line, "D205", told, f"ajouter « {key}: {NONE} », ou le nom d'un piège")
    for key in named:
        if key not in step.choices:
            told = f"« settles » parle de « {key} », qui n'est pas un choix"
            reading.problem(line, "D205", told, nearest(key, step.choices))
    if not set(PITFALLS) & set(named.values()):
        told = "« settles » ne parle pour aucun piège"
        reading.problem(line, "D205", told, nearest("", PITFALLS))
    if step.decision or step.about:
        told = "une question qui départage n'est ni une décision ni un appui"
        reading.problem(line, "D205", told, "en faire deux étapes")


def _fits_lays(reading: Reading, step: Step, line: int) -> None:
    if not step.item or step.about:
        told = "« lays » va avec « item », sans « about »"
        reading.problem(line, "D205", told, "ajouter « item », ou enlever « lays »")
    for key, _ in step.lays:
        if key not in step.choices:
            told = f"« lays » parle de « {key} », qui n'est pas un choix"
            reading.problem(line, "D205", told, nearest(key, step.choices))


def _choices(reading: Reading, name: str, ask: str, node: Node | None, line: int) -> tuple[str, ...]:
    if ask == Ask.DURATION:
        return _lengths(reading, node)
    if ask not in (Ask.CHOICE, Ask.CHOICES):
        return ()
    keys = node.texts() if node is not None else None
    if node is None or not keys or len(keys) < 2:  # noqa: PLR2004 - one choice is none
        reading.problem(line, "D206", f"« {name} » n'a pas ses choix", "ajouter « choices: [un, deux] »")
        return ()
    for key in keys:
        if key in (*CONTROLS, DONE) or not is_name(key):
            hint = f"un nom simple, autre que {', '.join((*CONTROLS, DONE))}"
            reading.problem(node.line, "D201", f"clé de choix « {key} »", hint)
    if len(set(keys)) != len(keys):
        reading.problem(node.line, "D103", "un choix est écrit deux fois", "n'en garder qu'un")
    return keys


def _lengths(reading: Reading, node: Node | None) -> tuple[str, ...]:
    """The lengths of time that can be tapped, if there are any."""
    if node is None:
        return ()
    keys = node.texts() or ()
    for key in keys:
        if not _LENGTH.fullmatch(key):
            told = f"« {key} » n'est pas une durée"
            reading.problem(node.line, "D206", told, "écrire des minutes : « choices: [m90, m120] »")
    return keys


def _lays(reading: Reading, node: Node | None) -> tuple[tuple[str, str], ...]:
    """The known words that each choice lays before the coachee."""
    if node is None or not reading.is_mapping(node, "lays"):
        return ()
    return tuple((key, reading.name(child)) for key, child in node.items())


def _settles(reading: Reading, node: Node | None) -> tuple[tuple[str, str], ...]:
    """What each choice of a separating question speaks for."""
    if node is None or not reading.is_mapping(node, "settles"):
        return ()
    spoken = {key: reading.one_of(child, (*PITFALLS, *THEMES, NONE)) for key, child in node.items()}
    return tuple(spoken.items())


def _fades(reading: Reading, node: Node | None) -> int:
    if node is None:
        return 0
    stages = [str(number) for number in range(1, LAST_STAGE + 1)]
    return int(reading.one_of(node, stages) or 0)


def _scale(reading: Reading, node: Node | None) -> tuple[int, int]:
    if node is None:
        return (0, 10)
    ends = node.texts() or ()
    if len(ends) == 2 and all(is_number(end) for end in ends):  # noqa: PLR2004 - two ends
        low, high = int(ends[0]), int(ends[1])
        if low < high < low + _WIDEST:
            return low, high
    reading.problem(
        node.line, "D207", "échelle illisible, ou de plus de vingt pas", "écrire « scale: [0, 10] »"
    )
    return (0, 10)
