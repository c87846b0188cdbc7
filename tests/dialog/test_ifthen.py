from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.definition import Condition
from bot.dialog.definition import Test as When
from bot.dialog.guards import holds
from bot.dialog.ifthen import if_then
from bot.dialog.state import Last, State

PLANS = {
    "quand il rend le dossier, alors je pose une question": ("quand il rend le dossier", "je pose une question"),
    "Quand Karim arrive → je finis ma phrase": ("Quand Karim arrive", "je finis ma phrase"),
    "quand il vient,\nalors je le laisse parler": ("quand il vient", "je le laisse parler"),
    "dès que j'arrive je l’appelle": ("dès que j'arrive", "je l’appelle"),
    "lorsqu’on me coupe, reprendre au même mot": ("lorsqu’on me coupe", "reprendre au même mot"),
    "si Karim revient : je me tais": ("si Karim revient", "je me tais"),
    "Si on me coupe alors je reprends": ("Si on me coupe", "je reprends"),
    "quand je vois Karim je lui demande": ("quand je vois Karim", "je lui demande"),
    "je me tais deux minutes quand Karim parle": ("quand Karim parle", "je me tais deux minutes"),
    "la prochaine fois, je dis non": ("la prochaine fois", "je dis non"),
    "avant de répondre, compter jusqu'à trois": ("avant de répondre", "compter jusqu'à trois"),
    "lundi, j'appelle Samia": ("lundi", "j'appelle Samia"),
    "au comité de mardi, je parle en dernier": ("au comité de mardi", "je parle en dernier"),
}  # fmt: skip
NONE = (
    "", "quand", "alors", "si", "je", "quand alors", "quand, je", "quand quoi", "quand il vient alors",
    "Quand …, alors je …", "appeler Samia", "j'appelle Samia lundi matin", "je ne sais pas quand je le ferai",
    "je lui demande quand il vient", "sinon, je pars", "simple, je fais", "quantité, je gère",
)  # fmt: skip


@pytest.mark.parametrize("text", PLANS)
def test_a_sentence_that_tells_its_moment(text: str) -> None:
    assert if_then(text) == PLANS[text]


@pytest.mark.parametrize("text", NONE)
def test_a_sentence_that_does_not(text: str) -> None:
    assert if_then(text) is None


def test_a_story_is_no_plan() -> None:
    assert if_then("quand il vient, alors " + "je l'écoute " * 60) is None


@given(st.text(alphabet="quand sialorje',:→x\n", max_size=620))
def test_both_parts_stand_in_what_was_typed(text: str) -> None:
    found = if_then(text)
    assert found is None or all(part and part in text for part in found)


@pytest.mark.parametrize(
    ("words", "wanted"), [(words, "true") for words in PLANS] + [(words, "false") for words in NONE]
)
def test_a_branch_can_ask_it(words: str, wanted: str) -> None:
    talk = State(1, last=Last(words=words))
    assert holds(Condition(When.IF_THEN, (wanted,)))(talk)
    assert not holds(Condition(When.IF_THEN, (wanted,), negated=True))(talk)
