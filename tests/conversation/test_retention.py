"""Texts of an engagement that is over go, told twice before, and nothing is sent to whoever has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.coaching.engagement import Cause
from bot.store import engagements, people
from bot.store.people import Role
from bot.store.tables import metadata
from tests.conversation.practice import PARIS, Heard, Practice, Someone, same
from tests.conversation.states import reviewing
from tests.store.life import accompany

GOES = "effacé"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: time passes in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def helene(practice: Practice) -> Someone:
    return practice.coach("Hélène")


@pytest.fixture
def nadia(practice: Practice, helene: Someone) -> Someone:
    """Coached, with something in every table, and invited no more."""
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Tout partager")
    with practice.app.store.write() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        accompany(tx, someone.person.id, helene.person.id, which.id)
    someone.remembers(rythme="aucun")
    return someone


def close(practice: Practice, someone: Someone) -> str:
    with practice.app.store.write() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        for cause in (Cause.FRAME, Cause.CONTRACT, Cause.BEGIN, Cause.REVIEW, Cause.CLOSE):
            actor = which.coach if cause is not Cause.CLOSE else which.coachee
            which = engagements.move(tx, which, cause, practice.now, actor)
        return which.id


def days_pass(practice: Practice, days: int) -> None:
    """The clock looks each hour of the day that matters, and at midnight."""
    for _ in range(days):
        for hour in (9, 18, 19):
            moment = practice.now.astimezone(PARIS).replace(hour=hour, minute=0)
            if moment > practice.now:
                practice.until(moment)
            practice.clock.clean(practice.now)
            practice.until(practice.now + timedelta(minutes=1))
        practice.until((practice.now.astimezone(PARIS) + timedelta(days=1)).replace(hour=1))


def notices(someone: Someone) -> list[Heard]:
    return [
        heard
        for heard in someone.heard
        if GOES in heard.text and "/exporter" in heard.text and "terminé" in heard.text
    ]


def rows_of(practice: Practice, person: str) -> set[str]:
    with practice.app.store.read() as tx:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(person in row for row in tx.connection.execute(select(table)).all())
        }


def test_after_the_closing_review_told_twice_then_everything_goes(practice: Practice, nadia: Someone) -> None:
    who = nadia.person.id
    close(practice, nadia)
    days_pass(practice, 150)
    assert notices(nadia) == []
    days_pass(practice, 29)
    first, second = notices(nadia)
    assert [heard.at.astimezone(PARIS).strftime("%d/%m %H:%M") for heard in (first, second)] == [
        "11/08 18:00",
        "03/09 18:00",
    ]
    assert "jeudi 10 septembre" in same(first.text), "six months on the calendar"
    assert "jeudi 10 septembre" in same(second.text)
    assert nadia.known
    days_pass(practice, 6)
    assert not nadia.known
    assert not practice.app.store.vault.knows(who), "and so in every backup"
    assert rows_of(practice, who) == {"erasure"}
    assert len(notices(nadia)) == 2


def test_whoever_left_hears_nothing_and_is_erased_after_a_year(practice: Practice, nadia: Someone) -> None:
    who = nadia.person.id
    nadia.says("/stop")
    heard = len(nadia.heard)
    days_pass(practice, 360)
    assert nadia.known
    days_pass(practice, 7)
    assert not nadia.known
    assert rows_of(practice, who) == {"erasure"}
    assert len(nadia.heard) == heard


def test_whoever_comes_back_keeps_it_all(practice: Practice, nadia: Someone) -> None:
    nadia.says("/stop")
    days_pass(practice, 300)
    nadia.says("/start")
    nadia.presses("Oui")
    days_pass(practice, 100)
    assert nadia.known
    assert notices(nadia) == []


def test_leaving_after_the_end_silences_the_notices_too(practice: Practice, nadia: Someone) -> None:
    close(practice, nadia)
    days_pass(practice, 155)
    assert len(notices(nadia)) == 1
    nadia.says("/stop")
    heard = len(nadia.heard)
    days_pass(practice, 35)
    assert not nadia.known
    assert len(nadia.heard) == heard


def test_a_host_that_was_down_tells_late_and_erases_later(practice: Practice, nadia: Someone) -> None:
    close(practice, nadia)
    practice.now += timedelta(days=200)
    days_pass(practice, 2)
    assert len(notices(nadia)) == 1
    assert nadia.known
    days_pass(practice, 4)
    assert nadia.known
    days_pass(practice, 3)
    assert not nadia.known


def test_somebody_who_cannot_be_reached_is_not_kept_for_ever(practice: Practice, nadia: Someone) -> None:
    close(practice, nadia)
    nadia.blocks()
    practice.now += timedelta(days=184 + 80)
    days_pass(practice, 2)
    assert nadia.known
    practice.now += timedelta(days=10)
    days_pass(practice, 1)
    assert not nadia.known


def test_with_another_engagement_only_what_is_of_the_first_goes(practice: Practice, nadia: Someone) -> None:
    which = close(practice, nadia)
    anne = practice.coach("Anne")
    with practice.app.store.write() as tx:
        made = engagements.load(tx, engagements.begin(tx, anne.person.id, nadia.person.id, practice.now))
        assert made is not None
        engagements.move(tx, made, Cause.WELCOME, practice.now, nadia.person.id)
    answers = nadia.answers
    days_pass(practice, 186)
    assert nadia.known
    assert "Votre journal reste" in same(notices(nadia)[0].text)
    assert nadia.answers == answers
    assert nadia.items == []
    with practice.app.store.read() as tx:
        for name in (
            "need",
            "expectation",
            "objective",
            "rating",
            "convention",
            "acceptance",
            "step",
            "session",
        ):
            rows = tx.connection.execute(select(metadata.tables[name])).all()
            assert not any(which in row for row in rows), name
            assert name in ("rating", "acceptance") or rows == []
    days_pass(practice, 5)
    assert len(notices(nadia)) == 2, "said once more, not again and again"


def test_a_coachee_who_coaches_stays_as_a_coach(practice: Practice, nadia: Someone) -> None:
    nadia.says(f"/start {practice.code(Role.COACH)}")
    close(practice, nadia)
    days_pass(practice, 186)
    assert nadia.known
    assert nadia.answers == []
    assert nadia.items == []
    with practice.app.store.read() as tx:
        found = people.load(tx, nadia.person.id)
    assert found is not None
    assert Role.COACH in found.roles
