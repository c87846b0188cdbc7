"""The conversations of tests/dialogs, played; and what is said in them, kept as text so that a change of wording is
read as such. After a change that is meant: RECUL_TEST_TRANSCRIPTS=write pytest tests/dialog/test_conversations.py
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from bot import authoring
from bot.dialog.effects import Remark, Tell
from bot.dialog.rehearsal import Rehearsal
from bot.messages import Outgoing, Purpose
from bot.telling import Reader
from tests.dialog.shipped import CONVERSATIONS, DIALOGS, PARIS, PROMPTS, teller

TRANSCRIPTS = Path(__file__).parent / "transcripts"
WRITE = os.environ.get("RECUL_TEST_TRANSCRIPTS") == "write"
FILES = sorted(path.name for path in CONVERSATIONS.glob("*.yaml"))


@cache
def rehearsals() -> dict[str, Rehearsal]:
    return {played.file: played for played in authoring.check(DIALOGS, PROMPTS, CONVERSATIONS).rehearsals}


def transcript(played: Rehearsal) -> str:
    """What was said, turn by turn: « > » before what the person wrote or pressed, brackets around buttons."""
    lines: list[str] = []
    for text, effects, state in played.turns:
        if text:
            lines += [f"> {line}" for line in text.splitlines()] + [""]
        told = [effect for effect in effects if isinstance(effect, Tell | Remark)]
        for message in teller().messages(told, Reader.of(state, PARIS)):
            lines += [*_shown(message), ""]
    return "\n".join(lines).strip() + "\n"


def _shown(message: Outgoing) -> Iterator[str]:
    if message.purpose is Purpose.SAY:
        yield unescape(re.sub(r"<[^>]+>", "", message.html)).replace("\u00a0", " ")
    for row in message.rows:
        yield " ".join(f"[{button.label}]" for button in row)


@pytest.mark.parametrize("file", FILES)
def test_a_conversation_goes_as_written(file: str) -> None:
    assert rehearsals()[file].problems == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_said_has_been_read(file: str) -> None:
    kept, said = TRANSCRIPTS / file.replace(".yaml", ".txt"), transcript(rehearsals()[file])
    if WRITE:
        TRANSCRIPTS.mkdir(exist_ok=True)
        kept.write_text(said, encoding="utf-8")
    assert kept.is_file(), "new: read it once written with RECUL_TEST_TRANSCRIPTS=write"
    assert said.splitlines() == kept.read_text(encoding="utf-8").splitlines()


def test_no_transcript_outlives_its_conversation() -> None:
    gone = {path.stem for path in TRANSCRIPTS.glob("*.txt")} - {name.removesuffix(".yaml") for name in FILES}
    if WRITE:
        for name in gone:
            (TRANSCRIPTS / f"{name}.txt").unlink()
        return
    assert not gone
