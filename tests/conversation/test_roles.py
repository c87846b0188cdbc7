"""Coaches, coachees, and people who are both."""

from __future__ import annotations

import pytest

from bot.store.people import Role, Status
from tests.conversation.practice import Practice, Someone, code_in, same
from tests.conversation.states import DEED, MOMENT, reflecting, reviewing

FOR_COACHES = ("/inviter Paul", "/coachees", "/brief", "/brief Nadia", "/digest")
FOR_COACHEES = (
    "/reflexion",
    "/guidon",
    "/pause",
    "/reglages",
    "/resume",
    "/moi",
    "/exporter",
    "/effacer",
    "/annuler",
)


@pytest.fixture
def both(practice: Practice, helene: Someone) -> Someone:
    """Coached by Hélène, and coach of somebody."""
    someone = practice.coachee("Paul", helene)
    someone.says(f"/start {practice.code(Role.COACH)}")
    return someone


@pytest.mark.parametrize("command", FOR_COACHES)
def test_a_coachee_who_tries_a_coach_s_command_learns_nothing(nadia: Someone, command: str) -> None:
    answer = nadia.says(command)
    assert same(answer[0].text).startswith("Je ne connais pas")


@pytest.mark.parametrize("command", FOR_COACHEES)
def test_a_coach_who_tries_a_coachee_s_command_is_told_what_there_is(helene: Someone, command: str) -> None:
    answer = helene.says(command)
    assert len(answer) == 1
    assert "/inviter" in answer[0].text
    assert helene.at == ""


def test_a_coach_reads_only_what_was_shared(practice: Practice, helene: Someone, nadia: Someone) -> None:
    helene.says("/brief Nadia")
    assert same(helene.last) == "Rien de partagé pour l'instant."
    reviewing(practice, nadia)
    nadia.says("partage 1 ; garde 2")
    helene.says("/brief")
    assert MOMENT in helene.last
    assert "laisse pas sa chance" not in helene.everything
    assert DEED not in helene.everything


def test_a_brief_of_one_of_several_is_chosen_by_name_or_button(practice: Practice, helene: Someone) -> None:
    for name in ("Nadia", "Zoé"):
        practice.coachee(name, helene)
    helene.says("/brief")
    assert sorted(helene.labels) == ["Nadia", "Zoé"]
    helene.presses("Zoé")
    assert same(helene.last) == "Rien de partagé pour l'instant."
    helene.says("/brief zoe")
    assert same(helene.last) == "Rien de partagé pour l'instant."
    helene.says("/brief Personne")
    assert sorted(helene.labels) == ["Nadia", "Zoé"]


def test_somebody_who_is_both_can_do_both(practice: Practice, both: Someone) -> None:
    link = both.says("/inviter Zoé")[-1].text
    assert code_in(link)
    both.says("/reflexion")
    assert both.at == "reflexion.ouverture"
    both.says("/coachees")
    assert "Personne pour l’instant" in both.last
    assert both.at == "reflexion.ouverture", "a coach's command leaves the own talk alone"
    both.says("/resume")
    assert both.at == "reflexion.ouverture"


def test_somebody_who_becomes_a_coach_is_told_so_and_has_a_digest(both: Someone) -> None:
    assert "accès de coach est ouvert" in both.everything
    assert both.planned["digest"].strftime("%a %H:%M") == "Mon 08:00"


def test_becoming_a_coach_leaves_the_own_talk_where_it_was(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    where = nadia.at
    nadia.says(f"/start {practice.code(Role.COACH)}")
    assert nadia.at == where


def test_a_coach_can_be_coached_by_another_and_keeps_the_digest(practice: Practice, helene: Someone) -> None:
    anne = practice.coach("Anne")
    anne.says(f"/start {code_in(helene.says('/inviter Anne')[-1].text)}")
    assert anne.at == "accueil.consentement"
    for label in ("Oui", "Vous", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard"):
        anne.presses(label)
    anne.says("/pause")
    anne.presses("Une semaine")
    assert "digest" in anne.planned, "a pause of the own talk is none of the work"
    anne.says("/stop")
    assert anne.planned == {}
    anne.says("/start")
    assert "digest" in anne.planned


def test_a_coach_s_own_link_is_not_for_the_coach(practice: Practice, helene: Someone) -> None:
    code = code_in(helene.says("/inviter Nadia")[-1].text)
    helene.says(f"/start {code}")
    assert same(helene.last).startswith("C'est votre propre invitation")
    someone = practice.stranger("Nadia")
    someone.says(f"/start {code}")
    assert someone.at == "accueil.consentement", "it is still good for the one it was meant for"


def test_the_own_link_tapped_again_is_a_way_back(practice: Practice, helene: Someone) -> None:
    code = code_in(helene.says("/inviter Nadia")[-1].text)
    someone = practice.stranger("Nadia")
    someone.says(f"/start {code}")
    someone.presses("Oui")
    someone.says("/stop")
    someone.says(f"/start {code}")
    assert someone.at == "accueil.consentement"
    assert someone.person.status is Status.ACTIVE


def test_a_new_coach_reads_nothing_of_before_and_the_old_one_nothing_more(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    anne = practice.coach("Anne")
    nadia.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    assert nadia.at == "autre_accompagnement.choix", "new readers, a new agreement"
    nadia.presses("Seulement le nouveau")
    anne.says("/brief")
    assert same(anne.last) == "Rien de partagé pour l'instant."
    helene.says("/brief")
    assert same(helene.last).startswith("Personne pour l'instant")


def test_a_name_that_is_a_whole_text_is_cut_for_the_coach(practice: Practice, helene: Someone) -> None:
    someone = practice.stranger("x")
    someone.says(f"/start {practice.code(Role.COACHEE, helene)}")
    someone.presses("Oui")
    assert someone.at == "accueil.prenom"
    someone.says("Nadia. Au fait, zorglub : mon chef me mène la vie dure depuis un an\nvraiment")
    helene.says("/coachees")
    helene.says("/digest")
    assert "Nadia" in helene.everything
    assert "vie dure" not in helene.everything
