"""P12. A person reaches only their own engagements, a coach only theirs; links expire, work once, are bound to a
role, and cannot be guessed."""

from __future__ import annotations

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.conversation import standpoint
from bot.messages import Kind
from bot.store import engagements, inbox, links, people
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Practice, Someone, code_in, same
from tests.conversation.states import MOMENT, reviewing


@pytest.fixture
def anne(practice: Practice) -> Someone:
    """Another coach of the same firm, with a coachee of her own."""
    coach = practice.coach("Anne")
    practice.simply("Zoé", coach)
    return coach


@pytest.fixture
def nadia(practice: Practice, helene: Someone) -> Someone:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Tout partager")
    return someone


def test_a_coach_never_sees_another_coach_s_coachee(
    practice: Practice, nadia: Someone, anne: Someone
) -> None:
    who = nadia.person.id
    for command in (
        "/coachees",
        "/brief",
        "/brief Nadia",
        "/brief nadia",
        f"/brief {who}",
        "/digest",
        f"/brief {who[:8]}",
    ):
        anne.says(command)
    for token, choice in (
        ("brief", who),
        ("brief", "Nadia"),
        ("brief", ""),
        ("brief", "*"),
        ("digest", who),
        ("1", who),
    ):
        anne.forges(token, choice)
    assert "Nadia" not in anne.everything
    assert MOMENT not in anne.everything


def test_a_coachee_cannot_use_a_coach_s_button(practice: Practice, helene: Someone, nadia: Someone) -> None:
    zoe = practice.simply("Zoé", helene)
    zoe.forges("brief", nadia.person.id)
    assert MOMENT not in zoe.everything


def test_a_coachee_sees_only_their_own(practice: Practice, helene: Someone, nadia: Someone) -> None:
    zoe = practice.simply("Zoé", helene)
    for command in ("/moi", "/resume", "/exporter", "/brief Nadia"):
        zoe.says(command)
    assert "Nadia" not in zoe.everything
    assert MOMENT not in zoe.everything


def test_after_an_engagement_ended_nothing_more_is_read(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    with practice.app.store.write() as tx:
        engagement = engagements.coach_of(tx, nadia.person.id)
        assert engagement is not None
        engagements.end(tx, engagement.id, practice.now)
    for command in ("/coachees", "/brief", f"/brief {nadia.person.id}", "/digest"):
        assert MOMENT not in "".join(heard.text for heard in helene.says(command))
        assert "Nadia" not in helene.last


def test_a_link_lets_one_person_in(practice: Practice, helene: Someone) -> None:
    code = code_in(helene.says("/inviter Nadia")[-1].text)
    first, second = practice.stranger(), practice.stranger()
    first.says(f"/start {code}")
    assert first.known
    assert same(second.says(f"/start {code}")[0].text).startswith("Ce lien a déjà servi")
    assert not second.known


def test_of_many_who_race_for_a_link_one_gets_in(practice: Practice, helene: Someone) -> None:
    code = code_in(helene.says("/inviter Nadia")[-1].text)
    racers = [practice.stranger(f"Coureur {number}") for number in range(12)]
    for racer in racers:
        inbox.put(practice.app.store, racer.event(Kind.TEXT, text=f"/start {code}"))
    with practice.app.store.read() as tx:
        rows = inbox.waiting(tx, practice.now, (), 50)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda row: practice.conversation.take(row, practice.now), rows))
    practice.now += timedelta(minutes=15)
    practice.settle()
    assert sum(racer.known for racer in racers) == 1
    assert "parked" not in practice.inbox()
    with practice.app.store.read() as tx:
        assert len(engagements.coachees_of(tx, helene.person.id)) == 1


def test_a_link_expires(practice: Practice, helene: Someone) -> None:
    code = practice.code(Role.COACHEE, helene, days=14)
    practice.now += timedelta(days=14)
    someone = practice.stranger()
    assert same(someone.says(f"/start {code}")[0].text).startswith("Ce lien n'est plus valable")
    assert not someone.known


def test_a_link_gives_the_role_it_was_made_for(practice: Practice, helene: Someone) -> None:
    coachee, coach = practice.stranger(), practice.stranger()
    coachee.says(f"/start {practice.code(Role.COACHEE, helene)}")
    coach.says(f"/start {practice.code(Role.COACH)}")
    assert coachee.person.roles == {Role.COACHEE}
    assert coach.person.roles == {Role.COACH}


def test_a_coach_cannot_make_a_coach(practice: Practice, helene: Someone) -> None:
    someone = practice.stranger()
    someone.says(f"/start {code_in(helene.says('/inviter coach')[-1].text)}")
    assert someone.person.roles == {Role.COACHEE}


@pytest.mark.parametrize(
    "code",
    ["", "0", "' OR 1=1 --", "%", "*", "../host", "A" * 32, "a" * 4000, "\u202e", "{{code}}", "é" * 32],
)
def test_codes_cannot_be_made_up(practice: Practice, helene: Someone, code: str) -> None:
    helene.says("/inviter Nadia")
    someone = practice.stranger()
    someone.says(f"/start {code}")
    assert not someone.known


def test_codes_cannot_be_guessed(practice: Practice) -> None:
    with practice.app.store.write() as tx:
        codes = [links.make(tx, Role.COACH, None, practice.now + timedelta(days=1)) for _ in range(200)]
        assert len({code[:6] for code in codes}) > 190, "they share no beginning"
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", code) for code in codes), "192 bits"
        for code in codes[:20]:
            changed = code[:-1] + ("A" if code[-1] != "A" else "B")
            assert links.look(tx, changed, practice.now).outcome is links.Outcome.UNKNOWN
            assert links.look(tx, code.swapcase(), practice.now).outcome is links.Outcome.UNKNOWN
        assert links.look(tx, secrets.token_urlsafe(24), practice.now).outcome is links.Outcome.UNKNOWN


def test_the_code_is_nowhere_on_the_disk(practice: Practice, helene: Someone) -> None:
    code = code_in(helene.says("/inviter Nadia")[-1].text).encode()
    for path in practice.home.rglob("*"):
        assert not path.is_file() or code not in path.read_bytes(), path.name


def test_a_press_from_another_chat_answers_nobody_s_question(practice: Practice, helene: Someone) -> None:
    one, two = practice.simply("Une", helene), practice.simply("Deux", helene)
    one.says("/reflexion")
    two.forges(one.heard[-1].message.token, "cinq")
    assert one.at == "reflexion.ouverture"
    assert two.at == ""


def test_an_unknown_address_is_nobody(practice: Practice, nadia: Someone) -> None:
    with practice.app.store.read() as tx:
        assert people.by_address(tx, CHANNEL, f"{nadia.address}0") is None
        assert people.by_address(tx, "mail", nadia.address) is None


# One account, three standpoints


@pytest.fixture
def alix(practice: Practice, helene: Someone, anne: Someone) -> Someone:
    """Coached by Hélène; coach of Lou; sponsor of Sacha, whom Anne coaches."""
    someone = practice.coachee("Alix", helene)
    someone.says(f"/start {practice.code(Role.COACH)}")
    for name, coach in (("Lou", someone), ("Sacha", anne)):
        coachee = practice.simply(name, coach)
        reviewing(practice, coachee)
        coachee.presses("Tout partager")
    someone.says(f"/start {code_in(anne.says('/inviter commanditaire Sacha')[-1].text)}")
    someone.presses("Oui")
    return someone


COMMANDS = (
    "/coachees", "/brief", "/brief {}", "/digest", "/objectifs", "/objectifs {}", "/attentes", "/attentes {}",
    "/convention", "/convention {}", "/seance {}", "/resume", "/moi", "/inviter commanditaire {}",
)  # fmt: skip


@pytest.mark.parametrize("space", ["Le vôtre", "Lou", "Sacha"])
def test_a_sponsor_who_is_a_coach_elsewhere_reads_no_shared_word_of_whom_they_sponsor(
    practice: Practice, alix: Someone, space: str
) -> None:
    sacha = practice._people[-1]
    assert sacha.name == "Sacha"
    alix.says("/accompagnements")
    alix.presses(space)
    before = len(alix.heard)
    for command in COMMANDS:
        for name in ("Sacha", sacha.person.id):
            alix.says(command.format(name))
            alix.says("/annuler")
    for token in (
        "brief",
        "invite_sponsor",
        "replace_sponsor",
        "convention",
        "attentes",
        "objectifs",
        "seance",
    ):
        for choice in _engagements_of(practice, sacha):
            alix.forges(token, choice)
    told = "\n".join(one.text for one in alix.heard[before:] if "Lou" not in one.text)
    assert MOMENT not in told
    assert "/start" not in told, "no link for an engagement that is not theirs to invite to"


def _engagements_of(practice: Practice, someone: Someone) -> list[str]:
    with practice.app.store.read() as tx:
        return [someone.person.id, *(one.id for one in engagements.all_of(tx, someone.person.id))]


def test_the_coach_of_the_one_i_sponsor_reads_nothing_of_mine(
    practice: Practice, alix: Someone, anne: Someone, helene: Someone
) -> None:
    reviewing(practice, alix)
    alix.presses("Tout partager")
    for command in ("/brief Alix", f"/brief {alix.person.id}", "/coachees", "/digest"):
        anne.says(command)
    assert MOMENT not in anne.last
    assert "Alix" not in "\n".join(
        one.text for one in anne.heard if "participe comme commanditaire" not in one.text
    )
    helene.says("/brief Alix")
    assert MOMENT in helene.last


def test_a_standpoint_is_only_ever_one_s_own(practice: Practice, alix: Someone, nadia: Someone) -> None:
    with practice.app.store.read() as tx:
        mine = standpoint.all_of(tx, alix.person.id)
        theirs = standpoint.all_of(tx, nadia.person.id)
        assert {one.role for one in mine} == {Role.COACHEE, Role.COACH, Role.SPONSOR}
        assert [one.role for one in theirs] == [Role.COACHEE]
        for one in theirs:
            assert standpoint.named(tx, alix.person.id, one.key) is None
            for role in standpoint.ROLES:
                assert standpoint.named(tx, alix.person.id, standpoint.key(role, one.engagement.id)) is None


def test_a_sponsor_s_link_is_for_one_engagement_only(
    practice: Practice, helene: Someone, anne: Someone
) -> None:
    practice.simply("Nadia", helene)
    someone = practice.stranger("Claire")
    someone.says(f"/start {code_in(helene.says('/inviter commanditaire Nadia')[-1].text)}")
    someone.presses("Oui")
    with practice.app.store.read() as tx:
        assert len(engagements.sponsored_by(tx, someone.person.id)) == 1
        assert engagements.coachees_of(tx, someone.person.id) == []


def test_a_lead_reads_nobody(practice: Practice, nadia: Someone) -> None:
    diane = practice.lead("Diane")
    for command in COMMANDS:
        diane.says(command.format("Nadia"))
    for token in ("brief", "space", "invite", "invite_sponsor", "handover", "convention"):
        diane.forges(token, nadia.person.id)
    assert "Nadia" not in diane.everything
    assert MOMENT not in diane.everything


def test_a_link_that_moves_an_account_is_no_way_in_for_somebody_else(
    practice: Practice, nadia: Someone, anne: Someone
) -> None:
    link = code_in(nadia.says("/changer_de_compte")[0].text)
    anne.says(f"/start {link}")
    anne.says("/resume")
    assert MOMENT not in anne.everything
    assert nadia.known
