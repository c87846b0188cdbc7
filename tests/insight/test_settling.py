"""What a separating question changes."""

import pytest

from bot.insight.settling import BAR, settled

DOUBTS = (0.3, 0.45, 0.6)


@pytest.mark.parametrize("opening", DOUBTS)
def test_a_button_settles_a_doubt_either_way(opening: float) -> None:
    assert settled(opening, tap=1) >= BAR > settled(opening, tap=-1)


@pytest.mark.parametrize("opening", DOUBTS)
def test_words_that_say_it_are_believed_and_words_that_say_nothing_settle_nothing(opening: float) -> None:
    assert settled(opening, 0.9) >= 0.9
    assert settled(opening, 0.01) < BAR


def test_more_of_either_never_makes_it_less_likely() -> None:
    grid = [at / 20 for at in range(21)]
    for other in grid:
        for values in ([settled(one, other) for one in grid], [settled(other, one) for one in grid]):
            assert values == sorted(values)
            assert all(0.0 <= value <= 1.0 for value in values)
