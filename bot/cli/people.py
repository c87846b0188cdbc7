"""For the host, about people: who is here, what is kept about one, and their leaving for good."""

from __future__ import annotations

import base64
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.cli.french import Command, Count, OutFile, refuse, say, typeset
from bot.cli.naming import Known, everyone, resolve, short
from bot.cli.opening import json_option, now, opened, show_json, write_private
from bot.conversation import standpoint
from bot.conversation.standpoint import Standpoint
from bot.dialog.replies import folded
from bot.prompts import Prompts
from bot.reports import copy
from bot.store import audit as record
from bot.store import erasure
from bot.store.people import Role, Status

ARC = "arc.j2"
STATUS = {Status.ACTIVE: "active", Status.PAUSED: "en pause", Status.STOPPED: "a quitté Recul"}


@click.command(cls=Command)
@json_option
def people(*, as_json: bool) -> None:
    """Qui est là : clé courte, prénom, qualité, état, depuis quand, où en est l'accompagnement et avec quel ou quelle
    coach.

    La clé courte désigne la personne dans les autres commandes."""
    with opened() as app, app.store.read() as tx:
        found = [(one, standpoint.all_of(tx, one.id)) for one in everyone(tx)]
        zone = ZoneInfo(app.settings.timezone)
        if not as_json:
            told = [
                [one.key, one.name or "…", one.roles, STATUS[one.person.status],
                 f"{one.person.created_at.astimezone(zone):%d/%m/%Y}", *_coached(app.parts.prompts, known)]
                for one, known in found
            ]  # fmt: skip
    if as_json:
        show_json([_row(one, known) for one, known in found])
    elif found:
        table([["clé", "prénom", "qualité", "état", "depuis", "accompagnement", "coach"], *told])
    else:
        say("Personne pour l'instant : recul invite --role coach, ou recul chat.")


def _coached(prompts: Prompts, known: list[Standpoint]) -> tuple[str, str]:
    """How far the engagements of a coachee are, and with whom."""
    own = [one.engagement for one in known if one.role is Role.COACHEE]
    phases = [prompts.render(ARC, f"phase_{one.arc.phase.value}", "vous", {}) for one in own]
    return unescape(", ".join(phases)), ", ".join(short(one.coach) if one.coach else "…" for one in own)


def _row(one: Known, known: list[Standpoint]) -> dict[str, Any]:
    person = one.person
    own = [found.engagement for found in known if found.role is Role.COACHEE]
    coach = own[-1].coach if own else None
    return {
        "key": one.key,
        "name": one.name,
        "roles": sorted(role.value for role in person.roles),
        "status": person.status.value,
        "since": person.created_at.isoformat(),
        "coach": _short(coach),
        "engagements": [
            {
                "role": found.role.value,
                "phase": found.engagement.arc.phase.value,
                "coach": _short(found.engagement.coach),
                "coachee": _short(found.engagement.coachee),
                "sponsor": _short(found.engagement.sponsor),
            }
            for found in known
        ],
    }


def _short(person: str | None) -> str | None:
    return short(person) if person else None


@click.command(cls=Command)
@click.argument("key", metavar="CLÉ")
@click.option("--out", type=OutFile(".zip"), required=True, help="où écrire l'archive (.zip)")
def export(key: str, out: Path) -> None:
    """La copie complète d'une personne : recul.json, pour un programme, et recul.html, à lire.

    À ne remettre qu'à cette personne : elle contient aussi ce qu'elle garde pour elle."""
    with opened() as app, app.store.write() as tx:
        one = resolve(tx, key)
        zone = ZoneInfo(app.settings.timezone)
        made = copy.archive(tx, one.id, app.parts.prompts, now(), zone)
        write_private(out, base64.b64decode(made))
        record.record(tx, "exported", now(), subject=one.id)
    say(f"Écrit : {out} (lisible par vous seul).")


@click.command(cls=Command)
@click.argument("key", metavar="CLÉ")
@click.option("--yes", is_flag=True, help="sans demander confirmation")
def erase(key: str, *, yes: bool) -> None:
    """Efface une personne pour toujours : ses textes, ses réglages, ses partages, et sa clé.

    Ses textes deviennent illisibles dans les sauvegardes aussi. Reste la date de l'effacement."""
    with opened() as app:
        with app.store.read() as tx:
            one = resolve(tx, key)
        if not yes:
            asked = one.name or one.key
            what = "son prénom" if one.name else "sa clé"
            say(f"Tout ce que Recul garde de {one} va disparaître, sans retour possible.")
            typed = click.prompt(typeset(f"Pour confirmer, écrire {what}"), prompt_suffix=typeset(" : "))
            if folded(typed) != folded(asked):
                refuse("Ce n'est pas ce prénom ou cette clé : rien n'a été effacé.")
        erasure.erase(app.store, one.id, now())
        with app.store.write() as tx:
            record.record(tx, "erased", now())
    say(f"Effacement fait : {one.key} ; ses textes sont illisibles dans les sauvegardes aussi.")


@click.command(cls=Command)
@click.argument("key", metavar="[CLÉ]", required=False)
@click.option("--last", type=Count(), default=100, help="les N dernières lignes (100)")
@json_option
def audit(key: str | None, last: int, *, as_json: bool) -> None:
    """Qui a fait quoi, sur les données de qui, et quand ; sans aucun mot ni aucun nom.

    Avec une clé, seulement ce que cette personne a fait et ce qui la concerne."""
    with opened() as app, app.store.read() as tx:
        who = resolve(tx, key).id if key else None
        entries = record.entries(tx, who, limit=last)
        zone = ZoneInfo(app.settings.timezone)
    if as_json:
        show_json(
            [
                {
                    "at": entry.at.isoformat(),
                    "actor": short(entry.actor) if entry.actor else None,
                    "action": entry.action,
                    "subject": short(entry.subject) if entry.subject else None,
                    "object": entry.object,
                }
                for entry in entries
            ]
        )
        return
    rows = [
        [
            f"{entry.at.astimezone(zone):%d/%m/%Y %H:%M:%S}",
            short(entry.actor) if entry.actor else "hôte",
            entry.action,
            short(entry.subject) if entry.subject else "",
            entry.object,
        ]
        for entry in entries
    ]
    table([["quand", "qui", "quoi", "sur qui", "objet"], *rows])


def table(rows: list[list[str]]) -> None:
    """Columns as wide as their widest cell; the first row is their heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, bold=True) if number == 0 else line)
