from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.engagement import Arc, Phase
from bot.coaching.path import (
    LEVELS,
    LONGEST,
    LOOKS,
    SITUATIONS,
    Focus,
    Stage,
    at,
    highest,
    look,
    looks,
    path,
    stage,
)

ROOT = Path(__file__).parents[2]
DIALOGS = ROOT / "dialogs"
RATINGS = st.dictionaries(st.sampled_from(Focus), st.integers(0, 4))
CHOSEN = st.lists(st.sampled_from([*SITUATIONS, "autre"]))


def steps(dialog: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load((DIALOGS / f"{dialog}.yaml").read_text("utf-8"))[
        "steps"
    ]
    return found


@pytest.mark.parametrize(
    ("arc", "expected"),
    [
        (Arc(Phase.INVITED), Stage.START),
        (Arc(Phase.DISCOVER), Stage.START),
        (Arc(Phase.DEVELOP), Stage.DEVELOP),
        (Arc(Phase.PAUSED, Phase.DEVELOP), Stage.DEVELOP),
        (Arc(Phase.ANCHOR), Stage.ANCHOR),
        (Arc(Phase.CLOSING), Stage.ANCHOR),
        (Arc(Phase.STOPPED, Phase.CONTRACTED), Stage.START),
    ],
)
def test_needs_belong_to_a_stage(arc: Arc, expected: Stage) -> None:
    assert stage(arc) is expected


def test_without_needs_the_situation_leads() -> None:
    assert path(["prise_de_poste"], {}) == (Focus.BOSS, Focus.TEAM, Focus.TIME)
    assert path(["autre"], {}) == ()
    assert path([], {}) == ()


def test_needs_come_before_the_situation() -> None:
    topics = path(["prise_de_poste"], {Focus.PEERS: 4, Focus.BOSS: 0, Focus.TIME: 1, Focus.ENERGY: 1})
    assert topics == (Focus.PEERS, Focus.TEAM, Focus.TIME)


def test_the_coachee_s_own_choice_leads() -> None:
    assert path([], {Focus.PEERS: 4, Focus.ENERGY: 3}, Focus.ENERGY)[0] is Focus.ENERGY


def test_two_coachees_are_led_differently_over_five_reflections() -> None:
    nadia = path(["posture_managers"], {Focus.POSTURE: 4, Focus.TEAM: 3, Focus.PEERS: 0}, Focus.TEAM)
    paul = path(["vision"], {Focus.PEERS: 4, Focus.STRATEGY: 3}, None)
    hers, his = ([at(topics, nth) for nth in range(5)] for topics in (nadia, paul))
    assert hers == [None, Focus.TEAM, Focus.POSTURE, None, Focus.TOOLS]
    assert his == [None, Focus.PEERS, Focus.STRATEGY, None, Focus.TIME]


def test_every_path_is_free_of_topics_at_times_and_nobody_without_topics_is_given_one() -> None:
    assert at((), 1) is None
    assert [at((Focus.TIME,), nth) for nth in range(6)] == [None, Focus.TIME, Focus.TIME] * 2


@given(situations=CHOSEN, ratings=RATINGS, first=st.none() | st.sampled_from(Focus))
def test_each_topic_has_its_turn_within_two_months(
    situations: list[str], ratings: dict[Focus, int], first: Focus | None
) -> None:
    topics = path(situations, ratings, first)
    assert len(topics) <= LONGEST
    assert len(set(topics)) == len(topics)
    assert not any(ratings.get(focus) == 0 for focus in topics)
    assert {at(topics, nth) for nth in range(8)} - {None} == set(topics)
    assert sorted(looks(topics)) == sorted(LOOKS)
    if topics:
        assert looks(topics)[0] == look(topics[0])


@given(ratings=RATINGS)
def test_where_to_begin_is_chosen_among_the_highest(ratings: dict[Focus, int]) -> None:
    found = highest(ratings)
    assert len(found) <= LONGEST
    left = [ratings[focus] for focus in ratings if focus not in found]
    assert all(ratings[focus] >= max(left) for focus in found) if left and found else True
    assert bool(found) is any(ratings.values())


def test_what_the_dialogues_call_things_is_known_here() -> None:
    assert set(steps("accueil")["situations"]["choices"]) - {"autre"} == set(SITUATIONS)
    for focus in Focus:
        assert steps("besoins")[focus]["choices"] == list(LEVELS)
        assert focus in steps("entree")


def test_the_table_in_the_documentation_is_what_happens() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in (ROOT / "docs" / "path.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert [row[0].strip("`") for row in rows] == list(Focus)
    for focus, row in zip(Focus, rows, strict=True):
        called = [str(topics.index(focus) + 1) if focus in topics else "" for topics in SITUATIONS.values()]
        assert row[1:5] == called
        wording = (ROOT / "prompts" / "fr" / "entree" / f"{focus}.j2").read_text(encoding="utf-8")
        assert row[5] in wording.splitlines()[0]
        assert row[6] == f"/{look(focus)}"
