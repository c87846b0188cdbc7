"""Which of the people that a coach accompanies is meant: by the name that was typed, or by a button."""

from __future__ import annotations

from bot.conversation.scene import COMMANDS, Scene
from bot.dialog.replies import folded
from bot.messages import Button
from bot.reports.naming import first_name
from bot.store import Transaction, engagements, journal
from bot.store.engagements import Engagement


def choose(scene: Scene, wanted: str, token: str) -> Engagement | None:
    """The engagement of the coachee that this coach means by `wanted`: a first name, or what a button of an earlier
    call carried; empty if there is only one to mean. When it is not clear, says so with one button for each, `token`
    on them: the press comes back here as `wanted`. None then, and when nobody is accompanied."""
    known = [one for one in engagements.coachees_of(scene.tx, scene.person.id) if one.coachee]
    if not known:
        scene.say("coachees_none")
        return None
    if scene.incoming.choice and scene.incoming.choice == wanted:
        scene.settle()
    names = {one.id: name_of(scene.tx, one.coachee) for one in known}
    meant = [one for one in known if _is_meant(one, names[one.id], wanted)]
    if len(meant) == 1:
        return meant[0]
    rows = tuple((Button(one.id, names[one.id] or "…"),) for one in meant or known)
    scene.add(scene.parts.prompts.render(COMMANDS, "choose_coachee", "vous", {}), rows, token)
    return None


def _is_meant(one: Engagement, name: str, wanted: str) -> bool:
    return not wanted or wanted in (one.id, one.coachee) or folded(name) == folded(wanted)


def name_of(tx: Transaction, coachee: str | None) -> str:
    """The first name of a coachee, as coach and sponsor see it; empty while it is not known."""
    kept = journal.recall(tx, coachee).get("prenom") if coachee else None
    return first_name(kept.words) if kept else ""
