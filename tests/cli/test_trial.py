"""A dialogue tried from memory is read like a talk that is lived."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.screen import Screen
from bot.cli.trial import Trial
from tests.conversation.practice import Ear
from tests.dialog.shipped import NOW, library, teller

MOMENT = "mardi soir j'ai refait tout le tableau des astreintes de Karim"


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def trial(tmp_path: Path, ear: Ear) -> Trial:
    screen = Screen("essai", Console(file=io.StringIO()), tmp_path)
    return Trial(library(), teller(), ear, screen, "Europe/Paris", {})


def test_an_answer_is_read_with_its_question_and_the_answers_before(trial: Trial, ear: Ear) -> None:
    trial.begin("reflexion", NOW)
    for line in ("1", MOMENT, "j'ai repris chaque ligne sans le lui dire"):
        trial.hear(line, NOW)
    (first, second) = ear.given
    assert first[1].endswith("?")
    assert first[2] == ()
    assert second[1] not in ("", first[1])
    assert second[2] == (MOMENT,)


def test_the_first_words_of_a_note_answer_nothing(trial: Trial, ear: Ear) -> None:
    trial.begin("libre", NOW)
    trial.hear(MOMENT, NOW)
    assert ear.given == [(MOMENT, "", ())]
