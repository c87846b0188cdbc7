"""What typed words mean where a tap was offered: labels, their first words, numbers, yes and no, orders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bot.dialog.definition import CONTROLS

_SPACES = re.compile(r"[\W_]+")
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
    )
}
#: Ways of saying what a button says, beside its label. Keys are the buttons' keys.
_SAID_OTHERWISE: dict[str, tuple[str, ...]] = {
    "oui": (
        "ouais", "ouaip", "yes", "ok", "okay", "d accord", "exact", "exactement", "tout a fait", "carrement",
        "si", "bien sur", "c est ca", "vas y", "allez", "volontiers",
    ),
    "non": ("nan", "nope", "no", "pas du tout", "pas vraiment", "non merci", "pas trop", "bof non"),
    "en_partie": (
        "un peu", "en partie oui", "oui et non", "moitie moitie", "pas completement", "pas tout a fait",
        "plus ou moins", "partiellement", "ca depend", "mouais", "a moitie",
    ),
    "skip": (
        "je passe", "passe", "skip", "on passe", "question suivante", "suivante", "suivant", "next",
        "passer la question",
    ),
    "other": ("une autre question", "autre", "change de question", "changer de question", "une autre"),
    "shorter": ("court", "plus bref", "abrege", "fais court", "faites court", "raccourcis", "version courte"),
    "done": ("fini", "termine", "c est bon", "ok", "voila", "rien d autre", "stop la"),
}  # fmt: skip
#: What turns a yes into something to ask about again.
_DOUBT = re.compile(r"\b(mais|non|pas|sauf|jamais|rien|plus tard|personne|sans|avant|si)\b")
_STOP_COMMAND = re.compile(r"\s*/stop\b", re.IGNORECASE)
_ORDER = re.compile(
    r"(?:\b(?:je |j')?ne )?\b(partag\w*|envoi\w*|envoy\w*|gard\w*)\s*"
    r"(tout|tous|toutes|rien|aucun|le reste|les autres|[\d\s,;&+et]*\d)?",
    re.IGNORECASE,
)
#: Words that may stand between the parts of an order without changing it.
_POLITE = frozenset(
    [
        "et",
        "puis",
        "je",
        "moi",
        "pour",
        "s",
        "il",
        "te",
        "vous",
        "plait",
        "merci",
        "ok",
        "oui",
        "les",
        "points",
        "le",
        "numero",
        "numeros",
    ]
)


#: Longer words than this are no lone « stop », in characters; longer than that they spell no button as a whole.
_SHORT, _LONG = 64, 200


def folded(text: str) -> str:
    """Text without case, accents, punctuation and emoji, words one blank apart."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def is_stop(text: str) -> bool:
    """« stop » alone, in any case, with or without accents or punctuation; or the command, whatever follows
    it."""
    return (len(text) <= _SHORT and folded(text) == "stop") or _STOP_COMMAND.match(text) is not None


def spelled(text: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The buttons that typed words spell out, by key: one by its label or a usual way of saying it; several
    when the words are a list of labels, or of numbers counted from 1. Empty when they spell none."""
    if len(text) > _LONG:  # only its first words can mean a button
        opened = _opening(folded(text[:_SHORT]), labels)
        return (opened,) if opened else ()
    said = folded(text)
    if not said:
        return ()
    one = _one(said, labels)
    if one:
        return (one,)
    parts = [folded(part) for part in re.split(r"[,;/&+\n]|\bet\b|\bpuis\b", text)]
    numbered = {str(number): key for number, key in enumerate(labels, 1)}
    found = [numbered.get(part) or _one(part, labels) for part in parts if part]
    if len(found) > 1 and all(found):
        return tuple(dict.fromkeys(key for key in found if key))
    return ()


def _digits(said: str) -> str:
    """« cinq minutes » and « 5 min » in one writing."""
    words = (str(_NUMBER_WORDS.get(word, word)) for word in said.split())
    return " ".join("minutes" if word in ("min", "mn", "minute") else word for word in words)


def _one(said: str, labels: Mapping[str, str]) -> str:
    tight = said.replace(" ", "")
    for key, label in labels.items():
        if tight in (folded(label).replace(" ", ""), folded(key).replace(" ", "")):
            return key
    begun = [
        key for key, label in labels.items() if f"{_digits(folded(label))} ".startswith(f"{_digits(said)} ")
    ]
    chosen = [key for key in begun if key not in CONTROLS]
    if len(chosen) == 1:  # « autre », where a choice reads « Autre chose », is that choice
        return chosen[0]
    for key in labels:
        if said in _SAID_OTHERWISE.get(key, ()):
            return key
    if tight.removesuffix("h").isdecimal():
        hours = [
            key
            for key, label in labels.items()
            if re.fullmatch(rf"{tight.removesuffix('h')} ?h", folded(label))
        ]
        return hours[0] if len(hours) == 1 else ""
    return begun[0] if len(begun) == 1 else _opening(said, labels)


def _opening(said: str, labels: Mapping[str, str]) -> str:
    """« oui, mais … » opens with a yes; « un peu, parce que … » with a part. Only for yes, no, in part."""
    if "oui" not in labels:
        return ""
    first, _, rest = said.partition(" ")
    if "en_partie" in labels and _in_part(said, first, rest):
        return "en_partie"
    if "skip" in labels:
        yes = first in ("oui", "ouais", "ok", "exactement", "exact")
    else:  # a decision: « ok merci, ça ira » and « oui mais pas lui » are no yes
        yes = first in ("oui", "ouais") and not _DOUBT.search(rest)
    if yes:
        return "oui"
    no = first in ("non", "nan") or said.startswith("pas du tout")
    return "non" if no and "non" in labels else ""


def _in_part(said: str, first: str, rest: str) -> bool:
    if any(f"{said} ".startswith(f"{way} ") for way in ("en partie", *_SAID_OTHERWISE["en_partie"])):
        return True
    return first in ("oui", "ouais") and re.match(r"(mais|et non|sauf|un peu|en partie)\b", rest) is not None


def number_in(text: str, bounds: tuple[int, int]) -> int | None:
    """The number that words tell, « 7 », « 7/10 », « plutôt sept », within bounds; None if none or
    several."""
    if re.search(r"\d[.,]\d|-\s*\d", text):
        return None
    said = folded(re.sub(rf"(\d)\s*(/|sur)\s*{bounds[1]}\b", r"\1", text))
    found = {int(n) for n in re.findall(r"\d{1,4}", said, re.ASCII)}
    found |= {_NUMBER_WORDS[word] for word in said.split() if word in _NUMBER_WORDS and word != "un"}
    if said == "un":
        found = {1}
    return next(iter(found)) if len(found) == 1 and bounds[0] <= min(found) <= bounds[1] else None


def sharing_order(text: str, count: int) -> dict[int, str]:
    """« partage 1, 2, 4 ; garde 3 » as decisions by number from 1; empty unless every word is understood and
    no element is told twice: what is not certain is not shared."""
    decisions: dict[int, str] = {}
    everything = range(1, count + 1)
    for match in _ORDER.finditer(text):
        verb, what = match[1].casefold(), " ".join((match[2] or "").casefold().split())
        decision = "private" if verb.startswith("gard") else "shared"
        nothing = what in ("rien", "aucun")
        if nothing is not bool(re.search(r"\bne ", match[0], re.IGNORECASE)):
            return {}  # « ne partage pas … » is an order that we do not read; « partage rien » is none
        if nothing:
            decision = "shared" if decision == "private" else "private"
        if nothing or what.startswith(("tou", "le")):
            numbers = [n for n in everything if n not in decisions]
        else:
            numbers = [int(n) for n in re.findall(r"\d{1,4}", what, re.ASCII)]
        if not numbers or any(n not in everything or n in decisions for n in numbers):
            return {}
        decisions.update(dict.fromkeys(numbers, decision))
    return decisions if set(folded(_ORDER.sub(" ", text)).split()) <= _POLITE else {}
