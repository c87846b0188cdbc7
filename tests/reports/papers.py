"""Documents to typeset: one like a convention, one of all parts, and words that would like to be more than words."""

from __future__ import annotations

from datetime import date, timedelta

from bot.reports.document import (
    Bullets,
    Chart,
    Document,
    Heading,
    Part,
    Quote,
    Series,
    Signatures,
    Table,
    Text,
)

FIRST = date(2026, 3, 12)
HOSTILE = (
    "#panic() #sys.inputs $x^2$ @cite *a* _b_ `c` \\ \\u{1} // /* <b>&\"' ]) {{7*7}} {% raw %} "
    "<script>alert(1)</script>\n= Titre\r\n\t\u202eabc מרחבא مرحبا 😀👩\u200d👩\u200d👧 漢字 \x00\ud800 "
)
LONG = f"{'x' * 5000} {'é' * 300} {'👍' * 50} https://exemple.invalid/{'chemin/' * 60}"
_RULE = (
    "Les échanges restent confidentiels : ni le contenu des séances ni les écrits ne sont transmis à quiconque sans "
    "l’accord explicite de la personne accompagnée."
)
CHART = Chart(
    "Laisser les chefs d’équipe décider du planning",
    (
        Series("Nadia", tuple((FIRST + timedelta(days=31 * n), 3 + n / 2) for n in range(7))),
        Series("Coach", ((FIRST, 3), (FIRST + timedelta(days=200), 7))),
        Series("Direction", ((FIRST + timedelta(days=8), 2), (FIRST + timedelta(days=190), 6))),
    ),
    (("Départ", 3), ("Cible", 8)),
)
RATINGS = Document("Vos notes", (CHART,))
CONVENTION = Document(
    "Convention d’accompagnement",
    (
        Heading("1. Les parties"),
        Text(f"{_RULE}\n{_RULE}"),
        Heading("2. Les objectifs"),
        Table(
            ("Objectif", "Indicateur", "Départ", "Cible", "Pour le"),
            (("Laisser décider du planning", "Plannings refaits par moi", "3", "8", "30 septembre 2026"),)
            * 3,
            (4, 4, 1.2, 1.1, 2.2),
        ),
        Heading("Ce qui le montrera", 2),
        Bullets(("Le planning d’octobre est fait sans moi.", "Chaque chef d’équipe présente son sujet.")),
        Heading("3. Ce que chacun attend"),
        Quote("Que l’équipe tienne sans arbitrage quotidien.", "Paul Ferrand, 4 mars 2026"),
        Heading("4. Ce qui est transmis"),
        Table(("Quoi", "À qui", "Quand"), ((_RULE, "Coach", "À chaque séance"),) * 14, (3, 1.4, 1)),
        CHART,
        Heading("5. Accords"),
        Signatures(
            (
                ("Nadia Benali", "Personne accompagnée", "Accepté le 14 mars 2026 à 18 h 05"),
                ("Hélène Morvan", "Coach", "Accepté le 15 mars 2026 à 9 h 12"),
                ("Paul Ferrand", "Commanditaire", ""),
            )
        ),
    ),
    "Entre Nadia Benali, Hélène Morvan et Cabinet Ferrand",
    (("Version", "2, du 14 mars 2026"), ("Durée", "12 mois")),
    "Convention d’accompagnement, version 2 — Hélène Morvan, coach",
)


def of_words(words: str) -> Document:
    """A document whose every text is `words`; tables and charts have odd shapes too."""
    parts: tuple[Part, ...] = (
        Heading(words), Heading(words, 2), Text(words), Bullets((words, "", words)), Quote(words, words),
        Table((words, "b"), ((words, "x"), (words, words, "z"))), Table((), ((words,),), (3, 1)),
        Chart(words, (Series(words, ((FIRST, 99.0),)),), ((words, -5.0),)),
        Signatures(((words, words, words), (words, "", ""))),
    )  # fmt: skip
    return Document(words, parts, words, ((words, words), ("", "")), words)


_NOTHING: tuple[Part, ...] = (
    Text(""), Bullets(()), Bullets(("",)), Quote("", ""), Table((), ()), Table(("a",), ()), Table(("",), (("", ""),)),
    Chart("", (), low=3, high=3), Chart("", (Series("", ()),)), Signatures(()), Signatures((("", "", ""),)),
)  # fmt: skip
EMPTY = Document("", _NOTHING)
