"""What is due, done once: for a cron job, or for a host who wants to see."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import update

from bot.app import App
from bot.channels.telegram.wire import Telegram
from bot.cli.botname import username
from bot.cli.french import Command, Moment, say
from bot.cli.naming import short
from bot.cli.opening import json_option, now, opened, show_json
from bot.conversation import Conversation
from bot.insight import load
from bot.messages import Incoming
from bot.store import Transaction, inbox, outbox, people, reminders
from bot.store.reminders import Reminder
from bot.store.tables import is_status
from bot.store.tables import outbox as outbox_table
from bot.workers import Clock, Pace, Sender

_KINDS = {
    "invitation": "invitation à une réflexion",
    "handover": "question sur la suite de l'accompagnement",
    "sponsor_joined": "nouvelle : qui est commanditaire",
    "suivi": "retour sur un pas choisi",
    "digest": "point de la semaine",
    "retention": "annonce de l'effacement des textes",
}
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits: moments to speak first, messages received and not yet taken, messages to send."""

    reminders: Sequence[Reminder]
    received: int
    to_send: int


@click.command(cls=Command)
@click.option("--at", type=Moment(), help="comme si c'était ce moment : 2026-03-12T18:00")
@click.option("--dry-run", is_flag=True, help="dit ce qui serait fait, et ne change rien")
@json_option
def due(at: datetime | None, *, dry_run: bool, as_json: bool) -> None:
    """Fait une fois ce qui est à faire à ce moment : rappels, réponses, envois. Puis s'arrête.

    « recul run » le fait sans cesse ; ceci convient à une tâche planifiée. Les envois demandent
    RECUL_TELEGRAM_TOKEN ; sinon, les messages attendent."""
    with opened() as app:
        moment = now() if at is None else _instant(at, ZoneInfo(app.settings.timezone))
        if dry_run:
            waiting = _waiting(app, moment)
            if as_json:
                show_json(_foreseen(waiting, moment))
            else:
                _foretell(app, waiting, moment)
            return
        username(app.settings)  # a token that is refused is said before anything is done
        done = _do(app, moment)
    if as_json:
        show_json(done)
    else:
        say(
            f"{_count(done['reminders'], 'rappel')}, {_count(done['turns'], 'tour')}, "
            f"{_count(done['sent'], 'envoi')} ; {done['waiting']} en attente d'envoi."
        )
        if done["undelivered"]:
            say(f"{_count(done['undelivered'], 'message')} sans destinataire joignable.")


def _instant(at: datetime, zone: ZoneInfo) -> datetime:
    """What was written without an offset is meant in Recul's own zone."""
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _do(app: App, at: datetime) -> dict[str, Any]:
    clock = Clock(app.store, lambda: None, app.settings.home / "alive", app.settings.limits)
    struck = clock.strike(at)
    turns = app.take_all(Conversation(app.parts, load()), at)
    with app.store.write() as tx:
        _bring_forward(tx, at)
        before = outbox.counts(tx)
    if app.settings.telegram_token.get_secret_value():
        asyncio.run(_send(app))
    with app.store.read() as tx:
        after = outbox.counts(tx)
    clock.clean(now())

    def more(*statuses: str) -> int:
        return sum(after.get(status, 0) - before.get(status, 0) for status in statuses)

    return {
        "at": at.isoformat(),
        "reminders": struck,
        "turns": turns,
        "sent": more("sent"),
        "undelivered": more("failed", "dropped"),
        "waiting": after.get("waiting", 0),
    }


def _bring_forward(tx: Transaction, at: datetime) -> None:
    """What was said at a moment to come leaves now: the host asked for that moment."""
    present = now()
    if at > present:
        table = outbox_table
        said_then = (is_status(table, "waiting"), table.c.created_at > present, table.c.due_at <= at)
        tx.run(update(table).where(*said_then).values(due_at=present))


async def _send(app: App) -> None:
    """Sends what is due, receiving nothing: `start` is never called."""
    settings = app.settings

    def put(_incoming: Sequence[Incoming]) -> None:
        raise AssertionError("nothing is received here")

    telegram = Telegram(settings.telegram_token.get_secret_value(), put, api_url=settings.telegram_api_url)
    try:
        pace = Pace(settings.send_rate, settings.chat_rate)
        await Sender(app.store, {"telegram": telegram}, pace).drain()
    finally:
        await telegram.stop()


# Beforehand


def _waiting(app: App, at: datetime) -> _Waiting:
    with app.store.write() as tx:  # PostgreSQL reads what it could lock only where it may write; nothing is
        found = reminders.due(tx, at, _MOST)
        received = len(inbox.waiting(tx, at, (), _MOST))
        return _Waiting(found, received, outbox.counts(tx).get("waiting", 0))


def _foreseen(waiting: _Waiting, at: datetime) -> dict[str, Any]:
    return {
        "dry_run": True,
        "at": at.isoformat(),
        "reminders": [
            {"key": short(one.person), "kind": one.kind, "due": one.due_at.isoformat()}
            for one in waiting.reminders
        ],
        "received": waiting.received,
        "to_send": waiting.to_send,
    }


def _foretell(app: App, waiting: _Waiting, at: datetime) -> None:
    zone = ZoneInfo(app.settings.timezone)

    def told(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%d/%m/%Y %H:%M}"

    say(f"À faire le {told(at)} (rien n'est changé) :")
    with app.store.read() as tx:
        for one in waiting.reminders:
            person = people.load(tx, one.person)
            state = " (n'écoute pas en ce moment)" if person and person.status != "active" else ""
            kind = _KINDS.get(one.kind.partition(":")[0], f"rappel « {one.kind} »")
            say(f"  {short(one.person)}  {kind}, prévu le {told(one.due_at)}{state}")
    if waiting.received:
        say(f"  {_count(waiting.received, 'conversation')} où un message reçu attend sa réponse")
    if waiting.to_send:
        say(f"  {_count(waiting.to_send, 'message')} à envoyer")
    if not (waiting.reminders or waiting.received or waiting.to_send):
        say("  rien")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"
