"""P3. No pitfall, quote, journal line, answer rate or reason ever appears in what a sponsor gets.

A sponsor has commands of their own; what these show is held to the convention in `test_p3_rules.py`. Here: whatever is
typed, pressed or forged, nothing of what the coachee writes comes out, even what was shared with the coach.
"""

from __future__ import annotations

import pytest

from bot.conversation import directory
from bot.store import sharing
from bot.store.people import Role
from tests.conversation.practice import Practice, Someone
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
    """The sponsor of Nadia's engagement, who agreed to take part."""
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    return practice.sponsor("Odile", helene, "Nadia")


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


def test_a_sponsor_reaches_nothing_that_the_coachee_writes(
    practice: Practice, helene: Someone, nadia: Someone, sponsor: Someone
) -> None:
    own = {f"/{name}" for feature in directory.FEATURES for name in feature.commands.get(Role.SPONSOR, {})}
    for text in (*EVERYTHING, "/start", "Oui", *sorted(own)):
        assert sponsor.says(text), text
        for label in sponsor.labels:
            sponsor.presses(label)
            sponsor.says("/annuler")
            if label not in sponsor.labels:
                sponsor.says(text)
    sponsor.forges("brief", nadia.person.id)
    sponsor.forges("invitation", "begin")
    sponsor.forges("1", "oui")
    practice.wait(days=15)
    for secret in (MOMENT, "Karim", "guidon", "accès de coach", "partagé pour l", "laisse pas sa chance"):
        assert secret not in sponsor.everything, secret
    assert not {"digest", "invitation"} & set(sponsor.planned), "no digest, no invitation to reflect"


def test_nothing_that_a_coachee_does_is_addressed_to_the_sponsor(
    practice: Practice, nadia: Someone, sponsor: Someone
) -> None:
    before = len(sponsor.heard)
    nadia.says("/reflexion")
    nadia.says("/stop")
    practice.wait(days=30)
    assert [heard for heard in sponsor.heard[before:] if "Nadia" in heard.text] == []


def test_nothing_was_shared_with_the_sponsor(practice: Practice, nadia: Someone, sponsor: Someone) -> None:
    assert all(item.recipient != sponsor.person.id for item in nadia.items)
    with practice.app.store.read() as tx:
        assert sharing.shared_for(tx, sponsor.person.id, nadia.person.id) == []
