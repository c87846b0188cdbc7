"""Questions for a day, an hour, a length of time; and words already known that a choice lays for the coach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialog.definition import Act, Ask, Step
from bot.dialog.effects import Effect, Tell
from bot.dialog.state import Item, Last, State
from tests.dialog.shipped import reader, teller
from tests.dialog.small import Talk, kept, told

CHANGES = {
    "quand.yaml": """
dialog: quand
start: jour
given: [mots, autres]
steps:
  jour: {ask: date, keep: jour, hour: heure, next: [{when: {known: heure}, go: duree}, {else: heure}]}
  heure: {ask: time, keep: heure, next: duree}
  duree: {ask: duration, choices: [m90, m120], keep: duree, next: [{when: {above: 240}, go: duree}, {else: sujets}]}
  sujets: {ask: choices, choices: [un, deux], lays: {un: mots, deux: autres}, item: matter, keep: sujets, next: mot}
  mot: {ask: duration, next: fin}
  fin: {end: done}
"""
}


def talk(**said: str) -> Talk:
    begun = Talk("quand", CHANGES)
    begun.state = replace(begun.state, said=said)
    return begun


def test_a_day_with_its_hour_in_one_answer() -> None:
    asked = talk()
    asked.say("mardi en quinze à 14h30")
    assert (asked.state.said["jour"], asked.state.said["heure"]) == ("2026-03-31", "14:30")
    assert asked.at == "quand.duree"


def test_a_day_alone_then_its_hour() -> None:
    asked = talk(heure="09:00")
    asked.say("mardi")
    assert asked.at == "quand.heure", "an hour told for another day is let go"
    assert told(asked.say("le matin")) == [("heure", "retry_time"), ("heure", "question")]
    asked.say("14 h")
    assert asked.state.said["heure"] == "14:00"


@pytest.mark.parametrize("text", ["14", "vers 14", "14:00", "14 h"])
def test_an_hour(text: str) -> None:
    asked = talk()
    asked.say("mardi")
    asked.say(text)
    assert asked.state.last == Last(words="14:00")


@pytest.mark.parametrize("text", ["3 h", "3"])
def test_an_hour_of_the_night_or_of_the_afternoon_is_asked_about(text: str) -> None:
    asked = talk()
    asked.say("mardi")
    effects = asked.say(text)
    assert told(effects) == [("heure", "retry_hours"), ("heure", "question")]
    assert _moments(effects) == ("03:00", "15:00")
    assert kept(effects) == [("heure", text, ())]


def test_a_day_that_has_gone_and_two_that_may_be_meant() -> None:
    asked = talk()
    effects = asked.say("le 3 mars")
    assert (told(effects)[0], _moments(effects)) == (("jour", "retry_past"), ("2026-03-03",))
    effects = asked.say("vendredi prochain")
    assert (told(effects)[0], _moments(effects)) == (("jour", "retry_days"), ("2026-03-13", "2026-03-20"))
    assert told(asked.say("bientôt"))[0] == ("jour", "retry_date")


def test_a_length_tapped_and_typed() -> None:
    asked = talk()
    asked.say("mardi 14h30")
    asked.press("m90")
    assert asked.state.last == Last(choices=("m90",), number=90)
    asked = talk()
    asked.say("mardi 14h30")
    asked.say("1h45")
    assert asked.state.said["duree"] == "m105"
    assert asked.at == "quand.sujets"


def test_a_length_that_is_too_long_or_none() -> None:
    asked = talk()
    asked.say("mardi 14h30")
    assert told(asked.say("longtemps")) == [("duree", "retry_duration"), ("duree", "question")]
    asked.say("cinq heures")
    assert asked.at == "quand.duree"


def test_what_is_ticked_is_laid_in_the_words_that_are_known() -> None:
    asked = talk(mots="j'ai repris le tableau")
    asked.say("mardi 14h30")
    asked.say("2 h")
    asked.press("un")
    asked.press("deux")
    asked.press("done")
    assert asked.state.said["sujets"] == "un,deux"
    assert asked.state.items == (Item("matter", "j'ai repris le tableau"),)


@pytest.mark.parametrize(("step", "text"), [("jour", "mardi"), ("heure", "14 h"), ("duree", "2 h")])
def test_however_late_an_answer_that_fits_is_taken(step: str, text: str) -> None:
    asked = talk()
    for answer in ("mardi", "14 h"):
        if asked.at != f"quand.{step}":
            asked.say(answer)
    asked.now += timedelta(hours=60)
    asked.say(text)
    assert not asked.at.startswith("reprise")


def _moments(effects: list[Effect]) -> tuple[str, ...]:
    return next(effect for effect in effects if isinstance(effect, Tell)).moments


@pytest.mark.parametrize(
    ("block", "moments", "expected"),
    [
        ("retry_past", ("2026-03-03",), "Mardi 3 mars, c’est passé"),
        ("retry_days", ("2026-03-13", "2026-03-20"), "vendredi 13 mars, ou vendredi 20 mars"),
        ("retry_hours", ("03:30", "15:00"), "3\u00a0h\u00a030 du matin, ou 15\u00a0h"),
    ],
)
def test_what_is_said_of_them(block: str, moments: tuple[str, ...], expected: str) -> None:
    step = Step("retour", Act.ASK, ask=Ask.DATE)
    tell = Tell("reflexion", step, block, 0, State(1), moments=moments)
    for form in ("vous", "tu"):
        assert expected in teller().wording(tell, reader(form))
