"""What a coachee's words, presses and commands lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import coach, invitations, parties, readers, standpoint, topics
from bot.conversation.deeds import leave as put_to_rest
from bot.conversation.honesty import asks_who_speaks
from bot.conversation.scene import COMMANDS, Scene, in_zone
from bot.dialog.dates import MONTH_FIRST, told
from bot.dialog.definition import Ask
from bot.dialog.events import Again, Leave, Press, Say
from bot.dialog.replies import folded, spelled
from bot.insight import Distress, Reading
from bot.messages import Button, Kind, Outgoing, Purpose
from bot.reports import brief, copy
from bot.reports.naming import first_name
from bot.store import access, journal, sharing
from bot.store.people import Role, Status
from bot.telling import in_french

WELCOME = "accueil"
SUPPORT = "soutien"

#: Commands that begin a dialogue.
_DIALOGS = (
    "reflexion",
    "analyse",
    "plan",
    "guidon",
    "posture",
    "relais",
    "solitude",
    "pause",
    "reglages",
    "effacer",
)
_ALIASES = {"help": "aide", "privacy": "confidentialite", "settings": "reglages", "export": "exporter",
            "erase": "effacer", "delete": "effacer", "me": "moi", "cancel": "annuler"}  # fmt: skip


def obey(scene: Scene, command: str) -> None:
    """Carries a command out, in whatever state the talk is."""
    name = _ALIASES.get(folded(command).replace(" ", ""), folded(command).replace(" ", ""))
    if name == "start":
        _start(scene)
    elif name in _SCREENS:
        _SCREENS[name](scene)
        _come_back(scene)
    elif name == "effacer" or (name in _DIALOGS and scene.person.profile.get("consent")):
        _begin(scene, name)
    elif scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
    elif name in _DIALOGS:
        _begin(scene, WELCOME)
    elif name == "annuler":
        _cancel(scene)
    else:
        scene.say("unknown_command", command=f"/{command}")
        _come_back(scene)


def converse(scene: Scene, reading: Reading) -> None:
    """Words and presses that are no command: they go to the dialogue that is open, or open one."""
    incoming = scene.incoming
    if scene.person.status is Status.STOPPED:
        _after_leaving(scene, reading)
        return
    invitations.written(scene)
    if incoming.kind is Kind.PRESS:
        _press(scene)
    elif incoming.kind is Kind.TEXT:
        _words(scene, reading)
    else:
        block = "edited" if incoming.kind is Kind.EDITED else "unreadable"
        scene.before(scene.parts.teller.common(block, scene.reader, media=incoming.note))
        if incoming.kind is Kind.UNREADABLE:
            scene.play(Again(scene.now))


def is_cancel(command: str) -> bool:
    """Whether this command puts an open talk away."""
    return _ALIASES.get(folded(command), folded(command)) == "annuler"


def is_theirs(command: str) -> bool:
    """Whether everybody may ask for this, coached or not: a copy of what is kept, or its erasure."""
    return _ALIASES.get(folded(command), folded(command)) in ("exporter", "effacer")


def converse_as_party(scene: Scene, command: str) -> None:
    """The same for a coach or a sponsor whose dialogue is open. Nothing is read in their words but what the dialogue
    asks for: no pitfall, no theme (P11)."""
    if command:
        _cancel(scene)
    elif not parties.answered_who_speaks(scene):
        scene.state = replace(
            scene.state, asked_at=scene.now
        )  # nothing is resumed: it would lead to a journal
        converse(scene, Reading())


def leave(scene: Scene) -> None:
    """/stop: one message, and nothing after it."""
    already = scene.person.status is Status.STOPPED
    scene.play(Leave(scene.now))
    if not already:
        put_to_rest(scene)
    scene.say("stop")


def _start(scene: Scene) -> None:
    if Role.COACH in scene.person.roles:  # whoever is both comes back as both
        coach.plan_digest(scene)
    if not scene.person.profile.get("consent"):
        scene.set_status(Status.ACTIVE)
        _begin(scene, WELCOME)
    elif scene.person.status is Status.PAUSED:
        invitations.resume(scene)
        scene.say("resumed")
        _come_back(scene)
    elif scene.state.frames:
        _come_back(scene)
    else:
        _help(scene)


def _begin(scene: Scene, dialog: str) -> None:
    if scene.state.frames and scene.state.frames[-1].dialog != dialog:
        scene.settle()
    topics.begin(scene, dialog)


def _press(scene: Scene) -> None:
    incoming = scene.incoming
    if incoming.token == invitations.QUESTION:
        invitations.answered(scene, incoming.choice)
        return
    asked = int(incoming.token) if incoming.token.isdecimal() else -1
    label = _label(scene, incoming.choice)
    several = _open_ask(scene) is Ask.CHOICES and incoming.choice not in ("done", "skip", "other", "shorter")
    refused = scene.play(Press(asked, incoming.choice, scene.now))
    if refused:
        _old_button(scene)
    elif not several:
        scene.settle(label)


def _old_button(scene: Scene) -> None:
    """A press on a question that has passed: said kindly, its buttons go, the open question is put again."""
    teller = scene.parts.teller
    scene.settle()
    if scene.state.frames:
        scene.before(teller.common("stale", scene.reader))
        scene.play(Again(scene.now))
    else:
        scene.add(teller.common("nothing_open", scene.reader))


def _words(scene: Scene, reading: Reading) -> None:
    text = scene.incoming.text
    if asks_who_speaks(text):
        _tell_what_this_is(scene)
        return
    if not scene.person.profile.get("consent") and not scene.state.frames:
        _begin(scene, WELCOME)
        return
    if not scene.state.frames and invitations.understood(scene, text):
        return
    frame = scene.state.frame
    choices: tuple[str, ...] = ()
    if frame is not None:
        step = scene.parts.library.of(frame).steps[frame.step]
        choices = spelled(text, scene.parts.teller.labels(frame.dialog, step, scene.reader))
        scene.settle(_label(scene, choices[0]) if choices and step.ask is not Ask.CHOICES else "")
    today = in_zone(scene.now, scene.zone).date()
    moment = told(text, today, month_first=scene.zone.key in MONTH_FIRST)
    scene.play(Say(text, scene.now, reading, choices, moment))


def _after_leaving(scene: Scene, reading: Reading) -> None:
    """Someone who has left writes all the same: nothing is kept. Danger is answered with the numbers, once."""
    if scene.incoming.kind is not Kind.TEXT:
        if scene.incoming.kind is Kind.PRESS and scene.state.frames:
            _press(scene)  # the one question that is left to someone who left: whether to erase
        return
    if asks_who_speaks(scene.incoming.text):
        _tell_what_this_is(scene)
        return
    if reading.distress is Distress.SURE:
        say_help_lines(scene)
    if scene.state.frames:
        _words(scene, Reading())
    else:
        scene.say("stopped_reminder")


def say_help_lines(scene: Scene) -> None:
    """The numbers to call, as a message of its own."""
    scene.add(scene.parts.prompts.render(f"{SUPPORT}/france.j2", "say_1", scene.reader.form, {}))


def _tell_what_this_is(scene: Scene) -> None:
    scene.say("about_bot")
    _come_back(scene)


def _cancel(scene: Scene) -> None:
    if not scene.state.frames:
        scene.say("nothing_to_cancel")
        return
    scene.settle()
    scene.close_talk()
    scene.say("cancelled")


def _come_back(scene: Scene) -> None:
    """Puts the open question again after something else was shown, if there is one."""
    if scene.state.frames:
        scene.before("")
        scene.play(Again(scene.now))


def _open_ask(scene: Scene) -> Ask | None:
    frame = scene.state.frame
    return scene.parts.library.of(frame).steps[frame.step].ask if frame else None


def _label(scene: Scene, key: str) -> str:
    frame = scene.state.frame
    if frame is None:
        return ""
    step = scene.parts.library.of(frame).steps[frame.step]
    return scene.parts.teller.labels(frame.dialog, step, scene.reader).get(key, "")


# What can be seen at any time


def _help(scene: Scene) -> None:
    """What there is; of the closer looks, first those that fit this person's path."""
    scene.say("help", looks=topics.looks(scene))


def _summary(scene: Scene) -> None:
    """The very text that the coach reads."""
    own = standpoint.of(scene, Role.COACHEE)
    engagement = own.engagement if own else None
    shared = []
    if engagement is not None:
        shared = access.preview(scene.tx, engagement.coach, engagement)
    if not shared:
        scene.say("summary_empty")
        return
    intro = scene.parts.prompts.render(COMMANDS, "summary_intro", scene.reader.form, {})
    name = first_name(scene.state.known("prenom"))
    text = f"{intro}\n\n{brief.text(scene.parts.prompts, name, shared, scene.now, scene.zone)}"
    scene.add(
        text,
        ((Button("list", scene.parts.prompts.render(COMMANDS, "summary_withdraw", "vous", {})),),),
        "withdraw",
    )


def _me(scene: Scene) -> None:
    tx, who = scene.tx, scene.person.id
    answers, items = journal.answers(tx, who), sharing.all_of(tx, who)
    labels = {
        "adresse": "Vous ou tu",
        "rythme": "Rythme",
        "jour": "Jour",
        "heure": "Heure",
        "fuseau": "Fuseau",
    }
    memory = scene.state.memory
    scene.say(
        "me",
        since=_day(scene, scene.person.created_at),
        talks=len({answer.talk for answer in answers}),
        answers=len(answers),
        items_shared=sum(item.decision == "shared" and item.withdrawn_at is None for item in items),
        items_private=sum(item.decision == "private" for item in items),
        preferences=[(label, _shown(scene, name)) for name, label in labels.items() if name in memory],
        memory=[
            f"« {kept.words} », {in_french(kept.day)}"
            for name, kept in memory.items()
            if name in ("pas", "phrase", "ressource", "question")
        ],
        reads=readers.lines(scene),
    )


def _day(scene: Scene, moment: datetime) -> str:
    return in_french(in_zone(moment, scene.zone).date())


def _shown(scene: Scene, name: str) -> str:
    """A setting in words: the label of the button that chose it."""
    key = scene.state.known(name)
    file = f"{WELCOME}/{name}.j2"
    for source in (file, f"{WELCOME}/{name}_lointain.j2"):
        if scene.parts.prompts.variants(source, f"button_{key}"):
            return scene.parts.prompts.render(source, f"button_{key}", scene.reader.form, {})
    return key


def _export(scene: Scene) -> None:
    made = copy.archive(scene.tx, scene.person.id, scene.parts.prompts, scene.now, scene.zone)
    text = scene.parts.prompts.render(COMMANDS, "export_ready", scene.reader.form, {})
    scene.out.append(Outgoing(Purpose.FILE, html=text, name="recul.zip", content=made))


_SCREENS = {
    "aide": _help,
    "confidentialite": lambda scene: scene.say("privacy"),
    "resume": _summary,
    "moi": _me,
    "exporter": _export,
}
