"""What can happen in a talk: a small closed union of frozen values. Every event carries `at`, aware, in
UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.dialog.dates import NOTHING, Told
from bot.insight import Reading

#: Words in which nothing was read.
UNREAD = Reading()


@dataclass(frozen=True, slots=True)
class Begin:
    """A dialogue is asked for. `given` are words that the host knows under the names that the dialogue lists;
    `standpoint` names as what, and in which engagement, the person speaks in it."""

    dialog: str
    at: datetime
    given: Mapping[str, str] = field(default_factory=dict)
    standpoint: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Words were typed. `reading` is what was read in them; `choices` are the keys of the buttons that they
    spell out at the open question; `told` is what they tell of a day and an hour, read against the person's own
    calendar."""

    text: str
    at: datetime
    reading: Reading = UNREAD
    choices: tuple[str, ...] = ()
    told: Told = NOTHING


@dataclass(frozen=True, slots=True)
class Press:
    """A button of question number `asked` was pressed."""

    asked: int
    choice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """/stop, in whatever form."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """The open question is wanted once more (after a command, a picture, a press on an old button)."""

    at: datetime


Event = Begin | Say | Press | Leave | Again
