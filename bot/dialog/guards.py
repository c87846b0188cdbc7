"""The tests of `when:`, each a pure question about the state of a talk."""

from __future__ import annotations

import operator
from collections.abc import Callable

from bot.dialog.definition import Condition, Test
from bot.dialog.ifthen import if_then
from bot.dialog.reading import is_number
from bot.dialog.state import State

Guard = Callable[[State], bool]


def holds(condition: Condition) -> Guard:
    """A condition as a function of the state."""
    guard = _GUARDS[condition.test](condition)
    if condition.negated:
        return lambda talk: not guard(talk)
    return guard


def _answer(c: Condition) -> Guard:
    return lambda talk: not talk.last.skipped and any(key in c.values for key in talk.last.choices)


def _skipped(c: Condition) -> Guard:
    return lambda talk: talk.last.skipped is (c.values == ("true",))


def _unfit(c: Condition) -> Guard:
    return lambda talk: talk.last.unfit is (c.values == ("true",))


def _if_then(c: Condition) -> Guard:
    return lambda talk: (if_then(talk.last.words) is not None) is (c.values == ("true",))


def _below(c: Condition) -> Guard:
    limit = _limit(c)
    return lambda talk: _compared(talk, limit(talk), operator.lt)


def _above(c: Condition) -> Guard:
    limit = _limit(c)
    return lambda talk: _compared(talk, limit(talk), operator.gt)


def _compared(talk: State, limit: str, holds: Callable[[int, int], bool]) -> bool:
    number = talk.last.number
    return number is not None and is_number(limit) and holds(number, int(limit))


def _limit(c: Condition) -> Callable[[State], str]:
    """A number, or the name under which one is kept."""
    limit = c.values[0]
    return (lambda _: limit) if is_number(limit) else lambda talk: talk.known(limit)


def _known(c: Condition) -> Guard:
    return lambda talk: all(talk.known(name) for name in c.values)


def _value(c: Condition) -> Guard:
    return lambda talk: talk.known(c.name) in c.values


def _finding(c: Condition) -> Guard:
    return lambda talk: any(talk.fresh(label) for label in c.values)


def _doubt(c: Condition) -> Guard:
    def guard(talk: State) -> bool:
        doubts = talk.unsettled
        return bool(doubts) and ("any" in c.values or doubts[0].label in c.values)

    return guard


def _between(c: Condition) -> Guard:
    return lambda talk: {doubt.label for doubt in talk.unsettled[:2]} == set(c.values)


def _theme(c: Condition) -> Guard:
    return lambda talk: any("any" in c.values or theme in c.values for theme in talk.themes)


def _lever(_c: Condition) -> Guard:
    return lambda talk: bool(talk.levers)


def _pitfall(c: Condition) -> Guard:
    return lambda talk: talk.about in c.values


def _short(c: Condition) -> Guard:
    return lambda talk: talk.short is (c.values == ("true",))


def _items(c: Condition) -> Guard:
    wanted = c.values[0]
    if wanted == "undecided":
        return lambda talk: talk.undecided() is not None
    if wanted == "shared":
        return lambda talk: any(item.decision == "shared" for item in talk.items)
    return lambda talk: not talk.items


def _outcome(c: Condition) -> Guard:
    return lambda talk: talk.last.outcome in c.values


def _distress(c: Condition) -> Guard:
    return lambda talk: talk.last.distress in c.values


_GUARDS: dict[Test, Callable[[Condition], Guard]] = {
    Test.ANSWER: _answer,
    Test.SKIPPED: _skipped,
    Test.UNFIT: _unfit,
    Test.IF_THEN: _if_then,
    Test.BELOW: _below,
    Test.ABOVE: _above,
    Test.KNOWN: _known,
    Test.VALUE: _value,
    Test.FINDING: _finding,
    Test.DOUBT: _doubt,
    Test.BETWEEN: _between,
    Test.THEME: _theme,
    Test.LEVER: _lever,
    Test.PITFALL: _pitfall,
    Test.SHORT: _short,
    Test.ITEMS: _items,
    Test.OUTCOME: _outcome,
    Test.DISTRESS: _distress,
}
