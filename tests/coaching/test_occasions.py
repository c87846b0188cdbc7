from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.convention import Occasion
from bot.coaching.occasions import BEFORE_END, Span

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
YEAR = Span(START, datetime(2027, 3, 10, 9, 0, tzinfo=UTC))
spans = st.builds(Span, st.just(START), st.none() | st.integers(0, 700).map(lambda d: START + timedelta(d)))
moments = st.integers(-30, 800).map(lambda d: START + timedelta(d))


def test_a_year() -> None:
    assert Span(START).moments() == YEAR.moments()
    found = {occasion.value: f"{moment:%d/%m/%Y}" for occasion, moment in YEAR.moments().items()}
    assert found == {"start": "10/03/2026", "middle": "01/09/2026", "end": "24/02/2027"}


def test_a_year_from_a_leap_day() -> None:
    assert Span(datetime(2028, 2, 29, tzinfo=UTC)).until == datetime(2029, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, "start"),
        (0, "start"),
        (120, "start"),
        (176, "middle"),
        (300, "middle"),
        (352, "end"),
        (900, "end"),
    ],
)
def test_what_a_rating_belongs_to(days: int, expected: str) -> None:
    assert YEAR.at(START + timedelta(days)) == expected


def test_what_is_ahead() -> None:
    assert YEAR.ahead(START, ()) == (Occasion.START, START)
    assert YEAR.ahead(START, {Occasion.START}) == (Occasion.MIDDLE, YEAR.moments()[Occasion.MIDDLE])
    late = START + timedelta(200)
    assert YEAR.ahead(late, ()) == (Occasion.MIDDLE, late), "what passed by is not asked for"
    assert YEAR.ahead(late, {Occasion.MIDDLE}) == (Occasion.END, YEAR.until - BEFORE_END)
    assert YEAR.ahead(late, set(Occasion)) is None


@given(spans, moments, st.sets(st.sampled_from(Occasion)))
def test_never_in_the_past_and_never_twice(span: Span, now: datetime, done: set[Occasion]) -> None:
    assert list(span.moments().values()) == sorted(span.moments().values())
    found = span.ahead(now, done)
    if found is not None:
        occasion, moment = found
        assert occasion not in done
        assert moment >= now
        assert span.at(max(moment, span.starts)) in list(Occasion)[list(Occasion).index(occasion) :]
