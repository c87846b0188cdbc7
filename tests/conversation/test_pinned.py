"""A talk goes on with the dialogue it began with, whatever the files say after an update; an urgent edit moves it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import DEED, MOMENT, reflecting


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Dialogues and wording that an author may change."""
    shutil.copytree(ROOT / "dialogs", tmp_path / "dialogs")
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    return tmp_path


@pytest.fixture
def practice(folder: Path) -> Iterator[Practice]:
    opened = Practice(folder / "home", dialogs=folder / "dialogs", prompts=folder / "prompts")
    yield opened
    opened.close()


def rename_step(folder: Path, old: str, new: str, *, moves: bool = False) -> None:
    """An author renames a step of the reflection."""
    path = folder / "dialogs" / "reflexion.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(rf"\b(go|next|else): {old}\b", rf"\1: {new}", text)
    text = text.replace(f"\n  {old}:\n", f"\n  {new}:\n")
    if moves:
        text = text.replace("\nstart:", f"\nmoves:\n  {old}: {new}\nstart:", 1)
    path.write_text(text, encoding="utf-8")
    prompts = folder / "prompts" / "fr" / "reflexion"
    (prompts / f"{old}.j2").rename(prompts / f"{new}.j2")


def dialogs_of(someone: Someone) -> set[str]:
    return {frame.digest for frame in someone.state.frames}


def test_a_talk_under_way_survives_a_renamed_step(practice: Practice, folder: Path, nadia: Someone) -> None:
    reflecting(practice, nadia)
    question, digests = same(nadia.last), dialogs_of(nadia)
    rename_step(folder, "moment", "scene_vecue")
    practice.restart()
    nadia.says("/aide")
    assert same(nadia.last) == question, "the old wording is still at hand"
    assert nadia.at == "reflexion.moment"
    nadia.says(MOMENT)
    assert nadia.at == "reflexion.geste"
    assert dialogs_of(nadia) == digests, "pinned to its definition until it ends"
    nadia.says("/annuler")
    nadia.remembers(situations="autre")  # no topic has its turn
    reflecting(practice, nadia)
    assert nadia.at == "reflexion.scene_vecue", "the next talk is today's"


def test_an_urgent_edit_moves_the_talks_that_stand_on_the_step(
    practice: Practice, folder: Path, nadia: Someone
) -> None:
    reflecting(practice, nadia)
    rename_step(folder, "moment", "scene_vecue", moves=True)
    practice.restart()
    nadia.says(MOMENT)
    assert nadia.at == "reflexion.geste"
    nadia.says(DEED)
    assert MOMENT in nadia.answers
    assert "de notre côté" not in nadia.everything


def test_a_dialogue_that_is_gone_is_still_played_to_its_end(
    practice: Practice, folder: Path, nadia: Someone
) -> None:
    nadia.says("/guidon")
    path = folder / "dialogs" / "guidon.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("once: true", "") + "# une autre version\n", "utf-8"
    )
    practice.restart()
    nadia.says("lundi j'ai repris le dossier de Karim pendant toute la réunion")
    assert nadia.at == "guidon.a_qui"
    practice.restart()
    nadia.says("moi")
    assert nadia.at == "guidon.role"
    assert set(practice.inbox()) == {"done"}


def test_a_restart_alone_changes_nothing(practice: Practice, nadia: Someone) -> None:
    reflecting(practice, nadia)
    before = nadia.state
    practice.restart()
    assert nadia.state == before
    nadia.says(MOMENT)
    assert nadia.at == "reflexion.geste"


def test_a_button_from_before_a_restart_works_after_it(practice: Practice, nadia: Someone) -> None:
    nadia.says("/reflexion")
    practice.restart()
    nadia.presses("Cinq")
    assert nadia.at == "reflexion.moment"
