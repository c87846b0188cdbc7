"""A busy life in the store: every table holds something of Zoé, in words that can be searched for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert

from bot.coaching.convention import Signatory, Terms
from bot.coaching.engagement import Party
from bot.coaching.plan import Plan
from bot.messages import Incoming, Kind, Outgoing
from bot.store import (
    Store,
    audit,
    consents,
    conventions,
    engagements,
    expectations,
    inbox,
    journal,
    links,
    needs,
    objectives,
    outbox,
    people,
    reminders,
    resources,
    sharing,
    steps,
    tables,
    talks,
)
from bot.store.database import Transaction
from bot.store.objectives import Content
from bot.store.people import Role
from tests.store.scenes import LATER, NOW

CHAT = "6178234509"
STRANGER = "5550001117"
COACH_CHAT = "7301112223"
MAIL = "zoe.delacroix@example.org"
NAME = "Zoé Delacroix"
EXTERNAL = "message-900417"
WORDS = "J'ai refait moi-même le tableau de Marc jusqu'à minuit"
#: Everything that must never stand in clear on the disk.
SECRETS = (
    *(CHAT, STRANGER, COACH_CHAT, MAIL, NAME, EXTERNAL, WORDS),
    *("Delacroix", "Anne Lemaître", "tableau de Marc", "guidon secret", "qu'avez-vous fait", "update-44017"),
)


@dataclass(frozen=True)
class Life:
    zoe: str
    coach: str
    code: str


def live(store: Store) -> Life:
    """Lives it, and leaves rows in every state: waiting, sent, dropped, parked, shared, private."""
    with store.write() as tx:
        coach = people.create(tx, NOW, {Role.COACH}, {"name": "Anne Lemaître"})
        people.add_address(tx, coach, "telegram", COACH_CHAT, NOW)
        code = links.make(tx, Role.COACHEE, coach, LATER, name=NAME)
        links.make(tx, Role.SPONSOR, coach, LATER, name="Delacroix, direction")
    hello = Incoming("telegram", CHAT, "update-44017", NOW, Kind.TEXT, f"/start {code}", name=NAME)
    inbox.put(store, hello)  # before the chat is anybody's
    inbox.put(store, Incoming("telegram", STRANGER, "update-44018", NOW, Kind.TEXT, WORDS, name=NAME))
    with store.write() as tx:
        zoe = people.create(tx, NOW, {Role.COACHEE}, {"name": NAME})
        people.add_address(tx, zoe, "telegram", CHAT, NOW)
        people.add_address(tx, zoe, "mail", MAIL, NOW)
        links.take(tx, code, NOW, zoe)
        made = engagements.begin(tx, coach, zoe, NOW)
        talks.add_definition(tx, "d1", "reflexion", "{}", NOW)
        talks.save(tx, zoe, f'{{"said": "{WORDS}"}}', 0, NOW)
        journal.add_answer(
            tx,
            zoe,
            NOW,
            talk="t1",
            dialog="reflexion",
            step="faits",
            name="faits",
            question=f"{NAME}, qu'avez-vous fait ?",
            words=WORDS,
        )
        journal.add_judgement(tx, zoe, NOW, talk="t1", pitfall="guidon secret", quote=WORDS, verdict="oui")
        journal.remember(tx, zoe, "appui", WORDS, NOW)
        for recipient in (coach, None):
            sharing.file_item(
                tx, zoe, NOW, engagement=made, talk="t1", kind="words", text=WORDS, recipient=recipient
            )
        sharing.file_item(
            tx,
            coach,
            NOW,
            engagement=made,
            talk="t9",
            kind="words",
            text="Mot d'Anne Lemaître",
            recipient=zoe,
        )
        consents.give(tx, zoe, "share", NOW, coach)
        consents.give(tx, coach, "share", NOW, zoe)
        reminders.put(tx, zoe, "nudge", LATER)
        audit.record(tx, "brief.read", NOW, actor=coach, subject=zoe)
        accompany(tx, zoe, coach, made)
        one = outbox.add(tx, zoe, "telegram", CHAT, Outgoing(html=f"Bonjour {NAME}", token="q1"), NOW)
        outbox.sent(tx, [(one, EXTERNAL)], NOW)
        outbox.add(tx, zoe, "telegram", CHAT, Outgoing(html=WORDS), NOW)
        outbox.drop_waiting(tx, zoe)
        outbox.add(tx, zoe, "mail", MAIL, Outgoing(html=WORDS), NOW)
        outbox.add(tx, None, "telegram", CHAT, Outgoing(html=f"Inconnue : {NAME}"), NOW)
        outbox.add(tx, coach, "telegram", COACH_CHAT, Outgoing(html="Anne Lemaître"), NOW)
    for number, words in enumerate((WORDS, "encore " + WORDS, "toujours " + WORDS)):
        inbox.put(store, Incoming("telegram", CHAT, f"more-{number}", NOW, Kind.TEXT, words))
    with store.write() as tx:
        inbox.done(tx, 1)
        for _ in range(3):
            inbox.fail(tx, 3, NOW, "ValueError")
    return Life(zoe, coach, code)


def accompany(tx: Transaction, zoe: str, coach: str, engagement: str) -> None:
    """What the engagement is made of, in the words of both: rows with two owners are written twice, once by each."""
    which = engagements.load(tx, engagement)
    assert which is not None
    needs.put(tx, zoe, engagement, stage="welcome", answers={"words": WORDS}, now=NOW)
    steps.add(tx, zoe, NOW, Plan(WORDS), engagement=engagement)
    resources.keep(tx, zoe, "reflexion", WORDS, NOW)
    objectives.add(
        tx, engagement, zoe, NOW, position=1, content=Content(WORDS), baseline=3, target=7, due_at=LATER
    )
    [objective] = objectives.current(tx, engagement)
    parties = (Signatory(Party.COACHEE, NAME, zoe), Signatory(Party.COACH, "Anne", coach))
    paper = {"title": NAME, "subtitle": "", "facts": [], "parts": [{"kind": "text", "text": WORDS}]}
    made = conventions.propose(tx, which, Terms(parties, NOW.date()), paper, NOW, actor=coach)
    for who, role, words in ((zoe, Role.COACHEE, WORDS), (coach, Role.COACH, "Mot d'Anne Lemaître")):
        expectations.put(
            tx, engagement, role, person=who, coachee=zoe, text=words, parts={}, now=NOW, recorded_by=coach
        )
        objectives.rate(
            tx, objective, who, role, NOW, value=4, occasion="start", evidence=words, recorded_by=coach
        )
        conventions.accept(tx, which, Party(role.value), made.digest, NOW, actor=who)
    meeting = {"id": engagement, "starts_at": LATER, "minutes": 120, "mode": "video", "status": "planned"}
    known = {"person": zoe, "engagement": engagement, "sequence": 0, "at": NOW, "changed_at": NOW}
    tx.run(insert(tables.session), known | meeting)
