"""What a coach may ask for: the list, a brief, the digest. Never a raw answer (P2)."""

from __future__ import annotations

from bot.coaching.rhythm import next_weekly
from bot.conversation.choosing import choose, name_of
from bot.conversation.honesty import asks_who_speaks
from bot.conversation.scene import COMMANDS, Scene, in_zone, paused
from bot.messages import Incoming, Kind, Outgoing
from bot.reports import brief, digest
from bot.store import access, audit, engagements, people, reminders
from bot.store.engagements import Engagement
from bot.store.people import Person, Role, Status
from bot.telling import in_french

DIGEST = "digest"
BRIEF = "brief"
_COMMANDS = ("coachees", BRIEF, DIGEST)


def takes(incoming: Incoming, command: str) -> bool:
    """Whether this is for a coach rather than for a coachee: someone may be both."""
    return command in _COMMANDS or (incoming.kind is Kind.PRESS and incoming.token == BRIEF)


def obey(scene: Scene, command: str, argument: str) -> None:
    if scene.incoming.kind is Kind.PRESS:
        command, argument = scene.incoming.token, scene.incoming.choice
    if command == "coachees":
        _list(scene)
    elif command == BRIEF:
        _brief(scene, argument)
    else:
        scene.add(_digest(scene))


def greet(scene: Scene, command: str) -> None:
    """Anything else from someone who is a coach and no coachee."""
    if command in ("confidentialite", "privacy"):
        scene.say("privacy")
        return
    if command == "start":
        if scene.person.status is Status.STOPPED:
            scene.set_status(Status.ACTIVE)
        plan_digest(scene)
    asked = scene.incoming.kind is Kind.TEXT and asks_who_speaks(scene.incoming.text)
    scene.say("welcome_coach" if asked or command == "start" else "help_coach")


def send_digest(scene: Scene) -> None:
    """The weekly digest, and the plan for the next one."""
    if scene.person.status is Status.STOPPED or Role.COACH not in scene.person.roles:
        return
    scene.out.append(Outgoing(html=_digest(scene), once=True))
    plan_digest(scene)


def _digest(scene: Scene) -> str:
    """The digest; each person who is told with something that they shared will see that it was read."""
    found = digest.lines(scene.tx, scene.parts.prompts, scene.person.id, scene.now)
    for line in found:
        if line.shared:
            audit.record(scene.tx, "read_digest", scene.now, actor=scene.person.id, subject=line.who)
    return digest.told(scene.parts.prompts, found, scene.now, scene.zone)


def plan_digest(scene: Scene) -> None:
    """Monday, 8:00, the coach's own time."""
    reminders.put(scene.tx, scene.person.id, DIGEST, next_weekly(scene.now, scene.rhythm().zone))


def _coachees(scene: Scene) -> list[Person]:
    found = [
        people.load(scene.tx, e.coachee)
        for e in engagements.coachees_of(scene.tx, scene.person.id)
        if e.coachee
    ]
    return [person for person in found if person is not None]


def _list(scene: Scene) -> None:
    lines = [_line(scene, person) for person in _coachees(scene)]
    if lines:
        scene.add("\n".join(lines))
    else:
        scene.say("coachees_none")


def _line(scene: Scene, person: Person) -> str:
    values = {
        "prenom": name_of(scene.tx, person.id),
        "since": in_french(in_zone(person.created_at, scene.zone).date()),
        "left": person.status is Status.STOPPED,
        "paused": paused(person, scene.now),
    }
    return scene.parts.prompts.render(COMMANDS, "coachees_line", "vous", values)


def _brief(scene: Scene, wanted: str) -> None:
    meant = choose(scene, wanted, BRIEF)
    if meant is not None:
        _read(scene, meant, name_of(scene.tx, meant.coachee))


def _read(scene: Scene, which: Engagement, name: str) -> None:
    shared = access.shared(scene.tx, scene.person.id, which, scene.now)
    if shared:
        scene.add(brief.text(scene.parts.prompts, name, shared, scene.now, scene.zone))
    else:
        scene.say("brief_none")
