"""What channels and store hand each other without knowing each other: one message in, one message out.

Both are plain frozen values that survive a trip through JSON, because both are written down (inbox, outbox)
before anything is done with them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"  # typed words, commands included
    PRESS = "press"  # a button: `token` names the question, `choice` the button
    EDITED = "edited"  # a message already sent was edited; `text` is its new text
    UNREADABLE = "unreadable"  # voice, picture, sticker …: `note` says which
    BLOCKED = "blocked"  # the person blocked or deleted the bot: nothing more may be sent
    UNBLOCKED = "unblocked"  # … and came back
    DUE = "due"  # a reminder's moment has come; `note` is its kind


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened in one chat. `channel` with `key` identifies it for ever: the same key twice is
    the same event delivered twice. `at` is aware, in UTC."""

    channel: str
    address: str
    key: str
    at: datetime
    kind: Kind
    text: str = ""
    token: str = ""
    choice: str = ""
    note: str = ""
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat(), "kind": self.kind.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Incoming:
        return cls(**data | {"at": datetime.fromisoformat(data["at"]), "kind": Kind(data["kind"])})


@dataclass(frozen=True, slots=True)
class Button:
    key: str
    label: str


class Purpose(StrEnum):
    """What an outgoing message is for; the sender needs to know no more."""

    SAY = "say"  # a message, with buttons or without
    FILE = "file"  # a document; `name` and `content` or `paper` hold it, `html` is its caption
    PICTURE = "picture"  # the same, shown in the chat at once
    SETTLE = "settle"  # no message: question `token` gets other buttons (`rows`), none, or `label`, ticked


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `html` uses only <b> <i> <u> <s> <code> <pre> <blockquote> <a href>, always
    balanced and escaped. `token` names the question that the buttons answer; `settles` an earlier one whose buttons
    go once this message is there, leaving `label` if one was chosen. `content` is base64. `paper` is a document
    still to be made (`reports.document`) into what the end of `name` says: .pdf, .png or .html.
    `once` is for alerts and reports: rather lost in a crash than sent twice."""

    purpose: Purpose = Purpose.SAY
    html: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    token: str = ""
    settles: str = ""
    label: str = ""
    name: str = ""
    content: str = ""
    once: bool = False
    paper: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"purpose": self.purpose.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Outgoing:
        rows = tuple(tuple(Button(**button) for button in row) for row in data["rows"])
        return cls(**data | {"purpose": Purpose(data["purpose"]), "rows": rows})
