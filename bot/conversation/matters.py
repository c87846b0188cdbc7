"""What a coachee may want to take to a session: what is open, in their own words, each with its day."""

from __future__ import annotations

from datetime import datetime

from bot.coaching.calendar import Standing
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.reports.brief import PREPARED
from bot.store import access, sessions, steps
from bot.store.engagements import Engagement
from bot.store.sharing import Item
from bot.store.tables import EPOCH
from bot.telling import in_french

PREPARATION, LOOKING_BACK = "preparation", "retour"
#: How many are offered, and the names under which the dialogue knows their words and days.
_NAMES = (("sujet_1", "le_1"), ("sujet_2", "le_2"), ("sujet_3", "le_3"))
#: Kinds of shared element that may be taken up again, the first of each before the rest.
_KINDS = ("topic", "pitfall")
#: Longer words are cut, in characters: a list must fit a telephone.
_LONGEST = 140


def last_one(scene: Scene, which: Engagement) -> datetime:
    """When the last session of this engagement was; long ago if there was none."""
    over = [
        one.slot.starts_at
        for one in sessions.of_engagement(scene.tx, which.id)
        if one.slot.counts_as(scene.now) in (Standing.HELD, Standing.PLANNED)
        and one.slot.ends_at <= scene.now
    ]
    return max(over, default=EPOCH)


def is_prepared(scene: Scene, one: Standpoint) -> bool:
    """Whether the coachee already said, since the last session, what they want of the next."""
    since = last_one(scene, one.engagement)
    return any(item.kind in PREPARED and item.decided_at >= since for item in _shared(scene, one))


def open_ones(scene: Scene, one: Standpoint) -> dict[str, str]:
    """Up to three matters since the last session, in the coachee's words, under the names that the dialogue knows:
    moments and pitfalls that they shared, and steps that they chose and that are open."""
    since = last_one(scene, one.engagement)
    shared = [item for item in reversed(_shared(scene, one)) if item.decided_at >= since]
    found = {
        kind: [(_words(item), item.decided_at) for item in shared if item.kind == kind] for kind in _KINDS
    }
    own = [(step.plan.told, step.at) for step in reversed(steps.open_of(scene.tx, scene.person.id))]
    firsts = [rows[0] for rows in (found["topic"], own, found["pitfall"]) if rows]
    rest = [row for rows in (found["topic"][1:], own[1:], found["pitfall"][1:]) for row in rows]
    given: dict[str, str] = {}
    for (words, moment), (name, day) in zip(_different([*firsts, *rest]), _NAMES, strict=False):
        given |= {name: words, day: in_french(in_zone(moment, scene.zone).date())}
    return given


def _different(rows: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """Without words that are there already, and cut to what a list can show."""
    kept: dict[str, tuple[str, datetime]] = {}
    for words, moment in rows:
        short = " ".join(words.split())
        if len(short) > _LONGEST:
            short = f"{short[:_LONGEST].rpartition(' ')[0] or short[:_LONGEST]} …"
        if short:
            kept.setdefault(short.casefold(), (short, moment))
    return list(kept.values())


def _shared(scene: Scene, one: Standpoint) -> list[Item]:
    """What the coach can read now: nothing else is offered."""
    return access.preview(scene.tx, one.engagement.coach, one.engagement)


def _words(item: Item) -> str:
    """The coachee's words in an element, without what it is called and without the quotes around them."""
    words = item.text.partition("\u00a0: ")[2] or item.text
    return words.removeprefix("«\u00a0").removesuffix("\u00a0»")
