"""A copy that returns brings back no sharing, no engagement and no session that was refused since; nothing of an erased
person opens in it, in any table.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from bot.coaching.engagement import Cause, Phase
from bot.store import (
    Forgotten,
    Store,
    Vault,
    backup,
    consents,
    engagements,
    erasure,
    host_key,
    people,
    sharing,
)
from bot.store.consents import SHARING
from bot.store.people import Status
from bot.store.tables import metadata, session
from tests.store.life import SECRETS, Life, live
from tests.store.scenes import LATER


@pytest.fixture
def opened(home: Path) -> Store:
    return Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()


def copied(store: Store, home: Path, tmp_path: Path) -> tuple[Life, str, Path]:
    life = live(store)
    url, target = f"sqlite:///{home}/recul.db", tmp_path / "copy.db"
    backup.backup(url, target)
    return life, url, target


def restored(store: Store, url: str, source: Path) -> None:
    store.close()
    backup.restore(url, store.vault, source, LATER, forget=False)


def test_what_was_refused_stays_refused(opened: Store, home: Path, tmp_path: Path) -> None:
    life, url, target = copied(opened, home, tmp_path)
    with opened.write() as tx:
        which = engagements.coach_of(tx, life.zoe)
        assert which is not None
        engagements.move(tx, which, Cause.STOP, LATER, life.zoe)
        people.set_status(tx, life.zoe, Status.STOPPED)
        assert sharing.withdraw_all(tx, life.zoe, life.coach, LATER) == 1
        assert sharing.withdraw_all(tx, life.coach, life.zoe, LATER) == 1
        tx.connection.execute(session.update().values(status="cancelled", sequence=1))
    restored(opened, url, target)
    again = Store(url, opened.vault).open()
    with again.read() as tx:
        back = engagements.coach_of(tx, life.zoe)
        assert back is not None
        assert (back.arc.phase, back.arc.before) == (Phase.STOPPED, which.arc.phase)
        for person, other in ((life.zoe, life.coach), (life.coach, life.zoe)):
            assert consents.refused(tx, person, SHARING, other)
            assert sharing.shared_for(tx, other, person) == []
        assert tx.connection.execute(select(session.c.status, session.c.sequence)).all() == [("cancelled", 1)]
    again.close()


def test_a_consent_given_and_withdrawn_since_is_known(opened: Store, home: Path, tmp_path: Path) -> None:
    life, url, target = copied(opened, home, tmp_path)
    with opened.write() as tx:
        consents.give(tx, life.zoe, "later", LATER)
        consents.withdraw(tx, life.zoe, "later", LATER)
    restored(opened, url, target)
    again = Store(url, opened.vault).open()
    with again.read() as tx:
        assert consents.refused(tx, life.zoe, "later")
        assert len([one for one in consents.all_of(tx, life.zoe) if one.purpose == "later"]) == 1
    again.close()


def test_nothing_of_an_erased_person_opens_in_a_copy(opened: Store, home: Path, tmp_path: Path) -> None:
    life, _, target = copied(opened, home, tmp_path)
    erasure.erase(opened, life.zoe, LATER)
    opened.close()
    assert not any(secret.encode() in target.read_bytes() for secret in SECRETS)
    with closing(sqlite3.connect(target)) as old:
        old.execute("PRAGMA wal_checkpoint")
    copy = Store(f"sqlite:///{target}", Vault(home, host_key(home))).open()
    closed = set()
    with copy.read() as tx:
        for table in metadata.sorted_tables:
            owner = next((c for c in table.columns if c.info.get("erasure") == "delete"), None)
            sealed = [c for c in table.columns if isinstance(c.type, LargeBinary)]
            if owner is None or not sealed:
                continue
            for row in tx.connection.execute(select(table).where(owner == life.zoe)):
                for column in sealed:
                    blob = row._mapping[column]
                    if blob is not None:
                        with pytest.raises(Forgotten):
                            tx.unseal(life.zoe, f"{table.name}.{column.name}", blob)
                        closed.add(table.name)
    assert {
        "answer",
        "item",
        "need",
        "expectation",
        "objective",
        "rating",
        "convention",
        "step",
        "resource",
    } <= closed
    copy.close()
