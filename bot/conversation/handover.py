"""A coach leaves: their engagements pass to another one, each only when its coachee says yes.

Until then nobody reads anything of it: the engagement has no coach. What had been shared with the old coach stays
unread unless the coachee, shown that very text, shares it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.conversation import news, standpoint
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Parts, Scene, in_zone
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.messages import Button
from bot.store import Transaction, audit, engagements, links, people, sharing
from bot.store.people import Person, Role, Status
from bot.store.sharing import Decision, Item
from bot.telling import in_french

TEMPLATE = "spaces.j2"
_DIALOG = "releve"
_KIND = "handover"
#: Where a coachee's profile keeps, by engagement, whom it passes from and to.
_PENDING = "handover"


@dataclass(frozen=True, slots=True)
class Pending:
    """A coachee has not said yet whether `to` may take `engagement` over from `former`, who may be erased since."""

    engagement: str
    former: str
    to: str


def begin(parts: Parts, tx: Transaction, former: str, to: str, now: datetime) -> int:
    """Takes every engagement under way from a coach, and plans to ask each coachee about the other one, at the hour
    that they chose. The coach who leaves is told, and their invitations that wait are worth nothing any more. Returns
    how many engagements there were."""
    known = engagements.coachees_of(tx, former)
    links.close_all(tx, former, now)
    for which in known:
        engagements.set_coach(tx, which.id, None)
        audit.record(tx, "handover", now, subject=which.coachee, object=which.id)
        coachee = people.load(tx, which.coachee) if which.coachee else None
        if coachee is not None:
            waiting = coachee.profile.get(_PENDING, {}) | {which.id: {"from": former, "to": to}}
            people.save_profile(tx, coachee.id, coachee.profile | {_PENDING: waiting})
            news.plan(tx, coachee.id, f"{_KIND}:{which.id}", parts.zone, now)
    if known:
        news.send(parts, tx, former, TEMPLATE, "handover_old", now, count=len(known), coach=name_of(tx, to))
    return len(known)


def pending(tx: Transaction, person: Person) -> list[Pending]:
    """What this coachee is still to say yes or no to."""
    return [
        Pending(engagement, one["from"], one["to"])
        for engagement, one in person.profile.get(_PENDING, {}).items()
        if one.get("to") and people.load(tx, one["to"]) is not None
    ]


def plan_again(scene: Scene) -> None:
    """Someone has come back: what was to be asked meanwhile is asked at their next hour."""
    for waiting in pending(scene.tx, scene.person):
        news.plan(scene.tx, scene.person.id, f"{_KIND}:{waiting.engagement}", scene.parts.zone, scene.now)


def _due(scene: Scene, engagement: str) -> None:
    if _named(scene, engagement) is None or news.waits(scene):
        return
    if scene.person.status is not Status.STOPPED and scene.person.profile.get("consent"):
        render, form = scene.parts.prompts.render, scene.reader.form
        row = (Button(engagement, render(TEMPLATE, "button_see", form, {})),)
        scene.add(render(TEMPLATE, "handover_ready", form, {}), (row,), _KIND)


def _named(scene: Scene, engagement: str) -> Pending | None:
    return next((one for one in pending(scene.tx, scene.person) if one.engagement == engagement), None)


def _seen(scene: Scene, engagement: str) -> None:
    scene.settle()
    ask(scene, engagement)


def ask(scene: Scene, engagement: str) -> None:
    """Puts the question, with what the old coach could read."""
    waiting = _named(scene, engagement)
    own = standpoint.named(scene.tx, scene.person.id, standpoint.key(Role.COACHEE, engagement))
    if waiting is None or own is None or scene.person.status is Status.STOPPED:
        scene.tell(TEMPLATE, "gone")
        return
    items = _shared(scene, waiting)
    given = {
        "ancien": name_of(scene.tx, waiting.former),
        "nouveau": name_of(scene.tx, waiting.to),
        "partages": "\n".join(f"• {item.text} ({_day(scene, item.decided_at)})" for item in items),
        "elements": " ".join(str(item.id) for item in items),
    }
    scene.play(Begin(_DIALOG, scene.now, given, own.key))


def _shared(scene: Scene, waiting: Pending) -> list[Item]:
    return [
        item
        for item in sharing.all_of(scene.tx, scene.person.id)
        if item.decision is Decision.SHARED and item.withdrawn_at is None and item.recipient == waiting.former
    ]


def _day(scene: Scene, moment: datetime) -> str:
    return in_french(in_zone(moment, scene.zone).date())


def _accept(scene: Scene, deed: Host) -> None:
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    waiting = _named(scene, own.engagement.id) if own else None
    if own is None or waiting is None or own.engagement.coach is not None:
        return
    which = own.engagement
    engagements.set_coach(scene.tx, which.id, waiting.to)
    _settle(scene, which.id, {"from": waiting.former})
    who = scene.person.id
    audit.record(scene.tx, "handover_accepted", scene.now, actor=who, subject=who, object=which.id)
    values = {
        "personne": name_of(scene.tx, who),
        "ancien": name_of(scene.tx, waiting.former),
        "coach": name_of(scene.tx, waiting.to),
    }
    news.tell(scene, waiting.to, TEMPLATE, "handover_accepted", **values)
    news.tell(scene, which.sponsor, TEMPLATE, "handover_sponsor", **values)


def _refuse(scene: Scene, deed: Host) -> None:
    engagement, who = deed.seen.standpoint.partition(":")[2], scene.person.id
    if _named(scene, engagement) is not None:
        _settle(scene, engagement, None)
        audit.record(scene.tx, "handover_refused", scene.now, actor=who, subject=who, object=engagement)


def _share_again(scene: Scene, deed: Host) -> None:
    """What was shown, as it was shown; nothing that was shared or withdrawn since."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    before = scene.person.profile.get(_PENDING, {}).get(own.engagement.id, {}) if own else {}
    if own is None or own.engagement.coach is None or "from" not in before or before.get("to"):
        return
    chosen = [int(one) for one in deed.seen.known("elements").split()]
    sharing.pass_on(scene.tx, scene.person.id, chosen, before["from"], own.engagement.coach)
    _settle(scene, own.engagement.id, None)
    who = scene.person.id
    audit.record(scene.tx, "shared_again", scene.now, actor=who, subject=who, object=own.engagement.id)


def _settle(scene: Scene, engagement: str, left: dict[str, str] | None) -> None:
    """Notes what is left to know of a handover; nothing once it is refused, or all is said."""
    waiting = {key: one for key, one in scene.person.profile.get(_PENDING, {}).items() if key != engagement}
    scene.set_profile(**{_PENDING: waiting | ({engagement: left} if left else {})})


FEATURE = Feature(
    presses={_KIND: _seen},
    due={_KIND: _due},
    deeds={"accept_handover": _accept, "refuse_handover": _refuse, "share_again": _share_again},
)
