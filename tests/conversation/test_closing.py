"""The closing review lived: written by the coachee, handed over text by text, then closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from bot.coaching.engagement import Cause, Phase
from bot.messages import Purpose
from bot.reports.typesetting import made
from bot.store import audit, engagements, journal, objectives, people, reminders, reviews, sharing
from bot.store.engagements import Engagement
from bot.store.objectives import Content
from bot.store.people import Role, Status
from tests.conversation.practice import CHANNEL, Heard, Practice, Someone, same

LEARNT = ("le silence laisse la place à Samia", "dire non tôt coûte moins", "le planning tient sans moi")


@dataclass
class Three:
    """Somebody with coach and sponsor, in the last phase of their year."""

    practice: Practice
    coach: Someone
    nadia: Someone
    paul: Someone

    @property
    def engagement(self) -> Engagement:
        with self.practice.app.store.read() as tx:
            return engagements.all_of(tx, self.nadia.person.id)[-1]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    practice = Practice(tmp_path)
    coach = practice.coach()
    nadia, paul = practice.simply("Nadia", coach), practice.stranger("Paul")
    with practice.app.store.write() as tx:
        who = people.create(tx, practice.now, {Role.SPONSOR}, {"consent": True, "prenom": "Paul"})
        people.add_address(tx, who, CHANNEL, paul.address, practice.now)
        which = engagements.coach_of(tx, nadia.person.id)
        assert which is not None
        engagements.set_sponsor(tx, which.id, who)
        for cause in (Cause.FRAME, Cause.CONTRACT, Cause.BEGIN, Cause.DEVELOP, Cause.ANCHOR):
            which = engagements.move(tx, which, cause, practice.now)
        objectives.add(
            tx, which.id, nadia.person.id, practice.now, position=1, content=Content("laisser décider du planning"),
            baseline=3, target=8, due_at=practice.now + timedelta(days=300),
        )  # fmt: skip
        [one] = objectives.current(tx, which.id)
        for months, value in ((0, 3), (5, 5)):
            at = practice.now + timedelta(days=30 * months)
            objectives.rate(tx, one, nadia.person.id, Role.COACHEE, at, value=value, occasion="month")
        for months, words in zip((1, 4, 8), LEARNT, strict=True):
            at = practice.now + timedelta(days=30 * months)
            _learnt(tx, nadia, at, words)
        _learnt(tx, nadia, practice.now + timedelta(days=40), "rien")
    practice.now += timedelta(days=330)
    yield Three(practice, coach, nadia, paul)
    practice.close()


def _learnt(tx: object, nadia: Someone, at: object, words: str) -> None:
    journal.add_answer(
        tx, nadia.person.id, at, talk=words, dialog="reflexion", step="apprentissage", name="apprentissage",  # type: ignore[arg-type]
        question="?", words=words,
    )  # fmt: skip


def _files(heard: list[Heard]) -> list[Heard]:
    return [one for one in heard if one.message.purpose is Purpose.FILE]


def _words_of(heard: Heard) -> str:
    """Everything that a document says."""
    assert heard.message.paper is not None
    page = made(heard.message.paper, "x.html").decode()
    return same(unescape(page.partition("<main>")[2]))


def _review(three: Three) -> list[Heard]:
    """Plays the review: the first and the last learning are kept. Returns what arrived last."""
    nadia = three.nadia
    nadia.says("/bilan")
    nadia.presses("Commencer")
    for label in ("Garder", "Laisser", "Garder"):
        nadia.presses(label)
    nadia.says("l'équipe sait avant moi ce qui coince")
    assert nadia.at == "point.note_1"
    nadia.presses("7")
    nadia.presses("Passer")
    for number in ("4", "3", "4", "3", "5"):
        nadia.presses(number)
        nadia.says(f"un exemple du {number}")
    nadia.says("le point du lundi mené par Samia")
    nadia.says("le vendredi au café")
    nadia.presses("Passer")
    return nadia.heard[-2:]


def test_the_review_goes_to_the_coachee_alone(three: Three) -> None:
    before = len(three.coach.heard), len(three.paul.heard)
    file, question = _review(three)
    assert file.message.name == "bilan.pdf"
    words = _words_of(file)
    for said in (
        LEARNT[0],
        LEARNT[2],
        "l'équipe sait avant moi",
        "laisser décider du planning",
        "un exemple du 5",
    ):
        assert said in words
    assert LEARNT[1] not in words
    assert "rien" not in [one.words for one in _kept(three).learnings]
    assert same(question.text).startswith("Rien n'est parti.")
    assert (len(three.coach.heard), len(three.paul.heard)) == before
    assert three.engagement.arc.phase is Phase.CLOSING


def _kept(three: Three) -> reviews.Review:
    with three.practice.app.store.read() as tx:
        found = reviews.load(tx, three.nadia.person.id, three.engagement.id)
    assert found is not None
    return found


def test_each_reader_gets_the_very_texts_that_were_agreed_to(three: Three) -> None:
    _review(three)
    nadia = three.nadia
    shown = [nadia.presses("Maintenant")[-1].text]
    for label in (
        "Garder pour moi",
        "Transmettre",
        "Garder pour moi",
        "Transmettre",
        "Transmettre",
        "Écrire",
    ):
        shown += [one.text for one in nadia.presses(label)]
    nadia.says("l'équipe décide, et cela tient")
    told = nadia.presses("Transmettre")[-1]
    assert "Parti pour Hélène : les objectifs, ce qui continue." in same(told.text)
    assert "Parti pour Paul : les objectifs, votre mot." in same(told.text)
    shared = [item for item in nadia.items if item.recipient]
    assert {(item.kind, item.recipient) for item in shared} == {
        ("review_objectifs", three.coach.person.id), ("review_suite", three.coach.person.id),
        ("review_objectifs", three.paul.person.id), ("review_mot", three.paul.person.id),
    }  # fmt: skip
    for item in shared:
        assert item.text in "\n".join([*shown, "l'équipe décide, et cela tient"])
    [coach], [paul] = _files(three.coach.heard), _files(three.paul.heard)
    assert coach.message.once
    assert "le point du lundi" in _words_of(coach)
    assert "3 au départ, 7 aujourd'hui, 8 visé" in _words_of(paul)
    assert "cela tient" in _words_of(paul)
    for words in (*LEARNT, "exemple"):
        assert words not in _words_of(coach) + _words_of(paul)
    assert "lundi" not in _words_of(paul)
    with three.practice.app.store.read() as tx:
        reads = {entry.actor for entry in audit.entries(tx, nadia.person.id) if entry.action == "read_review"}
    assert reads == {three.coach.person.id, three.paul.person.id}


def test_they_can_ask_for_it_again_until_it_closes(three: Three) -> None:
    assert "bilan se fait à la fin" not in same(three.paul.says("/bilan")[-1].text)
    assert "n'a rien transmis" in same(three.paul.last)
    _review(three)
    assert "n'a rien transmis" in same(three.coach.says("/bilan Nadia")[-1].text)
    three.nadia.presses("Maintenant")
    for label in ("Transmettre", "Garder", "Garder", "Garder", "Garder", "Sans mot"):
        three.nadia.presses(label)
    [again] = _files(three.coach.says("/bilan nadia"))
    assert LEARNT[0] in _words_of(again)
    assert "n'a rien transmis" in same(three.paul.says("/bilan")[-1].text)
    assert LEARNT[0] in same(three.nadia.says("/resume")[-1].text)
    three.practice.wait(days=13)
    assert three.engagement.arc.phase is Phase.CLOSING
    three.practice.wait(days=3)
    assert "clos" in same(three.nadia.last)
    closed = three.engagement
    assert closed.arc.phase is Phase.CLOSED
    assert closed.ended_at is not None
    assert not _files(three.coach.says("/bilan Nadia"))
    assert not three.nadia.planned


def test_the_coachee_can_close_at_once_and_not_before_the_end(three: Three) -> None:
    _review(three)
    three.nadia.forges("bilan_fait", "close")
    assert "se termine d'abord" in same(three.nadia.last)
    three.nadia.presses("Plus tard")
    again = three.nadia.says("/bilan")
    assert _files(again)
    assert "rien n'est parti" in same(again[-1].text)
    three.nadia.presses("Ce qui part")
    three.nadia.presses("Maintenant")
    for label in ("Garder", "Garder", "Garder", "Garder", "Garder", "Sans mot"):
        three.nadia.presses(label)
    assert "Rien ne part" in same(three.nadia.last)
    three.nadia.presses("Clore")
    assert three.engagement.arc.phase is Phase.CLOSED
    assert not _files(three.coach.heard + three.paul.heard)
    three.nadia.presses("Clore")  # an old button
    assert "pas de bilan à faire" in same(three.nadia.last)


def test_the_coach_begins_it_and_the_coachee_is_told_at_their_hour(three: Three) -> None:
    told = three.coach.says("/bilan Nadia")
    assert "C'est transmis" in same(told[-1].text)
    assert three.engagement.arc.phase is Phase.CLOSING
    three.practice.wait(days=2)
    assert "moment de bilan est prêt" in same(three.nadia.last)
    three.nadia.presses("Commencer")
    assert three.nadia.at == "bilan.cadre"


def test_it_is_not_for_the_beginning_nor_for_a_pause(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    coach = practice.coach()
    nadia = practice.simply("Nadia", coach)
    assert "à la fin" in same(nadia.says("/bilan")[-1].text)
    assert "n'a pas commencé" in same(coach.says("/bilan Nadia")[-1].text)
    assert "à la fin d'un accompagnement" in same(nadia.says("/manieres")[-1].text)
    practice.close()


def test_stop_leaves_nothing_of_it_pending(three: Three) -> None:
    _review(three)
    three.nadia.says("stop")
    assert three.nadia.under_way == []
    assert not three.nadia.planned
    assert three.engagement.arc.phase is Phase.STOPPED
    heard = len(three.nadia.heard)
    three.practice.wait(days=40)
    assert len(three.nadia.heard) == heard
    for token, choice in (
        ("bilan", "begin"),
        ("bilan_fait", "hand"),
        ("bilan_fait", "close"),
        ("manieres", "begin"),
    ):
        three.nadia.forges(token, choice)
        assert not three.nadia.under_way
    assert three.nadia.person.status is Status.STOPPED


def test_a_reader_who_left_is_given_nothing(three: Three) -> None:
    three.paul.says("stop")
    _review(three)
    three.nadia.presses("Maintenant")
    for label in ("Transmettre", "Transmettre", "Transmettre", "Transmettre"):
        three.nadia.presses(label)
    assert "Paul" not in same(three.nadia.last)
    assert not _files(three.paul.heard)


def test_where_they_started_from_comes_back_at_the_end(three: Three) -> None:
    three.nadia.says("/manieres")
    for number in ("2", "2", "3", "1", "2"):
        three.nadia.presses(number)
        three.nadia.presses("Passer")
    assert "C'est gardé" in same(three.nadia.last)
    three.nadia.says("/bilan")
    three.nadia.presses("Commencer")
    for label in ("Laisser", "Laisser", "Laisser", "Passer", "Passer"):
        three.nadia.presses(label)
    assert "2 sur 5" in same(three.nadia.last)


def test_the_first_session_is_followed_by_the_question_where_they_start(three: Three) -> None:
    with three.practice.app.store.write() as tx:
        reminders.put(tx, three.nadia.person.id, "manieres", three.practice.now)
    three.practice.wait(hours=1)
    assert "Cinq courtes questions" in same(three.nadia.last)
    three.nadia.presses("Plus tard")
    three.nadia.presses("Commencer")
    assert three.nadia.at == "manieres.planifier"


def test_what_is_kept_of_needs_is_not_mistaken_for_it(three: Three) -> None:
    three.nadia.says("/manieres")
    three.nadia.presses("2")
    three.nadia.says("/annuler")
    three.nadia.says("/besoins")
    assert three.nadia.at.startswith("besoins.")


def test_items_of_the_review_are_the_coachees_to_withdraw(three: Three) -> None:
    _review(three)
    three.nadia.presses("Maintenant")
    for label in ("Transmettre", "Garder", "Garder", "Garder", "Garder", "Sans mot"):
        three.nadia.presses(label)
    with three.practice.app.store.write() as tx:
        [item] = [one for one in three.nadia.items if one.recipient]
        assert sharing.withdraw(tx, three.nadia.person.id, item.id, three.practice.now)
    assert not _files(three.coach.says("/bilan Nadia"))
