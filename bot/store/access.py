"""The one door to what a coach or a sponsor reads of somebody else: rights first, then the record of who read.

The rules are those of the convention in force, the usual ones as long as there is none. Nothing else in the program
may ask `rights.may_read` or `sharing.shared_for` (tests/store/test_access.py).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.coaching.convention import Occasion
from bot.coaching.engagement import Party, Phase
from bot.coaching.rights import Matter, Rules, may_read
from bot.store import audit, consents, conventions, sharing
from bot.store.conventions import Convention
from bot.store.database import Transaction
from bot.store.engagements import Engagement
from bot.store.sharing import Item
from bot.store.tables import EPOCH

#: Stands beside the engagement in the record when the host read in the coach's place.
HOST = "host"
#: How kinds of elements begin that were given of the closing review.
REVIEW = "review_"
_MATTERS = {f"read_{matter.value}": matter for matter in Matter}
#: What earlier versions wrote down.
_MATTERS |= {"read_brief": Matter.SHARED, "read_digest": Matter.SHARED}


def read(
    tx: Transaction,
    reader: str | None,
    which: Engagement,
    matter: Matter,
    now: datetime,
    *,
    by_host: bool = False,
) -> bool:
    """Whether `reader` may read this now; if so, the record says that they did, so ask when it is shown.

    `by_host`: someone at the console reads in the place of `reader`, and is recorded without a name."""
    if not may(tx, reader, which, matter):
        return False
    if reader != which.coachee:
        told = f"{which.id}:{HOST}" if by_host else which.id
        actor = None if by_host else reader
        audit.record(tx, f"read_{matter.value}", now, actor=actor, subject=which.coachee, object=told)
    return True


def may(tx: Transaction, reader: str | None, which: Engagement, matter: Matter) -> bool:
    """Whether `reader` could read this now: to know whether to offer it. Records nothing, so show nothing by it."""
    party = which.party(reader)
    if reader is None or which.coachee is None:
        return False
    rules, phase = _standing(tx, reader, which, party)
    withdrawn = consents.refused(tx, which.coachee, consents.SHARING, reader)
    return may_read(rules, party, matter, phase, withdrawn=withdrawn)


def shared(
    tx: Transaction,
    reader: str | None,
    which: Engagement,
    now: datetime,
    *,
    matter: Matter = Matter.SHARED,
    since: datetime = EPOCH,
    reach: datetime | None = None,
    by_host: bool = False,
) -> list[Item]:
    """What the coachee shared with `reader`, oldest first, to be shown now, and recorded as read.

    With `since`, nothing, and no record, unless something was shared since then; with it come, back to `reach`, the
    older ones."""
    found = _items(tx, reader, which, matter, min(since, reach or since))
    if since > EPOCH and not any(item.decided_at >= since for item in found):
        return []
    return found if read(tx, reader, which, matter, now, by_host=by_host) else []


def preview(tx: Transaction, reader: str | None, which: Engagement) -> list[Item]:
    """For the coachee alone: what `reader` would find."""
    return _items(tx, reader, which, Matter.SHARED, EPOCH)


def reported(tx: Transaction, which: Engagement) -> Collection[Occasion]:
    """The occasions whose ratings the sponsor may read; none before a convention that says so is in force."""
    agreed = conventions.in_force(tx, which.id)
    return () if agreed is None else agreed.terms.reported


def matter_of(action: str) -> Matter | None:
    """What was read, if an entry of the record tells of a reading."""
    return _MATTERS.get(action)


def _items(
    tx: Transaction, reader: str | None, which: Engagement, matter: Matter, since: datetime
) -> list[Item]:
    """Elements of that matter alone. Those of the closing review stand among what was shared too, if they may be
    read."""
    if reader is None or which.coachee is None or not may(tx, reader, which, matter):
        return []
    review = matter is Matter.REVIEW or may(tx, reader, which, Matter.REVIEW)
    found = sharing.shared_for(tx, reader, which.coachee, since=since)
    return [item for item in found if (review if item.kind.startswith(REVIEW) else matter is Matter.SHARED)]


def _standing(tx: Transaction, reader: str, which: Engagement, party: Party) -> tuple[Rules, Phase]:
    """The rules that hold for this reader, and how far the engagement is for them: a pause or a leaving opens nothing
    that was closed, and a sponsor who did not accept the convention in force stands before it."""
    away = which.arc.phase in (Phase.PAUSED, Phase.STOPPED)
    phase = which.arc.before or which.arc.phase if away else which.arc.phase
    agreed = conventions.in_force(tx, which.id)
    if agreed is None:
        return Rules.usual(), phase
    if party is Party.SPONSOR and not _accepted(tx, agreed, reader):
        return Rules.usual(), Phase.FRAMED
    return agreed.terms.rules, phase


def _accepted(tx: Transaction, agreed: Convention, reader: str) -> bool:
    done = conventions.acceptances(tx, agreed.id)
    return any(found.role is Party.SPONSOR and found.party == reader for found in done)
