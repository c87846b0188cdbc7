"""Several engagements on one account: in which one somebody speaks, and what each of them opens (P12)."""

from __future__ import annotations

import pytest

from bot.coaching.engagement import Phase
from bot.store import consents, engagements, people
from bot.store.people import Role, Status
from tests.conversation.practice import Practice, Someone, code_in, same, texts
from tests.conversation.states import MOMENT, reviewing


@pytest.fixture
def anne(practice: Practice) -> Someone:
    return practice.coach("Anne")


@pytest.fixture
def twice(practice: Practice, nadia: Someone, anne: Someone) -> Someone:
    """Nadia, coached by Hélène and by Anne."""
    nadia.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    nadia.presses("Garder les deux")
    return nadia


def named(practice: Practice, name: str) -> Someone:
    """The newest of that name: everybody is new to each test."""
    return next(one for one in reversed(practice._people) if one.name == name and one.known)


def phases(practice: Practice, someone: Someone) -> dict[str | None, Phase]:
    with practice.app.store.read() as tx:
        return {one.coach: one.arc.phase for one in engagements.all_of(tx, someone.person.id)}


def test_a_second_coach_ends_nothing(
    practice: Practice, helene: Someone, anne: Someone, twice: Someone
) -> None:
    assert phases(practice, twice) == {helene.person.id: Phase.WELCOMED, anne.person.id: Phase.WELCOMED}
    assert twice.person.profile["consent"], "what was agreed with one coach holds"


def test_an_invitation_that_is_not_answered_changes_nothing(
    practice: Practice, helene: Someone, nadia: Someone, anne: Someone
) -> None:
    nadia.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    assert phases(practice, nadia) == {helene.person.id: Phase.WELCOMED, anne.person.id: Phase.INVITED}
    nadia.says("/accompagnements")
    nadia.presses("Le vôtre, avec Anne")
    assert nadia.at == "autre_accompagnement.choix"


def test_a_second_coach_is_refused(
    practice: Practice, helene: Someone, nadia: Someone, anne: Someone
) -> None:
    nadia.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    nadia.presses("Non merci")
    assert phases(practice, nadia) == {helene.person.id: Phase.WELCOMED, anne.person.id: Phase.CLOSED}
    assert nadia.person.status is Status.ACTIVE
    assert "Nadia" not in same("\n".join(texts(anne.says("/coachees"))))


def test_changing_coach_tells_the_first_one_and_no_reason(
    practice: Practice, helene: Someone, nadia: Someone, anne: Someone
) -> None:
    nadia.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    nadia.presses("Seulement le nouveau")
    assert phases(practice, nadia) == {helene.person.id: Phase.CLOSED, anne.person.id: Phase.WELCOMED}
    assert "a mis fin à son accompagnement" in same(helene.last)
    assert "Anne" not in helene.last


def test_what_is_shared_goes_to_the_coach_of_the_engagement_spoken_in(
    practice: Practice, helene: Someone, anne: Someone, twice: Someone
) -> None:
    twice.says("/accompagnements")
    twice.presses("Le vôtre, avec Hélène")
    reviewing(practice, twice)
    assert "avec Hélène" in twice.heard[-1].text.splitlines()[0]
    twice.presses("Tout partager")
    anne.says("/brief Nadia")
    helene.says("/brief Nadia")
    assert MOMENT in helene.last
    assert MOMENT not in anne.everything


def test_a_talk_stays_in_the_engagement_that_it_began_in(
    practice: Practice, helene: Someone, anne: Someone, twice: Someone
) -> None:
    twice.says("/accompagnements")
    twice.presses("Le vôtre, avec Hélène")
    reviewing(practice, twice)
    twice.says("/accompagnements")
    twice.presses("Le vôtre, avec Anne")
    assert "avec Hélène" in twice.heard[-1].text.splitlines()[0], "the open question still says for whom"
    twice.presses("Tout partager")
    anne.says("/brief Nadia")
    assert MOMENT not in anne.everything


def test_someone_with_one_engagement_reads_no_such_line(nadia: Someone) -> None:
    nadia.says("/reflexion")
    assert "accompagnement avec" not in same(nadia.last)
    nadia.says("/espaces")
    assert "un seul accompagnement" in same(nadia.heard[-2].text)
    assert nadia.at == "reflexion.ouverture"


def test_stop_leaves_all_of_it_and_both_coaches_know(
    practice: Practice, helene: Someone, anne: Someone, twice: Someone
) -> None:
    twice.says("/stop")
    assert set(phases(practice, twice).values()) == {Phase.STOPPED}
    for coach in (helene, anne):
        assert "a quitté Recul" in same(coach.last)
    assert twice.planned == {}
    with practice.app.store.read() as tx:
        assert all(one.withdrawn_at for one in consents.all_of(tx, twice.person.id))
    twice.says("/start")
    twice.presses("Oui")
    assert sorted(phases(practice, twice).values()) == [Phase.STOPPED, Phase.WELCOMED], (
        "one agreement, one engagement"
    )


def test_a_pause_holds_everywhere(practice: Practice, twice: Someone) -> None:
    twice.says("/pause")
    twice.presses("Une semaine")
    assert set(phases(practice, twice).values()) == {Phase.PAUSED}
    twice.says("/start")
    assert set(phases(practice, twice).values()) == {Phase.WELCOMED}


def test_a_space_of_somebody_else_cannot_be_chosen(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    zoe = practice.simply("Zoé", helene)
    with practice.app.store.read() as tx:
        theirs = engagements.coach_of(tx, nadia.person.id)
    assert theirs is not None
    for role in ("coachee", "coach", "sponsor", "handover", "invited", "", "*"):
        zoe.forges("space", f"{role}:{theirs.id}")
        assert "standpoint" not in zoe.person.profile or theirs.id not in zoe.person.profile["standpoint"]
    assert "Nadia" not in zoe.everything


def test_someone_who_is_nothing_any_more(practice: Practice, helene: Someone) -> None:
    paul = practice.simply("Paul", helene)
    with practice.app.store.write() as tx:
        [one] = engagements.all_of(tx, paul.person.id)
        engagements.end(tx, one.id, practice.now)
    paul.says("/accompagnements")
    assert "aucun accompagnement" in same(paul.last)


def test_a_coach_of_many_is_not_given_many_buttons(practice: Practice, anne: Someone) -> None:
    for number in range(9):
        practice.simply(f"Nom{number}", anne)
    anne.says(f"/start {practice.code(Role.LEAD)}")
    anne.presses("Oui")
    paul = practice.coach("Paul")
    anne.says(f"/start {code_in(paul.says('/inviter Anne')[-1].text)}")
    anne.says("/accompagnements")
    assert "Comme coach : 9 personnes" in same(anne.heard[-2].text)
    assert len(anne.heard[-2].labels) == 1


# Coachee of one, coach of another, sponsor of a third


@pytest.fixture
def three(practice: Practice, helene: Someone, anne: Someone) -> Someone:
    """Alix: coached by Hélène, coach of Zoé, sponsor of Paul, whom Anne coaches."""
    alix = practice.coachee("Alix", helene)
    alix.says(f"/start {practice.code(Role.COACH)}")
    practice.coachee("Zoé", alix)
    practice.coachee("Paul", anne)
    link = anne.says("/inviter commanditaire Paul")[-1].text
    alix.says(f"/start {code_in(link)}")
    alix.presses("Oui")
    return alix


def test_one_account_with_three_roles_is_asked_nothing_twice(three: Someone) -> None:
    assert three.person.roles == {Role.COACHEE, Role.COACH, Role.SPONSOR}
    assert three.at == "", "the first name is known"
    assert len([one for one in three.heard if "Comment vous appeler" in same(one.text)]) <= 1


def test_each_space_is_named(three: Someone) -> None:
    three.says("/accompagnements")
    assert sorted(same(label) for label in three.labels) == [
        "Le vôtre, avec Hélène",
        "Paul, commanditaire",
        "Zoé, coach",
    ]
    assert all(len(label) <= 24 for label in three.labels)


def test_help_is_that_of_the_space_chosen(three: Someone) -> None:
    for label, piece in (
        ("Le vôtre", "/reflexion"),
        ("Zoé", "/inviter"),
        ("Paul", "Prendre part"),
        ("Le vôtre", "/reflexion"),
    ):
        three.says("/accompagnements")
        three.presses(label)
        three.says("/aide")
        assert piece in same(three.last), label


def test_each_role_opens_its_own_and_nothing_else(practice: Practice, three: Someone, anne: Someone) -> None:
    paul, zoe = named(practice, "Paul"), named(practice, "Zoé")
    for label in ("Le vôtre", "Zoé", "Paul"):
        three.says("/accompagnements")
        three.presses(label)
        three.says("/coachees")
        assert "Paul" not in three.last, "a sponsor is no coach"
        assert "Zoé" in three.last
        three.says("/brief Paul")
        assert "Paul" not in three.last
    with practice.app.store.read() as tx:
        assert engagements.between(tx, zoe.person.id, three.person.id) is None
        assert engagements.between(tx, three.person.id, paul.person.id) is not None


def test_what_a_coachee_shares_never_reaches_their_sponsor(
    practice: Practice, three: Someone, anne: Someone
) -> None:
    paul = named(practice, "Paul")
    reviewing(practice, paul)
    paul.presses("Tout partager")
    for command in (
        "/brief",
        "/brief Paul",
        "/digest",
        "/coachees",
        "/moi",
        "/accompagnements",
        "/resume",
        "/objectifs",
    ):
        three.says(command)
    assert MOMENT not in three.everything
    anne.says("/brief Paul")
    assert MOMENT in anne.last


def test_leaving_with_three_roles(practice: Practice, three: Someone, helene: Someone, anne: Someone) -> None:
    three.says("/stop")
    assert three.planned == {}
    assert "a quitté Recul" in same(helene.last)
    assert "commanditaire" in same(anne.last)
    before = len(three.heard)
    practice.wait(days=40)
    assert len(three.heard) == before
    with practice.app.store.read() as tx:
        [own] = [one for one in engagements.all_of(tx, three.person.id) if one.coachee == three.person.id]
        others = [one for one in engagements.all_of(tx, three.person.id) if one.coachee != three.person.id]
    assert own.arc.phase is Phase.STOPPED
    assert all(one.arc.phase is Phase.WELCOMED for one in others), "only a coachee stops an engagement"


def test_the_same_question_on_two_devices(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    question = nadia.heard[-1]
    nadia.presses("Cinq minutes", question)
    assert nadia.at == "reflexion.moment"
    heard = nadia.presses("Cinq minutes", question)
    assert nadia.at == "reflexion.moment", "the other device's press answers nothing"
    assert len([one for one in heard if one.message.html]) == 1
    nadia.says(MOMENT)
    answers = len(nadia.answers)
    nadia.presses("Cinq minutes", question)
    assert len(nadia.answers) == answers


def test_a_decision_pressed_on_two_devices_is_taken_once(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.stranger("Claire")
    claire.says(f"/start {code_in(helene.says('/inviter commanditaire Nadia')[-1].text)}")
    asked = claire.heard[-1]
    claire.presses("Oui", asked)
    claire.presses("Non", asked)
    assert claire.person.status is Status.ACTIVE
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, nadia.person.id)
        assert found is not None
        assert found.sponsor == claire.person.id
        assert people.load(tx, claire.person.id) is not None
