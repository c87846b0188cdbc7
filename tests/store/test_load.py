"""Many at once, and many people."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import event, text

from bot.messages import Outgoing
from bot.store import Store, consents, engagements, inbox, journal, outbox, people, reminders, sharing, talks
from tests.store.scenes import NOW, Someone, said

THREADS, TURNS = 8, 100


def count_up(store: Store, person: str) -> None:
    """A turn that reads and then writes."""
    with store.write() as tx:
        talk = talks.load(tx, person)
        number = json.loads(talk.state) if talk else 0
        talks.save(tx, person, json.dumps(number + 1), talk.version if talk else 0, NOW)


def test_read_then_write_never_fails(store: Store, someone: Someone) -> None:
    crowd = [someone(f"n° {number}") for number in range(THREADS)]

    def work(person: str) -> None:
        for _ in range(TURNS):
            count_up(store, person)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, crowd))
    with store.read() as tx:
        for person in crowd:
            talk = talks.load(tx, person)
            assert talk
            assert (talk.state, talk.version) == (str(TURNS), TURNS)


def test_every_message_is_taken_once_and_in_order(store: Store) -> None:
    chats = [f"chat {number}" for number in range(4)]
    for number in range(10):
        for chat in chats:
            inbox.put(store, said(str(number), f"{chat}/{number}", chat))
    taken: list[tuple[str, int]] = []

    def work(_: int) -> None:
        while True:
            with store.read() as tx:
                rows = inbox.waiting(tx, NOW, (), 10)
            if not rows:
                return
            for row in rows:
                with store.write() as tx:
                    message = inbox.claim(tx, row.id, NOW)
                    if message:
                        taken.append((message.address, int(message.text)))
                        inbox.done(tx, row.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(taken) == 40
    for chat in chats:
        assert [number for address, number in taken if address == chat] == list(range(10))


def test_every_message_is_sent_by_one_sender(store: Store) -> None:
    with store.write() as tx:
        for number in range(40):
            outbox.add(tx, None, "telegram", f"chat {number % 20}", Outgoing(html=str(number)), NOW)
    sent: list[str] = []

    def work(_: int) -> None:
        while True:
            with store.write() as tx:
                departures = outbox.due(tx, NOW, (), 3)
                outbox.sent(tx, [(one.id, "1") for one in departures], NOW)
            sent.extend(one.message.html for one in departures)
            with store.read() as tx:
                if not outbox.counts(tx).get("waiting"):
                    return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(sent, key=int) == [str(number) for number in range(40)]


def test_a_turn_costs_the_same_however_many_people_there_are(store: Store, someone: Someone) -> None:
    """SQLite names every table that it would read from end to end. Only the indexes of what still waits may
    be.
    """
    if not store.on_sqlite:
        return
    zoe, coach = someone(chat="4242"), someone()
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        seen.append((statement, values))

    event.listen(store._engine, "before_cursor_execute", note)
    inbox.put(store, said("Bonjour", "1"))
    with store.write() as tx:
        [row] = inbox.waiting(tx, NOW, {"x"}, 10)
        inbox.fail(tx, row.id, NOW, "ValueError")
        later = NOW + inbox.DELAYS[0]
        assert inbox.claim(tx, row.id, later)
        assert people.by_address(tx, "telegram", "4242")
        people.addresses(tx, zoe)
        talks.save(tx, zoe, "{}", 0, NOW)
        talks.load(tx, zoe)
        talks.save(tx, zoe, "{}", 1, NOW)
        journal.recall(tx, zoe)
        sharing.shared_for(tx, coach, zoe)
        consents.stands(tx, zoe, "share", coach)
        engagements.coach_of(tx, zoe)
        outbox.drop_waiting(tx, zoe)
        number = outbox.add(tx, zoe, "telegram", "4242", Outgoing(html="Oui"), NOW)
        assert outbox.due(tx, NOW, {"x"}, 10)
        outbox.sent(tx, [(number, "1")], NOW)
        outbox.external_ids(tx, row.lane, "q1")
        reminders.put(tx, zoe, "nudge", NOW)
        reminders.next_moment(tx)
        for due in reminders.due(tx, NOW, 10):
            reminders.done(tx, due.id)
        inbox.done(tx, row.id)
    event.remove(store._engine, "before_cursor_execute", note)
    assert len(seen) > 20
    with store.read() as tx:
        for statement, values in seen:
            some = values[0] if isinstance(values, list) else values
            plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", some).all()
            scans = [step[3] for step in plan if step[3].startswith("SCAN")]
            assert not [scan for scan in scans if not re.search(r"INDEX ix_\w+_(waiting|due)", scan)], (
                statement
            )


def test_sqlite_is_set_for_safety(store: Store) -> None:
    if not store.on_sqlite:
        return
    with store.read() as tx:
        found = {
            name: tx.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }
