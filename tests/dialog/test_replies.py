from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.definition import Ask
from bot.dialog.replies import folded, is_stop, number_in, sharing_order, spelled
from tests.dialog.shipped import dialogs, reader, teller

CONTROLS = {"skip": "Passer", "other": "Autre question", "shorter": "Plus court"}
CONFIRM = {"oui": "Oui", "en_partie": "En partie", "non": "Non", **CONTROLS}
YES_NO = {"oui": "Oui", "non": "Non", **CONTROLS}
DAYS = {"lundi": "Lundi", "mardi": "Mardi", "jeudi": "Jeudi"}
HOURS = {"h8": "8 h", "h12": "12 h", "h18": "18 h", "h21": "21 h"}
WHO = {"quelqu_un": "Quelqu'un", "moi": "Moi", "autre_chose": "Autre chose", **CONTROLS}
SEVERAL = {"vision": "Une vision", "equipe": "Mon équipe", "autre": "Autre", "done": "C'est tout"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", "stop"),
        ("  Où en étais-je ?! ", "ou en etais je"),
        ("L'ŒUF, çà et là…", "l oeuf ca et la"),
        ("🙂", ""),
        ("a\u00a0b\u202fc\t\nd", "a b c d"),
        ("ﬁn", "fin"),
        ("²", "2"),
    ],
)
def test_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP",
        "Stop !",
        "/stop",
        " /STOP ",
        "stóp",
        "« stop »",
        "stop.",
        "STOP🛑",
        "/stop@recul_bot",
        "/stop merci",
        "stop\n",
    ],
)
def test_stop(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    ["", "stopper", "il faut que ça stop", "non-stop", "stop la réunion", "/stopper", "s t o p", "/start"],
)
def test_not_stop(text: str) -> None:
    assert not is_stop(text)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        # yes, no, in part, as people write them
        ("oui", CONFIRM, ("oui",)),
        ("OUI", CONFIRM, ("oui",)),
        ("Oui !!", CONFIRM, ("oui",)),
        ("ouais", CONFIRM, ("oui",)),
        ("ouais, c'est ça", CONFIRM, ("oui",)),
        ("ok", CONFIRM, ("oui",)),
        ("tout à fait", CONFIRM, ("oui",)),
        ("carrément", CONFIRM, ("oui",)),
        ("oui je crois bien", CONFIRM, ("oui",)),
        ("oui mais pas toujours", CONFIRM, ("en_partie",)),
        ("Oui, mais…", CONFIRM, ("en_partie",)),
        ("oui et non", CONFIRM, ("en_partie",)),
        ("oui sauf le lundi", CONFIRM, ("en_partie",)),
        ("un peu", CONFIRM, ("en_partie",)),
        ("un peu, parce que je n'avais pas le choix", CONFIRM, ("en_partie",)),
        ("en partie seulement", CONFIRM, ("en_partie",)),
        ("mouais", CONFIRM, ("en_partie",)),
        ("ça dépend", CONFIRM, ("en_partie",)),
        ("pas complètement", CONFIRM, ("en_partie",)),
        ("non", CONFIRM, ("non",)),
        ("nan", CONFIRM, ("non",)),
        ("Non, pas du tout", CONFIRM, ("non",)),
        ("pas du tout d'accord", CONFIRM, ("non",)),
        ("pas vraiment", CONFIRM, ("non",)),
        ("oui mais", YES_NO, ("oui",)),
        ("je ne sais pas", CONFIRM, ()),
        ("peut-être", CONFIRM, ()),
        ("", CONFIRM, ()),
        ("🙂", CONFIRM, ()),
        ("ouistiti", CONFIRM, ()),
        ("nonobstant", CONFIRM, ()),
        ("oui", {"oui": "Oui", "plus": "En savoir plus"}, ("oui",)),
        ("non merci", {"oui": "Oui", "plus": "En savoir plus"}, ()),
        # the ways round a question
        ("passe", CONFIRM, ("skip",)),
        ("Passer", CONFIRM, ("skip",)),
        ("je passe", CONFIRM, ("skip",)),
        ("autre question", CONFIRM, ("other",)),
        ("autre", CONFIRM, ("other",)),
        ("plus court", CONFIRM, ("shorter",)),
        ("fais court", CONFIRM, ("shorter",)),
        ("passer", DAYS, ()),
        # « autre » is the choice where there is one
        ("autre", WHO, ("autre_chose",)),
        ("Autre !", WHO, ("autre_chose",)),
        ("une autre", WHO, ("other",)),
        ("autre question", WHO, ("other",)),
        ("autre chose", WHO, ("autre_chose",)),
        ("autre", SEVERAL, ("autre",)),
        # labels, keys, hours
        ("Quelqu’un", WHO, ("quelqu_un",)),
        ("quelquun", WHO, ("quelqu_un",)),
        ("MARDI", DAYS, ("mardi",)),
        ("mardi matin", DAYS, ()),
        ("18h", HOURS, ("h18",)),
        ("18 h", HOURS, ("h18",)),
        ("18", HOURS, ("h18",)),
        ("h18", HOURS, ("h18",)),
        ("9h", HOURS, ()),
        ("1", HOURS, ()),
        # several
        ("une vision et mon équipe", SEVERAL, ("vision", "equipe")),
        ("vision, équipe", SEVERAL, ("vision", "equipe")),
        ("1, 3", SEVERAL, ("vision", "autre")),
        ("1 2 1", SEVERAL, ()),
        ("1 et 1", SEVERAL, ("vision",)),
        ("9, 10", SEVERAL, ()),
        ("1, zut", SEVERAL, ()),
        ("9" * 5000 + ", 1", SEVERAL, ()),
    ],
)
def test_spelled(text: str, labels: dict[str, str], expected: tuple[str, ...]) -> None:
    assert spelled(text, labels) == expected


def test_every_label_of_every_question_spells_its_own_key() -> None:
    for dialog in dialogs():
        for step in dialog.steps.values():
            for form in ("vous", "tu"):
                if step.ask in (None, Ask.SCALE):
                    continue
                labels = teller().labels(dialog.name, step, reader(form))
                for key, label in labels.items():
                    assert spelled(label, labels) == (key,), (dialog.name, step.name)
                    assert spelled(f" {label.upper()} ! ", labels) == (key,), (dialog.name, step.name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("7/10", 7),
        ("7 / 10", 7),
        ("7 sur 10", 7),
        ("10/10", 10),
        ("0", 0),
        ("sept", 7),
        ("plutôt sept", 7),
        ("Sept, je dirais.", 7),
        ("je dirais 6 aujourd'hui.", 6),
        ("7 (sept)", 7),
        ("un", 1),
        ("zéro", 0),
        ("un peu", None),
        ("un bon 7", 7),
        ("entre 6 et 7", None),
        ("6-7", None),
        ("-3", None),
        ("7,5", None),
        ("7.5", None),
        ("11", None),
        ("3/20", None),
        ("70", None),
        ("12345", None),
        ("beaucoup", None),
        ("", None),
        ("٧", None),
        ("9" * 5000, None),
    ],
)
def test_number_in(text: str, expected: int | None) -> None:
    assert number_in(text, (0, 10)) == expected


def test_number_out_of_narrow_bounds() -> None:
    assert number_in("4/5", (1, 5)) == 4
    assert number_in("0", (1, 5)) is None
    assert number_in("un", (2, 5)) is None


SHARED, PRIVATE = "shared", "private"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("partage 1, 2, 4 ; garde 3", {1: SHARED, 2: SHARED, 4: SHARED, 3: PRIVATE}),
        ("Partager 1 et 2, garder 3 et 4", {1: SHARED, 2: SHARED, 3: PRIVATE, 4: PRIVATE}),
        ("garde tout", dict.fromkeys((1, 2, 3, 4), PRIVATE)),
        ("partage tout", dict.fromkeys((1, 2, 3, 4), SHARED)),
        ("je garde tout pour moi s'il te plaît", dict.fromkeys((1, 2, 3, 4), PRIVATE)),
        ("ne partage rien", dict.fromkeys((1, 2, 3, 4), PRIVATE)),
        ("je ne garde rien", dict.fromkeys((1, 2, 3, 4), SHARED)),
        ("partage 1 ; garde le reste", {1: SHARED, 2: PRIVATE, 3: PRIVATE, 4: PRIVATE}),
        ("garde 2 et envoie les autres", {2: PRIVATE, 1: SHARED, 3: SHARED, 4: SHARED}),
        ("partage 1", {1: SHARED}),
        ("PARTAGE LE 1", {}),
        # what is not certain is not shared
        ("partage tout sauf 2", {}),
        ("partage 1 mais pas 2", {}),
        ("ne partage pas 1", {}),
        ("ne partage pas tout", {}),
        ("ne partage jamais 2", {}),
        ("partage rien", {}),
        ("partage 1-3", {}),
        ("partage 5", {}),
        ("partage 0", {}),
        ("partage 1, garde 1", {}),
        ("partage", {}),
        ("je voudrais que tu partages 1", {}),
        ("partage 99999", {}),
        ("partage " + "9" * 5000, {}),
        ("1, 2", {}),
        ("", {}),
    ],
)
def test_sharing_order(text: str, expected: dict[int, str]) -> None:
    assert sharing_order(text, 4) == expected


@given(
    st.text()
    | st.sampled_from(["oui", "partage 1", "7/10", "le 31"]).flatmap(lambda s: st.just(s + "\ud800"))
)
def test_no_text_is_too_much(text: str) -> None:
    for labels in (CONFIRM, WHO, HOURS, SEVERAL):
        assert set(spelled(text, labels)) <= set(labels)
    assert is_stop(text) in (True, False)
    number = number_in(text, (0, 10))
    assert number is None or 0 <= number <= 10
    assert set(sharing_order(text, 3)) <= {1, 2, 3}
