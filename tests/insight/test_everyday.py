"""Short replies are most of a chat; the corpus has almost none. None of these was trained on."""

import pytest

from bot.insight import Distress, Reader
from bot.insight.training.corpus import everyday

REPLIES = [
    "oui merci", "Pas vraiment", "je ne sais pas", "Je sais pas trop", "ça va bien merci", "RAS",
    "plutôt oui", "Rien de spécial cette semaine", "On verra ça", "Non, pas encore", "à demain",
    "Bonne soirée", "C'est fait", "pas eu le temps", "Pas cette semaine désolé", "D'accord, je note",
    "j'ai réfléchi", "je vais essayer", "Ok pour jeudi", "stop", "aide", "/start", "Peut-être",
    "Demain matin", "7", "8/10", "Marie", "Bordeaux", "Je préfère ne pas répondre",
    "je comprends pas la question", "c'est quoi un codir", "lundi 14h", "haha", "???",
    "Préparer le CODIR de jeudi", "Dire non à mon chef", "Voir Paul mardi", "Oui, c'est fait, merci",
    "Bien et toi", "Pas encore fait mais je le ferai demain", "Je suis fatiguée", "Tout va bien", "👍",
    "j'ai délégué le planning",
]  # fmt: skip


@pytest.mark.parametrize("text", REPLIES)
def test_short_replies_say_nothing_of_the_writer(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.findings == ()
    assert reading.distress is Distress.NONE


def test_these_replies_were_not_trained_on() -> None:
    assert not set(REPLIES) & {item["text"] for item in everyday()}


def test_a_short_reply_can_still_say_something(reader: Reader) -> None:
    assert reader.read("j'ai personne à qui parler").findings
    assert reader.read("je veux mourir").distress is Distress.SURE
