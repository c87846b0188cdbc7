"""P4. What Telegram delivered is stored before it is acknowledged; a crash at any point loses nothing and applies
nothing twice. tests/e2e/test_killed.py holds the same with SIGKILL, on a real process; here the crash is put at
every point of a turn in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Kind
from bot.store import inbox, journal, outbox, reminders, sharing, talks
from tests.conversation.practice import Practice, Someone
from tests.conversation.states import DEED, MOMENT, STATES, reach, reviewing
from tests.invariants.walks import Walk, walks

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Crash(BaseException):
    """Nothing catches this, as nothing catches a power cut."""


def crashing(after: int, real: Callable[..., object]) -> Callable[..., object]:
    """`real`, which crashes the process right after its `after`th call."""
    calls = 0

    def call(*given: object, **named: object) -> object:
        nonlocal calls
        result = real(*given, **named)
        calls += 1
        if calls == after:
            raise Crash
        return result

    return call


#: Where the process can be cut off inside a turn: after each kind of write.
POINTS = [
    (inbox, "claim"), (inbox, "done"), (talks, "save"), (outbox, "add"), (journal, "add_answer"),
    (journal, "remember"), (reminders, "put"), (sharing, "file_item"),
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point[0].__name__}.{point[1]}")
@pytest.mark.parametrize("state", [s for s in STATES if "stopped" not in s and s != "coming back"])
def test_a_crash_inside_a_turn_is_as_if_the_turn_had_not_begun(
    practice: Practice,
    helene: Someone,
    monkeypatch: pytest.MonkeyPatch,
    point: tuple[ModuleType, str],
    state: str,
) -> None:
    module, name = point
    someone = practice.simply("Nadia", helene)
    reach(practice, someone, state)
    before = (someone.state.to_json(), someone.answers, someone.items, someone.planned, len(someone.heard))
    event = someone.event(Kind.TEXT, text="zorglub a fini par rendre son tableau tout seul vendredi")
    with monkeypatch.context() as patch:
        patch.setattr(module, name, crashing(1, getattr(module, name)))
        crashed = False
        try:
            someone.does(event)
        except Crash:
            crashed = True
    if not crashed:
        return  # this turn does not write there
    after = (someone.state.to_json(), someone.answers, someone.items, someone.planned, len(someone.heard))
    assert after == before
    practice.settle()
    assert len(someone.heard) > before[4], "taken at the next start, and answered"
    assert sum("zorglub" in words for words in someone.answers) == 1
    assert someone.does(event) == [], "delivered once more, it is known"


def test_a_crash_while_sharing_shares_all_or_nothing(
    practice: Practice, helene: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "file_item", crashing(1, sharing.file_item))
        with pytest.raises(Crash):
            someone.presses("Tout partager")
    assert someone.items == []
    practice.settle()
    assert len(someone.items) == 2


@given(walk=walks(most=20), again=st.lists(st.integers(0, 40), max_size=20))
@SLOW
def test_everything_delivered_again_in_any_order_changes_nothing(
    practice: Practice, helene: Someone, walk: Walk, again: list[int]
) -> None:
    someone = practice.simply("Nadia", helene)
    events = []
    real = someone.does

    def noted(incoming: object) -> object:
        events.append(incoming)
        return real(incoming)  # type: ignore[arg-type]  # the very same call

    someone.does = noted  # type: ignore[assignment,method-assign]  # to see what is delivered
    walk.go(practice, someone)
    before = (someone.state.to_json(), someone.answers, someone.items, len(someone.heard))
    for number in again:
        if events:
            real(events[number % len(events)])  # type: ignore[arg-type]
    assert (someone.state.to_json(), someone.answers, someone.items, len(someone.heard)) == before


def test_a_crash_between_sending_and_noting_sends_again_but_no_report(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.simply("Nadia", helene)
    practice.offline = True
    someone.says(MOMENT)
    someone.says(DEED)
    practice.offline = False
    with practice.app.store.write() as tx:
        lost = outbox.due(tx, practice.now, (), 10)  # handed to a sender that died
    assert lost
    practice.settle()
    assert someone.heard == [], "they are the dead sender's for a minute"
    practice.wait(minutes=2)
    assert len(someone.heard) == 2, "then anyone's, in order"
