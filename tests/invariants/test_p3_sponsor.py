"""P3. No pitfall, quote, journal line, answer rate or reason ever appears in what a sponsor gets.

Today this holds by construction: a sponsor gets nothing. No link lets one in, nobody with that role alone can reach
anything, and nothing is ever addressed to one.
"""

from __future__ import annotations

import pytest

from bot.store import engagements, people, sharing
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Practice, Someone
from tests.conversation.states import MOMENT, reviewing

EVERYTHING = (
    *(
        "/start",
        "/aide",
        "/coachees",
        "/brief",
        "/brief Nadia",
        "/digest",
        "/inviter Paul",
        "/resume",
        "/moi",
    ),
    *(
        "/exporter",
        "/reflexion",
        "/analyse",
        "/rapport",
        "bonjour",
        "stop",
        "/confidentialite",
        "es-tu un robot ?",
    ),
)


@pytest.fixture
def sponsor(practice: Practice, helene: Someone, nadia: Someone) -> Someone:
    """The sponsor of Nadia's engagement, as a later version may enrol one."""
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    someone = practice.stranger("Direction")
    with practice.app.store.write() as tx:
        who = people.create(tx, practice.now, {Role.SPONSOR}, {})
        people.add_address(tx, who, CHANNEL, someone.address, practice.now)
        engagement = engagements.coach_of(tx, nadia.person.id)
        assert engagement is not None
        engagements.set_sponsor(tx, engagement.id, who)
    return someone


def test_a_sponsor_s_link_lets_nobody_in(practice: Practice, helene: Someone) -> None:
    someone = practice.stranger("Direction")
    answer = someone.says(f"/start {practice.code(Role.SPONSOR, helene)}")
    assert len(answer) == 1
    assert not someone.known


def test_a_sponsor_s_link_adds_nothing_to_somebody_known(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    nadia.says(f"/start {practice.code(Role.SPONSOR, helene)}")
    assert nadia.person.roles == {Role.COACHEE}


def test_a_sponsor_can_reach_nothing(
    practice: Practice, helene: Someone, nadia: Someone, sponsor: Someone
) -> None:
    for text in EVERYTHING:
        assert len(sponsor.says(text)) == 1, text
    sponsor.forges("brief", nadia.person.id)
    sponsor.forges("invitation", "begin")
    sponsor.forges("1", "oui")
    for secret in (
        MOMENT,
        "Karim",
        "Nadia",
        "Hélène",
        "guidon",
        "accès de coach",
        "partagé pour l",
        "t.me",
    ):
        assert secret not in sponsor.everything, secret
    assert sponsor.planned == {}, "no digest either"


def test_nothing_that_a_coachee_does_is_addressed_to_the_sponsor(
    practice: Practice, nadia: Someone, sponsor: Someone
) -> None:
    nadia.says("/reflexion")
    nadia.says("/stop")
    practice.wait(days=30)
    assert sponsor.heard == []


def test_nothing_was_shared_with_the_sponsor(practice: Practice, nadia: Someone, sponsor: Someone) -> None:
    assert all(item.recipient != sponsor.person.id for item in nadia.items)
    with practice.app.store.read() as tx:
        assert sharing.shared_for(tx, sponsor.person.id, nadia.person.id) == []
