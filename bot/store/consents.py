"""What a person agreed to, for which recipient, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.store.database import Transaction
from bot.store.tables import consent

#: That Recul asks and keeps: what everything else rests on.
REFLECTION = "reflection"
#: To take part as a sponsor, or in charge of a programme.
PARTICIPATION = "participation"
#: To be accompanied by that coach, for somebody who has several.
ENGAGEMENT = "engagement"
#: That what is shared, element by element, goes to that recipient at all. Given with the first element.
SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class Consent:
    """`recipient` is None when the consent concerns nobody in particular, or somebody erased since."""

    purpose: str
    recipient: str | None
    given_at: datetime
    withdrawn_at: datetime | None


_insert = insert(consent)
_all = (
    select(consent).where(consent.c.person == bindparam("person")).order_by(consent.c.given_at, consent.c.id)
)
_standing = (
    consent.c.person == bindparam("who"),
    consent.c.purpose == bindparam("what"),
    consent.c.recipient.is_not_distinct_from(bindparam("whom")),
    consent.c.withdrawn_at.is_(None),
)
_stands = select(consent.c.id).where(*_standing).limit(1)
_ever = select(consent.c.id).where(*_standing[:-1]).limit(1)
_withdraw = update(consent).where(*_standing).values(withdrawn_at=bindparam("now"))


def give(tx: Transaction, person: str, purpose: str, now: datetime, recipient: str | None = None) -> None:
    """`purpose` is an identifier. Giving again what stands already changes nothing."""
    if not stands(tx, person, purpose, recipient):
        tx.run(_insert, {"person": person, "purpose": purpose, "recipient": recipient, "given_at": now})


def withdraw(tx: Transaction, person: str, purpose: str, now: datetime, recipient: str | None = None) -> bool:
    """False if there was nothing to withdraw."""
    return tx.run(_withdraw, {"who": person, "what": purpose, "whom": recipient, "now": now}).rowcount > 0


def stands(tx: Transaction, person: str, purpose: str, recipient: str | None = None) -> bool:
    """Whether that very consent was given and not withdrawn; one for somebody else does not count."""
    return tx.run(_stands, {"who": person, "what": purpose, "whom": recipient}).first() is not None


def refused(tx: Transaction, person: str, purpose: str, recipient: str | None = None) -> bool:
    """Whether that very consent was withdrawn, and not given again since."""
    values = {"who": person, "what": purpose, "whom": recipient}
    return tx.run(_ever, values).first() is not None and not stands(tx, person, purpose, recipient)


def all_of(tx: Transaction, person: str) -> list[Consent]:
    return [
        Consent(row.purpose, row.recipient, row.given_at, row.withdrawn_at)
        for row in tx.run(_all, {"person": person})
    ]
