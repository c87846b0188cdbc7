"""The coach draws the convention up: clauses chosen one by one, objectives and expectations gathered, then proposed.

A proposal is the coach's own acceptance. What was typed or chosen stands in the talk until then; a signature that a
sponsor gave on paper is recorded here too, by the coach alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

from bot.coaching.convention import Expected, Goal, Occasion, Signatory, Terms
from bot.coaching.engagement import Party, Phase
from bot.coaching.rights import Matter
from bot.conversation import agreement, standpoint
from bot.conversation.choosing import choose
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import Standpoint
from bot.dialog.dates import told
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.dialog.replies import folded
from bot.messages import Outgoing, Purpose
from bot.reports import convention as document
from bot.store import access, conventions, expectations, objectives, people
from bot.store.conventions import Convention, Outcome
from bot.store.engagements import Engagement
from bot.store.people import Role, Status

#: The dialogue, and what stands for it on the buttons that ask for whom.
DIALOG = "convenir"
_REPORTED = {
    "toutes": tuple(Occasion),
    "debut_fin": (Occasion.START, Occasion.END),
    "fin": (Occasion.END,),
    "aucune": (),
}
#: Typed for a clause that names nothing.
_NOBODY = ("aucun", "aucune", "rien", "non")
#: Longest name of a firm or an organisation, in characters.
_LONGEST = 160
#: Where a coach's profile keeps the firm for the next convention.
_FIRM = "firm"
_GIVEN = (
    "personne", "commanditaire", "version", "empreinte", "papier", "duree", "seances", "longueur", "rapport",
    "conservation", "cabinet", "organisation",
)  # fmt: skip


def _command(scene: Scene, words: str) -> None:
    which = choose(scene, words, DIALOG)
    if which is None:
        return
    name = name_of(scene.tx, which.coachee)
    if which.arc.phase is Phase.INVITED:
        scene.tell(agreement.TEMPLATE, "not_yet", coachee=name)
        return
    if which.arc.phase is Phase.STOPPED:
        scene.tell(agreement.TEMPLATE, "left", coachee=name)
        return
    one = agreement.visible(scene, which, Role.COACH)
    if one is not None:
        scene.add(agreement.status(scene, which, one, for_coach=True))
        agreement.show(scene, which, one)
    _begin(scene, which, _clauses(scene, which, one))


def _begin(scene: Scene, which: Engagement, given: dict[str, str]) -> None:
    scene.play(Begin(DIALOG, scene.now, given, Standpoint(Role.COACH, which).key))


def _clauses(scene: Scene, which: Engagement, one: Convention | None) -> dict[str, str]:
    """What the dialogue begins with: the clauses of the version that stands, or the usual ones."""
    terms = _usual(scene, which) if one is None else one.terms
    sponsor = _sponsor(scene, which)
    return {
        "personne": name_of(scene.tx, which.coachee),
        "commanditaire": sponsor.name if sponsor else "",
        "version": str(one.version) if one else "",
        "empreinte": one.digest if one else "",
        "papier": "attendu" if one and _awaits_paper(scene, which, one) else "",
        "duree": str(terms.months),
        "seances": str(terms.sessions),
        "longueur": f"m{terms.minutes}",
        "rapport": next(key for key, found in _REPORTED.items() if found == terms.reported),
        "conservation": f"r{terms.retention}",
        "cabinet": terms.firm,
        "organisation": terms.organisation,
    }


def _usual(scene: Scene, which: Engagement) -> Terms:
    firm = str(scene.person.profile.get(_FIRM, ""))
    return Terms(_parties(scene, which), in_zone(scene.now, scene.zone).date(), firm=firm)


def _awaits_paper(scene: Scene, which: Engagement, one: Convention) -> bool:
    """Whether all that is missing is the signature of a sponsor who takes part on paper."""
    latest = conventions.current(scene.tx, which.id)
    sponsor = one.terms.party(Party.SPONSOR)
    done = {accepted.role for accepted in conventions.acceptances(scene.tx, one.id)}
    missing = one.terms.roles - done
    return bool(
        latest and latest.id == one.id and sponsor and sponsor.on_paper and missing == {Party.SPONSOR}
    )


# What it is made of


def _terms(scene: Scene, which: Engagement, known: Callable[[str], str]) -> Terms:
    """The clauses as they were chosen in the talk, with what else the engagement holds."""
    one = agreement.visible(scene, which, Role.COACH)
    begins = one.terms.begins if one else in_zone(scene.now, scene.zone).date()
    return Terms(
        parties=_parties(scene, which),
        begins=begins,
        months=int(known("duree")),
        sessions=int(known("seances")),
        minutes=int(known("longueur").removeprefix("m")),
        reported=_REPORTED[known("rapport")],
        retention=int(known("conservation").removeprefix("r")),
        firm=_named(known("cabinet")),
        organisation=_named(known("organisation")),
        goals=_goals(scene, which),
        expected=_expected(scene, which),
    ).ruled()


def _named(words: str) -> str:
    line = " ".join(words.split())[:_LONGEST]
    return "" if folded(line) in _NOBODY else line


def _parties(scene: Scene, which: Engagement) -> tuple[Signatory, ...]:
    own = (
        Signatory(Party.COACHEE, name_of(scene.tx, which.coachee), which.coachee or ""),
        Signatory(Party.COACH, name_of(scene.tx, which.coach), which.coach or ""),
    )
    sponsor = _sponsor(scene, which)
    return (*own, sponsor) if sponsor else own


def _sponsor(scene: Scene, which: Engagement) -> Signatory | None:
    """Whoever sponsors the engagement and has not left; on paper if no chat is known."""
    person = people.load(scene.tx, which.sponsor) if which.sponsor else None
    if person is None or person.status is Status.STOPPED:
        return None
    on_paper = not people.addresses(scene.tx, person.id)
    return Signatory(Party.SPONSOR, name_of(scene.tx, person.id), person.id, on_paper)


def _goals(scene: Scene, which: Engagement) -> tuple[Goal, ...]:
    if not access.may(scene.tx, scene.person.id, which, Matter.OBJECTIVES):
        return ()
    return tuple(
        Goal(
            one.content.purpose, one.content.way, one.content.what, one.content.indicator, one.baseline, one.target,
            in_zone(one.due_at, scene.zone).date().isoformat(), one.content.proof,
        )
        for one in objectives.current(scene.tx, which.id)
    )  # fmt: skip


def _expected(scene: Scene, which: Engagement) -> tuple[Expected, ...]:
    """The expectations once all parties have published theirs: before, nobody reads anybody's."""
    if not access.may(scene.tx, scene.person.id, which, Matter.EXPECTATIONS):
        return ()
    found = expectations.current(scene.tx, which.id)
    if not {Role(party.role.value) for party in _parties(scene, which)} <= set(found):
        return ()
    return tuple(
        Expected(Party(role.value), one.text, one.recorded_by is not None) for role, one in found.items()
    )


# What is done with it


def _coaching(scene: Scene, deed: Host) -> Engagement | None:
    """The engagement that this talk is about, if this is still its coach and the coachee has not left."""
    here = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if here is None or here.role is not Role.COACH or here.engagement.arc.phase is Phase.STOPPED:
        scene.tell(agreement.TEMPLATE, "left", coachee="")
        return None
    return here.engagement


def _preview(scene: Scene, deed: Host) -> None:
    which = _coaching(scene, deed)
    if which is None:
        return
    terms = _terms(scene, which, deed.seen.known)
    today = in_zone(scene.now, scene.zone).date()
    version = conventions.next_version(scene.tx, which.id)
    paper = document.drawn_up(scene.parts.prompts, terms, version, today).to_json()
    _read(scene, which, terms)
    caption = scene.parts.prompts.render(agreement.TEMPLATE, "preview", "vous", {})
    scene.out.append(Outgoing(Purpose.FILE, html=caption, name="convention-projet.pdf", paper=paper))
    _begin(scene, which, {name: deed.seen.known(name) for name in _GIVEN} | {"papier": ""})


def _read(scene: Scene, which: Engagement, terms: Terms) -> None:
    """The record says what the coach reads in a draft."""
    matters = [Matter.OBJECTIVES] * bool(terms.goals) + [Matter.EXPECTATIONS] * bool(terms.expected)
    for matter in matters:
        access.read(scene.tx, scene.person.id, which, matter, scene.now)


def _propose(scene: Scene, deed: Host) -> None:
    which = _coaching(scene, deed)
    if which is None:
        return
    tx, me, now = scene.tx, scene.person.id, scene.now
    terms = _terms(scene, which, deed.seen.known)
    latest = conventions.current(tx, which.id)
    if latest is not None and latest.terms == terms:
        scene.tell(agreement.TEMPLATE, "unchanged", version=latest.version)
        return
    version = conventions.next_version(tx, which.id)
    paper = document.drawn_up(scene.parts.prompts, terms, version, in_zone(now, scene.zone).date()).to_json()
    one = conventions.propose(tx, which, terms, paper, now, actor=me)
    conventions.accept(tx, which, Party.COACH, one.digest, now, actor=me)
    scene.set_profile(**{_FIRM: terms.firm})
    names = agreement.names(one)
    scene.tell(
        agreement.TEMPLATE, "proposed", version=version, coachee=names["coachee"], sponsor=names["sponsor"]
    )
    agreement.show(scene, which, one)
    agreement.notify(scene, which, Role.COACHEE)


def _record_signature(scene: Scene, deed: Host) -> None:
    """A day on paper is today or past, and not before the version that was signed."""
    which = _coaching(scene, deed)
    one = agreement.visible(scene, which, Role.COACH) if which else None
    if which is None or one is None:
        return
    today = in_zone(scene.now, scene.zone).date()
    moment = told(deed.seen.known("signature"), today)
    day = moment.past or moment.day
    made = in_zone(one.at, scene.zone).date()
    wrong = (
        "sign_day" if day is None else "sign_future" if day > today else "sign_early" if day < made else ""
    )
    if wrong or day is None:
        scene.tell(agreement.TEMPLATE, wrong, day=document.dated(made))
        _begin(scene, which, _clauses(scene, which, one))
        return
    signed = datetime.combine(day, time(12), scene.zone).astimezone(UTC)
    read = deed.seen.known("empreinte")
    outcome = conventions.accept(
        scene.tx, which, Party.SPONSOR, read, scene.now, actor=scene.person.id, signed=signed
    )
    if outcome is not Outcome.ACCEPTED:
        scene.tell(agreement.TEMPLATE, "changed" if outcome is Outcome.CHANGED else "already")
        return
    names = agreement.names(one)
    scene.tell(agreement.TEMPLATE, "signed", day=document.dated(day), sponsor=names["sponsor"])
    agreement.accepted(scene, which, one)


FEATURE = Feature(
    commands={Role.COACH: {"convention": _command}},
    presses={DIALOG: _command},
    deeds={
        "preview_convention": _preview,
        "propose_convention": _propose,
        "record_signature": _record_signature,
    },
)
