"""Days as people write them in French: « demain », « vendredi », « mardi en quinze », « le 12 », « dans dix jours ».

Written here because the general libraries do not read how a French office speaks (tried: dateparser 1.3 reads
neither « mardi en quinze », « vendredi prochain », « vendredi soir » nor « la semaine prochaine »).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.dialog.replies import folded

_WEEKDAYS = {name: n for n, name in enumerate("lundi mardi mercredi jeudi vendredi samedi dimanche".split())}
_WEEKDAYS |= {name[:3]: n for name, n in _WEEKDAYS.items()}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
           "neuf": 9, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20}  # fmt: skip
_NEAR = (
    (r"apres demain", 2),
    (r"demain", 1),
    (r"aujourd hui|ce soir|ce midi|cet apres midi|tout a l heure|tantot|maintenant", 0),
    (r"(la )?semaine pro(chaine)?", 7),
    (r"(dans )?une quinzaine|sous quinzaine", 15),
    (r"le mois prochain", 30),
)
_WEEKDAY = re.compile(rf"\b({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b(?P<after>.*)")
_IN = re.compile(rf"\bdans (\d{{1,3}}|{'|'.join(_COUNTS)}) (jour|semaine|moi)s?\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}|1er|premier) ({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b(?: (20\d\d))?")
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY = re.compile(r"\b(?:le|au) (\d{1,2})\b(?! ?h)")


def day_in(text: str, today: date) -> date | None:
    """The day that words tell, seen from `today`; None if they tell none. A day without a year is the next such
    day; one that is plainly past (« hier », a past date with its year) is given as it is."""
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.search(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        return _next(int(match[1]), int(match[2]), year, today)
    said = folded(text)
    if match := _DAY_MONTH.search(said):
        day = 1 if match[1] in ("1er", "premier") else int(match[1])
        return _next(day, _MONTHS[match[2]], int(match[3]) if match[3] else None, today)
    if match := _IN.search(said):
        count = int(match[1]) if match[1].isdecimal() else _COUNTS[match[1]]
        return today + timedelta(days=count * {"jour": 1, "semaine": 7, "moi": 30}[match[2]])
    if match := _WEEKDAY.search(said):
        return _weekday(_WEEKDAYS[match[1]], match["after"], today)
    if match := _DAY.search(said):
        return _next_day(int(match[1]), today)
    for pattern, days in _NEAR:
        if re.search(rf"\b({pattern})\b", said):
            return today + timedelta(days=days)
    if re.search(r"\bavant hier\b", said):
        return today - timedelta(days=2)
    return today - timedelta(days=1) if re.search(r"\bhier\b", said) else None


def _weekday(wanted: int, after: str, today: date) -> date:
    """The next such day; « en huit » and « en quinze » count one and two weeks from the day named."""
    day = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    if re.match(r" (en huit|semaine pro|de la semaine prochaine)", after):
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=wanted) if "semaine" in after else day + timedelta(days=7)
    if re.match(r" en quinze", after):
        return day + timedelta(days=14)
    if re.match(r" dernier|e? passee?", after):
        return day - timedelta(days=7)
    return day


def _next(day: int, month: int, year: int | None, today: date) -> date | None:
    if year is not None:
        return _date(year, month, day)
    here = _date(today.year, month, day)
    return here if here and here >= today else _date(today.year + 1, month, day)


def _next_day(day: int, today: date) -> date | None:
    for months in range(3):
        month = today.month - 1 + months
        found = _date(today.year + month // 12, month % 12 + 1, day)
        if found and found >= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
