"""Answers, judgements, memory, shared items, consents, reminders, audit."""

from __future__ import annotations

import pytest

from bot.store import Store, audit, consents, engagements, inbox, journal, reminders, sharing
from bot.store.people import Role
from tests.store.scenes import LATER, NOW, SOON, Someone, said


def test_the_journal(store: Store, someone: Someone) -> None:
    zoe, other = someone(), someone()
    with store.write() as tx:
        for words, dialog, at in (("un", "reflexion", NOW), ("deux", "plan", LATER)):
            journal.add_answer(
                tx,
                zoe,
                at,
                talk="t1",
                dialog=dialog,
                step="faits",
                name="faits",
                question="Quoi ?",
                words=words,
            )
        journal.add_judgement(tx, zoe, NOW, talk="t1", pitfall="guidon", quote="J'ai refait", verdict="oui")
        journal.remember(tx, zoe, "objectif", "Déléguer", NOW)
        journal.remember(tx, zoe, "objectif", "Déléguer plus", LATER)
        journal.remember(tx, zoe, "appui", "Samia", NOW)
    with store.read() as tx:
        assert [one.words for one in journal.answers(tx, zoe)] == ["un", "deux"]
        assert [one.words for one in journal.answers(tx, zoe, dialog="plan")] == ["deux"]
        assert [one.words for one in journal.answers(tx, zoe, since=SOON)] == ["deux"]
        assert journal.answers(tx, zoe)[0].question == "Quoi ?"
        [judgement] = journal.judgements(tx, zoe)
        assert (judgement.pitfall, judgement.quote, judgement.verdict) == ("guidon", "J'ai refait", "oui")
        assert journal.judgements(tx, zoe, since=SOON) == []
        assert journal.recall(tx, zoe) == {
            "appui": journal.Memory("Samia", NOW),
            "objectif": journal.Memory("Déléguer plus", LATER),
        }
        assert (journal.answers(tx, other), journal.recall(tx, other)) == ([], {})
    with store.write() as tx:
        assert journal.let_go(tx, zoe, "appui")
        assert not journal.let_go(tx, zoe, "appui")
        assert list(journal.recall(tx, zoe)) == ["objectif"]


def test_a_coach_reads_what_was_shared_with_them_and_nothing_else(store: Store, someone: Someone) -> None:
    coach, stranger = someone("Anne", Role.COACH), someone("Luc", Role.COACH)
    zoe, boss = someone(), someone("Eva", Role.SPONSOR)
    with store.write() as tx:
        made = engagements.begin(tx, coach, zoe, NOW)
        engagements.set_sponsor(tx, made, boss)
        ids = {
            (text, recipient): sharing.file_item(
                tx, zoe, at, engagement=made, talk="t", kind="words", text=text, recipient=recipient
            )
            for text, recipient, at in (
                ("pour la coach", coach, NOW),
                ("pour elle aussi", coach, LATER),
                ("pour la direction", boss, NOW),
                ("pour moi", None, NOW),
                ("mal adressé", stranger, NOW),
            )
        }
    with store.read() as tx:
        assert [one.text for one in sharing.shared_for(tx, coach, zoe)] == [
            "pour la coach",
            "pour elle aussi",
        ]
        assert [one.text for one in sharing.shared_for(tx, coach, zoe, since=SOON)] == ["pour elle aussi"]
        assert [one.text for one in sharing.shared_for(tx, boss, zoe)] == ["pour la direction"]
        assert sharing.shared_for(tx, stranger, zoe) == []  # no engagement: even what names them
        assert sharing.shared_for(tx, zoe, zoe) == []
        assert {one.text: one.decision for one in sharing.all_of(tx, zoe)}["pour moi"] == "private"
        assert len(sharing.all_of(tx, zoe)) == 5
    shared = ids["pour la coach", coach]
    with store.write() as tx:
        assert not sharing.withdraw(tx, coach, shared, LATER)  # not theirs to withdraw
        assert not sharing.withdraw(tx, zoe, ids["pour moi", None], LATER)
        assert sharing.withdraw(tx, zoe, shared, LATER)
        assert not sharing.withdraw(tx, zoe, shared, LATER)
        assert [one.text for one in sharing.shared_for(tx, coach, zoe)] == ["pour elle aussi"]
        engagements.end(tx, made, LATER)
        assert sharing.shared_for(tx, coach, zoe) == sharing.shared_for(tx, boss, zoe) == []


def test_a_consent_is_for_one_recipient(store: Store, someone: Someone) -> None:
    zoe, coach = someone(), someone("Anne", Role.COACH)
    with store.write() as tx:
        consents.give(tx, zoe, "alert", NOW, coach)
        consents.give(tx, zoe, "alert", NOW, coach)
        assert consents.stands(tx, zoe, "alert", coach)
        assert not consents.stands(tx, zoe, "alert")
        consents.give(tx, zoe, "terms", NOW)
        assert consents.stands(tx, zoe, "terms")
        assert not consents.withdraw(tx, zoe, "alert", LATER)
        assert consents.withdraw(tx, zoe, "alert", LATER, coach)
        assert not consents.stands(tx, zoe, "alert", coach)
        assert sorted(consents.all_of(tx, zoe), key=lambda one: one.purpose) == [
            consents.Consent("alert", coach, NOW, LATER),
            consents.Consent("terms", None, NOW, None),
        ]


def test_a_reminder_becomes_one_message(store: Store, someone: Someone) -> None:
    zoe = someone(chat="4242")
    with store.write() as tx:
        reminders.put(tx, zoe, "nudge", NOW)
        reminders.put(tx, zoe, "nudge", SOON)
        reminders.put(tx, zoe, "session", LATER)
        assert reminders.due(tx, NOW, 10) == []
        assert reminders.next_moment(tx) == SOON
        [due] = reminders.due(tx, SOON, 10)
        assert (due.person, due.kind, due.due_at) == (zoe, "nudge", SOON)
        assert inbox.add(tx, said("", due.key))
        reminders.done(tx, due.id)
        assert reminders.due(tx, SOON, 10) == []
        assert not inbox.add(tx, said("", due.key))
        reminders.put(tx, zoe, "nudge", LATER)  # set again
        assert [one.kind for one in reminders.waiting(tx, zoe)] == ["nudge", "session"]
        assert reminders.waiting(tx, zoe)[0].key != due.key
        assert reminders.cancel(tx, zoe, "nudge")
        assert not reminders.cancel(tx, zoe, "nudge")
        assert reminders.cancel_all(tx, zoe) == 1
        assert reminders.next_moment(tx) is None


def test_the_audit_record_holds_identifiers_only(store: Store, someone: Someone) -> None:
    zoe, coach = someone(), someone("Anne", Role.COACH)
    with store.write() as tx:
        audit.record(tx, "brief.read", NOW, actor=coach, subject=zoe, object="item:12")
        audit.record(tx, "start", LATER)
        assert [one.action for one in audit.entries(tx)] == ["start", "brief.read"]
        entry = audit.Entry(NOW, coach, zoe, "brief.read", "item:12")
        assert audit.entries(tx, zoe) == audit.entries(tx, coach) == [entry]
        for action, thing in (("", ""), ("lu par Zoé", ""), ("read", "ses mots")):
            with pytest.raises(ValueError, match="identifiers"):
                audit.record(tx, action, NOW, object=thing)
