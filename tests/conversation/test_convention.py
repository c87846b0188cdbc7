"""The convention between three chats: proposed, read, accepted, amended; on paper; never for another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coaching.convention import canonical
from bot.coaching.engagement import Cause, Party, Phase
from bot.messages import Purpose
from bot.store import conventions, engagements, expectations, objectives, people
from bot.store.engagements import Engagement
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Heard, Practice, Someone, same, texts

GOAL = "laisser mes managers conduire la réunion"


def sponsor_of(practice: Practice, someone: Someone, *, on_paper: bool = False) -> Someone:
    """The sponsor of the engagement of a coachee; on paper, somebody without a chat."""
    odile = practice.stranger("Odile")
    with practice.app.store.write() as tx:
        who = people.create(tx, practice.now, {Role.SPONSOR}, {"prenom": "Odile", "consent": True})
        if not on_paper:
            people.add_address(tx, who, CHANNEL, odile.address, practice.now)
        engagement = engagements.coach_of(tx, someone.person.id)
        assert engagement is not None
        engagements.set_sponsor(tx, engagement.id, who)
    return odile


def engagement_of(practice: Practice, someone: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, someone.person.id)
    assert found is not None
    return found


def aim(practice: Practice, someone: Someone, what: str = GOAL) -> None:
    with practice.app.store.write() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        objectives.add(
            tx, which.id, someone.person.id, practice.now, position=1, content=objectives.Content(what),
            baseline=3, target=7, due_at=practice.now + timedelta(days=200),
        )  # fmt: skip


def papers(heard: list[Heard]) -> list[str]:
    """The text of every document, acceptances left out."""
    return [canonical(one.message.paper) for one in heard if one.message.paper]


def signatures(heard: list[Heard]) -> list[list[list[str]]]:
    return [
        part["rows"]
        for one in heard
        if one.message.paper
        for part in one.message.paper["parts"]
        if part["kind"] == "signatures"
    ]


def propose(practice: Practice, coach: Someone, *clauses: tuple[str, str]) -> list[Heard]:
    coach.says("/convention")
    for button, value in clauses:
        coach.presses(button)
        coach.presses(value)
    return coach.presses("J'accepte et je propose")


@pytest.fixture
def marc(practice: Practice, helene: Someone) -> Someone:
    someone = practice.simply("Marc", helene)
    someone.remembers(heure="h18")
    aim(practice, someone)
    return someone


def evening(practice: Practice) -> None:
    """Lets the coachee's hour come."""
    practice.wait(hours=24)


def accept(practice: Practice, someone: Someone) -> list[Heard]:
    someone.presses("Répondre")
    return someone.presses("J'accepte ce texte")


def test_from_proposal_to_contract(practice: Practice, helene: Someone, marc: Someone) -> None:
    odile = sponsor_of(practice, marc)
    proposed = propose(practice, helene)
    assert "va d'abord à Marc" in same(proposed[0].text)
    assert GOAL in papers(proposed)[0]
    practice.wait(minutes=5)
    assert papers(marc.heard) == [], "not before the hour that the coachee chose (P8)"
    assert odile.heard == []
    evening(practice)
    assert papers(marc.heard) == papers(proposed), "the very same text"
    assert "Odile la recevra à son tour, seulement si vous l'acceptez" in same(marc.last)
    assert odile.heard == [], "nothing reaches the sponsor that the coachee has not accepted (P2)"
    assert "vous acceptez la version 1" in same(accept(practice, marc)[0].text)
    assert engagement_of(practice, marc).arc.phase is Phase.WELCOMED
    practice.wait(minutes=1)
    assert papers(odile.heard) == papers(proposed)
    done = accept(practice, odile)
    assert "acceptée par toutes les parties" in done[1].text
    assert signatures(done)[0][0][2].startswith("le 11 mars 2026, dans Recul")
    now = engagement_of(practice, marc)
    assert now.arc.phase is Phase.CONTRACTED
    assert now.ends_at is not None
    assert (now.ends_at - practice.now).days in (363, 364)
    evening(practice)
    for someone in (helene, marc):
        assert "acceptée par toutes les parties" in someone.heard[-2].text
        assert all(row[2] for row in signatures([someone.heard[-1]])[0])
    heard = len(marc.heard)
    practice.wait(days=2)
    assert not papers(marc.heard[heard:]), "once is enough"


def test_without_a_sponsor_two_are_enough(practice: Practice, helene: Someone, marc: Someone) -> None:
    propose(practice, helene)
    evening(practice)
    done = accept(practice, marc)
    assert "acceptée par toutes les parties" in done[1].text
    assert engagement_of(practice, marc).arc.phase is Phase.CONTRACTED


def test_an_old_button_accepts_nothing(practice: Practice, helene: Someone, marc: Someone) -> None:
    propose(practice, helene)
    evening(practice)
    marc.presses("Répondre")
    question = marc.heard[-1]
    propose(practice, helene, ("Durée", "9"))
    answer = marc.presses("J'accepte ce texte", question)
    assert "Le texte a changé depuis" in answer[0].text
    assert "9 mois" in papers(answer)[0]
    assert "version 2" in answer[-1].text
    with practice.app.store.read() as tx:
        one = conventions.current(tx, engagement_of(practice, marc).id)
        assert one is not None
        assert [found.role for found in conventions.acceptances(tx, one.id)] == [Party.COACH]
    assert "acceptez la version 2" in marc.presses("J'accepte ce texte")[0].text


def test_an_old_message_shows_the_new_text(practice: Practice, helene: Someone, marc: Someone) -> None:
    propose(practice, helene)
    evening(practice)
    message = marc.heard[-1]
    propose(practice, helene, ("Durée", "9"))
    answer = marc.presses("Répondre", message)
    assert "Le texte a changé depuis" in answer[0].text
    assert "9 mois" in papers(answer)[0]
    assert marc.at == "convention.lecture"


def test_an_amended_version_leaves_the_former_in_force(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    propose(practice, helene)
    evening(practice)
    accept(practice, marc)
    assert "Rien n'a changé" in same(propose(practice, helene)[0].text)
    propose(practice, helene, ("Durée", "9"), ("Longueur", "1 h 30"))
    with practice.app.store.read() as tx:
        standing = conventions.in_force(tx, engagement_of(practice, marc).id)
    assert standing is not None
    assert (standing.version, standing.terms.months) == (1, 12)
    evening(practice)
    asked = same(marc.last)
    assert "• Durée : 9 mois, au lieu de 12" in asked
    assert "• Longueur d'une séance : 1 h 30, au lieu de 2 heures" in asked
    assert "Objectifs" not in asked
    assert "La version 1 reste en vigueur jusque-là" in same(helene.says("/convention")[0].text)
    helene.says("/annuler")
    accept(practice, marc)
    with practice.app.store.read() as tx:
        standing = conventions.in_force(tx, engagement_of(practice, marc).id)
    assert standing is not None
    assert standing.version == 2


def test_objectives_that_change_make_a_new_version(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    propose(practice, helene)
    aim(practice, marc, "tenir ma place au comité")
    propose(practice, helene)
    evening(practice)
    assert "tenir ma place au comité" in papers(marc.heard)[-1]
    assert "version 2" in marc.heard[-2].text


def test_a_signature_on_paper_is_recorded_by_the_coach(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    sponsor_of(practice, marc, on_paper=True)
    propose(practice, helene)
    evening(practice)
    accept(practice, marc)
    practice.wait(minutes=1)
    assert "à faire signer sur papier (Odile)" in same(helene.heard[-2].text)
    assert signatures([helene.heard[-1]])[0][2] == ["Odile", "Commanditaire", ""], "room to sign"
    helene.says("/convention")
    helene.presses("Enregistrer")
    for words, answer in (
        ("bientôt", "Je n'ai pas reconnu ce jour"),
        ("le 3 mars", "Ce jour est d'avant cette version"),
        ("demain", "Ce jour n'est pas encore passé"),
    ):
        assert answer in same(helene.says(words)[0].text), words
        helene.presses("Enregistrer")
    done = helene.says("hier")
    assert "signature sur papier" in done[0].text
    assert "sur papier, enregistré par Hélène" in signatures(done)[0][2][2]
    assert engagement_of(practice, marc).arc.phase is Phase.CONTRACTED


def test_nobody_accepts_for_another(practice: Practice, helene: Someone, marc: Someone) -> None:
    odile = sponsor_of(practice, marc)
    propose(practice, helene)
    which = engagement_of(practice, marc)
    with practice.app.store.write() as tx:
        one = conventions.current(tx, which.id)
        assert one is not None
        for role, actor in (
            (Party.COACHEE, helene.person.id),
            (Party.SPONSOR, helene.person.id),
            (Party.SPONSOR, marc.person.id),
            (Party.COACH, odile.person.id),
        ):
            with pytest.raises(PermissionError):
                conventions.accept(tx, which, role, one.digest, practice.now, actor=actor)
        with pytest.raises(PermissionError):
            conventions.accept(
                tx,
                which,
                Party.COACHEE,
                one.digest,
                practice.now,
                actor=helene.person.id,
                signed=practice.now,
            )
    odile.forges("convention", f"{which.id}.1")
    assert "n'attend pas de réponse" in same(odile.last)
    assert same(odile.says("/convention")[0].text).startswith("Il n'y a pas encore de convention")
    stranger = practice.simply("Luc", helene)
    stranger.forges("convention", f"{which.id}.1")
    assert GOAL not in stranger.everything
    assert papers(stranger.heard) == []


def test_a_question_goes_to_the_coach_as_read_again(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    odile = sponsor_of(practice, marc)
    propose(practice, helene)
    evening(practice)
    marc.presses("Répondre")
    marc.presses("Question")
    marc.says("dix mois plutôt <b>zorglub</b>")
    assert "Hélène lira ceci" in marc.last or "Votre coach lira ceci" in marc.last
    before = len(helene.heard)
    marc.presses("Ne pas envoyer")
    assert len(helene.heard) == before
    marc.presses("Question")
    marc.says("dix mois plutôt <b>zorglub</b>")
    marc.presses("Envoyer")
    asked = helene.heard[-1].text
    assert asked.startswith("Marc, à propos de la convention (version 1)")
    assert "dix mois plutôt <b>zorglub</b>" in asked
    assert "zorglub" in marc.says("/resume")[-1].text, "all that the coach sees is there"
    assert "zorglub" not in odile.everything


def test_not_now_and_later(practice: Practice, helene: Someone, marc: Someone) -> None:
    propose(practice, helene)
    evening(practice)
    assert "/convention" in marc.presses("Plus tard")[-1].text
    answer = marc.says("/convention")
    assert "Marc (personne accompagnée) : pas de réponse pour l'instant" in same(answer[0].text)
    assert marc.at == "convention.lecture"
    marc.presses("Pas maintenant")
    assert marc.at == ""


def test_stop_leaves_nothing_pending(practice: Practice, helene: Someone, marc: Someone) -> None:
    odile = sponsor_of(practice, marc)
    propose(practice, helene)
    marc.says("/stop")
    heard = len(marc.heard)
    practice.wait(days=3)
    assert len(marc.heard) == heard
    assert marc.planned == {}
    assert odile.heard == []
    assert "n'utilise plus Recul" in same(helene.says("/convention")[-1].text)


def test_who_left_is_answered_for_by_nobody(practice: Practice, helene: Someone, marc: Someone) -> None:
    odile = sponsor_of(practice, marc)
    propose(practice, helene)
    evening(practice)
    accept(practice, marc)
    practice.wait(minutes=1)
    marc.says("/stop")
    answer = odile.presses("Répondre")
    assert "n'attend pas de réponse" in same(answer[-1].text)
    assert engagement_of(practice, marc).arc.phase is Phase.STOPPED


def test_a_pause_is_kept_and_the_engagement_moves_afterwards(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    odile = sponsor_of(practice, marc)
    propose(practice, helene)
    evening(practice)
    accept(practice, marc)
    marc.says("/pause")
    marc.presses("Une semaine")
    practice.wait(minutes=1)
    heard = len(marc.heard)
    accept(practice, odile)
    practice.wait(days=5)
    assert len(marc.heard) == heard, "no message in a pause (P8)"
    assert engagement_of(practice, marc).arc.phase is Phase.PAUSED
    practice.wait(days=4)
    assert any("acceptée par toutes les parties" in text for text in texts(marc.heard[heard:]))
    assert engagement_of(practice, marc).arc.phase is Phase.CONTRACTED


def test_before_the_coachee_has_agreed_there_is_none(practice: Practice, helene: Someone) -> None:
    practice.invited("Luc", helene)
    assert "pas encore répondu à l'invitation" in same(helene.says("/convention")[-1].text)


def test_a_draft_can_be_read_and_goes_on(practice: Practice, helene: Someone, marc: Someone) -> None:
    helene.says("/convention Marc")
    helene.presses("Organisation")
    helene.says("Les   Ateliers\ndu Fleuve")
    shown = helene.presses("Lire le texte")
    assert shown[0].message.purpose is Purpose.FILE
    assert "Les Ateliers du Fleuve" in papers(shown)[0]
    assert "J'accepte et je propose" in [same(label) for label in helene.labels]
    helene.presses("Organisation")
    helene.says("Aucune")
    assert "Organisation" not in papers(helene.presses("J'accepte et je propose"))[0]
    with practice.app.store.write() as tx:  # framing is over when all have accepted
        which = engagements.coach_of(tx, marc.person.id)
        assert which is not None
        assert which.arc.may(Cause.FRAME, Party.COACH)


def publish(practice: Practice, which: Engagement, role: Role, words: str) -> None:
    with practice.app.store.write() as tx:
        who = which.holds(role)
        assert who is not None
        assert which.coachee is not None
        expectations.put(
            tx, which.id, role, person=who, coachee=which.coachee, text=words, parts={}, now=practice.now
        )


def test_expectations_stand_in_it_once_all_have_published(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    sponsor_of(practice, marc)
    which = engagement_of(practice, marc)
    publish(practice, which, Role.COACHEE, "du temps pour décider")
    publish(practice, which, Role.COACH, "des situations réelles")
    assert "du temps pour décider" not in papers(propose(practice, helene))[0]
    publish(practice, which, Role.SPONSOR, "des décisions au bon niveau")
    text = papers(propose(practice, helene))[0]
    for words in ("du temps pour décider", "des situations réelles", "des décisions au bon niveau"):
        assert words in text
    evening(practice)
    heard = same(marc.says("/moi")[0].text)
    assert "Hélène (coach), la convention" in heard


def test_another_coach_goes_on_from_what_was_agreed(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    propose(practice, helene, ("Durée", "9"))
    evening(practice)
    accept(practice, marc)
    paul = practice.coach("Paul")
    with practice.app.store.write() as tx:
        engagements.set_coach(tx, engagement_of(practice, marc).id, paul.person.id)
    shown = paul.says("/convention")
    assert "• 9 mois" in shown[-1].text
    assert "va d'abord à Marc" in same(paul.presses("J'accepte et je propose")[0].text)
    evening(practice)
    assert "Parties : Marc, Paul (avant : Marc, Hélène)" in same(marc.last)
    assert "n'utilise plus Recul" not in same(helene.says("/convention")[-1].text)


def test_a_sponsor_who_comes_later_makes_a_new_version(
    practice: Practice, helene: Someone, marc: Someone
) -> None:
    propose(practice, helene)
    evening(practice)
    accept(practice, marc)
    odile = sponsor_of(practice, marc)
    assert GOAL not in "".join(papers(odile.says("/convention"))), "it was agreed between two"
    propose(practice, helene)
    practice.wait(minutes=1)
    assert papers(odile.heard) == []
    evening(practice)
    assert "Odile" in same(marc.last)
    accept(practice, marc)
    practice.wait(minutes=1)
    assert GOAL in "".join(papers(odile.heard))


def test_with_a_sponsor_who_came_by_a_link(practice: Practice, helene: Someone, marc: Someone) -> None:
    odile = practice.sponsor("Odile", helene, "Marc")
    assert GOAL in papers(propose(practice, helene))[0]
    evening(practice)
    accept(practice, marc)
    practice.wait(minutes=1)
    assert GOAL in papers(odile.heard)[0]
    assert "Accompagnement : Marc" in same(odile.last)
    accept(practice, odile)
    assert engagement_of(practice, marc).arc.phase is Phase.CONTRACTED
    odile.says("/stop")
    assert odile.planned == {}
    heard = len(odile.heard)
    propose(practice, helene, ("Durée", "9"))
    evening(practice)
    assert "Parties : Marc, Hélène (avant : Marc, Hélène, Odile)" in same(marc.last)
    accept(practice, marc)
    evening(practice)
    assert len(odile.heard) == heard, "whoever has left is not written to"
