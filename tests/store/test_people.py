from __future__ import annotations

from threading import Barrier, Thread

import pytest

from bot.coaching.engagement import Arc, Cause, Phase, RefusedError
from bot.store import Store, audit, engagements, links, people
from bot.store.links import Outcome
from bot.store.people import Role, Status
from tests.store.scenes import LATER, NOW, SOON, Someone


def test_a_person_is_found_by_address_only(store: Store, someone: Someone) -> None:
    zoe = someone("Zoé", Role.COACH, Role.COACHEE, chat="4242")
    with store.write() as tx:
        found = people.by_address(tx, "telegram", "4242")
        assert found == people.load(tx, zoe)
        assert found
        assert found.roles == {Role.COACH, Role.COACHEE}
        assert found.status is Status.ACTIVE
        assert people.by_address(tx, "mail", "4242") is None
        assert people.load(tx, "0" * 32) is None


def test_what_changes_about_a_person(store: Store, someone: Someone) -> None:
    zoe = someone()
    with store.write() as tx:
        people.save_profile(tx, zoe, {"name": "Zoé", "tu": True})
        people.set_status(tx, zoe, Status.PAUSED, LATER)
        people.add_role(tx, zoe, Role.LEAD)
    with store.read() as tx:
        found = people.load(tx, zoe)
    assert found
    assert found.profile == {"name": "Zoé", "tu": True}
    assert (found.status, found.paused_until) == (Status.PAUSED, LATER)
    assert found.roles == {Role.COACHEE, Role.LEAD}


def test_an_address_has_one_owner(store: Store, someone: Someone) -> None:
    zoe, other = someone(chat="4242"), someone()
    with store.write() as tx:
        assert not people.add_address(tx, other, "telegram", "4242", NOW)
        people.set_reachable(tx, "telegram", "4242", reachable=False)
        assert people.add_address(tx, zoe, "mail", "zoe@example.org", SOON)
        first, second = people.addresses(tx, zoe)
        assert (first.address, first.reachable) == ("4242", False)
        assert (second.channel, second.address, second.reachable) == ("mail", "zoe@example.org", True)
        assert people.add_address(tx, zoe, "telegram", "4242", LATER)  # came back
        assert people.addresses(tx, zoe)[0].reachable
        assert people.owner_of_lane(tx, first.lane) == zoe
        assert people.addresses(tx, other) == []


def test_everyone_by_role(store: Store, someone: Someone) -> None:
    coach, zoe = someone("Anne", Role.COACH), someone()
    with store.read() as tx:
        assert {one.id for one in people.everyone(tx)} == {coach, zoe}
        assert [one.id for one in people.everyone(tx, Role.COACH)] == [coach]


def test_engagements_are_seen_from_each_side_until_they_end(store: Store, someone: Someone) -> None:
    coach, other = someone("Anne", Role.COACH), someone("Luc", Role.COACH)
    zoe, boss = someone(), someone("Eva", Role.SPONSOR)
    with store.write() as tx:
        made = engagements.begin(tx, coach, zoe, NOW)
        engagements.set_sponsor(tx, made, boss)
        begun = engagements.load(tx, made)
        assert begun is not None
        one = engagements.move(tx, begun, Cause.WELCOME, NOW, zoe)
        assert one == engagements.load(tx, made)
        assert one == engagements.Engagement(made, coach, zoe, boss, Arc(Phase.WELCOMED), NOW, None, None)
        assert engagements.coachees_of(tx, coach) == engagements.sponsored_by(tx, boss) == [one]
        assert engagements.coach_of(tx, zoe) == one
        assert engagements.between(tx, coach, zoe) == engagements.between(tx, boss, zoe) == one
        assert engagements.between(tx, other, zoe) is None
        assert engagements.coachees_of(tx, other) == []
        assert engagements.end(tx, made, LATER)
        assert not engagements.end(tx, made, LATER)
        assert engagements.between(tx, coach, zoe) is None
        assert engagements.coachees_of(tx, coach) == engagements.sponsored_by(tx, boss) == []
        assert engagements.coach_of(tx, zoe) is None
        assert [past.arc.phase for past in engagements.all_of(tx, zoe)] == [Phase.CLOSED]


def test_who_moves_an_engagement_when_and_to_where_is_written_down(store: Store, someone: Someone) -> None:
    coach, zoe = someone("Anne", Role.COACH), someone()
    with store.write() as tx:
        made = engagements.load(tx, engagements.begin(tx, coach, zoe, NOW))
        assert made is not None
        with pytest.raises(RefusedError):
            engagements.move(tx, made, Cause.WELCOME, NOW, coach)
        welcomed = engagements.move(tx, made, Cause.WELCOME, NOW, zoe)
        engagements.move(tx, welcomed, Cause.FRAME, LATER)
        told = [(one.action, one.actor, one.subject, one.object, one.at) for one in audit.entries(tx, zoe)]
    assert told == [
        ("engagement_frame", None, zoe, f"{made.id}:framed", LATER),
        ("engagement_welcome", zoe, zoe, f"{made.id}:welcomed", NOW),
    ]


def test_a_link_opens_once_and_forgets_the_name(store: Store, someone: Someone) -> None:
    coach, zoe = someone("Anne", Role.COACH), someone()
    with store.write() as tx:
        code = links.make(tx, Role.COACHEE, coach, LATER, name="Zoé")
        assert len(code) <= 64
        assert code.replace("-", "").replace("_", "").isalnum()
        expected = links.Invitation(Outcome.OK, Role.COACHEE, coach, None, "Zoé")
        assert links.look(tx, code, NOW) == expected
        assert links.take(tx, code, NOW, zoe) == expected
        assert links.take(tx, code, NOW, zoe).outcome is Outcome.USED
        assert links.look(tx, code, NOW).outcome is Outcome.USED
        assert links.look(tx, "guessed", NOW).outcome is Outcome.UNKNOWN


def test_a_link_expires(store: Store, someone: Someone) -> None:
    zoe = someone()
    with store.write() as tx:
        code = links.make(tx, Role.COACH, None, SOON)
        assert links.take(tx, code, SOON, zoe) == links.Invitation(Outcome.EXPIRED)
        assert links.look(tx, code, NOW) == links.Invitation(Outcome.OK, Role.COACH)
        assert links.prune(tx, LATER) == 1
        assert links.look(tx, code, NOW).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("racers", [8])
def test_of_all_who_race_for_a_link_one_wins(store: Store, someone: Someone, racers: int) -> None:
    crowd = [someone(f"n° {number}") for number in range(racers)]
    with store.write() as tx:
        code = links.make(tx, Role.COACHEE, None, LATER)
    start = Barrier(racers)
    outcomes: list[Outcome] = []

    def race(person: str) -> None:
        start.wait()
        with store.write() as tx:
            outcomes.append(links.take(tx, code, NOW, person).outcome)

    threads = [Thread(target=race, args=(person,)) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.OK] + [Outcome.USED] * (racers - 1)
