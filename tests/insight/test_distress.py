"""Recall first: danger is asked about or stopped at; everyday expressions are neither."""

import pytest

from bot.insight import Distress, Reader
from bot.insight.cues import danger, doubt, idiom, plain

SAID = [
    "Depuis lundi je pense à en finir, je ne vois pas d'autre solution.",
    "j ai envie de mourir voila cest dit",
    "Je me dis que je pourrais me jeter sous le train en rentrant.",
    "Je n'ai plus envie de vivre comme ça ni autrement.",
    "Je vais finir par le frapper, j'ai peur de moi.",
]
HALF_SAID = [
    "Au fond tout le monde serait mieux sans moi.",
    "Si je n'étais plus là, personne ne le remarquerait.",
    "je voudrais juste m'endormir et ne plus me réveiller",
    "Je ne vois plus d'issue, vraiment.",
    "A quoi bon continuer.",
    "jen peux plus",
    "Aidez-moi.",
    "je veux juste que ça s'arrête",
    "J'ai fait une crise de panique dans ma voiture ce matin, encore.",
]
IDIOMS = [
    "Je suis mort de fatigue, vivement vendredi.",
    "Cette réunion m'a tué.",
    "chuis crevée, quelle journée",
    "J'ai failli mourir de rire quand il a fait tomber le paperboard.",
    "Ce projet me tue, mais on avance.",
    "Baisser les prix maintenant, ce serait un suicide commercial.",
    "Je me tue à leur répéter de saisir leurs heures.",
    "On a pété un câble quand le serveur est tombé.",
    "J'y vais la mort dans l'âme mais j'y vais.",
]


@pytest.mark.parametrize("text", SAID)
def test_danger_said_stops_the_dialogue(reader: Reader, text: str) -> None:
    assert reader.read(text).distress is Distress.SURE
    assert danger(text)


@pytest.mark.parametrize("text", HALF_SAID)
def test_danger_half_said_is_at_least_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).distress is not Distress.NONE
    assert doubt(text)


@pytest.mark.parametrize("text", IDIOMS)
def test_everyday_expressions_fire_nothing(reader: Reader, text: str) -> None:
    assert reader.read(text).distress is Distress.NONE
    assert not danger(text)
    assert not doubt(text)
    assert idiom(text)


def test_an_idiom_does_not_hide_a_danger(reader: Reader) -> None:
    text = "Je suis mort de fatigue et j'ai envie d'en finir."
    assert reader.read(text).distress is Distress.SURE


def test_a_joke_is_asked_about() -> None:
    assert not danger("encore un copil comme ça et j'ai envie de me pendre mdr")
    assert doubt("encore un copil comme ça et j'ai envie de me pendre mdr")


def test_plain_reads_sms_and_typography_alike() -> None:
    assert plain("J’ai ÉTÉ  là, cœur…") == plain("j'ai ete la coeur") == "j ai ete la coeur"
