"""The plan as a coachee sees it: /actions, and the quiet question on the day of a step."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coaching.plan import Status, asked_later, is_silent, is_too_soon
from bot.coaching.rhythm import is_welcome, next_hour
from bot.conversation import invitations
from bot.conversation.features import BESIDE, Feature
from bot.conversation.plan import FOLLOW_UP, day_of, reminder, settle
from bot.conversation.scene import Scene, paused
from bot.dialog.events import Again, Begin
from bot.messages import Button
from bot.store import reminders, steps
from bot.store.people import Role
from bot.store.people import Status as Standing
from bot.store.steps import Step

ACTIONS = "actions"
_TEMPLATE = "actions.j2"
#: Settled steps that are shown, and buttons with a number in a row.
_LATEST, _ROW = 3, 5
#: What each button of a step does in the dialogue that follows steps up.
_WAYS = ("fait", "jour", "mots")
_DROP, _ADD = "laisser", "ajouter"
_BEGIN, _LATER = "begin", "later"
#: A step's number has no more; a forged button might.
_DIGITS = 18


def _show(scene: Scene, _words: str = "") -> None:
    """/actions: the open steps with their days, and the last ones done."""
    if not _is_here(scene):
        return
    known = steps.all_of(scene.tx, scene.person.id)
    listed = [one for one in known if one.is_open]
    done = [one for one in known if one.status is Status.DONE]
    done = sorted(done, key=lambda one: one.settled_at or one.at)[-_LATEST:]
    numbers = [Button(str(one.id), str(number)) for number, one in enumerate(listed, 1)]
    rows = [tuple(numbers[start : start + _ROW]) for start in range(0, len(numbers), _ROW)]
    html = _told(
        scene,
        "actions",
        open=[_row(scene, one) for one in listed],
        done=[_row(scene, one) for one in reversed(done)],
    )
    scene.add(html, (*rows, (Button(_ADD, _label(scene, _ADD)),)), ACTIONS)
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))


def _pressed(scene: Scene, choice: str) -> None:
    """A button under the list, or under one step of it."""
    if not _is_here(scene):
        return
    invitations.written(scene)
    _, _, number = scene.incoming.token.partition(BESIDE)
    if choice == _ADD:
        scene.play(Begin("plan", scene.now))
        return
    one = _step(scene, number or choice)
    if one is None:
        scene.settle()
        scene.add(_told(scene, "gone"))
    elif not number:
        _show_one(scene, one)
    elif choice == _DROP:
        settle(scene, one, Status.DROPPED)
        scene.settle(_label(scene, _DROP))
        scene.add(_told(scene, "dropped", words=one.plan.short))
    elif choice in _WAYS:
        scene.settle(_label(scene, choice))
        _follow(scene, one, choice)


def _show_one(scene: Scene, one: Step) -> None:
    keys = (*_WAYS, _DROP)
    buttons = [Button(key, _label(scene, key)) for key in keys]
    rows = (tuple(buttons[:2]), tuple(buttons[2:]))
    html = _told(
        scene, "step", words=one.plan.told, since=day_of(scene, one.at), due=day_of(scene, one.due_at),
        obstacle=one.plan.obstacle, si_obstacle=one.plan.si_obstacle,
    )  # fmt: skip
    scene.add(html, rows, f"{ACTIONS}{BESIDE}{one.id}")


def _follow(scene: Scene, one: Step, way: str = "") -> None:
    """Begins the dialogue about this step. Where it is under way about another one, this one waits for a day."""
    given = {"pas_dit": one.plan.told, "pas_le": day_of(scene, one.at), "pas_no": str(one.id)}
    if any(frame.dialog == FOLLOW_UP for frame in scene.state.frames) and (
        scene.state.said.get("pas_no") != given["pas_no"]
    ):
        reminders.put(scene.tx, scene.person.id, reminder(one), next_hour(scene.rhythm(), scene.now))
    scene.play(Begin(FOLLOW_UP, scene.now, given | ({"voie": way} if way else {})))


# On its day


def _due(scene: Scene, number: str) -> None:
    """The day of a step has come: a quiet message, counted as an invitation is (P8). Where it may not be sent, it
    comes when it may."""
    one, person = _step(scene, number), scene.person
    if one is None or person.status is Standing.STOPPED or not person.profile.get("consent"):
        return
    invitations.end_of_pause(scene)
    later = _not_before(scene)
    if later is not None:
        reminders.put(scene.tx, person.id, reminder(one), later)
        return
    row = tuple(
        Button(key, scene.parts.teller.common(f"button_{key}", scene.reader)) for key in (_BEGIN, _LATER)
    )
    variants = scene.parts.prompts.variants(_TEMPLATE, "due")
    scene.add(_told(scene, variants[one.id % len(variants)]), (row,), f"{FOLLOW_UP}{BESIDE}{one.id}")
    unanswered = int(person.profile.get("unanswered", 0))
    scene.set_profile(invited_at=scene.now.isoformat(), unanswered=unanswered + 1)
    scene.invite_later()


def _not_before(scene: Scene) -> datetime | None:
    """When to look again, if now is not the moment to speak first."""
    rhythm, person = scene.rhythm(), scene.person
    if paused(person, scene.now):
        return asked_later(rhythm, scene.now, person.paused_until)
    if is_silent(rhythm, int(person.profile.get("unanswered", 0))):
        return asked_later(rhythm, scene.now, None)
    invited = person.profile.get("invited_at")
    spoken_at = datetime.fromisoformat(invited) if invited else None
    if is_too_soon(spoken_at, scene.now) or not is_welcome(rhythm, scene.now):
        return next_hour(rhythm, scene.now)
    return None


def _answered(scene: Scene, choice: str) -> None:
    """A button of that message was pressed."""
    if not _is_here(scene):
        return
    invitations.written(scene)
    one = _step(scene, scene.incoming.token.partition(BESIDE)[2])
    known = choice in (_BEGIN, _LATER)
    scene.settle(scene.parts.teller.common(f"button_{choice}", scene.reader) if known else "")
    if one is None:
        scene.add(_told(scene, "gone"))
    elif choice == _LATER:
        tomorrow = next_hour(
            scene.rhythm(), scene.now.astimezone(scene.zone).replace(hour=0) + timedelta(days=1)
        )
        reminders.put(scene.tx, scene.person.id, reminder(one), tomorrow)
        scene.add(scene.parts.teller.common("later", scene.reader))
    else:
        _follow(scene, one)


# Small things


def _is_here(scene: Scene) -> bool:
    """Whether this person takes part; says or does what leads there if not."""
    if scene.person.status is Standing.STOPPED:
        if not scene.incoming.token:
            scene.say("stopped_reminder")
        return False
    if not scene.person.profile.get("consent"):
        scene.play(Begin("accueil", scene.now))
        return False
    return True


def _step(scene: Scene, number: str) -> Step | None:
    """The open step of that number, or the one that stands in its place."""
    sane = number.isdecimal() and len(number) <= _DIGITS
    one = steps.latest(scene.tx, scene.person.id, int(number)) if sane else None
    return one if one is not None and one.is_open else None


def _row(scene: Scene, one: Step) -> dict[str, str]:
    return {"words": one.plan.short, "day": day_of(scene, one.due_at if one.is_open else one.settled_at)}


def _told(scene: Scene, block: str, **values: object) -> str:
    return scene.parts.prompts.render(_TEMPLATE, block, scene.reader.form, values)


def _label(scene: Scene, key: str) -> str:
    return _told(scene, f"button_{key}")


FEATURE = Feature(
    commands={Role.COACHEE: {ACTIONS: _show}},
    presses={ACTIONS: _pressed, FOLLOW_UP: _answered},
    due={FOLLOW_UP: _due},
)
