"""Five skills of taking a step back, asked about at the start and in the closing review. Nobody else reads them."""

from __future__ import annotations

from datetime import timedelta

from bot.coaching.closing import Skill, When
from bot.coaching.engagement import ACTIVE, Phase
from bot.conversation import news, standpoint
from bot.conversation.features import Feature
from bot.conversation.openings import here_to_talk, overlay, put_again
from bot.conversation.scene import Scene, in_zone
from bot.dialog.effects import Host
from bot.dialog.thinness import is_nothing
from bot.messages import Button
from bot.reports.review import TEMPLATE
from bot.store import reviews
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.store.reviews import Skills
from bot.telling import in_french

#: The dialogue, the command, the kind of the reminder and what stands for it on buttons.
DIALOG = "manieres"
_BEGIN, _LATER = "begin", "later"
#: Not on the day on which the session itself is looked back on.
_AFTER = timedelta(days=2)
_OPEN = (*ACTIVE, Phase.CONTRACTED, Phase.CLOSING)


def offer_later(scene: Scene, which: Engagement) -> None:
    """The first session was held: some days later, at their hour, they are asked where they start from."""
    if which.coachee is not None:
        news.plan(scene.tx, which.coachee, DIALOG, scene.parts.zone, scene.now + _AFTER)


def given(scene: Scene, which: Engagement) -> dict[str, str]:
    """What the dialogue is told of the start, at the end."""
    said = _said(scene, which, When.START) if which.arc.phase is not Phase.CONTRACTED else None
    if said is None:
        return {}
    told = {"depart_le": in_french(in_zone(said.at, scene.zone).date())}
    told |= {f"note_{skill.value}": str(level) for skill, level in said.levels.items()}
    return told | {f"exemple_{skill.value}": words for skill, words in said.examples.items()}


def _said(scene: Scene, which: Engagement, when: When) -> Skills | None:
    return reviews.skills(scene.tx, scene.person.id, which.id, when)


def _when(which: Engagement) -> When:
    return When.END if which.arc.phase is Phase.CLOSING else When.START


def _command(scene: Scene, _words: str) -> None:
    if not here_to_talk(scene):
        return
    own = standpoint.of(scene, Role.COACHEE)
    if own is None or own.engagement.arc.phase not in _OPEN:
        scene.tell(TEMPLATE, "skills_not_now")
        put_again(scene)
        return
    overlay(scene, DIALOG, given(scene, own.engagement), own)


def _due(scene: Scene, _words: str) -> None:
    own = standpoint.of(scene, Role.COACHEE)
    if own is None or scene.person.status is Status.STOPPED or not scene.person.profile.get("consent"):
        return
    if own.engagement.arc.phase not in _OPEN or _said(scene, own.engagement, When.START) or news.waits(scene):
        return
    render, form = scene.parts.prompts.render, scene.reader.form
    row = tuple(Button(key, render(TEMPLATE, f"button_{key}", form, {})) for key in (_BEGIN, _LATER))
    scene.add(render(TEMPLATE, "skills_ready", form, {}), (row,), DIALOG)


def _pressed(scene: Scene, choice: str) -> None:
    if choice == _BEGIN:
        _command(scene, "")
    elif here_to_talk(scene):
        scene.settle()
        scene.tell(TEMPLATE, "skills_later")


def _keep(scene: Scene, deed: Host) -> None:
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if own is None or own.role is not Role.COACHEE:
        return
    said = deed.seen.said
    levels = {skill: int(said[skill.value]) for skill in Skill if said.get(skill.value)}
    answers = {skill: said.get(f"{skill.value}_exemple", "") for skill in Skill}
    examples = {skill: words for skill, words in answers.items() if words and not is_nothing(words)}
    if levels or examples:
        kept = Skills(scene.now, levels, examples)
        reviews.put_skills(scene.tx, scene.person.id, own.engagement.id, _when(own.engagement), kept)
    if deed.seen.frames[0].dialog == DIALOG:
        scene.tell(TEMPLATE, "skills_kept" if levels or examples else "skills_nothing")


FEATURE = Feature(
    commands={Role.COACHEE: {DIALOG: _command}},
    presses={DIALOG: _pressed},
    due={DIALOG: _due},
    deeds={"keep_skills": _keep},
)
