"""The schema that editors use says what the loader says: what it refuses, the loader refuses too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.dialog import branches, loading, steps
from bot.dialog.definition import ABOUT, HOST_DEEDS, ITEM_KINDS, NONE, PROBES, TALK_DEEDS, Ask, Signal
from bot.dialog.definition import Test as When
from bot.dialog.loading import load
from bot.insight import PITFALLS, THEMES
from tests.dialog.shipped import DIALOGS

SCHEMA: dict[str, Any] = json.loads((DIALOGS / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted(DIALOGS.glob("*.yaml"))
STEP = SCHEMA["$defs"]["step"]["properties"]


class Plain(yaml.SafeLoader):
    """YAML as editors read it since 1.2: `on` and `oui` are words."""


BOOL = "tag:yaml.org,2002:bool"
Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != BOOL]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver(BOOL, re.compile("true|false"), list("tf"))


def read(text: str) -> Any:
    return yaml.load(text, Plain)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_shipped_is_valid(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read(path.read_text(encoding="utf-8")))] == []


def test_both_know_the_same_words() -> None:
    definitions = SCHEMA["$defs"]
    assert set(definitions["dialog"]["properties"]) == set(loading.DIALOG_KEYS)
    assert set(definitions["interrupt"]["properties"]) == set(loading.INTERRUPT_KEYS)
    assert set(STEP) == set(steps.STEP_KEYS)
    assert {key for way in definitions["branch"]["oneOf"] for key in way["properties"]} == set(
        branches.BRANCH_KEYS
    )
    assert set(definitions["tests"]["properties"]) == set(When)
    assert set(definitions["when"]["properties"]) == {*When, "not"}
    assert set(definitions["when"]["properties"]["not"]["properties"]) == set(When)
    assert STEP["ask"]["enum"] == list(Ask)
    assert STEP["item"]["enum"] == list(ITEM_KINDS)
    assert STEP["about"]["enum"] == list(ABOUT)
    assert STEP["theme"]["enum"] == list(THEMES)
    assert STEP["settles"]["additionalProperties"]["enum"] == [*PITFALLS, *THEMES, NONE]
    assert STEP["probe"]["anyOf"][0]["enum"] == list(PROBES)
    assert set(STEP["do"]["anyOf"][0]["enum"]) == {*TALK_DEEDS, *HOST_DEEDS}
    assert definitions["interrupt"]["properties"]["on"]["enum"] == list(Signal)
    for test, values in branches.TEST_VALUES.items():
        told = definitions["tests"]["properties"][test]
        told = told.get("items") or told.get("anyOf", [told])[0]
        allowed = told.get("enum") or ["true", "false"]
        assert list(allowed) == list(values), test


def _described(schema: Any, at: str = "") -> Iterator[str]:
    if isinstance(schema, dict):
        for key, inner in schema.get("properties", {}).items():
            if "description" not in inner and "$ref" not in inner and at.count("if") + at.count("then") == 0:
                yield f"{at}.{key}"
        for key, inner in schema.items():
            yield from _described(inner, f"{at}.{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from _described(inner, at)


def test_every_key_is_explained() -> None:
    assert not list(_described(SCHEMA))


BASE = yaml.safe_load("""
dialog: essai
start: un
steps:
  un: {ask: choice, choices: [a, b], next: [{when: {answer: a}, go: deux}, {else: fin}]}
  deux: {ask: text, keep: deux, probe: concrete, item: topic, next: trois}
  trois: {ask: choice, choices: [a, b], settles: {a: nez_dans_le_guidon, b: none}, next: quatre}
  quatre: {ask: choice, choices: [garder, laisser], about: lever, item: resource, next: cinq}
  cinq: {ask: text, theme: conflict, item: theme, next: six}
  six: {ask: choices, choices: [a, b], lays: {a: deux}, item: matter, next: sept}
  sept: {ask: date, hour: heure, next: huit}
  huit: {ask: duration, choices: [m90, m120], next: fin}
  fin: {end: done}
""")

SPOILT: dict[str, list[tuple[tuple[Any, ...], Any]]] = {
    "no name": [(("dialog",), None)],
    "no start": [(("start",), None)],
    "no steps": [(("steps",), {})],
    "unknown key": [(("etapes",), {})],
    "a name with an accent": [(("steps", "dé"), {"end": "done"})],
    "once maybe": [(("once",), "maybe")],
    "needs a mapping": [(("needs",), {"a": "b"})],
    "moves a list": [(("moves",), ["a"])],
    "a step that is a text": [(("steps", "deux"), "fin")],
    "unknown step key": [(("steps", "deux", "demande"), "text")],
    "unknown ask": [(("steps", "deux", "ask"), "texte")],
    "two acts": [(("steps", "deux", "say"), True)],
    "say false": [(("steps", "deux"), {"say": False, "next": "fin"})],
    "no next": [(("steps", "deux", "next"), None)],
    "next of an end": [(("steps", "fin", "next"), "un")],
    "next a mapping": [(("steps", "deux", "next"), {"else": "fin"})],
    "next empty": [(("steps", "deux", "next"), [])],
    "one choice": [(("steps", "un", "choices"), ["a"])],
    "twice the same choice": [(("steps", "un", "choices"), ["a", "a"])],
    "a reserved choice": [(("steps", "un", "choices"), ["a", "skip"])],
    "no choices": [(("steps", "un", "choices"), None)],
    "choices of a text": [(("steps", "deux", "choices"), ["a", "b"])],
    "scale of a text": [(("steps", "deux", "scale"), [0, 10])],
    "a scale of one": [(("steps", "un"), {"ask": "scale", "scale": [1], "next": "fin"})],
    "keep without ask": [(("steps", "deux"), {"keep": "x", "next": "fin"})],
    "keep an odd name": [(("steps", "deux", "keep"), "Deux mots")],
    "unknown item": [(("steps", "deux", "item"), "sujet")],
    "two items": [(("steps", "deux", "item"), ["topic", "view"])],
    "item of a choice": [(("steps", "un", "item"), "topic")],
    "a pitfall without a finding": [(("steps", "deux", "item"), "pitfall")],
    "about of a text": [(("steps", "deux", "about"), "finding")],
    "confirm without a finding": [(("steps", "deux"), {"ask": "confirm", "next": "fin"})],
    "a lever to confirm": [
        (("steps", "deux"), {"ask": "confirm", "about": "lever", "next": "fin"}),
        (("steps", "cinq"), {"ask": "text", "theme": "conflict", "item": "theme", "next": "quatre"}),
    ],
    "a lever with other choices": [(("steps", "quatre", "choices"), ["oui", "non"])],
    "a lever that is a pitfall": [(("steps", "quatre", "item"), "pitfall")],
    "a finding with choices": [(("steps", "quatre", "about"), "finding")],
    "a text that settles": [(("steps", "deux", "settles"), {"a": "none", "b": "solitude_du_decideur"})],
    "settles by an unknown word": [(("steps", "trois", "settles", "a"), "paresse")],
    "settles one choice": [(("steps", "trois", "settles"), {"a": "nez_dans_le_guidon"})],
    "settles a list": [(("steps", "trois", "settles"), ["nez_dans_le_guidon"])],
    "a decision that settles": [(("steps", "trois", "decision"), True)],
    "a theme that is no element": [(("steps", "cinq", "item"), None)],
    "a theme that is another element": [(("steps", "cinq", "item"), "topic")],
    "an element without its theme": [(("steps", "cinq", "theme"), None)],
    "an unknown theme": [(("steps", "cinq", "theme"), "meteo")],
    "a theme of a choice": [(("steps", "un", "theme"), "conflict")],
    "an hour of a text": [(("steps", "deux", "hour"), "heure")],
    "an hour with an odd name": [(("steps", "sept", "hour"), "Deux mots")],
    "laid by a text": [(("steps", "deux", "lays"), {"a": "deux"})],
    "laid as nothing": [(("steps", "six", "item"), None)],
    "laid a list": [(("steps", "six", "lays"), ["deux"])],
    "ticked words that are none": [(("steps", "six", "lays"), None)],
    "laid about a lever": [(("steps", "quatre", "lays"), {"garder": "deux"})],
    "a length in words": [(("steps", "huit", "choices"), ["longue", "courte"])],
    "an hour with choices": [(("steps", "sept", "choices"), ["m90", "m120"])],
    "between one": [(("steps", "un", "next", 0, "when"), {"between": ["nez_dans_le_guidon"]})],
    "between the same": [(("steps", "un", "next", 0, "when"), {"between": ["nez_dans_le_guidon"] * 2})],
    "unknown lever": [(("steps", "un", "next", 0, "when"), {"lever": "person"})],
    "unknown probe": [(("steps", "deux", "probe"), "pourquoi")],
    "probe of a choice": [(("steps", "un", "probe"), "concrete")],
    "unknown deed": [(("steps", "deux", "do"), ["danser"])],
    "unknown test": [(("steps", "un", "next", 0, "when"), {"reponse": "a"})],
    "no test": [(("steps", "un", "next", 0, "when"), {})],
    "when without go": [(("steps", "un", "next", 0), {"when": {"answer": "a"}})],
    "go without when": [(("steps", "un", "next", 0), {"go": "fin"})],
    "else and go": [(("steps", "un", "next", 1), {"else": "fin", "go": "deux"})],
    "not of two": [(("steps", "un", "next", 0, "when"), {"not": {"answer": "a", "skipped": True}})],
    "not of not": [(("steps", "un", "next", 0, "when"), {"not": {"not": {"answer": "a"}}})],
    "value without a name": [(("steps", "un", "next", 0, "when"), {"value": {}})],
    "unknown pitfall": [(("steps", "un", "next", 0, "when"), {"pitfall": "paresse"})],
    "below two words": [(("steps", "un", "next", 0, "when"), {"below": "un peu"})],
    "skipped perhaps": [(("steps", "un", "next", 0, "when"), {"skipped": "oui"})],
}


def spoil(tree: Any, changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    spoilt = deepcopy(tree)
    for (*path, last), value in changes:
        at = spoilt
        for key in path:
            at = at[key]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return spoilt


@pytest.mark.parametrize("name", SPOILT)
def test_what_it_refuses_the_loader_refuses(name: str) -> None:
    spoilt = spoil(BASE, SPOILT[name])
    assert list(VALIDATOR.iter_errors(spoilt)), "the schema accepts it"
    _, problems = load({"interrupts.yaml": COMMON, "essai.yaml": yaml.safe_dump(spoilt, allow_unicode=True)})
    assert [problem for problem in problems if problem.file == "essai.yaml"], "the loader accepts it"


def test_the_base_is_accepted_by_both() -> None:
    assert not list(VALIDATOR.iter_errors(BASE))
    assert not load({"interrupts.yaml": COMMON, "essai.yaml": yaml.safe_dump(BASE)})[1]


COMMON = (DIALOGS / "interrupts.yaml").read_text(encoding="utf-8")
HEARD = {
    "interrupts": [
        {"on": "stop"},
        {"on": "distress", "call": "soutien"},
        {"on": "gap", "call": "reprise", "hours": 20},
    ]
}
SPOILT_HEARD: dict[str, list[tuple[tuple[Any, ...], Any]]] = {
    "not a list": [(("interrupts",), {"on": "stop"})],
    "unknown signal": [(("interrupts", 0, "on"), "pause")],
    "no signal": [(("interrupts", 0, "on"), None)],
    "unknown key": [(("interrupts", 0, "when"), "x")],
    "stop outside": [(("interrupts", 0, "outside"), ["soutien"])],
    "distress calls nobody": [(("interrupts", 1, "call"), None)],
    "gap of no hours": [(("interrupts", 2, "hours"), None)],
    "gap of zero hours": [(("interrupts", 2, "hours"), 0)],
    "gap of some hours": [(("interrupts", 2, "hours"), "vingt")],
}


@pytest.mark.parametrize("name", SPOILT_HEARD)
def test_what_it_refuses_of_interrupts_the_loader_refuses(name: str) -> None:
    spoilt = spoil(HEARD, SPOILT_HEARD[name])
    assert list(VALIDATOR.iter_errors(spoilt)), "the schema accepts it"
    written = yaml.safe_dump(spoilt, allow_unicode=True).replace("'on'", "on")
    assert load({"interrupts.yaml": written})[1], "the loader accepts it"


def test_the_base_of_interrupts_is_accepted_by_both() -> None:
    assert not list(VALIDATOR.iter_errors(HEARD))
    assert not load({"interrupts.yaml": yaml.safe_dump(HEARD).replace("'on'", "on")})[1]
