"""Days as people write them in French: « demain », « vendredi », « mardi en quinze », « le 12 », « dans trois
semaines », « mardi 14h30 ».

Written here because the general libraries do not read how a French office speaks (tried: dateparser 1.3 reads
neither « mardi en quinze », « vendredi prochain », « vendredi soir » nor « la semaine prochaine »). What may mean two
days is told as two: « vendredi prochain » said on a Tuesday, « vendredi 19 » when the 19th is a Thursday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.dialog.hours import hour_alone, hours_in
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
    (r"avant hier", -2),
    (r"hier", -1),
    (r"apres demain", 2),
    (r"demain", 1),
    (r"aujourd hui|ce soir|ce midi|ce matin|cet apres midi|tout a l heure|tantot|maintenant", 0),
    (r"(la )?semaine pro(chaine)?", 7),
    (r"(dans )?une quinzaine|sous quinzaine", 15),
    (r"le mois prochain", 30),
)
#: Looser names of a day of the week, as its number from Monday 0.
_ABOUT = ((r"fin de (la )?semaine", 4), (r"(ce |le )?week ?end", 5), (r"debut de (la )?semaine", 0))
#: A week and a fortnight as they are counted aloud: the day named counts too.
_ALOUD = {8: 7, 15: 14}
_WEEK = 7
#: A day without a year that has gone this recently is one that has gone, not next year's.
JUST_GONE = timedelta(days=45)
#: Where some write the month before the day.
MONTH_FIRST = frozenset({"America/Montreal", "America/Toronto", "America/Moncton", "America/New_York"})


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WEEKDAY = re.compile(rf"\b(?!mars\b)({_either(_WEEKDAYS)})s?\b(?P<after>.*)")
_OTHER = re.compile(rf"\b(?:ou|et|sinon|puis)(?: bien)?(?: le| ce)? ({_either(_WEEKDAYS)})\b")
_IN = re.compile(rf"\b(dans|d ici|sous) (\d{{1,3}}|{_either(_COUNTS)}) (jour|semaine|moi)s?\b", re.ASCII)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}|1er|premier) ({_either(_MONTHS)})\b(?: (20\d\d))?", re.ASCII)
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?\b", re.ASCII)
_ISO = re.compile(r"\b(20\d\d)[-/](\d\d?)[-/](\d\d?)\b", re.ASCII)
_DAY = re.compile(r"\b(?:le|au) (\d{1,2}|1er|premier)\b(?! ?h)", re.ASCII)
_NUMBERED = re.compile(r" (?:le )?(\d{1,2}|1er|premier)\b(?! ?h)(?! \d+ ?h)", re.ASCII)
_COUNTED = re.compile(r"\b(?:en|dans) (huit|quinze|8|15)\b")
_WEEK_OF = re.compile(
    rf"\bsemaine du (?:{_either(_WEEKDAYS)} )?(\d{{1,2}})(?: ({_either(_MONTHS)}))?\b", re.ASCII
)
_UNITS = {"jour": 1, "semaine": _WEEK, "moi": 30}


@dataclass(frozen=True, slots=True)
class Told:
    """What words tell of a moment: a `day` to come (or today), or one that is `past`, or two `days` that they may
    mean; an `hour`, or two `hours`; `alone` is the hour of a lone number, which means one only where one is asked."""

    day: date | None = None
    past: date | None = None
    days: tuple[date, ...] = ()
    hour: time | None = None
    hours: tuple[time, ...] = ()
    alone: tuple[time, ...] = ()


#: Words that tell no moment.
NOTHING = Told()


def told(text: str, today: date, *, month_first: bool = False) -> Told:
    """What words tell, seen from `today`. A day without a year is the next such day, unless it has just gone.
    `month_first`: where the person is, « 3/12 » may also be the 12th of March."""
    hours, rest = hours_in(text)
    found = _among(_days(text, rest, today, month_first=month_first), today)
    if not hours:
        return replace(found, alone=hour_alone(text))
    return replace(found, hours=hours) if len(hours) > 1 else replace(found, hour=hours[0])


def day_in(text: str, today: date) -> date | None:
    """The day to come (or today) that words tell; None if they tell none, one that is past, or two."""
    return told(text, today).day


def _among(days: Iterable[date | None], today: date) -> Told:
    known = sorted({day for day in days if day is not None})
    to_come = tuple(day for day in known if day >= today)
    if len(to_come) > 1:
        return Told(days=to_come[:2])
    if to_come:
        return Told(day=to_come[0])
    return Told(past=known[-1]) if known else NOTHING


_Days = tuple[date | None, ...]


def _days(text: str, rest: str, today: date, *, month_first: bool) -> _Days:
    """The days that words may mean; `rest` are the words without the hour."""
    if match := _ISO.search(text):
        return (_date(int(match[1]), int(match[2]), int(match[3])),)
    if match := _NUMBERS.search(rest):
        first, second = int(match[1]), int(match[2])
        year = int(match[3]) % 100 + 2000 if match[3] else None
        turned = (_nearest(second, first, year, today),) if month_first else ()
        return _of_weekday(_nearest(first, second, year, today), folded(rest)) + turned
    return _in_words(folded(rest), today)


def _in_words(said: str, today: date) -> _Days:
    if match := _WEEK_OF.search(said):
        return (_in_week_of(match, said, today),)
    if match := _DAY_MONTH.search(said):
        year = int(match[3]) if match[3] else None
        return _of_weekday(_nearest(_number(match[1]), _MONTHS[match[2]], year, today), said)
    weekday = _WEEKDAY.search(said)
    if match := _IN.search(said):
        return _counted_from(match, weekday, today)
    if weekday:
        return _named(weekday, said, today)
    if match := _DAY.search(said):
        return (_next_day(_number(match[1]), today),)
    return _loosely(said, today)


def _named(weekday: re.Match[str], said: str, today: date) -> _Days:
    """« Mardi », « mardi ou jeudi »."""
    if other := _OTHER.search(weekday["after"]):
        return _next(weekday[1], today), _next(other[1], today)
    return _weekday(_WEEKDAYS[weekday[1]], weekday["after"], said, today)


def _loosely(said: str, today: date) -> _Days:
    """« Fin de semaine », « demain »."""
    for pattern, number in _ABOUT:
        if re.search(rf"\b({pattern})\b", said):
            return _weekday(number, "", said, today)
    near = (days for pattern, days in _NEAR if re.search(rf"\b({pattern})\b", said))
    days = next(near, None)
    if days is None:
        return ()
    more = _ALOUD[_number(match[1])] if days in (0, 1) and (match := _COUNTED.search(said)) else 0
    return (today + timedelta(days=days + more),)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _COUNTS[word]


def _counted_from(match: re.Match[str], weekday: re.Match[str] | None, today: date) -> _Days:
    """« Dans quinze jours » is two weeks; « vendredi dans deux semaines » is a Friday, of that week or, said late in
    the week, perhaps of the one after."""
    count, unit = _number(match[2]), match[3]
    days = _ALOUD.get(count, count) if match[1] == "dans" and unit == "jour" else count * _UNITS[unit]
    day = today + timedelta(days=days)
    if weekday is None or unit != "semaine":
        return (day,)
    wanted = _WEEKDAYS[weekday[1]]
    in_week = day + timedelta(days=wanted - day.weekday())
    return in_week, _next(weekday[1], today) + timedelta(days=days)


def _next(weekday: str, today: date) -> date:
    """The next day of that name, after today."""
    return today + timedelta(days=(_WEEKDAYS[weekday] - today.weekday() - 1) % _WEEK + 1)


def _weekday(wanted: int, after: str, said: str, today: date) -> _Days:
    """The next such day; « en huit » and « en quinze » count one and two weeks from the day named."""
    day = today + timedelta(days=(wanted - today.weekday() - 1) % _WEEK + 1)
    if match := _NUMBERED.match(after):
        return _numbered(_number(match[1]), wanted, today)
    if re.match(r" (dernier|passee?)\b", after):
        return (today - timedelta(days=(today.weekday() - wanted - 1) % _WEEK + 1),)
    if re.search(r"\bsemaine pro", said):
        return (today + timedelta(days=_WEEK - today.weekday() + wanted),)
    if match := _COUNTED.match(after.lstrip()):
        return (day + timedelta(days=_ALOUD[_number(match[1])]),)
    if re.match(r" prochaine?\b", after) and day.isocalendar().week == today.isocalendar().week:
        return day, day + timedelta(weeks=1)
    return (day,)


def _numbered(number: int, wanted: int, today: date) -> _Days:
    """« Vendredi 20 »: the next 20th, or the one after if that one is a Friday; else name and number contradict each
    other."""
    first = _next_day(number, today)
    later = _next_day(number, first + timedelta(days=1)) if first else None
    return next(((day,) for day in (first, later) if day and day.weekday() == wanted), _both(first, wanted))


def _of_weekday(day: date | None, said: str) -> _Days:
    """A day told by its date; if it was also named by a weekday that it is not, both that may be meant."""
    named = _WEEKDAY.search(said)
    return (day,) if day is None or named is None else _both(day, _WEEKDAYS[named[1]])


def _both(day: date | None, wanted: int) -> _Days:
    """A date, and the nearest day to it that has that name."""
    if day is None:
        return (None,)
    ahead = (wanted - day.weekday()) % _WEEK
    return day, day + timedelta(days=ahead if ahead <= _WEEK // 2 else ahead - _WEEK)


def _in_week_of(match: re.Match[str], said: str, today: date) -> date | None:
    """« Mardi de la semaine du 23 »; without a name, the day told."""
    number, month = int(match[1]), match[2]
    day = _nearest(number, _MONTHS[month], None, today) if month else _next_day(number, today)
    named = _WEEKDAY.search(f"{said[: match.start()]} {said[match.end() :]}")
    if day is None or named is None:
        return day
    return day + timedelta(days=_WEEKDAYS[named[1]] - day.weekday())


def _nearest(day: int, month: int, year: int | None, today: date) -> date | None:
    """The next such day, or the one that has just gone."""
    if year is not None:
        return _date(year, month, day)
    years = (_date(today.year + more, month, day) for more in (-1, 0, 1))
    return next((found for found in years if found and found >= today - JUST_GONE), None)


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
