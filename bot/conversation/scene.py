"""What one turn works with: one transaction, one person, one moment. Lives as long as the transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.authoring import revive
from bot.channels.markup import plain
from bot.coaching.fading import Fading, went
from bot.coaching.retention import Limits
from bot.coaching.rhythm import Rhythm, next_hour, next_invitation
from bot.conversation import standpoint
from bot.conversation.names import name_of
from bot.dialog.definition import FREE, STAGE
from bot.dialog.effects import Answered, Effect, Ended, Filed, Host, Judged, Left, Remark, Remembered, Tell
from bot.dialog.engine import Turn, advance
from bot.dialog.events import Event
from bot.dialog.library import Library
from bot.dialog.state import Memory, State
from bot.messages import Button, Incoming, Outgoing, Purpose
from bot.prompts import Prompts
from bot.store import (
    Store,
    Transaction,
    consents,
    journal,
    outbox,
    people,
    reminders,
    resources,
    sharing,
    talks,
)
from bot.store.people import Person, Role, Status
from bot.telling import Reader, Teller, in_french

COMMANDS = "commands.j2"
INVITATION = "invitation"
#: What helped, as dialogues know it: one of several that are kept.
RESOURCE = "ressource"
REFLECTION = "reflexion"
#: Known where the sharing with the coach was withdrawn: no review is offered then.
NOT_SHARED = "partage_retire"
#: Under this name a profile keeps how much scaffolding is gone.
FADING = "fading"
#: The coachee's own question, and the name under which it comes back once it has rested for so long.
QUESTION, OLD_QUESTION, RESTED = "question", "ancienne_question", timedelta(days=21)
#: Names whose change moves the next invitation.
_RHYTHM = {"rythme", "jour", "heure", "fuseau"}


@dataclass(slots=True)
class Place:
    """Where Recul is met. `username` is the bot's, known once Telegram has answered, empty without Telegram."""

    username: str = ""

    def link(self, code: str) -> str:
        """An invitation as something to send: a link, or the words to type where there is no Telegram."""
        return f"https://t.me/{self.username}?start={code}" if self.username else f"/start {code}"


@dataclass(frozen=True, slots=True)
class Parts:
    """What every turn is given: made once at start."""

    store: Store
    library: Library
    prompts: Prompts
    teller: Teller
    zone: str
    place: Place
    limits: Limits = field(default_factory=Limits)


@dataclass
class Scene:
    """One turn of one person. Functions that carry a turn out write into it; `close` writes it down."""

    parts: Parts
    tx: Transaction
    incoming: Incoming
    person: Person
    now: datetime
    state: State
    version: int
    out: list[Outgoing] = field(default_factory=list)
    deeds: list[Host] = field(default_factory=list)
    erased: bool = False
    _tells: list[Tell | Remark] = field(default_factory=list)
    _first: str = ""
    _place: int | None = None  # of what the dialogue says, among the other messages of this turn
    _moved: bool = False

    @classmethod
    def of(cls, parts: Parts, tx: Transaction, incoming: Incoming, person: Person, now: datetime) -> Scene:
        memory = {
            name: Memory(kept.words, kept.at.astimezone(ZoneInfo(parts.zone)).date())
            for name, kept in journal.recall(tx, person.id).items()
        }
        today = now.date()
        memory[STAGE] = Memory(str(_fading(person).stage(today)), today)
        if QUESTION in memory and today - memory[QUESTION].day >= RESTED:
            memory[OLD_QUESTION] = memory[QUESTION]
        found = talks.load(tx, person.id)
        state = State(crc32(person.id.encode()), memory=memory)
        if found is not None:
            state = State.from_json(json.loads(found.state), memory)
            _pin(parts, tx, state)
        own = standpoint.speaking(tx, person, Role.COACHEE, state.standpoint)
        if own is not None and (coach := name_of(tx, own.engagement.coach)):
            memory["coach"] = Memory(coach, now.date())
        if own is not None and consents.refused(tx, person.id, consents.SHARING, own.engagement.coach):
            memory[NOT_SHARED] = Memory("oui", today)
        state = replace(state, memory=memory)
        return cls(parts, tx, incoming, person, now, state, found.version if found else 0)

    # What is known of the person

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rhythm().zone)

    @property
    def reader(self) -> Reader:
        return Reader.of(self.state, self.zone)

    def rhythm(self) -> Rhythm:
        names = ("rythme", "jour", "heure", "fuseau")
        return Rhythm.chosen({name: self.state.known(name) for name in names}, self.parts.zone)

    # Saying

    def say(self, block: str, **values: object) -> None:
        """Says one of the messages of commands."""
        self.tell(COMMANDS, block, **values)

    def tell(self, template: str, block: str, **values: object) -> None:
        """Says one block of a template of `prompts/fr`, in the person's form of address."""
        self.add(self.parts.prompts.render(template, block, self.reader.form, values))

    def add(self, text: str, rows: tuple[tuple[Button, ...], ...] = (), token: str = "") -> None:
        """Says this HTML as a message of its own."""
        self.out.append(Outgoing(html=text, rows=rows, token=token))

    def before(self, text: str) -> None:
        """Says this HTML at the head of what the dialogue says in this turn."""
        self._first = text
        self._take_place()

    def _take_place(self) -> None:
        if self._place is None:
            self._place = len(self.out)

    def settle(self, label: str = "") -> None:
        """Takes the open question's buttons away once everything else is said; `label` stays, ticked."""
        token = self.incoming.token or str(self.state.asked)
        self.out.append(Outgoing(Purpose.SETTLE, token=token, label=label))

    def say_paused(self) -> None:
        """Until when nothing comes of itself."""
        until = self.person.paused_until
        self.say("paused", until=in_french(in_zone(until, self.zone).date()) if until else "")

    # The dialogue

    def play(self, event: Event) -> str:
        """One turn of the dialogue. Returns the reason if the event did not fit."""
        before = self.state
        turn: Turn = advance(self.parts.library, before, event)
        if turn.refused:
            return turn.refused
        self.state, self._moved = standpoint.pinned(self, turn.state), True
        for effect in turn.effects:
            self._carry_out(effect, before)
        return ""

    def _carry_out(self, effect: Effect, before: State) -> None:
        match effect:
            case Tell() | Remark():
                self._tells.append(effect)
                self._take_place()
            case Answered() if self.person.profile.get("consent"):
                self._journal(effect, before)
            case Remembered():
                self._remember(effect, before.frame.dialog if before.frame else "")
            case Judged():
                journal.add_judgement(
                    self.tx, self.person.id, self.now, talk=str(self.state.talk),
                    pitfall=effect.label, quote=effect.quote, verdict=effect.verdict,
                )  # fmt: skip
            case Filed():
                self._file(effect, before)
            case Host():
                self.deeds.append(effect)
            case Ended():
                self._over(effect)
            case Left():
                self.left = True
            case Answered() | Left():
                pass

    def _remember(self, effect: Remembered, dialog: str) -> None:
        if effect.words:
            journal.remember(self.tx, self.person.id, effect.name, effect.words, self.now)
        else:
            journal.let_go(self.tx, self.person.id, effect.name)
        if effect.name == RESOURCE and effect.words:
            resources.keep(self.tx, self.person.id, dialog, effect.words, self.now)
        if effect.name in _RHYTHM:
            self.invite_later()

    def _journal(self, effect: Answered, before: State) -> None:
        frame = before.frame
        question, words = "", effect.words
        if frame is not None:
            question = plain(self.parts.teller.question(before, self.reader))
            if effect.keys and not words:
                step = self.parts.library.of(frame).steps[frame.step]
                labels = self.parts.teller.labels(frame.dialog, step, self.reader)
                words = ", ".join(labels.get(key, key) for key in effect.keys)
        journal.add_answer(
            self.tx, self.person.id, self.now, talk=str(self.state.talk), dialog=effect.dialog, step=effect.step,
            name=effect.name, question=question, words=words,
        )  # fmt: skip

    def _file(self, effect: Filed, before: State) -> None:
        own = standpoint.speaking(self.tx, self.person, Role.COACHEE, before.standpoint)
        engagement = own.engagement if own else None
        for item in effect.items:
            shared = item.decision == "shared" and engagement is not None
            sharing.file_item(
                self.tx, self.person.id, self.now, engagement=engagement.id if engagement else None,
                talk=str(self.state.talk), kind=item.kind, text=self.parts.teller.item(item),
                recipient=engagement.coach if engagement and shared else None,
            )  # fmt: skip

    def _over(self, effect: Ended) -> None:
        if effect.outcome == "later":
            self.invite_tomorrow()
        else:
            self._fade(effect.dialog, finished=effect.outcome not in ("close", "turn_away"))

    def _fade(self, dialog: str, *, finished: bool) -> None:
        """A talk is over: if it was a reflection, it counts towards asking less."""
        said = self.state.said
        if dialog == REFLECTION or (dialog == FREE and "geste" in said):
            how = went([name for name, words in said.items() if words], finished=finished)
            self.set_profile(**{FADING: _fading(self.person).after(how, self.now.date()).to_json()})

    def close_talk(self) -> None:
        """Puts the open talk away. What was written stays in the journal; nothing of it is filed."""
        if self.state.frames:
            self._fade(self.state.frames[0].dialog, finished=False)
        self.state, self._moved = replace(self.state, frames=(), items=(), partial="", probed=False), True

    # Speaking first

    def invite_later(self) -> None:
        """Plans the next invitation by the rhythm chosen, or none."""
        unanswered = int(self.person.profile.get("unanswered", 0))
        at = next_invitation(self.rhythm(), self.now, unanswered)
        if at is None or self.person.status is not Status.ACTIVE or Role.COACHEE not in self.person.roles:
            reminders.cancel(self.tx, self.person.id, INVITATION)
        else:
            reminders.put(self.tx, self.person.id, INVITATION, at)

    def invite_tomorrow(self) -> None:
        """Plans the next invitation for tomorrow's chosen hour, as was asked."""
        if self.person.status is Status.ACTIVE and self.person.profile.get("consent"):
            self.set_profile(asked=True)
            day = self.now.astimezone(self.zone).replace(hour=0, minute=0) + timedelta(days=1)
            at = next_hour(self.rhythm(), day)
            reminders.put(self.tx, self.person.id, INVITATION, at)

    def set_profile(self, **values: object) -> None:
        profile = {**self.person.profile, **values}
        if profile != self.person.profile:
            people.save_profile(self.tx, self.person.id, profile)
            self.person = replace(self.person, profile=profile)

    def set_status(self, status: Status, until: datetime | None = None) -> None:
        if (status, until) != (self.person.status, self.person.paused_until):
            people.set_status(self.tx, self.person.id, status, until)
            self.person = replace(self.person, status=status, paused_until=until)

    # The end of the turn

    def close(self) -> None:
        """Writes down where the talk stands and what is to be sent."""
        if self._tells or self._first:
            if any(isinstance(tell, Tell) and tell.asked for tell in self._tells):
                self._first = "\n\n".join(part for part in (standpoint.line(self), self._first) if part)
            told = self.parts.teller.messages(self._tells, self.reader, self._first)
            self.out[self._place or 0 : self._place or 0] = told
        if self._moved and not self.erased:
            talks.save(self.tx, self.person.id, json.dumps(self.state.to_json()), self.version, self.now)
        owner = None if self.erased else self.person.id
        for message in _with_settling(self.out):
            outbox.add(self.tx, owner, self.incoming.channel, self.incoming.address, message, self.now)


def _with_settling(messages: list[Outgoing]) -> list[Outgoing]:
    """What is said goes out first and takes an answered question's buttons away with it."""
    settling = [m for m in messages if m.purpose is Purpose.SETTLE and not m.rows]
    said = [m for m in messages if m not in settling]
    if settling and said and said[0].purpose is not Purpose.SETTLE:
        said[0] = replace(said[0], settles=settling[0].token, label=settling[0].label)
        settling = settling[1:]
    return said + settling


def paused(person: Person, now: datetime) -> bool:
    """Whether this person's pause lasts still."""
    over = person.paused_until is not None and person.paused_until <= now
    return person.status is Status.PAUSED and not over


def _fading(person: Person) -> Fading:
    return Fading.from_json(person.profile.get(FADING, {}))


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def _pin(parts: Parts, tx: Transaction, state: State) -> None:
    """Brings back older definitions that this talk began with."""
    for digest in parts.library.missing(state.frames):
        kept = talks.get_definition(tx, digest)
        if kept is not None:
            dialog, templates = revive(kept.dialog, kept.source, digest)
            parts.library.pin(dialog)
            parts.prompts.pin(templates)
