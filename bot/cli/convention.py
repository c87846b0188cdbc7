"""For the host and the coach: the convention of one engagement, with its acceptances."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.french import Command, OutFile, refuse, say
from bot.cli.naming import resolve
from bot.cli.opening import json_option, now, opened, show_json, write_private
from bot.cli.papers import write_paper
from bot.coaching.rights import Matter
from bot.reports.convention import dated, signed
from bot.store import access, conventions, engagements
from bot.store.people import Role


@click.command(cls=Command)
@click.argument("key", metavar="CLÉ")
@click.option(
    "--out",
    type=OutFile(".pdf", ".html", ".txt"),
    help="écrire un document (.pdf, .html), ou le texte accepté (.txt), plutôt qu'ici",
)
@json_option
def convention(key: str, out: Path | None, *, as_json: bool) -> None:
    """La convention d'une personne accompagnée : le texte, ou le document avec les acceptations.

    L'empreinte affichée est celle du texte : sha256sum du fichier .txt la redonne. La personne voit dans /moi
    que la convention a été lue."""
    with opened() as app, app.store.write() as tx:
        one = resolve(tx, key, Role.COACHEE)
        which = engagements.coach_of(tx, one.id)
        found = conventions.current(tx, which.id) if which else None
        if which is None or found is None:
            refuse(f"{one} n'a pas encore de convention : /convention, dans la conversation de coach.")
        if not access.read(tx, which.coach, which, Matter.CONVENTION, now(), by_host=True):
            refuse(f"La convention de {one} ne peut plus être lue.")
        done = conventions.acceptances(tx, found.id)
        zone = ZoneInfo(app.settings.timezone)
        paper = signed(app.parts.prompts, found, done, zone)
    if as_json:
        show_json(
            {
                "version": found.version,
                "digest": found.digest,
                "in_force": conventions.agreed(found, done),
                "terms": found.terms.to_json(),
                "acceptances": [
                    {
                        "role": accepted.role.value,
                        "at": accepted.at.isoformat(),
                        "on_paper": bool(accepted.recorded_by),
                    }
                    for accepted in done
                ],
            }
        )
    elif out is None:
        click.echo(found.text)
        for party in found.terms.parties:
            accepted = next((accepted for accepted in done if accepted.role is party.role), None)
            say(f"{party.name} : {dated(accepted.at.astimezone(zone).date()) if accepted else 'en attente'}")
        say(f"Empreinte : {found.digest}")
    elif out.suffix.lower() == ".txt":
        write_private(out, found.text.encode())
        say(f"Écrit : {out} (lisible par vous seul). Empreinte : {found.digest}")
    else:
        write_paper(paper, out)
