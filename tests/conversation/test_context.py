"""The reader is given the question that is open and the answers before, and a turn never fails for want of them."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import NoReturn

import pytest

from bot.conversation.context import Context, around
from bot.messages import Kind
from bot.store import StoreUnavailable, Transaction
from tests.conversation.practice import Practice, Someone
from tests.conversation.states import DEED, MOMENT, probed, reflecting


def plainly(text: str) -> str:
    """Without the acknowledgement that may stand before a question, and without no-break spaces."""
    return text.rpartition("\n\n")[2].replace("\u00a0", " ")


def test_an_answer_is_read_with_its_question_and_the_three_answers_before(
    practice: Practice, nadia: Someone
) -> None:
    reflecting(practice, nadia)
    said = [
        MOMENT,
        DEED,
        "que la feuille parte à l'heure, on m'attendait",
        "une cheffe qui court partout ce soir-là",
    ]
    said.append("Samia, qui m'a rappelé que je pouvais demander")
    asked = []
    for words in said:
        asked.append(plainly(nadia.last))
        nadia.says(words)
    texts = [text for text, _, _ in practice.ear.given]
    assert texts == said
    for (_, question, before), on_screen, place in zip(practice.ear.given, asked, range(5), strict=True):
        assert on_screen.endswith(question.replace("\u00a0", " "))
        assert question
        assert before == tuple(said[max(0, place - 3) : place])


def test_what_a_probe_adds_is_read_with_the_probe_and_the_half_before(
    practice: Practice, nadia: Someone
) -> None:
    probed(practice, nadia)
    nadia.says("mercredi, avec Karim et toute son équipe au complet")
    (_, question, before) = practice.ear.given[-1]
    assert plainly(nadia.heard[-2].text).endswith(question.replace("\u00a0", " "))
    assert before == ("comme d'hab",)


def test_taps_are_no_answers_in_words(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    assert nadia.state.said == {"duree": "cinq"}
    nadia.says(MOMENT)
    assert practice.ear.given[-1][2] == ()


def test_words_outside_any_talk_answer_nothing(practice: Practice, nadia: Someone) -> None:
    nadia.says(MOMENT)
    assert practice.ear.given == [(MOMENT, "", ())]


def test_a_strangers_words_have_no_context(practice: Practice) -> None:
    practice.stranger().says(MOMENT)
    assert practice.ear.given == [(MOMENT, "", ())]


def test_what_was_said_in_an_earlier_talk_is_past(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    nadia.says(MOMENT)
    nadia.says("/annuler")
    nadia.says("/reflexion")
    nadia.presses("Cinq minutes")
    nadia.says(DEED)
    assert practice.ear.given[-1][2] == ()


@pytest.mark.parametrize(
    "error", [StoreUnavailable("absente"), RuntimeError("le secret"), KeyError("le secret")]
)
def test_words_are_read_without_context_when_it_cannot_be_had(
    practice: Practice,
    nadia: Someone,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    reflecting(practice, nadia)

    def away() -> NoReturn:
        raise error

    incoming = nadia.event(Kind.TEXT, text=MOMENT)
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(practice.app.store, "read", away)
        assert around(practice.app.parts, incoming, practice.now) == Context()
    assert "secret" not in caplog.text
    assert [record.__dict__["error"] for record in caplog.records] == [type(error).__name__]
    nadia.does(incoming)
    assert nadia.at == "reflexion.geste"


def test_the_transaction_is_over_before_the_words_are_read(
    practice: Practice, nadia: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    reflecting(practice, nadia)
    store, opened = practice.app.store, 0
    reading, listen = store.read, practice.ear.read

    def counted() -> AbstractContextManager[Transaction]:
        nonlocal opened
        opened += 1
        return reading()

    def busy(text: str, question: str = "", before: tuple[str, ...] = ()) -> object:
        with store.write():  # would wait for ever on a transaction of the same thread that writes
            return listen(text, question, before)

    monkeypatch.setattr(store, "read", counted)
    monkeypatch.setattr(practice.ear, "read", busy)
    incoming = nadia.event(Kind.TEXT, text=MOMENT)
    around(practice.app.parts, incoming, practice.now)
    assert opened == 1
    nadia.does(incoming)
    assert nadia.at == "reflexion.geste"
