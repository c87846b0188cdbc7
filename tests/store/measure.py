"""`python -m tests.store.measure [FOLDER]`: what a turn costs in the store, on SQLite in FOLDER.

A turn here is six steps in four transactions: put; claim, person, load, save, two messages out, done; due;
sent. CPU time counts the whole process (SQLAlchemy, SQLite, encryption), disk waits do not count in it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.messages import Incoming, Kind, Outgoing
from bot.store import Store, Vault, host_key, inbox, outbox, people, talks
from bot.store.people import Role
from tests.store.scenes import NOW

STATE = '{"step": "faits", "kept": "' + "x" * 3000 + '"}'
WORDS = "J'ai refait moi-même le tableau de Marc, il était tard. " * 8


def turn(store: Store, chat: str, key: str) -> None:
    inbox.put(store, Incoming("telegram", chat, key, NOW, Kind.TEXT, WORDS))
    lane = store.vault.fingerprint(f"telegram:{chat}")
    with store.write() as tx:
        row = next(one for one in inbox.waiting(tx, NOW, (), 100) if one.lane == lane)
        message = inbox.claim(tx, row.id, NOW)
        assert message
        person = people.by_address(tx, message.channel, message.address)
        assert person
        talk = talks.load(tx, person.id)
        talks.save(tx, person.id, STATE, talk.version if talk else 0, NOW)
        for html in ("C'est noté.", "Et ensuite, qu'avez-vous fait ?"):
            outbox.add(tx, person.id, "telegram", chat, Outgoing(html=html, token=key), NOW)
        inbox.done(tx, row.id)
    for _ in range(2):
        with store.write() as tx:
            departures = outbox.due(tx, NOW, (), 10)
            outbox.sent(tx, [(one.id, "77") for one in departures], NOW)


def measured(store: Store, chats: list[str], turns: int, *, threads: int, mark: str) -> str:
    started, cpu = time.perf_counter(), time.process_time()

    def work(thread: int) -> None:
        for number in range(turns // threads):
            turn(store, chats[(number * threads + thread) % len(chats)], f"{mark}-{thread}-{number}")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    elapsed, spent = time.perf_counter() - started, time.process_time() - cpu
    return f"{turns / elapsed:6.0f} turns/s   {1000 * spent / turns:.2f} ms CPU a turn"


def main(folder: str | None = None) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        home = Path(name)
        store = Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()
        chats: list[str] = []
        for size in (100, 10_000):
            with store.write() as tx:
                for number in range(len(chats), size):
                    person = people.create(tx, NOW, {Role.COACHEE}, {"name": f"n° {number}"})
                    people.add_address(tx, person, "telegram", str(number), NOW)
                    chats.append(str(number))
            measured(store, chats, 100, threads=1, mark=f"warm-{size}")
            for threads in (1, 8):
                line = measured(store, chats, 1000, threads=threads, mark=f"{size}-{threads}")
                print(f"{size:6} people  {threads} threads  {line}")
        store.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
