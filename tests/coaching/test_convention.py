"""What was agreed, as data: it survives a trip through JSON, tells what changed, and has a fingerprint of its words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.coaching.convention import (
    CLAUSES,
    Expected,
    Goal,
    Occasion,
    Signatory,
    Terms,
    canonical,
    changes,
    digest,
    later,
    plain_json,
)
from bot.coaching.engagement import Party
from bot.coaching.rights import Matter, Rules
from bot.reports.document import Document, Heading, Quote, Signatures, Table, Text

NADIA = Signatory(Party.COACHEE, "Nadia", "n")
HELENE = Signatory(Party.COACH, "Hélène", "h")
ODILE = Signatory(Party.SPONSOR, "Odile", "o", on_paper=True)
GOAL = Goal(
    "pour l'équipe", "une réunion par semaine", "laisser décider", "décisions", 3, 7, "2026-12-15", "agenda"
)


def terms(**given: object) -> Terms:
    usual = Terms(
        (NADIA, HELENE, ODILE),
        date(2026, 3, 10),
        goals=(GOAL,),
        expected=(Expected(Party.SPONSOR, "des décisions", by_other=True),),
    )
    return replace(usual, **given).ruled()  # type: ignore[arg-type]  # fields by name


def test_it_survives_json() -> None:
    for one in (
        terms(),
        terms(parties=(NADIA, HELENE), goals=(), expected=(), reported=(), firm="Cabinet Été"),
    ):
        assert Terms.from_json(json.loads(plain_json(one.to_json()))) == one


def test_what_was_kept_before_a_clause_existed_has_its_usual_value() -> None:
    kept = terms().to_json()
    del kept["retention"]
    assert Terms.from_json(kept).retention == 6


def test_its_end_and_its_rhythm() -> None:
    assert terms().ends == date(2027, 3, 10)
    assert terms().weeks == 5
    assert terms(months=6, sessions=40).weeks == 1
    assert terms().roles == {Party.COACHEE, Party.COACH, Party.SPONSOR}
    assert terms(parties=(NADIA,)).party(Party.COACH) is None


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
    ],
)
def test_months_later(day: date, months: int, found: date) -> None:
    assert later(day, months) == found


def test_clauses_decide_who_reads() -> None:
    usual, quiet, alone = terms(), terms(reported=()), terms(parties=(NADIA, HELENE))
    assert usual.rules == Rules.usual()
    assert Matter.RATINGS not in quiet.rules.open[Party.SPONSOR]
    assert Matter.OBJECTIVES in quiet.rules.open[Party.SPONSOR]
    assert alone.rules.open[Party.SPONSOR] == frozenset()
    assert alone.rules.open[Party.COACH] == frozenset(Matter)


def test_what_changed_is_told_clause_by_clause() -> None:
    before = terms()
    after = terms(months=9, reported=(Occasion.END,), goals=())
    assert [(one.clause, one.before, one.after) for one in changes(before, after)] == [
        ("months", 12, 9),
        ("goals", (GOAL,), ()),
        ("reported", tuple(Occasion), (Occasion.END,)),
    ]
    assert changes(before, terms()) == []
    assert {*CLAUSES, "rules"} == set(Terms.__dataclass_fields__), "no clause changes unsaid"


def paper(text: str = "un", *, signed: str = "", foot: str = "") -> Document:
    parts = (
        Heading("1. Objet"),
        Text(text),
        Table(("a",), (("b",),), (1.0,)),
        Quote("mots", "Nadia"),
        Signatures((("Nadia", "Coach", signed),)),
    )
    return Document("Titre", parts, facts=(("Version", "1"),), foot=foot)


def test_the_fingerprint_is_that_of_the_text_that_people_read() -> None:
    told = canonical(paper().to_json())
    assert len(digest(told)) == 64
    assert told == "Titre\nVersion: 1\n1. Objet\nun\na\nb\nmots\nNadia\n"
    same = canonical(paper(signed="le 3 mars", foot="page").to_json())
    assert same == told, "acceptances and foot come after the reading"
    assert canonical(json.loads(json.dumps(paper().to_json()))) == told
    assert canonical(paper("un  \n\n ").to_json()) == told, "blanks at the edges say nothing"
    assert canonical(paper("deux").to_json()) != told


def test_the_same_data_has_the_same_json() -> None:
    assert plain_json({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
