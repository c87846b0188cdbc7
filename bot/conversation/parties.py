"""Those who take part and are not coached: the sponsor of an engagement, and who is in charge of a programme.

They are let in like everybody else, agree before anything is asked of them, and can see, copy and erase what is kept.
"""

from __future__ import annotations

from bot.conversation import news, standpoint
from bot.conversation.features import Feature
from bot.conversation.honesty import asks_who_speaks
from bot.conversation.inviting import TEMPLATE as INVITATIONS
from bot.conversation.names import name_of
from bot.conversation.scene import Scene, in_zone
from bot.conversation.standpoint import heard_as
from bot.dialog.effects import Host
from bot.dialog.events import Again, Begin
from bot.dialog.replies import folded
from bot.messages import Kind
from bot.store import audit, consents, engagements, export
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.telling import in_french

TEMPLATE = "parties.j2"
#: Where a profile keeps the engagements to which this person is invited as sponsor and has not agreed to yet.
INVITED_TO = "invited_to"
_WELCOME = {Role.SPONSOR: "accueil_commanditaire", Role.LEAD: "accueil_dispositif"}
_SCREENS = {
    "aide": "help",
    "help": "help",
    "confidentialite": "privacy",
    "privacy": "privacy",
    "moi": "me",
    "me": "me",
}
_START = "start"
_JOINED = "sponsor_joined"


def takes(scene: Scene, command: str) -> bool:
    """Whether this is for a sponsor or a programme lead rather than for the coachee or coach that they may also be."""
    if heard_as(scene) not in _WELCOME:
        return False
    name = folded(command).replace(" ", "")
    return name in _SCREENS or name == _START or not (command or scene.state.frames)


def answered_who_speaks(scene: Scene) -> bool:
    """« T'es un robot ? » gets its plain answer, whoever asks (P7), and the open question is put again."""
    if scene.incoming.kind is not Kind.TEXT or not asks_who_speaks(scene.incoming.text):
        return False
    scene.tell(TEMPLATE, "about_bot")
    _come_back(scene)
    return True


def obey(scene: Scene, command: str) -> None:
    """What everybody may ask for, and words or presses that answer nothing."""
    role = heard_as(scene)
    assert role in _WELCOME
    name = folded(command).replace(" ", "")
    if name in _SCREENS:
        _show(scene, role, _SCREENS[name])
    elif answered_who_speaks(scene):
        pass
    elif scene.person.status is Status.STOPPED and name != _START:
        scene.say("stopped_reminder")
    elif not _agreed(scene) or (name == _START and scene.person.profile.get(INVITED_TO)):
        welcome(scene, role)
    elif scene.incoming.kind is Kind.PRESS:
        scene.settle()
        scene.add(scene.parts.teller.common("nothing_open", scene.reader))
    elif scene.incoming.kind is Kind.UNREADABLE:
        scene.add(scene.parts.teller.common("unreadable", scene.reader, media=scene.incoming.note))
    else:
        _show(scene, role, "help")


def _agreed(scene: Scene) -> bool:
    return consents.stands(scene.tx, scene.person.id, consents.PARTICIPATION)


def welcome(scene: Scene, role: Role, engagement: str = "") -> None:
    """The first contact, or the next after having left: what this is, and whether they agree."""
    if scene.person.status is Status.STOPPED:
        scene.set_status(Status.ACTIVE)
    if role is Role.LEAD:
        scene.play(Begin(_WELCOME[role], scene.now))
        return
    waiting = invitations(scene)
    which = _open(scene, engagement or (waiting[0].id if waiting else "")) or _sponsored(scene)
    if which is None:
        scene.tell(TEMPLATE, "nothing_more")
        return
    given = {"personne": name_of(scene.tx, which.coachee), "intervenante": name_of(scene.tx, which.coach)}
    scene.play(Begin(_WELCOME[role], scene.now, given, standpoint.key(Role.SPONSOR, which.id)))


def invitations(scene: Scene) -> list[Engagement]:
    """To what this person is invited as sponsor, and has not agreed to yet."""
    found = [_open(scene, one) for one in scene.person.profile.get(INVITED_TO, ())]
    return [which for which in found if which is not None]


def _open(scene: Scene, engagement: str) -> Engagement | None:
    which = engagements.load(scene.tx, engagement) if engagement else None
    return which if which and which.ended_at is None else None


def _sponsored(scene: Scene) -> Engagement | None:
    own = standpoint.of(scene, Role.SPONSOR)
    return own.engagement if own else None


def _show(scene: Scene, role: Role, screen: str) -> None:
    if screen != "me":
        scene.tell(TEMPLATE, f"{screen}_{role.value}")
    else:
        kept = export.everything(scene.tx, scene.person.id)
        own = scene.person.id
        written = {
            name: sum(row["person"] == own for row in kept.get(name, ()))
            for name in ("expectation", "rating")
        }
        given = [
            one
            for one in consents.all_of(scene.tx, own)
            if one.purpose == consents.PARTICIPATION and not one.withdrawn_at
        ]
        scene.tell(
            TEMPLATE,
            "me",
            prenom=name_of(scene.tx, own),
            since=in_french(in_zone(scene.person.created_at, scene.zone).date()),
            agreed=in_french(in_zone(given[-1].given_at, scene.zone).date()) if given else "",
            engagements=[name_of(scene.tx, one.engagement.coachee) for one in _sponsorships(scene)],
            expectations=written["expectation"],
            ratings=written["rating"],
            acceptances=sum(row["party"] == own for row in kept.get("acceptance", ())),
        )
    _come_back(scene)


def _come_back(scene: Scene) -> None:
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))


def _sponsorships(scene: Scene) -> list[standpoint.Standpoint]:
    return [one for one in standpoint.all_of(scene.tx, scene.person.id) if one.role is Role.SPONSOR]


# What the first contact decides


def _consent(scene: Scene, deed: Host) -> None:
    consents.give(scene.tx, scene.person.id, consents.PARTICIPATION, scene.now)
    scene.set_status(Status.ACTIVE)
    if (
        Role.COACHEE not in scene.person.roles
    ):  # a coachee's own agreement is asked for in the coachee's own welcome
        scene.set_profile(consent=True)
    role, _, engagement = deed.seen.standpoint.partition(":")
    which = _open(scene, engagement)
    waiting = [one for one in scene.person.profile.get(INVITED_TO, ()) if one != engagement]
    scene.set_profile(**{INVITED_TO: waiting})
    if role == Role.SPONSOR.value and which is not None and which.sponsor != scene.person.id:
        _join(scene, which)


def _join(scene: Scene, which: Engagement) -> None:
    """From here on they are the sponsor; the one before, if there was one, reads nothing more and is told."""
    before = which.sponsor
    engagements.set_sponsor(scene.tx, which.id, scene.person.id)
    scene.set_profile(**{standpoint.CHOSEN: standpoint.key(Role.SPONSOR, which.id)})
    audit.record(
        scene.tx, "sponsor_joined", scene.now, actor=scene.person.id, subject=which.coachee, object=which.id
    )
    if before is not None:
        news.tell(scene, before, INVITATIONS, "sponsor_replaced", personne=name_of(scene.tx, which.coachee))


def _present(scene: Scene, deed: Host) -> None:
    """Their name is known: coach and coachee learn that they take part."""
    which = _open(scene, deed.seen.standpoint.partition(":")[2])
    if which is None or which.sponsor != scene.person.id:
        return
    values = {
        "commanditaire": name_of(scene.tx, scene.person.id),
        "personne": name_of(scene.tx, which.coachee),
    }
    news.tell(scene, which.coach, INVITATIONS, "sponsor_joined", **values)
    news.at_their_hour(scene, which.coachee, f"{_JOINED}:{which.id}")


def _joined(scene: Scene, engagement: str) -> None:
    """The coachee learns it, at the hour they chose."""
    which = _open(scene, engagement)
    if which is None or which.coachee != scene.person.id or which.sponsor is None or news.waits(scene):
        return
    if scene.person.status is not Status.STOPPED:
        scene.tell(INVITATIONS, "sponsor_news", commanditaire=name_of(scene.tx, which.sponsor))


def _decline(scene: Scene, _deed: Host) -> None:
    """Whoever is nothing else here has left; the invitation waits, should they come back."""
    if scene.person.roles <= set(_WELCOME) and not _agreed(scene):
        scene.set_status(Status.STOPPED)
        audit.record(scene.tx, "left", scene.now, actor=scene.person.id, subject=scene.person.id)


FEATURE = Feature(
    due={_JOINED: _joined},
    deeds={"consent_party": _consent, "present_party": _present, "decline_party": _decline},
)
