"""Planning a session, or moving it: the dialogue about it, and the deed that keeps what was agreed to, once what is odd
about that moment was said.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.coaching import calendar
from bot.coaching.calendar import Mode, Slot, Trouble
from bot.coaching.engagement import Phase
from bot.coaching.occasions import Span
from bot.conversation import appointments, standpoint
from bot.conversation.appointments import TEMPLATE, rendered, told
from bot.conversation.names import name_of
from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.prompts import hour
from bot.store import audit, sessions
from bot.store.people import Role
from bot.store.sessions import Session

_DIALOG = "seance"
#: The names under which the dialogue keeps a session, and those of them that are not about its moment.
_NAMES = ("seance_jour", "seance_heure", "seance_duree", "seance_forme")
_FORM = ("seance_duree", "seance_forme")
#: What was answered to what is odd about a moment.
_ANYWAY = "garder"


def begin(scene: Scene, one: Standpoint, moved: Session | None = None, **more: str) -> None:
    """Begins the dialogue about a session; one under way about another is put away."""
    if any(frame.dialog == _DIALOG for frame in scene.state.frames):
        scene.close_talk()
    given = {"nom": name_of(scene.tx, appointments.other(one))}
    if moved is not None:
        given |= {
            "seance": moved.id,
            "ancien": told(moved, scene.zone)["when"],
            "seance_duree": f"m{moved.slot.minutes}",
            "seance_forme": moved.mode.value,
        }
    scene.play(Begin(_DIALOG, scene.now, given | more, one.key))


def keep(scene: Scene, deed: Host) -> None:
    """A session is agreed to, as the dialogue showed it: kept and told, or what is odd about it is said first."""
    said = deed.seen.said
    one = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    moved = sessions.load(scene.tx, said.get("seance", ""))
    slot = _slot(scene, deed)
    if one is None or slot is None or not _is_there(scene, one, said.get("seance", ""), moved):
        scene.tell(TEMPLATE, "gone")
    elif one.engagement.arc.phase is Phase.STOPPED:
        scene.tell(TEMPLATE, "coachee_gone", name=name_of(scene.tx, one.engagement.coachee))
    elif not _asks_again(scene, deed, one, moved, slot):
        _write(scene, one, moved, slot, Mode(said["seance_forme"]))


def _is_there(scene: Scene, one: Standpoint, wanted: str, moved: Session | None) -> bool:
    """Whether the session that is to be moved, if one is, can be."""
    if moved is None:
        return not wanted
    return moved.engagement == one.engagement.id and moved.slot.is_ahead(scene.now)


def _slot(scene: Scene, deed: Host) -> Slot | None:
    said = deed.seen.said
    if not all(said.get(name) for name in _NAMES):
        return None
    day, at = date.fromisoformat(said["seance_jour"]), time.fromisoformat(said["seance_heure"])
    minutes = int(said["seance_duree"].removeprefix("m"))
    return Slot(calendar.on_the_clock(day, at, scene.zone), minutes)


def _asks_again(scene: Scene, deed: Host, one: Standpoint, moved: Session | None, slot: Slot) -> bool:
    """Whether something about this moment has to be said first; then it was."""
    said, coach = deed.seen.said, one.engagement.coach
    others = [
        which
        for which in (sessions.of_coach(scene.tx, coach, scene.now - calendar.ASSUMED) if coach else ())
        if moved is None or which.id != moved.id
    ]
    span = Span(one.engagement.started_at, one.engagement.ends_at)
    found = calendar.troubles(slot, [which.slot for which in others], span, scene.now, scene.zone)
    if Trouble.PAST in found or (Trouble.CLASH in found and one.role is Role.COACHEE):
        begin(scene, one, moved, souci=found[0].value, **_form(said))
        return True
    if not found or said.get("seance_garde") == _ANYWAY:
        return False
    values = {name: said[name] for name in _NAMES}
    remarks = "\n".join(_remark(scene, trouble, slot, others) for trouble in found)
    begin(scene, one, moved, remarques=remarks, **values)
    return True


def _form(said: Mapping[str, str]) -> dict[str, str]:
    """What need not be asked again when only the moment will not do."""
    return {name: said[name] for name in _FORM}


def _remark(scene: Scene, trouble: Trouble, slot: Slot, others: Sequence[Session]) -> str:
    """What is odd about a moment, as plain text; of another session, whose it is and when."""
    values: dict[str, str] = {}
    if trouble is Trouble.CLASH:
        other = next(which for which in others if slot.overlaps(which.slot))
        values = {"other": told(other, scene.zone)["when"], "other_name": name_of(scene.tx, other.coachee)}
    local = slot.starts_at.astimezone(scene.zone)
    values |= {
        "hour": hour(local.time().isoformat("minutes")),
        "day": appointments.told_day(local, scene.zone),
    }
    return html.unescape(rendered(scene, f"trouble_{trouble.value}", scene.reader.form, values))


def _write(scene: Scene, one: Standpoint, moved: Session | None, slot: Slot, mode: Mode) -> None:
    tx, now = scene.tx, scene.now
    if moved is None:
        made: Session | None = sessions.plan(tx, one.engagement, slot, mode, now)
    else:
        made = sessions.move(tx, moved, slot, mode, now)
    if made is None:
        scene.tell(TEMPLATE, "gone")
        return
    block = "planned" if moved is None else "moved"
    appointments.plan(scene, made, one.engagement)
    appointments.announce(scene, one, made, block, moved.slot if moved else None)
    audit.record(tx, f"session_{block}", now, actor=scene.person.id, subject=made.coachee, object=made.id)
