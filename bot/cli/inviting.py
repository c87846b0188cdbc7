"""For the host: let somebody in."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import segno

from bot.cli.botname import username
from bot.cli.french import Command, Count, OneOf, OutFile, refuse, say
from bot.cli.naming import ROLES, Known, everyone, resolve
from bot.cli.opening import json_option, now, opened, show_json, write_private
from bot.conversation.coach import VALID
from bot.store import Transaction, audit, links
from bot.store.people import Role
from bot.telling import in_french


@click.command(cls=Command)
@click.option("--role", type=OneOf(["coachee", "coach", "sponsor"]), required=True, help="qui est invité")
@click.option("--coach", metavar="CLÉ", help="avec quel ou quelle coach ; inutile s'il n'y en a qu'un")
@click.option("--name", default="", metavar="PRÉNOM", help="comment Recul l'appellera")
@click.option("--days", type=Count(366), default=VALID, help=f"validité du lien ({VALID})")
@click.option("--out", type=OutFile(".png", ".svg"), help="écrire le QR code dans un fichier (.png, .svg)")
@json_option
def invite(role: str, coach: str | None, name: str, days: int, out: Path | None, *, as_json: bool) -> None:
    """Un lien d'invitation et son QR code. Le lien sert une seule fois.

    Sans RECUL_TELEGRAM_TOKEN, donne ce qu'il faut écrire au bot : /start CODE."""
    if role == Role.SPONSOR:
        refuse("Inviter un commanditaire n'est pas encore possible : choisir coachee ou coach.")
    if role == Role.COACH and coach:
        refuse("--coach dit avec qui une personne est accompagnée : il ne va qu'avec --role coachee.")
    with opened() as app:
        app.place.username = username(app.settings)
        if out is not None and not app.place.username:
            refuse("Sans RECUL_TELEGRAM_TOKEN, il n'y a pas de lien à mettre dans un QR code.")
        with app.store.write() as tx:
            inviting = _coach(tx, coach) if role == Role.COACHEE else None
            expires = now() + timedelta(days=days)
            host = inviting.id if inviting else None
            code = links.make(tx, Role(role), host, expires, name=name.strip()[:64])
            audit.record(tx, "invited", now(), subject=host, object=role)
        link = app.place.link(code)
        until = expires.astimezone(ZoneInfo(app.settings.timezone)).date()
    if out is not None:
        _draw(link, out)
    if as_json:
        show_json({"role": role, "link": link, "code": code, "expires": expires.isoformat()})
        return
    whom = f" avec {inviting.name or inviting.key}" if inviting else ""
    say(f"Invitation ({ROLES[Role(role)]}{whom}), pour une seule fois, jusqu'au {in_french(until)} :")
    click.echo(link)
    if out is not None:
        say(f"Écrit : {out}")
    elif link.startswith("https://"):
        segno.make(link, error="m").terminal(compact=True, border=2)


def _coach(tx: Transaction, wanted: str | None) -> Known:
    if wanted is not None:
        return resolve(tx, wanted, Role.COACH)
    coaches = everyone(tx, Role.COACH)
    if not coaches:
        refuse("Il n'y a pas encore de coach : commencer par recul invite --role coach.")
    if len(coaches) > 1:
        refuse(f"Ajouter --coach, avec l'une de ces clés : {', '.join(str(one) for one in coaches)}.")
    return coaches[0]


def _draw(link: str, out: Path) -> None:
    made = io.BytesIO()
    segno.make(link, error="m").save(made, kind=out.suffix[1:].lower(), scale=8, border=4)
    write_private(out, made.getvalue())
