"""Recul speaks first at the hours chosen, less and less to someone who is silent, never in a pause (P8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conversation.practice import PARIS, Practice, Someone
from tests.conversation.states import choosing_a_day


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: time passes in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def helene(practice: Practice) -> Someone:
    coach = practice.coach("Hélène")
    coach.says("/stop")  # no digest here
    return coach


def spoken(someone: Someone, since: datetime) -> list[datetime]:
    """When Recul spoke after that moment, in Paris."""
    return [heard.at.astimezone(PARIS) for heard in someone.heard if heard.at > since]


def days(moments: list[datetime]) -> list[str]:
    return [f"{moment:%d/%m %H:%M}" for moment in moments]


WEEKLY = ("Vous", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard")
TWICE = ("Vous", "Une prise", "C'est tout", "Deux fois", "Lundi", "8", "France", "Plus tard")
NEVER = ("Vous", "Une prise", "C'est tout", "Sans invitation", "France", "Plus tard")


def test_weekly_invitations_thin_out_and_end(practice: Practice, nadia: Someone) -> None:
    begun = practice.now
    practice.wait(days=120)
    assert days(spoken(nadia, begun)) == ["12/03 18:00", "19/03 18:00", "09/04 18:00", "30/04 18:00"], (
        "two a week apart, two at least fifteen days apart, then silence"
    )
    gaps = [later - earlier for earlier, later in pairwise(spoken(nadia, begun))]
    assert all(gap >= timedelta(days=6) for gap in gaps)


def test_two_a_week_thin_out_over_the_whole_ladder(practice: Practice, helene: Someone) -> None:
    someone = practice.coachee("Zoé", helene, *TWICE)
    begun = practice.now
    practice.wait(days=150)
    moments = spoken(someone, begun)
    assert len(moments) == 6, "two on each rung, then silence"
    assert {moment.strftime("%a %H:%M") for moment in moments} <= {"Mon 08:00", "Thu 08:00"}
    gaps = [(later - earlier).days for earlier, later in pairwise(moments)]
    assert gaps == sorted(gaps), "never more often again"
    assert gaps[-1] >= 15


def test_a_word_brings_the_invitations_back_and_the_day_stays_the_chosen_one(
    practice: Practice, nadia: Someone
) -> None:
    practice.wait(days=200)
    assert nadia.planned == {}
    nadia.says("bonjour, me revoilà après tout ce temps de silence")
    assert nadia.planned["invitation"].strftime("%a %H:%M") == "Thu 18:00"


def test_no_word_of_reproach_in_any_of_them(practice: Practice, nadia: Someone) -> None:
    before = len(nadia.heard)
    practice.wait(days=120)
    for heard in nadia.heard[before:]:
        assert not any(
            word in heard.text for word in ("pas répondu", "silence", "toujours", "dommage", "oubli")
        )


def test_who_wants_none_gets_none(practice: Practice, helene: Someone) -> None:
    someone = practice.invited("Zoé", helene)
    someone.presses("Oui")
    someone.presses("Vous")
    someone.presses("C'est tout")
    assert someone.at == "accueil.rythme"
    someone.presses(someone.labels[2])
    someone.presses("France")
    someone.presses("Plus tard")
    begun = practice.now
    practice.wait(days=100)
    assert spoken(someone, begun) == []


@pytest.mark.parametrize("hour", [3, 13, 23])
@pytest.mark.parametrize("length", ["Une semaine", "Deux semaines", "Un mois"])
def test_a_pause_is_silent_and_ends_at_the_chosen_hour(
    practice: Practice, nadia: Someone, length: str, hour: int
) -> None:
    practice.until(practice.now.astimezone(PARIS).replace(day=15, hour=hour, minute=41))
    nadia.says("/pause")
    nadia.presses(length)
    begun, span = practice.now, {"Une semaine": 7, "Deux semaines": 14, "Un mois": 30}[length]
    practice.wait(days=span - 1)
    assert spoken(nadia, begun) == []
    practice.wait(days=9)
    first = spoken(nadia, begun)[0]
    assert first.strftime("%a %H:%M") == "Thu 18:00"
    assert first > begun + timedelta(days=span - 1)


def test_after_a_pause_who_wants_no_invitation_gets_none(practice: Practice, helene: Someone) -> None:
    someone = practice.coachee("Zoé", helene)
    someone.says("/reglages")
    someone.presses("Rythme")
    someone.presses(someone.labels[2])
    someone.presses("C'est tout") if "C'est tout" in someone.labels else None
    someone.says("/annuler")
    someone.says("/pause")
    someone.presses("Une semaine")
    begun = practice.now
    practice.wait(days=60)
    assert spoken(someone, begun) == []
    someone.says("bonjour, quelques mots sans rien attendre en retour")
    someone.says("/annuler")
    helene.says("/start")
    helene.says("/coachees")
    assert "en pause" not in helene.last, "the pause is over"


def test_a_pause_without_end_lasts_until_a_word(practice: Practice, nadia: Someone) -> None:
    nadia.says("/pause")
    nadia.presses("Jusqu'à")
    begun = practice.now
    practice.wait(days=90)
    assert spoken(nadia, begun) == []
    nadia.says("je reprends le fil de ces histoires d'astreintes")
    assert "invitation" in nadia.planned


def test_later_comes_tomorrow_at_the_chosen_hour(practice: Practice, nadia: Someone) -> None:
    practice.until(datetime(2026, 3, 12, 22, 47, tzinfo=PARIS))
    before = len(nadia.heard)
    nadia.presses("Plus tard", nadia.heard[-1])
    assert len(nadia.heard) == before + 1
    assert nadia.planned["invitation"] == datetime(2026, 3, 13, 18, 0, tzinfo=PARIS)


def test_tomorrow_said_in_a_reflection_is_tomorrow(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    nadia.presses("Demain")
    assert nadia.planned["invitation"] == datetime(2026, 3, 11, 18, 0, tzinfo=PARIS)


def test_later_on_an_old_invitation_does_not_break_a_pause(practice: Practice, nadia: Someone) -> None:
    practice.wait(days=3)
    invitation = nadia.heard[-1]
    assert "Commencer" in invitation.labels
    nadia.says("/pause")
    nadia.presses("Deux semaines")
    nadia.presses("Plus tard", invitation)
    begun = practice.now
    practice.wait(days=12)
    assert spoken(nadia, begun) == []
    practice.wait(days=12)
    assert spoken(nadia, begun), "the pause ended"


@pytest.mark.parametrize("away", [timedelta(hours=9), timedelta(days=2, hours=7)])
def test_a_host_that_was_down_does_not_wake_anybody(
    practice: Practice, nadia: Someone, away: timedelta
) -> None:
    """The invitation of six in the evening, found at three in the morning, waits for the next evening."""
    begun = practice.now
    practice.now = datetime(2026, 3, 12, 18, 0, tzinfo=PARIS) + away
    practice.until(practice.now + timedelta(days=1))
    assert {f"{moment:%H:%M}" for moment in spoken(nadia, begun)} == {"18:00"}


def test_a_step_is_asked_about_on_its_day(practice: Practice, nadia: Someone) -> None:
    choosing_a_day(practice, nadia)
    assert nadia.at == "guidon.quand"
    nadia.says("vendredi")
    (planned,) = (at for kind, at in nadia.planned.items() if kind.startswith("suivi:"))
    assert planned == datetime(2026, 3, 13, 18, 0, tzinfo=PARIS)


def test_one_message_a_day_where_a_step_and_an_invitation_fall_on_the_same_moment(
    practice: Practice, nadia: Someone
) -> None:
    choosing_a_day(practice, nadia)
    nadia.says("jeudi")
    nadia.says("/annuler")
    begun = practice.now
    practice.wait(days=4)
    assert days(spoken(nadia, begun)) == ["12/03 18:00", "13/03 18:00"]


def test_who_wrote_today_is_not_invited_today(practice: Practice, nadia: Someone) -> None:
    practice.until(datetime(2026, 3, 12, 12, 0, tzinfo=PARIS))
    nadia.says("ce midi, encore un point avec la direction sur les effectifs")
    begun = practice.now
    practice.wait(days=5)
    assert spoken(nadia, begun) == []
    practice.wait(days=5)
    assert days(spoken(nadia, begun)) == ["19/03 18:00"]


def test_the_hour_stays_the_chosen_one_when_the_clocks_change(practice: Practice, nadia: Someone) -> None:
    for _ in range(4):
        nadia.says("quelques mots sur la semaine, sans plus, histoire de garder le fil")
        nadia.says("/annuler")
        practice.wait(days=7)
    moments = [heard.at for heard in nadia.heard if "Commencer" in heard.labels]
    assert {moment.astimezone(PARIS).hour for moment in moments} == {18}
    assert len({moment.hour for moment in moments}) == 2, "17:00 UTC in winter, 16:00 in summer"


def test_a_chosen_zone_is_obeyed(practice: Practice, helene: Someone) -> None:
    someone = practice.coachee("Zoé", helene, *WEEKLY[:6], "Ailleurs", "Québec", "Plus tard")
    assert someone.planned["invitation"] == datetime(2026, 3, 12, 23, 0, tzinfo=PARIS), "18:00 there"


def test_who_blocked_the_bot_hears_nothing_and_is_invited_again_after_coming_back(
    practice: Practice, nadia: Someone
) -> None:
    nadia.blocks()
    begun = practice.now
    practice.wait(days=40)
    assert spoken(nadia, begun) == []
    nadia.unblocks()
    assert spoken(nadia, begun) == [], "coming back is no question"
    practice.wait(days=10)
    assert {f"{moment:%a %H:%M}" for moment in spoken(nadia, begun)} == {"Thu 18:00"}


def test_after_stop_time_passes_in_silence(practice: Practice, nadia: Someone) -> None:
    nadia.says("/stop")
    begun = practice.now
    assert nadia.planned == {}
    practice.wait(days=400)
    assert spoken(nadia, begun) == []
