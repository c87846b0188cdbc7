"""P2 and P3 for what is counted: what a coach reads of pitfalls over time is made of what was shared with that coach
and nothing else. A pitfall or a talk that was kept, refused, withdrawn, or shared with someone else changes no word, no
figure and no denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coaching.trend import Direction
from bot.dialog.state import Item as Element
from bot.insight import PITFALLS
from bot.prompts import Prompts
from bot.reports import brief, digest, pitfalls
from bot.store import Store, Transaction, Vault, engagements, host_key, journal, people, sharing
from bot.store.people import Role
from tests.dialog.shipped import PROMPTS, teller

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
KINDS = ("topic", "pitfall", "view", "words", "resource", "learning", "experiment")
#: What became of an element: only the first reaches the coach.
FATES = ("shared", "private", "withdrawn", "to the sponsor", "to another coach")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Told:
    """One element of a talk, or a hypothesis that was refused if `fate` is "refused"."""

    kind: str
    label: str
    verdict: str
    fate: str


TOLD = st.builds(
    Told, st.sampled_from(KINDS), st.sampled_from(PITFALLS[:2]), st.sampled_from(["oui", "en_partie"]),
    st.sampled_from(["shared"] * 3 + [*FATES[1:], "refused"]),
)  # fmt: skip
#: Talks, the newest first: days since the one after it, and what was told in it.
HISTORIES = st.lists(
    st.tuples(st.sampled_from([0, 1, 3, 7, 7, 7, 8, 30]), st.lists(TOLD, max_size=4)), max_size=26
)
#: Histories in which a trend is likely: reflections whose pitfall is shared or kept by phases.
PHASES = st.lists(
    st.tuples(st.sampled_from([*FATES, "refused"]), st.integers(1, 9)), min_size=2, max_size=5
).map(
    lambda phases: [
        (7, [Told("topic", PITFALLS[0], "oui", "shared"), Told("pitfall", PITFALLS[0], "oui", fate)])
        for fate, times in phases
        for _ in range(times)
    ]
)
History = Sequence[tuple[int, Sequence[Told]]]


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts(PROMPTS)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("trends")
    opened = Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()
    yield opened
    opened.close()


@dataclass(frozen=True)
class World:
    """One coach with one coachee, who has a sponsor, and whom another coach knows of."""

    coach: str
    sponsor: str
    coachee: str

    @classmethod
    def of(cls, tx: Transaction, history: History, *, only_shared: bool) -> World:
        roles = (Role.COACH, Role.SPONSOR, Role.COACHEE, Role.COACH)
        coach, sponsor, coachee, other = (people.create(tx, NOW, {role}, {}) for role in roles)
        world = cls(coach, sponsor, coachee)
        journal.remember(tx, coachee, "prenom", "Nadia", NOW)
        made = engagements.begin(tx, coach, coachee, NOW)
        engagements.set_sponsor(tx, made, sponsor)
        recipients = {
            "shared": coach,
            "withdrawn": coach,
            "to the sponsor": sponsor,
            "to another coach": other,
        }
        at = NOW - timedelta(hours=1)
        for number, (days, elements) in enumerate(history):
            for told in elements:
                if told.fate == "shared" or not only_shared:
                    talk = str(len(history) - number)
                    world._live(tx, talk, told, recipient=recipients.get(told.fate), made=made, at=at)
            at -= timedelta(days=days)
        return world

    def _live(
        self, tx: Transaction, talk: str, told: Told, *, recipient: str | None, made: str, at: datetime
    ) -> None:
        if told.kind == "pitfall":
            verdict = "non" if told.fate == "refused" else told.verdict
            journal.add_judgement(
                tx, self.coachee, at, talk=talk, pitfall=told.label, quote="mes mots", verdict=verdict
            )
        if told.fate == "refused":
            return
        text = teller().item(Element(told.kind, "mes mots", told.label, told.verdict))
        item = sharing.file_item(
            tx, self.coachee, at, engagement=made, talk=talk, kind=told.kind, text=text, recipient=recipient
        )
        if told.fate == "withdrawn":
            sharing.withdraw(tx, self.coachee, item, NOW)

    def seen(self, tx: Transaction, prompts: Prompts) -> tuple[str, str, list[object]]:
        """Brief, digest, and the trends themselves with every figure."""
        shared = sharing.shared_for(tx, self.coach, self.coachee)
        lines = digest.lines(tx, prompts, self.coach, NOW)
        trends = [*brief.trends(prompts, shared, NOW), *(one for line in lines for one in line.trends)]
        told = brief.text(prompts, "Nadia", shared, NOW, PARIS)
        return told, digest.told(prompts, lines, NOW, PARIS), [asdict(one) for one in trends]


@given(history=HISTORIES | PHASES)
@SLOW
def test_a_coach_sees_the_same_as_if_nothing_but_the_shared_things_had_been(
    store: Store, prompts: Prompts, history: History
) -> None:
    with store.write() as tx:
        whole = World.of(tx, history, only_shared=False)
        bare = World.of(tx, history, only_shared=True)
        assert whole.seen(tx, prompts) == bare.seen(tx, prompts)


@given(history=HISTORIES | PHASES)
@SLOW
def test_every_figure_can_be_counted_in_what_the_coach_has_read(
    store: Store, prompts: Prompts, history: History
) -> None:
    with store.write() as tx:
        world = World.of(tx, history, only_shared=False)
        shared = sharing.shared_for(tx, world.coach, world.coachee)
        told = brief.text(prompts, "Nadia", shared, NOW, PARIS)
    talks = {item.talk for item in shared}
    for figures in re.findall(r"(\d+|aucune) fois.* sur les (\d+) dernières", told):
        times, of = (0 if figure == "aucune" else int(figure) for figure in figures)
        assert of <= len(talks)
        assert times <= sum(item.kind == "pitfall" for item in shared)


@given(history=HISTORIES | PHASES)
@SLOW
def test_nobody_else_has_a_trend(store: Store, prompts: Prompts, history: History) -> None:
    """P3: even what names a pitfall and was shared with the sponsor is no part of any count but their own."""
    with store.write() as tx:
        world = World.of(tx, history, only_shared=False)
        stranger = people.create(tx, NOW, {Role.COACH}, {})
        assert pitfalls.trends(prompts, sharing.shared_for(tx, stranger, world.coachee)) == []
        own = {item.id for item in sharing.shared_for(tx, world.sponsor, world.coachee)}
        assert own.isdisjoint(item.id for item in sharing.shared_for(tx, world.coach, world.coachee))
        assert digest.lines(tx, prompts, world.sponsor, NOW) == []


@pytest.mark.parametrize("fate", ["private", "refused", "withdrawn", "to the sponsor", "to another coach"])
def test_the_tests_above_would_notice(store: Store, prompts: Prompts, fate: str) -> None:
    """The same history says one thing when the pitfall is shared and another when it is not."""
    reflection = Told("topic", PITFALLS[0], "oui", "shared")
    with store.write() as tx:
        said = {
            kept: World.of(
                tx,
                [
                    *[(7, [reflection, Told("pitfall", PITFALLS[0], "oui", kept)])] * 8,
                    *[(7, [reflection, Told("pitfall", PITFALLS[0], "oui", "shared")])] * 8,
                ],
                only_shared=False,
            ).seen(tx, prompts)[2]
            for kept in ("shared", fate)
        }
    directions = {kept: [one["direction"] for one in found] for kept, found in said.items()}  # type: ignore[index]
    assert directions == {"shared": [Direction.PERSISTING], fate: [Direction.RECEDING]}
