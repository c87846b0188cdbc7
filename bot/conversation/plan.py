"""What is chosen in a dialogue becomes a step of the plan; what became of it, and what helped, is kept.

A step is on disk with its first words: the moment, the obstacle and the day complete it, one answer after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot.coaching.plan import MOST_OPEN, Plan, Status, follow_up
from bot.coaching.recall import fitting
from bot.conversation import standpoint
from bot.conversation.features import Feature
from bot.conversation.scene import REFLECTION, RESOURCE, Scene, in_zone
from bot.dialog.effects import Host
from bot.dialog.ifthen import if_then
from bot.dialog.thinness import is_nothing
from bot.store import journal, reminders, resources, steps
from bot.store.people import Role
from bot.store.steps import Step
from bot.telling import in_french

#: A reminder of this kind, with the step's number behind a colon, asks what became of a step.
FOLLOW_UP = "suivi"
#: Known to the dialogues while so many steps are open that one has to be put aside for another: the list of them.
FULL = "pas_ouverts"
#: What a reflection remembers of its step, to ask about it at the next one.
LAST = "pas"
#: Answers that complete a step, by the name under which dialogues keep them, and the part of the plan they are.
_PARTS = {"quand": "quand", "obstacle": "obstacle", "parade": "si_obstacle"}
#: The keys of the question which step to put aside, in the order of the list.
_RANKS = ("un", "deux", "trois", "quatre", "cinq")
assert len(_RANKS) == MOST_OPEN


def reminder(one: Step) -> str:
    """The kind of this step's reminder."""
    return f"{FOLLOW_UP}:{one.id}"


def day_of(scene: Scene, moment: datetime | None) -> str:
    """« mardi 3 mars » on the coachee's calendar, or an empty string."""
    return in_french(in_zone(moment, scene.zone).date()) if moment else ""


def settle(scene: Scene, one: Step, status: Status) -> bool:
    """Closes a step. False if it was closed before."""
    reminders.cancel(scene.tx, scene.person.id, reminder(one))
    _forget_last(scene, one)
    settled = steps.settle(scene.tx, one, status, scene.now)
    note_full(scene)
    return settled


def note_full(scene: Scene) -> None:
    """Lets the dialogues know whether another step would be one too many."""
    listed = steps.open_of(scene.tx, scene.person.id)
    if len(listed) >= MOST_OPEN:
        lines = (
            f"{number}. « {one.plan.short} »" + (f", {day_of(scene, one.due_at)}" if one.due_at else "")
            for number, one in enumerate(listed[:MOST_OPEN], 1)
        )
        journal.remember(scene.tx, scene.person.id, FULL, "\n".join(lines), scene.now)
    elif scene.state.known(FULL):
        journal.let_go(scene.tx, scene.person.id, FULL)


# Choosing


def _open(scene: Scene, deed: Host) -> None:
    """The words just typed are a step."""
    if not deed.seen.last.skipped:
        _add(scene, deed, deed.seen.last.words)


def _add(scene: Scene, deed: Host, words: str) -> Step | None:
    """None if the words choose nothing. A step that is open already in these very words is not opened twice."""
    if not words.strip() or is_nothing(words):
        return None
    tx, who, talk = scene.tx, scene.person.id, _talk(deed)
    quand, alors = if_then(words) or ("", "")
    same = next((one for one in steps.open_of(tx, who) if _alike(one.plan.words, words)), None)
    if same is not None:
        steps.write(tx, same, same.plan, talk=talk)
        return same
    made = steps.add(tx, who, scene.now, Plan(words, quand, alors), engagement=_engagement(scene), talk=talk)
    note_full(scene)
    return steps.load(tx, who, made)


def _complete(scene: Scene, deed: Host) -> None:
    """The answer just given belongs to the step that this dialogue opened: its moment, its obstacle, its day."""
    last, frame = deed.seen.last, deed.seen.frames[-1]
    one = _chosen(scene, deed)
    if one is None or last.skipped or not last.words:
        return
    part = _PARTS.get(scene.parts.library.of(frame).steps[frame.step].keep)
    if part is not None:
        if not is_nothing(last.words):
            steps.write(scene.tx, one, replace(one.plan, **{part: last.words}))
    else:
        set_day(scene, one, _day(last.words))


def _chosen(scene: Scene, deed: Host) -> Step | None:
    """The step that this dialogue opened last in this talk. A talk that began before there were steps told it under
    the name that a reflection remembers."""
    known = steps.open_of(scene.tx, scene.person.id)
    own = [one for one in known if one.talk == _talk(deed)]
    if own:
        return own[-1]
    return _add(scene, deed, deed.seen.said.get(LAST, ""))


def _put_aside(scene: Scene, deed: Host) -> None:
    """The step that stood at this place of the list when the question was put. Nothing if it is closed by now."""
    asked_at, choice = deed.seen.asked_at, (deed.seen.last.choices or ("",))[0]
    if asked_at is None or choice not in _RANKS:
        return
    listed = [one for one in steps.all_of(scene.tx, scene.person.id) if one.was_open(asked_at)]
    for one in listed[_RANKS.index(choice) : _RANKS.index(choice) + 1]:
        if one.is_open:
            settle(scene, one, Status.DROPPED)


# What became of it


def _done(scene: Scene, deed: Host) -> None:
    _settle_followed(scene, deed, Status.DONE)


def _dropped(scene: Scene, deed: Host) -> None:
    _settle_followed(scene, deed, Status.DROPPED)


def _settle_followed(scene: Scene, deed: Host, status: Status) -> None:
    one = _followed(scene, deed)
    if one is not None:
        settle(scene, one, status)


def _moved(scene: Scene, deed: Host) -> None:
    """Another day for the step, or none."""
    one = _followed(scene, deed)
    if one is not None and one.is_open and not deed.seen.last.skipped:
        _forget_last(scene, one)
        set_day(scene, one, _day(deed.seen.last.words))


def _reworded(scene: Scene, deed: Host) -> None:
    """Other words for the step: what was chosen first stays as it was, the new one stands in its place."""
    one, words = _followed(scene, deed), deed.seen.last.words
    if one is None or deed.seen.last.skipped or not words.strip() or is_nothing(words):
        return
    quand, alors = if_then(words) or ("", "")
    plan = Plan(words, quand, alors, one.plan.obstacle, one.plan.si_obstacle)
    reminders.cancel(scene.tx, scene.person.id, reminder(one))
    _forget_last(scene, one)
    steps.replace(scene.tx, one, plan, scene.now, engagement=_engagement(scene))
    note_full(scene)


def _told(scene: Scene, deed: Host) -> None:
    """A reflection asked what its last step gave: what was tried is done, whatever came of it."""
    kept, tried = deed.seen.memory.get(LAST), {"aide", "en_partie", "sans_effet"}
    if kept is None or not tried & set(deed.seen.last.choices):
        return
    for one in steps.open_of(scene.tx, scene.person.id):
        if _alike(one.plan.words, kept.words):
            settle(scene, one, Status.DONE)


def _followed(scene: Scene, deed: Host) -> Step | None:
    """The step that this talk is about."""
    number = deed.seen.said.get("pas_no", "")
    return steps.latest(scene.tx, scene.person.id, int(number)) if number.isdecimal() else None


# What helps


def _choose_resource(scene: Scene, deed: Host) -> None:
    """What helped once and fits what is told now is what the dialogues know as the resource, with its day."""
    tx, who = scene.tx, scene.person.id
    kept = journal.recall(tx, who).get(RESOURCE)
    if kept is not None:  # said before there was room for several
        resources.keep(tx, who, "", kept.words, kept.at)
    told = " ".join(scene.parts.library.earlier(deed.seen))
    found = fitting(resources.all_of(tx, who), told, scene.now)
    if found is not None and (kept is None or kept.words != found.words):
        journal.remember(tx, who, RESOURCE, found.words, found.at)


def _recalled(scene: Scene, deed: Host) -> None:
    kept = deed.seen.memory.get(RESOURCE)
    if kept is not None:
        resources.recalled(scene.tx, scene.person.id, kept.words, scene.now)


# Small things


def set_day(scene: Scene, one: Step, day: date | None) -> None:
    """Notes the day of a step, and to ask about it then; None for no day."""
    who = scene.person.id
    at = None if day is None else follow_up(scene.rhythm(), day, scene.now)
    if not steps.set_due(scene.tx, one, at):
        return
    if at is None:
        reminders.cancel(scene.tx, who, reminder(one))
    else:
        reminders.put(scene.tx, who, reminder(one), at)
    note_full(scene)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _forget_last(scene: Scene, one: Step) -> None:
    """What is settled here is not asked again at the next reflection; the one under way may be asking just now."""
    kept = scene.state.memory.get(LAST)
    asking = any(frame.dialog == REFLECTION for frame in scene.state.frames)
    if kept is not None and not asking and _alike(kept.words, one.plan.words):
        journal.let_go(scene.tx, scene.person.id, LAST)


def _talk(deed: Host) -> str:
    return f"{deed.seen.talk}:{deed.seen.frames[-1].dialog}"


def _engagement(scene: Scene) -> str | None:
    own = standpoint.of(scene, Role.COACHEE)
    return own.engagement.id if own else None


def _alike(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


_DEEDS: dict[str, Callable[[Scene, Host], None]] = {
    "open_step": _open,
    "follow_up": _complete,
    "put_aside": _put_aside,
    "done_step": _done,
    "drop_step": _dropped,
    "move_step": _moved,
    "reword_step": _reworded,
    "told_step": _told,
    "choose_resource": _choose_resource,
    "recalled": _recalled,
}
FEATURE = Feature(deeds=_DEEDS)
