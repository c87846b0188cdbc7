"""What each part of the accompaniment adds to a talk: commands, buttons, moments, deeds.

A part is one module of this package that ends with a `Feature`; `bot.conversation.directory` lists them all. The turn
looks here before it looks anywhere else, so that a part needs no line of the turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.conversation.scene import Scene
from bot.dialog.effects import Host
from bot.store.people import Role

#: In the token of a message, between the name of a part and what of it the message is about. No colon: the channel
#: puts colons around a token, and refuses one that holds any.
BESIDE = "."
#: Takes the words after a command, the button pressed, or what follows the first colon in a reminder's kind.
Hand = Callable[[Scene, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """`commands` by role, then by name in plain letters; `presses` by the token of the message that has the buttons,
    up to `BESIDE`; `due` by the kind of the reminder, up to a colon; `deeds` by what `do:` names in a dialogue;
    `leaves` tells the others of an engagement what they must know when this person leaves, or is about to be
    erased."""

    commands: Mapping[Role, Mapping[str, Hand]] = field(default_factory=dict)
    presses: Mapping[str, Hand] = field(default_factory=dict)
    due: Mapping[str, Hand] = field(default_factory=dict)
    deeds: Mapping[str, Callable[[Scene, Host], None]] = field(default_factory=dict)
    leaves: Callable[[Scene], None] | None = None
