"""Who read what of a coachee, and when: for the coachee, out of the record."""

from __future__ import annotations

import html

from bot.coaching.engagement import Party
from bot.coaching.rights import Matter
from bot.conversation.scene import Scene, in_zone
from bot.reports.naming import first_name
from bot.store import access, audit, engagements, people
from bot.store.audit import Entry
from bot.telling import in_french

TEMPLATE = "readers.j2"
#: Most lines shown; the rest is counted. All of it is in the copy.
MOST = 10


def lines(scene: Scene) -> list[str]:
    """One a day and a reader, latest first, as plain text; after ten of them, how many there are besides."""
    found: dict[tuple[str, str], dict[Matter, None]] = {}
    for entry in audit.entries(scene.tx, scene.person.id):
        matter = access.matter_of(entry.action)
        if matter is not None and entry.subject == scene.person.id:
            day = in_french(in_zone(entry.at, scene.zone).date())
            found.setdefault((day, _who(scene, entry)), {})[matter] = None
    told = [
        _said(scene, "line", day=day, who=who, what=", ".join(_said(scene, one.value) for one in what))
        for (day, who), what in found.items()
    ]
    more = len(told) - MOST
    return [*told[:MOST], _said(scene, "more", count=more)] if more > 0 else told


def _who(scene: Scene, entry: Entry) -> str:
    """The reader by name and role. Someone at the console reads in the coach's place, without a name."""
    which, _, place = entry.object.partition(":")
    if entry.actor is None:
        return _said(scene, "who_host" if place == access.HOST or not which else "who_gone")
    person = people.load(scene.tx, entry.actor)
    engagement = engagements.load(scene.tx, which) if which else None
    as_sponsor = engagement is not None and engagement.party(entry.actor) is Party.SPONSOR
    name = first_name(str(person.profile.get("prenom", ""))) if person else ""
    return _said(scene, "who_sponsor" if as_sponsor else "who_coach", name=name)


def _said(scene: Scene, block: str, **values: object) -> str:
    return html.unescape(scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values))
