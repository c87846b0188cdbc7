"""Those who take part and are not coached: what they may ask for, and what is never read in their words."""

from __future__ import annotations

import re

import pytest

from bot.store import engagements
from bot.store.engagements import Engagement
from tests.conversation.practice import Practice, Someone, code_in, same


def sponsor_code(helene: Someone, name: str = "Nadia") -> str:
    return code_in(helene.says(f"/inviter commanditaire {name}")[-1].text)


def engagement(practice: Practice, someone: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, someone.person.id)
    assert found is not None
    return found


def test_a_sponsor_sees_the_rules_and_what_is_kept(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    claire.says("/confidentialite")
    assert "Ce que vous ne lisez jamais" in same(claire.last)
    claire.says("/moi")
    assert "Claire" in claire.last
    assert "accompagnement de Nadia" in same(claire.last)
    claire.says("/aide")
    assert "/moi" in claire.last
    for command in ("/reflexion", "/brief", "/coachees", "/inviter", "/guidon"):
        claire.says(command)
        assert "pas ouverte ici" in claire.last
    assert claire.at == ""


@pytest.mark.parametrize("role", ["sponsor", "lead"])
def test_whatever_the_help_names_is_answered(
    practice: Practice, helene: Someone, nadia: Someone, role: str
) -> None:
    someone = practice.sponsor("Claire", helene, "Nadia") if role == "sponsor" else practice.lead("Diane")
    someone.says("/aide")
    named = re.findall(r"/[a-z_]+", someone.last)
    assert {"/moi", "/stop", "/accords", "/changer_de_compte"} <= set(named)
    for command in named:
        if command not in ("/effacer", "/stop"):
            heard = someone.says(command)
            assert heard, command
            assert not any("pas ouverte ici" in one.text for one in heard), command
            someone.says("/annuler")


def test_a_sponsor_takes_a_copy_and_is_erased(practice: Practice, helene: Someone, nadia: Someone) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    claire.says("/exporter")
    assert claire.heard[-1].message.name == "recul.zip"
    claire.says("/effacer")
    claire.presses("Tout effacer")
    assert not claire.known
    assert engagement(practice, nadia).sponsor is None


@pytest.mark.parametrize("inside", [True, False])
def test_danger_in_a_sponsor_s_words_gets_the_numbers_and_nobody_is_told(
    practice: Practice, helene: Someone, nadia: Someone, *, inside: bool
) -> None:
    practice.ear.worries("en finir")
    if inside:
        claire = practice.stranger("Claire")
        claire.says(f"/start {sponsor_code(helene)}")
    else:
        claire = practice.sponsor("Claire", helene, "Nadia")
    before = [len(one.heard) for one in (helene, nadia)]
    heard = claire.says("j'ai envie d'en finir")
    assert sum("3114" in one.text for one in heard) == 1
    assert [len(one.heard) for one in (helene, nadia)] == before
    assert claire.at == ("accueil_commanditaire.consentement" if inside else "")


def test_danger_in_a_coach_s_words_too(practice: Practice, helene: Someone) -> None:
    practice.ear.worries("en finir")
    heard = helene.says("j'ai envie d'en finir")
    assert sum("3114" in one.text for one in heard) == 1


def test_a_sponsor_s_words_are_read_for_no_pitfall(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    practice.ear.finds("refait", "nez_dans_le_guidon")
    claire = practice.sponsor("Claire", helene, "Nadia")
    claire.says("j'ai tout refait moi-même")
    assert claire.state.passages == ()
    assert claire.at == ""


@pytest.mark.parametrize("inside", [True, False])
def test_it_says_that_it_is_a_program_to_whoever_asks(
    practice: Practice, helene: Someone, nadia: Someone, *, inside: bool
) -> None:
    if inside:
        claire = practice.stranger("Claire")
        claire.says(f"/start {sponsor_code(helene)}")
    else:
        claire = practice.sponsor("Claire", helene, "Nadia")
    heard = claire.says("es-tu un robot ?")
    assert same(heard[0].text).startswith("Oui, je suis un programme")
    assert "votre coach" not in same(heard[0].text)
    assert claire.at == ("accueil_commanditaire.consentement" if inside else "")


def test_a_sponsor_who_answers_days_later_is_led_to_no_journal(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.stranger("Claire")
    claire.says(f"/start {sponsor_code(helene)}")
    practice.wait(days=3)
    claire.says("bonjour, je réponds seulement maintenant")
    assert claire.under_way == ["accueil_commanditaire"]
    claire.says("oui")
    assert claire.at == "accueil_commanditaire.prenom"


def test_a_sponsor_who_sends_a_picture_or_an_old_button(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    assert claire.sends("voice")
    assert claire.forges("7", "oui")
    assert claire.at == ""
