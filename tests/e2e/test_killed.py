"""A bot killed again and again while people write: nothing is lost, nothing counts twice (P4).

`recul run` is a process of its own on a real database file; Telegram is another process. The seed is fixed;
RECUL_TEST_KILLS=60 makes it longer and RECUL_TEST_SEED=7 makes it another one.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.dialog.state import State
from bot.messages import Outgoing
from bot.store import Store, journal, outbox, people, reminders, talks
from tests.e2e.host import Host, coach, coachee
from tests.fake_telegram import Remote

KILLS = int(os.environ.get("RECUL_TEST_KILLS", "6"))
SEED = int(os.environ.get("RECUL_TEST_SEED", "20260310"))
USERS = 8
COACH, LEAVER, ERASED = 1, 50, 51
COMMANDS = ("/reflexion", "/resume", "/annuler", "/guidon", "/moi", "/relais", "/reglages", "/start")


@dataclass
class People:
    """Those who write, press and command whether the bot lives or not."""

    fake: Remote
    chance: random.Random
    written: dict[int, list[str]] = field(default_factory=dict)
    presses: int = 0

    @property
    def messages(self) -> int:
        return sum(map(len, self.written.values()))

    def act(self) -> None:
        chat = self.chance.randint(100, 99 + USERS)
        dice = self.chance.random()
        if dice < 0.72:
            marker = f"mot{len(self.written.setdefault(chat, []))}de{chat}fin"
            self.written[chat].append(marker)
            few = self.chance.random() < 0.3
            text = marker if few else f"{marker} j'ai refait le planning de Karim mardi soir sans le lui dire"
            self.fake.call("send", chat=chat, text=text)
        elif dice < 0.9:
            labels = self._labels(chat)
            if labels:
                self.fake.call("press", chat=chat, label=self.chance.choice(labels))
                self.presses += 1
        else:
            self.fake.call("send", chat=chat, text=self.chance.choice(COMMANDS))

    def _labels(self, chat: int) -> list[str]:
        """The buttons of the newest message, without those that stop or erase."""
        for message in reversed(self.fake.call("chat", chat=chat)):
            if message["keyboard"]:
                return [button["text"] for row in message["keyboard"] for button in row]
        return []


@dataclass
class After:
    """What is left when all is quiet."""

    host: Host
    fake: Remote
    store: Store
    crowd: People
    kills: int
    alerts: list[str]
    digests: int
    said: list[dict[str, Any]]

    def chat(self, number: int) -> list[str]:
        return [sent["text"] for sent in self.said if sent["chat"] == number]


def live(host: Host, crowd: People) -> tuple[list[str], int]:
    fake, chance = host.fake, crowd.chance
    host.home.mkdir()
    with host.store() as store:
        helene = coach(store, COACH)
        for chat in (*range(100, 100 + USERS), LEAVER, ERASED):
            coachee(store, chat, helene, f"Prénom{chat}")
    fake.call("send", chat=COACH, text="/coachees")
    alerts = []
    for kill in range(KILLS):
        with host.store() as store:
            alerts += owe(store, helene, kill)
        host.start()
        if kill == KILLS // 3:
            fake.call("send", chat=LEAVER, text="quelques mots avant de partir pour de bon")
            fake.call("send", chat=LEAVER, text="Stop !")
            fake.call("send", chat=ERASED, text="zorglub n'est à personne d'autre qu'à moi")
            fake.call("send", chat=ERASED, text="/effacer")
            fake.call("send", chat=ERASED, text="tout effacer")
        if chance.random() < 0.8:  # else it may be killed before it is ready
            fake.until("stats", waits_for_less(fake), patience=60)
        end = time.monotonic() + chance.uniform(0.1, 1.6)
        while time.monotonic() < end:
            crowd.act()
            time.sleep(0.02)
        host.kill()
        host.a_minute_passes()
    host.started()
    host.until_quiet()
    return alerts, KILLS


def waits_for_less(fake: Remote) -> Any:
    before = fake.call("stats")["calls"].get("getUpdates", 0)
    return lambda stats: stats["calls"].get("getUpdates", 0) > before


def owe(store: Store, helene: str, kill: int) -> list[str]:
    """A digest that is due, and alerts that wait: each is to reach the coach, and none twice."""
    now = datetime.now(UTC)
    texts = [f"alerte {kill} {number}" for number in range(3)]
    with store.write() as tx:
        reminders.put(tx, helene, "digest", now)
        for text in texts:
            outbox.add(tx, helene, "telegram", str(COACH), Outgoing(html=text, once=True), now)
    return texts


def it_was_killed_in_the_middle_of_things(after: After) -> None:
    told = {
        "kills": after.kills,
        "messages": after.crowd.messages,
        "presses": after.crowd.presses,
        "sent": len(after.said),
    }
    print(told)
    assert after.crowd.messages > 10 * after.kills


def every_text_is_in_the_journal_exactly_once(after: After) -> None:
    counted: Counter[str] = Counter()
    with after.store.read() as tx:
        for chat, markers in after.crowd.written.items():
            person = people.by_address(tx, "telegram", str(chat))
            assert person is not None
            whole = " ".join(answer.words for answer in journal.answers(tx, person.id))
            for marker in markers:
                counted[marker] = whole.count(marker)
    wrong = {marker: times for marker, times in counted.items() if times != 1}
    assert not wrong, f"{len(wrong)} of {len(counted)} texts"


def state_of(store: Store, chat: int) -> State:
    with store.read() as tx:
        person = people.by_address(tx, "telegram", str(chat))
        assert person is not None
        found = talks.load(tx, person.id)
    assert found is not None
    return State.from_json(json.loads(found.state), {})


def answers_are_kept_in_the_order_in_which_they_were_written(after: After) -> None:
    with after.store.read() as tx:
        for chat, markers in after.crowd.written.items():
            person = people.by_address(tx, "telegram", str(chat))
            assert person is not None
            whole = " ".join(answer.words for answer in journal.answers(tx, person.id))
            places = [whole.index(marker) for marker in markers]
            assert places == sorted(places)


def nothing_is_parked_and_nothing_waits(after: After) -> None:
    assert {row[0] for row in after.host.rows("SELECT DISTINCT status FROM inbox")} <= {"done"}
    assert {row[0] for row in after.host.rows("SELECT DISTINCT status FROM outbox")} <= {
        "sent",
        "dropped",
        "failed",
    }


def no_question_is_missing_in_any_chat(after: After) -> None:
    """Questions are numbered: everyone was asked each, in order, and the open one stands last."""
    for chat in after.crowd.written:
        with after.store.read() as tx:
            lane = people.lane_of(tx, "telegram", str(chat))
        rows = after.host.rows(
            f"SELECT token, status FROM outbox WHERE lane = '{lane}' AND purpose = 'say' ORDER BY due_at, id"
        )
        numbers = [int(str(token)) for token, _ in rows if str(token).isdecimal()]
        assert {status for _, status in rows} == {"sent"}
        assert numbers == sorted(set(numbers)), "each once, in order"
        state = state_of(after.store, chat)
        if state.frames:
            assert numbers[-1] == state.asked
            shown = after.fake.call("chat", chat=chat)
            last = [m for m in shown if any(b["callback_data"] != "done" for r in m["keyboard"] for b in r)][
                -1
            ]
            assert last["keyboard"][0][0]["callback_data"].split(":")[1] == str(state.asked)


def what_is_sent_twice_after_a_crash_is_rare(after: After) -> None:
    rows = after.host.rows("SELECT count(*) FROM outbox WHERE status = 'sent' AND purpose != 'settle'")
    extra = len(after.said) - int(str(rows[0][0]))
    print({"sent twice": extra})
    assert 0 <= extra <= 16 * after.kills


def no_alert_and_no_digest_arrives_twice(after: After) -> None:
    told = Counter(after.chat(COACH))
    assert all(told[alert] <= 1 for alert in after.alerts)
    assert sum(told[alert] for alert in after.alerts) >= len(after.alerts) - after.kills, "few are lost"
    assert sum(count for text, count in told.items() if text.startswith("Semaine du")) <= after.digests


def who_stopped_hears_one_confirmation_and_nothing_more(after: After) -> None:
    texts = after.chat(LEAVER)
    confirmed = [number for number, text in enumerate(texts) if "plus rien ne" in text]
    assert confirmed
    assert confirmed == list(range(confirmed[0], len(texts))), "nothing after it but the same, sent again"
    assert Counter(after.chat(COACH))["zorglub"] == 0


def who_erased_is_erased(after: After) -> None:
    with after.store.read() as tx:
        assert people.by_address(tx, "telegram", str(ERASED)) is None
    assert sum("C’est effacé" in text for text in after.chat(ERASED)) >= 1
    folder = after.host.home
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"zorglub" not in content


CHECKS = (
    it_was_killed_in_the_middle_of_things,
    every_text_is_in_the_journal_exactly_once,
    answers_are_kept_in_the_order_in_which_they_were_written,
    nothing_is_parked_and_nothing_waits,
    no_question_is_missing_in_any_chat,
    what_is_sent_twice_after_a_crash_is_rare,
    no_alert_and_no_digest_arrives_twice,
    who_stopped_hears_one_confirmation_and_nothing_more,
    who_erased_is_erased,
)


def test_killed_again_and_again(tmp_path: Path) -> None:
    """One life, looked at from all sides."""
    with Remote.started() as fake:
        host = Host(tmp_path / "home", fake)
        crowd = People(fake, random.Random(SEED))
        try:
            alerts, digests = live(host, crowd)
        finally:
            host.end()
        with host.store() as store:
            after = After(host, fake, store, crowd, KILLS, alerts, digests, fake.call("log"))
            for check in CHECKS:
                check(after)
