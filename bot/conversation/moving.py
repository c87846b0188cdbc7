"""From one Telegram account to another: the address moves, and with it everything, to the account that opens a link
made in the old one, or by the host for someone who lost it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.features import Feature
from bot.conversation.inviting import TEMPLATE, send_link
from bot.conversation.names import form_of, name_of
from bot.conversation.scene import Parts, Scene
from bot.conversation.standpoint import speaking
from bot.dialog.events import Again
from bot.messages import Incoming, Outgoing
from bot.store import Transaction, audit, links, outbox, people
from bot.store.links import Outcome
from bot.store.people import Address, Person, Role, Status

VALID = timedelta(hours=1)
#: « /changer_de_compte » in plain letters.
COMMAND = "changerdecompte"


def _offer(scene: Scene, _words: str) -> None:
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
        return
    code = links.make_move(scene.tx, scene.person.id, scene.now + VALID)
    audit.record(scene.tx, "move_offered", scene.now, actor=scene.person.id, subject=scene.person.id)
    send_link(scene, "move_ready", code)


def move(parts: Parts, tx: Transaction, incoming: Incoming, *, who: str, code: str, now: datetime) -> None:
    """Moves `who` to the chat that `incoming` comes from, which is nobody's yet. What waited to be sent goes there;
    the old chat is told, unless they had stopped, and is nobody's from then on."""
    if links.take(tx, code, now, who).outcome is not Outcome.OK:
        raise RuntimeError("the link was taken by another turn")  # undone; the next attempt finds it used
    person = people.load(tx, who)
    assert person is not None
    for old in people.addresses(tx, who):
        if old.channel != incoming.channel:
            continue
        outbox.readdress(tx, who, old.channel, old.address, incoming.address)
        if person.status is not Status.STOPPED and old.reachable:
            _tell_old(parts, tx, person, old, now)
        people.drop_address(tx, who, old.channel, old.address)
    people.add_address(tx, who, incoming.channel, incoming.address, now)
    audit.record(tx, "moved", now, actor=who, subject=who)
    scene = Scene.of(parts, tx, incoming, person, now)
    scene.tell(TEMPLATE, "moved")
    if scene.state.frames:
        scene.before("")
        scene.play(Again(now))
    scene.close()


def _tell_old(parts: Parts, tx: Transaction, person: Person, old: Address, now: datetime) -> None:
    own = speaking(tx, person, Role.COACHEE)
    values = {"coach": name_of(tx, own.engagement.coach) if own else ""}
    text = parts.prompts.render(TEMPLATE, "moved_away", form_of(tx, person.id), values)
    outbox.add(tx, person.id, old.channel, old.address, Outgoing(html=text), now)


FEATURE = Feature(commands={role: {COMMAND: _offer} for role in Role})
