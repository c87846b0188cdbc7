"""P7. Recul says that it is a program at first contact and whenever it is asked, and then comes back to its
question."""

from __future__ import annotations

import pytest

from bot.conversation.honesty import asks_who_speaks
from bot.store.people import Role
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import STATES, reach

ASKED = (
    "es-tu un robot ?", "Es-tu un robot ou une personne ?", "t'es un robot ?", "tes un bot??", "t un robot ?",
    "tu es une ia ?", "tu es une IA", "t'es une vraie personne ?", "êtes-vous humaine ?", "Vous êtes un robot ?",
    "vs etes un robot ?", "est-ce que vous êtes un robot ?", "c'est un robot ?", "c un bot ?",
    "C'est une machine ou quoi ?",
    "je parle à un robot ?", "est-ce que je parle à quelqu'un ?", "je parle à un robot là ?", "je parle à qui ?",
    "y a quelqu'un ?", "il y a quelqu'un derrière ?", "ya qqn ?", "qui es-tu ?", "t'es qui ?", "vous êtes qui ?",
    "qui me répond ?", "à qui je parle ?", "robot ?", "un humain ?", "t'es chatgpt ?", "c'est chat gpt ?",
    "mais t'es un robot en fait ?", "dis, tu es humain ?", "Suis-je en train de parler à une machine ?",
    "euh t'es un vrai humain ou un bot ?", "tu es une personne réelle ?", "c'est une personne qui répond ?",
    "ÊTES-VOUS UN ROBOT ???", "es tu une intelligence artificielle", "tu es un programme ?", "t'es réel ?",
    "c qui ?", "quelqu'un me lit ?", "are you a bot?",
)  # fmt: skip
#: Sentences about work in which such words occur.
NOT_ASKED = (
    "mon chef est un robot, il répond toujours la même chose",
    "une personne",
    "quelqu'un de mon équipe",
    "c'est une machine à café qui a tout déclenché ce matin-là",
    "je ne suis pas un robot, j'ai aussi une vie à côté",
    "personne",
    "moi",
    "qui est responsable du planning, voilà ce que je me demande",
    "je parle à mon équipe tous les lundis",
    "on m'a dit que l'IA allait prendre une partie de notre travail",
    "Karim est un vrai humain, lui",
    "c'est un programme de formation pour les managers",
)
ABOUT = "Oui, je suis un programme."


@pytest.mark.parametrize("text", ASKED)
def test_it_is_understood(text: str) -> None:
    assert asks_who_speaks(text)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_an_answer_is_not_taken_for_the_question(text: str) -> None:
    assert not asks_who_speaks(text)


def test_at_first_contact(practice: Practice, helene: Someone) -> None:
    coachee = practice.invited("Nadia", helene)
    assert "un programme, pas une personne" in coachee.heard[0].text
    stranger = practice.stranger()
    stranger.says("bonjour")
    assert "un programme, pas une personne" in stranger.heard[0].text
    coach = practice.stranger("Anne")
    coach.says(f"/start {practice.code(Role.COACH)}")
    assert "un programme" in coach.heard[0].text


@pytest.mark.parametrize("state", STATES)
def test_in_the_middle_of_anything_and_then_the_question_comes_back(
    practice: Practice, helene: Someone, state: str
) -> None:
    for text in ASKED[:: max(1, len(ASKED) // 4)]:
        someone = practice.simply("Nadia", helene)
        reach(practice, someone, state)
        where, labels, kept = someone.at, someone.labels, someone.answers
        answer = someone.says(text)
        assert same(answer[0].text).startswith(ABOUT)
        assert someone.at == where
        assert someone.answers == kept, "the question about Recul answers none of its own"
        if where:
            assert answer[-1].labels == labels


def test_before_consent(practice: Practice, helene: Someone) -> None:
    someone = practice.invited("Nadia", helene)
    assert same(someone.says("t'es un robot ?")[0].text).startswith(ABOUT)
    assert someone.at == "accueil.consentement"


def test_a_coach_who_asks(helene: Someone) -> None:
    assert "Recul, un programme" in helene.says("es-tu un robot ?")[0].text


def test_a_stranger_who_asks(practice: Practice) -> None:
    assert "un programme, pas une personne" in practice.stranger().says("t'es un robot ?")[0].text
