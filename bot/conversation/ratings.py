"""Ratings of objectives: the coachee's month after month, those of sponsor and coach at the start, middle and end.

Recul comes first with a button and nothing to read on a locked screen. To a coachee at their hour, as rarely as they
chose (P8); to sponsor and coach on the morning of a working day, once for each occasion.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.coaching.convention import Occasion
from bot.coaching.engagement import Phase
from bot.coaching.occasions import MONTH, MONTHLY, Span
from bot.coaching.rhythm import is_welcome, next_hour, next_invitation, next_weekly
from bot.conversation import standpoint
from bot.conversation.names import name_of
from bot.conversation.openings import here_to_talk, overlay, put_again
from bot.conversation.scene import Scene, paused
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.thinness import is_nothing
from bot.messages import Button
from bot.reports import objectives as report
from bot.reports.objectives import Seen
from bot.store import Transaction, audit, objectives, people, reminders
from bot.store.engagements import Engagement
from bot.store.objectives import MOST, Objective, Rating
from bot.store.people import Person, Role, Status
from bot.telling import in_french

TEMPLATE = "objectives.j2"
#: The dialogues, the kinds of their reminders (the second with an engagement behind a colon), and what stands for them
#: on buttons (whose keys, of the second, end with the standpoint).
POINT, REGARD = "point", "regard"
_BEGIN, _LATER = "begin", "later"
#: Someone who was invited this recently is not asked for ratings as well.
_RECENT = timedelta(hours=20)
#: Time for all objectives to be there before others are asked about them.
_SETTLING = timedelta(days=3)
#: Sponsor and coach are asked at this hour of a working day, Monday to Friday; not before, and not in the evening.
_MORNING, _EVENING, _WEEKDAYS = 9, 19, 5
_RATERS = (Role.COACH, Role.SPONSOR)


# Beginning


def begin_monthly(scene: Scene) -> None:
    """The coachee's own ratings, with what they said last and on which day."""
    if not here_to_talk(scene):
        return
    own = standpoint.of(scene, Role.COACHEE)
    seen = report.seen_by(scene.tx, scene.person.id, own.engagement, scene.now) if own else None
    if own is None or not seen:
        scene.tell(TEMPLATE, "nothing_to_rate")
        put_again(scene)
        return
    overlay(scene, POINT, given(scene, seen), own)


def given(scene: Scene, seen: Sequence[Seen]) -> dict[str, str]:
    """What the coachee's dialogue is told of these objectives, and of what they last said of them."""
    told: dict[str, str] = {}
    for one in seen:
        number, last = one.objective.position, one.latest(Role.COACHEE)
        told[f"objectif_{number}"] = _line(one.objective)
        if last is not None:
            day = in_french(last.at.astimezone(scene.zone).date())
            before = {"avant": str(last.value), "jour": day, "mots": last.evidence}
            told |= {f"{name}_{number}": words for name, words in before.items() if words}
    return told


def begin_regard(scene: Scene, one: Standpoint, *, on_paper: bool = False) -> None:
    """What sponsor or coach have to say of the objectives; `on_paper`: the coach writes down what the sponsor said."""
    seen = report.seen_by(scene.tx, scene.person.id, one.engagement, scene.now)
    if not seen:
        scene.settle()
        scene.tell(TEMPLATE, "nothing_to_rate" if seen is not None else "closed")
        return
    given = {
        "voix": "papier" if on_paper else one.role.value,
        "qui": name_of(scene.tx, one.engagement.coachee),
    }
    given |= {f"objectif_{found.objective.position}": _line(found.objective) for found in seen}
    overlay(scene, REGARD, {name: words for name, words in given.items() if words}, one)


def _line(objective: Objective) -> str:
    """An objective as the head of a question."""
    return " ".join(objective.content.what.split())


def on_paper(tx: Transaction, which: Engagement) -> bool:
    """Whether the sponsor, if there is one, can only be reached through the coach."""
    return which.sponsor is None or not people.addresses(tx, which.sponsor)


# Keeping what was said


def rate(scene: Scene, deed: Host) -> None:
    """The ratings of this talk: of one objective in the coachee's, where each is on disk with its line; of all in the
    others', once they were read again."""
    one = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if one is None:
        scene.tell(TEMPLATE, "ended")
        return
    step, said = deed.seen.frames[-1].step, deed.seen.said
    numbers = [int(step[-1])] if one.role is Role.COACHEE else list(range(1, MOST + 1))
    standing = {found.position: found for found in objectives.current(scene.tx, one.engagement.id)}
    for number in numbers:
        if not (value := said.get(f"note_{number}", "")):
            continue
        found = standing.get(number)
        if found is None or _line(found) != said.get(f"objectif_{number}"):
            scene.tell(TEMPLATE, "changed")
            continue
        line = said.get(f"preuve_{number}", "") or said.get(f"fait_{number}", "")
        _write(scene, one, found, int(value), "" if is_nothing(line) else line, said.get("voix") == "papier")
    plan(scene, one.engagement)


def _write(  # noqa: PLR0917 - what a rating is
    scene: Scene, one: Standpoint, objective: Objective, value: int, line: str, paper: bool
) -> None:
    which, who, role = one.engagement, scene.person.id, one.role
    recorded_by = None
    if paper and role is Role.COACH:
        who, role, recorded_by = which.sponsor or who, Role.SPONSOR, who
    span = Span(which.started_at, which.ends_at)
    occasion = MONTHLY if role is Role.COACHEE else span.at(scene.now).value
    objectives.rate(
        scene.tx, objective, who, role, scene.now, value=value, occasion=occasion, evidence=line,
        recorded_by=recorded_by,
    )  # fmt: skip
    audit.record(
        scene.tx, "objective_rated", scene.now, actor=scene.person.id, subject=which.coachee, object=which.id
    )


# When


def plan(scene: Scene, which: Engagement) -> None:
    """Notes when each party is asked next."""
    if which.coachee == scene.person.id:
        plan_monthly(scene, afresh=True)
    for role in _RATERS:
        person = people.load(scene.tx, found) if (found := which.holds(role)) else None
        if person is not None:
            plan_party(scene.tx, person, role, which, scene.now, ZoneInfo(scene.parts.zone))


def plan_again(scene: Scene) -> None:
    """Somebody came back: the month begins anew, if there is something to rate."""
    own = standpoint.of(scene, Role.COACHEE)
    if own is not None and objectives.current(scene.tx, own.engagement.id):
        plan_monthly(scene)


def plan_monthly(scene: Scene, *, afresh: bool = False) -> None:
    """The coachee's next ratings, in a month; what is planned already stays, unless `afresh`."""
    planned = {one.kind for one in reminders.waiting(scene.tx, scene.person.id)}
    if scene.person.status is not Status.STOPPED and (afresh or POINT not in planned):
        at = next_hour(scene.rhythm(), scene.now + MONTH)
        reminders.put(scene.tx, scene.person.id, POINT, at)


def plan_party(  # noqa: PLR0917 - whom, as what, for whom, when
    tx: Transaction, person: Person, role: Role, which: Engagement, now: datetime, zone: ZoneInfo
) -> None:
    """When sponsor or coach is asked next, if an occasion is ahead."""
    kind = f"{REGARD}:{which.id}"
    ahead = Span(which.started_at, which.ends_at).ahead(now, _rated(tx, which, role))
    if ahead is None or person.status is Status.STOPPED or which.ended_at is not None:
        reminders.cancel(tx, person.id, kind)
        return
    occasion, moment = ahead
    asked = person.profile.get(_asked(which))
    if occasion.value == asked:  # asked, not answered: the next one
        following = Span(which.started_at, which.ends_at).ahead(now, {*_rated(tx, which, role), occasion})
        if following is None:
            return
        occasion, moment = following
    reminders.put(tx, person.id, kind, morning(max(moment, now + _SETTLING), zone))


def _asked(which: Engagement) -> str:
    """Under this name a profile keeps the occasion for which this person was asked."""
    return f"{REGARD}:{which.id}"


def _rated(tx: Transaction, which: Engagement, role: Role) -> set[Occasion]:
    """The occasions at which this party rated every objective that stands."""
    found = objectives.ratings(tx, which.id)
    standing = objectives.current(tx, which.id)
    if not standing:
        return set(Occasion)
    each = [_occasions(found[one.root], role) for one in standing]
    return set.intersection(*each)


def _occasions(given: list[Rating], role: Role) -> set[Occasion]:
    return {Occasion(one.occasion) for one in given if one.role is role and one.occasion in set(Occasion)}


def morning(after: datetime, zone: ZoneInfo) -> datetime:
    """The next morning of a working day."""
    return min(next_weekly(after, zone.key, day, _MORNING) for day in range(_WEEKDAYS))


# Recul comes first


def due_monthly(scene: Scene, _words: str) -> None:
    """The coachee's month is over. It counts as one of the invitations that they chose to get (P8)."""
    person, rhythm = scene.person, scene.rhythm()
    own = standpoint.of(scene, Role.COACHEE)
    if person.status is Status.STOPPED or not person.profile.get("consent") or own is None:
        return
    if not objectives.current(scene.tx, own.engagement.id):
        return
    unanswered = int(person.profile.get("unanswered", 0))
    if paused(person, scene.now):
        at = next_hour(rhythm, person.paused_until) if person.paused_until else None
        reminders.put(scene.tx, person.id, POINT, at or next_hour(rhythm, scene.now + MONTH))
    elif next_invitation(rhythm, scene.now, unanswered) is None:  # no invitations wanted, or silence by now
        reminders.put(scene.tx, person.id, POINT, next_hour(rhythm, scene.now + MONTH))
    elif not is_welcome(rhythm, scene.now) or _was_invited(scene):
        reminders.put(scene.tx, person.id, POINT, next_hour(rhythm, scene.now))
    else:
        _offer(scene, POINT, variant=scene.state.seed + scene.now.toordinal())
        scene.set_profile(asked=False, invited_at=scene.now.isoformat(), unanswered=unanswered + 1)
        scene.invite_later()
        plan_monthly(scene, afresh=True)


def _was_invited(scene: Scene) -> bool:
    invited = str(scene.person.profile.get("invited_at") or "")
    return bool(invited) and scene.now - datetime.fromisoformat(invited) < _RECENT


def due_regard(scene: Scene, engagement: str) -> None:
    """An occasion has come for sponsor or coach."""
    here = [
        one
        for one in standpoint.all_of(scene.tx, scene.person.id)
        if one.engagement.id == engagement and one.role in _RATERS
    ]
    if not here or scene.person.status is Status.STOPPED:
        return
    which, local = here[0].engagement, scene.now.astimezone(scene.zone)
    if which.arc.phase is Phase.STOPPED or not objectives.current(scene.tx, which.id):
        return
    away = which.arc.phase is Phase.PAUSED or paused(scene.person, scene.now)
    if away or local.weekday() >= _WEEKDAYS or not _MORNING <= local.hour < _EVENING:
        later = scene.now + (timedelta(days=7) if away else timedelta())
        reminders.put(scene.tx, scene.person.id, scene.incoming.note, morning(later, scene.zone))
        return
    span = Span(which.started_at, which.ends_at)
    if span.at(scene.now) not in _rated(scene.tx, which, here[0].role):
        _offer(scene, REGARD, here[0].key)
        scene.set_profile(**{_asked(which): span.at(scene.now).value})
    plan_party(scene.tx, scene.person, here[0].role, which, scene.now, scene.zone)


def _offer(scene: Scene, dialog: str, key: str = "", variant: int = 0) -> None:
    prompts, form = scene.parts.prompts, scene.reader.form
    found = prompts.variants(TEMPLATE, dialog)
    row = tuple(Button(f"{one}.{key}", _plain(scene, f"button_{one}")) for one in (_BEGIN, _LATER))
    scene.add(prompts.render(TEMPLATE, found[variant % len(found)], form, {}), (row,), dialog)


def pressed_monthly(scene: Scene, choice: str) -> None:
    if choice.partition(".")[0] == _BEGIN:
        begin_monthly(scene)
    elif here_to_talk(scene):
        scene.settle(_plain(scene, f"button_{_LATER}"))
        if paused(scene.person, scene.now):
            scene.say_paused()
            return
        day = scene.now.astimezone(scene.zone).replace(hour=0, minute=0) + timedelta(days=1)
        reminders.put(scene.tx, scene.person.id, POINT, next_hour(scene.rhythm(), day))
        scene.set_profile(invited_at="")
        scene.tell(TEMPLATE, "later")


def pressed_regard(scene: Scene, choice: str) -> None:
    choice, _, key = choice.partition(".")
    one = standpoint.named(scene.tx, scene.person.id, key)
    if one is None or one.role not in _RATERS or scene.person.status is Status.STOPPED:
        scene.settle()
        scene.tell(TEMPLATE, "closed")
    elif choice == _BEGIN:
        begin_regard(scene, one)
    else:
        scene.settle(_plain(scene, f"button_{_LATER}"))
        scene.tell(TEMPLATE, "later_regard")


def _plain(scene: Scene, block: str) -> str:
    return html.unescape(scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, {}))
