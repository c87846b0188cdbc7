"""A year of three people in three chats, over the wire: from the host's first code to an engagement that is closed."""

from __future__ import annotations

import re
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.coaching.engagement import Phase
from tests.conversation.practice import PARIS, code_in, same
from tests.e2e.year import Someone, Year
from tests.fake_telegram import TOKEN, FakeTelegram

#: A Tuesday in Paris.
BEGINS = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS)
WELCOME = ("Vous", "Une prise", "C'est tout", "Une fois", "Jeudi", "18", "France", "Plus tard")
NEEDS = ("Petite", "Très grande", "Aucune", "Grande", "Aucune", "Aucune", "Petite", "Aucune", "Petite")
HERS = (
    "le lundi matin je commence par mon équipe plutôt que par mes mails",
    "Samia anime le comité sans m'appeler avant",
    "rien sur mes absences de l'an dernier",
    "une heure par semaine dans l'agenda, le jeudi",
)
HIS = (
    "que Nadia laisse ses responsables conduire leurs réunions",
    "les chefs d'équipe ne viennent plus me voir directement",
    "le périmètre du poste reste celui de la lettre de mission",
    "j'arbitre le budget dès janvier et je la reçois une fois par mois",
)
COACH = (
    "Nadia décide de moins de choses, et de plus grandes",
    "elle repart de chaque séance avec une seule chose à essayer",
    "rien de ce qui se dit en séance ne remonte",
    "de la franchise de ma part, et un retour écrit à mi-parcours",
)
GOAL = "le lundi en comité, Samia tranche le planning sans moi"
SCENE = "mardi soir, 21h, j'ai refait le tableau des astreintes parce que celui de Karim tenait pas debout"
SECRET = "l'envie d'aller plus vite que lui, zorglub"
STEP = "quand Karim rend son tableau, alors je pose une seule question"
LEARNT = "que Karim n'a jamais eu l'occasion de corriger lui-même"
RATED = "Samia a tranché le planning de mai, je prenais des notes"
FACT = "Samia a présenté le planning le 9, seule"
OTHER_STEP = "quand Karim me coupe, alors je finis ma phrase"
HELP = "j'avais prévenu Samia la veille, elle m'a laissé la parole"


@dataclass
class Three:
    year: Year
    helene: Someone
    nadia: Someone
    paul: Someone

    def __iter__(self) -> Iterator[Someone]:
        yield from (self.helene, self.nadia, self.paul)

    def at(self, phase: Phase) -> None:
        assert self.year.phase(self.nadia) is phase


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Three]:
    async with FakeTelegram(TOKEN) as fake:
        year = Year(tmp_path / "home", fake, BEGINS)
        try:
            await year.start()
            yield Three(
                year, *(year.someone(n, name) for n, name in enumerate(("Hélène", "Nadia", "Paul"), 1))
            )
        finally:
            year.end()
            keep(fake, tmp_path / "documents")


def keep(fake: FakeTelegram, folder: Path) -> None:
    """Everything that arrived as a file or a picture, to be looked at."""
    folder.mkdir()
    for number, sent in enumerate(fake.world.log, 1):
        shown = fake.world.chats[sent.chat].messages[sent.message]
        if shown.content:
            (folder / f"{number:03}-{fake.world.chats[sent.chat].name}-{shown.document}").write_bytes(
                shown.content
            )


# What arrived opens


def opens_as_pdf(content: bytes) -> int:
    """How many pages it says it has."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    (count,) = re.findall(rb"/Type/Pages/Count (\d+)", content)
    assert int(count) == len(re.findall(rb"/Type/Page\b", content))
    return int(count)


def opens_as_picture(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert content.endswith(b"IEND\xaeB`\x82")
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def event(content: bytes) -> dict[str, str]:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return {name.lower(): value.to_ical().decode() for name, value in found.items()}


# The stations


async def they_come_in(three: Three) -> None:
    year, helene, nadia, paul = three.year, three.helene, three.nadia, three.paul
    await helene.says(f"/start {code_in(''.join(year.said))}")
    assert "accès de coach est ouvert" in helene.everything
    await comes_by(helene, "/inviter Nadia", nadia)
    three.at(Phase.INVITED)
    await nadia.presses("Oui", *WELCOME)
    three.at(Phase.WELCOMED)
    await comes_by(helene, "/inviter commanditaire Nadia", paul)
    assert "Nadia" in paul.everything
    await paul.presses("Oui")
    await paul.says("Paul")
    assert helene.last == "Paul participe comme commanditaire à l'accompagnement de Nadia."


async def comes_by(coach: Someone, command: str, someone: Someone) -> None:
    """Follows the link below the picture that the coach passes on."""
    [link] = await coach.says(command)
    assert link.document == "invitation.png"
    wide, high = opens_as_picture(link.content)
    assert wide == high >= 200
    assert "https://t.me/recul_test_bot?start=" in link.text
    await someone.says(f"/start {code_in(link.text)}")
    assert "un programme, pas une personne" in same(someone.heard[0].text), "an honest bot (P7)"


async def she_says_what_she_needs(three: Three) -> None:
    nadia = three.nadia
    await nadia.says("/besoins")
    await nadia.presses(*NEEDS, "Passer")
    assert nadia.labels == ["La posture", "Les pairs", "Peu importe l'ordre"]
    await nadia.presses("La posture")
    assert "de la posture" in nadia.last


async def each_says_what_they_expect(three: Three) -> None:
    helene, nadia, paul = three
    await helene.says("/cadrage Nadia")
    assert paul.labels == ["Mes attentes", "Plus tard"], "at once for a sponsor"
    assert "Mes attentes" not in nadia.labels, "at her hour for a coachee (P8)"
    await paul.presses("Mes attentes")
    for words in HIS:
        await paul.says(words)
    await paul.presses("Publier")
    await three.year.day(3, 10, 18, 5)
    assert "Paul" in nadia.everything, "who takes part is told"
    await nadia.presses("Mes attentes")
    for words in HERS:
        await nadia.says(words)
    await nadia.presses("Publier")
    for read in (helene, nadia):
        assert HIS[0] not in read.everything, "nobody reads before all have written"
    three.at(Phase.WELCOMED)
    await helene.says("/attentes")
    await helene.presses("Mes attentes")
    for words in COACH:
        await helene.says(words)
    await helene.presses("Publier")
    three.at(Phase.FRAMED)
    await three.year.day(3, 11, 18, 5)
    for someone in (nadia, paul):
        await someone.presses("Lire côte à côte")
    for someone in three:
        assert all(words in someone.everything for words in (*HERS, *HIS, *COACH))
        [pdf] = someone.documents("attentes.pdf")
        assert opens_as_pdf(pdf) == 1


async def she_aims_at_something(three: Three) -> None:
    helene, nadia, paul = three
    await nadia.says("/objectifs")
    await nadia.presses("Définir")
    for words in (
        "que les managers décident sans m'attendre, et que l'équipe y gagne du temps",
        "en renvoyant la question quand elle arrive dans mon bureau",
        GOAL,
        "le nombre de décisions prises sans moi",
    ):
        await nadia.says(words)
    await nadia.presses("3", "7")
    await nadia.says("le 15 décembre")
    await nadia.says("un compte rendu où mon nom n'apparaît pas")
    assert GOAL not in helene.everything
    await nadia.presses("Garder")
    for someone in (helene, paul):
        await someone.says("/objectifs")
        assert GOAL in someone.last


async def all_accept_one_text(three: Three) -> None:
    helene, nadia, paul = three
    await three.year.day(3, 12)
    await helene.says("/convention")
    await helene.presses("J'accepte et je propose")
    assert (len(helene.documents("convention-1.pdf")), nadia.documents("convention-1.pdf")) == (1, [])
    await three.year.day(3, 12, 18, 5)
    assert len(nadia.documents("convention-1.pdf")) == 1
    assert paul.documents("convention-1.pdf") == [], "not before the coachee has accepted that text (P2)"
    await accepts(nadia)
    three.at(Phase.FRAMED)
    await three.year.day(3, 12, 18, 10)
    assert len(paul.documents("convention-1.pdf")) == 1
    await accepts(paul)
    three.at(Phase.CONTRACTED)
    await three.year.day(3, 13, 18, 5)
    for someone in three:
        assert "acceptée par toutes les parties" in someone.everything
        assert len(someone.documents("convention-1.pdf")) == 2, "as proposed, as accepted"
        for pdf in someone.documents("convention-1.pdf"):
            assert opens_as_pdf(pdf) > 1
    assert len({someone.documents("convention-1.pdf")[-1] for someone in three}) == 1, "one copy for all"


async def accepts(someone: Someone) -> None:
    await someone.presses("Répondre", "J'accepte ce texte")


async def they_meet(three: Three) -> None:
    helene, nadia, paul = three
    await helene.says("/seance Nadia")
    await helene.presses("Nouvelle")
    await helene.says("mardi 24 mars à 14h30")
    await helene.presses("2 h", "En visio", "Oui")
    await three.year.day(3, 14, 12)
    for someone in (helene, nadia):
        [file] = [shown for shown in someone.heard if shown.document.endswith(".ics")]
        told = event(file.content)
        assert (told["dtstart"], told["dtend"]) == ("20260324T133000Z", "20260324T153000Z")
        assert "Nadia" not in str(told), "a calendar is seen by others"
    assert not [shown for shown in paul.heard if shown.document.endswith(".ics")]
    await three.year.day(3, 22, 18, 5)
    await nadia.presses("Préparer")
    await nadia.says("le comité de jeudi, où la décision est passée sans moi")
    await nadia.says("repartir avec une phrase à dire en premier")
    await nadia.says("le déménagement des bureaux")
    await nadia.says("partage 1 et 2 ; garde 3")
    await three.year.day(3, 23, 18, 5)
    assert "repartir avec une phrase à dire en premier" in helene.everything, "the brief, a day before"
    assert "déménagement" not in helene.everything
    await three.year.day(3, 25, 9, 5)
    three.at(Phase.CONTRACTED)
    await helene.presses("Oui")
    assert helene.last == "C'est noté : séance du mardi 24 mars 2026, tenue."
    three.at(Phase.DISCOVER)


async def she_reflects_and_shares(three: Three) -> None:
    helene, nadia, _ = three
    await three.year.day(3, 28, 11)
    await nadia.says("/reflexion")
    await nadia.presses("Cinq")
    await nadia.says(SCENE)
    await nadia.says("j'ai tout repris moi-même ligne par ligne, sans rien lui dire, jusqu'à minuit")
    assert "le nez dans le guidon" in nadia.last
    assert "refait le tableau des astreintes" in nadia.last, "in her own words"
    await nadia.presses("Oui", "La suite")
    for answer in (
        "que l'équipe ne soit pas prise en défaut le lendemain matin",
        "quelqu'un verrait un chef qui travaille à la place des autres",
        "la fois où Samia a tenu la réunion pendant que j'étais en congé",
        LEARNT,
        STEP,
        SECRET,
        "vendredi",
    ):
        await nadia.says(answer)
    assert "Rien ne part sans votre accord" in nadia.last
    await nadia.presses("Un par un")
    while "Point" in nadia.last:
        await nadia.presses("Garder" if "Vu d'ailleurs" in nadia.last else "Partager")
    await helene.says("/brief")
    assert STEP in helene.everything
    assert LEARNT in helene.everything
    assert "un chef qui travaille à la place" not in helene.everything, "kept is kept (P2)"


async def her_step_comes_back(three: Three) -> None:
    helene, nadia, _ = three
    await three.year.day(3, 29, 11)
    await nadia.says("/plan")
    for words in (OTHER_STEP, "passer", "mardi", "Tout garder"):
        await nadia.says(words)
    await three.year.day(3, 31, 18, 5)
    assert nadia.labels == ["Commencer", "Plus tard"]
    assert "Karim" not in nadia.last, "nothing intimate on a locked screen"
    await nadia.presses("Commencer")
    assert OTHER_STEP in nadia.last
    await nadia.presses("C'est fait")
    await nadia.says(HELP)
    await nadia.presses("Tout partager")
    assert HELP not in helene.everything
    await helene.says("/brief")
    assert HELP in helene.last
    [listed] = await nadia.says("/actions")
    assert STEP in same(listed.text)
    await nadia.presses("1")
    assert STEP in nadia.last
    await nadia.presses("Laisser")


async def two_look_at_where_she_starts(three: Three) -> None:
    helene, nadia, paul = three
    await three.year.day(3, 16, 9, 5)
    for someone, line in ((helene, "vu en séance d'essai"), (paul, FACT)):
        assert GOAL not in someone.last
        await someone.presses("Commencer")
        await someone.presses("4")
        await someone.says(line)
        await someone.presses("C'est bien cela")
    await nadia.says("/objectifs")
    assert f"« {FACT} »" in nadia.last


async def months_go_by(three: Three) -> None:
    """She rates month after month, the coach decides on the times of the year, the others look again half-way."""
    helene, nadia, paul = three
    await three.year.day(4, 10, 18, 5)
    await nadia.presses("Commencer", "5")
    await nadia.says(RATED)
    await nadia.presses("Tout garder")
    for month, value in ((5, "5"), (6, "6")):
        await rates(three, month, value)
    await three.year.day(7, 11, 9, 5)
    await helene.presses("Oui, on passe")
    three.at(Phase.DEVELOP)
    for month, value in ((7, "5"), (8, "6")):
        await rates(three, month, value)
    await three.year.day(9, 3, 9, 5)
    for someone in (helene, paul):
        await someone.presses("Commencer", "6", "Passer", "C'est bien cela")
    await rates(three, 10, "7")
    await three.year.day(11, 12, 9, 5)
    await helene.presses("Oui, on passe")
    three.at(Phase.ANCHOR)
    for someone in three:
        await someone.says("/objectifs")
        [chart] = await someone.presses("Le graphique")
        assert chart.document == "objectifs.png"
        wide, high = opens_as_picture(chart.content)
        assert wide > high > 200
    assert RATED in nadia.everything
    for someone in (helene, paul):
        assert RATED not in someone.everything, "a line kept is a line kept (P2)"


async def rates(three: Three, month: int, value: str) -> None:
    await three.year.day(month, 20, 18, 30)
    await three.nadia.says("/point")
    await three.nadia.presses(value, "Passer")


async def they_close(three: Three) -> None:
    helene, nadia, paul = three
    await three.year.day(2, 10, 10, year=2027)
    await helene.says("/bilan Nadia")
    three.at(Phase.CLOSING)
    await three.year.day(2, 11, 18, 5, year=2027)
    await nadia.presses("Commencer", "Commencer")
    assert LEARNT in nadia.last, "her own words of March"
    await nadia.presses("Garder")
    await nadia.says("l'équipe sait avant moi ce qui coince")
    await nadia.presses("8", "Passer")
    for number in ("4", "3", "4", "3", "5"):
        await nadia.presses(number)
        await nadia.says(f"un exemple du {number}, {SECRET}")
    await nadia.says("le point du lundi mené par Samia")
    await nadia.says("le vendredi, au café")
    await nadia.presses("Passer")
    [review] = nadia.documents("bilan.pdf")
    assert opens_as_pdf(review) == 2
    assert helene.documents("bilan.pdf") + paul.documents("bilan.pdf") == [], "hers alone"
    await nadia.presses(
        "Maintenant", "Garder", "Transmettre", "Garder", "Transmettre", "Transmettre", "Écrire"
    )
    await nadia.says("l'équipe décide, et cela tient")
    await nadia.presses("Transmettre")
    for someone in (helene, paul):
        [given] = someone.documents("bilan.pdf")
        assert opens_as_pdf(given) == 1
    await nadia.presses("Clore")
    three.at(Phase.CLOSED)
    before = [len(someone.heard) for someone in three]
    await three.year.day(3, 20, 10, year=2027)
    after = [len(someone.heard) for someone in three]
    assert after[1:] == before[1:], "it is over"


def nothing_private_got_out(three: Three) -> None:
    """P2 and P3, in all that two people ever saw of the third."""
    for someone in (three.helene, three.paul):
        for words in (
            SECRET,
            "zorglub",
            RATED,
            "déménagement",
            "un chef qui travaille à la place",
            "un exemple du",
        ):
            assert words not in someone.everything
    for words in ("Karim", LEARNT, HELP, "guidon", "comité de jeudi", "point du lundi"):
        assert words not in three.paul.everything


async def test_from_the_first_code_to_a_closed_engagement(three: Three) -> None:
    for station in (
        they_come_in,
        she_says_what_she_needs,
        each_says_what_they_expect,
        she_aims_at_something,
        all_accept_one_text,
        two_look_at_where_she_starts,
        they_meet,
        she_reflects_and_shares,
        her_step_comes_back,
        months_go_by,
        they_close,
    ):
        await station(three)
    nothing_private_got_out(three)
    assert three.year.troubles() == []
