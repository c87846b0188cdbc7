"""One turn.

    inbox row → who is it, what do they want → the dialogue moves → journal, reminders, outbox → commit

Reading the words (slow) happens before the transaction, and so does looking up the question that they answer.
Either everything of a turn is written or nothing is.
"""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from bot.conversation import arrivals, coach, coachee, deeds, directory, invitations, parties
from bot.conversation.context import around
from bot.conversation.enrolment import Door, Entered
from bot.conversation.scene import Parts, Scene
from bot.conversation.standpoint import heard_as
from bot.dialog.replies import is_stop
from bot.insight import Distress, Reader, Reading
from bot.messages import Incoming, Kind, Outgoing
from bot.store import StoreUnavailable, Transaction, erasure, inbox, outbox, people, reminders
from bot.store.inbox import Waiting
from bot.store.people import Role

log = logging.getLogger(__name__)

#: What a coach who is coached too reads as the one that they chose to be.
_SCREENS = ("aide", "help", "confidentialite", "privacy")


class Conversation:
    """Takes inbox rows, one at a time for each lane, from any thread."""

    def __init__(self, parts: Parts, insight: Reader) -> None:
        self.parts = parts
        self.insight = insight

    def take(self, waiting: Waiting, now: datetime) -> bool:
        """One turn. False if the row was no longer there to take. A failure is counted on the row; the last one
        parks it, tells the person, and the lane goes on. Raises `StoreUnavailable` while the database is away."""
        try:
            if waiting.incoming is None:
                self._set_aside(waiting)
                return True
            return self._take(waiting.id, waiting.incoming, now)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
            assert waiting.incoming is not None
            self._failed(waiting.id, waiting.incoming, now, error)
            return True

    def _set_aside(self, waiting: Waiting) -> None:
        with self.parts.store.write() as tx:
            inbox.park(tx, waiting.id, "Forgotten")
        log.critical("a message whose key is gone was set aside", extra={"row": waiting.id})

    def _take(self, row: int, arrived: Incoming, now: datetime) -> bool:
        reading = self._read(arrived, now)
        with self.parts.store.write() as tx:
            incoming = inbox.claim(tx, row, now)
            if incoming is None:
                return False
            erased = self._turn(tx, incoming, reading, now)
            inbox.done(tx, row)
        if erased:
            erasure.finish_erasures(self.parts.store)
        return True

    def _read(self, incoming: Incoming, now: datetime) -> Reading:
        if incoming.kind is not Kind.TEXT or incoming.text.startswith("/") or is_stop(incoming.text):
            return Reading()
        context = around(self.parts, incoming, now)
        return self.insight.read(incoming.text, context.question, context.before)

    def _turn(self, tx: Transaction, incoming: Incoming, reading: Reading, now: datetime) -> bool:
        """Whether the person asked to be erased."""
        person = people.by_address(tx, incoming.channel, incoming.address)
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            open_again = incoming.kind is Kind.UNBLOCKED
            people.set_reachable(tx, incoming.channel, incoming.address, reachable=open_again)
            if person is not None and open_again:
                scene = Scene.of(self.parts, tx, incoming, person, now)
                invitations.reachable_again(scene)
                scene.close()
            elif person is not None:
                outbox.drop_waiting(tx, person.id)
            return False
        command, argument = _command(incoming)
        entered = Entered(person) if person else None
        if incoming.kind is not Kind.DUE and (person is None or (command == "start" and argument)):
            entered = Door(self.parts, tx, incoming, now).enter(person, argument)
        if entered is None:
            return False
        scene = Scene.of(self.parts, tx, incoming, entered.person, now)
        if entered.arrives:
            arrivals.welcome(scene, entered)
        else:
            _answer(scene, command, argument, reading)
        deeds.carry_out(scene)
        scene.close()
        return scene.erased

    def _failed(self, row: int, incoming: Incoming, now: datetime, error: Exception) -> None:
        """What is logged holds no words of anyone: a class, a place in the code, a row."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = {"row": row, "error": type(error).__name__, "place": f"{last.filename}:{last.lineno}"}
        log.error("a turn failed", extra=told)
        with self.parts.store.write() as tx:
            if not inbox.fail(tx, row, now, type(error).__name__):
                return
            log.critical("a message was parked after repeated failures", extra=told)
            owner = people.owner_of_lane(tx, people.lane_of(tx, incoming.channel, incoming.address))
            if owner is not None and not tx.vault.knows(owner):
                return  # whoever it was can neither be read nor written to any more
            if incoming.kind is Kind.DUE:  # what comes regularly must not end with one failure
                if owner is not None:
                    reminders.put(tx, owner, incoming.note, now + timedelta(days=1))
            else:
                message = Outgoing(html=self.parts.prompts.render("common.j2", "error", "vous", {}))
                outbox.add(tx, owner, incoming.channel, incoming.address, message, now)


def _command(incoming: Incoming) -> tuple[str, str]:
    """« /brief Nadia » as ("brief", "Nadia"); empty for anything but a command."""
    if incoming.kind is not Kind.TEXT or not incoming.text.startswith("/") or is_stop(incoming.text):
        return "", ""
    name, _, argument = incoming.text[1:].strip().partition(" ")
    return name.casefold() or "?", argument.strip()


def _answer(scene: Scene, command: str, argument: str, reading: Reading) -> None:
    incoming = scene.incoming
    if incoming.kind is Kind.TEXT and is_stop(incoming.text):
        coachee.leave(scene)
    elif directory.took(scene, command, argument):
        pass
    elif incoming.kind is Kind.DUE:
        invitations.due(scene)
    else:
        _converse(scene, command, argument, reading)


def _converse(scene: Scene, command: str, argument: str, reading: Reading) -> None:
    """What no part of the accompaniment took: it goes to whoever this person is here."""
    incoming, roles = scene.incoming, scene.person.roles
    if Role.COACH in roles and coach.takes(incoming, command):
        coach.obey(scene, command, argument)
    elif parties.takes(scene, command):
        _notice(scene, reading)
        parties.obey(scene, command)
    elif command in _SCREENS and heard_as(scene) is Role.COACH:
        coach.greet(scene, command)
    elif Role.COACHEE in roles and not _speaks_as_party(scene, command):
        if command:
            coachee.obey(scene, command)
        else:
            coachee.converse(scene, reading)
    elif scene.state.frames and (not command or coachee.is_cancel(command)):
        _notice(scene, reading)
        coachee.converse_as_party(scene, command)
    elif Role.COACH in roles and heard_as(scene) is Role.COACH:
        _notice(scene, reading)
        coach.greet(scene, command)
    elif coachee.is_theirs(command):
        coachee.obey(scene, command)
    else:
        scene.say("not_allowed")


def _speaks_as_party(scene: Scene, command: str) -> bool:
    """Whether a coachee answers in a talk that they hold as a coach or a sponsor."""
    speaking = scene.state.standpoint.partition(":")[0]
    return not command and bool(scene.state.frames) and speaking not in ("", Role.COACHEE.value)


def _notice(scene: Scene, reading: Reading) -> None:
    """Danger in the words of someone who is not coached here: the numbers, once, and nobody is told."""
    if scene.incoming.kind is Kind.TEXT and reading.distress is Distress.SURE:
        coachee.say_help_lines(scene)
