"""The one door to what others read: rights by the convention in force, and a record of every reading."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import bot
from bot.coaching.convention import Occasion, Signatory, Terms
from bot.coaching.engagement import Cause, Party
from bot.coaching.rights import NEVER_FOR_SPONSOR, Matter, Rules
from bot.store import Store, access, audit, conventions, engagements, sharing
from bot.store.conventions import Convention
from bot.store.database import Transaction
from bot.store.engagements import Engagement
from bot.store.people import Role
from tests.store.scenes import NOW, Someone

ROOM = Path(bot.__file__).parent
#: What may be asked only by the door, and where it is made.
GUARDED = {
    "may_read": {"bot/coaching/rights.py", "bot/store/access.py"},
    "shared_for": {"bot/store/sharing.py", "bot/store/access.py"},
}


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.ImportFrom):
            yield from (name.name for name in node.names)


def test_nothing_else_in_the_program_asks_for_what_is_shared() -> None:
    for path in ROOM.rglob("*.py"):
        file = f"bot/{path.relative_to(ROOM).as_posix()}"
        asked = set(calls(path))
        for name, allowed in GUARDED.items():
            assert name not in asked or file in allowed, f"{file} asks {name} past the door"


class Three:
    """A coach, a coachee, a sponsor; versions of a convention between them."""

    def __init__(self, tx: Transaction, someone: dict[str, str]) -> None:
        self.tx = tx
        self.coach, self.coachee, self.sponsor = someone["coach"], someone["coachee"], someone["sponsor"]
        self.id = engagements.begin(tx, self.coach, self.coachee, NOW)
        engagements.set_sponsor(tx, self.id, self.sponsor)

    @property
    def which(self) -> Engagement:
        found = engagements.load(self.tx, self.id)
        assert found is not None
        return found

    def moved(self, *causes: Cause) -> None:
        for cause in causes:
            engagements.move(self.tx, self.which, cause, NOW, self.coachee)

    def propose(self, **clauses: object) -> Convention:
        named = ((Party.COACHEE, self.coachee), (Party.COACH, self.coach), (Party.SPONSOR, self.sponsor))
        usual = Terms(tuple(Signatory(role, role.value, who) for role, who in named), date(2026, 3, 10))
        terms = replace(usual.ruled(), **clauses)  # type: ignore[arg-type]  # fields by name
        terms = terms if "rules" in clauses else terms.ruled()
        text = f"{conventions.next_version(self.tx, self.id)} {terms.months}"
        paper = {"title": text, "subtitle": "", "facts": [], "parts": [], "foot": ""}
        return conventions.propose(self.tx, self.which, terms, paper, NOW, actor=self.coach)

    def accept(self, one: Convention, *roles: Party) -> None:
        for role in roles or tuple(one.terms.roles):
            actor = self.which.holds(Role(role.value))
            assert actor is not None
            done = conventions.accept(self.tx, self.which, role, one.digest, NOW, actor=actor)
            assert done is conventions.Outcome.ACCEPTED

    def reads(self, who: str) -> set[Matter]:
        return {matter for matter in Matter if access.may(self.tx, who, self.which, matter)}


@pytest.fixture
def three(store: Store, someone: Someone) -> Iterator[Three]:
    named = {
        "coach": someone("Hélène", Role.COACH),
        "coachee": someone("Nadia"),
        "sponsor": someone("Odile", Role.SPONSOR),
    }
    with store.write() as tx:
        yield Three(tx, named)


BEFORE = {Matter.EXPECTATIONS, Matter.OBJECTIVES, Matter.CONVENTION}


def test_before_a_convention_the_usual_rules_hold(three: Three) -> None:
    assert three.reads(three.coach) == set(Matter)
    assert three.reads(three.sponsor) == BEFORE
    assert three.reads(three.coachee) == set(Matter)
    assert three.reads("stranger") == set()


def test_the_convention_in_force_closes_and_opens(three: Three) -> None:
    three.moved(Cause.WELCOME, Cause.FRAME)
    three.accept(three.propose())
    assert three.reads(three.sponsor) == BEFORE, "the engagement has not moved yet"
    three.moved(Cause.CONTRACT)
    assert three.reads(three.sponsor) == set(Matter) - NEVER_FOR_SPONSOR
    assert set(access.reported(three.tx, three.which)) == set(Occasion)
    amended = three.propose(reported=())
    assert Matter.RATINGS in three.reads(three.sponsor), "the former is in force until all have accepted"
    three.accept(amended, Party.COACH, Party.COACHEE)
    assert Matter.RATINGS in three.reads(three.sponsor)
    three.accept(amended, Party.SPONSOR)
    assert Matter.RATINGS not in three.reads(three.sponsor)
    assert access.reported(three.tx, three.which) == ()


def test_a_pause_or_a_leaving_opens_nothing(three: Three) -> None:
    three.moved(Cause.WELCOME, Cause.PAUSE)
    assert three.reads(three.sponsor) == BEFORE
    three.moved(Cause.RESUME, Cause.STOP)
    assert three.reads(three.sponsor) == BEFORE


def test_a_sponsor_who_did_not_accept_stands_before_it(three: Three, store: Store, someone: Someone) -> None:
    three.moved(Cause.WELCOME, Cause.FRAME)
    three.accept(three.propose())
    three.moved(Cause.CONTRACT)
    engagements.set_sponsor(three.tx, three.id, three.coach)
    engagements.set_coach(three.tx, three.id, three.sponsor)
    assert three.reads(three.coach) == BEFORE


def test_once_closed_nothing_is_read(three: Three) -> None:
    three.moved(Cause.WELCOME, Cause.PAUSE)
    engagements.end(three.tx, three.id, NOW)
    assert three.reads(three.coach) == three.reads(three.sponsor) == set()


def test_every_reading_is_recorded_and_no_refusal_is(three: Three) -> None:
    which = three.which
    assert access.read(three.tx, three.coach, which, Matter.OBJECTIVES, NOW)
    assert access.read(three.tx, three.coach, which, Matter.SHARED, NOW, by_host=True)
    assert access.read(three.tx, three.coachee, which, Matter.SHARED, NOW), (
        "one's own is no reading by others"
    )
    assert not access.read(three.tx, three.sponsor, which, Matter.SHARED, NOW)
    assert not access.read(three.tx, None, which, Matter.SHARED, NOW)
    found = [
        (one.action, one.actor, one.object)
        for one in audit.entries(three.tx, three.coachee)
        if access.matter_of(one.action)
    ]
    assert found == [
        ("read_shared", None, f"{which.id}:host"),
        ("read_objectives", three.coach, which.id),
    ]


def test_shared_items_come_with_their_record(three: Three) -> None:
    def reads() -> int:
        return len([one for one in audit.entries(three.tx) if one.action == "read_shared"])

    for days, text in ((30, "ancien"), (2, "récent")):
        sharing.file_item(
            three.tx, three.coachee, NOW - timedelta(days=days), engagement=three.id, talk="1", kind="words",
            text=text, recipient=three.coach,
        )  # fmt: skip
    which, week = three.which, NOW - timedelta(days=7)
    assert [one.text for one in access.preview(three.tx, three.coach, which)] == ["ancien", "récent"]
    assert reads() == 0
    assert len(access.shared(three.tx, three.coach, which, NOW)) == 2
    assert [one.text for one in access.shared(three.tx, three.coach, which, NOW, since=week)] == ["récent"]
    both = access.shared(three.tx, three.coach, which, NOW, since=week, reach=NOW - timedelta(days=60))
    assert len(both) == 2
    assert reads() == 3
    assert access.shared(three.tx, three.coach, which, NOW, since=NOW) == [], "nothing new, nothing read"
    assert access.shared(three.tx, three.sponsor, which, NOW) == []
    assert access.shared(three.tx, None, which, NOW) == []
    assert reads() == 3


def test_the_review_is_a_matter_of_its_own(three: Three) -> None:
    for kind in ("words", "review_learnings"):
        sharing.file_item(
            three.tx,
            three.coachee,
            NOW,
            engagement=three.id,
            talk="1",
            kind=kind,
            text=kind,
            recipient=three.coach,
        )

    def told(matter: Matter) -> list[str]:
        return [item.text for item in access.shared(three.tx, three.coach, three.which, NOW, matter=matter)]

    assert told(Matter.SHARED) == ["words", "review_learnings"]
    assert told(Matter.REVIEW) == ["review_learnings"]
    three.moved(Cause.WELCOME, Cause.FRAME)
    three.accept(three.propose(), Party.COACH, Party.COACHEE, Party.SPONSOR)
    closed = {**Rules.usual().open, Party.COACH: frozenset({Matter.SHARED})}
    three.accept(three.propose(rules=Rules(closed), months=9))
    assert told(Matter.SHARED) == ["words"]
    assert told(Matter.REVIEW) == []


def test_what_earlier_versions_recorded_is_still_understood() -> None:
    assert access.matter_of("read_brief") is Matter.SHARED
    assert access.matter_of("read_ratings") is Matter.RATINGS
    assert access.matter_of("left") is None


def test_accepting_is_of_one_text_by_one_party(three: Three) -> None:
    one = three.propose()
    two = three.propose(months=9)
    assert (one.version, two.version) == (1, 2)
    assert (
        conventions.accept(three.tx, three.which, Party.COACH, one.digest, NOW, actor=three.coach)
        is conventions.Outcome.CHANGED
    )
    three.accept(two, Party.COACH)
    assert (
        conventions.accept(three.tx, three.which, Party.COACH, two.digest, NOW, actor=three.coach)
        is conventions.Outcome.ALREADY
    )
    assert conventions.in_force(three.tx, three.id) is None
    assert conventions.accepted_by(three.tx, three.id, Party.COACHEE) is None
    former = conventions.versions(three.tx, three.id)[1]
    assert former.replaced_at == NOW
