"""For the host and the coach: what is written for a coach, at the console or as a page."""

from __future__ import annotations

import html
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from bot.cli.french import Command, OutFile, refuse, say
from bot.cli.naming import resolve, short
from bot.cli.opening import json_option, now, opened, show_json, write_private
from bot.cli.screen import Screen
from bot.coaching.trend import Trend, Window
from bot.messages import Outgoing
from bot.reports import brief as briefs
from bot.reports import digest as digests
from bot.store import access, engagements
from bot.store.people import Role
from bot.store.sharing import Item

_NO_PDF = {".pdf": "le PDF n'existe pas encore ; écrire un nom en .html."}
_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.55 Georgia, serif; color: #222; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }}
main {{ white-space: pre-line; }}
</style>
</head>
<body>
<main>{text}</main>
</body>
</html>
"""
out_option = click.option(
    "--out", type=OutFile(".html", ".htm", others=_NO_PDF), help="écrire une page (.html) plutôt qu'ici"
)


@click.command(cls=Command)
@click.argument("key", metavar="CLÉ")
@out_option
@json_option
def brief(key: str, out: Path | None, *, as_json: bool) -> None:
    """Ce qu'une personne a partagé, dans l'ordre où ouvrir la séance.

    C'est le texte que lit son ou sa coach, et rien d'autre. La personne voit dans /moi que le brief a été
    lu."""
    with opened() as app, app.store.write() as tx:
        one = resolve(tx, key, Role.COACHEE)
        engagement = engagements.coach_of(tx, one.id)
        if engagement is None or engagement.coach is None:
            refuse(f"{one} n'a pas de coach : personne ne peut lire de brief.")
        shared = access.shared(tx, engagement.coach, engagement, now(), by_host=True)
        zone = ZoneInfo(app.settings.timezone)
        text = briefs.text(app.parts.prompts, one.name or one.key, shared, now(), zone)
        trends = [_trend(found) for found in briefs.trends(app.parts.prompts, shared, now())]
    if as_json:
        items = [_item(item) for item in shared]
        show_json({"key": one.key, "name": one.name, "items": items, "trends": trends})
    else:
        _deliver(text, f"Brief de {one.name or one.key}", out)


@click.command(cls=Command)
@click.argument("coach", metavar="COACH")
@out_option
@json_option
def digest(coach: str, out: Path | None, *, as_json: bool) -> None:
    """La semaine d'un ou d'une coach : une ligne par personne accompagnée.

    COACH est une clé courte ou un prénom ; recul people les donne. Chaque personne dont un texte est montré
    le voit dans /moi."""
    with opened() as app, app.store.write() as tx:
        one = resolve(tx, coach, Role.COACH)
        at, zone = now(), ZoneInfo(app.settings.timezone)
        lines = digests.lines(tx, app.parts.prompts, one.id, at, by_host=True)
        text = digests.told(app.parts.prompts, lines, at, zone)
    if as_json:
        fields = ("prenom", "shared", "step", "pitfalls", "silent_days", "wrote", "paused", "left")
        show_json(
            [
                {
                    "key": short(line.who),
                    **{field: getattr(line, field) for field in fields},
                    "trends": [_trend(found) for found in line.trends],
                }
                for line in lines
            ]
        )
    else:
        _deliver(text, f"Semaine de {one.name or one.key}", out)


def _item(item: Item) -> dict[str, str]:
    return {"kind": item.kind, "text": item.text, "at": item.decided_at.isoformat()}


def _trend(found: Trend) -> dict[str, object]:
    """`earlier` and `recent` hold the talks compared and their verdicts; the days are ISO."""
    return {
        "pitfall": found.pitfall,
        "direction": str(found.direction),
        "probability": round(found.probability, 3),
        "earlier": _window(found.earlier),
        "recent": _window(found.recent),
    }


def _window(window: Window) -> dict[str, object]:
    return {
        "talks": window.talks,
        "confirmed": window.confirmed,
        "partly": window.partly,
        "since": window.since.isoformat() if window.since else None,
    }


def _deliver(text: str, title: str, out: Path | None) -> None:
    """Shows a document of Telegram's few tags, or writes it as a page."""
    if out is None:
        Screen("", Console(highlight=False), Path()).show(Outgoing(html=text))
    else:
        write_private(out, _PAGE.format(title=html.escape(title), text=text).encode())
        say(f"Écrit : {out} (lisible par vous seul).")
