"""What each party of an engagement expects: who is asked, what is there, and the way from the questions to a text that
its author has read and published. Before that nobody else learns of it, and nobody reads the others before (P2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.channels.markup import plain
from bot.conversation import standpoint
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.reports.expectations import PARTS, TEMPLATE, Side
from bot.store import Transaction, audit, expectations, journal, people
from bot.store.engagements import Engagement
from bot.store.people import Role
from bot.telling import in_french

DIALOG = "attentes"
#: The text of one party, as it is put before them, kept and read by the others.
TEXT = "expected.j2"
#: As what the coach speaks who writes down the answers of a sponsor on paper.
PAPER = "papier"
#: The profile of a sponsor who takes part on paper says so under this name.
ON_PAPER = "on_paper"
#: The order in which the parties are shown.
_ORDER = (Role.COACHEE, Role.SPONSOR, Role.COACH)


def expected(tx: Transaction, which: Engagement) -> tuple[Role, ...]:
    """Whose expectations an engagement waits for."""
    alone = which.sponsor is None and expectations.is_without_sponsor(tx, which.id)
    return tuple(role for role in _ORDER if role is not Role.SPONSOR or not alone)


def missing(tx: Transaction, which: Engagement) -> tuple[Role, ...]:
    """Whose are not published yet."""
    there = expectations.current(tx, which.id)
    return tuple(role for role in expected(tx, which) if role not in there)


def is_on_paper(tx: Transaction, person: str | None) -> bool:
    """Whether this sponsor takes part on paper: there is no chat with them."""
    found = people.load(tx, person) if person else None
    return found is not None and bool(found.profile.get(ON_PAPER))


def called(scene: Scene, which: Engagement, role: Role) -> str:
    """The name of a party as the others read it, or what they are as long as there is no name."""
    name = name_of(scene.tx, which.holds(role))
    return name or told(
        scene, {Role.COACHEE: "somebody", Role.COACH: "the_coach"}.get(role, f"as_{role.value}")
    )


def told(scene: Scene, block: str, **values: object) -> str:
    """A block of the template, as HTML, in this person's form of address."""
    return scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values)


def begin(scene: Scene, which: Engagement, role: Role, *, paper: bool = False) -> None:
    """Puts the questions to a party, or their own text if there is one: a draft, or what they published."""
    given = {
        "role": PAPER if paper else role.value,
        "personne": called(scene, which, Role.COACHEE),
        "intervenante": called(scene, which, Role.COACH),
        "commanditaire": called(scene, which, Role.SPONSOR),
    }
    if Role.SPONSOR not in expected(scene.tx, which):
        given["a_deux"] = "oui"
    if own := _begun(scene, which, Role.SPONSOR if paper else role, _draft(which, paper=paper)):
        given |= {**own, "brouillon": "oui"}
    scene.play(Begin(DIALOG, scene.now, given, standpoint.key(role, which.id)))


def _draft(which: Engagement, *, paper: bool) -> str:
    """The name under which a text that is not published is remembered."""
    return f"{DIALOG}_{which.id}" + (f"_{PAPER}" if paper else "")


def _begun(scene: Scene, which: Engagement, role: Role, name: str) -> Mapping[str, str]:
    kept = journal.recall(scene.tx, scene.person.id).get(name)
    if kept is not None:
        found: dict[str, str] = json.loads(kept.words)
        return found
    published = expectations.latest(scene.tx, which.id, role)
    own = published is not None and scene.person.id in (published.person, published.recorded_by)
    return published.parts if published and own else {}


def _parts(deed: Host) -> dict[str, str]:
    said = deed.seen.said
    return {name: said[name] for name in PARTS if said.get(name)}


def keep(scene: Scene, deed: Host) -> None:
    """Keeps a text for later, for its author alone."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if own is not None:
        name = _draft(own.engagement, paper=deed.seen.known("role") == PAPER)
        journal.remember(scene.tx, scene.person.id, name, json.dumps(_parts(deed)), scene.now)
    scene.add(told(scene, "draft"))


def publish(scene: Scene, deed: Host) -> Engagement | None:
    """Keeps as published the text that was just read and agreed to; None if the engagement does not take it."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    paper = deed.seen.known("role") == PAPER
    which = own.engagement if own else None
    author = which.sponsor if paper and which else scene.person.id
    if own is None or which is None or author is None or which.coachee is None:
        scene.add(told(scene, "gone"))
        return None
    parts, role = _parts(deed), Role.SPONSOR if paper else own.role
    text = plain(scene.parts.prompts.render(TEXT, "text", "vous", {"said": parts}))
    expectations.put(
        scene.tx, which.id, role, person=author, coachee=which.coachee, text=text, parts=parts, now=scene.now,
        recorded_by=scene.person.id if paper else None,
    )  # fmt: skip
    journal.let_go(scene.tx, scene.person.id, _draft(which, paper=paper))
    audit.record(
        scene.tx, "published_expectations", scene.now, actor=scene.person.id, subject=which.coachee,
        object=f"{which.id}:{role.value}",
    )  # fmt: skip
    return which


def sides(scene: Scene, which: Engagement) -> dict[Role, Side]:
    """What is published, in the order in which it is shown: the texts as they were agreed to."""
    there = expectations.current(scene.tx, which.id)
    found = {}
    for role in _ORDER:
        one = there.get(role)
        if one is not None:
            by = name_of(scene.tx, one.recorded_by) if one.recorded_by else ""
            day = in_french(in_zone(one.at, scene.zone).date())
            label = told(scene, f"as_{role.value}")
            found[role] = Side(name_of(scene.tx, one.person), label, day, by, one.text, one.parts)
    return found
