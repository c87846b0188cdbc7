"""The arc: who can move an engagement, from where, to where, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.engagement import ACTIVE, ROWS, Arc, Cause, Party, Phase, RefusedError

START = Arc(Phase.INVITED)
ENDS = (Phase.PAUSED, Phase.STOPPED)
MOVES = list(product(Cause, Party))
OTHERS = [(cause, party) for cause, party in MOVES if party is not Party.COACHEE]
FORWARD = (
    Cause.WELCOME,
    Cause.FRAME,
    Cause.CONTRACT,
    Cause.BEGIN,
    Cause.DEVELOP,
    Cause.ANCHOR,
    Cause.REVIEW,
    Cause.CLOSE,
)


def reachable(moves: Sequence[tuple[Cause, Party]], start: Arc = START) -> set[Arc]:
    found, new = {start}, [start]
    while new:
        arc = new.pop()
        for cause, party in moves:
            if arc.may(cause, party) and (after := arc.moved(cause, party)) not in found:
                found.add(after)
                new.append(after)
    return found


EVERYWHERE = sorted(reachable(MOVES), key=str)


def walked(moves: list[tuple[Cause, Party]]) -> Arc:
    arc = START
    for cause, party in moves:
        if arc.may(cause, party):
            arc = arc.moved(cause, party)
    return arc


def test_every_phase_can_be_reached_and_nothing_else() -> None:
    assert {arc.phase for arc in EVERYWHERE} == set(Phase)
    assert len(EVERYWHERE) == 9 + 8 + 8, "nine phases; eight of them may be left for a pause or a stop"
    assert all((arc.before is not None) is (arc.phase in ENDS) for arc in EVERYWHERE)


def test_the_way_forward_is_the_one_of_the_specification() -> None:
    arc, way = START, [START.phase]
    for cause in FORWARD:
        party = Party.COACHEE if arc.may(cause, Party.COACHEE) else Party.COACH
        arc = arc.moved(cause, party)
        way.append(arc.phase)
    assert way == [phase for phase in Phase if phase not in ENDS]


def test_no_phase_is_skipped_on_the_way_to_the_convention() -> None:
    for cause, party in MOVES:
        if cause in (Cause.CONTRACT, Cause.BEGIN, Cause.DEVELOP, Cause.REVIEW, Cause.CLOSE):
            assert not START.may(cause, party)
            assert not Arc(Phase.WELCOMED).may(cause, party)


@pytest.mark.parametrize("arc", EVERYWHERE, ids=str)
def test_who_may_not_is_refused_and_told_why(arc: Arc) -> None:
    for cause, party in MOVES:
        if not arc.may(cause, party):
            told = f"{party.value} cannot {cause.value} an engagement that is {arc.phase.value}"
            with pytest.raises(RefusedError, match=re.escape(told)):
                arc.moved(cause, party)


@pytest.mark.parametrize("arc", EVERYWHERE, ids=str)
def test_what_may_be_done_is_what_the_rows_say(arc: Arc) -> None:
    for cause, party in MOVES:
        said = any(cause is c and arc.phase in sources and party in who for c, sources, _, who in ROWS)
        assert arc.may(cause, party) is said


@pytest.mark.parametrize("arc", EVERYWHERE, ids=str)
def test_the_coachee_alone_stops_from_wherever_it_stands(arc: Arc) -> None:
    over = arc.phase in (Phase.STOPPED, Phase.CLOSED)
    assert arc.may(Cause.STOP, Party.COACHEE) is not over
    for party in Party:
        if party is not Party.COACHEE:
            assert not arc.may(Cause.STOP, party)
            assert not arc.may(Cause.PAUSE, party)
            assert not arc.may(Cause.COME_BACK, party)


@pytest.mark.parametrize("arc", EVERYWHERE, ids=str)
def test_a_pause_or_a_stop_comes_back_to_where_it_left(arc: Arc) -> None:
    if arc.may(Cause.PAUSE, Party.COACHEE):
        away = arc.moved(Cause.PAUSE, Party.COACHEE)
        assert away == Arc(Phase.PAUSED, arc.phase)
        assert away.moved(Cause.RESUME, Party.COACHEE) == arc
        assert away.moved(Cause.RESUME, Party.HOST) == arc, "the date of the end has come"
    if arc.may(Cause.STOP, Party.COACHEE):
        away = arc.moved(Cause.STOP, Party.COACHEE)
        left = arc.before or arc.phase
        assert away == Arc(Phase.STOPPED, left), "who stops during a pause comes back to what it interrupted"
        assert away.moved(Cause.COME_BACK, Party.COACHEE) == Arc(left)


def test_whatever_the_others_do_nothing_is_stopped_or_paused() -> None:
    for arc in EVERYWHERE:
        if arc.phase not in ENDS:
            assert not {found.phase for found in reachable(OTHERS, arc)} & set(ENDS)


@given(st.lists(st.sampled_from(OTHERS), max_size=60))
def test_no_sequence_without_the_coachee_reaches_a_stop(moves: list[tuple[Cause, Party]]) -> None:
    assert walked(moves).phase not in ENDS


@given(st.lists(st.sampled_from(MOVES), max_size=80))
def test_after_any_life_leaving_and_coming_back_change_nothing(moves: list[tuple[Cause, Party]]) -> None:
    arc = walked(moves)
    for away, back in ((Cause.PAUSE, Cause.RESUME), (Cause.STOP, Cause.COME_BACK)):
        if arc.may(away, Party.COACHEE):
            returned = arc.moved(away, Party.COACHEE).moved(back, Party.COACHEE)
            assert returned == Arc(arc.before or arc.phase)


@given(st.lists(st.sampled_from(MOVES), max_size=80))
def test_what_is_closed_stays_closed(moves: list[tuple[Cause, Party]]) -> None:
    arc = walked(moves)
    if arc.phase is Phase.CLOSED:
        assert reachable(MOVES, arc) == {arc}


@pytest.mark.parametrize("phase", Phase)
def test_three_phases_are_the_active_part(phase: Phase) -> None:
    assert Arc(phase).is_active is (phase in ACTIVE)
