"""Every way through the dialogues about objectives, with what the host gives them at their start."""

from __future__ import annotations

import pytest

from bot.dialog.engine import advance
from bot.dialog.events import Begin
from bot.dialog.state import State
from tests.dialog.shipped import NOW, library
from tests.dialog.test_every_way import MEMORIES, Node, _explore

FIRST = {
    "objectif_1": "Samia tranche",
    "avant_1": "3",
    "mots_1": "rien <b>encore</b>",
    "jour_1": "mardi 10 février",
}
THREE = {
    **FIRST,
    "objectif_2": "présenter",
    "avant_2": "4",
    "jour_2": "mardi 3 mars",
    "objectif_3": "dire non",
}
KEPT = {
    "objectif_id": "4", "rang": "1", "sens": "pour l'équipe", "quoi": "Samia tranche", "depart": "3", "cible": "7",
    "echeance": "2026-12-15", "terme": "2027-03-10",
}  # fmt: skip
GIVEN = {
    "objectifs neuf": {"rang": "1", "terme": "2027-03-10"},
    "objectifs gardé": KEPT,
    "point un": FIRST,
    "point trois": THREE,
    "regard sponsor": {name: words for name, words in THREE.items() if "objectif" in name}
    | {"voix": "sponsor"},
    "regard coach": {"objectif_2": "présenter", "voix": "coach", "qui": "Nadia"},
    "regard papier": {"objectif_1": "présenter", "voix": "papier", "qui": "Nadia"},
}


@pytest.mark.parametrize("case", GIVEN)
def test_every_way_keeps_the_rules(case: str) -> None:
    name = case.partition(" ")[0]
    turn = advance(library(), State(seed=7, memory=MEMORIES["riche"]), Begin(name, NOW, GIVEN[case]))
    visits = _explore(Node(turn.state, case))
    if case in ("objectifs neuf", "point trois", "regard sponsor"):
        steps = {f"{name}.{step}" for step in library().current[name].steps}
        far = {"objectifs.loin"}  # a day years ahead is typed in tests/dialogs only
        assert steps - visits.steps - turn.passed - far == set(), "a step that nobody reaches"
