"""For the host: a coach leaves the firm."""

from __future__ import annotations

import click

from bot.cli.french import Command, refuse, say
from bot.cli.naming import resolve
from bot.cli.opening import json_option, now, opened, show_json
from bot.conversation import handover as passing
from bot.store import engagements
from bot.store.people import Role


@click.command(cls=Command)
@click.argument("coach", metavar="COACH")
@click.option("--to", "other", metavar="CLÉ", required=True, help="qui prendrait la suite")
@click.option("--yes", is_flag=True, help="sans demander confirmation")
@json_option
def handover(coach: str, other: str, *, yes: bool, as_json: bool) -> None:
    """Un ou une coach s'en va : quelqu'un d'autre prend la suite, avec l'accord de chaque personne.

    Tout de suite, plus rien n'est montré à qui s'en va. Chaque personne accompagnée est prévenue à l'heure qu'elle a
    choisie, et dit si elle le veut ; ce qu'elle avait partagé n'est repris que si elle le décide."""
    with opened() as app:
        with app.store.read() as tx:
            former, to = resolve(tx, coach, Role.COACH), resolve(tx, other, Role.COACH)
            count = len(engagements.coachees_of(tx, former.id))
        if former.id == to.id:
            refuse("C'est la même personne : --to désigne qui prendrait la suite.")
        if not count:
            refuse(f"{former} n'a pas d'accompagnement en cours : rien à faire.")
        if not yes:
            say(
                f"{count} accompagnement{'s' if count > 1 else ''} de {former} vers {to}, si chaque personne le veut."
            )
            if not click.confirm("Continuer", default=False):
                refuse("Rien n'a changé.")
        with app.store.write() as tx:
            passing.begin(app.parts, tx, former.id, to.id, now())
    if as_json:
        show_json({"from": former.key, "to": to.key, "engagements": count})
    else:
        say(f"C'est fait : {count} demande{'s' if count > 1 else ''}, à l'heure de chaque personne.")
