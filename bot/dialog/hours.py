"""Hours of the day and lengths of time as people write them in French: « 14h30 », « 9:15 », « midi et demi », « 8 h
moins le quart », « trois heures de l'après-midi », « 1h45 ».

Read in Belgium (« huit heures quart »), in Switzerland (« 14.30 h ») and in Québec (« 2 h PM ») as in France.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import time

_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
         "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf", "vingt", "vingt et une",
         "vingt deux", "vingt trois")
    )
}  # fmt: skip
_MINUTES = {
    "cinq": 5, "dix": 10, "quart": 15, "quinze": 15, "vingt": 20, "vingt cinq": 25, "trente": 30,
    "trente cinq": 35, "quarante": 40, "trois quarts": 45, "trois quart": 45, "quarante cinq": 45,
    "cinquante": 50, "cinquante cinq": 55, "demie": 30, "demi": 30,
}  # fmt: skip
_HALF_DAY = 12
_HOURS, _SIXTY = 24, 60
#: An hour up to this one, told alone, may be of the night or of the afternoon.
_SMALL = 6
#: A number told alone as a length is hours up to this one, minutes from the other on.
_FEW, _MANY = 5, 10


def _either(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNIT = r"(?:heures?|hrs?|h)\b"
#: What follows the hour: « 30 », « et demie », « moins le quart », « quart ».
_MORE = (
    rf"(?: ?(?P<figures>[0-5]\d)(?!\d| ?h)(?: ?(?:minutes|min|mn)\b)?"
    rf"| (?P<minus>moins) (?:le )?(?P<less>{_either(_MINUTES)}|\d\d?)\b"
    rf"| (?:et )?(?:le )?(?P<more>{_either(_MINUTES)})\b)?"
)
_CLOCK = re.compile(
    r"(?<![\d:.,/])(?:"
    rf"(?P<from>\d\d?)-\d\d? ?{_UNIT}|(?<=\bde )(?P<between>\d\d?) a \d\d? ?{_UNIT}"
    r"|(?P<colon>\d\d?) ?: ?(?P<after>[0-5]\d)(?!\d)"
    rf"|(?P<dot>\d\d?)\.(?P<dotted>[0-5]\d) ?{_UNIT}"
    rf"|(?P<hour>\d\d?) ?(?:heures?|hrs?|h)(?![a-z]|[6-9]\d){_MORE}"
    rf"|\b(?P<word>{_either(_WORDS)}) heures?\b{_MORE.replace('?P<', '?P<w')}"
    rf"|(?<!apres )\b(?P<named>midi|minuit)\b{_MORE.replace('?P<', '?P<n')}"
    r"|\b(?P<half>\d\d?) ?(?=[ap]\.? ?m\b)"
    r")"
)
#: A length of time, or a moment counted from now, is no hour of the day.
_NOT_BEFORE = re.compile(
    r"\b(dans|pendant|duree|durant|d ici|sous|apres|depuis|de plus de) (?:de |environ )?$"
)
_MORNING = re.compile(r"\b(matin|matinee|mat|a\.? ?m)\b")
_AFTERNOON = re.compile(r"\b(apres midi|aprem|tantot|soir|soiree|p\.? ?m)\b")
_NIGHT = re.compile(r"\bnuit\b")
_ALONE = re.compile(r"(?:(?:a|vers|pour|plutot) )*(\d\d?)(?:\.([0-5]\d))?", re.ASCII)
_AT_DOT = re.compile(r"\b(?:a|vers|pour) (\d\d?)\.([0-5]\d)(?![\d.])", re.ASCII)
_LENGTHS = (
    (re.compile(r"\btrois quarts? d heure\b"), 45),
    (re.compile(r"(?<!et )\b(?:une )?demie? heure\b"), 30),
)
_LENGTH_DECIMAL = re.compile(r"(?<!\d)(\d)[.,](25|5|50|75) ?(?:heures?|hrs?|h)\b", re.ASCII)
_LENGTH_MINUTES = re.compile(
    rf"(?<![\d.,:])\b(\d{{1,3}}|{_either(_MINUTES)}) ?(?:minutes?|min|mn|m)\b", re.ASCII
)
_LENGTH_NUMBER = re.compile(r"(?:environ |a peu pres )?(\d{1,3})", re.ASCII)
_LENGTH_WORD = re.compile(rf"(?:environ )?({_either(_WORDS)})")


def hours_in(text: str) -> tuple[tuple[time, ...], str]:
    """The hour that words tell, and the words without it. No hour if they tell none; two if they may mean either:
    « 3 h » is of the night or of the afternoon."""
    said = smoothed(text)
    for match in _CLOCK.finditer(said):
        before, rest = said[: match.start()], f"{said[: match.start()]} {said[match.end() :]}"
        if _NOT_BEFORE.search(before):
            continue
        hour, minute = _told(match)
        return _on_the_day(hour, minute, said, sure=_is_sure(match)), rest
    if dotted := _AT_DOT.search(said):
        rest = f"{said[: dotted.start()]} {said[dotted.end() :]}"
        return _on_the_day(int(dotted[1]), int(dotted[2]), said, sure=False), rest
    return (), said


def hour_alone(text: str) -> tuple[time, ...]:
    """The hour that a lone number tells where an hour was asked for: « 14 », « à 9 », « 9.30 »."""
    match = _ALONE.fullmatch(smoothed(text).strip(" ."))
    if match is None:
        return ()
    return _on_the_day(int(match[1]), int(match[2] or 0), "", sure=len(match[1]) == len("00"))


def minutes_in(text: str) -> int | None:
    """The length of time that words tell, in minutes: « 90 », « 1h45 », « deux heures », « une heure et demie »;
    None if they tell none."""
    said = smoothed(text).strip(" .!")
    if match := _LENGTH_DECIMAL.search(said):
        return int(match[1]) * _SIXTY + round(float(f"0.{match[2]}") * _SIXTY)
    for pattern, minutes in _LENGTHS:
        if pattern.search(said):
            return minutes
    if match := _CLOCK.search(said):
        hours, more = _told(match)
        moment = match["named"] or match["from"] or match["between"] or match["half"]
        return None if moment else hours * _SIXTY + more
    if match := _LENGTH_MINUTES.search(said):
        return int(match[1]) if match[1].isdecimal() else _MINUTES[match[1]]
    return _as_length(said)


def _as_length(said: str) -> int | None:
    """A number alone: few are hours, many are minutes."""
    match = _LENGTH_NUMBER.fullmatch(said) or _LENGTH_WORD.fullmatch(said)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdecimal() else _WORDS[match[1]]
    return number * _SIXTY if 0 < number <= _FEW else number if number >= _MANY else None


def smoothed(text: str) -> str:
    """Text without case and accents, apostrophes and blanks made plain; figures keep what stands between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    spaced = re.sub(r"-(?=[a-z])|(?<=[a-z])-|_", " ", re.sub("[–—]", "-", letters))
    return re.sub(r"[^\w:./,-]+", " ", spaced).strip()


def _told(match: re.Match[str]) -> tuple[int, int]:
    """Hour and minute as they were told; the hour may be past the end of the day."""
    if match["word"]:
        return _with(_WORDS[match["word"]], match, "w")
    if match["named"]:
        return _with(_HALF_DAY if match["named"] == "midi" else 0, match, "n")
    if match["hour"]:
        return _with(int(match["hour"]), match, "")
    figures = match["colon"] or match["dot"] or match["from"] or match["between"] or match["half"]
    return int(figures), int(match["after"] or match["dotted"] or 0)


def _with(hour: int, match: re.Match[str], prefix: str) -> tuple[int, int]:
    figures, less, more = (match[f"{prefix}{name}"] for name in ("figures", "less", "more"))
    if less:
        minutes = int(less) if less.isdecimal() else _MINUTES[less]
        return divmod((hour * _SIXTY - minutes) % (_HOURS * _SIXTY), _SIXTY)
    return hour, int(figures) if figures else _MINUTES[more] if more else 0


def _is_sure(match: re.Match[str]) -> bool:
    """Whether the hour was written as timetables do, « 03:00 », or by its name."""
    told = match["hour"] or match["colon"] or match["dot"] or ""
    return bool(match["named"]) or (len(told) == len("00") and told.startswith("0"))


def _on_the_day(hour: int, minute: int, said: str, *, sure: bool) -> tuple[time, ...]:
    hour = 0 if (hour, minute) == (_HOURS, 0) else hour
    if not 0 <= hour < _HOURS:
        return ()
    if hour <= _HALF_DAY:
        if _MORNING.search(said):
            return (time(hour % _HALF_DAY if hour == _HALF_DAY and minute else hour, minute),)
        if _AFTERNOON.search(said):
            return (time(hour if hour in (0, _HALF_DAY) else hour + _HALF_DAY, minute),)
        if _NIGHT.search(said):
            return (time(hour + _HALF_DAY if _SMALL < hour < _HALF_DAY else hour, minute),)
        if not sure and 0 < hour <= _SMALL:
            return time(hour, minute), time(hour + _HALF_DAY, minute)
    return (time(hour, minute),)
