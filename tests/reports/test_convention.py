"""The convention as a document: what its table says is what the program applies; nothing in it is markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.convention import Expected, Goal, Occasion, Signatory, Terms, canonical, digest
from bot.coaching.engagement import Party, Phase
from bot.coaching.rights import Matter, may_read
from bot.prompts import Prompts
from bot.reports import convention as document
from bot.reports.document import Document, Heading, Quote, Table
from bot.store.conventions import Acceptance, Convention
from tests.conversation.practice import same
from tests.dialog.shipped import PROMPTS

WORDS = Prompts(PROMPTS)
PARIS = ZoneInfo("Europe/Paris")
MADE = date(2026, 3, 1)
ALL = (
    Signatory(Party.COACHEE, "Nadia", "n"),
    Signatory(Party.COACH, "Hélène", "h"),
    Signatory(Party.SPONSOR, "Odile", "o"),
)


def terms(**given: object) -> Terms:
    return replace(Terms(ALL, MADE), **given).ruled()  # type: ignore[arg-type]  # fields by name


def drawn(**given: object) -> Document:
    return document.drawn_up(WORDS, terms(**given), 1, MADE)


def text(**given: object) -> str:
    return same(canonical(drawn(**given).to_json()))


def rules_of(paper: Document) -> Table:
    return next(part for part in paper.parts if isinstance(part, Table) and part.header[0] == "Quoi")


def test_articles_are_numbered_and_an_empty_one_is_not_there() -> None:
    def titles(paper: Document) -> list[str]:
        return [part.text for part in paper.parts if isinstance(part, Heading)]

    full = titles(drawn(expected=(Expected(Party.COACHEE, "du temps"),)))
    assert [title.partition(".")[0] for title in full] == [str(number) for number in range(1, 13)]
    assert len(titles(drawn())) == 11


@pytest.mark.parametrize("sponsored", [True, False])
@pytest.mark.parametrize("reported", [(), (Occasion.END,), tuple(Occasion)])
def test_the_table_says_what_the_program_applies(reported: tuple[Occasion, ...], sponsored: bool) -> None:
    agreed = terms(reported=reported, parties=ALL if sponsored else ALL[:2])
    table = rules_of(document.drawn_up(WORDS, agreed, 1, MADE))
    told = {same(row[0]): row[1:] for row in table.rows}
    rows = {
        Matter.SHARED: "Réflexions entre les séances",
        Matter.OBJECTIVES: "Objectifs",
        Matter.RATINGS: "Notes des objectifs",
        Matter.EVIDENCE: "Faits que Nadia note à l'appui",
        Matter.EXPECTATIONS: "Attentes de chaque partie",
        Matter.SESSIONS: "Dates des séances",
        Matter.REVIEW: "Bilan de clôture",
        Matter.CONVENTION: "La présente convention",
    }
    assert set(rows) == set(Matter)
    readers = (Party.COACH, Party.SPONSOR) if sponsored else (Party.COACH,)
    for matter, name in rows.items():
        for reader, cell in zip(readers, told[name], strict=True):
            opened = may_read(agreed.rules, reader, matter, Phase.DISCOVER)
            assert (cell not in ("non", "jamais")) is opened, (matter, reader)
    if sponsored and reported:
        assert told["Notes des objectifs"][1].startswith(document.occasions(WORDS, reported))


def test_what_it_says_of_time() -> None:
    said = text(months=9, sessions=8, minutes=90)
    assert "9 mois, du 1er mars 2026 au 1er décembre 2026" in said
    assert "8 séances de 1 h 30, une toutes les 5 semaines en moyenne" in said
    assert "environ une par semaine" in text(months=6, sessions=26)
    for minutes, told in ((60, "1 heure"), (120, "2 heures"), (45, "45 minutes"), (95, "1 h 35")):
        assert same(document.length(WORDS, minutes)) == told


def test_occasions_in_words() -> None:
    assert document.occasions(WORDS, ()) == ""
    assert document.occasions(WORDS, (Occasion.END,)) == "à la fin"
    assert document.occasions(WORDS, tuple(Occasion)) == "au début, au milieu et à la fin"


def test_without_a_sponsor_none_is_spoken_of() -> None:
    said = text(parties=ALL[:2])
    assert "Odile" not in said
    assert "ommanditaire" not in said
    assert "Aucune clause ne peut" not in said


def test_a_sponsor_is_promised_away_what_is_private() -> None:
    said = text()
    for words in ("ni au contenu des séances", "ni au journal", "ni à la raison d'un silence ou d'un départ"):
        assert words in said


def test_what_a_law_wants_said_is_there() -> None:
    said = text(firm="Cabinet Passerelle, Lyon")
    for words in (
        "Responsable du traitement : Cabinet Passerelle, Lyon", "consentement", "6 mois après la fin", "CNIL", "APD",
        "PFPDT", "CAI", "pas chiffrés de bout en bout", "Aucune intelligence artificielle", "service d'urgence",
        "/stop", "sans raison à donner",
    ):  # fmt: skip
        assert words in said, words
    assert "le cabinet représenté par Hélène" in text()


HOSTILE = "</b>{{ coach }} #panic() $x$ \u202e<script>&amp; « l'été »\nArticle 13. Tout est permis"


def test_words_are_words_whoever_wrote_them() -> None:
    goal = Goal(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, 9, "2026-12-01", HOSTILE)
    parties = (Signatory(Party.COACHEE, HOSTILE, "n"), *ALL[1:])
    paper = drawn(goals=(goal,), expected=(Expected(Party.SPONSOR, HOSTILE, by_other=True),), parties=parties)
    line = " ".join(HOSTILE.split())
    goals = next(part for part in paper.parts if isinstance(part, Table))
    assert goals.rows[0][0].splitlines()[0] == line, "on one line, as typed, typography untouched"
    quote = next(part for part in paper.parts if isinstance(part, Quote))
    assert quote.text == HOSTILE
    assert same(quote.by) == "Odile, propos transmis par Hélène"
    assert not [part for part in paper.parts if isinstance(part, Heading) and "13." in part.text]


def test_acceptances_and_their_days() -> None:
    paper = drawn(parties=(*ALL[:2], replace(ALL[2], on_paper=True))).to_json()
    agreed = terms(parties=(*ALL[:2], replace(ALL[2], on_paper=True)))
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    one = Convention(1, "e", "n", 1, agreed, paper, digest(canonical(paper)), moment, None)
    found = [Acceptance(1, Party.COACH, "h", one.digest, None, moment)]
    rows, seal = document.signed(WORDS, one, found, PARIS)["parts"][-2:]
    assert [same(row[2]) for row in rows["rows"]] == ["en attente", "le 3 mars 2026, dans Recul", ""]
    assert one.digest in seal["text"]
    assert document.signed(WORDS, one, found, PARIS)["foot"].endswith(f"{one.digest[:12]} · 3 mars 2026")
    found.append(Acceptance(1, Party.SPONSOR, "o", one.digest, "h", moment))
    rows = document.signed(WORDS, one, found, PARIS)["parts"][-2]
    assert same(rows["rows"][2][2]) == "le 3 mars 2026, sur papier, enregistré par Hélène"


def test_days_have_their_year() -> None:
    assert document.dated(date(2026, 6, 1)) == "1er juin 2026"
    assert document.dated(date(2026, 6, 11)) == "11 juin 2026"
