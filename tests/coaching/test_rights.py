"""Who may read what: rules only ever close, and what a sponsor never reads no rule can open (P3)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.engagement import Party, Phase
from bot.coaching.rights import BEFORE_CONVENTION, NEVER_FOR_SPONSOR, USUAL, Matter, Rules, may_read

BEFORE = (Phase.INVITED, Phase.WELCOMED, Phase.FRAMED)


def rules() -> st.SearchStrategy[Rules]:
    matters = st.frozensets(st.sampled_from(Matter))
    return st.builds(Rules, st.dictionaries(st.sampled_from([Party.COACH, Party.SPONSOR]), matters))


@given(rules(), st.sampled_from(Matter), st.sampled_from(Phase))
def test_the_coachee_reads_everything_and_the_host_nothing(rule: Rules, matter: Matter, phase: Phase) -> None:
    assert may_read(rule, Party.COACHEE, matter, phase)
    assert not may_read(rule, Party.HOST, matter, phase)


@given(rules(), st.sampled_from(sorted(NEVER_FOR_SPONSOR)), st.sampled_from(Phase))
def test_no_rule_opens_for_a_sponsor_what_is_never_theirs(rule: Rules, matter: Matter, phase: Phase) -> None:
    assert not may_read(rule, Party.SPONSOR, matter, phase)


@given(
    rules(), st.sampled_from([Party.COACH, Party.SPONSOR]), st.sampled_from(Matter), st.sampled_from(Phase)
)
def test_what_is_read_is_what_the_rules_open(rule: Rules, party: Party, matter: Matter, phase: Phase) -> None:
    if may_read(rule, party, matter, phase):
        assert matter in rule.open[party]
        assert phase is not Phase.CLOSED


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("matter", Matter)
def test_usually(phase: Phase, matter: Matter) -> None:
    usual = Rules.usual()
    assert may_read(usual, Party.COACH, matter, phase) is (phase is not Phase.CLOSED)
    allowed = matter in BEFORE_CONVENTION if phase in BEFORE else matter not in NEVER_FOR_SPONSOR
    assert may_read(usual, Party.SPONSOR, matter, phase) is (allowed and phase is not Phase.CLOSED)


def test_a_sponsor_sees_how_far_things_are_once_a_convention_says_so() -> None:
    assert not may_read(Rules.usual(), Party.SPONSOR, Matter.RATINGS, Phase.FRAMED)
    assert may_read(Rules.usual(), Party.SPONSOR, Matter.RATINGS, Phase.CONTRACTED)
    less = Rules({**USUAL, Party.SPONSOR: USUAL[Party.SPONSOR] - {Matter.RATINGS}})
    assert not may_read(less, Party.SPONSOR, Matter.RATINGS, Phase.CONTRACTED)


@given(rules())
def test_rules_survive_json(rule: Rules) -> None:
    again = Rules.from_json(json.loads(json.dumps(rule.to_json())))
    assert all(again.open[party] == rule.open.get(party, frozenset()) for party in again.open)


def test_names_that_are_not_known_open_nothing() -> None:
    found = Rules.from_json({"coach": ["shared", "everything"], "journalist": ["shared"]})
    assert found.open == {Party.COACH: {Matter.SHARED}, Party.SPONSOR: frozenset()}
