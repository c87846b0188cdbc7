"""What a person told Recul: answers, judgements on hypotheses, and what to remember.

Nothing here is ever read for anyone else; what is shared is a copy that the person has seen (`sharing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, select

from bot.store.database import PerDialect, Transaction
from bot.store.tables import EPOCH, answer, judgement, memory

QUESTION = "answer.question"
WORDS = "answer.words"
PITFALL = "judgement.pitfall"
QUOTE = "judgement.quote"
MEMORY = "memory.words"


@dataclass(frozen=True, slots=True)
class Answer:
    """`question` as it was put, `words` as they were written; `name` is the dialogue's for it."""

    id: int
    talk: str
    dialog: str
    step: str
    name: str
    question: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the person said of the hypothesis that `quote` shows `pitfall`."""

    id: int
    talk: str
    pitfall: str
    quote: str
    verdict: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    words: str
    at: datetime


_add_answer = insert(answer)
_answers = (
    select(answer)
    .where(answer.c.person == bindparam("person"), answer.c.at >= bindparam("since"))
    .order_by(answer.c.at, answer.c.id)
)
_answers_in = _answers.where(answer.c.dialog == bindparam("dialog"))
_add_judgement = insert(judgement)
_judgements = (
    select(judgement)
    .where(judgement.c.person == bindparam("person"), judgement.c.at >= bindparam("since"))
    .order_by(judgement.c.at, judgement.c.id)
)


def _replacing(new: Callable[..., Any]) -> Executable:
    made = new(memory)
    changes = {"words": made.excluded.words, "at": made.excluded.at}
    statement: Executable = made.on_conflict_do_update(index_elements=["person", "name"], set_=changes)
    return statement


_remember = PerDialect(_replacing)
_recall = select(memory).where(memory.c.person == bindparam("person")).order_by(memory.c.name)
_let_go = delete(memory).where(memory.c.person == bindparam("who"), memory.c.name == bindparam("what"))


def add_answer(
    tx: Transaction,
    person: str,
    now: datetime,
    *,
    talk: str,
    dialog: str,
    step: str,
    name: str,
    question: str,
    words: str,
) -> int:
    """`talk` names the conversation the answer belongs to; `dialog`, `step` and `name` come from its file."""
    values = {"person": person, "talk": talk, "dialog": dialog, "step": step, "name": name, "at": now}
    sealed = {
        "question": tx.seal(person, QUESTION, question),
        "words": tx.seal(person, WORDS, words),
    }
    made: Any = tx.run(_add_answer, values | sealed).inserted_primary_key
    return int(made.id)


def answers(
    tx: Transaction, person: str, *, dialog: str | None = None, since: datetime = EPOCH
) -> list[Answer]:
    """What `person` answered, oldest first, in one dialogue or in all."""
    values = {"person": person, "since": since}
    rows = tx.run(_answers, values) if dialog is None else tx.run(_answers_in, values | {"dialog": dialog})
    return [
        Answer(
            row.id,
            row.talk,
            row.dialog,
            row.step,
            row.name,
            tx.unseal(person, QUESTION, row.question),
            tx.unseal(person, WORDS, row.words),
            row.at,
        )
        for row in rows
    ]


def add_judgement(
    tx: Transaction, person: str, now: datetime, *, talk: str, pitfall: str, quote: str, verdict: str
) -> int:
    """`verdict` is the key of one of the three answers to a hypothesis."""
    values = {
        "person": person,
        "talk": talk,
        "pitfall": tx.seal(person, PITFALL, pitfall),
        "quote": tx.seal(person, QUOTE, quote),
        "verdict": verdict,
        "at": now,
    }
    made: Any = tx.run(_add_judgement, values).inserted_primary_key
    return int(made.id)


def judgements(tx: Transaction, person: str, *, since: datetime = EPOCH) -> list[Judgement]:
    """What `person` said of the hypotheses put to them, oldest first."""
    return [
        Judgement(
            row.id,
            row.talk,
            tx.unseal(person, PITFALL, row.pitfall),
            tx.unseal(person, QUOTE, row.quote),
            row.verdict,
            row.at,
        )
        for row in tx.run(_judgements, {"person": person, "since": since})
    ]


def remember(tx: Transaction, person: str, name: str, words: str, now: datetime) -> None:
    """Keep `words` under `name` (from a dialogue file) for later talks; replaces what was kept there."""
    blob = tx.seal(person, MEMORY, words)
    tx.run(_remember(tx), {"person": person, "name": name, "words": blob, "at": now})


def recall(tx: Transaction, person: str) -> dict[str, Memory]:
    """Everything remembered of `person`, by name."""
    return {
        row.name: Memory(tx.unseal(person, MEMORY, row.words), row.at)
        for row in tx.run(_recall, {"person": person})
    }


def let_go(tx: Transaction, person: str, name: str) -> bool:
    """Forget what was kept under `name`. False if nothing was."""
    return tx.run(_let_go, {"who": person, "what": name}).rowcount == 1
