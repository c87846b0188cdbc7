"""What of a closing review goes to coach and sponsor: each text was read by the coachee as it is sent (P2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.coaching.engagement import Cause
from bot.coaching.rhythm import next_hour
from bot.coaching.rights import Matter
from bot.conversation import standpoint
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.messages import Button, Outgoing, Purpose
from bot.reports import review as report
from bot.reports.review import KINDS, TEMPLATE, Piece
from bot.store import access, engagements, outbox, people, reminders, reviews, sharing
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.store.reviews import Review
from bot.telling import in_french

#: The dialogue; what stands for the written review on buttons; the kind of the reminder that closes.
DIALOG, WRITTEN, CLOSING = "remise", "bilan_fait", "cloture"
HAND, REDO, CLOSE = "hand", "redo", "close"
_GIVE = "transmettre"
#: How long the engagement stays open once it is decided what goes to whom.
OPEN_FOR = timedelta(days=14)


def own_of(scene: Scene, deed: Host) -> Standpoint | None:
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    return own if own and own.role is Role.COACHEE else None


def written(scene: Scene, own: Standpoint) -> Review | None:
    return reviews.load(scene.tx, scene.person.id, own.engagement.id)


def whole_of(scene: Scene, own: Standpoint, said: Review) -> report.Whole:
    names = (name_of(scene.tx, scene.person.id), name_of(scene.tx, own.engagement.coach))
    return report.gather(scene.tx, own.engagement, said, scene.now, names=names)


def add_buttons(scene: Scene, block: str, keys: tuple[str, ...], token: str, **values: object) -> None:
    render, form = scene.parts.prompts.render, scene.reader.form
    row = tuple(Button(key, render(TEMPLATE, f"button_{key}", form, {})) for key in keys)
    scene.add(render(TEMPLATE, block, form, values), (row,), token)


def _reaches(scene: Scene, which: Engagement, reader: str | None) -> bool:
    """Whether this coach or sponsor could be given parts of the review now."""
    person = people.load(scene.tx, reader) if reader else None
    if person is None or person.status is Status.STOPPED:
        return False
    return access.may(scene.tx, reader, which, Matter.REVIEW) and bool(people.addresses(scene.tx, person.id))


def begin(scene: Scene, own: Standpoint, said: Review) -> None:
    which = own.engagement
    texts = report.texts(scene.parts.prompts, whole_of(scene, own, said))
    if not texts or not _reaches(scene, which, which.coach):
        _hand_over(scene, own, said, [])
        return
    given = {piece.value: text for piece, text in texts.items()}
    if _reaches(scene, which, which.sponsor):
        given["commanditaire"] = name_of(scene.tx, which.sponsor) or _said(scene, "somebody_sponsor")
    scene.play(Begin(DIALOG, scene.now, given, own.key))


def hand(scene: Scene, deed: Host) -> None:
    """The texts that were read and agreed to, letter by letter, each for one reader."""
    own = own_of(scene, deed)
    said = written(scene, own) if own else None
    if own is None or said is None:
        scene.tell(TEMPLATE, "none")
        return
    known = deed.seen.said
    decided = [
        (role, piece, known[piece.value])
        for role, name in ((Role.COACH, "coach"), (Role.SPONSOR, "commanditaire"))
        for piece in Piece
        if known.get(f"{name}_{piece.value}") == _GIVE and known.get(piece.value)
    ]
    _hand_over(scene, own, said, decided)


def _hand_over(scene: Scene, own: Standpoint, said: Review, decided: list[tuple[Role, Piece, str]]) -> None:
    which, values = own.engagement, dict[str, object]()
    for role, name in ((Role.COACH, "coach"), (Role.SPONSOR, "sponsor")):
        given = [(piece, text) for one, piece, text in decided if one is role]
        reader = which.holds(role)
        reached = bool(given) and _reaches(scene, which, reader)
        if reached and reader is not None:
            _give(scene, which, reader, given)
        values[name] = (name_of(scene.tx, reader) or _said(scene, f"somebody_{name}")) if reached else ""
        values[f"{name}_pieces"] = ", ".join(_said(scene, f"name_{piece.value}") for piece, _ in given)
    reviews.put(scene.tx, scene.person.id, which.id, replace(said, handed_at=scene.now), scene.now)
    at = next_hour(scene.rhythm(), scene.now + OPEN_FOR)
    reminders.put(scene.tx, scene.person.id, f"{CLOSING}:{which.id}", at)
    day = in_french(in_zone(at, scene.zone).date())
    add_buttons(scene, "handed", (CLOSE,), WRITTEN, **values, day=day)


def _give(scene: Scene, which: Engagement, reader: str, given: list[tuple[Piece, str]]) -> None:
    for piece, text in given:
        sharing.file_item(
            scene.tx, scene.person.id, scene.now, engagement=which.id, talk=str(scene.state.talk), kind=KINDS[piece],
            text=text, recipient=reader,
        )  # fmt: skip
    if not access.read(scene.tx, reader, which, Matter.REVIEW, scene.now):
        return
    message = _received(scene, which, given)
    for address in people.addresses(scene.tx, reader):
        if address.reachable:
            outbox.add(scene.tx, reader, address.channel, address.address, message, scene.now)


def _received(scene: Scene, which: Engagement, given: list[tuple[Piece, str]]) -> Outgoing:
    name, prompts = name_of(scene.tx, which.coachee), scene.parts.prompts
    paper = report.handed(prompts, name, given, in_zone(scene.now, scene.zone).date())
    caption = prompts.render(TEMPLATE, "received", "vous", {"prenom": name})
    return Outgoing(Purpose.FILE, html=caption, name="bilan.pdf", paper=paper.to_json(), once=True)


def _said(scene: Scene, block: str) -> str:
    return scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, {})


def show_given(scene: Scene, which: Engagement) -> None:
    said = reviews.load(scene.tx, which.coachee, which.id) if which.coachee else None
    given: list[tuple[Piece, str]] = []
    if said is not None and said.handed_at is not None:
        given = report.pieces(
            access.shared(scene.tx, scene.person.id, which, scene.now, matter=Matter.REVIEW)
        )
    if given:
        scene.out.append(_received(scene, which, given))
    else:
        scene.tell(TEMPLATE, "not_yet", prenom=name_of(scene.tx, which.coachee))


def close(scene: Scene, which: Engagement, actor: str | None) -> None:
    engagements.move(scene.tx, which, Cause.CLOSE, scene.now, actor)
    reminders.cancel(scene.tx, scene.person.id, f"{CLOSING}:{which.id}")
    if standpoint.of(scene, Role.COACHEE) is None:
        reminders.cancel_all(scene.tx, scene.person.id)
    scene.tell(TEMPLATE, "closed")
