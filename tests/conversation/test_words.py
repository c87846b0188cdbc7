"""Everything that somebody writes is kept once, whatever happens around it, and never taken for markup."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.messages import Kind
from tests.conversation.practice import Practice, Someone, same, texts
from tests.conversation.states import STATES, probed, reach, reflecting, reviewing

#: Ways of leaving a question before it is answered.
AWAY = ("/annuler", "/stop", "/pause", "/effacer", "/reglages", "/start", "/aide", "/reflexion", "/exporter")


def counted(someone: Someone, marker: str) -> int:
    return sum(words.count(marker) for words in someone.answers)


@pytest.mark.parametrize("away", AWAY)
def test_half_an_answer_is_in_the_journal_whatever_comes_then(
    practice: Practice, nadia: Someone, away: str
) -> None:
    reflecting(practice, nadia)
    nadia.says("zorglub pareil")
    assert nadia.at == "reflexion.moment", "a probe is open"
    nadia.says(away)
    if nadia.at:
        nadia.says("/annuler")
    assert counted(nadia, "zorglub") == 1


def test_an_answer_and_what_a_probe_adds_are_kept_once_each(practice: Practice, nadia: Someone) -> None:
    probed(practice, nadia)
    nadia.says("mercredi matin, avec Karim et toute son équipe au complet")
    kept = Counter(nadia.answers)
    assert sum(words.count("comme d'hab") for words in kept.elements()) == 1
    assert sum(words.count("mercredi matin") for words in kept.elements()) == 1


@pytest.mark.parametrize("choice", ["C'est ma réponse", "Autre chose", "La question d'abord"])
@pytest.mark.parametrize("open_question", ["a question of a reflection", "a hypothesis", "a probe"])
def test_words_after_a_long_gap_are_kept_once(
    practice: Practice, nadia: Someone, open_question: str, choice: str
) -> None:
    reach(practice, nadia, open_question)
    practice.now += timedelta(days=2)
    nadia.says("zorglub a fini par rendre son tableau sans que je m'en mêle")
    assert nadia.at == "reprise.choix"
    nadia.presses(choice)
    nadia.says("/annuler")
    assert counted(nadia, "zorglub") == 1


def test_words_where_a_button_was_wanted_are_kept_and_the_buttons_come_again(
    practice: Practice, nadia: Someone
) -> None:
    reviewing(practice, nadia)
    where, labels = nadia.at, nadia.labels
    answer = nadia.says("zorglub, je ne sais pas trop quoi en faire")
    assert (nadia.at, answer[-1].labels) == (where, labels)
    assert counted(nadia, "zorglub") == 1
    assert not nadia.items, "nothing was decided"


@pytest.mark.parametrize(
    "text", ["👍", "🙂🙂🙂", ".", "?", "…", "\u200b", "-", "ok", "9" * 50, "é" * 4096, "a " * 2048]
)
def test_any_text_at_all_is_answered(practice: Practice, helene: Someone, text: str) -> None:
    for state in STATES:
        someone = practice.simply("Nadia", helene)
        reach(practice, someone, state)
        assert someone.says(text)
        assert "de notre côté" not in someone.everything
    assert set(practice.inbox()) <= {"done"}


NASTY = "<b>zorg</b> & {{ 7*7 }} {% block x %} [lien](http://x) *gras* </blockquote> 'é' \"q\""


def test_markup_in_a_name_and_in_answers_is_shown_as_it_was_written(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.invited("<i>Nadia</i>{{ 1+1 }}", helene)
    assert "Bonjour <i>Nadia</i>{{ 1+1 }}." in someone.last
    for label in ("Oui", "Vous", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard"):
        someone.presses(label)
    someone.says("/reflexion")
    someone.presses("Plus court")
    someone.says(f"mardi {NASTY} dans le couloir avec tout le monde")
    someone.says(f"alors j'ai dit {NASTY} et je suis reparti dans mon bureau")
    someone.says(f"quelqu'un verrait {NASTY} sans rien y comprendre du tout")
    someone.presses("Passer")
    assert NASTY in someone.last
    someone.presses("Tout partager")
    helene.says("/brief")
    assert NASTY in helene.last
    assert "<i>Nadia</i>{{ 1+1 }}" in helene.last
    helene.says("/digest")
    helene.says("/coachees")
    assert "<i>Nadia</i>{{ 1+1 }}" in helene.last
    someone.says("/moi")
    someone.says("/resume")
    assert NASTY in someone.last


def test_an_edited_message_is_not_read_again(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    where = nadia.at
    assert texts(nadia.edits("zorglub corrigé"))[0].startswith("Je garde le premier texte")
    assert nadia.at == where
    assert counted(nadia, "zorglub") == 0


@pytest.mark.parametrize("state", ["nothing open", "a question of a reflection", "the review", "support"])
@pytest.mark.parametrize("media", ["voice", "photo", "sticker", "document", "location", "other"])
def test_what_is_no_text_is_said_kindly_and_the_question_comes_back(
    practice: Practice, nadia: Someone, state: str, media: str
) -> None:
    reach(practice, nadia, state)
    where, labels = nadia.at, nadia.labels
    answer = nadia.sends(media, caption="zorglub")
    assert "que du texte" in same(answer[0].text)
    assert nadia.at == where
    if where:
        assert answer[-1].labels == labels
    assert counted(nadia, "zorglub") == 0


def test_the_same_update_twice_is_one_answer(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    event = nadia.event(Kind.TEXT, text="zorglub a refait le tableau de mardi tout seul dans son coin")
    assert nadia.does(event)
    assert not nadia.does(event)
    assert counted(nadia, "zorglub") == 1


def test_two_hundred_messages_in_one_second_are_each_kept_in_order(
    practice: Practice, nadia: Someone
) -> None:
    practice.offline = True
    for number in range(200):
        nadia.says(f"zorglub {number} est passé par la machine à café ce matin")
    nadia.says("/stop")
    practice.offline = False
    heard = len(nadia.heard)
    practice.settle()
    assert len(nadia.heard) == heard + 1
    assert same(nadia.last).startswith("C'est fait : plus rien ne vous sera envoyé.")
    numbers = [int(words.split()[1]) for words in nadia.answers if words.startswith("zorglub")]
    assert numbers == list(range(200))
