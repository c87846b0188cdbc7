"""A whole turn through the store: in, claimed, saved, out, sent."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Incoming, Kind, Outgoing
from bot.store import Conflict, Store, inbox, outbox, people, talks
from bot.store.vault import clean
from tests.store.scenes import LATER, NOW, SOON, Someone, said


def test_a_message_is_known_once(store: Store, someone: Someone) -> None:
    someone(chat="4242")
    assert inbox.put(store, said("Bonjour", "1"))
    assert not inbox.put(store, said("Bonjour", "1"))
    assert inbox.put(store, said("Bonjour", "2"))


def test_a_turn(store: Store, someone: Someone) -> None:
    zoe = someone(chat="4242")
    inbox.put(store, said("J'ai refait le tableau de Marc.", "1"))
    with store.read() as tx:
        [first] = inbox.waiting(tx, NOW, (), 10)
    with store.write() as tx:
        message = inbox.claim(tx, first.id, NOW)
        assert message == first.incoming == said("J'ai refait le tableau de Marc.", "1")
        person = people.by_address(tx, message.channel, message.address)
        assert person
        assert person.id == zoe
        assert person.profile == {"name": "Zoé"}
        assert talks.load(tx, zoe) is None
        assert talks.save(tx, zoe, '{"step": "faits"}', 0, NOW) == 1
        outbox.add(tx, zoe, "telegram", "4242", Outgoing(html="Et ensuite ?", token="q1"), NOW)
        inbox.done(tx, first.id)
    with store.write() as tx:
        assert inbox.waiting(tx, NOW, (), 10) == []
        assert inbox.claim(tx, first.id, NOW) is None
        talk = talks.load(tx, zoe)
        assert talk
        assert (talk.state, talk.version) == ('{"step": "faits"}', 1)
        [departure] = outbox.due(tx, NOW, (), 10)
        assert departure.message == Outgoing(html="Et ensuite ?", token="q1")
        assert (departure.address, departure.lane) == ("4242", first.lane)
    with store.write() as tx:
        assert outbox.due(tx, SOON, (), 10) == []  # in a sender's hands
        outbox.sent(tx, [(departure.id, "77")], SOON)
        assert outbox.due(tx, LATER, (), 10) == []
        assert outbox.external_ids(tx, departure.lane, "q1") == ["77"]


def test_a_failed_turn_leaves_no_trace(store: Store, someone: Someone) -> None:
    zoe = someone(chat="4242")
    inbox.put(store, said("Bonjour", "1"))
    with store.read() as tx:
        [first] = inbox.waiting(tx, NOW, (), 10)

    def turn() -> None:
        with store.write() as tx:
            inbox.claim(tx, first.id, NOW)
            talks.save(tx, zoe, "{}", 0, NOW)
            outbox.add(tx, zoe, "telegram", "4242", Outgoing(html="Oui"), NOW)
            inbox.done(tx, first.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turn()
    with store.write() as tx:
        assert talks.load(tx, zoe) is None
        assert outbox.due(tx, NOW, (), 10) == []
        assert inbox.claim(tx, first.id, NOW) == first.incoming


def test_a_lane_keeps_its_order_while_others_go_on(store: Store) -> None:
    for key, chat in (("1", "a"), ("2", "a"), ("3", "b")):
        inbox.put(store, said(key, key, chat))
    with store.write() as tx:
        first, other = inbox.waiting(tx, NOW, (), 10)
        assert first.incoming
        assert other.incoming
        assert (first.incoming.key, other.incoming.key) == ("1", "3")
        assert inbox.claim(tx, first.id + 1, NOW) is None  # not its turn
        assert [one.incoming and one.incoming.key for one in inbox.waiting(tx, NOW, {first.lane}, 10)] == [
            "3"
        ]
        assert not inbox.fail(tx, first.id, NOW, "ValueError")
        assert [one.incoming and one.incoming.key for one in inbox.waiting(tx, SOON, (), 10)] == [
            "3"
        ]  # its lane waits with it
        assert inbox.claim(tx, first.id, SOON) is None
        [again, _] = inbox.waiting(tx, NOW + inbox.DELAYS[0], (), 10)
        assert (again.id, again.attempts) == (first.id, 1)


def test_poison_is_parked_and_its_lane_goes_on(store: Store) -> None:
    for key in ("1", "2"):
        inbox.put(store, said(key, key))
    with store.write() as tx:
        [first] = inbox.waiting(tx, NOW, (), 10)
        parked = [inbox.fail(tx, first.id, NOW, "ValueError") for _ in range(3)]
        assert parked == [False, False, True]
        assert not inbox.fail(tx, first.id, NOW, "ValueError")
        assert [one.incoming and one.incoming.key for one in inbox.waiting(tx, NOW, (), 10)] == ["2"]
        assert inbox.counts(tx) == {"new": 1, "parked": 1}


def test_two_turns_on_one_conversation_conflict(store: Store, someone: Someone) -> None:
    zoe = someone()
    with store.write() as tx:
        talks.save(tx, zoe, "1", 0, NOW)
    for stale in (0, 2):
        with pytest.raises(Conflict), store.write() as tx:
            talks.save(tx, zoe, "2", stale, NOW)
    with store.write() as tx:
        assert talks.save(tx, zoe, "2", 1, NOW) == 2


def test_definitions_stay(store: Store) -> None:
    with store.write() as tx:
        talks.add_definition(tx, "d1", "reflexion", "{}", NOW)
        talks.add_definition(tx, "d1", "reflexion", "{}", LATER)
        assert talks.get_definition(tx, "d1") == talks.Definition("reflexion", "{}")
        assert talks.get_definition(tx, "d2") is None


def test_what_is_due_leaves_first_and_what_is_not_waits_for_no_one(store: Store) -> None:
    with store.write() as tx:
        for html, due in (("demain", LATER), ("un", NOW), ("deux", NOW)):
            outbox.add(tx, None, "telegram", "a", Outgoing(html=html), NOW, due)
        outbox.add(tx, None, "telegram", "b", Outgoing(html="autre"), NOW)
        assert [one.message.html for one in outbox.due(tx, NOW, (), 10)] == ["un", "autre"]
        lane = people.lane_of(tx, "telegram", "b")
        late = NOW + outbox.LEASE  # the sender died: they are anyone's again
        assert [one.message.html for one in outbox.due(tx, late, {lane}, 10)] == ["un"]


def test_a_message_tried_again_holds_its_lane(store: Store) -> None:
    with store.write() as tx:
        one = outbox.add(tx, None, "telegram", "a", Outgoing(html="un"), NOW)
        outbox.add(tx, None, "telegram", "a", Outgoing(html="deux"), NOW)
        outbox.retry(tx, one, LATER, "TimedOut")
        assert outbox.due(tx, SOON, (), 10) == []
        [departure] = outbox.due(tx, LATER, (), 10)
        assert (departure.id, departure.attempts) == (one, 1)
        outbox.retry(tx, one, LATER, "RetryAfter", counted=False)
        outbox.failed(tx, one, "BadRequest")
        [departure] = outbox.due(tx, LATER, (), 10)
        assert departure.message.html == "deux"
        assert outbox.counts(tx) == {"failed": 1, "waiting": 1}


def test_after_stop_nothing_leaves(store: Store, someone: Someone) -> None:
    zoe, other = someone(chat="a"), someone(chat="b")
    with store.write() as tx:
        outbox.add(tx, zoe, "telegram", "a", Outgoing(html="un"), NOW)
        outbox.add(tx, zoe, "telegram", "a", Outgoing(html="deux"), NOW, LATER)
        outbox.add(tx, other, "telegram", "b", Outgoing(html="autre"), NOW)
        assert len(outbox.due(tx, NOW, (), 10)) == 2
        assert outbox.drop_waiting(tx, zoe) == 2
        outbox.add(tx, zoe, "telegram", "a", Outgoing(html="C'est noté."), NOW)
        assert [one.message.html for one in outbox.due(tx, SOON, (), 10)] == ["C'est noté."]


def test_history_is_pruned_but_not_what_waits(store: Store) -> None:
    for key in ("1", "2"):
        inbox.put(store, said(key, key, chat=key))
    with store.write() as tx:
        inbox.done(tx, inbox.waiting(tx, NOW, (), 1)[0].id)
        one = outbox.add(tx, None, "telegram", "a", Outgoing(html="un"), NOW)
        outbox.add(tx, None, "telegram", "a", Outgoing(html="deux"), NOW)
        outbox.sent(tx, [(one, "")], NOW)
        assert (inbox.prune(tx, NOW), outbox.prune(tx, NOW)) == (0, 0)
        assert (inbox.prune(tx, SOON), outbox.prune(tx, SOON)) == (1, 1)
        assert inbox.counts(tx) == {"new": 1}
        assert outbox.counts(tx) == {"waiting": 1}


def test_a_reading_transaction_cannot_write(store: Store, someone: Someone) -> None:
    zoe = someone()
    with pytest.raises(RuntimeError), store.read() as tx:
        people.save_profile(tx, zoe, {})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    words=st.text(st.characters(codec=None, exclude_categories=())),
    chat=st.text(st.characters(codec=None, exclude_categories=()), min_size=1),
)
def test_any_text_passes_through(store: Store, words: str, chat: str) -> None:
    message = Incoming("telegram", chat, uuid4().hex, NOW, Kind.TEXT, words, name=words)
    assert inbox.put(store, message)
    with store.write() as tx:
        [row] = inbox.waiting(tx, NOW, (), 10)
        taken = inbox.claim(tx, row.id, NOW)
        assert taken
        assert taken.text == taken.name == clean(words)
        inbox.done(tx, row.id)
        outbox.add(tx, None, "telegram", chat, Outgoing(html=words), NOW)
        [departure] = outbox.due(tx, NOW, (), 10)
        assert (departure.message.html, departure.address) == (clean(words), clean(chat))
        outbox.sent(tx, [(departure.id, "")], NOW)


def test_a_message_whose_key_is_gone_stops_nobody(store: Store, someone: Someone) -> None:
    gone, other = someone(chat="a"), someone(chat="b")
    inbox.put(store, Incoming("telegram", "a", "1", NOW, Kind.TEXT, "perdu"))
    inbox.put(store, Incoming("telegram", "b", "2", NOW, Kind.TEXT, "lu"))
    with store.write() as tx:
        outbox.add(tx, gone, "telegram", "a", Outgoing(html="perdu"), NOW)
        outbox.add(tx, other, "telegram", "b", Outgoing(html="dit"), NOW)
    store.vault.forget(gone)
    with store.write() as tx:
        waiting = {row.id: row.incoming for row in inbox.waiting(tx, NOW, (), 10)}
        assert [one.text if one else None for one in waiting.values()] == [None, "lu"]
        inbox.park(tx, min(waiting), "Forgotten")
        assert inbox.counts(tx) == {"parked": 1, "new": 1}
        assert [one.message.html for one in outbox.due(tx, NOW, (), 10)] == ["dit"]
        assert outbox.counts(tx) == {"failed": 1, "waiting": 1}
