"""/analyse is proposed in the place of one invitation a month, to whoever is invited at all (P8)."""

from __future__ import annotations

from datetime import datetime

from bot.coaching.analysis import MONTH, is_due
from bot.conversation import invitations, topics
from bot.conversation.features import Feature
from bot.conversation.scene import INVITATION, Scene
from bot.dialog.events import Again
from bot.messages import Button, Outgoing
from bot.store import journal
from bot.store.people import Status

ANALYSIS = "analyse"
_TEMPLATE = "pratique.j2"
#: Under this name a profile keeps when it was proposed last.
_OFFERED = "analysis_offered"
_BEGIN, _SHORT, _LATER = "begin", "cinq", "later"


def _invite(scene: Scene, _rest: str) -> None:
    """The invitation, or this one in its place."""
    invitations.due(scene)
    sent = scene.out[-1] if scene.out else None
    if sent is None or sent.token != invitations.QUESTION or not _is_due(scene):
        return
    prompts, form = scene.parts.prompts, scene.reader.form
    variants = prompts.variants(_TEMPLATE, "offer")
    offer = prompts.render(_TEMPLATE, variants[scene.now.toordinal() % len(variants)], form, {})
    buttons = tuple(Button(key, _label(scene, key)) for key in (_BEGIN, _SHORT, _LATER))
    scene.out[-1] = Outgoing(html=offer, rows=(buttons[:1], buttons[1:], *sent.rows[1:]), token=ANALYSIS)
    scene.set_profile(**{_OFFERED: scene.now.isoformat()})


def _is_due(scene: Scene) -> bool:
    offered = scene.person.profile.get(_OFFERED)
    last = datetime.fromisoformat(offered) if offered else None
    if not is_due(scene.now, scene.person.created_at, last):
        return False
    return not journal.answers(scene.tx, scene.person.id, dialog=ANALYSIS, since=scene.now - MONTH)


def _answered(scene: Scene, choice: str) -> None:
    if scene.person.status is Status.STOPPED or not scene.person.profile.get("consent"):
        return
    invitations.written(scene)
    if choice not in (_BEGIN, _SHORT):  # as on any invitation
        invitations.answered(scene, choice)
        return
    scene.settle(_label(scene, choice))
    if scene.state.frames:
        scene.play(Again(scene.now))
    else:
        topics.begin(scene, ANALYSIS if choice == _BEGIN else topics.REFLECTION)


def _label(scene: Scene, key: str) -> str:
    prompts = scene.parts.prompts
    if prompts.variants(_TEMPLATE, f"button_{key}"):
        return prompts.render(_TEMPLATE, f"button_{key}", scene.reader.form, {})
    return scene.parts.teller.common(f"button_{key}", scene.reader)


FEATURE = Feature(presses={ANALYSIS: _answered}, due={INVITATION: _invite})
