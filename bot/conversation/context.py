"""What an answer replies to: the reader understands « oui, tout seul » only with the question before it."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from datetime import datetime

from bot.channels.markup import plain
from bot.conversation.scene import Parts, Scene
from bot.messages import Incoming
from bot.store import people

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """`question` as it stands on the screen, without buttons; empty when none is open. `before` are the latest
    answers of this talk, oldest first."""

    question: str = ""
    before: tuple[str, ...] = ()


def around(parts: Parts, incoming: Incoming, now: datetime) -> Context:
    """What these words reply to, seen in a transaction that waits for no writer and is over before they are read.

    Never raises: words are read without their context rather than not at all. The lane keeps the talk still until
    the turn itself begins."""
    try:
        with parts.store.read() as tx:
            person = people.by_address(tx, incoming.channel, incoming.address)
            if person is None:
                return Context()
            scene = Scene.of(parts, tx, incoming, person, now)
        if scene.state.frame is None:
            return Context()
        question = plain(parts.teller.question(scene.state, scene.reader))
        return Context(question, parts.library.earlier(scene.state))
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn meets it again or does not need it
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{last.filename}:{last.lineno}"
        log.warning(
            "words were read without their context", extra={"error": type(error).__name__, "place": place}
        )
        return Context()
