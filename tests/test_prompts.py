from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.prompts import FORMS, Prompts, WordingError, typeset

ROOT = Path(__file__).parents[1]


def prompts(folder: Path, **templates: str) -> Prompts:
    (folder / "fr" / "essai").mkdir(parents=True)
    for name, text in templates.items():
        (folder / "fr" / "essai" / f"{name}.j2").write_text(text, encoding="utf-8")
    return Prompts(folder)


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Qu'est-ce ?", "Qu\u2019est-ce\u00a0?"),
        ("Oui ! Non ; et : « voilà ».", "Oui\u00a0! Non\u00a0; et\u00a0: «\u00a0voilà\u00a0»."),
        ("bon...", "bon\u2026"),
        ("50 % - 20 €", "50\u00a0% \u2013 20\u00a0€"),
        ("à 18 h 30, 5 min", "à 18\u00a0h\u00a030, 5\u00a0min"),
        ("3 000 mots", "3\u00a0000 mots"),
        ("<a href='x : y'>c'est</a> ?", "<a href='x : y'>c\u2019est</a>\u00a0?"),
        ("peut-être", "peut-être"),
    ],
)
def test_authored_text_is_typeset(written: str, set_: str) -> None:
    assert typeset(written) == set_


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2026-09-15", "mardi 15 septembre 2026"),
        ("2027-01-01", "vendredi 1er janvier 2027"),
        ("bientôt", "bientôt"),
        ("", ""),
    ],
)
def test_a_day_that_was_kept_is_told_in_words(tmp_path: Path, kept: str, shown: str) -> None:
    made = prompts(tmp_path, jour="{% block question_1 %}{{ said.quand|jour }}{% endblock %}")
    assert made.render("essai/jour.j2", "question_1", "vous", {"said": {"quand": kept}}) == shown


def test_typesetting_twice_changes_nothing() -> None:
    for path in (ROOT / "prompts").rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert typeset(typeset(text)) == typeset(text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("c'est ... fini ?", "c&#39;est ... fini ?"),
        ("<b>gras</b> & co", "&lt;b&gt;gras&lt;/b&gt; &amp; co"),
        ("{{ 7*7 }} {% block x %}", "{{ 7*7 }} {% block x %}"),
    ],
)
def test_what_people_typed_is_escaped_and_never_retouched(tmp_path: Path, typed: str, shown: str) -> None:
    made = prompts(tmp_path, a="{% block say %}« {{ words }} »{% endblock %}")
    assert made.render("essai/a.j2", "say", "vous", {"words": typed}) == f"«\u00a0{shown}\u00a0»"


def test_the_form_of_address_comes_first_and_what_holds_for_both_second(tmp_path: Path) -> None:
    made = prompts(
        tmp_path,
        a="{% block say_1_vous %}Et vous{% endblock %}{% block say_1_tu %}Et toi{% endblock %}"
        "{% block say_2 %}Et ?{% endblock %}",
    )
    assert [made.render("essai/a.j2", "say_1", form, {}) for form in FORMS] == ["Et vous", "Et toi"]
    assert [made.render("essai/a.j2", "say_2", form, {}) for form in FORMS] == ["Et\u00a0?", "Et\u00a0?"]
    assert made.variants("essai/a.j2", "say") == ["say_1", "say_2"]
    assert made.variants("essai/b.j2", "say") == []


def test_wordings_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    blocks = [f"{{% block say_{n} %}}{n}{{% endblock %}}" for n in (10, 2, 1)]
    assert prompts(tmp_path, a="".join(blocks)).variants("essai/a.j2", "say") == ["say_1", "say_2", "say_10"]


def test_a_name_that_nobody_knows_may_be_asked_about_and_never_printed(tmp_path: Path) -> None:
    made = prompts(tmp_path, a="{% block x %}{% if coach %}{{ coach }}{% else %}-{% endif %}{% endblock %}")
    assert made.render("essai/a.j2", "x", "vous", {}) == "-"
    assert made.render("essai/a.j2", "x", "vous", {"coach": "Hélène"}) == "Hélène"
    (tmp_path / "fr" / "essai" / "b.j2").write_text(
        "{% block x %}{{ coach }}{% endblock %}", encoding="utf-8"
    )
    with pytest.raises(UndefinedError):
        made.render("essai/b.j2", "x", "vous", {})


def test_what_a_template_offers(tmp_path: Path) -> None:
    source = (
        "{% block a %}{{ prenom }}{% if said.x %}, {{ said.x }}{% else %}!{% endif %}{% endblock %}\n"
        "{% block b %}{% for point in items %}{{ point.text }}{% endfor %}{% endblock %}"
    )
    found = prompts(tmp_path, a=source).wordings("essai/a.j2")
    assert found.lines == {"a": 1, "b": 2}
    assert found.names == {"a": {"prenom", "said.x"}, "b": {"items"}}
    assert found.texts["a"] == ("_, _", "_!")


def test_blank_edges_go(tmp_path: Path) -> None:
    made = prompts(tmp_path, a="{% block x %}\n\n  un  \n\n\n\n  deux\n{% endblock %}")
    assert made.render("essai/a.j2", "x", "vous", {}) == "un\n\ndeux"


def test_a_block_that_is_missing_is_named(tmp_path: Path) -> None:
    made = prompts(tmp_path, a="{% block x %}{% endblock %}", b="{% block %}")
    with pytest.raises(WordingError, match=r"fr/essai/a.j2 : il manque le bloc « y » ou « y_tu »"):
        made.render("essai/a.j2", "y", "tu", {})
    with pytest.raises(WordingError, match=r"fr/essai/c.j2 manque"):
        made.render("essai/c.j2", "y", "tu", {})
    for read in (made.wordings, lambda file: made.render(file, "x", "tu", {})):
        with pytest.raises(WordingError, match=r"fr/essai/b.j2:1 "):
            read("essai/b.j2")


def test_older_templates_stand_in_for_those_that_are_gone(tmp_path: Path) -> None:
    made = prompts(tmp_path, a="{% block x %}neuf{% endblock %}")
    made.pin(
        {"essai/a.j2": "{% block x %}vieux{% endblock %}", "essai/z.j2": "{% block x %}gone{% endblock %}"}
    )
    assert made.render("essai/a.j2", "x", "vous", {}) == "neuf"
    assert made.render("essai/z.j2", "x", "vous", {}) == "gone"
    assert made.source("essai/z.j2").endswith("endblock %}")
    assert made.has("essai/z.j2")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="RECUL_PROMPTS"):
        Prompts(tmp_path / "nulle")


def test_every_block_of_every_template_exists_in_both_forms_or_holds_for_both() -> None:
    shipped = Prompts(ROOT / "prompts")
    for file in shipped.files():
        blocks = shipped.wordings(file).lines
        for block in blocks:
            for form, other in (("_vous", "_tu"), ("_tu", "_vous")):
                if block.endswith(form) and block not in {"button_tu", "button_vous"}:
                    assert block.removesuffix(form) + other in blocks, (file, block)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{{ '14:30'|heure }}", "14\u00a0h\u00a030"),
        ("{{ '09:00'|heure }}", "9\u00a0h"),
        ("{{ 'bof'|heure }}", "bof"),
        ("{{ 'm120'|duree }}", "2\u00a0h"),
        ("{{ 'm105'|duree }}", "1\u00a0h\u00a045"),
        ("{{ 'm65'|duree }}", "1\u00a0h\u00a005"),
        ("{{ 'm45'|duree }}", "45\u00a0min"),
        ("{{ 'peu'|duree }}", "peu"),
    ],
)
def test_hours_and_lengths_in_words(tmp_path: Path, source: str, told: str) -> None:
    made = prompts(tmp_path, a=f"{{% block b %}}{source}{{% endblock %}}")
    assert made.render("essai/a.j2", "b", "vous", {}) == told
