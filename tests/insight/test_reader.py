"""The contract: whatever the text, a reading whose offsets hold; the same text, the same reading."""

import socket
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.insight
from bot.insight import PITFALLS, Distress, Reader, Reading, SilentReader
from bot.insight.features import WINDOW, WINDOWS, windows
from bot.insight.head import saved
from bot.insight.reader import SmallReader

FRENCH = (
    "Lundi j'ai refait les plannings de mes chefs d'équipe",
    "et en CODIR je n'ai rien osé dire 😅",
    "cette réunion m'a tué",
    "jai personne a qui en parler depuis ma nomination",
    "\n- ",
    " ",
    "…",
    "Ça va, merci !",
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=400),
    st.lists(st.sampled_from(FRENCH), max_size=12).map(" ".join),
    st.text(
        st.sampled_from("  \n.,;:!?'’-–éàœ\ud83d\ud83d\ude00\u200dabjet\u0301\u0000\ufdfa"), max_size=300
    ),
)


def check(text: str, reading: Reading) -> None:
    labels = [finding.label for finding in reading.findings]
    assert set(labels) <= set(PITFALLS)
    assert len(labels) == len(set(labels))
    assert isinstance(reading.distress, Distress)
    for finding in reading.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.quote == text[finding.start : finding.end]
        assert finding.quote.strip()
        assert 0.0 <= finding.score <= 1.0
    assert [f.score for f in reading.findings] == sorted((f.score for f in reading.findings), reverse=True)


@pytest.fixture(scope="module", params=["e5", "ngrams"])
def any_reader(request: pytest.FixtureRequest, reader: Reader) -> Reader:
    return reader if request.param == "e5" else SmallReader(saved())


@given(text=TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read(any_reader: Reader, text: str) -> None:
    reading = any_reader.read(text)
    check(text, reading)
    assert any_reader.read(text) == reading


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "?!…",
        "\ud800",
        "😀" * 500,
        "\x00\x01\x02",
        "a" * 100_000,
        " " * 100_000,
        "," * 20_000,
        "et " * 40_000,
        "Je refais tout moi-même, " * 4_000,
        "我一个人决定一切。" * 300,
        "لا أحد أتحدث معه",
        "\ufdfa" * 400,
    ],
    ids=lambda text: f"{text[:6]!r}×{len(text)}",
)
def test_hard_texts_are_read(any_reader: Reader, text: str) -> None:
    check(text, any_reader.read(text))


def test_nothing_is_read_where_there_is_no_word(any_reader: Reader) -> None:
    assert any_reader.read(" … 😀 ") == Reading()


def test_the_end_of_a_very_long_text_is_read(reader: Reader) -> None:
    report = (
        "Le comité de mardi s'est bien passé, on a validé le budget et le calendrier des travaux. "
        "Les équipes ont rendu leurs chiffres à temps et Karim a présenté les trois fournisseurs. "
        "J'ai remercié tout le monde et Sophie prend la suite pour l'appel d'offres. "
    ) * 40
    assert reader.read(report).distress is Distress.NONE
    assert reader.read(report + "J'ai envie de mourir.").distress is Distress.SURE


def test_a_danger_said_anywhere_in_a_very_long_text_is_seen(reader: Reader) -> None:
    page = "Le budget est validé et le calendrier des travaux aussi. " * 100
    assert reader.read(f"{page}J'ai envie de mourir. {page}").distress is Distress.SURE


@given(st.text(st.sampled_from("ab \n"), max_size=6 * WINDOW) | st.integers(0, 9000).map("x".__mul__))
def test_windows_are_in_order_and_hold_both_ends(text: str) -> None:
    at = 0
    for window in windows(text):
        assert at <= window.start < window.end <= len(text)
        assert window.end - window.start <= WINDOW
        at = window.end
    assert at == len(text)
    assert len(windows(text)) <= WINDOWS


def test_threads_read_alike(reader: Reader) -> None:
    texts = [f"{a}, {b}." for a in FRENCH[:4] for b in FRENCH[:4]]
    alone = [reader.read(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(reader.read, texts)) == alone


def test_loaded_once_from_the_wheel() -> None:
    assert bot.insight.load() is bot.insight.load()
    assert bot.insight.load().name == "e5"


def test_no_socket_is_opened() -> None:
    bot.insight.load.cache_clear()
    with patch.object(socket, "socket", side_effect=AssertionError("a socket was opened")):
        bot.insight.load().read(" ".join(FRENCH))


def test_silent_reader_reads_nothing() -> None:
    silent: Reader = SilentReader()
    assert silent.read("Je décide seul de tout, je ne vois plus d'issue.") == Reading()
