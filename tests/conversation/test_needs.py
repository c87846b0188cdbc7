"""Needs are asked once a phase, kept for the coachee alone, and change what is asked afterwards."""

from __future__ import annotations

import pytest

from bot.coaching.engagement import Cause
from bot.store import engagements, needs
from bot.telling import in_french
from tests.conversation.practice import PARIS, Heard, Practice, Someone, same, texts

ITEMS = ("outils", "posture", "emotions", "pairs", "temps", "hierarchie", "equipe", "strategie", "energie")
HERS = ("Petite", "Très grande", "Aucune", "Grande", "Aucune", "Aucune", "Petite", "Aucune", "Petite")
HIS = ("Aucune", "Aucune", "Aucune", "Aucune", "Très grande", "Moyenne", "Aucune", "Aucune", "Grande")


def tells(someone: Someone, answers: tuple[str, ...], words: str = "") -> None:
    someone.says("/besoins")
    for item, label in zip(ITEMS, answers, strict=True):
        assert someone.at == f"besoins.{item}"
        someone.presses(label)
    someone.says(words or "passer")


def enters(practice: Practice, someone: Someone, *causes: Cause) -> None:
    """The engagement moves on, as the host moves it."""
    with practice.app.store.write() as tx:
        own = engagements.coach_of(tx, someone.person.id)
        assert own is not None
        for cause in causes:
            own = engagements.move(tx, own, cause, practice.now)


def kept(practice: Practice, someone: Someone) -> list[needs.Need]:
    with practice.app.store.read() as tx:
        own = engagements.coach_of(tx, someone.person.id)
        assert own is not None
        return needs.history(tx, someone.person.id, own.id)


def invited(practice: Practice, someone: Someone) -> Heard:
    """The next invitation."""
    before = len(someone.heard)
    for _ in range(40):
        practice.wait(hours=12)
        for heard in someone.heard[before:]:
            if "Commencer" in heard.labels:
                return heard
    raise AssertionError("no invitation in twenty days")


def openings(practice: Practice, someone: Someone, count: int) -> list[str]:
    """Where each of so many reflections starts."""
    found = []
    for _ in range(count):
        someone.says("/reflexion")
        someone.presses("Plus court")
        found.append(someone.at)
        someone.says("/annuler")
        practice.wait(hours=1)
    return found


def test_what_is_needed_most_comes_first(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS, "ne pas tout porter, comme à Lyon")
    assert "par lequel commencer" in nadia.last
    assert nadia.labels == ["La posture", "Les pairs", "Peu importe l’ordre"]
    nadia.presses("Les pairs")
    assert same(nadia.last).startswith(
        "Vos réflexions partiront tour à tour des pairs, de la posture et de l'équipe."
    )
    found = kept(practice, nadia)[-1].answers
    assert (found["first"], found["words"]) == ("pairs", "ne pas tout porter, comme à Lyon")
    assert found["ratings"]["posture"] == 4


def test_two_coachees_with_other_answers_are_asked_other_questions(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    paul = practice.coachee("Paul", helene)
    tells(nadia, HERS)
    nadia.presses("La posture")
    tells(paul, HIS)
    paul.presses("Le temps")
    hers, his = openings(practice, nadia, 5), openings(practice, paul, 5)
    assert hers == [
        "reflexion.moment", "entree.posture", "entree.pairs", "reflexion.moment", "entree.equipe",
    ]  # fmt: skip
    assert his == [
        "reflexion.moment", "entree.temps", "entree.energie", "reflexion.moment", "entree.hierarchie",
    ]  # fmt: skip


def test_every_topic_of_a_path_is_met(practice: Practice, nadia: Someone) -> None:
    tells(nadia, ("Grande",) * len(ITEMS))
    nadia.presses("Peu importe")
    said = nadia.last
    found = {at.removeprefix("entree.") for at in openings(practice, nadia, 8)} - {"reflexion.moment"}
    assert len(found) == 5
    assert same(said).count(" d") >= 5, "all five are told"


def test_the_situation_alone_makes_a_path(practice: Practice, nadia: Someone) -> None:
    assert openings(practice, nadia, 3)[1:] == ["entree.hierarchie", "entree.equipe"]


def test_one_need_above_all_others_is_not_asked_about(practice: Practice, nadia: Someone) -> None:
    tells(nadia, ("Très grande", *("Petite",) * 8))
    assert "par lequel commencer" not in nadia.everything
    assert same(nadia.last).startswith("Vos réflexions partiront tour à tour des outils,")
    assert kept(practice, nadia)[-1].answers["first"] == "outils"


def test_nothing_answered_is_nothing_kept(practice: Practice, nadia: Someone) -> None:
    nadia.says("/besoins")
    for _ in range(10):
        nadia.presses("Passer")
    assert same(nadia.last).startswith("Rien à garder cette fois.")
    assert kept(practice, nadia) == []


def test_what_is_known_in_this_phase_is_shown_and_can_be_changed_one_by_one(
    practice: Practice, nadia: Someone
) -> None:
    tells(nadia, HERS)
    nadia.presses("La posture")
    nadia.says("/besoins")
    assert nadia.at == ""
    assert "• La posture : très grande\n• Les pairs : grande" in same(nadia.last)
    nadia.presses("Le temps")
    assert nadia.at == "besoins.temps"
    today = in_french(practice.now.astimezone(PARIS).date())
    assert f"Le {today} : « aucune »" in same(nadia.last)
    nadia.presses("Très grande")
    assert nadia.at == ""
    assert "du temps" in nadia.last
    assert kept(practice, nadia)[-1].answers["ratings"]["temps"] == 4
    assert kept(practice, nadia)[-1].answers["first"] == "posture", "what was chosen stands"


def test_in_the_next_phase_only_what_was_high_is_asked_about(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS)
    nadia.presses("Les pairs")
    enters(practice, nadia, Cause.FRAME, Cause.CONTRACT, Cause.BEGIN, Cause.DEVELOP)
    nadia.says("/besoins")
    assert nadia.at == "besoins.posture"
    nadia.presses("Petite")
    assert nadia.at == "besoins.pairs"
    nadia.presses("Moyenne")
    assert nadia.at == "besoins.mot"
    answer = nadia.presses("Passer")
    assert "Le reste, tel que vous l'aviez dit" in texts(answer)[0]
    assert kept(practice, nadia)[-1].stage == "develop"
    nadia.presses("Le temps")
    nadia.presses("Grande")
    assert kept(practice, nadia)[-1].answers["first"] == "temps"
    nadia.says("/besoins")
    assert nadia.at == "", "known in this phase"


def test_needs_are_offered_once_a_phase_within_the_invitation(practice: Practice, nadia: Someone) -> None:
    assert invited(practice, nadia).labels == ["Commencer", "Plus tard", "Dire mes besoins"]
    nadia.presses("Dire mes besoins")
    assert nadia.at == "besoins.outils"
    nadia.says("/annuler")
    assert invited(practice, nadia).labels == ["Commencer", "Plus tard"], "offered once"
    enters(practice, nadia, Cause.FRAME, Cause.CONTRACT, Cause.BEGIN, Cause.DEVELOP)
    invitation = invited(practice, nadia)
    assert "Dire mes besoins" in invitation.labels
    assert "besoin" not in invitation.text, "a locked screen shows the text"


def test_the_invitation_offers_the_closer_look_of_the_topic_whose_turn_it_is(
    practice: Practice, nadia: Someone
) -> None:
    tells(nadia, HERS)
    nadia.presses("Les pairs")
    openings(practice, nadia, 1)
    assert invited(practice, nadia).labels == ["Commencer", "Plus tard", "De plus près"]
    nadia.presses("De plus près")
    assert nadia.under_way[-1] == "solitude"


def test_the_help_begins_with_the_closer_look_that_fits(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS)
    nadia.presses("Les pairs")
    text = nadia.says("/aide")[-1].text
    assert text.index("/solitude") < text.index("/posture") < text.index("/guidon")


def test_right_after_the_welcome(practice: Practice, helene: Someone) -> None:
    someone = practice.coachee(
        "Zoé", helene, "Tu", "Une vision", "C'est tout", "Une fois", "Jeudi", "18", "France", "Mes besoins"
    )
    assert someone.at == "besoins.outils"
    for label in HERS:
        someone.presses(label)
    someone.says("passer")
    assert "par lequel commencer" in someone.last
    assert kept(practice, someone)[-1].answers["ratings"]["pairs"] == 3


def test_words_in_the_place_of_a_button_are_kept_and_the_question_is_put_again(nadia: Someone) -> None:
    nadia.says("/besoins")
    nadia.says("franchement ça dépend des semaines")
    assert nadia.at == "besoins.outils"
    assert "C’est gardé, pour vous" in nadia.last
    assert "franchement ça dépend des semaines" in nadia.answers


@pytest.mark.parametrize("choice", ["first:inconnu", "again:", "", "first:temps", "again:temps", "x:temps"])
def test_a_button_that_was_never_offered_breaks_nothing(nadia: Someone, choice: str) -> None:
    nadia.forges("needs", choice)
    assert nadia.at == ""
    assert "mal passé" not in nadia.everything


def test_a_button_pressed_twice_chooses_again(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS)
    buttons = nadia.heard[-1]
    nadia.presses("Les pairs", buttons)
    nadia.presses("La posture", buttons)
    assert kept(practice, nadia)[-1].answers["first"] == "posture"


def test_the_coach_never_reads_needs(practice: Practice, helene: Someone, nadia: Someone) -> None:
    tells(nadia, HERS, "zorglub surtout pas ma directrice")
    nadia.presses("Les pairs")
    for command in ("/brief", "/digest", "/coachees", "/besoins"):
        helene.says(command)
    assert "zorglub" not in helene.everything


@pytest.mark.parametrize("pressed", range(11))
def test_stop_anywhere_in_the_questionnaire(practice: Practice, helene: Someone, pressed: int) -> None:
    zoe = practice.coachee("Zoé", helene)
    zoe.says("/besoins")
    for label in (*HERS, "Passer")[:pressed]:
        zoe.presses(label)
    zoe.says("stop")
    assert (zoe.at, zoe.planned) == ("", {})
    before = len(zoe.heard)
    zoe.forges("needs", "first:pairs")
    assert len(zoe.heard) == before, "nothing leaves after a stop"
    practice.wait(days=20)
    assert len(zoe.heard) == before
    zoe.says("/besoins")
    assert "arrêté" in zoe.last


def test_what_comes_first_can_be_typed(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS)
    nadia.says("les pairs")
    assert same(nadia.last).startswith("Vos réflexions partiront tour à tour des pairs")
    assert kept(practice, nadia)[-1].answers["first"] == "pairs"
    nadia.says("la posture")
    assert nadia.under_way == ["libre"], "the question is over: these are words of one's own"


def test_other_words_put_that_question_aside(practice: Practice, nadia: Someone) -> None:
    tells(nadia, HERS)
    nadia.says("réunion tendue ce matin avec toute la direction financière")
    assert nadia.under_way == ["libre"]
    nadia.says("/annuler")
    nadia.presses("La posture")
    assert kept(practice, nadia)[-1].answers["first"] == "posture"
