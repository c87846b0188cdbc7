"""A practice lived on a real database, without a network: people write, the outbox is read, time is given.

practice = Practice(tmp_path)
helene = practice.coach("Hélène")
nadia = practice.coachee("Nadia", helene)
nadia.says("/reflexion")
nadia.presses("Cinq minutes")
practice.wait(days=7)
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.app import App
from bot.channels.markup import plain
from bot.coaching.engagement import Cause
from bot.conversation import Conversation
from bot.dialog.state import State
from bot.insight import Distress, Finding, Reading
from bot.messages import Button, Incoming, Kind, Outgoing, Purpose
from bot.settings import Settings
from bot.store import consents, engagements, inbox, journal, links, outbox, people, reminders, sharing, talks
from bot.store.people import Person, Role
from bot.workers import Clock

CHANNEL = "telegram"
PARIS = ZoneInfo("Europe/Paris")
#: A Tuesday morning in Paris.
START = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS).astimezone(UTC)
#: Bytes that a button of Telegram's may send back.
_DATA = 64


class Ear:
    """A reader that finds what the test told it to find, by a piece of the text. `given` is what it was given to
    read: the text, the question, the answers before."""

    name = "scripted"

    def __init__(self) -> None:
        self._readings: list[tuple[str, str, Distress]] = []
        self._heard: list[tuple[str, Reading]] = []
        self.given: list[tuple[str, str, tuple[str, ...]]] = []
        self.fails_on = ""

    def forget(self) -> None:
        self._readings.clear()
        self._heard.clear()
        self.given.clear()
        self.fails_on = ""

    def finds(self, quote: str, label: str) -> None:
        self._readings.append((quote, label, Distress.NONE))

    def worries(self, quote: str, distress: Distress = Distress.SURE) -> None:
        self._readings.append((quote, "", distress))

    def hears(self, piece: str, reading: Reading) -> None:
        """Reads just this in any text with that piece in it."""
        self._heard.append((piece, reading))

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:
        self.given.append((text, question, tuple(before)))
        if self.fails_on and self.fails_on in text:
            raise ValueError(text)
        for piece, reading in self._heard:
            if piece in text:
                return reading
        found = [(quote, label, distress) for quote, label, distress in self._readings if quote in text]
        findings = tuple(
            Finding(label, text.index(quote), text.index(quote) + len(quote), quote, 0.9)
            for quote, label, _ in found
            if label
        )
        worst = next((distress for _, _, distress in found if distress is not Distress.NONE), Distress.NONE)
        return Reading(findings, worst)


@dataclass(frozen=True)
class Heard:
    """One message that arrived, with the moment it did."""

    at: datetime
    message: Outgoing

    @property
    def text(self) -> str:
        return plain(self.message.html)

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.message.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]


@dataclass
class Someone:
    """Somebody with a telephone. `heard` is everything that ever arrived on it."""

    practice: Practice
    address: str
    name: str
    heard: list[Heard] = field(default_factory=list)

    # What they do; each returns what arrived in answer

    def says(self, text: str) -> list[Heard]:
        return self._does(Kind.TEXT, text=text)

    def presses(self, label: str, message: Heard | None = None) -> list[Heard]:
        """The button with this label, or whose label begins so, on `message` or the newest that has it."""
        for heard in [message] if message else reversed(self.heard):
            for button in heard.buttons:
                if same(button.label).removeprefix("✓ ").startswith(same(label)):
                    return self._does(Kind.PRESS, token=heard.message.token, choice=button.key)
        raise AssertionError(f"no button « {label} » among {self.labels}")

    def forges(self, token: str, choice: str) -> list[Heard]:
        """A press whose data no message ever offered."""
        return self._does(Kind.PRESS, token=token, choice=choice)

    def edits(self, text: str) -> list[Heard]:
        return self._does(Kind.EDITED, text=text)

    def sends(self, media: str, caption: str = "") -> list[Heard]:
        return self._does(Kind.UNREADABLE, note=media, text=caption)

    def blocks(self) -> list[Heard]:
        return self._does(Kind.BLOCKED)

    def unblocks(self) -> list[Heard]:
        return self._does(Kind.UNBLOCKED)

    def does(self, incoming: Incoming) -> list[Heard]:
        """This very event, perhaps once more."""
        before = len(self.heard)
        inbox.put(self.practice.app.store, incoming)
        self.practice.settle()
        return self.heard[before:]

    def _does(self, kind: Kind, **given: str) -> list[Heard]:
        return self.does(self.event(kind, **given))

    def event(self, kind: Kind, **given: str) -> Incoming:
        key = str(next(self.practice.numbers))
        return Incoming(CHANNEL, self.address, key, self.practice.now, kind, name=self.name, **given)

    # What they see

    @property
    def labels(self) -> list[str]:
        """The buttons of the newest message."""
        return self.heard[-1].labels if self.heard else []

    @property
    def last(self) -> str:
        return self.heard[-1].text

    @property
    def everything(self) -> str:
        """All texts and buttons that ever arrived, in one."""
        return "\n".join("\n".join((heard.text, *heard.labels, heard.message.name)) for heard in self.heard)

    # What is kept of them

    @property
    def person(self) -> Person:
        with self.practice.app.store.read() as tx:
            found = people.by_address(tx, CHANNEL, self.address)
        assert found is not None, f"{self.name} is nobody here"
        return found

    @property
    def known(self) -> bool:
        with self.practice.app.store.read() as tx:
            return people.by_address(tx, CHANNEL, self.address) is not None

    @property
    def at(self) -> str:
        """Where the talk waits, « reflexion.moment », or an empty string."""
        frames = self.state.frames
        return f"{frames[-1].dialog}.{frames[-1].step}" if frames else ""

    @property
    def under_way(self) -> list[str]:
        """The dialogues that are open, the one that speaks last."""
        return [frame.dialog for frame in self.state.frames]

    @property
    def state(self) -> State:
        with self.practice.app.store.read() as tx:
            found = talks.load(tx, self.person.id)
        return State.from_json(json.loads(found.state), {}) if found else State(0)

    @property
    def answers(self) -> list[str]:
        """The words in the journal, oldest first."""
        with self.practice.app.store.read() as tx:
            return [answer.words for answer in journal.answers(tx, self.person.id)]

    @property
    def items(self) -> list[sharing.Item]:
        with self.practice.app.store.read() as tx:
            return sharing.all_of(tx, self.person.id)

    @property
    def planned(self) -> dict[str, datetime]:
        """Moments at which Recul will speak first, by kind, in Paris time."""
        with self.practice.app.store.read() as tx:
            waiting = reminders.waiting(tx, self.person.id)
        return {reminder.kind: reminder.due_at.astimezone(PARIS) for reminder in waiting}

    def remembers(self, **words: str) -> None:
        with self.practice.app.store.write() as tx:
            for name, said in words.items():
                journal.remember(tx, self.person.id, name, said, self.practice.now)


class Practice:
    """One host. Nothing happens unless a test makes it happen; `now` is the present for every part."""

    def __init__(self, home: Path, now: datetime = START, **settings: Any) -> None:
        self.now = now
        self.home = home
        self.ear = Ear()
        self.numbers = itertools.count(1)
        self.offline = False
        self._settings = settings
        self._people: list[Someone] = []
        self.start()

    def start(self, **settings: Any) -> None:
        self._settings |= settings
        self.app = App.open(Settings(home=self.home, **self._settings))
        _hurry(self.app)
        self.conversation = Conversation(self.app.parts, self.ear)
        self.clock = Clock(self.app.store, lambda: None)

    def restart(self, **settings: Any) -> None:
        """As after an update: everything from the disk, perhaps with other dialogues."""
        self.app.close()
        self.start(**settings)

    # People

    def stranger(self, name: str = "Camille") -> Someone:
        found = Someone(self, str(900000 + len(self._people)), name)
        self._people.append(found)
        return found

    def code(self, role: Role, coach: Someone | None = None, *, name: str = "", days: int = 7) -> str:
        with self.app.store.write() as tx:
            made_by = coach.person.id if coach else None
            return links.make(tx, role, made_by, self.now + timedelta(days=days), name=name)

    def coach(self, name: str = "Hélène") -> Someone:
        coach = self.stranger(name)
        coach.says(f"/start {self.code(Role.COACH)}")
        return coach

    def invited(self, name: str, coach: Someone) -> Someone:
        """Somebody who followed the link and reads the first question."""
        link = coach.says(f"/inviter {name}")[-1].text
        someone = self.stranger(name)
        someone.says(f"/start {code_in(link)}")
        return someone

    def coachee(self, name: str, coach: Someone, *choices: str) -> Someone:
        """Somebody who said yes and made their choices; `choices` in place of the usual ones."""
        someone = self.invited(name, coach)
        usual = ("Vous", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard")
        for label in ("Oui", *(choices or usual)):
            someone.presses(label)
        return someone

    def sponsor(self, name: str, coach: Someone, coachee: str) -> Someone:
        """Somebody who agreed to be the sponsor of that coachee of the coach's."""
        link = coach.says(f"/inviter commanditaire {coachee}")[-1].text
        someone = self.stranger(name)
        someone.says(f"/start {code_in(link)}")
        someone.presses("Oui")
        someone.says(name)
        return someone

    def lead(self, name: str) -> Someone:
        """Somebody who agreed to be in charge of a programme."""
        someone = self.stranger(name)
        someone.says(f"/start {self.code(Role.LEAD)}")
        someone.presses("Oui")
        return someone

    def simply(self, name: str, coach: Someone, *, form: str = "vous") -> Someone:
        """The same, written straight into the database: for tests that need many people."""
        someone = self.stranger(name)
        with self.app.store.write() as tx:
            profile = {"consent": True, "unanswered": 0, "coach": coach.name}
            who = people.create(tx, self.now, {Role.COACHEE}, profile)
            people.add_address(tx, who, CHANNEL, someone.address, self.now)
            made = engagements.load(tx, engagements.begin(tx, coach.person.id, who, self.now))
            assert made is not None
            engagements.move(tx, made, Cause.WELCOME, self.now, who)
            consents.give(tx, who, "reflection", self.now)
            for known, words in (("prenom", name), ("adresse", form), ("situations", "vision")):
                journal.remember(tx, who, known, words, self.now)
        return someone

    # Time and the post

    def settle(self) -> None:
        """Takes everything that came in, and hands out everything that is to be sent."""
        self.app.take_all(self.conversation, self.now)
        if not self.offline:
            self.deliver()

    def deliver(self) -> None:
        store = self.app.store
        while True:
            with store.write() as tx:
                due = outbox.due(tx, self.now, (), 200)
                outbox.sent(tx, [(departure.id, str(departure.id)) for departure in due], self.now)
            if not due:
                return
            for departure in due:
                assert _fits(departure.message), "Telegram would not take its buttons"
                if departure.message.purpose is not Purpose.SETTLE:
                    self._whose(departure.address).heard.append(Heard(self.now, departure.message))

    def _whose(self, address: str) -> Someone:
        return next(someone for someone in self._people if someone.address == address)

    def wait(self, **span: float) -> None:
        self.until(self.now + timedelta(**span))

    def until(self, moment: datetime) -> None:
        """Lets time pass; whatever is due happens at its moment."""
        for due in self._moments(moment):
            self.now = max(self.now, due)
            self.clock.strike(self.now)
            self.settle()
        self.now = moment.astimezone(UTC)
        self.settle()

    def _moments(self, end: datetime) -> Iterator[datetime]:
        while True:
            with self.app.store.read() as tx:
                due = reminders.next_moment(tx)
            if due is None or due > end:
                return
            yield due

    # Looking behind

    def inbox(self) -> dict[str, int]:
        with self.app.store.read() as tx:
            return inbox.counts(tx)

    def close(self) -> None:
        self.app.close()


def _fits(message: Outgoing) -> bool:
    """Whether the keys of all buttons fit into what Telegram carries, with their token."""
    data = [f"q:{message.token}:{button.key}" for row in message.rows for button in row]
    return not data or (":" not in message.token and all(len(one.encode()) <= _DATA for one in data))


def _hurry(app: App) -> None:
    """No waiting for the disk: nobody pulls the plug here (tests/e2e does)."""
    engine = app.store._engine

    def prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF").close()

    engine.dispose()
    event.listen(engine, "connect", prepare)


def code_in(text: str) -> str:
    """The invitation code in a message."""
    return text.split("/start " if "/start " in text else "start=")[1].split(maxsplit=1)[0]


def same(text: str) -> str:
    """Text as a test types it: plain blanks and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")


def texts(heard: list[Heard]) -> list[str]:
    return [same(one.text) for one in heard]
