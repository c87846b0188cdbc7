"""Every way through what begins with words that the host gives: a step that is followed up, a plan that is full."""

from __future__ import annotations

import pytest

from bot.dialog.engine import advance
from bot.dialog.events import Begin, Press, Say
from bot.dialog.state import State
from tests.dialog.shipped import NOW, library, memory
from tests.dialog.test_every_way import Node, _explore

STEP = {"pas_dit": "appeler Samia", "pas_le": "mardi 3 mars", "pas_no": "4"}
FULL = "1. « appeler Samia », mardi 3 mars\n2. « relire »\n3. « écrire »\n4. « marcher »\n5. « dormir »"
LIBRARY = library()


@pytest.mark.parametrize("form", ["vous", "tu"])
def test_every_way_to_follow_a_step_up(form: str) -> None:
    known = memory(prenom="Nadia", coach="Hélène", adresse=form)
    steps: set[str] = set()
    for way in ("", "fait", "jour", "mots"):
        begin = Begin("suivi", NOW, STEP | ({"voie": way} if way else {}))
        turn = advance(LIBRARY, State(seed=7, memory=known), begin)
        steps |= _explore(Node(turn.state, f"suivi {way}")).steps | turn.passed
    assert {f"suivi.{step}" for step in LIBRARY.current["suivi"].steps} <= steps


@pytest.mark.parametrize("form", ["vous", "tu"])
def test_every_way_through_a_full_plan(form: str) -> None:
    known = memory(prenom="Nadia", coach="Hélène", adresse=form, pas_ouverts=FULL)
    turn = advance(LIBRARY, State(seed=7, memory=known), Begin("plan", NOW))
    steps = _explore(Node(turn.state, "plan")).steps | turn.passed
    missed = {f"{name}.{step}" for name in ("plan", "tri") for step in LIBRARY.current[name].steps} - steps
    assert not missed


def test_a_step_is_not_followed_up_without_its_words() -> None:
    assert advance(LIBRARY, State(seed=7), Begin("suivi", NOW)).refused == "needs more"


def test_room_is_not_asked_for_while_there_is_some() -> None:
    assert advance(LIBRARY, State(seed=7), Begin("tri", NOW)).state.frame is None


@pytest.mark.parametrize(("short", "least", "most"), [(True, 6, 6), (False, 10, 12)])
def test_an_analysis_has_its_number_of_questions(short: bool, least: int, most: int) -> None:
    state = advance(LIBRARY, State(seed=7), Begin("analyse", NOW)).state
    if short:
        state = advance(LIBRARY, state, Press(state.asked, "shorter", NOW)).state
    asked = 0
    while state.frame and state.frame.step != "un_pas":
        asked += 1
        state = advance(
            LIBRARY, state, Say("mardi Karim a tout repris devant la direction entière", NOW)
        ).state
    assert state.frame
    assert least <= asked <= most
