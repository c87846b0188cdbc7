"""The tables, in rooms. No name, address, Telegram id or free text stands in any of them in clear.

Columns named in `sealed(…)` hold what `vault` encrypted; lanes, keys and codes are fingerprints. A column
that points to a person says what erasing that person does to it: `owner` deletes the row, `mention` empties
the column. `erasure` and its test read that from here, so a new table cannot be forgotten.
"""

from bot.store.tables.arc import (
    acceptance,
    convention,
    expectation,
    need,
    objective,
    rating,
    resource,
    session,
    step,
)
from bot.store.tables.columns import EPOCH, MICROSECOND, Moment, is_status, metadata
from bot.store.tables.journal import answer, item, judgement, memory
from bot.store.tables.people import address, audit, consent, engagement, erasure, installation, link, person
from bot.store.tables.talk import conversation, definition, inbox, outbox, reminder

__all__ = [
    "EPOCH", "MICROSECOND", "Moment", "acceptance", "address", "answer", "audit", "consent",
    "convention", "conversation", "definition", "engagement", "erasure", "expectation", "inbox",
    "installation", "is_status", "item", "judgement", "link", "memory", "metadata", "need",
    "objective", "outbox", "person", "rating", "reminder", "resource", "session", "step",
]  # fmt: skip
