"""A coach leaves: nothing is read any more, and another one takes over only what each coachee says."""

from __future__ import annotations

import pytest

from bot.conversation import handover
from bot.store import engagements, erasure, links
from bot.store.engagements import Engagement
from bot.store.links import Outcome
from tests.conversation.practice import PARIS, Practice, Someone, code_in, same, texts
from tests.conversation.states import MOMENT, STATES, reach, reviewing


@pytest.fixture
def paul(practice: Practice) -> Someone:
    return practice.coach("Paul")


@pytest.fixture
def nadia(practice: Practice, helene: Someone) -> Someone:
    """Coached by Hélène, who could read what she shared."""
    someone = practice.coachee("Nadia", helene)
    reviewing(practice, someone)
    someone.says("partage 1 ; garde 2")
    return someone


def hands_over(practice: Practice, helene: Someone, paul: Someone) -> int:
    with practice.app.store.write() as tx:
        count = handover.begin(practice.app.parts, tx, helene.person.id, paul.person.id, practice.now)
    practice.settle()
    return count


def engagement(practice: Practice, someone: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, someone.person.id)
    assert found is not None
    return found


def asked(practice: Practice, nadia: Someone) -> None:
    """Until the question was opened."""
    practice.wait(days=1)
    nadia.presses("Voir")
    assert nadia.at == "releve.choix"


def test_from_that_moment_nobody_reads(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    helene.says("/brief Nadia")
    assert MOMENT in helene.last
    assert hands_over(practice, helene, paul) == 1
    assert "à Paul, si les personnes concernées le veulent" in same(helene.last)
    for coach in (helene, paul):
        before = len(coach.heard)
        for command in (
            "/brief",
            "/brief Nadia",
            f"/brief {nadia.person.id}",
            "/coachees",
            "/digest",
            "/objectifs Nadia",
        ):
            coach.says(command)
        told = "\n".join(one.text for one in coach.heard[before:])
        assert "Nadia" not in told
        assert MOMENT not in told


def test_the_coachee_is_asked_at_their_hour_without_a_word_of_it_on_the_screen(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    before = len(nadia.heard)
    hands_over(practice, helene, paul)
    assert len(nadia.heard) == before
    practice.wait(days=1)
    [one] = [heard for heard in nadia.heard[before:] if heard.labels == ["Voir"]]
    assert one.at.astimezone(PARIS).hour == 18
    assert same(one.text) == "Une question vous attend, quand vous voulez."


def test_a_yes_gives_the_frame_and_not_what_was_shared(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    assert "Paul" in nadia.last
    nadia.presses("Oui")
    assert MOMENT in nadia.last, "it is decided upon at the sight of it"
    nadia.presses("Ne rien reprendre")
    assert "Nadia accepte" in same(paul.last)
    assert engagement(practice, nadia).coach == paul.person.id
    paul.says("/brief Nadia")
    assert same(paul.last) == "Rien de partagé pour l'instant."
    nadia.says("/resume")
    assert MOMENT not in nadia.last
    assert nadia.says("/reflexion")
    assert "Paul" in nadia.state.known("coach") or nadia.person.profile


def test_what_is_shared_again_is_what_was_shown(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    nadia.presses("Oui")
    nadia.presses("Tout partager")
    paul.says("/brief Nadia")
    assert MOMENT in paul.last
    assert "laisse pas sa chance" not in paul.everything, "kept stays kept"
    helene.says("/brief Nadia")
    assert MOMENT not in helene.last


def test_what_was_shared_meanwhile_is_nobody_s(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    asked(practice, nadia)
    nadia.presses("Oui")
    nadia.presses("Tout partager")
    assert len([item for item in nadia.items if item.recipient == paul.person.id]) == 1


def test_a_no_leaves_the_engagement_to_the_coachee(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    nadia.presses("Non")
    assert engagement(practice, nadia).coach is None
    for coach in (helene, paul):
        assert "Nadia" not in "\n".join(texts(coach.says("/coachees")))
    nadia.says("/accompagnements")
    assert nadia.labels == [] or "la suite" not in "".join(nadia.labels)
    assert nadia.says("/reflexion")
    assert nadia.at == "reflexion.ouverture"


def test_not_now_waits_where_it_can_be_found(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    nadia.presses("Pas maintenant")
    nadia.says("/accompagnements")
    nadia.presses("Paul, la suite")
    nadia.presses("Oui")
    assert engagement(practice, nadia).coach == paul.person.id


def test_somebody_who_left_is_asked_when_they_come_back(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    nadia.says("/stop")
    before = len(nadia.heard)
    hands_over(practice, helene, paul)
    practice.wait(days=20)
    assert len(nadia.heard) == before
    nadia.says("/start")
    nadia.presses("Oui")
    for label in ("Une fois", "Jeudi", "18", "France", "Plus tard"):
        nadia.presses(label)
    asked(practice, nadia)


def test_a_pause_is_not_broken(practice: Practice, helene: Someone, paul: Someone, nadia: Someone) -> None:
    nadia.says("/pause")
    nadia.presses("Une semaine")
    before = len(nadia.heard)
    hands_over(practice, helene, paul)
    practice.wait(days=6)
    assert len(nadia.heard) == before
    practice.wait(days=2)
    assert any(one.labels == ["Voir"] for one in nadia.heard[before:])


def test_links_of_the_one_who_leaves_are_worth_nothing(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    code = code_in(helene.says("/inviter Zoé")[-1].text)
    hands_over(practice, helene, paul)
    with practice.app.store.read() as tx:
        assert links.look(tx, code, practice.now).outcome is Outcome.EXPIRED


def test_the_other_coach_is_erased_meanwhile(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    erasure.erase(practice.app.store, paul.person.id, practice.now)
    before = len(nadia.heard)
    practice.wait(days=2)
    assert not any(one.labels == ["Voir"] for one in nadia.heard[before:])


def test_nobody_answers_for_somebody_else(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    zoe = practice.simply("Zoé", helene)
    hands_over(practice, helene, paul)
    for someone in (zoe, paul, helene):
        someone.forges("handover", engagement(practice, nadia).id)
        assert "releve" not in someone.at
    assert engagement(practice, nadia).coach is None


def test_a_second_yes_on_another_device_changes_nothing(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    question = nadia.heard[-1]
    nadia.presses("Oui", question)
    nadia.presses("Non", question)
    assert engagement(practice, nadia).coach == paul.person.id
    assert len([one for one in paul.heard if "accepte que vous" in one.text]) == 1


def test_the_sponsor_learns_who_the_coach_is(
    practice: Practice, helene: Someone, paul: Someone, nadia: Someone
) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    hands_over(practice, helene, paul)
    asked(practice, nadia)
    nadia.presses("Oui")
    assert same(claire.last) == "Paul prend la suite de Hélène pour l'accompagnement de Nadia."


@pytest.mark.parametrize("state", STATES)
def test_in_whatever_state_the_question_waits_and_stop_ends_it(
    practice: Practice, helene: Someone, paul: Someone, state: str
) -> None:
    nadia = practice.simply("Nadia", helene)
    reach(practice, nadia, state)
    hands_over(practice, helene, paul)
    practice.wait(days=1)
    nadia.forges("handover", engagement(practice, nadia).id)
    nadia.says("/stop")
    assert nadia.planned == {}
    before = len(nadia.heard)
    practice.wait(days=20)
    assert len(nadia.heard) == before
