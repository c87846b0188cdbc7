"""Three people, three chats: each writes what they expect, and all read the same texts side by side, afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.coaching.engagement import Phase
from bot.messages import Purpose
from bot.store import audit, engagements, expectations, people
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from tests.conversation.practice import PARIS, Practice, Someone, same, texts

HERS = (
    "le lundi matin je commence par mon équipe zorga",
    "Samia anime sans m'appeler zorgb",
    "rien sur mes arrêts de l'an dernier zorgc",
    "une heure par semaine dans l'agenda zorgd",
)
HIS = (
    "que Nadia cesse de tout refaire derrière ses équipes zorge",
    "ses chefs d'équipe ne viennent plus me voir zorgf",
    "le périmètre du poste zorgg",
    "j'arbitre le budget dès janvier zorgh",
)
COACH = (
    "le lundi matin, Nadia décide de moins de choses, et de plus grandes zorgi",
    "elle repart avec une seule chose à faire zorgj",
    "rien de ce qui se dit en séance ne remonte zorgk",
    "de la franchise de ma part zorgl",
)


@pytest.fixture
def bertrand(practice: Practice, helene: Someone, nadia: Someone) -> Someone:
    """The sponsor of Nadia's engagement."""
    return practice.sponsor("Bertrand", helene, "Nadia")


@pytest.fixture
def three(helene: Someone, nadia: Someone, bertrand: Someone) -> tuple[Someone, Someone, Someone]:
    return helene, nadia, bertrand


def writes(someone: Someone, answers: tuple[str, ...], end: str = "Publier") -> list[str]:
    for words in answers:
        assert someone.at.startswith("attentes."), someone.last
        someone.says(words)
    assert someone.at == "attentes.relecture"
    return texts(someone.presses(end))


def opens(someone: Someone) -> None:
    """A coach's screen offers it as a button; the others come straight to the questions."""
    someone.says("/attentes")
    if not someone.at:
        someone.presses("Mes attentes")


def engagement(practice: Practice, someone: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        found = engagements.coach_of(tx, someone.person.id)
    assert found is not None
    return found


def published(practice: Practice, someone: Someone) -> dict[Role, expectations.Expectation]:
    with practice.app.store.read() as tx:
        return expectations.current(tx, engagement(practice, someone).id)


def readings(practice: Practice, subject: Someone) -> list[str | None]:
    with practice.app.store.read() as tx:
        found = audit.entries(tx, subject.person.id)
    return [
        one.actor for one in found if one.action == "read_expectations" and one.subject == subject.person.id
    ]


def marks(text: str) -> set[str]:
    return {word for word in same(text).replace("\n", " ").split() if word.startswith("zorg")}


def seen(someone: Someone) -> set[str]:
    """All marks that ever arrived, in texts and in documents."""
    papers = " ".join(json.dumps(one.message.paper or {}, ensure_ascii=False) for one in someone.heard)
    return marks(someone.everything) | {
        f"zorg{letter}" for letter in "abcdefghijkl" if f"zorg{letter}" in papers
    }


def of(answers: tuple[str, ...]) -> set[str]:
    return marks(" ".join(answers))


def test_three_chats_from_the_first_question_to_side_by_side(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    helene.says("/cadrage Nadia")
    assert "part vers Nadia et Bertrand" in helene.last
    assert bertrand.labels == ["Mes attentes", "Plus tard"], "at once for a sponsor"
    assert f"attentes:{engagement(practice, nadia).id}" in nadia.planned, "at her hour for a coachee"
    bertrand.presses("Mes attentes")
    answer = writes(bertrand, HIS)
    assert "Il manque encore : Nadia (personne accompagnée) et Hélène (coach)." in answer[0]
    practice.until(nadia.planned[f"attentes:{engagement(practice, nadia).id}"])
    assert nadia.labels == ["Mes attentes", "Plus tard"]
    nadia.presses("Mes attentes")
    writes(nadia, HERS)
    assert seen(helene) == set(), "nothing reaches a coach who has not written"
    opens(helene)
    answer = writes(helene, COACH)
    everything = of(HERS) | of(HIS) | of(COACH)
    assert marks(answer[0]) == everything, "one message with all three in full"
    assert [answer[0].index(name) for name in ("Nadia", "Bertrand", "Hélène")] == sorted(
        answer[0].index(name) for name in ("Nadia", "Bertrand", "Hélène")
    )
    assert helene.heard[-1].message.purpose is Purpose.FILE
    assert helene.heard[-1].message.paper is not None
    assert engagement(practice, nadia).arc.phase is Phase.FRAMED
    assert bertrand.labels == ["Lire côte à côte"]
    bertrand.presses("Lire")
    assert seen(bertrand) == everything
    assert seen(nadia) & of(HIS) == set(), "not before her hour"
    practice.until(nadia.planned[f"attentes:{engagement(practice, nadia).id}"])
    nadia.presses("Lire côte à côte")
    assert seen(nadia) == everything
    assert sorted(filter(None, readings(practice, nadia))) == sorted((helene.person.id, bertrand.person.id))


def test_what_is_kept_is_the_text_that_was_seen(practice: Practice, nadia: Someone) -> None:
    nadia.says("/attentes")
    for words in (
        "du temps & <b>de l'air</b> {{ 7*7 }}, le lundi matin surtout",
        "Passer",
        "Passer",
        "mon mardi",
    ):
        nadia.says(words)
    shown = nadia.last
    nadia.presses("Publier")
    text = published(practice, nadia)[Role.COACHEE].text
    assert text in shown
    assert "<b>de l'air</b> {{ 7*7 }}" in text


def test_nobody_reads_the_others_before_publishing(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    nadia.says("/attentes")
    writes(nadia, HERS)
    bertrand.says("/attentes")
    assert bertrand.at == "attentes.changement"
    which = engagement(practice, nadia)
    bertrand.says("/annuler")
    bertrand.forges("attentes", f"read:{which.id}")
    assert bertrand.at == "attentes.changement", "the question comes instead of the texts"
    helene.forges("attentes", f"read:{which.id}")
    assert (seen(bertrand), seen(helene)) == (set(), set())
    assert readings(practice, nadia) == []


def test_a_text_kept_for_later_reaches_nobody_and_waits(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    bertrand.says("/attentes")
    writes(bertrand, HIS)
    opens(helene)
    writes(helene, COACH)
    nadia.says("/attentes")
    answer = writes(nadia, HERS, "Garder")
    assert answer[-1].startswith("Gardé, pour vous seulement")
    assert Role.COACHEE not in published(practice, nadia)
    assert seen(bertrand) & of(HERS) == set()
    assert seen(helene) & of(HERS) == set()
    nadia.says("/attentes")
    assert nadia.at == "attentes.relecture", "the draft is there to be read again"
    assert marks(nadia.last) == of(HERS)
    nadia.presses("Publier")
    assert marks(nadia.everything) >= of(HIS) | of(COACH)


def test_an_amended_text_replaces_the_first_and_the_others_are_told(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    for someone, answers in ((nadia, HERS), (bertrand, HIS), (helene, COACH)):
        opens(someone)
        writes(someone, answers)
    count = len(helene.heard)
    bertrand.says("/attentes")
    bertrand.presses("Reprendre les miennes")
    assert bertrand.at == "attentes.relecture"
    bertrand.presses("Modifier")
    bertrand.presses("L'apport")
    bertrand.says("j'arbitre le budget dès décembre, et je viens au comité zorgm")
    bertrand.presses("Publier")
    assert "zorgm" in published(practice, nadia)[Role.SPONSOR].text
    assert helene.heard[count].labels == ["Lire côte à côte"]
    helene.presses("Lire")
    assert "zorgm" in helene.everything


def test_without_a_sponsor_two_are_enough(practice: Practice, helene: Someone, nadia: Someone) -> None:
    nadia.says("/attentes")
    answer = writes(nadia, HERS)
    assert "commanditaire et Hélène (coach)" in answer[0]
    helene.says("/attentes")
    assert {"Commande sur papier", "Sans commanditaire"} <= set(helene.labels)
    helene.presses("Mes attentes")
    writes(helene, COACH)
    assert engagement(practice, nadia).arc.phase is Phase.WELCOMED
    helene.says("/attentes Nadia")
    answer = texts(helene.presses("Sans commanditaire"))
    assert "se fait à deux" in answer[0]
    assert marks(answer[1]) == of(HERS) | of(COACH)
    assert engagement(practice, nadia).arc.phase is Phase.FRAMED


def test_a_sponsor_on_paper(practice: Practice, helene: Someone, nadia: Someone) -> None:
    nadia.says("/attentes")
    writes(nadia, HERS)
    helene.says("/attentes Nadia")
    helene.presses("Commande sur papier")
    assert helene.at == "commanditaire_papier.nom"
    helene.says("Mme Roche")
    paper = helene.heard[-1].message
    assert (paper.purpose, paper.name) == (Purpose.FILE, "attentes-questions.pdf")
    assert "Mme Roche" in json.dumps(paper.paper, ensure_ascii=False)
    helene.presses("Noter ses réponses")
    answer = writes(helene, HIS)
    assert "Hélène (coach)" in answer[0]
    found = published(practice, nadia)[Role.SPONSOR]
    assert found.recorded_by == helene.person.id
    assert seen(nadia) & of(HIS) == set()
    helene.says("/attentes")
    helene.presses("Mes attentes")
    answer = writes(helene, COACH)
    assert "Mme Roche, commanditaire" in answer[0]
    assert "transmis par Hélène" in answer[0]
    with practice.app.store.read() as tx:
        sponsor = people.load(tx, found.person)
    assert sponsor is not None
    assert sponsor.profile == {"prenom": "Mme Roche", "on_paper": True}
    helene.says("/attentes")
    assert "Noter ses réponses" in helene.labels
    assert "Sans commanditaire" not in helene.labels


def test_a_sponsor_who_skips_their_own_part_is_asked_for_it_once(bertrand: Someone) -> None:
    bertrand.says("/attentes")
    for words in HIS[:3]:
        bertrand.says(words)
    bertrand.presses("Passer")
    assert bertrand.at == "attentes.apport_encore"
    assert same(bertrand.last).startswith("Nadia écrit sa part de son côté.")
    bertrand.presses("Passer")
    assert bertrand.at == "attentes.relecture"
    assert "Nadia le lira tel quel" in same(bertrand.last)


def test_nothing_written_is_nothing_published(practice: Practice, nadia: Someone) -> None:
    nadia.says("/attentes")
    for _ in range(4):
        nadia.presses("Passer")
    assert nadia.at == ""
    assert same(nadia.last).startswith("Rien d'écrit, rien de publié.")
    assert published(practice, nadia) == {}


def test_a_coach_of_several_chooses(practice: Practice, helene: Someone, nadia: Someone) -> None:
    practice.coachee("Zoé", helene)
    helene.says("/cadrage")
    assert sorted(helene.labels) == ["Nadia", "Zoé"]
    helene.presses("Zoé")
    assert same(helene.last).startswith("Attentes pour Zoé")
    helene.says("/attentes nadia")
    assert same(helene.last).startswith("Attentes pour Nadia")


def test_a_coach_without_anybody(helene: Someone) -> None:
    for command in ("/attentes", "/cadrage", "/cadrage Personne"):
        assert same(helene.says(command)[-1].text).startswith("Personne pour l'instant.")


def test_later_is_once_more_tomorrow(practice: Practice, helene: Someone, nadia: Someone) -> None:
    kind = f"attentes:{engagement(practice, nadia).id}"
    helene.says("/cadrage")
    practice.until(nadia.planned[kind])
    first = practice.now
    nadia.presses("Plus tard", nadia.heard[-1])
    again = nadia.planned[kind]
    assert again - first == timedelta(days=1)
    assert again.astimezone(PARIS).hour == 18


def test_a_pause_is_respected(practice: Practice, helene: Someone, nadia: Someone) -> None:
    kind = f"attentes:{engagement(practice, nadia).id}"
    nadia.says("/pause")
    nadia.presses("Une semaine")
    count = len(nadia.heard)
    helene.says("/cadrage")
    practice.wait(days=6)
    assert len(nadia.heard) == count
    assert kind in nadia.planned
    practice.wait(days=3)
    assert any("Mes attentes" in one.labels for one in nadia.heard[count:])


def test_somebody_who_left_is_not_asked(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    nadia.says("/stop")
    bertrand.says("/stop")
    counts = len(nadia.heard), len(bertrand.heard)
    helene.says("/cadrage Nadia")
    assert "part vers" not in same(helene.last)
    practice.wait(days=10)
    assert (len(nadia.heard), len(bertrand.heard)) == counts
    assert nadia.planned == {}


def test_another_coach_s_engagement_is_out_of_reach(practice: Practice, nadia: Someone) -> None:
    anne = practice.coach("Anne")
    paul = practice.coachee("Paul", anne)
    which = engagement(practice, nadia)
    for someone in (anne, paul):
        for action in ("read", "write", "edit", "send", "paper", "alone", "record", "questions", "later"):
            before = len(someone.heard)
            someone.forges("attentes", f"{action}:{which.id}")
            assert someone.at == ""
            assert all("Nadia" not in heard.text for heard in someone.heard[before:])
    assert published(practice, nadia) == {}


@pytest.mark.parametrize(
    "choice", ["", "read", "read:", ":x", "alone:nowhere", "dance:{which}", "send:{which}"]
)
def test_a_button_that_was_never_offered(practice: Practice, nadia: Someone, choice: str) -> None:
    nadia.forges("attentes", choice.format(which=engagement(practice, nadia).id))
    assert "mal passé" not in nadia.everything
    assert nadia.at == ""


@pytest.mark.parametrize("answered", range(6))
@pytest.mark.parametrize("who", [Role.COACHEE, Role.SPONSOR, Role.COACH])
def test_stop_in_each_state_publishes_nothing_and_leaves_nothing_pending(
    practice: Practice, three: tuple[Someone, Someone, Someone], who: Role, answered: int
) -> None:
    helene, nadia, bertrand = three
    someone = {Role.COACHEE: nadia, Role.SPONSOR: bertrand, Role.COACH: helene}[who]
    opens(someone)
    for words in HERS[:answered]:
        someone.says(words)
    if answered == 5:
        someone.presses("Modifier")
    someone.says("stop")
    assert someone.person.status is Status.STOPPED
    assert (someone.at, someone.planned) == ("", {})
    count = len(someone.heard)
    for other in (
        {nadia, bertrand, helene} - {someone} if False else [p for p in (nadia, bertrand) if p is not someone]
    ):
        opens(other)
        writes(other, HIS)
    practice.wait(days=8)
    assert len(someone.heard) == count, "nothing leaves after a stop"
    assert who not in published(practice, nadia)
    assert all(not (seen(other) & of(HERS)) for other in (nadia, bertrand, helene) if other is not someone)


def test_a_coachee_who_left_before_a_press_is_left_alone(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    which = engagement(practice, nadia)
    nadia.says("/stop")
    count = len(nadia.heard)
    nadia.forges("attentes", f"write:{which.id}")
    assert (len(nadia.heard), nadia.at) == (count, "")
    assert "arrêté" in nadia.says("/attentes")[-1].text


def test_until_all_is_there_one_reads_one_s_own(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    for someone, answers in ((nadia, HERS), (bertrand, HIS)):
        someone.says("/attentes")
        writes(someone, answers)
    nadia.says("/attentes")
    assert marks(nadia.last) == of(HERS)
    assert "Il manque encore : Hélène (coach)." in same(nadia.last)
    assert seen(nadia) & of(HIS) == set()


def test_a_new_coach_reads_nothing_that_was_agreed_to_for_another(
    practice: Practice, helene: Someone, nadia: Someone, bertrand: Someone
) -> None:
    for someone, answers in ((nadia, HERS), (bertrand, HIS), (helene, COACH)):
        opens(someone)
        writes(someone, answers)
    paule = practice.coach("Paule")
    with practice.app.store.write() as tx:
        engagements.set_coach(tx, engagement(practice, nadia).id, paule.person.id)
    opens(paule)
    writes(paule, COACH)
    assert "à venir" not in paule.last
    assert seen(paule) == of(COACH)
    nadia.says("/attentes")
    assert nadia.at == "attentes.relecture", "her text is there, for her to agree to again"
    nadia.presses("Publier")
    bertrand.says("/attentes")
    bertrand.presses("Publier")
    assert seen(paule) == of(COACH)
    paule.presses("Lire")
    assert seen(paule) == of(HERS) | of(HIS) | of(COACH)
