"""What each of three readers finds of objectives and ratings, whatever was rated by whom and when (P2, P3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.markup import plain
from bot.coaching.convention import Occasion, Signatory, Terms
from bot.coaching.engagement import Cause, Party
from bot.coaching.occasions import Span
from bot.reports import objectives as report
from bot.reports.document import Chart
from bot.reports.objectives import Names, Seen
from bot.store import conventions, engagements, objectives, people
from bot.store.database import Transaction
from bot.store.engagements import Engagement
from bot.store.objectives import Content
from bot.store.people import Role
from tests.conversation.practice import PARIS, Practice

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROLES = (Role.COACHEE, Role.COACH, Role.SPONSOR)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    opened = Practice(tmp_path_factory.mktemp("objectives") / "home")
    yield opened
    opened.close()


@dataclass(frozen=True)
class Given:
    """A rating in a test: by whom, how many days after the beginning, how much, with which line."""

    role: Role
    day: int
    value: int
    line: str


RATINGS = st.lists(
    st.builds(
        Given,
        role=st.sampled_from(ROLES),
        day=st.integers(0, 400),
        value=st.integers(0, 10),
        line=st.sampled_from(["", "la ligne"]),
    ),
    max_size=12,
).map(lambda found: [replace(one, line=one.line and f"{one.line} {n}") for n, one in enumerate(found)])


class Trio:
    """Three new people, one engagement with one objective, its ratings, perhaps a convention in force."""

    def __init__(self, tx: Transaction, given_: list[Given], reported: tuple[Occasion, ...] | None) -> None:
        self.tx = tx
        self.who = {role: people.create(tx, NOW, {role}, {"consent": True}) for role in ROLES}
        self.id = engagements.begin(tx, self.who[Role.COACH], self.who[Role.COACHEE], NOW)
        engagements.set_sponsor(tx, self.id, self.who[Role.SPONSOR])
        if reported is not None:
            self._agree(reported)
        objectives.add(
            tx, self.id, self.who[Role.COACHEE], NOW, position=1, content=Content("que Samia tranche"), baseline=3,
            target=7, due_at=NOW + timedelta(days=300),
        )  # fmt: skip
        [made] = objectives.current(tx, self.id)
        span = Span(NOW)
        for one in sorted(given_, key=lambda one: one.day):
            at = NOW + timedelta(days=one.day)
            occasion = "month" if one.role is Role.COACHEE else span.at(at).value
            objectives.rate(
                tx,
                made,
                self.who[one.role],
                one.role,
                at,
                value=one.value,
                occasion=occasion,
                evidence=one.line,
            )

    @property
    def which(self) -> Engagement:
        found = engagements.load(self.tx, self.id)
        assert found is not None
        return found

    def _agree(self, reported: tuple[Occasion, ...]) -> None:
        named = tuple(Signatory(Party(role.value), role.value) for role in ROLES)
        terms = replace(Terms(named, date(2026, 3, 10)), reported=reported).ruled()
        paper = {"title": "1", "subtitle": "", "facts": [], "parts": [], "foot": ""}
        one = conventions.propose(self.tx, self.which, terms, paper, NOW, actor=self.who[Role.COACH])
        for role in ROLES:
            conventions.accept(self.tx, self.which, Party(role.value), one.digest, NOW, actor=self.who[role])
        for cause in (Cause.WELCOME, Cause.FRAME, Cause.CONTRACT):
            engagements.move(self.tx, self.which, cause, NOW, self.who[Role.COACHEE])

    def seen(self, role: Role, day: int = 400) -> Seen:
        found = report.seen_by(self.tx, self.who[role], self.which, NOW + timedelta(days=day))
        assert found is not None
        [one] = found
        return one


REPORTED = st.none() | st.sets(st.sampled_from(Occasion)).map(
    lambda found: tuple(one for one in Occasion if one in found)
)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(given_=RATINGS, reported=REPORTED)
def test_lines_are_for_those_they_were_written_for(
    house: Practice, given_: list[Given], reported: tuple[Occasion, ...] | None
) -> None:
    lines = {role: {one.line for one in given_ if one.role is role and one.line} for role in ROLES}
    with house.app.store.write() as tx:
        trio = Trio(tx, given_, reported)
        found = {role: {r.evidence for r in trio.seen(role).ratings if r.evidence} for role in ROLES}
    assert found[Role.COACHEE] == set().union(*lines.values()), "the coachee reads everything"
    assert found[Role.COACH] == lines[Role.COACH] | lines[Role.SPONSOR]
    assert found[Role.SPONSOR] == lines[Role.SPONSOR]


@slow
@given(given_=RATINGS, reported=REPORTED, day=st.integers(0, 400))
def test_the_sponsor_reads_the_numbers_that_the_convention_reports(
    house: Practice, given_: list[Given], reported: tuple[Occasion, ...] | None, day: int
) -> None:
    given_ = [one for one in given_ if one.day <= day]
    with house.app.store.write() as tx:
        trio = Trio(tx, given_, reported)
        seen = trio.seen(Role.SPONSOR, day).ratings
        assert len(trio.seen(Role.COACH, day).ratings) == len(given_)
    own = [r for r in seen if r.role is Role.SPONSOR]
    assert len(own) == sum(one.role is Role.SPONSOR for one in given_), "their own are there"
    others = [r for r in seen if r.role is not Role.SPONSOR]
    if not reported:
        assert others == []
    come = [one for one, at in Span(NOW).moments().items() if at <= NOW + timedelta(days=day)]
    assert sum(r.role is Role.COACHEE for r in others) <= len(set(come) & set(reported or ()))
    assert {r.occasion for r in others if r.role is Role.COACH} <= {one.value for one in reported or ()}


@slow
@given(given_=RATINGS)
def test_the_chart_has_every_rater_and_a_point_a_day(house: Practice, given_: list[Given]) -> None:
    prompts = house.app.parts.prompts
    with house.app.store.write() as tx:
        seen = Trio(tx, given_, None).seen(Role.COACHEE)
    paper = report.chart(prompts, [seen], Names(Role.COACHEE), "vous", PARIS)
    if not given_:
        assert paper is None
        return
    assert paper is not None
    [chart] = [part for part in paper.parts if isinstance(part, Chart)]
    assert len(chart.series) == len({one.role for one in given_})
    for series in chart.series:
        days = [day for day, _ in series.points]
        assert days == sorted(set(days))
    assert chart.lines == (("Départ", 3.0), ("Visé", 7.0))


@slow
@given(given_=RATINGS, form=st.sampled_from(["vous", "tu"]))
def test_the_screen_never_shows_a_score_of_the_person(
    house: Practice, given_: list[Given], form: str
) -> None:
    with house.app.store.write() as tx:
        seen = Trio(tx, given_, None).seen(Role.COACH)
    text = plain(report.screen(house.app.parts.prompts, [seen], Names(Role.COACH, "Nadia"), form, PARIS))
    assert "que Samia tranche" in text
    assert not any(word in text for word in ("score", "moyenne", "%", "+1", "-1", "−1"))
    for role in ROLES:
        latest = seen.latest(role)
        assert latest is None or f"{latest.value} sur 10" in text


def test_a_long_objective_is_cut_in_the_title_of_its_chart(house: Practice) -> None:
    with house.app.store.write() as tx:
        seen = Trio(tx, [Given(Role.COACHEE, 3, 5, "")], None).seen(Role.COACHEE)
    long = replace(seen, objective=replace(seen.objective, content=Content("mot " * 60)))
    paper = report.chart(house.app.parts.prompts, [long], Names(Role.COACHEE), "vous", PARIS)
    assert paper is not None
    [chart] = [part for part in paper.parts if isinstance(part, Chart)]
    assert len(chart.title) <= 93
    assert chart.title.endswith("mot …")


def test_a_stranger_reads_nothing(house: Practice) -> None:
    with house.app.store.write() as tx:
        trio = Trio(tx, [], None)
        assert report.seen_by(tx, people.create(tx, NOW, {Role.COACH}, {}), trio.which, NOW) is None
