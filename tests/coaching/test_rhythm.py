from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.rhythm import (
    GRACE,
    LADDER,
    PATIENCE,
    Rhythm,
    is_welcome,
    next_hour,
    next_invitation,
    next_weekly,
    zone_named,
)

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 3, 10, 12, 0, tzinfo=PARIS)
WELCOME = Path(__file__).parents[2] / "dialogs" / "accueil.yaml"
STEPS = yaml.safe_load(WELCOME.read_text(encoding="utf-8"))["steps"]
ZONES = sorted({*STEPS["fuseau"]["choices"], *STEPS["fuseau_lointain"]["choices"]} - {"ailleurs"})
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - given


def local(moment: datetime | None, zone: str = "Europe/Paris") -> str:
    assert moment is not None
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


# What the dialogues remember


def test_what_was_chosen() -> None:
    known = {"rythme": "deux_fois", "jour": "lundi", "heure": "h8", "fuseau": "america_montreal"}
    assert Rhythm.chosen(known, "Europe/Paris") == Rhythm(2, 0, 8, "America/Montreal")


def test_nothing_chosen_is_thursday_at_six_once_a_week() -> None:
    assert Rhythm.chosen({}, "Europe/Paris") == Rhythm(1, 3, 18, "Europe/Paris")


@pytest.mark.parametrize("heure", ["h24", "h99", "midi", "", "h"])
def test_an_hour_that_is_none_is_six_in_the_evening(heure: str) -> None:
    assert Rhythm.chosen({"heure": heure}, "Europe/Paris").hour == 18


@pytest.mark.parametrize("choice", STEPS["jour"]["choices"])
def test_every_day_offered_is_understood(choice: str) -> None:
    days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    assert Rhythm.chosen({"jour": choice}, "Europe/Paris").day == days.index(choice)


@pytest.mark.parametrize("choice", STEPS["heure"]["choices"])
def test_every_hour_offered_is_understood(choice: str) -> None:
    assert f"h{Rhythm.chosen({'heure': choice}, 'Europe/Paris').hour}" == choice


@pytest.mark.parametrize("choice", STEPS["rythme"]["choices"])
def test_every_rhythm_offered_is_understood(choice: str) -> None:
    expected = {"une_fois": 1, "deux_fois": 2, "aucun": 0}
    assert Rhythm.chosen({"rythme": choice}, "Europe/Paris").weekly == expected[choice]


@pytest.mark.parametrize("key", ZONES)
def test_every_zone_offered_exists(key: str) -> None:
    name = zone_named(key, "nowhere")
    assert name.replace("/", "_").lower() == key
    assert ZoneInfo(name).utcoffset(datetime(2026, 1, 1)) is not None  # noqa: DTZ001 - the zone is the point


def test_an_unknown_zone_is_the_default() -> None:
    assert zone_named("mars_olympus", "Europe/Paris") == "Europe/Paris"


# When to invite


@pytest.mark.parametrize(
    ("weekly", "unanswered", "expected"),
    [
        (1, 0, "Thu 12 Mar 18:00"),  # the chosen day of this week
        (1, 1, "Thu 19 Mar 18:00"),  # a week later: not before six days
        (1, 2, "Thu 26 Mar 18:00"),  # two unanswered: fifteen days at least
        (1, 3, "Thu 26 Mar 18:00"),
        (2, 0, "Thu 12 Mar 18:00"),
        (2, 1, "Sun 15 Mar 18:00"),  # the second of the two days, three days later at least
        (2, 2, "Thu 19 Mar 18:00"),  # two unanswered: six days at least
        (2, 3, "Thu 19 Mar 18:00"),
        (2, 4, "Thu 26 Mar 18:00"),  # four: fifteen days
        (2, 5, "Thu 26 Mar 18:00"),
    ],
)
def test_the_ladder(weekly: int, unanswered: int, expected: str) -> None:
    assert local(next_invitation(Rhythm(weekly), TUESDAY, unanswered)) == expected


@pytest.mark.parametrize(("weekly", "unanswered"), [(1, 4), (1, 9), (2, 6), (2, 60), (0, 0), (0, 3)])
def test_silence(weekly: int, unanswered: int) -> None:
    assert next_invitation(Rhythm(weekly), TUESDAY, unanswered) is None


@given(
    MOMENTS,
    st.sampled_from(ZONES),
    st.integers(1, 2),
    st.integers(0, 6),
    st.integers(0, 23),
    st.integers(0, 7),
)
def test_never_outside_the_chosen_hour_and_days(  # noqa: PLR0917 - drawn, not typed
    after: datetime, key: str, weekly: int, day: int, hour: int, unanswered: int
) -> None:
    zone = zone_named(key, "")
    at = next_invitation(Rhythm(weekly, day, hour, zone), after, unanswered)
    if at is None:
        assert unanswered >= PATIENCE * (len(LADDER) - (0 if weekly > 1 else 1))
        return
    here = at.astimezone(ZoneInfo(zone))
    assert at > after
    assert at.utcoffset() == timedelta(0)
    assert here.weekday() in ({day} if weekly == 1 else {day, (day + 3) % 7})
    assert here.hour == hour or _skipped(here, hour)
    rung = (0 if weekly > 1 else 1) + unanswered // PATIENCE
    if unanswered:
        assert here.date() - after.astimezone(ZoneInfo(zone)).date() >= timedelta(days=LADDER[rung])


def _skipped(here: datetime, hour: int) -> bool:
    """Whether that hour does not exist on that day, because clocks went forward."""
    wanted = here.replace(hour=hour, fold=0)
    return wanted.astimezone(UTC).astimezone(here.tzinfo).hour != hour


@given(MOMENTS, st.integers(1, 2), st.integers(0, 6), st.integers(0, 23))
def test_an_unanswered_invitation_never_brings_the_next_one_closer(
    after: datetime, weekly: int, day: int, hour: int
) -> None:
    rhythm = Rhythm(weekly, day, hour)
    gaps = []
    for unanswered in range(1, 12):
        at = next_invitation(rhythm, after, unanswered)
        if at is None:
            break
        gaps.append(at - after)
    assert gaps == sorted(gaps)
    assert len(gaps) < 11


def test_the_hour_stays_when_clocks_change() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=PARIS)  # clocks go forward the night after
    at = next_invitation(Rhythm(1, 6, 8), saturday, 0)
    assert at == datetime(2026, 3, 29, 6, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, tzinfo=PARIS)  # and back
    assert next_invitation(Rhythm(1, 6, 8), autumn, 0) == datetime(2026, 10, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2026, 3, 10, 12, tzinfo=PARIS), "Mon 16 Mar 08:00"),
        (datetime(2026, 3, 16, 7, 59, tzinfo=PARIS), "Mon 16 Mar 08:00"),
        (datetime(2026, 3, 16, 8, 0, tzinfo=PARIS), "Mon 23 Mar 08:00"),
        (datetime(2026, 3, 23, 8, 0, tzinfo=PARIS), "Mon 30 Mar 08:00"),  # over the change of clocks
    ],
)
def test_a_weekly_appointment(after: datetime, expected: str) -> None:
    assert local(next_weekly(after, "Europe/Paris")) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2026, 3, 10, 12, tzinfo=PARIS), "Tue 10 Mar 18:00"),
        (datetime(2026, 3, 10, 18, tzinfo=PARIS), "Wed 11 Mar 18:00"),
        (datetime(2026, 3, 28, 20, tzinfo=PARIS), "Sun 29 Mar 18:00"),  # over the change of clocks
        (datetime(2026, 12, 31, 20, tzinfo=PARIS), "Fri 01 Jan 18:00"),
    ],
)
def test_the_next_chosen_hour(after: datetime, expected: str) -> None:
    assert local(next_hour(Rhythm(), after)) == expected


@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 23))
def test_the_next_chosen_hour_is_within_a_day(after: datetime, key: str, hour: int) -> None:
    rhythm = Rhythm(hour=hour, zone=zone_named(key, ""))
    assert timedelta(0) < next_hour(rhythm, after) - after <= timedelta(hours=25)


@pytest.mark.parametrize("key", ZONES)
def test_welcome_at_the_chosen_hour_and_shortly_after(key: str) -> None:
    rhythm = Rhythm(hour=8, zone=zone_named(key, ""))
    at = datetime(2026, 3, 10, 8, tzinfo=ZoneInfo(rhythm.zone)).astimezone(UTC)
    assert is_welcome(rhythm, at)
    assert is_welcome(rhythm, at + GRACE)
    assert not is_welcome(rhythm, at + GRACE + timedelta(seconds=1))
    assert not is_welcome(rhythm, at - timedelta(seconds=1))
