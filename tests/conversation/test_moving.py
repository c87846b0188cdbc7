"""Somebody changes their Telegram account: everything goes with them, and the old chat is nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages import Outgoing
from bot.store import audit, links, outbox, people
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Practice, Someone, code_in, same
from tests.conversation.states import MOMENT, reflecting, reviewing


@pytest.fixture
def new(practice: Practice) -> Someone:
    """The same hand, another account."""
    return practice.stranger("Nadia")


def code(nadia: Someone) -> str:
    return code_in(nadia.says("/changer_de_compte")[0].text)


def moves(practice: Practice, nadia: Someone, new: Someone) -> str:
    who = nadia.person.id
    new.says(f"/start {code(nadia)}")
    return who


def test_the_talk_goes_on_in_the_new_account(practice: Practice, nadia: Someone, new: Someone) -> None:
    reflecting(practice, nadia)
    who = moves(practice, nadia, new)
    assert new.person.id == who
    assert new.at == "reflexion.moment"
    assert same(new.heard[0].text).startswith("C'est fait : Recul vous écrit désormais ici")
    new.says(MOMENT)
    assert MOMENT in new.answers


def test_the_old_chat_is_told_and_then_silent(practice: Practice, nadia: Someone, new: Someone) -> None:
    moves(practice, nadia, new)
    assert "sur un autre compte Telegram" in same(nadia.last)
    assert "Hélène" in nadia.last, "whom to tell if it was not them"
    before = len(nadia.heard)
    practice.wait(days=14)
    assert len(nadia.heard) == before
    assert any("invitation" in one.message.token for one in new.heard), "it comes there now"
    assert not nadia.known
    assert same(nadia.says("/brief")[0].text).startswith("Bonjour. Ici Recul : un programme")


def test_what_waited_to_be_sent_goes_to_the_new_account(
    practice: Practice, nadia: Someone, new: Someone
) -> None:
    with practice.app.store.write() as tx:
        later = practice.now + timedelta(hours=3)
        message = Outgoing(html="à plus tard")
        outbox.add(tx, nadia.person.id, CHANNEL, nadia.address, message, practice.now, later)
    moves(practice, nadia, new)
    practice.wait(hours=4)
    assert "à plus tard" in new.everything
    assert "à plus tard" not in nadia.everything


def test_the_link_lasts_an_hour_and_works_once(practice: Practice, nadia: Someone, new: Someone) -> None:
    late = code(nadia)
    practice.now += timedelta(hours=1)
    assert "n'est plus valable" in same(new.says(f"/start {late}")[0].text)
    good = code(nadia)
    new.says(f"/start {good}")
    third = practice.stranger("x")
    assert "a déjà servi" in same(third.says(f"/start {good}")[0].text)
    assert not third.known


def test_only_the_newest_link_is_good(practice: Practice, nadia: Someone, new: Someone) -> None:
    first, second = code(nadia), code(nadia)
    assert same(new.says(f"/start {first}")[0].text).startswith("Je ne reconnais pas")
    new.says(f"/start {second}")
    assert new.known


def test_opened_in_the_old_account_it_stays_good(practice: Practice, nadia: Someone, new: Someone) -> None:
    link = code(nadia)
    nadia.says(f"/start {link}")
    assert "depuis votre nouveau compte" in same(nadia.last)
    new.says(f"/start {link}")
    assert new.known


def test_an_account_that_is_somebody_already_is_not_overwritten(
    practice: Practice, helene: Someone, nadia: Someone, new: Someone
) -> None:
    zoe = practice.simply("Zoé", helene)
    link = code(nadia)
    for known in (zoe, helene):
        known.says(f"/start {link}")
        assert "déjà connu" in known.last
    assert nadia.known
    new.says(f"/start {link}")
    assert new.known


def test_a_coach_moves_with_everything(
    practice: Practice, helene: Someone, nadia: Someone, new: Someone
) -> None:
    reviewing(practice, nadia)
    nadia.presses("Tout partager")
    moves(practice, helene, new)
    new.says("/brief Nadia")
    assert MOMENT in new.last
    assert new.person.roles == {Role.COACH}


def test_a_sponsor_and_a_lead_move_too(practice: Practice, helene: Someone, nadia: Someone) -> None:
    for someone in (practice.sponsor("Claire", helene, "Nadia"), practice.lead("Diane")):
        new = practice.stranger(someone.name)
        who = moves(practice, someone, new)
        assert new.person.id == who
        new.says("/moi")
        assert "Ce que Recul garde" in new.last


def test_someone_who_left_gets_no_link(practice: Practice, nadia: Someone) -> None:
    nadia.says("/stop")
    heard = nadia.says("/changer_de_compte")
    assert same(heard[0].text).startswith("Recul est arrêté")


def test_the_host_moves_someone_who_left_without_a_word_to_the_old_chat(
    practice: Practice, nadia: Someone, new: Someone
) -> None:
    nadia.says("/stop")
    before = len(nadia.heard)
    with practice.app.store.write() as tx:
        link = links.make_move(tx, nadia.person.id, practice.now + timedelta(days=1))
    new.says(f"/start {link}")
    assert new.known
    assert len(nadia.heard) == before


def test_in_tu_it_is_said_in_tu(practice: Practice, helene: Someone, new: Someone) -> None:
    paul = practice.simply("Paul", helene, form="tu")
    moves(practice, paul, new)
    assert "t'écrit désormais ici" in same(new.heard[0].text)
    assert "Recul t'écrit" in same(paul.last)


@pytest.mark.parametrize(
    "spelled", ["/changer_de_compte", "/CHANGER_DE_COMPTE", "/changerdecompte", "/changer-de-compte"]
)
def test_it_is_understood_in_several_spellings(nadia: Someone, spelled: str) -> None:
    assert code_in(nadia.says(spelled)[0].text)


def test_it_is_in_the_audit_and_the_address_is_not(practice: Practice, nadia: Someone, new: Someone) -> None:
    who = moves(practice, nadia, new)
    with practice.app.store.read() as tx:
        entries = audit.entries(tx, who)
        [address] = people.addresses(tx, who)
    assert {"move_offered", "moved"} <= {one.action for one in entries}
    assert not any(new.address in one.object for one in entries)
    assert address.address == new.address
