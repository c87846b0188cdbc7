"""/bilan: the closing review. The coachee writes it and gets it alone; then they decide, text by text, what goes to
whom; then the engagement closes.

Coach and sponsor get what was agreed to for them as a document. It stays open for two weeks, in which they can ask for
it again and the coachee can close at once; from then on (`Cause.CLOSE`, in the record with its date) nothing of it is
read, and the time after which it is erased begins.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.coaching.closing import MOST
from bot.coaching.engagement import ACTIVE, Arc, Cause, Party, Phase
from bot.conversation import handing, news, ratings, skills, standpoint
from bot.conversation.choosing import choose
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.openings import here_to_talk, overlay, put_again
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.dialog.thinness import is_nothing
from bot.messages import Outgoing, Purpose
from bot.reports import objectives as rated
from bot.reports import review as report
from bot.reports.review import TEMPLATE
from bot.store import engagements, reviews
from bot.store.people import Role, Status
from bot.store.reviews import Alone, Learning, Review
from bot.telling import in_french

#: The dialogue, the command, the reminder's kind, and what stands for it on buttons; and for whom a coach means.
DIALOG, _WHOSE = "bilan", "bilan_de"
_BEGIN, _LATER = "begin", "later"
#: Ratings that are older are asked for again.
_FRESH = timedelta(days=14)


# The coachee


def _command(scene: Scene, words: str) -> None:
    """« /bilan »; « /bilan Prénom » from someone who is a coach too is the coach's."""
    if words and Role.COACH in scene.person.roles:
        _coach(scene, words)
    elif here_to_talk(scene):
        own = standpoint.of(scene, Role.COACHEE)
        fault = _fault(own.engagement.arc) if own else "none"
        if own is None or fault:
            scene.tell(TEMPLATE, fault)
            put_again(scene)
        elif said := handing.written(scene, own):
            _show(scene, own, said)
        else:
            _begin(scene, own)


def _fault(arc: Arc) -> str:
    """Why there is no review to be written now; empty if there is."""
    if arc.phase is Phase.PAUSED:
        return "paused"
    return "" if arc.phase in (*ACTIVE, Phase.CLOSING) else "too_early"


def _begin(scene: Scene, own: Standpoint) -> None:
    which, given = own.engagement, dict[str, str]()
    for number, one in enumerate(report.learnings(scene.tx, scene.person.id, which, scene.zone), 1):
        given[f"acquis_{number}"] = one.words
        given[f"acquis_{number}_le"] = in_french(one.on)
        given[f"acquis_{number}_du"] = one.on.isoformat()
    seen = rated.seen_by(scene.tx, scene.person.id, which, scene.now) or ()
    stale = [
        one for one in seen if (last := one.latest(Role.COACHEE)) is None or scene.now - last.at > _FRESH
    ]
    given |= ratings.given(scene, stale) | skills.given(scene, which)
    overlay(scene, DIALOG, given, own)


def _open(scene: Scene, deed: Host) -> None:
    own = handing.own_of(scene, deed)
    if own and own.engagement.arc.may(Cause.REVIEW, Party.COACHEE):
        engagements.move(scene.tx, own.engagement, Cause.REVIEW, scene.now, scene.person.id)


def _write(scene: Scene, deed: Host) -> None:
    """What was kept and said becomes the review; its document goes to the coachee, and to nobody else."""
    own, known = handing.own_of(scene, deed), deed.seen.said
    if own is None:
        scene.tell(TEMPLATE, "none")
        return
    kept = [
        Learning(known[f"acquis_{number}"], date.fromisoformat(known[f"acquis_{number}_du"]))
        for number in range(1, MOST + 1)
        if known.get(f"garde_{number}") == "garder"
    ]
    words = {
        name: _something(known.get(name, ""))
        for name in ("acquis_libre", "continue", "rendez_vous", "signe", "parade")
    }
    if words["acquis_libre"]:
        kept.append(Learning(words["acquis_libre"], in_zone(scene.now, scene.zone).date()))
    alone = Alone(words["continue"], words["rendez_vous"], words["signe"], words["parade"])
    said = Review(scene.now, tuple(kept), alone)
    reviews.put(scene.tx, scene.person.id, own.engagement.id, said, scene.now)
    _send_own(scene, own, said)
    handing.begin(scene, own, said)


def _something(words: str) -> str:
    return "" if is_nothing(words) else words


def _send_own(scene: Scene, own: Standpoint, said: Review) -> None:
    prompts, form = scene.parts.prompts, scene.reader.form
    paper = report.document(prompts, handing.whole_of(scene, own, said), form, scene.zone)
    caption = prompts.render(TEMPLATE, "caption", form, {})
    scene.out.append(Outgoing(Purpose.FILE, html=caption, name="bilan.pdf", paper=paper.to_json()))


def _show(scene: Scene, own: Standpoint, said: Review) -> None:
    """The review there is, and what can be done with it."""
    scene.settle()
    _send_own(scene, own, said)
    keys = (handing.HAND, handing.REDO, handing.CLOSE) if said.handed_at else (handing.HAND, handing.REDO)
    handing.add_buttons(scene, "again", keys, handing.WRITTEN, handed=bool(said.handed_at))


def _pressed(scene: Scene, choice: str) -> None:
    """Below the invitation."""
    if choice == _BEGIN:
        _command(scene, "")
    elif here_to_talk(scene):
        scene.settle()
        scene.tell(TEMPLATE, "later")


def _pressed_written(scene: Scene, choice: str) -> None:
    """Below the review: an old button does what it says, as things stand now."""
    if not here_to_talk(scene):
        return
    own = standpoint.of(scene, Role.COACHEE)
    said = handing.written(scene, own) if own else None
    if own is None or said is None or own.engagement.arc.phase is not Phase.CLOSING:
        scene.settle()
        _command(scene, "")
    elif choice == handing.HAND:
        scene.settle()
        handing.begin(scene, own, said)
    elif choice == handing.CLOSE and said.handed_at:
        scene.settle()
        handing.close(scene, own.engagement, scene.person.id)
    elif choice == handing.CLOSE:
        scene.tell(TEMPLATE, "closing_first")
    else:
        _begin(scene, own)


# Coach and sponsor


def _coach(scene: Scene, words: str) -> None:
    """Begins the review of somebody's engagement; once it is begun, shows what was given of it."""
    meant = choose(scene, words, _WHOSE)
    if meant is None:
        return
    prenom = name_of(scene.tx, meant.coachee)
    if meant.arc.may(Cause.REVIEW, Party.COACH):
        engagements.move(scene.tx, meant, Cause.REVIEW, scene.now, scene.person.id)
        news.at_their_hour(scene, meant.coachee, f"{DIALOG}:{meant.id}")
        scene.tell(TEMPLATE, "proposed", prenom=prenom)
    elif meant.arc.phase is Phase.CLOSING:
        handing.show_given(scene, meant)
    else:
        scene.tell(TEMPLATE, "too_early_coach", prenom=prenom)
    put_again(scene)


def _sponsor(scene: Scene, _words: str) -> None:
    one = standpoint.of(scene, Role.SPONSOR)
    if one is None:
        scene.tell(TEMPLATE, "none")
    else:
        handing.show_given(scene, one.engagement)
    put_again(scene)


# When it comes of itself


def _due(scene: Scene, engagement: str) -> None:
    """The coach has begun the review: the coachee is told at their hour."""
    which = engagements.load(scene.tx, engagement)
    if (
        which is None
        or which.coachee != scene.person.id
        or scene.person.status is Status.STOPPED
        or news.waits(scene)
    ):
        return
    if which.arc.phase is Phase.CLOSING and reviews.load(scene.tx, scene.person.id, which.id) is None:
        handing.add_buttons(scene, "ready", (_BEGIN, _LATER), DIALOG)


def _due_closing(scene: Scene, engagement: str) -> None:
    """The two weeks are over."""
    which = engagements.load(scene.tx, engagement)
    if (
        which is None
        or which.coachee != scene.person.id
        or scene.person.status is Status.STOPPED
        or news.waits(scene)
    ):
        return
    if which.arc.may(Cause.CLOSE, Party.HOST):
        handing.close(scene, which, None)


FEATURE = Feature(
    commands={
        Role.COACHEE: {DIALOG: _command},
        Role.COACH: {DIALOG: _coach},
        Role.SPONSOR: {DIALOG: _sponsor},
    },
    presses={DIALOG: _pressed, handing.WRITTEN: _pressed_written, _WHOSE: _coach},
    due={DIALOG: _due, handing.CLOSING: _due_closing},
    deeds={"open_review": _open, "write_review": _write, "hand_review": handing.hand},
)
