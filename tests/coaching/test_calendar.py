from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import calendar
from bot.coaching.calendar import Slot, Standing, Trouble
from bot.coaching.occasions import Span
from bot.coaching.rhythm import Rhythm

PARIS, MONTREAL = ZoneInfo("Europe/Paris"), ZoneInfo("America/Montreal")
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS)
SPAN = Span(NOW, None)
EVENING = Rhythm(hour=18)


def at(*moment: int, zone: ZoneInfo = PARIS) -> datetime:
    return datetime(*moment, tzinfo=zone)  # type: ignore[arg-type,misc]  # year to minute


def slot(*moment: int, minutes: int = 120, standing: Standing = Standing.PLANNED) -> Slot:
    return Slot(at(*moment), minutes, standing)


# What a session counts as, and what clashes


def test_planned_and_long_past_is_held() -> None:
    one = slot(2026, 3, 10, 8, 0)
    assert one.counts_as(one.ends_at + timedelta(days=3)) is Standing.HELD
    assert one.counts_as(one.ends_at + timedelta(days=2)) is Standing.PLANNED
    missed = slot(2026, 1, 10, 8, 0, standing=Standing.MISSED)
    assert missed.counts_as(NOW) is Standing.MISSED


def test_ahead_until_it_is_over() -> None:
    assert slot(2026, 3, 10, 9, 0).is_ahead(NOW)
    assert not slot(2026, 3, 10, 8, 0).is_ahead(NOW)
    assert not slot(2026, 3, 12, 8, 0, standing=Standing.CANCELLED).is_ahead(NOW)


@pytest.mark.parametrize(
    ("hour", "minutes", "standing", "clashes"),
    [
        (14, 120, Standing.PLANNED, True),
        (13, 61, Standing.PLANNED, True),
        (13, 60, Standing.PLANNED, False),
        (16, 60, Standing.PLANNED, False),
        (15, 30, Standing.CANCELLED, False),
    ],
)
def test_sessions_that_overlap(hour: int, minutes: int, standing: Standing, clashes: bool) -> None:
    one, two = slot(2026, 3, 12, 14, 0), slot(2026, 3, 12, hour, 0, minutes=minutes, standing=standing)
    assert one.overlaps(two) is two.overlaps(one) is clashes


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ((2026, 3, 10, 10, 0), (Trouble.PAST,)),
        ((2026, 3, 10, 10, 1), ()),
        ((2026, 3, 12, 15, 0), (Trouble.CLASH,)),
        ((2026, 3, 13, 3, 0), (Trouble.NIGHT,)),
        ((2026, 3, 13, 21, 0), (Trouble.NIGHT,)),
        ((2026, 3, 13, 7, 0), ()),
        ((2027, 4, 1, 10, 0), ()),
        ((2029, 3, 12, 4, 0), (Trouble.NIGHT, Trouble.FAR)),
    ],
)
def test_what_is_odd_about_a_moment(moment: tuple[int, ...], found: tuple[Trouble, ...]) -> None:
    others = [slot(2026, 3, 12, 14, 0)]
    assert calendar.troubles(slot(*moment), others, SPAN, NOW, PARIS) == found


def test_the_clock_that_skips_an_hour_and_the_one_that_repeats_one() -> None:
    skipped = calendar.on_the_clock(date(2026, 3, 29), time(2, 30), PARIS)
    assert skipped.astimezone(PARIS).time() == time(3, 30)
    twice = calendar.on_the_clock(date(2026, 10, 25), time(2, 30), PARIS)
    assert twice == at(2026, 10, 25, 0, 30, zone=ZoneInfo("UTC"))


# The year


def test_twelve_months_with_what_was_held_and_what_is_ahead() -> None:
    slots = [
        slot(2026, 3, 12, 14, 0, standing=Standing.HELD),
        slot(2026, 3, 20, 14, 0, standing=Standing.MISSED),
        slot(2026, 5, 11, 14, 0),
        slot(2026, 7, 10, 14, 0),
        slot(2026, 7, 31, 23, 30, standing=Standing.CANCELLED),
    ]
    year = calendar.year(SPAN, slots, at(2026, 6, 2, 9, 0), PARIS)
    assert [month.first.month for month in year.months] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2]
    assert [(m.held, m.planned) for m in year.months[:5]] == [(1, 0), (0, 0), (1, 0), (0, 0), (0, 1)]
    assert [month.over for month in year.months[:4]] == [True, True, True, False]
    assert (year.held, year.planned, year.spacing, year.empty, year.left) == (2, 1, 60, 1, 9)


def test_a_session_after_the_last_month_adds_its_own() -> None:
    year = calendar.year(SPAN, [slot(2027, 4, 2, 10, 0)], NOW, PARIS)
    assert len(year.months) == 14
    assert year.spacing is None


def test_a_very_short_engagement_has_its_month() -> None:
    span = Span(NOW, NOW + timedelta(days=3))
    assert [month.first for month in calendar.year(span, [], NOW, PARIS).months] == [date(2026, 3, 1)]


@pytest.mark.parametrize(("days", "weeks"), [(0, 1), (7, 1), (10, 1), (11, 2), (60, 9)])
def test_days_as_weeks(days: int, weeks: int) -> None:
    assert calendar.weeks(days) == weeks


# When to speak


def test_the_days_around_a_session_across_the_change_of_hour() -> None:
    one = slot(2026, 3, 30, 9, 0)
    assert calendar.preparing(one, EVENING, NOW) == at(2026, 3, 28, 18, 0)
    assert calendar.eve(one, EVENING, NOW) == at(2026, 3, 29, 18, 0)
    assert calendar.briefing(one, PARIS) == at(2026, 3, 29, 9, 0)
    assert calendar.soon(one, PARIS, NOW) == at(2026, 3, 30, 7, 0)
    assert calendar.looking_back(one, EVENING) == at(2026, 3, 31, 18, 0)
    assert calendar.asking(one, PARIS) == at(2026, 3, 31, 9, 0)


def test_the_same_moment_on_two_clocks() -> None:
    one = slot(2026, 3, 31, 14, 30)
    there = Rhythm(hour=18, zone="America/Montreal")
    assert calendar.eve(one, there, NOW) == at(2026, 3, 30, 18, 0, zone=MONTREAL)
    assert calendar.soon(one, MONTREAL, NOW) is None, "half past six is night"
    assert calendar.briefing(one, MONTREAL) == at(2026, 3, 30, 8, 30, zone=MONTREAL)


def test_too_late_to_prepare_or_to_remind() -> None:
    tomorrow = slot(2026, 3, 11, 9, 0)
    assert calendar.preparing(tomorrow, EVENING, NOW) is None
    assert calendar.eve(tomorrow, EVENING, NOW) == at(2026, 3, 10, 18, 0)
    assert calendar.eve(slot(2026, 3, 10, 20, 0), EVENING, NOW) is None
    assert calendar.soon(slot(2026, 3, 10, 11, 0), PARIS, NOW) is None
    in_two_days = slot(2026, 3, 12, 19, 0)
    assert calendar.preparing(in_two_days, Rhythm(hour=8), NOW) == at(2026, 3, 11, 8, 0), (
        "the next chosen hour"
    )


def test_a_session_past_midnight() -> None:
    late = slot(2026, 3, 10, 23, 0)
    assert calendar.asking(late, PARIS) == at(2026, 3, 12, 9, 0)
    assert calendar.looking_back(slot(2026, 3, 10, 23, 0, minutes=1200), EVENING) == at(2026, 3, 11, 19, 0)


@pytest.mark.parametrize(
    ("moment", "civil"),
    [
        ((2026, 3, 10, 7, 0), (2026, 3, 10, 7, 0)),
        ((2026, 3, 10, 6, 59), (2026, 3, 10, 8, 0)),
        ((2026, 3, 10, 21, 0), (2026, 3, 11, 8, 0)),
        ((2026, 3, 28, 23, 0), (2026, 3, 29, 8, 0)),
    ],
)
def test_at_night_it_waits_for_the_morning(moment: tuple[int, ...], civil: tuple[int, ...]) -> None:
    assert calendar.civil(at(*moment), PARIS) == at(*civil)


def test_thirds_of_an_engagement() -> None:
    span = Span(NOW, NOW + timedelta(days=300))
    assert calendar.thirds(span) == (NOW + timedelta(days=100), NOW + timedelta(days=200))


@given(
    ahead=st.integers(24 * 60, 365 * 24 * 60),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Europe/Paris", "America/Montreal", "Pacific/Noumea", "Pacific/Tahiti", "UTC"]),
    minutes=st.integers(15, 480),
)
def test_everything_is_said_in_its_order(ahead: int, hour: int, zone: str, minutes: int) -> None:
    now = NOW.astimezone(UTC)
    one, rhythm = Slot(now + timedelta(minutes=ahead), minutes), Rhythm(hour=hour, zone=zone)
    here = ZoneInfo(zone)
    brief = calendar.briefing(one, here)
    prepare, eve, soon = (
        calendar.preparing(one, rhythm, now), calendar.eve(one, rhythm, now), calendar.soon(one, here, now),
    )  # fmt: skip
    assert brief < one.starts_at
    assert prepare is None or now < prepare < brief
    assert eve is None or now < eve < one.starts_at
    assert soon is None or one.starts_at - soon == calendar.SOON
    assert calendar.looking_back(one, rhythm) >= one.ends_at
    assert calendar.asking(one, here) > one.ends_at
    if eve is not None and not _changes(eve, here):
        assert eve.astimezone(here).hour == hour


def _changes(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock is changed on that day."""
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0)
    return midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset()
