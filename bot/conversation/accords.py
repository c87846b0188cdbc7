"""What somebody agreed to: each purpose and recipient with its day, and how to take it back in one tap.

Leaving as a whole is /stop. What is taken back here is the sharing with one person, or one text of it; what that does
is said before it is done, and it can be given again.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.coaching.engagement import Party
from bot.conversation import standpoint
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.dialog.events import Again
from bot.messages import Button
from bot.store import audit, consents, conventions, sharing
from bot.store.consents import ENGAGEMENT, PARTICIPATION, REFLECTION, SHARING, Consent
from bot.store.people import Role, Status
from bot.store.sharing import Decision, Item
from bot.telling import in_french

TEMPLATE = "accords.j2"
#: Stand for questions on the buttons of both lists.
ACCORDS, WITHDRAW = "accords", "withdraw"
#: Texts on one page of the list, and characters of each.
PAGE, SHOWN = 8, 90
_BUTTON = 24
_OTHERS = (Role.COACH, Role.SPONSOR)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody with whom the coachee may share, by name, as what they read."""

    person: str
    role: Role
    name: str


def show(scene: Scene, _words: str = "") -> None:
    """/accords: the list, with a button for each recipient."""
    recipients = list(_recipients(scene))
    lines = [line for line in _lines(scene, recipients) if line]
    text = "\n".join((_said(scene, "title"), "", *lines, "", _said(scene, "foot")))
    stopped = scene.person.status is Status.STOPPED
    rows = () if stopped else tuple((_button(scene, one),) for one in recipients)
    scene.add(text, rows, ACCORDS)
    _come_back(scene)


def _lines(scene: Scene, recipients: list[Recipient]) -> Iterator[str]:
    given = consents.all_of(scene.tx, scene.person.id)
    yield from _day_lines(scene, "reflection", _of(given, REFLECTION))
    for own in _own(scene):
        who = name_of(scene.tx, own.engagement.coach)
        told = _of(given, ENGAGEMENT, own.engagement.coach)
        yield from _day_lines(scene, "engagement", told, who)
        accepted = conventions.accepted_by(scene.tx, own.engagement.id, Party.COACHEE)
        if accepted is not None:
            found = conventions.acceptances(scene.tx, accepted.id)
            at = next(one.at for one in found if one.role is Party.COACHEE)
            yield _said(scene, "convention", version=accepted.version, day=_day(scene, at))
    for one in recipients:
        block = f"sharing_{one.role.value}"
        told = _of(given, SHARING, one.person)
        if not told:
            yield _said(scene, f"{block}_none", who=one.name)
        yield from _day_lines(scene, block, told, one.name)
    asked = [entry.at for entry in audit.entries(scene.tx, scene.person.id) if entry.action == "alert_asked"]
    if _own(scene):
        yield _said(scene, "alert", days=[_day(scene, at) for at in reversed(asked)])


def _of(given: list[Consent], purpose: str, recipient: str | None = None) -> list[Consent]:
    return [one for one in given if one.purpose == purpose and one.recipient == recipient]


def _day_lines(scene: Scene, block: str, told: list[Consent], who: str = "") -> Iterator[str]:
    """One line for the latest word on it, if there was one."""
    for last in told[-1:]:
        taken_back = _day(scene, last.withdrawn_at) if last.withdrawn_at else ""
        yield _said(scene, block, who=who, day=_day(scene, last.given_at), withdrawn=taken_back)


def _button(scene: Scene, one: Recipient) -> Button:
    refused = consents.refused(scene.tx, scene.person.id, SHARING, one.person)
    key, block = ("give", "button_give") if refused else ("take", "button_take")
    label = html.unescape(_said(scene, block, who=one.name, role=one.role.value))
    return Button(f"{key}-{one.person}", label if len(label) <= _BUTTON else f"{label[: _BUTTON - 1]}…")


def _pressed(scene: Scene, choice: str) -> None:
    scene.settle()
    key, _, person = choice.partition("-")
    one = next((one for one in _recipients(scene) if one.person == person), None)
    if one is None or scene.person.status is Status.STOPPED:
        scene.tell(TEMPLATE, "gone")
    elif key == "take":
        _take_back(scene, one)
    elif key == "give":
        consents.give(scene.tx, scene.person.id, SHARING, scene.now, one.person)
        _record(scene, "sharing_given", one.role.value)
        scene.tell(TEMPLATE, "given", who=one.name)
    _come_back(scene)


def _take_back(scene: Scene, one: Recipient) -> None:
    """From now on they read nothing of it; nobody is told."""
    count = sharing.withdraw_all(scene.tx, scene.person.id, one.person, scene.now)
    _record(scene, "sharing_withdrawn", one.role.value)
    again = _said(scene, "button_give", who=one.name, role=one.role.value)
    label = html.unescape(again)
    text = _said(scene, "taken_back", who=one.name, count=count)
    scene.add(text, ((Button(f"give-{one.person}", label[:_BUTTON]),),), ACCORDS)


def _record(scene: Scene, action: str, told: str) -> None:
    who = scene.person.id
    audit.record(scene.tx, action, scene.now, actor=who, subject=who, object=told)


# One text


def choose(scene: Scene, words: str = "") -> None:
    """/retirer: what is shared, by number, newest first; « /retirer 3 » takes the third back at once."""
    found = _shared(scene)
    number = words.strip().rstrip(".")
    if number.isdecimal() and 0 < int(number) <= len(found):
        _withdraw(scene, found[int(number) - 1].id)
    else:
        _list(scene, found, 0)
    _come_back(scene)


def _list(scene: Scene, found: list[Item], page: int) -> None:
    if not found:
        scene.tell(TEMPLATE, "nothing_shared")
        return
    shown = list(enumerate(found, 1))[page * PAGE : (page + 1) * PAGE]
    names = {one.person: one.name for one in _recipients(scene)}
    texts = [
        {
            "number": number,
            "text": one.text if len(one.text) <= SHOWN else f"{one.text[: SHOWN - 1]}…",
            "who": names.get(one.recipient or "", ""),
            "day": _day(scene, one.decided_at),
        }
        for number, one in shown
    ]
    buttons = [Button(str(one.id), str(number)) for number, one in shown]
    rows = [tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    if len(found) > (page + 1) * PAGE:
        rows.append((Button(f"page-{page + 1}", html.unescape(_said(scene, "button_older"))),))
    scene.add(_said(scene, "choose", texts=texts), tuple(rows), WITHDRAW)


def _pressed_one(scene: Scene, choice: str) -> None:
    scene.settle()
    key, _, page = choice.partition("-")
    if choice.isdecimal():
        _withdraw(scene, int(choice))
    else:
        _list(scene, _shared(scene), int(page) if key == "page" and page.isdecimal() else 0)
    _come_back(scene)


def _withdraw(scene: Scene, item: int) -> None:
    found = next((one for one in _shared(scene) if one.id == item), None)
    if found is None or not sharing.withdraw(scene.tx, scene.person.id, item, scene.now):
        scene.tell(TEMPLATE, "withdrawn_already")
        return
    _record(scene, "item_withdrawn", str(item))
    text = _said(scene, "withdrawn", text=found.text, who=name_of(scene.tx, found.recipient))
    more = ((Button("list", html.unescape(_said(scene, "button_more"))),),) if _shared(scene) else ()
    scene.add(text, more, WITHDRAW)


def _shared(scene: Scene) -> list[Item]:
    """What is shared with anybody now, newest first."""
    return [
        one
        for one in reversed(sharing.all_of(scene.tx, scene.person.id))
        if one.decision is Decision.SHARED and one.withdrawn_at is None and one.recipient is not None
    ]


# Whoever is no coachee


def _show_party(scene: Scene, _words: str) -> None:
    """A coach or a sponsor: since when they take part, and which conventions they accepted."""
    given = consents.all_of(scene.tx, scene.person.id)
    lines = list(_day_lines(scene, "participation", _of(given, PARTICIPATION)))
    for own in standpoint.all_of(scene.tx, scene.person.id):
        accepted = conventions.accepted_by(scene.tx, own.engagement.id, Party(own.role.value))
        if accepted is not None:
            found = conventions.acceptances(scene.tx, accepted.id)
            at = next(one.at for one in found if one.role.value == own.role.value)
            who = name_of(scene.tx, own.engagement.coachee)
            values = {"version": accepted.version, "day": _day(scene, at), "who": who}
            lines.append(_said(scene, "convention_party", **values))
    text = "\n".join(
        (_said(scene, "title"), "", *(lines or [_said(scene, "none")]), "", _said(scene, "foot_party"))
    )
    scene.add(text)
    _come_back(scene)


# What they have in common


def _own(scene: Scene) -> list[Standpoint]:
    return [one for one in standpoint.all_of(scene.tx, scene.person.id) if one.role is Role.COACHEE]


def _recipients(scene: Scene) -> Iterator[Recipient]:
    seen = set()
    for own in _own(scene):
        for role in _OTHERS:
            person = own.engagement.holds(role)
            if person is not None and person not in seen:
                seen.add(person)
                name = name_of(scene.tx, person) or html.unescape(_said(scene, f"role_{role.value}"))
                yield Recipient(person, role, name)


def _day(scene: Scene, at: datetime) -> str:
    return in_french(in_zone(at, scene.zone).date())


def _said(scene: Scene, block: str, **values: object) -> str:
    return scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values)


def _come_back(scene: Scene) -> None:
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))


_PARTY = {"accords": _show_party}
FEATURE = Feature(
    commands={
        Role.COACHEE: {"accords": show, "retirer": choose},
        Role.COACH: _PARTY,
        Role.SPONSOR: _PARTY,
        Role.LEAD: _PARTY,
    },
    presses={ACCORDS: _pressed, WITHDRAW: _pressed_one},
)
