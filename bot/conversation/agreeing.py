"""The convention in the chats of coachee and sponsor: it arrives, is read, accepted or asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coaching.convention import Change, changes
from bot.coaching.engagement import Party, Phase
from bot.coaching.rhythm import is_welcome, next_hour
from bot.coaching.rights import Matter
from bot.conversation import invitations, news, standpoint
from bot.conversation.agreement import (
    KIND,
    ROLES,
    TEMPLATE,
    accepted,
    compared,
    hand_over,
    has_accepted,
    move,
    names,
    on_paper,
    said,
    show,
    status,
    visible,
)
from bot.conversation.features import Feature
from bot.conversation.scene import Scene, in_zone, paused
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.messages import Button
from bot.reports import convention as document
from bot.store import access, conventions, engagements, people, reminders, sharing
from bot.store.conventions import Convention, Outcome
from bot.store.people import Role, Status

#: The dialogue, and what stands for it on the buttons with which it arrives.
DIALOG = "convention"
LATER = "plus_tard"
_DAY = timedelta(days=1)


# It arrives


def _due(scene: Scene, which_id: str) -> None:
    invitations.end_of_pause(scene)
    which = engagements.load(scene.tx, which_id)
    if which is None or which.ended_at is not None or scene.person.status is Status.STOPPED:
        return
    for role in ROLES:
        if which.holds(role) != scene.person.id:
            continue
        later = _later(scene, role)
        if later is not None:
            reminders.put(scene.tx, scene.person.id, scene.incoming.note, later)
            return
        _bring(scene, Standpoint(role, which))


def _later(scene: Scene, role: Role) -> datetime | None:
    """When it is better to come, None for now: a coachee's hour and pause are kept (P8)."""
    if role is not Role.COACHEE:
        return None
    if paused(scene.person, scene.now):
        return next_hour(scene.rhythm(), scene.person.paused_until or scene.now + _DAY)
    return None if is_welcome(scene.rhythm(), scene.now) else next_hour(scene.rhythm(), scene.now)


def _bring(scene: Scene, here: Standpoint) -> None:
    which, role = here.engagement, here.role
    one = visible(scene, which, role)
    if one is None or which.arc.phase is Phase.STOPPED:
        return
    found = conventions.acceptances(scene.tx, one.id)
    if conventions.agreed(one, found):
        move(scene, which)
        hand_over(scene, which, one)
    elif not any(accepted.role.value == role.value for accepted in found):
        known = compared(scene, which, role, one)
        show(scene, which, one)
        _offer(scene, here, one, known)
    elif role is Role.COACH and on_paper(one):
        scene.tell(TEMPLATE, "to_sign", **names(one), version=one.version)
        show(scene, which, one)


def _offer(scene: Scene, here: Standpoint, one: Convention, known: Convention | None) -> None:
    told = [_change(scene, change) for change in changes(known.terms, one.terms)] if known else []
    values = {
        **names(one),
        "own": here.role is Role.COACHEE,
        "changes": told,
        "former": known.version if known else 0,
    }
    text = scene.parts.prompts.render(TEMPLATE, "ready", _form(scene, here.role), values)
    row = (
        Button(f"{here.engagement.id}.{one.version}", said(scene, "button_answer")),
        Button(LATER, said(scene, "button_later")),
    )
    scene.add(text, (row,), DIALOG)


def _change(scene: Scene, change: Change) -> str:
    prompts, told = scene.parts.prompts, []
    for value in (change.before, change.after):
        match change.clause:
            case "parties":
                told.append(", ".join(party.name for party in value))
            case "begins":
                told.append(document.dated(value))
            case "minutes":
                told.append(document.length(prompts, value))
            case "reported":
                told.append(document.occasions(prompts, value))
            case _:
                told.append(value)
    return document.plain(prompts, TEMPLATE, f"change_{change.clause}", before=told[0], after=told[1])


def _pressed(scene: Scene, choice: str) -> None:
    """A button below the message with which it arrived."""
    scene.settle()
    if choice == LATER:
        scene.tell(TEMPLATE, "later")
        return
    which_id, _, version = choice.partition(".")
    for role in (Role.COACHEE, Role.SPONSOR):
        here = standpoint.named(scene.tx, scene.person.id, f"{role.value}:{which_id}")
        one = visible(scene, here.engagement, role) if here else None
        if here and one:
            if str(one.version) != version:
                scene.tell(TEMPLATE, "changed")
                show(scene, here.engagement, one)
            _ask(scene, here, one)
            return
    scene.tell(TEMPLATE, "not_waiting")


# It is asked for, and answered


def _command(role: Role, scene: Scene) -> None:
    here = standpoint.of(scene, role)
    one = visible(scene, here.engagement, role) if here else None
    if (
        here is None
        or one is None
        or not access.may(scene.tx, scene.person.id, here.engagement, Matter.CONVENTION)
    ):
        scene.tell(TEMPLATE, "none")
        return
    scene.add(status(scene, here.engagement, one))
    show(scene, here.engagement, one)
    _ask(scene, here, one, quietly=True)


def _ask(scene: Scene, here: Standpoint, one: Convention, *, quietly: bool = False) -> None:
    """Puts the question, if this party still has to answer this version."""
    if not _waits(scene, here, one):
        if not quietly:
            scene.tell(TEMPLATE, "not_waiting")
        return
    given = {
        "version": str(one.version),
        "empreinte": one.digest,
        "coach": names(one)["coach"],
    }
    scene.play(Begin(DIALOG, scene.now, given, here.key))


def _waits(scene: Scene, here: Standpoint, one: Convention) -> bool:
    """Whether this party can answer this version now."""
    latest = conventions.current(scene.tx, here.engagement.id)
    over = here.engagement.arc.phase is Phase.STOPPED or latest is None or latest.id != one.id
    return not over and not has_accepted(scene, one, Party(here.role.value))


def _accept(scene: Scene, deed: Host) -> None:
    here = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if here is None or here.engagement.arc.phase is Phase.STOPPED:
        scene.tell(TEMPLATE, "not_waiting")
        return
    which, role = here.engagement, Party(here.role.value)
    read = deed.seen.known("empreinte")
    outcome = conventions.accept(scene.tx, which, role, read, scene.now, actor=scene.person.id)
    one = visible(scene, which, here.role)
    if one is None:
        scene.tell(TEMPLATE, "not_waiting")
    elif outcome is Outcome.CHANGED:
        scene.tell(TEMPLATE, "changed")
        show(scene, which, one)
        _ask(scene, here, one, quietly=True)
    elif outcome is Outcome.ALREADY:
        scene.tell(TEMPLATE, "already")
    else:
        day = document.dated(in_zone(scene.now, scene.zone).date())
        scene.tell(TEMPLATE, "accepted", version=one.version, day=day, short=one.digest[: document.SHORT])
        accepted(scene, which, one)


def _question(scene: Scene, deed: Host) -> None:
    """A question to the coach, in the very words that its author has just read again."""
    here = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    coach = here.engagement.coach if here else None
    to = people.load(scene.tx, coach) if coach else None
    if here is None or to is None or to.status is Status.STOPPED:
        scene.tell(TEMPLATE, "not_asked")
        return
    one = visible(scene, here.engagement, here.role)
    words = deed.seen.known("mots")
    named = one.terms.party(Party(here.role.value)) if one else None
    own = here.role is Role.COACHEE
    values = {
        "name": named.name if named else "",
        "version": deed.seen.known("version"),
        "coachee": "" if own or one is None else names(one)["coachee"],
        "words": words,
    }
    if own:
        sharing.file_item(
            scene.tx, scene.person.id, scene.now, engagement=here.engagement.id, talk=DIALOG, kind="words",
            text=words, recipient=coach,
        )  # fmt: skip
    news.tell(scene, coach, TEMPLATE, "question", **values)
    scene.tell(TEMPLATE, "asked", coach=deed.seen.known("coach"))


def _form(scene: Scene, role: Role) -> str:
    return scene.reader.form if role is Role.COACHEE else "vous"


FEATURE = Feature(
    commands={
        Role.COACHEE: {DIALOG: lambda scene, _words: _command(Role.COACHEE, scene)},
        Role.SPONSOR: {DIALOG: lambda scene, _words: _command(Role.SPONSOR, scene)},
    },
    presses={DIALOG: _pressed},
    due={KIND: _due},
    deeds={"accept_convention": _accept, "ask_about_convention": _question},
)
