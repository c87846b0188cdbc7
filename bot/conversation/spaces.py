"""Several engagements on one account: which there are, in which one to speak, and one more of them."""

from __future__ import annotations

from bot.coaching.engagement import Cause, Party, Phase
from bot.conversation import handover, news, parties, standpoint
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.events import Again, Begin
from bot.messages import Button
from bot.store import audit, consents, engagements
from bot.store.people import Role, Status

TEMPLATE = "spaces.j2"
ARC = "arc.j2"
_ANOTHER = "autre_accompagnement"
_SPACE = "space"
#: Before a button's engagement, in place of a role: an invitation as sponsor, a coach who would take over.
_INVITED, _HANDOVER = "invited", "handover"
#: A coach of more than so many names them in each command instead of choosing one here.
_MOST_COACHED = 8


def _list(scene: Scene, _words: str) -> None:
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
        return
    known = standpoint.all_of(scene.tx, scene.person.id)
    coached = [one for one in known if one.role is Role.COACH]
    many = len(coached) if len(coached) > _MOST_COACHED else 0
    shown = [one for one in known if not many or one.role is not Role.COACH]
    offers = _offers(scene)
    if len(known) + len(offers) <= 1 and not offers:
        scene.tell(TEMPLATE, "one" if known else "none")
    else:
        lines = [_line(scene, one) for one in shown] + [line for _, line, _ in offers]
        rows = [(Button(one.key, standpoint.told(scene, one, "label")),) for one in shown]
        rows += [(Button(key, label),) for key, _, label in offers]
        text = scene.parts.prompts.render(TEMPLATE, "list", scene.reader.form, {"lines": lines, "many": many})
        scene.add(text, tuple(rows), _SPACE)
    _come_back(scene)


def _line(scene: Scene, one: Standpoint) -> str:
    phase = scene.parts.prompts.render(ARC, f"phase_{one.engagement.arc.phase.value}", "vous", {})
    now = scene.state.standpoint or scene.person.profile.get(standpoint.CHOSEN)
    here = scene.parts.prompts.render(TEMPLATE, "here", "vous", {}) if one.key == now else ""
    return f"{standpoint.told(scene, one, 'label')}\u00a0: {phase}{here and ' '}{here}"


def _offers(scene: Scene) -> list[tuple[str, str, str]]:
    """What waits for a yes, as the key of a button, a line and a label."""
    found = [
        (f"{_INVITED}:{which.id}", "invited", {"personne": name_of(scene.tx, which.coachee)})
        for which in parties.invitations(scene)
    ]
    found += [
        (f"{_HANDOVER}:{one.engagement}", "handover", {"coach": name_of(scene.tx, one.to)})
        for one in handover.pending(scene.tx, scene.person)
    ]
    render, form = scene.parts.prompts.render, scene.reader.form
    return [
        (key, render(TEMPLATE, f"line_{kind}", form, values), render(TEMPLATE, f"label_{kind}", form, values))
        for key, kind, values in found
    ]


def _choose(scene: Scene, choice: str) -> None:
    kind, _, engagement = choice.partition(":")
    if kind == _INVITED and any(which.id == engagement for which in parties.invitations(scene)):
        scene.settle()
        parties.welcome(scene, Role.SPONSOR, engagement)
        return
    if kind == _HANDOVER:
        scene.settle()
        handover.ask(scene, engagement)
        return
    one = standpoint.named(scene.tx, scene.person.id, choice)
    if one is None:
        scene.settle()
        scene.tell(TEMPLATE, "gone")
        return
    scene.settle(standpoint.told(scene, one, "label"))
    if (
        one.role is Role.COACHEE
        and one.engagement.arc.phase in (Phase.INVITED, Phase.STOPPED)
        and _has_others(scene, one)
    ):
        offer(scene, one.engagement.id)
        return
    scene.set_profile(**{standpoint.CHOSEN: one.key})
    said = scene.parts.prompts.render(TEMPLATE, "chosen", scene.reader.form, {})
    scene.add(f"{said}\n{standpoint.told(scene, one)}")
    _come_back(scene)


def _has_others(scene: Scene, one: Standpoint) -> bool:
    return bool(scene.person.profile.get("consent")) and len(_own(scene, one)) > 0


def _own(scene: Scene, but: Standpoint) -> list[Standpoint]:
    """This person's other engagements as a coachee."""
    known = standpoint.all_of(scene.tx, scene.person.id)
    return [one for one in known if one.role is Role.COACHEE and one.key != but.key]


def _come_back(scene: Scene) -> None:
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))


# One more engagement


def offer(scene: Scene, engagement: str) -> None:
    """Somebody who is coached already is invited by another coach: both, one, or neither; nothing ends by itself."""
    own = standpoint.named(scene.tx, scene.person.id, standpoint.key(Role.COACHEE, engagement))
    if own is None:
        return
    others = _own(scene, own)
    given = {
        "nouveau": name_of(scene.tx, own.engagement.coach),
        "actuel": name_of(scene.tx, others[-1].engagement.coach) if others else "",
    }
    scene.play(Begin(_ANOTHER, scene.now, given, own.key))


def _join(scene: Scene, deed: Host) -> None:
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if own is None:
        return
    for cause in (Cause.WELCOME, Cause.COME_BACK):
        if own.engagement.arc.may(cause, Party.COACHEE):
            engagements.move(scene.tx, own.engagement, cause, scene.now, scene.person.id)
            break
    consents.give(scene.tx, scene.person.id, consents.ENGAGEMENT, scene.now, own.engagement.coach)
    scene.set_profile(**{standpoint.CHOSEN: own.key})


def _end_others(scene: Scene, deed: Host) -> None:
    """Their coaches read nothing more, and are told, without a reason."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    for other in _own(scene, own) if own else ():
        which = other.engagement
        if which.arc.may(Cause.STOP, Party.COACHEE):
            engagements.move(scene.tx, which, Cause.STOP, scene.now, scene.person.id)
        engagements.end(scene.tx, which.id, scene.now)
        consents.withdraw(scene.tx, scene.person.id, consents.ENGAGEMENT, scene.now, which.coach)
        news.tell(scene, which.coach, TEMPLATE, "coachee_ended", personne=name_of(scene.tx, scene.person.id))


def _refuse(scene: Scene, deed: Host) -> None:
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if own is not None and own.engagement.arc.phase is Phase.INVITED:
        engagements.end(scene.tx, own.engagement.id, scene.now)
        who = scene.person.id
        audit.record(scene.tx, "refused", scene.now, actor=who, subject=who, object=own.engagement.id)


_COMMANDS = {"accompagnements": _list, "espaces": _list}
FEATURE = Feature(
    commands=dict.fromkeys(Role, _COMMANDS),
    presses={_SPACE: _choose},
    deeds={"join_engagement": _join, "end_others": _end_others, "refuse_engagement": _refuse},
)
