"""Documents as PDF, picture and web page: whatever was written is set as it is, and nothing of it is obeyed."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Outgoing, Purpose
from bot.reports import typesetting
from bot.reports.document import Document, Heading, Quote, Text
from bot.reports.typesetting import Unmade, filled, made, sheet
from tests.reports.papers import CONVENTION, EMPTY, HOSTILE, LONG, RATINGS, of_words

ALL = {
    "convention": CONVENTION,
    "ratings": RATINGS,
    "hostile": of_words(HOSTILE),
    "long": of_words(LONG),
    "empty": EMPTY,
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_every_part_is_set_and_the_same_again(name: str, ending: str) -> None:
    paper = ALL[name].to_json()
    first = made(paper, f"x.{ending}")
    assert first.startswith({"pdf": b"%PDF-1.7", "html": b"<!doctype html>"}[ending])
    assert made(json.loads(json.dumps(paper)), f"y.{ending.upper()}") == first


def test_a_pdf_can_be_followed_by_a_screen_reader() -> None:
    done = made(CONVENTION.to_json(), "c.pdf")
    assert b"pdfuaid:part" in done
    assert b"/Lang(fr-FR)" in done
    assert b"/Marked true" in done
    assert b"/DisplayDocTitle true" in done
    assert ">Convention d’accompagnement<".encode() in done


def test_a_letter_without_a_shape_makes_no_document_fail() -> None:
    assert b"pdfuaid:part" in made(
        Document("Essai", (Text("Un sourire 🙂, un pouce 👍🏽."),)).to_json(), "x.pdf"
    )
    assert made(Document("漢字", (Text("漢字"),)).to_json(), "x.pdf").startswith(b"%PDF")


def test_markup_in_words_is_not_obeyed() -> None:
    given = json.loads(sheet._given(of_words("#panic() `x`").to_json(), picture=False)["paper"])
    assert given["title"] == "#panic() `x`"  # as data: the template is the only source that Typst compiles
    assert "sys.inputs.paper" in sheet._template().decode()
    assert "eval" not in sheet._template().decode()


def test_what_cannot_be_seen_or_turns_letters_round_is_left_out() -> None:
    given = json.loads(
        sheet._given(Document("a\u202eb\x00\u2066c\ud800", ()).to_json(), picture=False)["paper"]
    )
    assert given["title"] == "ab�c�"


def test_endless_words_may_be_broken_and_short_ones_are_left_alone() -> None:
    assert sheet._line("anticonstitutionnellement") == "anticonstitutionnellement"
    assert sheet._line("x" * 40).replace(sheet._BREAK, "") == "x" * 40
    assert max(map(len, sheet._line("x" * 40).split(sheet._BREAK))) == 8


def test_a_picture_is_a_thousand_pixels_wide() -> None:
    done = made(RATINGS.to_json(), "x.png")
    width, height = struct.unpack(">II", done[16:24])
    assert width in range(995, 1006)
    assert height in range(400, 800)
    assert made(RATINGS.to_json(), "x.png") == done
    with pytest.raises(Unmade, match="ValueError"):
        made(of_words(LONG).to_json(), "x.png")


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]
        if tag not in {"meta", "col"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ALL)
def test_a_page_needs_nothing_from_elsewhere_and_holds_no_tag_that_was_typed(name: str) -> None:
    text = made(ALL[name].to_json(), "x.html").decode()
    page = _Page(text)
    assert not page.open
    assert not page.links
    assert not {"script", "b", "iframe", "img", "link"} & set(page.tags)
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|https?:", style)


def test_what_people_said_stands_between_guillemets_once() -> None:
    quotes = (Quote("déjà dit"), Quote("« déjà entre guillemets »"))
    page = made(Document("Essai", quotes).to_json(), "x.html").decode()
    assert "«\u00a0déjà dit\u00a0»" in page
    assert page.count("«") == 2


@pytest.mark.parametrize("name", ["x", "x.doc", "pdf", ""])
def test_other_kinds_of_file_are_refused(name: str) -> None:
    with pytest.raises(Unmade):
        made(RATINGS.to_json(), name if name != "pdf" else "pdf.")


# Before it is sent


def _message(paper: dict[str, Any] | None, name: str = "notes.png") -> Outgoing:
    return Outgoing(Purpose.PICTURE, "Vos notes", name=name, paper=paper)


def test_a_message_is_filled_by_a_process_of_its_own() -> None:
    bare = Outgoing(html="bonjour")
    assert filled(bare) is bare
    done = filled(Outgoing.from_json(_message(RATINGS.to_json()).to_json()))
    assert done.paper is None
    assert done.content.startswith("iVBOR")


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        ({"title": "secret"}, "KeyError"),
        ({"parts": [{"kind": "secret"}]}, "KeyError"),
        (None, "no such kind"),
    ],
)
def test_a_fault_says_its_kind_and_nothing_of_the_document(paper: dict[str, Any] | None, why: str) -> None:
    message = _message(paper) if paper else _message(RATINGS.to_json(), "notes.doc")
    with pytest.raises(Unmade, match=why) as caught:
        filled(message)
    assert "secret" not in str(caught.value)


def test_a_typesetter_that_dies_or_never_ends_is_a_fault_like_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def died(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], -11, b"", b"")

    def hung(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("typesetting", 60)

    for fault, told in ((died, "-11"), (hung, "TimeoutExpired")):
        monkeypatch.setattr(subprocess, "run", fault)
        with pytest.raises(Unmade, match=told):
            filled(_message(RATINGS.to_json()))


def test_a_panic_of_the_typesetter_is_a_fault_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panics(*_: Any, **__: Any) -> bytes:
        raise PanicException("secret")

    monkeypatch.setattr("typst.compile", panics)
    with pytest.raises(Unmade, match=r"^PanicException$"):
        made(RATINGS.to_json(), "x.pdf")


def test_the_bot_itself_does_not_load_the_typesetter() -> None:
    asked = "import sys, bot.app; print('typst' in sys.modules)"
    root = Path(typesetting.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_heading_stays_with_what_follows() -> None:
    """Whatever the length before it, the last line of a page is never a heading."""
    template = sheet._template().decode()
    assert template.count("sticky: true, it.body") == 2
    parts = (Text("Une ligne.\n" * 30), Heading("Un titre"), Text("Sa suite."))
    assert made(Document("Essai", parts).to_json(), "x.pdf")
