from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.recall import Resource, fitting

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)


def helped(number: int, words: str, *, days: int = 40, recalled: int | None = None) -> Resource:
    back = None if recalled is None else NOW - timedelta(days=recalled)
    return Resource(number, "suivi", words, NOW - timedelta(days=days), back)


WALK = helped(1, "marcher dix minutes avant le comité", days=60)
ASK = helped(2, "demander à Samia de relire le budget", days=50)
WRITE = helped(3, "écrire mes trois points sur une carte", days=30)


def test_nothing_helped_yet() -> None:
    assert fitting([], "le comité", NOW) is None


def test_what_fits_the_scene_comes_back() -> None:
    assert fitting([WALK, ASK, WRITE], "la direction a coupé le BUDGET ce matin", NOW) == ASK
    assert fitting([WALK, ASK, WRITE], "j'avais trois points, je les ai perdus", NOW) == WRITE
    assert fitting([WALK, ASK, WRITE], "au comite, je me suis tu", NOW) == WALK, "accents do not matter"


def test_else_what_has_waited_longest() -> None:
    assert fitting([WRITE, ASK, WALK], "rien de tout ça", NOW) == WALK
    rested = helped(1, WALK.words, days=60, recalled=20)
    assert fitting([WRITE, ASK, rested], "rien de tout ça", NOW) == ASK


def test_what_was_called_back_lately_rests_while_there_is_another() -> None:
    tired = helped(2, ASK.words, recalled=3)
    assert fitting([WRITE, tired], "le budget, encore", NOW) == WRITE
    assert fitting([tired], "le budget, encore", NOW) == tired


def test_a_word_that_all_share_decides_less_than_one_of_its_own() -> None:
    shared = [helped(n, f"parler du budget avec {name}", days=n) for n, name in ((1, "Samia"), (2, "Karim"))]
    found = fitting([*shared, helped(3, "relire les astreintes", days=1)], "budget et astreintes", NOW)
    assert found
    assert found.id == 3


@given(
    st.lists(st.builds(helped, st.integers(1, 9), st.text(max_size=60)), unique_by=lambda one: one.id),
    st.text(),
)
def test_one_of_those_known_whatever_is_told(known: list[Resource], told: str) -> None:
    found = fitting(known, told, NOW)
    assert (found in known) if known else found is None
