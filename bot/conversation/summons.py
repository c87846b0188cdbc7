"""How the parties of an engagement are asked for what they expect, and told that all of it is there: at once for a
coach or a sponsor, at their own hour for a coachee, never to somebody who has left (P1, P8).
"""

from __future__ import annotations

from datetime import timedelta

from bot.coaching.rhythm import Rhythm, is_welcome, next_hour
from bot.conversation import expecting, parties
from bot.conversation.expecting import called, told
from bot.conversation.names import form_of
from bot.conversation.scene import Scene, paused
from bot.dialog.events import Begin
from bot.messages import Button, Outgoing
from bot.reports.expectations import TEMPLATE
from bot.store import consents, engagements, expectations, journal, outbox, people, reminders
from bot.store.engagements import Engagement
from bot.store.people import Role, Status

#: On buttons, and the kind of a reminder, before a colon and the engagement.
BUTTONS = "attentes"
#: What a button can ask for.
ACTIONS = ("write", "edit", "read", "later", "send", "paper", "alone", "questions", "record")
PARTIES = (Role.COACHEE, Role.SPONSOR, Role.COACH)
_RHYTHM = ("rythme", "jour", "heure", "fuseau")


def is_there(scene: Scene, role: Role) -> bool:
    """Whether this person takes part; who left is told how to come back, who never agreed is asked that first."""
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
        return False
    if role is Role.COACHEE and not scene.person.profile.get("consent"):
        scene.play(Begin("accueil", scene.now))
        return False
    if role is Role.SPONSOR and not consents.stands(scene.tx, scene.person.id, consents.PARTICIPATION):
        parties.welcome(scene, role)
        return False
    return True


def reachable(scene: Scene, which: Engagement) -> list[Role]:
    """Those among sponsor and coachee who have not published yet and can be asked by a message."""
    missing = expecting.missing(scene.tx, which)
    return [role for role in (Role.COACHEE, Role.SPONSOR) if role in missing and _hears(scene, which, role)]


def _hears(scene: Scene, which: Engagement, role: Role) -> bool:
    who = which.holds(role)
    person = people.load(scene.tx, who) if who else None
    if person is None or person.status is Status.STOPPED or expecting.is_on_paper(scene.tx, who):
        return False
    return role is not Role.COACHEE or bool(person.profile.get("consent"))


def send(scene: Scene, which: Engagement) -> list[str]:
    """Asks those who can be asked; returns their names."""
    asked = reachable(scene, which)
    for role in asked:
        _reach(scene, which, role, "asked")
    return [called(scene, which, role) for role in asked]


def announce(scene: Scene, which: Engagement) -> None:
    """Tells the others that all is there to be read."""
    for role in PARTIES:
        if which.holds(role) != scene.person.id and _hears(scene, which, role):
            _reach(scene, which, role, "ready")


def _reach(scene: Scene, which: Engagement, role: Role, block: str) -> None:
    who = which.holds(role)
    assert who is not None
    if role is Role.COACHEE:
        kept = journal.recall(scene.tx, who)
        known = {name: kept[name].words for name in _RHYTHM if name in kept}
        at = next_hour(Rhythm.chosen(known, scene.parts.zone), scene.now)
        reminders.put(scene.tx, who, f"{BUTTONS}:{which.id}", at)
        return
    form = form_of(scene.tx, who)
    text = scene.parts.prompts.render(TEMPLATE, block, form, {})
    message = Outgoing(html=text, rows=(_buttons(scene, which, block),), token=BUTTONS)
    for address in people.addresses(scene.tx, who):
        if address.reachable:
            outbox.add(scene.tx, who, address.channel, address.address, message, scene.now)


def _buttons(scene: Scene, which: Engagement, block: str) -> tuple[Button, ...]:
    actions = ("write", "later") if block == "asked" else ("read",)
    return tuple(Button(f"{action}:{which.id}", told(scene, f"button_{action}")) for action in actions)


def due(scene: Scene, which_id: str) -> None:
    """The coachee's hour has come: what is still to be said of it is said."""
    which, person = engagements.load(scene.tx, which_id), scene.person
    if which is None or which.coachee != person.id or which.ended_at is not None:
        return
    if person.status is Status.STOPPED or not person.profile.get("consent"):
        return
    if paused(person, scene.now) or not is_welcome(scene.rhythm(), scene.now):
        again = next_hour(scene.rhythm(), max(scene.now, person.paused_until or scene.now))
        reminders.put(scene.tx, person.id, scene.incoming.note, again)
        return
    missing = expecting.missing(scene.tx, which)
    if Role.COACHEE in missing or not missing:
        block = "asked" if missing else "ready"
        scene.add(told(scene, block), (_buttons(scene, which, block),), BUTTONS)


def later(scene: Scene, which: Engagement, role: Role) -> None:
    """« Plus tard »: a coachee is asked once more tomorrow; the others know where it is."""
    if role is Role.COACHEE and Role.COACHEE not in expectations.current(scene.tx, which.id):
        at = next_hour(scene.rhythm(), scene.now + timedelta(hours=12))
        reminders.put(scene.tx, scene.person.id, f"{BUTTONS}:{which.id}", at)
        scene.add(told(scene, "later"))
    else:
        scene.add(told(scene, "later_open"))
