"""Each problem that `recul dialogs check` can tell: its code, the exact line (marked `#!`), and a hint."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from bot import authoring
from bot.dialog import checks, loading, wordings
from bot.dialog.problems import DialogError, Problem, nearest
from tests.dialog.shipped import CONVERSATIONS, DIALOGS, PROMPTS, library, teller

INTERRUPTS = (DIALOGS / "interrupts.yaml").read_text(encoding="utf-8")

#: A dialogue with nothing wrong, in parts that a case replaces.
HEAD = "dialog: essai\nstart: un\nsteps:\n"
ONE = "  un: {ask: text, next: fin}\n"
END = "  fin: {end: done}\n"
TWICE = "  un: {ask: choice, choices: [a, b], decision: true, next: "

LEVER = "  un: {{{}, about: lever, {}next: fin}} #!\n"
LAYS = "  un: {{ask: choice, choices: [a, b], lays: {}, next: fin}} #!\n"
SETTLES = "  un: {{ask: choice, choices: [a, b], settles: {}, next: fin}} #!\n"

BROKEN: list[tuple[str, str]] = [
    # D1: reading YAML
    ("D101", HEAD + "  un: {ask: text, next: fin\n" + END.replace("\n", " #!\n")),
    ("D101", "dialog: essai\nstart: un: deux #!\n"),
    ("D101", HEAD + "\tun: {ask: text} #!\n"),
    ("D101", HEAD + ONE + "  deux: \x07 #!\n"),
    ("D101", HEAD + "  un: &moi {ask: text, next: fin} #!\n" + END),
    ("D101", HEAD + "  un: *moi #!\n" + END),
    ("D101", "dialog: essai\nstart: un\nsteps: " + "[" * 30 + "]" * 30 + " #!\n"),
    ("D101", "dialog: essai\n---  #!\nstart: un\n"),
    ("D102", "# rien du tout #!\n"),
    ("D103", HEAD + ONE + END + "  un: {end: done} #!\n"),
    ("D103", HEAD + "  un: {ask: choice, choices: [a, a], next: fin} #!\n" + END),
    ("D104", "dialog: essai\nstart: un\netapes: [a] #!\nsteps:\n" + ONE + END),
    ("D105", "dialog: autre #!\nstart: un\nsteps:\n" + ONE + END),
    ("D106", "dialog: essai #!\nstart: un\n"),
    ("D106", "dialog: essai\nstart: un\nsteps: un #!\n"),
    ("D107", "- dialog: essai #!\n"),
    ("D107", HEAD + "  un: fin #!\n" + END),
    ("D107", "dialog: essai\nstart: un\nmoves: un #!\nsteps:\n" + ONE + END),
    ("D107", HEAD + ONE + END + "  [a, b]: fin #!\n"),
    ("D107", HEAD + TWICE + "[fin #!\n  ]}\n" + END),
    ("D108", "start: un #!\nsteps:\n" + ONE + END),
    ("D108", "dialog: essai\nstart: #!\nsteps:\n" + ONE + END),
    ("D108", HEAD + "  un: {call: , next: fin} #!\n" + END),
    ("D108", HEAD + ONE + "  fin: {end: [done]} #!\n"),
    ("D108", HEAD + TWICE + "[{when: {answer: a}}, {else: fin}]} #!\n" + END),
    # D2: a step
    ("D201", HEAD + ONE + "  dé: {ask: text, next: fin} #!\n" + END),
    ("D201", HEAD + "  un: {ask: choice, choices: [a, skip], next: fin} #!\n" + END),
    ("D201", HEAD + "  un: {ask: text, keep: Deux mots, next: fin} #!\n" + END),
    ("D201", "dialog: essai\nstart: un\nneeds: [Prénom] #!\nsteps:\n" + ONE + END),
    ("D202", HEAD + "  un: {ask: text, next: fin, demande: x} #!\n" + END),
    ("D202", HEAD + TWICE + "[{when: {answer: a}, go: fin, si: x}, {else: fin}]} #!\n" + END),
    ("D203", HEAD + "  un: {ask: texte, next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: [text, choice], next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: text, item: sujet, next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: text, probe: {a: b}, next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: text, do: [danser], next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: text, optional: oui, next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {ask: text, optional: [true], next: fin} #!\n" + END),
    ("D203", HEAD + "  un: {say: false, next: fin} #!\n" + END),
    ("D203", "dialog: essai\nstart: un\nneeds: {a: b} #!\nsteps:\n" + ONE + END),
    ("D204", HEAD + "  un: {ask: text, say: true, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {keep: x, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: text, choices: [a, b], next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: date, item: topic, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: text, item: pitfall, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: confirm, next: fin} #!\n" + END),
    ("D205", HEAD + ONE + "  fin: {end: done, next: un} #!\n"),
    ("D205", HEAD + LEVER.format("ask: confirm", "") + END),
    ("D205", HEAD + LEVER.format("ask: choice, choices: [oui, non]", "") + END),
    ("D205", HEAD + LEVER.format("ask: choice, choices: [garder, laisser]", "item: topic, ") + END),
    ("D205", HEAD + "  un: {ask: choice, choices: [a, b], item: resource, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: confirm, about: finding, item: topic, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: text, theme: conflict, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: text, item: theme, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: text, hour: heure, next: fin} #!\n" + END),
    ("D205", HEAD + LAYS.format("{a: mots}") + END),
    ("D205", HEAD + LAYS.format("{c: mots}, item: matter") + END),
    ("D205", HEAD + "  un: {ask: text, lays: {a: mots}, item: matter, next: fin} #!\n" + END),
    ("D205", HEAD + "  un: {ask: choices, choices: [a, b], item: matter, next: fin} #!\n" + END),
    ("D205", HEAD + LEVER.format("ask: choice, choices: [garder, laisser]", "lays: {garder: mots}, ") + END),
    ("D107", HEAD + LAYS.format("mots, item: matter") + END),
    ("D206", HEAD + "  un: {ask: duration, choices: [longue], next: fin} #!\n" + END),
    ("D205", HEAD + SETTLES.format("{a: solitude_du_decideur}") + END),
    ("D205", HEAD + SETTLES.format("{a: solitude_du_decideur, b: none, c: none}") + END),
    ("D205", HEAD + SETTLES.format("{a: conflict, b: none}") + END),
    ("D205", HEAD + SETTLES.format("{a: solitude_du_decideur, b: none}, decision: true") + END),
    ("D107", HEAD + SETTLES.format("[a, b]") + END),
    ("D203", HEAD + SETTLES.format("{a: solitude_du_decideur, b: paresse}") + END),
    ("D206", HEAD + "  un: {ask: choice, next: fin} #!\n" + END),
    ("D206", HEAD + "  un: {ask: choices, choices: a, next: fin} #!\n" + END),
    ("D207", HEAD + "  un: {ask: scale, scale: [10, 0], next: fin} #!\n" + END),
    ("D207", HEAD + "  un: {ask: scale, scale: [0, 100], next: fin} #!\n" + END),
    ("D207", HEAD + "  un: {ask: scale, scale: [0, --5], next: fin} #!\n" + END),
    ("D207", HEAD + "  un: {ask: scale, scale: [0, " + "9" * 5000 + "], next: fin} #!\n" + END),
    ("D208", HEAD + "  un: {ask: text, next: {else: fin}} #!\n" + END),
    ("D208", HEAD + TWICE + "[{go: fin}, {else: fin}]} #!\n" + END),
    ("D208", HEAD + TWICE + "[{else: fin, go: un}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {reponse: a}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {answer: []}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {not: a}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {not: {not: {answer: a}}}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {value: tu}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {finding: paresse}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {doubt: paresse}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {between: [solitude_du_decideur]}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {theme: meteo}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {lever: [any, any]}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {below: un peu}, go: fin}, {else: fin}]} #!\n" + END),
    ("D313", HEAD + TWICE + "[{when: {below: peu}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {above: [1, 2]}, go: fin}, {else: fin}]} #!\n" + END),
    ("D209", HEAD + TWICE + "[{when: {skipped: [true, false]}, go: fin}, {else: fin}]} #!\n" + END),
    # D3: the whole dialogue
    ("D302", HEAD + "  un: {ask: text, next: fni} #!\n" + END),
    ("D302", "dialog: essai\nstart: deux #!\nsteps:\n" + ONE + END),
    ("D302", "dialog: essai\nstart: un\nmoves: {vieux: dexu} #!\nsteps:\n" + ONE + END),
    ("D303", HEAD + "  un: {ask: text} #!\n" + END),
    ("D303", HEAD + "  un: {ask: text, next: []} #!\n" + END),
    ("D304", HEAD + TWICE + "[{when: {answer: a}, go: fin}]} #!\n" + END),
    ("D305", HEAD + TWICE + "[{else: fin}, {when: {answer: a}, go: fin}]} #!\n" + END),
    ("D306", HEAD + ONE + "  deux: {ask: text, next: fin} #!\n" + END),
    ("D307", "dialog: essai\nstart: un\nmoves: {un: fin} #!\nsteps:\n" + ONE + END),
    ("D307", "dialog: essai\nstart: un\nmoves: {vieux: fin} #!\nsteps:\n" + ONE + END),
    ("D309", HEAD + "  un: {ask: text, next: un} #!\n"),
    ("D310", HEAD + TWICE + "[{when: {answer: a}, go: deux}, {else: fin}]}\n"
     "  deux: #!\n    next: [{when: {known: prenom}, go: deux}, {else: fin}]\n" + END),
    ("D311", HEAD + "  un: {call: nulle_part, next: fin} #!\n" + END),
    ("D312", HEAD + "  un: {call: essai, next: fin} #!\n" + END),
    ("D313", HEAD + TWICE + "[{when: {answer: c}, go: fin}, {else: fin}]} #!\n" + END),
    ("D313", HEAD + TWICE + "[{when: {known: prenmo}, go: fin}, {else: fin}]} #!\n" + END),
    ("D313", HEAD + TWICE + "[{when: {value: {adrese: tu}}, go: fin}, {else: fin}]} #!\n" + END),
    ("D313", HEAD + "  un:\n    call: accord\n    next:\n"
     "      - when: {outcome: jamais} #!\n        go: fin\n      - else: fin\n" + END),
    ("D313", "dialog: essai\nstart: un\nneeds: prenmo\nsteps:\n  un: {ask: text, next: fin} #!\n" + END),
]  # fmt: skip

HEARD = "interrupts:\n  - on: stop\n  - on: distress\n    call: soutien\n"
GAP = "  - on: gap\n    hours: 20\n    call: reprise\n"
BROKEN_INTERRUPTS = [
    ("D101", "interrupts: [ #!"),
    ("D102", "# #!\n"),
    ("D103", HEARD + GAP + "  - on: stop\n"),
    ("D104", HEARD + "    quand: 3 #!\n" + GAP),
    ("D104", "#\n" + HEARD + GAP + "autre: 3 #!\n"),
    ("D106", "interrupts: rien #!\n"),
    ("D106", "autre: [a] #!\n"),
    ("D107", "- on: stop #!\n"),
    ("D107", HEARD + GAP + "  - stop #!\n"),
    ("D108", HEARD + "  - on: gap #!\n    hours: 20\n"),
    ("D108", HEARD + "  - on: gap\n    call: reprise\n    hours: vingt #!\n"),
    ("D108", HEARD + "  - on: gap\n    call: reprise\n    hours: 0 #!\n"),
    ("D203", HEARD + GAP + "  - on: fatigue #!\n    call: soutien\n"),
    ("D203", HEARD + GAP + "    outside: {a: b} #!\n"),
    ("D301", ""),
    ("D301", HEARD),
    ("D301", GAP.join(["interrupts:\n  - on: stop\n", ""])),
    ("D308", "interrupts:\n  - on: stop\n    outside: [soutien] #!\n" + HEARD[25:] + GAP),
    ("D308", HEARD + "    outside: [reflexion, soutien] #!\n" + GAP),
    ("D311", HEARD + "  - on: gap #!\n    hours: 20\n    call: reprsie\n"),
    ("D311", HEARD + "  - on: gap #!\n    hours: 20\n    call: reprise\n    outside: [acord]\n"),
]


def marked(source: str) -> int:
    """The line with the mark, else the first."""
    return next((n for n, line in enumerate(source.split("\n"), 1) if "#!" in line), 1)


def problems(files: dict[str, str]) -> list[Problem]:
    """What is wrong with the shipped dialogues once these texts are laid over them, their wording left aside."""
    common = {"interrupts.yaml": INTERRUPTS} if "interrupts.yaml" not in files else authoring.sources(DIALOGS)
    found, told = loading.load({**common, **files})
    shipped = {name: dialog for name, dialog in library().current.items() if f"{name}.yaml" not in files}
    return [*told, *checks.check({**shipped, **found})]


@pytest.mark.parametrize(("code", "source"), BROKEN)
def test_a_broken_dialogue(code: str, source: str) -> None:
    found = [p for p in problems({"essai.yaml": source}) if p.file == "essai.yaml" and p.code == code]
    assert found, "not told"
    assert marked(source) in {problem.line for problem in found}
    assert all(problem.message and problem.hint for problem in found)


@pytest.mark.parametrize(("code", "source"), BROKEN_INTERRUPTS)
def test_broken_interrupts(code: str, source: str) -> None:
    found = [p for p in problems({"interrupts.yaml": source}) if p.file == "interrupts.yaml"]
    assert code in {problem.code for problem in found}
    assert marked(source) in {problem.line for problem in found if problem.code == code}
    assert all(problem.message and problem.hint for problem in found)


def test_the_parts_of_the_cases_are_sound() -> None:
    found = problems({"essai.yaml": HEAD + ONE + END, "interrupts.yaml": HEARD + GAP})
    assert not found


def test_libre_must_be_there_and_take_words(tmp_path: Path) -> None:
    shutil.copytree(DIALOGS, tmp_path / "dialogs")
    free = "dialog: libre\nstart: un\nsteps:\n  un: {say: true, next: fin} #!\n" + END
    found = [p for p in problems({"libre.yaml": free}) if p.code == "D314"]
    assert [(p.file, p.line) for p in found] == [("libre.yaml", 4)]
    (tmp_path / "dialogs" / "libre.yaml").unlink()
    found = [p for p in authoring.check(tmp_path / "dialogs", PROMPTS, None).problems if p.code == "D314"]
    assert [p.file for p in found] == ["libre.yaml"]
    with pytest.raises(DialogError, match="D314"):
        authoring.load(tmp_path / "dialogs")


def test_two_dialogues_that_call_each_other() -> None:
    call = "dialog: {}\nstart: un\nsteps:\n  un: {{call: {}, next: fin}}\n  fin: {{end: done}}\n"
    files = {
        "yin.yaml": call.format("yin", "yang").replace("{{", "{"),
        "yang.yaml": call.format("yang", "yin"),
    }
    found = [p for p in problems(files) if p.code == "D312"]
    assert {(p.file, p.line) for p in found} == {("yin.yaml", 4), ("yang.yaml", 4)}


# Folders and files


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    found = authoring.check(tmp_path / "nulle", PROMPTS, None).problems
    assert [(p.code, p.hint) for p in found] == [("D100", "corriger RECUL_DIALOGS")]


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    shutil.copytree(DIALOGS, tmp_path / "dialogs")
    (tmp_path / "dialogs" / "essai.yaml").write_bytes("dialog: é".encode("latin-1"))
    found = authoring.check(tmp_path / "dialogs", PROMPTS, None).problems
    assert [(p.file, p.code) for p in found] == [("essai.yaml", "D100")]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert not problems({"pause.yaml": "\ufeff" + (DIALOGS / "pause.yaml").read_text("utf-8")})


# D4: wording

SHORTER = "{% block shorter %}Quoi ?{% endblock %}\n"
OTHER = "{% block other_1 %}Ou alors ?{% endblock %}\n"
QUESTIONS = "".join(f"{{% block question_{n} %}}Quoi ({n}) ?{{% endblock %}}\n" for n in (1, 2, 3))
LONG = " ".join(["mot"] * 26)

WORDING: list[tuple[str, str]] = [
    ("D400", QUESTIONS + SHORTER + OTHER + "{% block x %} #!"),
    ("D400", QUESTIONS + SHORTER + OTHER + "{# #! #}{{ a b }}"),
    ("D402", "{# #! #}" + QUESTIONS[: QUESTIONS.index("{% block question_3")] + SHORTER + OTHER),
    ("D402", "{# #! #}" + QUESTIONS + SHORTER),
    ("D402", "{# #! #}" + QUESTIONS + OTHER),
    ("D403", QUESTIONS + SHORTER + OTHER + "{% block other_2_vous %}{# #! #}Et vous ?{% endblock %}\n"),
    ("D403", QUESTIONS + SHORTER + OTHER + "{% block other_2_tu %}{# #! #}Et toi ?{% endblock %}\n"),
    ("D405", QUESTIONS + SHORTER + OTHER + "{% block ohter_2 %}{# #! #}Et ?{% endblock %}\n"),
    ("D406", QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}{{ prenmo }} ?{% endblock %}\n"),
    ("D406", QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}{{ said.inconnu }} ?{% endblock %}\n"),
    (
        "D406",
        QUESTIONS
        + SHORTER
        + OTHER
        + "{% block other_2 %}{# #! #}{{ memory.moment.words }} ?{% endblock %}\n",
    ),
    (
        "D406",
        QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}{{ finding.score }} ?{% endblock %}\n",
    ),
    ("D408", QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}Quoi ? Qui ?{% endblock %}\n"),
    ("D409", QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}Pourquoi donc ?{% endblock %}\n"),
    ("D410", QUESTIONS + SHORTER + OTHER + "{% block other_2 %}{# #! #}" + LONG + " ?{% endblock %}\n"),
]


def worded(template: str, tmp_path: Path, step: str = "geste") -> list[Problem]:
    shutil.copytree(PROMPTS, tmp_path / "prompts")
    (tmp_path / "prompts" / "fr" / "reflexion" / f"{step}.j2").write_text(template, encoding="utf-8")
    return authoring.check(DIALOGS, tmp_path / "prompts", None).problems


@pytest.mark.parametrize(("code", "template"), WORDING)
def test_a_broken_wording(code: str, template: str, tmp_path: Path) -> None:
    found = worded(template, tmp_path)
    found = [problem for problem in found if problem.file.startswith("prompts/")]
    assert {problem.code for problem in found} == {code}
    assert {(p.file, p.line) for p in found} == {("prompts/fr/reflexion/geste.j2", marked(template))}
    assert all(problem.message and problem.hint for problem in found)


def test_the_wording_of_the_cases_is_sound(tmp_path: Path) -> None:
    assert not worded(QUESTIONS + SHORTER + OTHER, tmp_path)


def test_a_button_too_long(tmp_path: Path) -> None:
    buttons = "{% block button_cinq %}Vraiment beaucoup trop long{% endblock %}\n"
    template = "{% block question_1 %}?{% endblock %}\n" + buttons
    found = [p for p in worded(template, tmp_path, "ouverture") if p.code == "D407"]
    assert [(p.line, p.hint) for p in found] == [(2, "24 au plus")]


def test_a_template_missing_and_one_too_many(tmp_path: Path) -> None:
    shutil.copytree(PROMPTS, tmp_path / "prompts")
    folder = tmp_path / "prompts" / "fr" / "reflexion"
    (folder / "geste.j2").rename(folder / "gseste.j2")
    found = authoring.check(DIALOGS, tmp_path / "prompts", None).problems
    rows = (DIALOGS / "reflexion.yaml").read_text("utf-8").split("\n")
    assert {(p.code, p.file, p.line) for p in found} == {
        ("D401", "reflexion.yaml", rows.index("  geste:") + 1),
        ("D404", "prompts/fr/reflexion/gseste.j2", 1),
    }


def test_no_folder_of_wording(tmp_path: Path) -> None:
    assert {p.code for p in authoring.check(DIALOGS, tmp_path, None).problems} == {"D400"}


# D5: conversations

TALK = "talk: pause\nlines:\n  - at: duree\n  - press: aucune\n  - ended: cancelled\n"
PLAYED: list[str] = [
    "talk: [ #!",
    "talk: pasue #!\n",
    TALK + "ton: vous #!\n",
    TALK.replace("at: duree", "at: deux #!"),
    TALK.replace("press: aucune", "press: toutes #!"),
    TALK.replace("ended: cancelled", "ended: done #!"),
    TALK.replace("press: aucune", "presse: aucune #!"),
    TALK.replace("  - press: aucune", "  - at: duree\n    press: aucune\n  - soit #!"),
    TALK.replace("press: aucune", "after_hours: 3 #!"),
    TALK.replace("press: aucune", "press: aucune\n    after_hours: trois #!"),
    TALK.replace("press: aucune", "say: non merci\n    day: demain #!"),
    TALK.replace("press: aucune", "say: zut #!\n    distress: peut-être"),
    TALK.replace("press: aucune", "say: zut\n    reads: {paresse: zut} #!"),
    TALK.replace("press: aucune", "say: zut\n    reads: {solitude_du_decideur: flûte} #!"),
    TALK.replace("press: aucune", "say: zut\n    doubts: {paresse: zut} #!"),
    TALK.replace("press: aucune", "say: zut\n    doubts: {solitude_du_decideur: flûte} #!"),
    TALK.replace("press: aucune", "say: zut\n    odds: {paresse: 0.5} #!"),
    TALK.replace("press: aucune", "say: zut\n    odds: {solitude_du_decideur: 1.5} #!"),
    TALK.replace("press: aucune", "say: zut\n    odds: {solitude_du_decideur: beaucoup} #!"),
    TALK.replace("press: aucune", "say: zut\n    themes: [meteo] #!"),
    TALK.replace("press: aucune", "say: zut\n    themes: {conflict: zut} #!"),
    TALK.replace("press: aucune", "say: zut\n    levers: {chance: zut} #!"),
    TALK.replace("press: aucune", "say: zut\n    levers: {way: flûte} #!"),
    TALK + "seed: sept #!\n",
    TALK + "memory:\n  pas: {words: a, day: hier} #!\n",
    TALK + "shared: [a] #!\n",
    TALK + "kept: [a] #!\n",
]


@pytest.mark.parametrize("source", PLAYED)
def test_a_conversation_that_does_not_hold(source: str, tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(source, encoding="utf-8")
    found = [p for p in authoring.check(DIALOGS, PROMPTS, tmp_path).problems if p.file == "essai.yaml"]
    assert found
    assert found[0].line == marked(source)
    assert {problem.code for problem in found} <= {"D101", "D502"}


def test_a_conversation_may_end_by_stop(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(
        "talk: pause\nlines:\n  - say: Stop !\n  - ended: stop\n", encoding="utf-8"
    )
    assert {p.code for p in authoring.check(DIALOGS, PROMPTS, tmp_path).problems} == {"D501"}


def test_an_urgent_edit_is_a_way_to_a_step() -> None:
    moved = "dialog: essai\nstart: un\nneeds: prenom\nmoves: {vieux: deux}\nsteps:\n" + ONE
    assert not problems({"essai.yaml": moved + "  deux: {ask: text, next: fin}\n" + END})


def test_a_conversation_that_holds_and_steps_that_none_visits(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(TALK, encoding="utf-8")
    found = authoring.check(DIALOGS, PROMPTS, tmp_path)
    assert {problem.code for problem in found.problems} == {"D501"}
    told = {problem.message for problem in found.problems if problem.file == "pause.yaml"}
    assert [message for message in told if "inchange" in message] == []
    assert any("en_pause" in message for message in told)


def test_nothing_is_wrong_with_what_is_shipped() -> None:
    assert authoring.check(DIALOGS, PROMPTS, CONVERSATIONS).problems == []


# How a problem is told


def test_a_problem_in_one_line() -> None:
    assert str(Problem("a.yaml", 3, "D201", "nom", "écrire b")) == "a.yaml:3 D201 nom → écrire b"
    assert str(Problem("a.yaml", 3, "D201", "nom")) == "a.yaml:3 D201 nom"


def test_the_nearest_word() -> None:
    assert nearest("momnet", ["geste", "moment"]) == "écrire « moment » ?"
    assert nearest("zzz", ["geste", "moment"]) == "choisir parmi : geste, moment"
    assert nearest("zzz", []) == "il n'y en a encore aucun"


# Mutation: what a slip of the hand does


def _slip(lines: list[str], draw: random.Random) -> tuple[list[str], int]:
    """The lines with one slip, and where it is, from 1."""
    place = draw.choice(
        [n for n, line in enumerate(lines) if line.strip() and not line.strip().startswith("#")]
    )
    line = lines[place]
    slip = draw.choice(["delete", "repeat", "misspell", "indent", "outdent", "cut", "colon"])
    if slip == "delete":
        changed = []
    elif slip == "repeat":
        changed = [line, line]
    elif slip == "misspell":
        letters = [m.start() for m in re.finditer(r"[a-z]", line)]
        at = draw.choice(letters) if letters else 0
        changed = [line[:at] + draw.choice("éx_ ") + line[at + 1 :]]
    elif slip == "indent":
        changed = [" " + line]
    elif slip == "outdent":
        changed = [line.removeprefix(" ")]
    elif slip == "cut":
        changed = [line[: draw.randrange(len(line))]]
    else:
        changed = [line.replace(":", "", 1)]
    return [*lines[:place], *changed, *lines[place + 1 :]], place + 1


@pytest.mark.parametrize("seed", range(8))
def test_a_slip_of_the_hand_is_told_or_harmless(seed: int) -> None:
    draw = random.Random(seed)
    sources = authoring.sources(DIALOGS)
    prompts = teller().prompts
    templates = {file: prompts.wordings(file) for file in prompts.files()}
    told = near = 0
    for _ in range(60):
        file = draw.choice(sorted(sources))
        lines, place = _slip(sources[file].splitlines(), draw)
        said = problems({file: "\n".join(lines)})
        if not said:
            found, _ = loading.load({**sources, file: "\n".join(lines)})
            said = wordings.check(found, templates, "prompts/fr")
        if said:
            told += 1
            name = file.removesuffix(".yaml")
            assert any(name in f"{problem.file} {problem.message}" for problem in said)
            assert all(problem.line >= 1 for problem in said)
            near += any(abs(problem.line - place) <= 3 for problem in said if problem.file == file)
    assert told > 30
    assert near > told * 0.6, (near, told)
