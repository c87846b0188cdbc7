from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.dates import NOTHING, Told, day_in, told
from bot.dialog.hours import minutes_in

TUESDAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aujourd'hui", "2026-03-10"),
        ("ce soir", "2026-03-10"),
        ("Demain", "2026-03-11"),
        ("demain matin, 9h", "2026-03-11"),
        ("après-demain", "2026-03-12"),
        ("apres demain", "2026-03-12"),
        ("mercredi", "2026-03-11"),
        ("mer.", "2026-03-11"),
        ("mardi", "2026-03-17"),
        ("mardi prochain", "2026-03-17"),
        ("vendredi 9h", "2026-03-13"),
        ("vendredi à 9 h", "2026-03-13"),
        ("vendredi 18-20h", "2026-03-13"),
        ("ven", "2026-03-13"),
        ("VENDREDI soir !", "2026-03-13"),
        ("mardi en huit", "2026-03-24"),
        ("mardi en quinze", "2026-03-31"),
        ("vendredi de la semaine prochaine", "2026-03-20"),
        ("la semaine prochaine, mercredi", "2026-03-18"),
        ("la semaine pro", "2026-03-17"),
        ("semaine prochaine", "2026-03-17"),
        ("jeudi 19", "2026-03-19"),
        ("jeudi 19 mars", "2026-03-19"),
        ("le 20 mars", "2026-03-20"),
        ("d'ici vendredi", "2026-03-13"),
        ("fin de semaine", "2026-03-13"),
        ("ce week-end", "2026-03-14"),
        ("début de semaine prochaine", "2026-03-16"),
        ("le 12", "2026-03-12"),
        ("le 31", "2026-03-31"),
        ("le 9", "2026-04-09"),
        ("le 10", "2026-03-10"),
        ("le 1er", "2026-04-01"),
        ("le 30 avril", "2026-04-30"),
        ("1er mai", "2026-05-01"),
        ("le premier mai", "2026-05-01"),
        ("12 nov", "2026-11-12"),
        ("3 août 2026", "2026-08-03"),
        ("12/03", "2026-03-12"),
        ("12/3/26", "2026-03-12"),
        ("12-03-2026", "2026-03-12"),
        ("12.03", "2026-03-12"),
        ("2026-03-12", "2026-03-12"),
        ("1/12", "2026-12-01"),
        ("dans dix jours", "2026-03-20"),
        ("dans 10 jours", "2026-03-20"),
        ("d'ici deux semaines", "2026-03-24"),
        ("dans une semaine", "2026-03-17"),
        ("dans un mois", "2026-04-09"),
        ("sous huit jours", "2026-03-18"),
        ("dans une quinzaine", "2026-03-25"),
        ("le mois prochain", "2026-04-09"),
    ],
)
def test_days_to_come(text: str, expected: str) -> None:
    assert day_in(text, TUESDAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "hier", "avant-hier", "mardi dernier", "la semaine passée", "mardi passé", "3 mars 2026",
        "2025-03-12", "12/03/2025", "plus tard", "bientôt", "on verra", "le 32",
        "le 31 février", "31/02", "le 0", "99/99", "2026-13-45",
        "à 9 h", "le 9 h", "dans un an", "", "🙂", "dans ٣ jours",
    ],
)  # fmt: skip
def test_no_day_to_come(text: str) -> None:
    assert day_in(text, TUESDAY) is None


def test_the_31st_seen_from_a_short_month() -> None:
    assert day_in("le 31", date(2026, 4, 2)) == date(2026, 5, 31)
    assert day_in("le 30", date(2026, 2, 2)) == date(2026, 3, 30)
    assert day_in("le 31", date(2026, 12, 31)) == date(2026, 12, 31)
    assert day_in("le 5", date(2026, 12, 31)) == date(2027, 1, 5)


@given(
    st.text() | st.from_regex(r"(le )?[0-9]{1,4}([/.-][0-9]{1,4}){0,2}"),
    st.dates(date(2024, 1, 1), date(2099, 1, 1)),
)
def test_never_a_day_that_is_past(text: str, today: date) -> None:
    found = day_in(text, today)
    assert found is None or found >= today


@given(st.dates(date(2024, 1, 1), date(2099, 1, 1)), st.integers(0, 999).filter(lambda n: n not in (8, 15)))
def test_so_many_days_from_now(today: date, days: int) -> None:
    assert day_in(f"dans {days} jours", today) == today + timedelta(days=days)


def _two(*days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dans quinze jours", "2026-03-24"),
        ("dans 15 jours", "2026-03-24"),
        ("dans huit jours", "2026-03-17"),
        ("dans trois semaines", "2026-03-31"),
        ("d'aujourd'hui en huit", "2026-03-17"),
        ("demain en quinze", "2026-03-25"),
        ("de mardi en huit", "2026-03-24"),
        ("jeudi dans quinze jours", "2026-03-24"),
        ("vendredi dans deux semaines", "2026-03-27"),
        ("mardi de la semaine du 23 mars", "2026-03-24"),
        ("la semaine du 23, mardi", "2026-03-24"),
        ("semaine du lundi 23", "2026-03-23"),
        ("mardi 5", "2026-05-05"),
        ("vendredi le 20", "2026-03-20"),
        ("mardi 24/03", "2026-03-24"),
        ("2026/3/24", "2026-03-24"),
        ("le 3/12", "2026-12-03"),
        ("le 3", "2026-04-03"),
        ("le 12 à 14 h", "2026-03-12"),
        ("mardi 9:15", "2026-03-17"),
        ("mardi de 14 à 16 h", "2026-03-17"),
        ("mardi ou hier", "2026-03-17"),
        ("vendredi ou vendredi", "2026-03-13"),
        ("9 décembre", "2026-12-09"),
    ],
)
def test_days_as_they_are_counted_aloud(text: str, expected: str) -> None:
    assert told(text, TUESDAY).day == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("vendredi prochain", ("2026-03-13", "2026-03-20")),
        ("vendredi 19", ("2026-03-19", "2026-03-20")),
        ("vendredi 19 mars 2026", ("2026-03-19", "2026-03-20")),
        ("lundi 19/03", ("2026-03-16", "2026-03-19")),
        ("mardi ou mercredi", ("2026-03-11", "2026-03-17")),
        ("lundi, sinon jeudi", ("2026-03-12", "2026-03-16")),
    ],
)
def test_two_days_that_the_words_may_mean(text: str, days: tuple[str, str]) -> None:
    assert told(text, TUESDAY) == Told(days=_two(*days))
    assert day_in(text, TUESDAY) is None


def test_said_late_in_the_week_two_weeks_may_be_three() -> None:
    friday = date(2026, 3, 13)
    assert told("mardi dans deux semaines", friday).days == _two("2026-03-24", "2026-03-31")
    assert told("mardi prochain", friday).day == date(2026, 3, 17)
    assert told("mardi prochain", date(2026, 3, 15)).day == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hier", "2026-03-09"),
        ("avant-hier", "2026-03-08"),
        ("mardi dernier", "2026-03-03"),
        ("lundi passé", "2026-03-09"),
        ("vendredi dernier", "2026-03-06"),
        ("3 mars", "2026-03-03"),
        ("3/3", "2026-03-03"),
        ("12 févr", "2026-02-12"),
        ("3 mars 2026", "2026-03-03"),
        ("2025-03-12", "2025-03-12"),
    ],
)
def test_a_day_that_has_gone_is_not_next_year_s(text: str, day: str) -> None:
    found = told(text, TUESDAY)
    assert found == Told(past=date.fromisoformat(day))


def test_the_month_first_where_some_write_so() -> None:
    assert told("3/12", TUESDAY, month_first=True).days == _two("2026-03-12", "2026-12-03")
    assert told("3/12", TUESDAY).day == date(2026, 12, 3)
    assert told("13/3", TUESDAY, month_first=True).day == date(2026, 3, 13)
    assert told("2/3", TUESDAY, month_first=True) == Told(past=date(2026, 3, 2))


@pytest.mark.parametrize(
    "text", ["29 février", "semaine du 45", "semaine du 31 février, mardi", "vendredi 45", "mardi 31/02"]
)
def test_days_that_are_not(text: str) -> None:
    assert told(text, TUESDAY) == NOTHING


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14h30", "14:30"), ("14 h 30", "14:30"), ("14 h", "14:00"), ("14h", "14:00"), ("9:15", "09:15"),
        ("à 9 : 15", "09:15"), ("midi", "12:00"), ("midi et demi", "12:30"), ("midi et quart", "12:15"),
        ("midi moins dix", "11:50"), ("8h moins le quart", "07:45"), ("8 h moins quart", "07:45"),
        ("huit heures quart", "08:15"), ("huit heures et demie", "08:30"), ("neuf heures moins 20", "08:40"),
        ("sept heures trois quarts", "07:45"), ("quatorze heures trente", "14:30"), ("vingt et une heures", "21:00"),
        ("14.30 h", "14:30"), ("à 14.30", "14:30"), ("minuit", "00:00"), ("minuit moins le quart", "23:45"),
        ("24 h", "00:00"), ("2 pm", "14:00"), ("2h p.m.", "14:00"), ("9 AM", "09:00"), ("12 h 30 du matin", "00:30"),
        ("3 h du matin", "03:00"), ("03:00", "03:00"), ("03 h", "03:00"), ("3 heures de l'après-midi", "15:00"),
        ("8 h du soir", "20:00"), ("10 h de nuit", "22:00"), ("2 h de la nuit", "02:00"),
        ("midi de l'après-midi", "12:00"),
        ("18-20h", "18:00"), ("de 14 à 16 h", "14:00"), ("14h-16h", "14:00"), ("14h30-16h", "14:30"),
        ("13 h du matin", "13:00"), ("pendant 2 h à partir de 10 h", "10:00"), ("7 h", "07:00"), ("0 h 15", "00:15"),
    ],
)  # fmt: skip
def test_hours(text: str, hour: str) -> None:
    assert told(text, TUESDAY).hour == time.fromisoformat(hour)


@pytest.mark.parametrize("text", ["3 h", "3h", "trois heures", "à 3:00", "3 h 00"])
def test_two_hours_that_the_words_may_mean(text: str) -> None:
    assert told(text, TUESDAY).hours == (time(3), time(15))


@pytest.mark.parametrize(
    "text",
    [
        "25 h",
        "demain",
        "dans 2 heures",
        "pendant 2 h",
        "14h75",
        "hier",
        "12:75",
        "",
        "🙂",
        "à 26.10",
        "le matin",
        "30",
    ],
)
def test_no_hour(text: str) -> None:
    found = told(text, TUESDAY)
    assert (found.hour, found.hours, found.alone) == (None, (), ())


@pytest.mark.parametrize(
    ("text", "hours"),
    [("14", "14:00"), ("à 9", "09:00"), ("vers 9.30", "09:30"), ("06", "06:00"), ("3", "03:00 15:00")],
)
def test_a_number_alone_is_an_hour_where_one_is_asked(text: str, hours: str) -> None:
    found = told(text, TUESDAY)
    wanted = tuple(time.fromisoformat(hour) for hour in hours.split())
    assert wanted in (found.alone, (found.hour,))


def test_a_day_and_an_hour_at_once() -> None:
    assert told("mardi 14h30", TUESDAY) == Told(date(2026, 3, 17), hour=time(14, 30))
    assert told("après-demain à 18 h", TUESDAY) == Told(date(2026, 3, 12), hour=time(18))
    assert told("mardi à 3 h", TUESDAY) == Told(date(2026, 3, 17), hours=(time(3), time(15)))
    assert told("samedi soir 8h", TUESDAY) == Told(date(2026, 3, 14), hour=time(20))
    assert told("cet après-midi", TUESDAY) == Told(TUESDAY)
    assert told("9.10", TUESDAY) == Told(date(2026, 10, 9), alone=(time(9, 10),))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90), ("90 min", 90), ("1h45", 105), ("1:30", 90), ("1 h 30", 90), ("deux heures", 120), ("2", 120),
        ("deux", 120), ("une heure et demie", 90), ("une demi-heure", 30), ("trois quarts d'heure", 45),
        ("1,5 h", 90), ("2.25 h", 135), ("120 minutes", 120), ("environ 2 h", 120), ("600", 600), ("dix", 10),
        ("1,5 heures", 90), ("dix minutes", 10), ("quarante-cinq minutes", 45), ("90mn", 90),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, minutes: int) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    "text", ["0", "7", "bof", "midi", "14-16 h", "de 14 à 16 h", "2 pm", "", "🙂", "une éternité"]
)
def test_no_length_of_time(text: str) -> None:
    assert minutes_in(text) is None


@given(st.text(max_size=200) | st.from_regex(r"[0-9]{1,3} ?[h:.] ?[0-9]{0,3}( du soir| et demie)?"))
def test_whatever_is_typed_is_read_or_not_but_never_breaks(text: str) -> None:
    found = told(text, TUESDAY)
    assert len(found.hours) in (0, 2)
    assert not (found.hour and found.hours)
    assert not found.days or found.day is None
    length = minutes_in(text)
    assert length is None or length >= 0
