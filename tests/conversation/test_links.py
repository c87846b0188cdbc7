"""Links: who may come in by which, what is said to whom they are not for, and that nothing is used up by mistake."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.coaching.engagement import Phase
from bot.messages import Purpose
from bot.store import audit, engagements, links
from bot.store.engagements import Engagement
from bot.store.links import Outcome
from bot.store.people import Role, Status
from tests.conversation.practice import PARIS, Practice, Someone, code_in, same


def sponsor_code(helene: Someone, name: str = "Nadia") -> str:
    return code_in(helene.says(f"/inviter commanditaire {name}")[-1].text)


def engagement(practice: Practice, someone: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, someone.person.id)
    assert found is not None
    return found


def is_good(practice: Practice, code: str) -> bool:
    with practice.app.store.read() as tx:
        return links.look(tx, code, practice.now).outcome is Outcome.OK


@pytest.fixture
def on_telegram(practice: Practice) -> Iterator[None]:
    practice.app.place.username = "recul_bot"
    yield
    practice.app.place.username = ""


# What a coach makes


def test_a_coach_without_coachees_gets_a_link_at_once(helene: Someone) -> None:
    assert code_in(helene.says("/inviter")[-1].text)


def test_who_is_invited_is_asked_when_it_is_not_clear(helene: Someone, nadia: Someone) -> None:
    helene.says("/inviter")
    assert helene.labels == ["À accompagner", "Commanditaire"]
    helene.presses("Commanditaire")
    assert "accompagnement de Nadia" in same(helene.last)
    helene.says("/inviter")
    helene.presses("À accompagner")
    assert "entre deux séances" in same(helene.last)


def test_whose_sponsor_is_asked_when_there_are_several(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    practice.simply("Zoé", helene)
    for words in ("/inviter commanditaire", "/inviter sponsor", "/inviter COMMANDITAIRE Personne"):
        helene.says(words)
        assert sorted(helene.labels) == ["Nadia", "Zoé"]
    helene.presses("Zoé")
    assert "accompagnement de Zoé" in same(helene.last)
    helene.says("/inviter commanditaire zoe")
    assert "accompagnement de Zoé" in same(helene.last)


def test_a_link_is_short_enough_for_telegram(practice: Practice, helene: Someone, nadia: Someone) -> None:
    codes = [sponsor_code(helene), code_in(helene.says("/inviter Zoé")[-1].text), practice.code(Role.LEAD)]
    nadia.says("/changer_de_compte")
    codes.append(code_in(nadia.last))
    assert all(len(code) <= 64 and code.replace("-", "").replace("_", "").isalnum() for code in codes)
    assert len(set(codes)) == 4


@pytest.mark.parametrize("words", ["/inviter Zoé", "/inviter commanditaire Nadia"])
def test_a_link_comes_with_a_picture_of_its_code(
    practice: Practice, helene: Someone, nadia: Someone, on_telegram: None, words: str
) -> None:
    [heard] = helene.says(words)
    assert heard.message.purpose is Purpose.PICTURE
    assert heard.message.name == "invitation.png"
    png = base64.b64decode(heard.message.content)
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    assert wide == high >= 200
    assert "https://t.me/recul_bot?start=" in heard.text
    assert len(heard.text) < 1024, "it fits below a picture"


def test_a_coachee_makes_no_link_for_others(nadia: Someone) -> None:
    for words in ("/inviter", "/inviter commanditaire", "/inviter Zoé"):
        assert same(nadia.says(words)[0].text).startswith("Je ne connais pas")
    for token in ("invite", "invite_sponsor", "replace_sponsor"):
        heard = nadia.forges(token, "sponsor")
        assert not any("/start" in one.text for one in heard)


def test_a_coach_invites_no_sponsor_for_another_s_coachee(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    anne = practice.coach("Anne")
    practice.simply("Zoé", anne)
    theirs = engagement(practice, nadia).id
    for token in ("invite_sponsor", "replace_sponsor"):
        heard = anne.forges(token, theirs)
        assert not any("/start" in one.text or "Nadia" in one.text for one in heard)


# Who comes in


def test_a_sponsor_agrees_before_they_are_one(practice: Practice, helene: Someone, nadia: Someone) -> None:
    claire = practice.stranger("Claire")
    claire.says(f"/start {sponsor_code(helene)}")
    first = same(claire.last)
    for piece in ("un programme, pas une personne", "Hélène", "Nadia", "/stop", "jamais", "facultatif"):
        assert piece in first, piece
    assert engagement(practice, nadia).sponsor is None
    claire.presses("Oui")
    assert engagement(practice, nadia).sponsor == claire.person.id
    assert claire.at == "accueil_commanditaire.prenom"
    claire.says("Claire")
    assert claire.at == ""
    assert same(helene.last) == "Claire participe comme commanditaire à l'accompagnement de Nadia."
    assert claire.person.roles == {Role.SPONSOR}


def test_the_coachee_learns_of_the_sponsor_at_their_hour(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    before = len(nadia.heard)
    practice.sponsor("Claire", helene, "Nadia")
    assert len(nadia.heard) == before, "not in the middle of the day"
    practice.wait(days=1)
    told = next(one for one in nadia.heard[before:] if "Claire" in one.text)
    assert told.at.astimezone(PARIS).hour == 18


def test_news_waits_for_the_end_of_a_pause(practice: Practice, helene: Someone, nadia: Someone) -> None:
    nadia.says("/pause")
    nadia.presses("Une semaine")
    before = len(nadia.heard)
    practice.sponsor("Claire", helene, "Nadia")
    practice.wait(days=6)
    assert len(nadia.heard) == before
    practice.wait(days=3)
    assert any("Claire" in one.text for one in nadia.heard[before:])


def test_news_never_reaches_someone_who_has_left(practice: Practice, helene: Someone, nadia: Someone) -> None:
    practice.sponsor("Claire", helene, "Nadia")
    nadia.says("/stop")
    before = len(nadia.heard)
    practice.wait(days=30)
    assert len(nadia.heard) == before


def test_a_sponsor_who_says_no_is_left_alone_and_may_come_back(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.stranger("Claire")
    claire.says(f"/start {sponsor_code(helene)}")
    claire.presses("Non")
    assert claire.person.status is Status.STOPPED
    assert engagement(practice, nadia).sponsor is None
    heard = claire.says("bonjour ?")
    assert same(heard[0].text).startswith("Recul est arrêté")
    claire.says("/start")
    assert claire.at == "accueil_commanditaire.consentement"
    claire.presses("Oui")
    assert engagement(practice, nadia).sponsor == claire.person.id


def test_a_sponsor_who_left_comes_back_by_start(practice: Practice, helene: Someone, nadia: Someone) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    claire.says("/stop")
    assert "a quitté Recul" in helene.last
    assert "sur papier" in helene.last
    assert engagement(practice, nadia).arc.phase is Phase.WELCOMED, "a sponsor stops nobody else's engagement"
    claire.says("/start")
    assert claire.at == "accueil_commanditaire.consentement"
    claire.presses("Oui")
    assert claire.at == ""


def test_another_sponsor_takes_the_place_when_they_agree(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    helene.says("/inviter commanditaire Nadia")
    assert "Claire participe déjà" in same(helene.last)
    helene.presses("Inviter à sa place")
    marc = practice.stranger("Marc")
    marc.says(f"/start {code_in(helene.last)}")
    assert engagement(practice, nadia).sponsor == claire.person.id, "nothing changes before a yes"
    marc.presses("Oui")
    assert engagement(practice, nadia).sponsor == marc.person.id
    assert "Une autre personne est désormais commanditaire" in claire.last
    assert "Marc" not in claire.last


def test_a_programme_lead_belongs_to_no_engagement(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    lead = practice.lead("Diane")
    assert lead.person.roles == {Role.LEAD}
    for command in (
        "/aide",
        "/confidentialite",
        "/moi",
        "/start",
        "/brief Nadia",
        "/coachees",
        "bonjour",
        "/attentes",
    ):
        lead.says(command)
    assert "Nadia" not in lead.everything
    assert "Hélène" not in lead.everything


def test_a_lead_who_says_no_has_left(practice: Practice) -> None:
    diane = practice.stranger("Diane")
    diane.says(f"/start {practice.code(Role.LEAD)}")
    assert "cinq personnes" in diane.last
    diane.presses("Non")
    assert diane.person.status is Status.STOPPED


# Links that are not for the one who opens them


def test_a_sponsor_s_link_is_not_for_the_coachee(practice: Practice, helene: Someone, nadia: Someone) -> None:
    code = sponsor_code(helene)
    nadia.says(f"/start {code}")
    assert "on ne peut pas y être des deux côtés" in same(nadia.last)
    assert nadia.person.roles == {Role.COACHEE}
    assert is_good(practice, code), "it is still good for the one it was meant for"


def test_a_sponsor_s_link_is_not_for_the_coach(practice: Practice, helene: Someone, nadia: Someone) -> None:
    code = sponsor_code(helene)
    helene.says(f"/start {code}")
    assert same(helene.last).startswith("C'est votre propre invitation")
    assert is_good(practice, code)


def test_what_one_already_is_uses_no_link_up(practice: Practice, helene: Someone, nadia: Someone) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    lead = practice.lead("Diane")
    helene.says("/inviter commanditaire Nadia")
    helene.presses("Inviter à sa place")
    for someone, code in (
        (claire, code_in(helene.last)),
        (lead, practice.code(Role.LEAD)),
        (helene, practice.code(Role.COACH)),
        (nadia, code_in(helene.says("/inviter Nadia")[-1].text)),
    ):
        someone.says(f"/start {code}")
        assert "déjà cet accès" in someone.last, someone.name
        assert is_good(practice, code)


def test_an_answer_to_a_link_is_in_the_person_s_form_of_address(practice: Practice, helene: Someone) -> None:
    paul = practice.simply("Paul", helene, form="tu")
    code = code_in(helene.says("/inviter commanditaire Paul")[-1].text)
    paul.says(f"/start {code}")
    assert "ton accompagnement" in paul.last


def test_links_that_are_worth_nothing(practice: Practice, helene: Someone, nadia: Someone) -> None:
    used, late = sponsor_code(helene), practice.code(Role.LEAD, days=14)
    claire, marc = practice.stranger("Claire"), practice.stranger("Marc")
    claire.says(f"/start {used}")
    assert same(marc.says(f"/start {used}")[0].text).startswith("Ce lien a déjà servi")
    assert same(nadia.says(f"/start {used}")[0].text).startswith("Ce lien a déjà servi"), (
        "nor for someone known"
    )
    assert nadia.at == ""
    assert same(marc.says(f"/start {used[:-3]}")[0].text).startswith("Je ne reconnais pas ce lien")
    practice.now += timedelta(days=14)
    assert same(marc.says(f"/start {late}")[0].text).startswith("Ce lien n'est plus valable")
    assert not marc.known


def test_the_link_of_an_engagement_that_is_over(practice: Practice, helene: Someone, nadia: Someone) -> None:
    code = sponsor_code(helene)
    with practice.app.store.write() as tx:
        engagements.end(tx, engagement(practice, nadia).id, practice.now)
    claire = practice.stranger("Claire")
    assert "est terminé" in claire.says(f"/start {code}")[0].text
    assert not claire.known


def test_the_own_link_tapped_again_asks_again(practice: Practice, helene: Someone, nadia: Someone) -> None:
    code = sponsor_code(helene)
    claire = practice.stranger("Claire")
    claire.says(f"/start {code}")
    claire.says(f"/start {code}")
    assert claire.at == "accueil_commanditaire.consentement"
    claire.presses("Oui")
    claire.says("Claire")
    claire.says(f"/start {code}")
    assert "/moi" in claire.last, "what there is"


def test_a_coachee_who_had_not_answered_is_asked_about_the_new_coach(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.invited("Nadia", helene)
    anne = practice.coach("Anne")
    someone.says(f"/start {code_in(anne.says('/inviter Nadia')[-1].text)}")
    assert "Anne" in someone.last, "who reads is what is agreed to"
    someone.presses("Oui")
    with practice.app.store.read() as tx:
        phases = {one.coach: one.arc.phase for one in engagements.all_of(tx, someone.person.id)}
    assert phases == {helene.person.id: Phase.INVITED, anne.person.id: Phase.WELCOMED}


def test_what_happened_is_in_the_audit_without_words(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    claire = practice.sponsor("Claire", helene, "Nadia")
    with practice.app.store.read() as tx:
        found = {one.action for one in audit.entries(tx, claire.person.id)}
        theirs = {one.action for one in audit.entries(tx, nadia.person.id)}
    assert {"enrolled_sponsor", "sponsor_joined"} <= found
    assert {"invited", "sponsor_joined"} <= theirs
