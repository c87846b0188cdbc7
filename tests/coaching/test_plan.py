from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.plan import Plan, asked_later, follow_up, is_silent, is_too_soon
from bot.coaching.rhythm import LADDER, PATIENCE, Rhythm, next_invitation

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
texts = st.text(max_size=200)


@given(st.builds(Plan, texts, texts, texts, texts, texts))
def test_a_plan_survives_being_written_down(plan: Plan) -> None:
    assert Plan.from_json({**plan.to_json(), "talk": "3:plan", "became": None}) == plan
    assert "\n" not in plan.told
    assert len(plan.short) <= 92


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan("appeler Samia"), "appeler Samia"),
        (Plan("appeler Samia", "lundi matin."), "lundi matin, appeler Samia"),
        (Plan("appeler Samia", " … "), "appeler Samia"),
        (Plan("quand il vient,\nje me tais", "quand il vient", "je me tais"), "quand il vient, je me tais"),
    ],
)
def test_a_step_in_one_line(plan: Plan, told: str) -> None:
    assert plan.told == told


def test_a_long_step_is_cut_between_words_in_a_list() -> None:
    assert Plan("reprendre " * 20).short == "reprendre " * 8 + "reprendre …"
    assert Plan("x" * 200).short == "x" * 90 + " …"


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 3, 13), 18, datetime(2026, 3, 13, 18, tzinfo=PARIS)),
        (date(2026, 3, 10), 18, datetime(2026, 3, 10, 18, tzinfo=PARIS)),
        (date(2026, 3, 10), 8, datetime(2026, 3, 11, 8, tzinfo=PARIS)),
        (date(2026, 3, 30), 8, datetime(2026, 3, 30, 8, tzinfo=PARIS)),  # summer time has begun
        (date(2026, 3, 1), 18, datetime(2026, 3, 10, 18, tzinfo=PARIS)),
    ],
)
def test_the_day_at_the_chosen_hour(day: date, hour: int, expected: datetime) -> None:
    assert follow_up(Rhythm(hour=hour), day, NOW) == expected


def test_in_a_pause_the_first_hour_after_it() -> None:
    until = datetime(2026, 3, 20, 12, 0, tzinfo=PARIS)
    assert asked_later(Rhythm(), NOW, until) == datetime(2026, 3, 20, 18, tzinfo=PARIS)
    assert asked_later(Rhythm(), NOW, NOW - timedelta(days=3)) == datetime(2026, 3, 10, 18, tzinfo=PARIS)
    assert asked_later(Rhythm(), NOW, None) == datetime(2026, 3, 17, 18, tzinfo=PARIS)


@given(st.sampled_from([1, 2]), st.integers(0, 20))
def test_silent_exactly_where_invitations_are(weekly: int, unanswered: int) -> None:
    rhythm = Rhythm(weekly=weekly)
    assert is_silent(rhythm, unanswered) is (next_invitation(rhythm, NOW, unanswered) is None)


def test_who_wants_no_invitation_is_asked_about_steps_until_the_ladder_ends() -> None:
    assert [is_silent(Rhythm(weekly=0), n) for n in (0, 3, 4)] == [False, False, True]
    assert (len(LADDER) - 1) * PATIENCE == 4


def test_two_messages_do_not_come_together() -> None:
    assert not is_too_soon(None, NOW)
    assert is_too_soon(NOW - timedelta(hours=3), NOW)
    assert not is_too_soon(NOW - timedelta(hours=24), NOW)
