"""Pitfalls over time as a coach reads them: from the heads of shared texts to a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from bot.coaching.trend import Direction, Talk, Trend, Verdict, Window
from bot.dialog.state import Item as Element
from bot.insight import PITFALLS
from bot.prompts import Prompts
from bot.reports import brief, pitfalls
from bot.store.sharing import Decision, Item
from tests.conversation.practice import same
from tests.dialog.shipped import NOW, PARIS, PROMPTS, teller

GUIDON, POSTURE = "nez_dans_le_guidon", "defaut_de_posture"
WEEK = timedelta(weeks=1)
NUMBERS = count(1)
VERDICTS = {"x": Verdict.CONFIRMED, "/": Verdict.PARTLY}


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts(PROMPTS)


def shared(talk: str, kind: str, text: str = "du texte", at: datetime = NOW) -> Item:
    return Item(
        next(NUMBERS), "nadia", "engagement", talk, kind, text, Decision.SHARED, at, "helene", None
    )  # fmt: skip


def recognised(
    talk: str, label: str = GUIDON, verdict: str = "oui", at: datetime = NOW, *, edited: bool = False
) -> Item:
    told = teller().item(Element("pitfall", "j'ai tout refait", label, verdict, edited))
    return shared(talk, "pitfall", told, at)


def weekly(history: str, label: str = GUIDON) -> list[Item]:
    """A reflection a week up to this one: x and / share a pitfall, everything else a moment alone."""
    found = []
    for number, sign in enumerate(history):
        at = NOW - (len(history) - 1 - number) * WEEK
        found.append(shared(str(number), "topic", "Moment\u00a0: lundi", at))
        if sign in VERDICTS:
            found.append(recognised(str(number), label, VERDICTS[sign], at))
    return found


def days(talks: Sequence[Talk]) -> list[tuple[str, str]]:
    return [
        (f"{talk.on:%d/%m}", " ".join(sorted(f"{k}={v}" for k, v in talk.verdicts.items()))) for talk in talks
    ]


# What is read from the texts


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("verdict", ["oui", "en_partie"])
@pytest.mark.parametrize("label", PITFALLS)
def test_every_text_says_its_pitfall(prompts: Prompts, label: str, verdict: str, *, edited: bool) -> None:
    [talk] = pitfalls.talks(prompts, [recognised("1", label, verdict, edited=edited)])
    assert talk.verdicts == {label: verdict}


def test_a_talk_is_dated_by_its_first_decision_and_confirmed_once_is_confirmed(prompts: Prompts) -> None:
    items = [
        recognised("7", verdict="en_partie", at=NOW + timedelta(days=2)),
        recognised("7", POSTURE, "en_partie"),
        recognised("7", verdict="oui", at=NOW + timedelta(days=1)),
        recognised("7", verdict="en_partie", at=NOW + timedelta(days=3)),
    ]
    found = pitfalls.talks(prompts, items)
    assert days(found) == [("10/03", "defaut_de_posture=en_partie nez_dans_le_guidon=oui")]


@pytest.mark.parametrize(
    ("kinds", "counts"),
    [
        ("topic", True),
        ("topic view learning experiment", True),
        ("learning", False),
        ("step", False),
        ("experiment resource", False),
        ("words topic", False),
        ("words", False),
    ],
)
def test_what_counts_as_a_reflection(prompts: Prompts, kinds: str, *, counts: bool) -> None:
    assert bool(pitfalls.talks(prompts, [shared("1", kind) for kind in kinds.split()])) is counts


def test_a_pitfall_that_was_looked_at_more_closely_counts(prompts: Prompts) -> None:
    [talk] = pitfalls.talks(prompts, [recognised("1"), shared("1", "words"), shared("1", "topic")])
    assert talk.verdicts == {GUIDON: "oui"}


def test_a_moment_that_is_told_like_a_pitfall_is_none(prompts: Prompts) -> None:
    moment = replace(recognised("1"), kind="topic")
    assert [talk.verdicts for talk in pitfalls.talks(prompts, [moment])] == [{}]


def test_what_was_written_in_an_older_wording_and_all_before_it_is_left_out(prompts: Prompts) -> None:
    items = weekly("xxxx")
    assert len(pitfalls.talks(prompts, items)) == 4
    items[3] = replace(items[3], text="La tête dans le guidon\u00a0: oui")
    assert [day for day, _ in days(pitfalls.talks(prompts, items))] == ["03/03", "10/03"]


# What is said


def told(prompts: Prompts, history: str) -> str:
    [found] = pitfalls.trends(prompts, weekly(history))
    return same(pitfalls.told(prompts, found))


@pytest.mark.parametrize(
    ("history", "figures", "said"),
    [
        ("......xx/x.x", "5 fois, dont 1 en partie, sur les 6", "semble apparaître depuis début février."),
        ("................x........xxxxx", "5 fois sur les 8", "plutôt plus souvent depuis mi-janvier."),
        ("xxxx.xxx........", "aucune fois sur les 8", "plutôt en recul depuis mi-janvier."),
        ("xxxxxxxx/.......", "1 fois, en partie, sur les 8", "plutôt en recul depuis mi-janvier."),
        ("x.xxxxxx", "4 fois sur les 4", "continue de revenir."),
        ("x.x.x.x.x.", "2 fois sur les 5", "pas de tendance nette."),
        ("x.......xxxxxxxx", "8 fois sur les 8", "plutôt plus souvent depuis mi-janvier."),
    ],
)
def test_a_trend_in_a_sentence(prompts: Prompts, history: str, figures: str, said: str) -> None:
    assert told(prompts, history) == f"Nez dans le guidon : {figures} dernières réflexions partagées ; {said}"


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (date(2026, 10, 1), "début octobre"),
        (date(2026, 10, 10), "début octobre"),
        (date(2026, 8, 11), "mi-août"),
        (date(2026, 2, 20), "mi-février"),
        (date(2026, 12, 21), "fin décembre"),
    ],
)
def test_since_when(prompts: Prompts, day: date, when: str) -> None:
    window = Window(8, 1, 0, day, day)
    found = Trend(GUIDON, Direction.RECEDING, 0.95, replace(window, talks=16), window, few=False)
    assert same(pitfalls.told(prompts, found)).endswith(f"depuis {when}.")


@pytest.mark.parametrize("label", PITFALLS)
@pytest.mark.parametrize("direction", [one for one in Direction if one is not Direction.ABSENT])
def test_the_manners_of_a_sentence(prompts: Prompts, label: str, direction: Direction) -> None:
    """One line, no verdict on the person, no agreement with anybody's gender, blanks that do not break."""
    for times, partly, before in ((0, 0, 3), (1, 0, 0), (2, 2, 0), (5, 2, 3)):
        now, was = (
            Window(8, times - partly, partly, NOW.date(), NOW.date()),
            Window(16, before, 0, None, None),
        )
        text = pitfalls.told(prompts, Trend(label, direction, 0.9, was, now, few=False))
        assert text == text.strip()
        assert "\n" not in text
        assert not re.search(r" [:;?!]|[?!%]|\bvous\b|\btu\b|\bil\b|\belle\b", text), text
        assert not re.search(r"présente?\b|reconnue?s?\b|apparue?\b|\(e\)|·e", text), text
        assert len(text) < 140, text


# The brief


def told_brief(prompts: Prompts, items: Sequence[Item], now: datetime = NOW) -> list[str]:
    return same(brief.text(prompts, "Nadia", items, now, PARIS)).splitlines()


def notes(prompts: Prompts, items: Sequence[Item], now: datetime = NOW) -> list[str]:
    """The lines between the title of the pitfalls and the first quote."""
    lines = told_brief(prompts, items, now)
    if "<b>Pièges reconnus</b>" not in lines:
        return []
    begun = lines[lines.index("<b>Pièges reconnus</b>") + 1 :]
    return begun[: next(number for number, line in enumerate(begun) if line.startswith("•"))]


def test_the_brief_says_a_sentence_a_pitfall_above_its_quotes(prompts: Prompts) -> None:
    items = [
        *weekly("xxxxxx......"),
        *(one for one in weekly("xxxxxxxxxxxx", POSTURE) if one.kind == "pitfall"),
    ]
    assert notes(prompts, items) == [
        f"<i>{told(prompts, 'xxxxxx......')}</i>",
        "<i>Défaut de posture : 6 fois sur les 6 dernières réflexions partagées ; continue de revenir.</i>",
    ]


@pytest.mark.parametrize("history", ["x", "xx", "x.x", "xxx"])
def test_the_brief_says_once_that_it_is_too_early(prompts: Prompts, history: str) -> None:
    items = [*weekly(history), recognised("0", POSTURE, at=NOW - WEEK)]
    assert notes(prompts, items) == [
        "<i>Encore trop peu de réflexions partagées pour parler de tendance.</i>"
    ]


def test_of_what_is_rare_and_of_what_is_long_past_the_brief_says_nothing(prompts: Prompts) -> None:
    assert notes(prompts, weekly("......x................")) == []
    assert len(notes(prompts, weekly("xxxxxx......"), NOW + timedelta(days=42))) == 1
    assert notes(prompts, weekly("xxxxxx......"), NOW + timedelta(days=43)) == []
    assert notes(prompts, weekly("x"), NOW + timedelta(days=43)) == []


def test_without_a_pitfall_there_is_no_word_of_trends(prompts: Prompts) -> None:
    for history in (".", "............"):
        text = "\n".join(told_brief(prompts, weekly(history)))
        assert "tendance" not in text
        assert "réflexions partagées" not in text


# What is new


def test_a_change_is_news_in_the_week_in_which_it_can_first_be_said(prompts: Prompts) -> None:
    history = "........xxxxxxxxxxxxxxxx"
    told = [
        [one.direction for one in pitfalls.news(prompts, weekly(history[:end]), NOW - timedelta(days=6))]
        for end in range(1, len(history) + 1)
    ]
    assert told.count([Direction.APPEARING]) == 1
    assert [one for one in told if one] == [[Direction.APPEARING]]


def test_what_persists_is_no_news(prompts: Prompts) -> None:
    for end in range(1, 20):
        assert pitfalls.news(prompts, weekly("x" * end), NOW - timedelta(days=6)) == []
