"""Objectives as they are lived: defined in the coachee's words, rated by three parties, read by each as agreed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.coaching.convention import Occasion
from bot.messages import Purpose
from bot.reports import typesetting
from bot.store import access, audit, engagements, export, objectives, people
from bot.store.engagements import Engagement
from bot.store.objectives import Objective, Rating
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, PARIS, Practice, Someone, same, texts

WHAT = "le lundi en comité, Samia tranche le planning sans moi"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: months pass in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def eva(practice: Practice, nadia: Someone) -> Someone:
    """Sponsors Nadia's coaching, in her own chat."""
    someone = practice.stranger("Eva")
    with practice.app.store.write() as tx:
        who = people.create(tx, practice.now, {Role.SPONSOR}, {"consent": True, "prenom": "Eva"})
        people.add_address(tx, who, CHANNEL, someone.address, practice.now)
        engagements.set_sponsor(tx, of(practice, nadia).id, who)
    return someone


@pytest.fixture
def open_to_sponsor(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a convention that reports the ratings at all three occasions."""
    monkeypatch.setattr(access, "may", lambda *_: True)
    monkeypatch.setattr(access, "reported", lambda *_: tuple(Occasion))


def of(practice: Practice, coachee: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, coachee.person.id)
    assert found is not None
    return found


def standing(practice: Practice, coachee: Someone) -> list[Objective]:
    with practice.app.store.read() as tx:
        return objectives.current(tx, of(practice, coachee).id)


def rated(practice: Practice, coachee: Someone) -> list[Rating]:
    with practice.app.store.read() as tx:
        return [one for found in objectives.ratings(tx, of(practice, coachee).id).values() for one in found]


def defines(someone: Someone, what: str = WHAT, baseline: str = "3", target: str = "7") -> None:
    """An objective, from the first question to the button that keeps it."""
    someone.presses("Définir" if "Définir un objectif" in someone.labels else "Un autre objectif")
    assert someone.at == "objectifs.sens"
    someone.says("que les managers décident sans m'attendre, et que l'équipe y gagne du temps")
    someone.says("en renvoyant la question quand elle arrive dans mon bureau")
    someone.says(what)
    someone.says("le nombre de décisions prises sans moi")
    someone.presses(baseline)
    someone.presses(target)
    someone.says("le 15 décembre")
    someone.says("un compte rendu où mon nom n'apparaît pas")
    assert someone.at == "objectifs.relecture"


def with_one(someone: Someone) -> None:
    someone.says("/objectifs")
    defines(someone)
    someone.presses("Garder")


def test_the_text_kept_is_the_text_seen(practice: Practice, nadia: Someone, helene: Someone) -> None:
    assert "Pas encore d'objectif" in same(nadia.says("/objectifs")[-1].text)
    defines(nadia)
    seen = same(nadia.last).split("\n\n")[1]
    heard = texts(nadia.presses("Garder"))
    assert "C'est gardé." in heard[0]
    assert seen in heard[-1]
    assert nadia.labels == ["Modifier le 1", "Un autre objectif", "Noter", "Le graphique"]
    assert seen in same(helene.says("/objectifs")[-1].text), "the coach reads that very text"
    [one] = standing(practice, nadia)
    assert (one.content.what, one.baseline, one.target) == (WHAT, 3, 7)
    assert f"{one.due_at.astimezone(PARIS):%d/%m/%Y}" == "15/12/2026"
    assert [(r.value, r.occasion, r.role) for r in rated(practice, nadia)] == [(3, "start", Role.COACHEE)]
    assert nadia.at == ""


def test_a_vague_objective_is_asked_about_once(practice: Practice, nadia: Someone) -> None:
    nadia.says("/objectifs")
    nadia.presses("Définir")
    nadia.presses("Passer")
    nadia.presses("Passer")
    nadia.says("Communiquer")
    assert nadia.at == "objectifs.quoi"
    assert same(nadia.last).count("?") == 1
    nadia.says("mieux")
    assert nadia.at == "objectifs.indicateur", "the person's words stand"


@pytest.mark.parametrize(
    ("typed", "at"),
    [("11", "depart"), ("7,5", "depart"), ("douze", "depart"), ("3 ou 4", "depart"), ("0", "cible"),
     ("9/10", "cible"), ("10", "plein")],
)  # fmt: skip
def test_ratings_that_are_off_the_scale(nadia: Someone, typed: str, at: str) -> None:
    nadia.says("/objectifs")
    nadia.presses("Définir")
    nadia.presses("Passer")
    nadia.presses("Passer")
    nadia.says(WHAT)
    nadia.presses("Passer")
    nadia.says(typed)
    assert nadia.at == f"objectifs.{at}"
    if at == "depart":
        assert "de 0 à 10" in same(nadia.last)


@pytest.mark.parametrize(
    ("typed", "at"),
    [("le 3 mars 2020", "echeance"), ("hier", "echeance"), ("un jour", "echeance"), ("le 20 mars", "proche"),
     ("demain", "proche"), ("le 15 décembre", "preuve"), ("le 10 mars 2029", "loin"), ("Passer", "preuve")],
)  # fmt: skip
def test_days_that_will_not_do(nadia: Someone, typed: str, at: str) -> None:
    nadia.says("/objectifs")
    nadia.presses("Définir")
    nadia.presses("Passer")
    nadia.presses("Passer")
    nadia.says(WHAT)
    nadia.presses("Passer")
    nadia.presses("3")
    nadia.presses("7")
    nadia.says(typed)
    assert nadia.at == f"objectifs.{at}"
    if at == "preuve" and typed == "Passer":
        nadia.presses("Passer")
        assert "mercredi 10 mars 2027" in same(nadia.last), "the end of the accompaniment"


def test_three_are_the_most_and_a_place_comes_free(practice: Practice, nadia: Someone) -> None:
    nadia.says("/objectifs")
    defining = nadia.heard[-1]
    for number in range(3):
        defines(nadia, f"{WHAT}, {number + 1}")
        nadia.presses("Garder")
    assert "Un autre objectif" not in nadia.labels
    nadia.presses("Définir", defining)
    assert "déjà trois objectifs" in same(nadia.heard[-2].text)
    nadia.presses("Modifier le 2")
    assert nadia.at == "objectifs.relecture"
    nadia.presses("Retirer")
    assert [one.position for one in standing(practice, nadia)] == [1, 3]
    defines(nadia, "dire mon désaccord en codir quand il y en a un")
    assert "Objectif 2" in nadia.last
    nadia.presses("Garder")
    assert [one.position for one in standing(practice, nadia)] == [1, 2, 3]


def test_changing_keeps_ratings_and_history(practice: Practice, nadia: Someone) -> None:
    with_one(nadia)
    nadia.presses("Modifier le 1")
    nadia.presses("Garder")
    assert len(rated(practice, nadia)) == 1, "nothing changed, nothing is written"
    nadia.presses("Modifier le 1")
    nadia.presses("Modifier")
    nadia.presses("Les notes")
    nadia.presses("3")
    nadia.presses("8")
    nadia.presses("Garder")
    [one] = standing(practice, nadia)
    assert (one.target, one.content.what) == (8, WHAT)
    with practice.app.store.read() as tx:
        history = objectives.history(tx, of(practice, nadia).id)
    assert [(old.target, old.replaced_at is None) for old in history] == [(7, False), (8, True)]
    assert [r.value for r in rated(practice, nadia)] == [3]


def test_taken_back_before_it_is_kept_nobody_reads_it(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    nadia.says("/objectifs")
    defines(nadia)
    assert "Pas encore d'objectif" in same(helene.says("/objectifs Nadia")[-1].text)
    nadia.presses("Retirer")
    assert "rien n'a changé" in same(nadia.last)
    assert standing(practice, nadia) == []
    assert "Samia" not in helene.everything


def test_month_after_month(practice: Practice, nadia: Someone, helene: Someone) -> None:
    with_one(nadia)
    assert f"{nadia.planned['point']:%d/%m %H:%M}" == "07/04 18:00"
    nadia.says("/point")
    assert nadia.at == "point.note_1"
    assert "Le mardi 10 mars : 3 sur 10." in same(nadia.last)
    nadia.says("11")
    assert nadia.at == "point.note_1"
    nadia.presses("5")
    nadia.says("lundi Samia a tranché, je regardais mon carnet")
    assert nadia.at == "accord.liste", "what was said is there before it is shared"
    assert [(r.value, r.evidence) for r in rated(practice, nadia)][1:] == [
        (5, "lundi Samia a tranché, je regardais mon carnet")
    ]
    nadia.presses("Tout garder")
    practice.wait(days=28)
    nadia.says("/point")
    assert "Le mardi 10 mars : 5 sur 10, « lundi Samia a tranché, je regardais mon carnet »." in same(
        nadia.last
    )
    nadia.says("6")
    nadia.says("elle a fait le planning de mai")
    nadia.presses("Tout partager")
    assert "carnet" not in helene.everything
    assert "elle a fait le planning de mai" in same(helene.says("/brief")[-1].text)
    shown = same(helene.says("/objectifs")[-1].text)
    assert "Nadia, mardi 7 avril : 6 sur 10, en chemin" in shown
    assert "planning de mai" not in shown


def test_the_month_comes_with_a_button_at_the_hour_chosen(practice: Practice, nadia: Someone) -> None:
    with_one(nadia)
    practice.until(nadia.planned["point"] - timedelta(minutes=1))
    nadia.says("quelques mots sur la semaine, pour garder le fil de tout cela")
    nadia.says("/annuler")
    before = len(nadia.heard)
    practice.wait(minutes=2)
    [asked] = nadia.heard[before:]
    assert asked.labels == ["Commencer", "Plus tard"]
    assert "Samia" not in asked.text
    assert "objectif" not in asked.text, "nothing intimate on a locked screen"
    nadia.presses("Plus tard")
    assert f"{nadia.planned['point']:%d/%m %H:%M}" == "08/04 18:00"
    practice.wait(days=1)
    nadia.presses("Commencer")
    assert nadia.at == "point.note_1"


def test_the_month_keeps_quiet(practice: Practice, nadia: Someone) -> None:
    """It counts as an invitation: never in a pause, and not after the ladder's end (P8)."""
    with_one(nadia)
    begun = practice.now
    practice.wait(days=300)
    moments = [heard.at.astimezone(PARIS) for heard in nadia.heard if heard.at > begun]
    assert {f"{moment:%H:%M}" for moment in moments} == {"18:00"}
    assert len(moments) <= 4, "two on each rung of the ladder, points included"
    nadia.says("me revoilà, avec quelques mots sur le comité de lundi")
    nadia.says("/annuler")
    nadia.says("/pause")
    nadia.presses("Jusqu'à")
    begun = practice.now
    practice.wait(days=120)
    assert [heard for heard in nadia.heard if heard.at > begun] == []


def test_after_stop_nothing_is_asked(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone
) -> None:
    with_one(nadia)
    buttons = nadia.heard[-1]
    nadia.says("/stop")
    helene.says("/stop")
    begun, count = practice.now, len(nadia.heard)
    for label in ("Noter", "Un autre objectif", "Le graphique", "Modifier le 1"):
        nadia.presses(label, buttons)
    nadia.says("/objectifs")
    assert {same(heard.text) for heard in nadia.heard[count:]} == {same(nadia.last)}
    assert "/start" in nadia.last
    assert nadia.at == ""
    practice.wait(days=400)
    assert [heard for heard in (*nadia.heard, *helene.heard, *eva.heard) if heard.at > begun] == []
    assert nadia.planned == {}


# Coach and sponsor


def rates(someone: Someone, *answers: str) -> None:
    for answer in answers:
        someone.says(answer)
    assert someone.at == "regard.relecture"
    someone.presses("C'est bien cela")


def test_each_rates_in_their_own_chat_and_reads_what_is_theirs(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone, open_to_sponsor: None
) -> None:
    with_one(nadia)
    practice.wait(days=1)
    nadia.says("/point")
    nadia.presses("4")
    nadia.says("une ligne que personne d'autre ne lit")
    nadia.presses("Tout garder")
    practice.wait(days=5)
    for someone, line in ((helene, "vu en séance"), (eva, "Samia a présenté le planning le 9")):
        someone.presses("Commencer")
        assert someone.at == "regard.note_1"
        rates(someone, "5", line)
    assert [(r.role, r.value, r.occasion) for r in rated(practice, nadia)][2:] == [
        (Role.COACH, 5, "start"),
        (Role.SPONSOR, 5, "start"),
    ]
    own = same(nadia.says("/objectifs")[-1].text)
    assert "Commanditaire, lundi 16 mars : 5 sur 10, en chemin. « Samia a présenté le planning le 9 »" in own
    assert "« vu en séance »" in own
    assert "« une ligne que personne d'autre ne lit »" in own
    coach, sponsor = (same(who.says("/objectifs")[-1].text) for who in (helene, eva))
    assert "« Samia a présenté" in coach
    assert "« vu en séance »" in coach
    assert "« Samia a présenté" in sponsor
    assert "vu en séance" not in sponsor, "what the coach writes is for the coachee"
    assert WHAT in sponsor
    assert "que personne d'autre ne lit" not in helene.everything + eva.everything
    assert "Nadia, mardi 10 mars : 3 sur 10, au départ" in sponsor, "where she stood at the start"
    assert ": 4 sur 10" not in sponsor, "in between, nothing is reported"


def test_before_a_convention_the_sponsor_reads_no_rating_of_others(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone
) -> None:
    with_one(nadia)
    helene.says("/objectifs")
    helene.presses("Noter")
    rates(helene, "6", "en séance")
    shown = same(eva.says("/objectifs")[-1].text)
    assert WHAT in shown, "what the convention is made of"
    assert "6 sur 10" not in shown
    assert "Nadia, mardi" not in shown


def test_start_middle_and_end(practice: Practice, nadia: Someone, helene: Someone, eva: Someone) -> None:
    with_one(nadia)
    asked = []
    for _ in range(56):
        count = len(eva.heard)
        practice.wait(days=7)
        if len(eva.heard) > count:
            asked.append(eva.heard[-1].at.astimezone(PARIS))
            assert same(eva.last).startswith("Quelques notes vous sont demandées")
            eva.presses("Commencer")
            rates(eva, "5", "un fait")
    assert [f"{moment:%d/%m/%Y %H:%M}" for moment in asked] == [
        "16/03/2026 09:00", "02/09/2026 09:00", "25/02/2027 09:00",
    ]  # fmt: skip
    occasions = [r.occasion for r in rated(practice, nadia) if r.role is Role.SPONSOR]
    assert occasions == ["start", "middle", "end"]
    of_coach = [heard for heard in helene.heard if "notes vous sont demandées" in same(heard.text)]
    assert len(of_coach) == 3, "asked once for each, whether or not it is answered"


def test_a_sponsor_on_paper_is_recorded_by_the_coach(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    with_one(nadia)
    helene.says("/objectifs Nadia")
    helene.presses("Note du commanditaire")
    assert "vous a remis" in same(helene.last)
    rates(helene, "4", "elle a présenté le budget en comité")
    [one] = [r for r in rated(practice, nadia) if r.role is Role.SPONSOR]
    assert (one.value, one.recorded_by) == (4, helene.person.id)
    assert "Commanditaire, mardi 10 mars : 4 sur 10" in same(nadia.says("/objectifs")[-1].text)


def test_a_sponsor_with_a_chat_answers_for_themselves(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone
) -> None:
    with_one(nadia)
    helene.says("/objectifs Nadia")
    assert "Note du commanditaire" not in helene.labels
    helene.forges("vue", f"papier.coach:{of(practice, nadia).id}")
    assert helene.at == "", "nobody answers in the sponsor's place"


def test_nobody_reaches_the_objectives_of_others(practice: Practice, nadia: Someone, helene: Someone) -> None:
    with_one(nadia)
    marie, zoe = practice.coach("Marie"), practice.coachee("Zoé", helene)
    key = f"coach:{of(practice, nadia).id}"
    for someone in (marie, zoe):
        count = len(someone.heard)
        for choice in ("graphique", "noter", "papier", "voir"):
            someone.forges("vue", f"{choice}.{key}")
        someone.forges("regard", f"begin.{key}")
        someone.says("/objectifs Nadia")
        assert "Samia" not in "".join(heard.text for heard in someone.heard[count:])
        assert someone.at == ""
    assert all(r.person == nadia.person.id for r in rated(practice, nadia))


def test_what_is_read_by_the_coach_is_told(practice: Practice, nadia: Someone, helene: Someone) -> None:
    with_one(nadia)
    helene.says("/objectifs")
    with practice.app.store.read() as tx:
        actions = [one.action for one in audit.entries(tx, nadia.person.id) if one.actor == helene.person.id]
    assert "read_objectives" in actions
    assert "read_ratings" in actions


def test_ratings_of_an_objective_that_changed_meanwhile_are_not_mixed_up(
    practice: Practice, nadia: Someone, helene: Someone
) -> None:
    with_one(nadia)
    helene.says("/objectifs")
    helene.presses("Noter")
    helene.says("5")
    helene.says("en séance")
    nadia.presses("Modifier le 1")
    nadia.presses("Modifier")
    nadia.presses("L'objectif")
    nadia.says("le jeudi en comité, c'est Karim qui tranche le budget sans moi")
    nadia.presses("Garder")
    heard = texts(helene.presses("C'est bien cela"))
    assert any("a changé entre-temps" in text for text in heard)
    assert not [r for r in rated(practice, nadia) if r.role is Role.COACH]


# The chart


def chart_of(someone: Someone) -> bytes:
    [picture] = [
        heard for heard in someone.presses("Le graphique") if heard.message.purpose is Purpose.PICTURE
    ]
    assert picture.message.name == "objectifs.png"
    paper = json.loads(json.dumps(picture.message.paper))
    assert isinstance(paper, dict)
    return typesetting.made(paper, "objectifs.png")


def test_a_chart_is_a_picture(practice: Practice, nadia: Someone, helene: Someone) -> None:
    with_one(nadia)
    for value in ("4", "4", "6"):
        practice.wait(days=28)
        nadia.says("/point")
        nadia.presses(value)
        nadia.presses("Passer")
    helene.says("/objectifs")
    assert chart_of(helene).startswith(b"\x89PNG")
    nadia.says("/objectifs")
    assert chart_of(nadia).startswith(b"\x89PNG")


def test_a_screen_in_the_middle_of_a_talk_puts_the_question_again(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    where = nadia.at
    nadia.says("/objectifs")
    assert nadia.at == where
    assert "Pas encore d'objectif" in same(nadia.heard[-2].text)
    nadia.presses("Définir")
    nadia.presses("Passer")
    nadia.presses("Passer")
    nadia.presses("Passer")
    assert nadia.at == where


@pytest.mark.parametrize("words", ["<b>gras</b> & {{ 7*7 }}", "🙂" * 500, "a\n" * 400, "\u202e" + "x" * 3000])
def test_whatever_is_typed_is_shown_and_kept(practice: Practice, nadia: Someone, words: str) -> None:
    nadia.says("/objectifs")
    nadia.presses("Définir")
    nadia.says(words)
    nadia.says(words)
    nadia.says(words)
    if nadia.at == "objectifs.quoi":
        nadia.says(words)
    nadia.says(words)
    nadia.presses("3")
    nadia.presses("7")
    nadia.presses("Passer")
    nadia.says(words)
    nadia.presses("Garder")
    [one] = standing(practice, nadia)
    assert words.strip() in one.content.what
    nadia.says("/point")
    nadia.presses("5")
    assert nadia.at == "point.preuve_1"
    assert chart_of_safely(nadia).startswith(b"\x89PNG")


def chart_of_safely(someone: Someone) -> bytes:
    someone.says("/annuler")
    someone.says("/objectifs")
    return chart_of(someone)


def test_an_old_button_of_an_objective_that_is_gone(practice: Practice, nadia: Someone) -> None:
    with_one(nadia)
    old = nadia.heard[-1]
    nadia.presses("Modifier le 1")
    nadia.presses("Retirer")
    nadia.presses("Modifier le 1", old)
    assert nadia.at == ""
    assert "Pas encore d'objectif" in same(nadia.last)
    nadia.presses("Noter", old)
    assert "pas encore d'objectif à noter" in same(nadia.last)


def test_two_devices_at_once(practice: Practice, nadia: Someone) -> None:
    """The same press twice is one objective."""
    nadia.says("/objectifs")
    defines(nadia)
    relecture = nadia.heard[-1]
    nadia.presses("Garder", relecture)
    nadia.presses("Garder", relecture)
    assert len(standing(practice, nadia)) == 1


def test_in_tu(practice: Practice, helene: Someone) -> None:
    usual = ("Tu", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard")
    marc = practice.coachee("Marc", helene, *usual)
    marc.says("/objectifs")
    defines(marc)
    marc.presses("Garder")
    assert "Tes objectifs" in marc.last
    marc.says("/point")
    assert "vous" not in same(marc.last)


def test_every_button_fits_into_what_telegram_carries(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone
) -> None:
    with_one(nadia)
    for someone in (helene, eva):
        someone.says("/objectifs")
    practice.wait(days=40)
    for someone in (nadia, helene, eva):
        for heard in someone.heard:
            assert ":" not in heard.message.token
            for button in heard.buttons:
                assert len(f"q:{heard.message.token}:{button.key}".encode()) <= 64


def test_coming_back_brings_the_month_back(practice: Practice, nadia: Someone) -> None:
    with_one(nadia)
    nadia.says("/stop")
    assert nadia.planned == {}
    nadia.says("/start")
    nadia.presses("Oui")
    assert "point" in nadia.planned
    nadia.says("/annuler")
    nadia.blocks()
    practice.wait(days=40)
    assert "point" not in nadia.planned
    nadia.unblocks()
    assert "point" in nadia.planned


@pytest.mark.parametrize("answers", range(7))
def test_stop_works_at_every_question_and_leaves_nothing_pending(
    practice: Practice, nadia: Someone, helene: Someone, eva: Someone, answers: int
) -> None:
    with_one(nadia)
    for someone in (helene, eva):
        someone.says("/objectifs")
        someone.presses("Noter")
        for said in ("5", "un fait")[:answers]:
            someone.says(said)
    nadia.presses("Un autre objectif")
    for said in ("pour l'équipe", "en me taisant", WHAT, "le nombre", "3", "7")[:answers]:
        nadia.says(said)
    before = len(rated(practice, nadia))
    for someone in (nadia, helene, eva):
        [told] = someone.says("Stop !")
        assert "plus rien ne vous sera envoyé" in same(told.text)
        assert someone.at == ""
        assert someone.planned == {}
    assert len(rated(practice, nadia)) == before
    assert len(standing(practice, nadia)) == 1
    counts = [len(someone.heard) for someone in (nadia, helene, eva)]
    practice.wait(days=400)
    assert [len(someone.heard) for someone in (nadia, helene, eva)] == counts


def test_the_copy_holds_what_was_aimed_at_and_rated(practice: Practice, nadia: Someone) -> None:
    with_one(nadia)
    nadia.says("/point")
    nadia.presses("5")
    nadia.says("une ligne rien que pour moi")
    with practice.app.store.read() as tx:
        kept = export.everything(tx, nadia.person.id)
    assert kept["objective"][0]["content"]["what"] == WHAT
    assert [row["evidence"] for row in kept["rating"]] == [None, "une ligne rien que pour moi"]


def test_a_coach_of_several_says_whose(practice: Practice, nadia: Someone, helene: Someone) -> None:
    with_one(nadia)
    practice.coachee("Zoé", helene)
    helene.says("/objectifs")
    assert set(helene.labels) == {"Nadia", "Zoé"}
    helene.presses("Nadia")
    assert WHAT in same(helene.last)
    assert "Pas encore d'objectif pour Zoé" in same(helene.says("/objectifs zoe")[-1].text)
