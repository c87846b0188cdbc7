"""For the host: let somebody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.botname import username
from bot.cli.french import Command, Count, OneOf, OutFile, refuse, say
from bot.cli.naming import ROLES, Known, everyone, resolve
from bot.cli.opening import json_option, now, opened, show_json, write_private
from bot.conversation.inviting import VALID
from bot.reports import qr
from bot.store import Transaction, audit, engagements, links
from bot.store.people import Role
from bot.telling import in_french

#: How long the host's link that moves an account may be used, in days.
_MOVE_VALID = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be made: for whom, in whose name (None: the host's), and what to say of it."""

    role: Role | None
    maker: str | None
    engagement: str | None
    told: str


@click.command(cls=Command)
@click.option("--role", type=OneOf([role.value for role in Role]), help="qui est invité")
@click.option("--coach", metavar="CLÉ", help="avec quel ou quelle coach ; inutile s'il n'y en a qu'un")
@click.option("--coachee", metavar="CLÉ", help="commanditaire de l'accompagnement de qui")
@click.option(
    "--move", metavar="CLÉ", help="au lieu d'inviter : faire passer cette personne à un autre compte"
)
@click.option("--name", default="", metavar="PRÉNOM", help="comment Recul l'appellera")
@click.option("--days", type=Count(366), help=f"validité du lien ({VALID} ; {_MOVE_VALID} avec --move)")
@click.option("--out", type=OutFile(".png", ".svg"), help="écrire le QR code dans un fichier (.png, .svg)")
@json_option
def invite(
    *,
    role: str | None,
    coach: str | None,
    coachee: str | None,
    move: str | None,
    name: str,
    days: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Un lien d'invitation et son QR code. Le lien sert une seule fois.

    Avec --move, le lien fait passer quelqu'un qui a perdu son compte Telegram à celui d'où il est ouvert ;
    s'assurer d'abord que c'est bien cette personne. Sans RECUL_TELEGRAM_TOKEN,
    donne ce qu'il faut écrire au bot : /start CODE."""
    _check(role, coach, coachee, move, name)
    with opened() as app:
        app.place.username = username(app.settings)
        if out is not None and not app.place.username:
            refuse("Sans RECUL_TELEGRAM_TOKEN, il n'y a pas de lien à mettre dans un QR code.")
        expires = now() + timedelta(days=days or (_MOVE_VALID if move else VALID))
        with app.store.write() as tx:
            asked = _asked(tx, role, coach, coachee, move)
            if asked.role is None:
                assert asked.maker is not None
                code = links.make_move(tx, asked.maker, expires)
                audit.record(tx, "move_offered", now(), subject=asked.maker)
            else:
                code = links.make(
                    tx, asked.role, asked.maker, expires, name=name.strip()[:64], engagement=asked.engagement
                )
                audit.record(tx, "invited", now(), subject=asked.maker, object=asked.role.value)
        link = app.place.link(code)
        until = expires.astimezone(ZoneInfo(app.settings.timezone)).date()
    if out is not None:
        write_private(out, qr.picture(link, out.suffix[1:].lower()))
    if as_json:
        kind = asked.role.value if asked.role else links.MOVE
        show_json({"role": kind, "link": link, "code": code, "expires": expires.isoformat()})
        return
    say(f"{asked.told}, pour une seule fois, jusqu'au {in_french(until)} :")
    click.echo(link)
    if out is not None:
        say(f"Écrit : {out}")
    elif link.startswith("https://"):
        qr.show(link)


def _check(role: str | None, coach: str | None, coachee: str | None, move: str | None, name: str) -> None:
    """Options that do not go together."""
    if move is not None:
        if role or coach or coachee or name:
            refuse("--move ne va qu'avec --days et --out : la personne garde ses qualités et son prénom.")
    elif role is None:
        refuse("Dire qui est invité avec --role, ou qui change de compte avec --move.")
    elif coach and role != Role.COACHEE:
        refuse("--coach dit avec qui une personne est accompagnée : il ne va qu'avec --role coachee.")
    elif coachee and role != Role.SPONSOR:
        refuse("--coachee dit de qui l'accompagnement est commandé : il ne va qu'avec --role sponsor.")
    elif role == Role.SPONSOR and not coachee:
        refuse("Ajouter --coachee : un ou une commanditaire l'est de l'accompagnement de quelqu'un.")


def _asked(
    tx: Transaction, role: str | None, coach: str | None, coachee: str | None, move: str | None
) -> _Asked:
    if move is not None:
        one = resolve(tx, move)
        return _Asked(None, one.id, None, f"Changement de compte ({one.name or one.key})")
    invited = Role(role or "")
    if invited is Role.COACHEE:
        inviting = _coach(tx, coach)
        return _Asked(
            invited, inviting.id, None, f"Invitation ({ROLES[invited]} avec {inviting.name or inviting.key})"
        )
    if invited is not Role.SPONSOR:
        return _Asked(invited, None, None, f"Invitation ({ROLES[invited]})")
    one = resolve(tx, coachee or "", Role.COACHEE)
    which = engagements.coach_of(tx, one.id)
    if which is None:
        refuse(f"{one} n'a pas d'accompagnement en cours.")
    told = f"Invitation ({ROLES[invited]} de l'accompagnement de {one.name or one.key})"
    return _Asked(invited, None, which.id, told)


def _coach(tx: Transaction, wanted: str | None) -> Known:
    if wanted is not None:
        return resolve(tx, wanted, Role.COACH)
    coaches = everyone(tx, Role.COACH)
    if not coaches:
        refuse("Il n'y a pas encore de coach : commencer par recul invite --role coach.")
    if len(coaches) > 1:
        refuse(f"Ajouter --coach, avec l'une de ces clés : {', '.join(str(one) for one in coaches)}.")
    return coaches[0]
