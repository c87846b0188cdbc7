import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.clauses import LONGEST, Clause, clauses, quoted, words


def cut(text: str) -> list[str]:
    spans = (quoted(text, clause) for clause in clauses(text))
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "J'ai encore refait les plannings, et du coup le dossier stratégique attend toujours. Bon.",
            ["J'ai encore refait les plannings", "le dossier stratégique attend toujours", "Bon"],
        ),
        (
            "jai rien dit en codir mais jetais pas du tout daccord avec eux",
            ["jai rien dit en codir", "jetais pas du tout daccord avec eux"],
        ),
        ("Oui, merci.", ["Oui, merci"]),
        ("Mais et donc", ["donc"]),
        ("", []),
        ("…!? 😀", []),
    ],
)
def test_quotes_read_naturally(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_dictated_run_is_cut_before_a_pronoun() -> None:
    text = "je te dis hier j'ai pris le poste du matin j'ai fait les commandes j'ai rappelé les clients " * 3
    assert all(words(text, clause) <= 2 * LONGEST for clause in clauses(text))
    assert len(clauses(text)) > 1


@given(st.text(st.sampled_from("ab éJ'’ .,;!?-\n(et)mais "), max_size=200))
def test_clauses_are_in_order_and_apart(text: str) -> None:
    at = 0
    for clause in clauses(text):
        assert at <= clause.start < clause.end <= len(text)
        assert words(text, clause)
        span = quoted(text, clause)
        assert clause.start <= span.start < span.end <= clause.end
        assert words(text, Clause(span.start, span.end))
        at = clause.end
