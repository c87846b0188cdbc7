"""Over a year the questions get fewer and shorter, and more often the coachee's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest

from bot.coaching.fading import Fading
from bot.conversation.scene import FADING
from bot.store import people
from tests.conversation.practice import Heard, Practice, Someone, same

OPENINGS = ("ouverture", "choix", "choix_repris")
ANSWERS = {
    "ouverture": "cinq minutes",
    "suite": "en partie",
    "retour": "passer",
    "moment": "mardi en comité Karim a présenté le budget et j'ai repris la parole deux fois",
    "geste": "je coupe sa phrase, je montre le tableau, puis je me tais jusqu'à la fin",
    "obstacle": "l'envie d'aller plus vite que lui devant la direction",
    "pas": "quand Karim présente, alors je note mes remarques au lieu de les dire",
}
ELSE = "une équipe qui sait compter et une personne qui coupe la parole"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def nadia(practice: Practice) -> Someone:
    helene = practice.coach("Hélène")
    helene.says("/stop")
    return practice.simply("Nadia", helene)


def reflects(someone: Someone, opening: str = "une de recul", **answers: str) -> list[Heard]:
    """One whole reflection; what was asked in it, in order."""
    asked = someone.says("/reflexion")
    while someone.under_way and not someone.at.startswith("accord"):
        step = someone.at.split(".")[1]
        known = {"choix": opening, "choix_repris": opening} | ANSWERS | answers
        asked += someone.says(known.get(step, ELSE))
    if someone.under_way:
        someone.presses("Tout garder")
    return asked[:-1]


def stage(someone: Someone) -> int:
    return Fading.from_json(someone.person.profile[FADING]).stage(someone.practice.now.date())


def test_a_year(practice: Practice, nadia: Someone) -> None:
    talks = []
    for _ in range(48):
        talks.append(reflects(nadia))
        practice.now += timedelta(days=7)
    count = [len(talk) for talk in talks]
    words = [mean(len(re.sub("«.*»", "", heard.text).split()) for heard in talk[1:]) for talk in talks]
    start, end = slice(1, 5), slice(-4, None)
    assert mean(count[end]) <= mean(count[start]) - 2, "fewer questions"
    assert mean(words[end]) < 0.9 * mean(words[start]), "in fewer words"
    assert [len({same(talk[-2].text) for talk in talks[part]}) > 1 for part in (start, end)] == [
        True,
        True,
    ], "they go on varying"
    asked_for_theirs = ["Une de Recul" in talk[0].labels for talk in talks]
    assert not any(asked_for_theirs[:13])
    assert all(asked_for_theirs[-30:]), "the coachee is asked for a question of their own"


def test_a_question_of_one_s_own_is_kept_and_comes_back_with_its_day(
    practice: Practice, nadia: Someone
) -> None:
    for _ in range(15):
        reflects(nadia)
        practice.now += timedelta(days=7)
    assert "question" in nadia.says("/reflexion")[-1].text
    asked = nadia.says("à quoi je sers quand l'équipe tourne sans moi ?")
    assert nadia.at == "reflexion.a_sa_question"
    assert "à quoi je sers quand l'équipe tourne sans moi" in asked[-1].text
    assert nadia.answers.count("à quoi je sers quand l'équipe tourne sans moi ?") == 1
    nadia.says("à ce qu'elle n'ait pas besoin de moi le lundi matin")
    assert nadia.at == "reflexion.apprentissage", "two questions fewer"
    nadia.says("/annuler")
    assert "à quoi je sers" in nadia.says("/moi")[-1].text
    practice.now += timedelta(days=7)
    assert "à quoi je sers" not in nadia.says("/reflexion")[-1].text, "not at once"
    nadia.says("/annuler")
    practice.now += timedelta(days=21)
    again = same(nadia.says("/reflexion")[-1].text)
    assert "à quoi je sers" in again
    assert "mardi 23 juin" in again
    nadia.presses("La reprendre")
    assert nadia.at == "reflexion.a_nouveau"
    nadia.says("à ce que le lundi soit calme, et à regarder plus loin")
    nadia.says("/annuler")
    assert "à quoi je sers" not in nadia.says("/reflexion")[-1].text, "answered twice, it rests"


def test_three_talks_that_end_early_bring_questions_back(practice: Practice, nadia: Someone) -> None:
    for _ in range(20):
        reflects(nadia)
        practice.now += timedelta(days=7)
    assert stage(nadia) == 2
    for _ in range(3):
        nadia.says("/reflexion")
        nadia.says("/annuler")
        practice.now += timedelta(days=7)
    nadia.says("/reflexion")
    assert nadia.at == "reflexion.ouverture"
    nadia.says("/annuler")


def test_tomorrow_is_no_talk_that_ended_early(practice: Practice, nadia: Someone) -> None:
    for _ in range(4):
        nadia.says("/reflexion")
        nadia.presses("Demain")
    assert FADING not in nadia.person.profile


def test_a_note_is_no_reflection(practice: Practice, nadia: Someone) -> None:
    nadia.says("Réunion tendue ce matin avec toute la direction financière")
    nadia.presses("Non, juste")
    assert FADING not in nadia.person.profile


def test_the_coach_learns_nothing_of_it(practice: Practice, nadia: Someone) -> None:
    coach = practice.coach("Anne")
    someone = practice.simply("Zoé", coach)
    before = [same(coach.says(command)[-1].text) for command in ("/coachees", "/brief", "/digest")]
    with practice.app.store.write() as tx:
        people.save_profile(
            tx, someone.person.id, someone.person.profile | {FADING: {"done": 40, "since": "2025-01-01"}}
        )
    assert [same(coach.says(command)[-1].text) for command in ("/coachees", "/brief", "/digest")] == before
