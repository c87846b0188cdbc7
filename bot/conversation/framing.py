"""Framing with three parties: each writes what they expect in their own chat, then all read the same texts side by
side, in full. Nothing is summed up, and nothing is read by anybody who has not published their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.coaching.engagement import Cause
from bot.coaching.rights import Matter
from bot.conversation import expecting, standpoint, summons
from bot.conversation.choosing import choose
from bot.conversation.expecting import called, told
from bot.conversation.features import Feature, Hand
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.conversation.summons import BUTTONS, PARTIES
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.messages import Button, Outgoing, Purpose
from bot.reports import expectations as papers
from bot.reports.naming import first_name
from bot.store import access, audit, engagements, expectations, people
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.telling import in_french

#: Tokens of the buttons with which a coach chooses a coachee.
_CHOOSE, _SEND = "attentes_de", "cadrage"
_NAME_DIALOG = "commanditaire_papier"
_ROW = 2


# Commands


def _own(role: Role) -> Hand:
    """/attentes of a coachee or a sponsor."""

    def hand(scene: Scene, _words: str) -> None:
        own = standpoint.of(scene, role)
        if not summons.is_there(scene, role):
            return
        if own is None:
            scene.add(told(scene, "none"))
        else:
            _open(scene, own.engagement, role)

    return hand


def _of_coachee(scene: Scene, words: str) -> None:
    """/attentes of a coach: where they stand."""
    which = choose(scene, words, _CHOOSE) if summons.is_there(scene, Role.COACH) else None
    if which is not None:
        _status(scene, which)


def _frame(scene: Scene, words: str) -> None:
    """/cadrage: sponsor and coachee are asked."""
    which = choose(scene, words, _SEND) if summons.is_there(scene, Role.COACH) else None
    if which is not None:
        _status(scene, which, summons.send(scene, which))


def _open(scene: Scene, which: Engagement, role: Role) -> None:
    if role in expectations.current(scene.tx, which.id):
        _show(scene, which, role)
        return
    if scene.state.frames:
        scene.settle()
    expecting.begin(scene, which, role)


# Buttons


def _pressed(scene: Scene, choice: str) -> None:
    """What a button asks for in one engagement; one that is not (any more) this person's does nothing."""
    action, _, which_id = choice.partition(":")
    which = engagements.load(scene.tx, which_id)
    role = next((one for one in PARTIES if which and which.holds(one) == scene.person.id), None)
    if scene.person.status is Status.STOPPED:
        return
    if which is None or role is None or which.ended_at is not None:
        scene.settle()
        scene.add(scene.parts.teller.common("nothing_open", scene.reader))
    elif summons.is_there(scene, role):
        _do(scene, action, which, role)


def _do(scene: Scene, action: str, which: Engagement, role: Role) -> None:
    scene.settle(_label(scene, action))
    if action == "later":
        summons.later(scene, which, role)
    elif action == "read":
        _open(scene, which, role)
    elif action in ("write", "edit"):
        expecting.begin(scene, which, role)
    elif role is Role.COACH:
        _do_as_coach(scene, action, which)


def _do_as_coach(scene: Scene, action: str, which: Engagement) -> None:
    if action == "send":
        _status(scene, which, summons.send(scene, which))
    elif action == "paper":
        if which.sponsor is None:
            given = {"personne": called(scene, which, Role.COACHEE)}
            key = standpoint.key(Role.COACH, which.id)
            scene.play(Begin(_NAME_DIALOG, scene.now, given, key))
        else:
            scene.add(told(scene, "sponsor_there", name=called(scene, which, Role.SPONSOR)))
    elif action == "alone" and which.sponsor is None and which.coachee is not None:
        expectations.go_without_sponsor(scene.tx, which.id, scene.person.id, which.coachee, scene.now)
        scene.add(told(scene, "chosen_alone"))
        if not _completed(scene, which, Role.COACH):
            _status(scene, which)
    elif action == "questions":
        _questions(scene, which)
    elif action == "record" and expecting.is_on_paper(scene.tx, which.sponsor):
        expecting.begin(scene, which, Role.COACH, paper=True)


# What comes of a text that was published


def _publish(scene: Scene, deed: Host) -> None:
    which = expecting.publish(scene, deed)
    if which is None:
        return
    role = next(one for one in PARTIES if which.holds(one) == scene.person.id)
    if not _completed(scene, which, role):
        missing = expecting.missing(scene.tx, which)
        scene.add(told(scene, "published", missing=_listed(scene, which, missing)))


def _completed(scene: Scene, which: Engagement, role: Role) -> bool:
    """Whether all that is waited for is there: then everybody may read, this person at once."""
    if expecting.missing(scene.tx, which):
        return False
    summons.announce(scene, which)
    _show(scene, which, role)
    return True


def _paper_sponsor(scene: Scene, deed: Host) -> None:
    """Somebody who takes part without a chat: known by name, so that the texts can say whose they are."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    name = first_name(deed.seen.known("nom_commanditaire"))
    if own is None or own.role is not Role.COACH or own.engagement.sponsor is not None or not name:
        scene.add(told(scene, "gone"))
        return
    profile = {"prenom": name, expecting.ON_PAPER: True}
    sponsor = people.create(scene.tx, scene.now, {Role.SPONSOR}, profile)
    engagements.set_sponsor(scene.tx, own.engagement.id, sponsor)
    told_of = own.engagement.coachee
    audit.record(scene.tx, "sponsor_on_paper", scene.now, actor=scene.person.id, subject=told_of)
    which = engagements.load(scene.tx, own.engagement.id)
    assert which is not None
    _questions(scene, which)


def _questions(scene: Scene, which: Engagement) -> None:
    """The questions as a document that the coach can send, and the button for when the answers are there."""
    personne, name = called(scene, which, Role.COACHEE), called(scene, which, Role.SPONSOR)
    names = {"personne": personne, "coach": called(scene, which, Role.COACH), "sponsor": name}
    paper = papers.questions(scene.parts.prompts, names)
    text = told(scene, "paper_ready", name=name, personne=personne)
    rows = ((Button(f"record:{which.id}", _label(scene, "record")),),)
    file = Outgoing(
        Purpose.FILE, html=text, rows=rows, token=BUTTONS, name="attentes-questions.pdf", paper=paper.to_json()
    )  # fmt: skip
    scene.out.append(file)


# What is shown


def _show(scene: Scene, which: Engagement, role: Role) -> None:
    """All that is published, in full, and the same on paper; until all is there, one's own alone."""
    missing = expecting.missing(scene.tx, which)
    edit = ((Button(f"edit:{which.id}", _label(scene, "edit")),),)
    sides = expecting.sides(scene, which)
    if missing:
        scene.add(told(scene, "own", one=sides[role], missing=_listed(scene, which, missing)), edit, BUTTONS)
        return
    if not access.read(scene.tx, scene.person.id, which, Matter.EXPECTATIONS, scene.now):
        scene.add(told(scene, "closed"))
        return
    _framed(scene, which)
    scene.add(told(scene, "side_by_side", rows=list(sides.values())), edit, BUTTONS)
    day = in_french(in_zone(scene.now, scene.zone).date())
    roles = expecting.expected(scene.tx, which)
    facts = [(told(scene, f"fact_{one.value}"), called(scene, which, one)) for one in roles]
    paper = papers.side_by_side(
        scene.parts.prompts, list(sides.values()), facts, called(scene, which, Role.COACHEE), day
    )
    caption = told(scene, "file")
    scene.out.append(Outgoing(Purpose.FILE, html=caption, name="attentes.pdf", paper=paper.to_json()))


def _framed(scene: Scene, which: Engagement) -> None:
    if which.arc.may(Cause.FRAME, which.party(scene.person.id)):
        engagements.move(scene.tx, which, Cause.FRAME, scene.now, scene.person.id)


def _status(scene: Scene, which: Engagement, sent: Sequence[str] = ()) -> None:
    """For the coach: who has published, on which day, and what can be done. No word of anybody's."""
    there = expectations.current(scene.tx, which.id)
    rows = [
        (
            told(scene, "you") if role is Role.COACH else called(scene, which, role),
            in_french(in_zone(there[role].at, scene.zone).date()) if role in there else "",
        )
        for role in expecting.expected(scene.tx, which)
    ]
    alone = Role.SPONSOR not in expecting.expected(scene.tx, which)
    unknown = which.sponsor is None and not alone
    text = told(
        scene, "status", personne=called(scene, which, Role.COACHEE), rows=rows, alone=alone, unknown=unknown,
        sent=_joined(sent),
    )  # fmt: skip
    actions = ["edit" if Role.COACH in there else "write"]
    actions += [] if expecting.missing(scene.tx, which) else ["read"]
    actions += ["send"] if not sent and summons.reachable(scene, which) else []
    if expecting.is_on_paper(scene.tx, which.sponsor):
        actions += ["questions", "record"]
    elif unknown:
        actions += ["paper", "alone"]
    buttons = [Button(f"{action}:{which.id}", _label(scene, action)) for action in actions]
    scene.add(text, tuple(tuple(buttons[n : n + _ROW]) for n in range(0, len(buttons), _ROW)), BUTTONS)


def _label(scene: Scene, action: str) -> str:
    return told(scene, f"button_{action}") if action in summons.ACTIONS else ""


def _listed(scene: Scene, which: Engagement, roles: Sequence[Role]) -> str:
    names = {role: name_of(scene.tx, which.holds(role)) for role in roles}
    return _joined(
        [
            f"{names[role]} ({told(scene, f'as_{role.value}')})"
            if names[role]
            else told(scene, f"as_{role.value}")
            for role in roles
        ]
    )


def _joined(names: Sequence[str]) -> str:
    return " et ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


FEATURE = Feature(
    commands={
        Role.COACHEE: {"attentes": _own(Role.COACHEE)},
        Role.SPONSOR: {"attentes": _own(Role.SPONSOR)},
        Role.COACH: {"attentes": _of_coachee, "cadrage": _frame},
    },
    presses={BUTTONS: _pressed, _CHOOSE: _of_coachee, _SEND: _frame},
    due={BUTTONS: summons.due},
    deeds={
        "publish_expectations": _publish,
        "keep_expectations": expecting.keep,
        "paper_sponsor": _paper_sponsor,
    },
)
