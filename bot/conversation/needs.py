"""What a coachee needs from the accompaniment: nine short questions at the start, again as it enters another phase, and
one at a time whenever they say that something has moved. Nobody else reads the answers; they choose what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.coaching import path
from bot.coaching.path import HIGH, LEVELS, Focus, Stage
from bot.conversation import topics
from bot.conversation.features import Feature
from bot.conversation.scene import Scene, in_zone
from bot.conversation.topics import Needs
from bot.dialog.effects import Host
from bot.dialog.events import Begin
from bot.dialog.replies import spelled
from bot.messages import Button, Outgoing, Purpose
from bot.store.engagements import Engagement
from bot.store.people import Role, Status
from bot.telling import in_french

TEMPLATE = "needs.j2"
BUTTONS = "needs"
DIALOG = "besoins"
_FIRST, _AGAIN, _NONE = "first", "again", "none"
#: Where a profile keeps the buttons of the question what comes first, for the words that come next.
_OFFERED = "needs_offered"
_ROW = 2


def ask(scene: Scene, _words: str = "") -> None:
    """Asks what is not known yet in this phase; shows what is."""
    if not _is_there(scene):
        return
    said, own = topics.latest(scene), topics.engagement(scene)
    if scene.state.frames and scene.state.frames[-1].dialog != DIALOG:
        scene.settle()
    topics.note_asked(scene)
    if said is None or own is None:
        scene.play(Begin(DIALOG, scene.now))
    elif said.stage is path.stage(own.arc):
        _screen(scene, said, "screen", said.ratings)
    elif high := [focus for focus in Focus if said.ratings.get(focus, 0) >= HIGH]:
        _ask_again(scene, said, high)
    else:
        _screen(scene, said, "screen", said.ratings)


def _is_there(scene: Scene) -> bool:
    """Whether this person may be asked; whoever left is told how to come back, whoever never agreed is asked that."""
    if scene.person.profile.get("consent"):
        return True
    if scene.person.status is Status.STOPPED:
        scene.say("stopped_reminder")
    else:
        scene.play(Begin("accueil", scene.now))
    return False


def _ask_again(scene: Scene, said: Needs, about: Iterable[Focus], *, alone: bool = False) -> None:
    """Asks about these needs anew, each with what it was."""
    asked = set(about)
    day = in_french(in_zone(said.at, scene.zone).date())
    given = {"avant_le": day} | ({"seul": "oui"} if alone else {})
    for focus in Focus:
        if focus not in asked:
            given[f"su_{focus.value}"] = "oui"
        elif focus in said.ratings:
            given[f"avant_{focus.value}"] = _told(scene, f"level_{said.ratings[focus]}")
    scene.play(Begin(DIALOG, scene.now, given))


def _keep(scene: Scene, deed: Host) -> None:
    """What was answered joins what was known; then comes what is to be first, unless that is clear."""
    own, before = topics.engagement(scene), topics.latest(scene)
    if own is None:
        return
    known = deed.seen.said
    answers = {focus: known.get(f"besoin_{focus.value}", "") for focus in Focus}
    given = {focus: LEVELS[level] for focus, level in answers.items() if level in LEVELS}
    words = known.get("besoin_mot", "")
    if not given and not words and before is None:
        scene.tell(TEMPLATE, "nothing")
        return
    before = before or Needs(Stage.START, scene.now, {})
    said = replace(
        before, stage=path.stage(own.arc), at=scene.now, ratings={**before.ratings, **given},
        words=words or before.words,
    )  # fmt: skip
    highest = path.highest(said.ratings)
    chosen = said.first if said.first in highest else highest[0] if len(highest) == 1 else None
    said = replace(said, first=chosen)
    topics.keep(scene, own, said)
    topics.note_asked(scene)
    if known.get("avant_le") and not known.get("seul"):
        _screen(scene, said, "rest", {f: n for f, n in said.ratings.items() if f not in given})
    if chosen is None and highest:
        _choose(scene, highest)
    else:
        scene.tell(TEMPLATE, "kept")
        _tell_path(scene)


def _choose(scene: Scene, highest: tuple[Focus, ...]) -> None:
    buttons = [Button(f"{_FIRST}:{focus.value}", _label(scene, focus)) for focus in highest]
    buttons.append(Button(f"{_FIRST}:{_NONE}", _told(scene, "button_none")))
    scene.set_profile(**{_OFFERED: {button.key: button.label for button in buttons}})
    text = scene.parts.prompts.render(TEMPLATE, "choose_first", scene.reader.form, {})
    scene.add(text, _in_rows(buttons), BUTTONS)


def _pressed(scene: Scene, choice: str) -> None:
    """A button under what was kept: what comes first, or what has moved."""
    what, _, name = choice.partition(":")
    said, own = topics.latest(scene), topics.engagement(scene)
    focus = Focus(name) if name in set(Focus) else None
    if scene.person.status is Status.STOPPED:
        return
    if said is None or own is None or (focus is None and name != _NONE):
        scene.settle()
    elif what == _FIRST:
        scene.settle(_label(scene, focus) if focus else _told(scene, "button_none"))
        _begin_with(scene, own, replace(said, first=focus))
    elif focus is not None:
        scene.settle(_label(scene, focus))
        _ask_again(scene, said, [focus], alone=True)


def understood(scene: Scene, text: str) -> bool:
    """Whether the words that follow that question, typed outside any talk, spell out one of its buttons; then they are
    obeyed. Other words have put it aside: the buttons stay."""
    offered = dict(scene.person.profile.get(_OFFERED) or {})
    if not offered:
        return False
    scene.set_profile(**{_OFFERED: {}})
    chosen = spelled(text, offered)
    said, own = topics.latest(scene), topics.engagement(scene)
    if len(chosen) != 1 or said is None or own is None:
        return False
    name = chosen[0].partition(":")[2]
    scene.out.append(Outgoing(Purpose.SETTLE, token=BUTTONS, label=offered[chosen[0]]))
    _begin_with(scene, own, replace(said, first=Focus(name) if name in set(Focus) else None))
    return True


def _begin_with(scene: Scene, own: Engagement, said: Needs) -> None:
    scene.set_profile(**{_OFFERED: {}})
    topics.keep(scene, own, said)
    _tell_path(scene)


def _tell_path(scene: Scene) -> None:
    """From where the next questions start."""
    names = [_told(scene, f"of_{focus.value}") for focus in topics.topics(scene)]
    block = "path" if len(names) > 1 else "path_one" if names else "path_none"
    listed = " et ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    scene.tell(TEMPLATE, block, topics=listed)


def _screen(scene: Scene, said: Needs, block: str, shown: Iterable[Focus]) -> None:
    """What was said, the highest first, with a button for each need that may have moved."""
    listed = sorted(set(shown), key=lambda focus: (-said.ratings[focus], list(Focus).index(focus)))
    if not listed and block == "rest":
        return
    rows = [(_label(scene, focus), _told(scene, f"level_{said.ratings[focus]}")) for focus in listed]
    values = {
        "day": in_french(in_zone(said.at, scene.zone).date()), "rows": rows, "words": said.words,
        "first": _told(scene, f"name_{said.first.value}") if said.first else "",
    }  # fmt: skip
    text = scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values)
    missing = [focus for focus in Focus if focus not in said.ratings] if block == "screen" else []
    buttons = [Button(f"{_AGAIN}:{focus.value}", _label(scene, focus)) for focus in (*listed, *missing)]
    scene.add(text, _in_rows(buttons), BUTTONS)


def _label(scene: Scene, focus: Focus) -> str:
    name = _told(scene, f"name_{focus.value}")
    return name[:1].upper() + name[1:]


def _told(scene: Scene, block: str) -> str:
    return scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, {})


def _in_rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[place : place + _ROW]) for place in range(0, len(buttons), _ROW))


FEATURE = Feature(
    commands={Role.COACHEE: {DIALOG: ask, BUTTONS: ask}},
    presses={BUTTONS: _pressed},
    deeds={"keep_needs": _keep},
)
