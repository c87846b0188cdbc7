"""Trends: what few talks may say, and how often a change is said that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import comb, gamma, pi
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.coaching.trend import (
    EARLIER,
    FRESH,
    REACH,
    RECENT,
    SURE,
    TALKS,
    Direction,
    Talk,
    Trend,
    Verdict,
    Window,
    probabilities,
    trend,
    trends,
    windows,
)

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
GUIDON, POSTURE = "nez_dans_le_guidon", "defaut_de_posture"
VERDICTS = {"x": Verdict.CONFIRMED, "/": Verdict.PARTLY, "n": Verdict.REFUSED}
CHANGES = (Direction.APPEARING, Direction.RECEDING)
#: A history: x confirmed, / in part, n refused, . not put.
HISTORIES = st.text("x/n.", max_size=30)


def weekly(history: str, label: str = GUIDON) -> list[Talk]:
    """A talk a week."""
    return [
        Talk(MONDAY + number * WEEK, {label: VERDICTS[sign]} if sign in VERDICTS else {})
        for number, sign in enumerate(history)
    ]


def of(history: str) -> Trend:
    return trend(weekly(history), GUIDON)


def counted(talks: int, confirmed: int, partly: int = 0) -> Window:
    return Window(talks, confirmed, partly, MONDAY, MONDAY)


COUNTS = st.integers(0, EARLIER).flatmap(
    lambda talks: st.integers(0, talks).flatmap(
        lambda times: st.integers(0, times).map(lambda partly: counted(talks, times - partly, partly))
    )
)


# What is said


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ("", Direction.TOO_EARLY),
        ("xxx", Direction.TOO_EARLY),
        ("xxxx", Direction.PERSISTING),
        ("..xx", Direction.TOO_EARLY),
        (".....", Direction.TOO_EARLY),
        ("...xxx", Direction.APPEARING),
        ("...xx.", Direction.TOO_EARLY),
        ("....x.xx", Direction.TOO_EARLY),
        (".....xxxx", Direction.APPEARING),
        ("xxxxx.....", Direction.RECEDING),
        ("xx.x.xxx.x.x", Direction.PERSISTING),
        ("x.x..x.xx.x.", Direction.PERSISTING),
        ("x.x.x.x.", Direction.TOO_EARLY),
        ("xxxxxxxx/......x", Direction.RECEDING),
        ("x.x.x.x..x......", Direction.TOO_EARLY),
        (".x....x.....", Direction.TOO_EARLY),
        ("................", Direction.ABSENT),
        ("nnnnnnnn........", Direction.ABSENT),
        ("////////........", Direction.TOO_EARLY),
        ("////xxxx........", Direction.RECEDING),
        ("................x.x.x.x.", Direction.APPEARING),
        ("x.x.x.x.x.x.x.x.........", Direction.RECEDING),
    ],
)
def test_what_is_said(history: str, said: Direction) -> None:
    assert of(history).direction is said


def test_a_trend_gives_what_it_compares() -> None:
    found = of("..n...x//xx.")
    assert found.earlier == Window(6, 0, 0, MONDAY, MONDAY + 5 * WEEK)
    assert found.recent == Window(6, 3, 2, MONDAY + 6 * WEEK, MONDAY + 11 * WEEK)
    assert (found.recent.times, found.recent.weight) == (5, 4)
    assert (found.pitfall, found.direction, found.few) == (GUIDON, Direction.APPEARING, False)
    assert found.probability >= SURE


def test_what_moves_comes_first_then_what_is_frequent_and_what_was_only_refused_is_not_named() -> None:
    labels = {
        "a": "xxxxxxxxxxxx",
        "b": "......xxxxxx",
        "c": "xx.x.xx.xx.x",
        "d": "xxxxxx......",
        "e": "nnnnnnnnnnnn",
    }
    talks = [
        Talk(day.on, {k: v for label in labels for k, v in weekly(labels[label], label)[n].verdicts.items()})
        for n, day in enumerate(weekly("." * 12))
    ]
    assert [(one.pitfall, one.direction) for one in trends(reversed(talks))] == [
        ("b", Direction.APPEARING),
        ("d", Direction.RECEDING),
        ("a", Direction.PERSISTING),
        ("c", Direction.PERSISTING),
    ]


def test_it_grows_stale() -> None:
    found = of("xxxxxxxx")
    assert found.recent.until is not None
    assert found.is_fresh(found.recent.until + FRESH)
    assert not found.is_fresh(found.recent.until + FRESH + timedelta(days=1))
    assert not of("").is_fresh(MONDAY)


# The arithmetic


def test_the_sums_agree_with_closed_forms() -> None:
    """Evidence in Beta functions, with two rates of their own (m1) and with one (m0); none of 5, then all of 5."""
    m1 = (beta(0.5, 5.5) / pi) ** 2
    m0 = beta(5.5, 5.5) / pi
    found = probabilities(counted(5, 0), counted(5, 5))
    assert found[Direction.APPEARING] + found[Direction.RECEDING] == pytest.approx(m1 / (m1 + m0), abs=1e-9)
    known = probabilities(counted(0, 0), counted(0, 0))  # the prior: ¼ = sin² 30°
    assert known[Direction.PERSISTING] == pytest.approx((2 / 3 + 4 / 9) / 2)
    assert known[Direction.ABSENT] == pytest.approx((1 / 3 + 1 / 9) / 2)
    assert known[Direction.APPEARING] == pytest.approx(1 / 4)
    assert known[Direction.RECEDING] == pytest.approx(1 / 4)


def beta(a: float, b: float) -> float:
    return gamma(a) * gamma(b) / gamma(a + b)


@given(COUNTS, COUNTS)
def test_probabilities_are_probabilities(earlier: Window, recent: Window) -> None:
    found = probabilities(earlier, recent)
    assert all(0 <= one <= 1 for one in found.values())
    assert found[Direction.APPEARING] + found[Direction.RECEDING] <= 1
    assert found[Direction.PERSISTING] + found[Direction.ABSENT] <= 1 + 1e-9
    assert Direction.TOO_EARLY not in found


@given(COUNTS, COUNTS)
def test_backwards_what_appears_recedes(earlier: Window, recent: Window) -> None:
    there, back = probabilities(earlier, recent), probabilities(recent, earlier)
    assert there[Direction.APPEARING] == pytest.approx(back[Direction.RECEDING])
    for direction in (Direction.PERSISTING, Direction.ABSENT):
        assert there[direction] == pytest.approx(back[direction])


@given(st.text("x/n.", min_size=4, max_size=2 * RECENT).filter(lambda history: len(history) % 2 == 0))
def test_a_history_read_backwards_says_the_contrary(history: str) -> None:
    contrary = {Direction.APPEARING: Direction.RECEDING, Direction.RECEDING: Direction.APPEARING}
    there, back = of(history), of(history[::-1])
    assert back.direction is contrary.get(there.direction, there.direction)
    assert back.probability == pytest.approx(there.probability)


@given(COUNTS, COUNTS)
def test_more_of_it_lately_speaks_for_appearing_and_more_of_it_before_for_receding(
    earlier: Window, recent: Window
) -> None:
    """Each step from no to in part to yes, in one talk."""
    now = probabilities(earlier, recent)
    for more in steps(recent):
        then = probabilities(earlier, more)
        assert then[Direction.APPEARING] >= now[Direction.APPEARING] - 1e-12
        assert then[Direction.RECEDING] <= now[Direction.RECEDING] + 1e-12
    for more in steps(earlier):
        then = probabilities(more, recent)
        assert then[Direction.RECEDING] >= now[Direction.RECEDING] - 1e-12
        assert then[Direction.APPEARING] <= now[Direction.APPEARING] + 1e-12


def steps(window: Window) -> list[Window]:
    found = []
    if window.times < window.talks:
        found.append(replace(window, partly=window.partly + 1))
    if window.partly:
        found.append(replace(window, confirmed=window.confirmed + 1, partly=window.partly - 1))
    return found


@given(HISTORIES)
def test_a_refusal_counts_like_a_pitfall_that_was_not_put(history: str) -> None:
    assert of(history) == of(history.replace("n", "."))


# Few data


@given(st.text("x/n.", max_size=TALKS - 1))
def test_fewer_than_four_talks_are_too_few(history: str) -> None:
    found = of(history)
    assert found.few
    assert found.direction is Direction.TOO_EARLY


@given(st.text("x/n.", max_size=5))
def test_no_change_is_said_before_six_talks(history: str) -> None:
    assert of(history).direction not in CHANGES


@given(st.text("x/n.", min_size=9, max_size=24), st.integers(0, 24))
def test_a_window_within_one_week_is_too_few(history: str, start: int) -> None:
    """However many talks: one bad week is one observation."""
    earlier, recent = windows(weekly(history))
    crowded = recent if start % 2 else earlier
    monday = crowded[0].on
    talks = [replace(talk, on=monday) if talk in crowded else talk for talk in (*earlier, *recent)]
    found = trend(talks, GUIDON)
    assert found.few
    assert found.direction is Direction.TOO_EARLY


@given(HISTORIES)
def test_what_is_not_sure_is_not_said(history: str) -> None:
    found = of(history)
    if found.direction is not Direction.TOO_EARLY:
        assert found.probability >= SURE
        assert found.earlier.talks + found.recent.talks >= TALKS


# Time


@given(HISTORIES, st.integers(1, 29), st.integers(1, 80))
def test_a_silence_makes_no_trend(history: str, place: int, weeks: int) -> None:
    """A gap changes nothing, or is so long that what lies before it is not compared any more."""
    assume(place < len(history))
    apart = [
        replace(talk, on=talk.on + weeks * WEEK) if number >= place else talk
        for number, talk in enumerate(weekly(history))
    ]
    kept = sum(apart[-1].on - talk.on <= REACH for talk in apart)
    parted, alone = trend(apart, GUIDON), of(history[-kept:])
    assert (parted.direction, parted.probability, parted.few) == (
        alone.direction,
        alone.probability,
        alone.few,
    )


@given(HISTORIES)
def test_what_lies_too_far_back_is_left_out(history: str) -> None:
    talks = weekly(history)
    ancient = [Talk(MONDAY - REACH - number * WEEK, {GUIDON: Verdict.CONFIRMED}) for number in range(1, 9)]
    if talks:
        assert trend([*ancient, *talks], GUIDON) == trend(talks, GUIDON)


@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_talks_come_does_not_matter(history: str, random: Random) -> None:
    talks = weekly(history)
    random.shuffle(talks)
    assert trend(talks, GUIDON) == of(history)


@given(HISTORIES)
def test_windows_follow_each_other_and_share_nothing(history: str) -> None:
    talks = weekly(history)
    earlier, recent = windows(talks)
    assert [*earlier, *recent] == talks[len(talks) - len(earlier) - len(recent) :]
    assert len(recent) <= max(1, min(RECENT, len(earlier)))
    assert len(earlier) <= EARLIER
    assert bool(recent) is bool(history)


# How often it is wrong


def looks() -> dict[int, list[tuple[int, int]]]:
    """For each number of talks, the outcomes (times before, times now) on which a change is said."""
    said: dict[int, list[tuple[int, int]]] = {}
    for talks in range(TALKS, RECENT + EARLIER + 1):
        before, now = (len(window) for window in windows(weekly("." * talks)))
        said[talks] = [
            (was, is_)
            for was, is_ in product(range(before + 1), range(now + 1))
            if max(probabilities(counted(before, was), counted(now, is_))[one] for one in CHANGES) >= SURE
        ]
    return said


def test_one_look_says_a_change_that_is_none_in_at_most_four_cases_of_a_hundred() -> None:
    """Exactly, over all outcomes, for rates from 0 to 1 by 0.01: worst 3.9 % (9 talks, rate 0.5)."""
    worst: dict[int, float] = {}
    for talks, outcomes in looks().items():
        before, now = (len(window) for window in windows(weekly("." * talks)))
        worst[talks] = max(
            sum(
                comb(before, was) * comb(now, is_) * rate ** (was + is_) * (1 - rate) ** (talks - was - is_)
                for was, is_ in outcomes
            )
            for rate in (step / 100 for step in range(101))
        )
    assert max(worst.values()) == pytest.approx(0.0391, abs=0.0001)
    assert max(worst.values()) == worst[9]
    assert all(share < 0.0245 for talks, share in worst.items() if talks >= 10)
    assert all(share == 0 for talks, share in worst.items() if talks < 6)


def said_in_a_year(rates: Sequence[float], every: int, years: int) -> tuple[float, float]:
    """The share of simulated years in which a change is said at all, and in which the true one is said within
    twelve talks of the middle of the year."""
    random = Random(2026)  # a fixed seed: the figures of the docstring
    any_change = found = 0
    for _ in range(years):
        shown = [random.random() < rate for rate in rates]
        told = {end: one for end in range(TALKS, len(shown) + 1, every) if (one := change(shown[:end]))}
        any_change += bool(told)
        wanted = Direction.APPEARING if rates[-1] > rates[0] else Direction.RECEDING
        middle = len(rates) // 2
        found += any(one is wanted and middle <= end <= middle + 12 for end, one in told.items())
    return any_change / years, found / years


def change(shown: Sequence[bool]) -> Direction | None:
    now = min(len(shown) // 2, RECENT)
    recent, earlier = shown[-now:], shown[-now - EARLIER : -now]
    shares = probabilities(counted(len(earlier), sum(earlier)), counted(now, sum(recent)))
    return next((one for one in CHANGES if shares[one] >= SURE), None)


@pytest.mark.parametrize(("every", "most"), [(1, 0.31), (4, 0.14)])
def test_in_a_year_without_change(every: int, most: float) -> None:
    false = [said_in_a_year([rate] * 48, every, 400)[0] for rate in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7)]
    assert max(false) <= most + 0.04  # 400 years say it within so much
    assert false[0] < 0.05


@pytest.mark.parametrize(("before", "after"), [(0.1, 0.6), (0.6, 0.1)])
def test_a_true_change_is_mostly_said_within_twelve_talks(before: float, after: float) -> None:
    assert said_in_a_year([before] * 24 + [after] * 24, 1, 400)[1] > 0.65


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.15])
def test_what_is_rare_is_seldom_said_to_persist(rate: float) -> None:
    for talks in range(TALKS, RECENT + EARLIER + 1):
        before, now = (len(window) for window in windows(weekly("." * talks)))
        said = sum(
            comb(before, was) * comb(now, is_) * rate ** (was + is_) * (1 - rate) ** (talks - was - is_)
            for was, is_ in product(range(before + 1), range(now + 1))
            if probabilities(counted(before, was), counted(now, is_))[Direction.PERSISTING] >= SURE
        )
        assert said < 0.01
