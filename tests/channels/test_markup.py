"""Any text at all becomes messages that Telegram accepts, and none of its words are lost on the way."""

from __future__ import annotations

import html as _html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.markup import clean, plain, split, units, well_formed
from tests.fake_telegram.markup import read

TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote")
words = st.text(alphabet=st.sampled_from("aé .!?\n\u00a0😀&<>\"'l;t/b"), max_size=40)


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tagged = st.builds(lambda tag, body: f"<{tag}>{body}</{tag}>", st.sampled_from(TAGS), inner)
    linked = st.builds('<a href="https://exemple.test/?a=1&amp;b={}">{}</a>'.format, st.integers(0, 9), inner)
    return tagged | linked | st.lists(inner, max_size=6).map("".join)


balanced = st.recursive(words.map(_html.escape), nest, max_leaves=30)
broken = st.lists(
    words
    | st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<a>", '<a href="x">', "</a>", "<p>", "&#0;", "&nbsp;"]),
    max_size=30,
).map("".join)
anything = st.text(alphabet=st.characters(codec=None), max_size=300) | broken | balanced


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(anything)
@settings(max_examples=500)
def test_clean_html_is_accepted_and_stays_as_it_is(html: str) -> None:
    safe = clean(html)
    safe.encode()
    read(safe)
    assert clean(safe) == safe


@given(balanced)
def test_clean_changes_nothing_that_was_right(html: str) -> None:
    assert read(clean(html)) == read(html)


@given(anything.map(lambda html: html * 40), st.integers(64, 700))
@settings(max_examples=300, deadline=None)
def test_pieces_fit_parse_and_lose_no_word(html: str, limit: int) -> None:
    pieces = split(html, limit)
    assert all(units(piece) <= limit for piece in pieces)
    whole = html if units(well_formed(html)) <= limit else clean(html)
    if whole == clean(whole):
        assert without_blanks("".join(map(read, pieces))) == without_blanks(read(clean(html)))
        assert all(read(piece).strip() for piece in pieces)


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert plain(_html.escape(well_formed(text))) == well_formed(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a" * 50 + ". Oui.\n\n" + "b" * 50, "a" * 50 + ". Oui.\n\n"),
        ("a" * 30 + ". Oui. " + "b" * 50, "a" * 30 + ". Oui. "),
        ("a" * 30 + " oui " + "b" * 50, "a" * 30 + " oui "),
        ("a" * 100, "a" * 64),
        ("a" * 63 + "😀", "a" * 63),
        ("a" * 60 + "&amp;" + "b", "a" * 60),
        ("<b>" + "a" * 60 + "</b>", "<b>" + "a" * 57 + "</b>"),
    ],
)
def test_a_cut_falls_where_a_reader_pauses(text: str, first: str) -> None:
    assert split(text, 64)[0] == first


def test_an_open_tag_is_closed_and_opened_again() -> None:
    assert split("<b>un <i>deux " + "x" * 60 + "</i></b>", 64)[1].startswith("<b><i>")


def test_tags_too_long_to_repeat_are_left_out() -> None:
    pieces = split(f'<a href="{"x" * 5000}">mot</a>' + "<b>" * 2000 + "y" * 9000 + "</b>" * 2000)
    assert "".join(map(read, pieces)) == "mot" + "y" * 9000


def test_blank_messages_are_none() -> None:
    assert split(" \n") == split("<b> </b>") == split("\n" * 9000) == []


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<b>un", "<b>un</b>"),
        ("<b><i>un</b>deux</i>", "<b><i>un</i></b><i>deux</i>"),
        ("un</b>", "un&lt;/b&gt;"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("R&D &amp; &nbsp;", "R&amp;D &amp; &amp;nbsp;"),
        ("<a>lien</a>", "&lt;a&gt;lien&lt;/a&gt;"),
        ('<b href="x">un</b>', '&lt;b href="x"&gt;un&lt;/b&gt;'),
        ('<a href="?a&b">lien</a>', '<a href="?a&amp;b">lien</a>'),
        ("&#0; &#xD800;\ud800\0", "&amp;#0; &amp;#xD800;\ufffd\ufffd"),
    ],
)
def test_clean(html: str, safe: str) -> None:
    assert clean(html) == safe


def test_plain_keeps_the_address_of_a_link() -> None:
    assert plain('<b>Voir</b> <a href="https://exemple.test?a=1&amp;b=2">ici</a> &lt;3') == (
        "Voir ici (https://exemple.test?a=1&b=2) <3"
    )
    assert plain('<a href="https://exemple.test">https://exemple.test</a>') == "https://exemple.test"
