"""Days as people write them in French: « demain », « vendredi », « mardi en quinze », « le 12 », « dans dix
jours ».

Written here because the general libraries do not read how a French office speaks (tried: dateparser 1.3 reads
neither « mardi en quinze », « vendredi prochain », « vendredi soir » nor « la semaine prochaine »).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from bot.dialog.replies import folded

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim")
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_COUNTS = {"1er": 1, "premier": 1, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
           "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20}  # fmt: skip
_NEAR = (
    (r"apres demain", 2),
    (r"demain", 1),
    (r"aujourd hui|ce soir|ce midi|cet apres midi|tout a l heure|tantot|maintenant", 0),
    (r"(la )?semaine pro(chaine)?", 7),
    (r"(dans )?une quinzaine|sous quinzaine", 15),
    (r"le mois prochain", 30),
)
#: Looser names of a day of the week, as its number from Monday 0.
_ABOUT = ((r"fin de (la )?semaine", 4), (r"(ce |le )?week ?end", 5), (r"debut de (la )?semaine", 0))


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WEEKDAY = re.compile(rf"\b({_either(_WEEKDAYS)})\b(?P<after>.*)")
_IN = re.compile(rf"\b(?:dans|d ici|sous) (\d{{1,3}}|{_either(_COUNTS)}) (jour|semaine|moi)s?\b", re.ASCII)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}|1er|premier) ({_either(_MONTHS)})\b(?: (20\d\d))?", re.ASCII)
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?\b", re.ASCII)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b", re.ASCII)
_DAY = re.compile(r"\b(?:le|au) (\d{1,2}|1er|premier)\b(?! ?h)", re.ASCII)
_NUMBERED = re.compile(r" (\d{1,2})\b(?! ?h)(?! \d+ ?h)", re.ASCII)
_UNITS = {"jour": 1, "semaine": 7, "moi": 30}


def day_in(text: str, today: date) -> date | None:
    """The day to come (or today) that words tell, seen from `today`; None if they tell none, or one that is
    past. A day without a year is the next such day."""
    found = _in_figures(text, today) or _in_words(folded(text), today)
    return found if found is not None and found >= today else None


def _in_figures(text: str, today: date) -> date | None:
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.search(text):
        year = int(match[3]) % 100 + 2000 if match[3] else None
        return _next(int(match[1]), int(match[2]), year, today)
    return None


def _in_words(said: str, today: date) -> date | None:
    if match := _DAY_MONTH.search(said):
        return _next(_number(match[1]), _MONTHS[match[2]], int(match[3]) if match[3] else None, today)
    if match := _IN.search(said):
        return today + timedelta(days=_number(match[1]) * _UNITS[match[2]])
    if match := _WEEKDAY.search(said):
        return _weekday(_WEEKDAYS[match[1]], match["after"], said, today)
    if match := _DAY.search(said):
        return _next_day(_number(match[1]), today)
    for pattern, weekday in _ABOUT:
        if re.search(rf"\b({pattern})\b", said):
            return _weekday(weekday, "", said, today)
    near = (days for pattern, days in _NEAR if re.search(rf"\b({pattern})\b", said))
    days = next(near, None)
    return None if days is None else today + timedelta(days=days)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _COUNTS[word]


def _weekday(wanted: int, after: str, said: str, today: date) -> date | None:
    """The next such day; « en huit » and « en quinze » count one and two weeks from the day named."""
    day = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    if match := _NUMBERED.match(after):
        return _next_day(int(match[1]), today)
    if re.match(r" (dernier|passee?)\b", after):
        return None
    if re.search(r"\bsemaine pro", said):
        return today + timedelta(days=7 - today.weekday() + wanted)
    weeks = 1 if after.startswith(" en huit") else 2 if after.startswith(" en quinze") else 0
    return day + timedelta(weeks=weeks)


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
