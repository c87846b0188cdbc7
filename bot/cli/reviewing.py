"""For the host and the coach: what a coachee gave of their closing review."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.french import Command, refuse
from bot.cli.naming import resolve
from bot.cli.opening import now, opened
from bot.cli.papers import paper_option, write
from bot.coaching.rights import Matter
from bot.reports import review
from bot.store import access, engagements, reviews
from bot.store.people import Role


@click.command(cls=Command)
@click.argument("key", metavar="CLÉ")
@paper_option
def bilan(key: str, out: Path) -> None:
    """Les parties de son bilan qu'une personne a transmises à son ou sa coach, dans leur texte exact.

    Le bilan entier n'est qu'à elle ; une fois l'accompagnement clos, plus rien ne se lit ici. La personne voit
    dans /moi que le bilan a été lu."""
    with opened() as app, app.store.write() as tx:
        one = resolve(tx, key, Role.COACHEE)
        which = engagements.coach_of(tx, one.id)
        said = reviews.load(tx, one.id, which.id) if which else None
        if which is None or said is None or said.handed_at is None:
            refuse(f"{one} n'a rien transmis de son bilan, ou l'accompagnement est clos.")
        found = access.shared(tx, which.coach, which, now(), matter=Matter.REVIEW, by_host=True)
        given = review.pieces(found)
        if not given:
            refuse(f"{one} a gardé son bilan.")
        day = said.handed_at.astimezone(ZoneInfo(app.settings.timezone)).date()
        paper = review.handed(app.parts.prompts, one.name, given, day)
    write(paper, out)
