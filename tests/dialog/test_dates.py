from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.dates import day_in

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
        ("12 févr", "2027-02-12"),
        ("3 août 2026", "2026-08-03"),
        ("12/03", "2026-03-12"),
        ("12/3/26", "2026-03-12"),
        ("12-03-2026", "2026-03-12"),
        ("12.03", "2026-03-12"),
        ("2026-03-12", "2026-03-12"),
        ("1/2", "2027-02-01"),
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


@given(st.dates(date(2024, 1, 1), date(2099, 1, 1)), st.integers(0, 999))
def test_so_many_days_from_now(today: date, days: int) -> None:
    assert day_in(f"dans {days} jours", today) == today + timedelta(days=days)
