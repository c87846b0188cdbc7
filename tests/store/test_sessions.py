from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.coaching.calendar import Mode, Slot, Standing
from bot.store import Store, engagements, people, sessions
from bot.store.engagements import Engagement
from bot.store.people import Role

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SLOT = Slot(NOW + timedelta(days=3), 120)


def begun(store: Store) -> Engagement:
    with store.write() as tx:
        coach = people.create(tx, NOW, {Role.COACH}, {})
        coachee = people.create(tx, NOW, {Role.COACHEE}, {})
        made = engagements.load(tx, engagements.begin(tx, coach, coachee, NOW))
    assert made is not None
    return made


def test_a_session_and_what_becomes_of_it(store: Store) -> None:
    which = begun(store)
    with store.write() as tx:
        made = sessions.plan(tx, which, SLOT, Mode.VIDEO, NOW)
        later = Slot(SLOT.starts_at + timedelta(hours=2), 90)
        moved = sessions.move(tx, made, later, Mode.IN_PERSON, NOW + timedelta(hours=1))
        assert moved is not None
        held = sessions.settle(tx, moved, Standing.HELD, NOW + timedelta(days=4))
    assert held is not None
    with store.read() as tx:
        assert sessions.load(tx, made.id) == held
        assert sessions.of_engagement(tx, which.id) == [held]
        assert sessions.load(tx, "0" * 32) is None
    assert (held.slot, held.mode, held.sequence) == (
        Slot(later.starts_at, 90, Standing.HELD),
        Mode.IN_PERSON,
        2,
    )


def test_of_two_changes_to_the_same_state_the_second_is_none(store: Store) -> None:
    which = begun(store)
    with store.write() as tx:
        made = sessions.plan(tx, which, SLOT, Mode.VIDEO, NOW)
        assert sessions.settle(tx, made, Standing.CANCELLED, NOW) is not None
        assert sessions.move(tx, made, SLOT, Mode.VIDEO, NOW) is None
        found = sessions.load(tx, made.id)
    assert found is not None
    assert found.slot.standing is Standing.CANCELLED


def test_what_a_coach_has_planned_in_all_engagements_under_way(store: Store) -> None:
    which, other = begun(store), begun(store)
    with store.write() as tx:
        made = sessions.plan(tx, which, SLOT, Mode.VIDEO, NOW)
        before = sessions.plan(tx, which, Slot(NOW - timedelta(days=3), 60), Mode.VIDEO, NOW)
        gone = sessions.plan(tx, which, Slot(SLOT.starts_at + timedelta(days=1), 60), Mode.VIDEO, NOW)
        sessions.settle(tx, gone, Standing.CANCELLED, NOW)
        sessions.plan(tx, other, SLOT, Mode.VIDEO, NOW)
        assert which.coach is not None
        assert sessions.of_coach(tx, which.coach, NOW) == [made]
        assert [one.id for one in sessions.of_coach(tx, which.coach, NOW - timedelta(days=9))] == [
            before.id,
            made.id,
        ]
        engagements.end(tx, which.id, NOW)
        assert sessions.of_coach(tx, which.coach, NOW) == []
