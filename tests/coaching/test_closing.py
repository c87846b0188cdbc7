"""Which learnings of a year are offered back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.closing import MOST, spread

STARTS = date(2026, 3, 12)


def _on(*days: date) -> list[tuple[date, int]]:
    return [(day, number) for number, day in enumerate(sorted(days))]


def test_a_year_is_looked_at_from_end_to_end() -> None:
    recent = [date(2027, 2, 1) + timedelta(days=n) for n in range(10)]
    found = spread(_on(date(2026, 3, 20), date(2026, 7, 1), date(2026, 10, 2), *recent), STARTS)
    assert [day.month for day, _ in found] == [3, 7, 10, 2, 2, 2]
    assert found[-1][0] == recent[-1]


def test_few_are_all_kept_in_their_order() -> None:
    few = _on(date(2026, 3, 20), date(2026, 3, 21))
    assert spread(few, STARTS) == few
    assert spread([], STARTS) == []


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(0, 8))
def test_never_more_than_wanted_and_each_quarter_has_its_latest(gaps: list[int], most: int) -> None:
    dated = _on(*(STARTS + timedelta(days=gap) for gap in gaps))
    found = spread(dated, STARTS, most)
    assert len(found) == min(most, len(dated))
    assert found == sorted(found)
    assert set(found) <= set(dated)
    if most >= MOST and dated:
        assert dated[-1] in found
