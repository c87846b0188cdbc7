"""What somebody is told who did not write: at once for a coach or a sponsor, at their own hour for a coachee (P8)."""

from __future__ import annotations

from datetime import datetime

from bot.coaching.rhythm import Rhythm, next_hour
from bot.conversation.names import form_of
from bot.conversation.scene import Parts, Scene, paused
from bot.messages import Outgoing
from bot.store import Transaction, journal, outbox, people, reminders
from bot.store.people import Status

_RHYTHM = ("rythme", "jour", "heure", "fuseau")


def tell(scene: Scene, whom: str | None, template: str, block: str, **values: object) -> None:
    """Says one block of a template to somebody else, in their form of address, wherever they are reached; nothing to
    someone who has left."""
    if whom is not None:
        send(scene.parts, scene.tx, whom, template, block, scene.now, **values)


def send(  # noqa: PLR0917 - to whom, what, when: what every message needs
    parts: Parts, tx: Transaction, whom: str, template: str, block: str, now: datetime, **values: object
) -> None:
    """The same, where no turn is under way."""
    person = people.load(tx, whom)
    if person is None or person.status is Status.STOPPED:
        return
    text = parts.prompts.render(template, block, form_of(tx, whom), values)
    for address in people.addresses(tx, whom):
        if address.reachable:
            outbox.add(tx, whom, address.channel, address.address, Outgoing(html=text), now)


def at_their_hour(scene: Scene, coachee: str | None, kind: str) -> None:
    """Plans a moment of `kind` at the hour that this coachee chose; nothing for someone who has left."""
    if coachee is not None:
        plan(scene.tx, coachee, kind, scene.parts.zone, scene.now)


def plan(tx: Transaction, coachee: str, kind: str, zone: str, now: datetime) -> None:
    """The same, where no turn is under way; `zone` holds for whoever chose none."""
    person = people.load(tx, coachee)
    if person is None or person.status is Status.STOPPED:
        return
    kept = journal.recall(tx, person.id)
    known = {name: kept[name].words for name in _RHYTHM if name in kept}
    reminders.put(tx, person.id, kind, next_hour(Rhythm.chosen(known, zone), now))


def waits(scene: Scene) -> bool:
    """Whether what has come due must wait, because of a pause: then it is planned again for the day after."""
    if not paused(scene.person, scene.now):
        return False
    reminders.put(scene.tx, scene.person.id, scene.incoming.note, next_hour(scene.rhythm(), scene.now))
    return True
