"""Inviting: a link that works once, with its QR code, for someone to coach or for the sponsor of a coachee."""

from __future__ import annotations

import base64
from datetime import timedelta

from bot.conversation.choosing import choose
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene
from bot.dialog.replies import folded
from bot.messages import Button, Outgoing, Purpose
from bot.reports import qr
from bot.store import audit, engagements, links
from bot.store.engagements import Engagement
from bot.store.people import Role

TEMPLATE = "invitations.j2"
#: How long an invitation may be used, in days.
VALID = 14
#: Longest name taken from « /inviter Prénom », in characters.
LONGEST_NAME = 64
#: What stands for a question number on the buttons: whom to invite, whose sponsor, in the place of another.
_WHICH, _WHOSE, _REPLACE = "invite", "invite_sponsor", "replace_sponsor"
_AS_SPONSOR = ("commanditaire", "sponsor")


def send_link(scene: Scene, block: str, code: str, **values: object) -> None:
    """The message that goes with a link: a picture of its QR code where there is a link, with the words below it."""
    link = scene.parts.place.link(code)
    text = scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, {"link": link, **values})
    if not scene.parts.place.username:
        scene.add(text)
        return
    content = base64.b64encode(qr.picture(link)).decode()
    scene.out.append(Outgoing(Purpose.PICTURE, html=text, name="invitation.png", content=content))


def _invite(scene: Scene, words: str) -> None:
    """« /inviter », « /inviter Nadia », « /inviter commanditaire Nadia »."""
    first, _, rest = words.partition(" ")
    if folded(first) in _AS_SPONSOR:
        _invite_sponsor(scene, rest.strip())
    elif words or not engagements.coachees_of(scene.tx, scene.person.id):
        _invite_coachee(scene, words)
    else:
        keys = (Role.COACHEE, Role.SPONSOR)
        rows = tuple((_button(scene, key.value, f"button_{key.value}"),) for key in keys)
        scene.add(scene.parts.prompts.render(TEMPLATE, "which", "vous", {}), rows, _WHICH)


def _which(scene: Scene, choice: str) -> None:
    if Role.COACH not in scene.person.roles:
        return
    if choice == Role.SPONSOR:
        scene.settle(_label(scene, "button_sponsor"))
        _invite_sponsor(scene, "")
    elif choice == Role.COACHEE:
        scene.settle(_label(scene, "button_coachee"))
        _invite_coachee(scene, "")


def _invite_coachee(scene: Scene, name: str) -> None:
    expires = scene.now + timedelta(days=VALID)
    code = links.make(scene.tx, Role.COACHEE, scene.person.id, expires, name=name[:LONGEST_NAME])
    audit.record(scene.tx, "invited", scene.now, actor=scene.person.id, object=Role.COACHEE.value)
    send_link(scene, "ready_coachee", code, days=VALID)


def _invite_sponsor(scene: Scene, wanted: str) -> None:
    if Role.COACH not in scene.person.roles:
        return
    which = choose(scene, wanted, _WHOSE)
    if which is None:
        return
    if which.sponsor is None:
        _make_sponsor_link(scene, which)
        return
    values = {"commanditaire": name_of(scene.tx, which.sponsor), "personne": name_of(scene.tx, which.coachee)}
    text = scene.parts.prompts.render(TEMPLATE, "sponsor_there", "vous", values)
    scene.add(text, ((_button(scene, which.id, "button_replace"),),), _REPLACE)


def _replace(scene: Scene, engagement: str) -> None:
    scene.settle(_label(scene, "button_replace"))
    which = engagements.load(scene.tx, engagement)
    if which is not None and which.coach == scene.person.id and which.ended_at is None:
        _make_sponsor_link(scene, which)


def _make_sponsor_link(scene: Scene, which: Engagement) -> None:
    expires = scene.now + timedelta(days=VALID)
    code = links.make(scene.tx, Role.SPONSOR, scene.person.id, expires, engagement=which.id)
    audit.record(
        scene.tx,
        "invited",
        scene.now,
        actor=scene.person.id,
        subject=which.coachee,
        object=Role.SPONSOR.value,
    )
    send_link(scene, "ready_sponsor", code, days=VALID, personne=name_of(scene.tx, which.coachee))


def _button(scene: Scene, key: str, block: str) -> Button:
    return Button(key, _label(scene, block))


def _label(scene: Scene, block: str) -> str:
    return scene.parts.prompts.render(TEMPLATE, block, "vous", {})


FEATURE = Feature(
    commands={Role.COACH: {"inviter": _invite}},
    presses={_WHICH: _which, _WHOSE: _invite_sponsor, _REPLACE: _replace},
)
