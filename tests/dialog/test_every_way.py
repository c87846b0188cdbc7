"""Every way through every dialogue: dialogue × step × kind of answer × interruption × finding × short ×
memory.

Breadth first over states; two states are one node when nothing that a branch could still ask tells them
apart. Whatever is said is rendered in both forms of address and held to the rules of the method.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations

import pytest

from bot.dialog.answers import CONTROLS, offered
from bot.dialog.dates import NOTHING as NOTHING_TOLD
from bot.dialog.dates import Told, told
from bot.dialog.definition import STAGE, Act, Ask, Step
from bot.dialog.definition import Test as When
from bot.dialog.effects import Answered, Left, Remark, Tell
from bot.dialog.engine import Turn, advance
from bot.dialog.events import Again, Begin, Event, Leave, Press, Say
from bot.dialog.state import State
from bot.insight import PITFALLS, THEMES, Distress, Finding, Lever, Reading
from bot.messages import Outgoing
from tests.dialog.shipped import NOW, conditions, dialogs, library, memory, open_step, reader, teller

#: Long enough to draw no probe, with something in it that must be escaped. No pronoun, no question mark.
LONG = "lundi, la réunion <b>a débordé</b> & {{ 7*7 }} personnes attendaient la suite"
THIN = "bof"
NOTHING = "je ne sais pas"
UNFIT = "zut alors, encore un mot qui ne va pas ici"
MEMORIES = {
    "rien": memory(),
    "connu": memory(
        prenom="Nadia", coach="Hélène", adresse="vous", rythme="une_fois", jour="lundi", heure="h18",
    ),
    "riche": memory(
        prenom="Karim", coach="Hélène", adresse="tu", situations="vision",
        pas="quand lundi vient, alors j'écris", ressource="marcher dix minutes", fuseau="europe_paris",
    ),
    "depuis des mois": memory(
        prenom="Zoé", coach="Hélène", adresse="tu", etape="3", ancienne_question="qui décide", question="qui décide",
    ),
}  # fmt: skip
#: Wordings of one block, at most.
VARIANTS = 6
_SPOKEN = re.compile(r"«[^»]*»")  # what someone in the story says, to someone else
_VOUS = re.compile(r"(?<!rendez-)\b(vous|votre|vos)\b", re.IGNORECASE)
_TU = re.compile(r"(?<!est )\b(tu|toi|tes)\b|\bt['’]", re.IGNORECASE)


@dataclass(frozen=True)
class Node:
    state: State
    how: str


@dataclass
class Visits:
    nodes: int = 0
    edges: int = 0
    steps: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)


# Which states are one node


#: Stand for what is asked about without a name: the passage not yet put, the last hypothesis, pitfalls in doubt,
#: themes not yet met, levers not yet put.
_FRESH, _ABOUT, _DOUBTS, _THEMES, _LEVERS = "a passage", "a hypothesis", "doubts", "themes", "levers"
_NAMELESS = {
    When.FINDING: _FRESH, When.PITFALL: _ABOUT, When.DOUBT: _DOUBTS, When.BETWEEN: _DOUBTS, When.THEME: _THEMES,
    When.LEVER: _LEVERS,
}  # fmt: skip


@cache
def _reads(dialog: str, step: Step) -> set[str]:
    """Names that the wording of a step looks at."""
    if step.act not in (Act.ASK, Act.SAY):
        return set()
    read = {
        n for names in teller().prompts.wordings(f"{dialog}/{step.name}.j2").names.values() for n in names
    }
    return {name.split(".")[1] for name in read if name.startswith(("said.", "memory."))} | (read & {"coach"})


def _asks(step: Step) -> set[str]:
    """What the branches of a step look at."""
    names = {_FRESH, _ABOUT} if step.about == "finding" else {_LEVERS} if step.about else set()
    if step.fades:
        names.add(STAGE)
    if step.settles:
        names |= {_DOUBTS, _THEMES, _FRESH}
    for test in (test for branch in step.branches for test in branch.when):
        if test.test is When.VALUE:
            names.add(test.name)
        elif test.test is When.KNOWN:
            names.update(test.values)
        elif test.test in _NAMELESS:
            names.add(_NAMELESS[test.test])
    return names


@cache
def _alive(dialog: str, step: str) -> frozenset[str]:
    """What a branch ahead of this step can still look at."""
    definition, seen, ahead = library().current[dialog], set(), [step]
    names: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        at = definition.steps[name]
        names |= _asks(at)
        if at.act is Act.CALL:
            names |= _alive(at.call, library().current[at.call].start)
        ahead += [branch.go for branch in at.branches]
    return frozenset(names)


@cache
def _values() -> frozenset[str]:
    """Words that some branch compares an answer with."""
    tests = [test for dialog in dialogs() for test in conditions(dialog)]
    return frozenset(value for test in tests if test.test is When.VALUE for value in test.values)


def _known(state: State, name: str) -> str:
    words = state.known(name)
    return words if words in _values() or not words else "…"


def _key(state: State) -> object:
    """What of a state can still matter. Below an interruption only the place counts: that talk
    has a walk of its own."""
    top = max((n for n, frame in enumerate(state.frames) if frame.interrupting), default=0)
    spoken = state.frames[top:]
    alive = {name for frame in spoken[-1:] for name in _alive(frame.dialog, frame.step)}
    for frame in spoken[:-1]:  # these wait at a call: what was asked in it is past
        alive |= _asks(library().of(frame).steps[frame.step])
        for branch in library().of(frame).steps[frame.step].branches:
            alive |= _alive(frame.dialog, branch.go)
    fresh = state.fresh()
    return (
        tuple((f.dialog, f.step, f.interrupting, bool(f.held), f.probed) for f in state.frames),
        (state.block, state.short, state.probed, bool(state.selected), state.doubted == state.talk),
        tuple(_known(state, name) for name in sorted(alive - {*_NAMELESS.values()})),
        state.about if _ABOUT in alive and not top else "",
        fresh.label if fresh and _FRESH in alive and not top else "",
        _doubtful(state) if _DOUBTS in alive and not top else (),
        state.themes if _THEMES in alive and not top else (),
        (bool(state.levers), state.lever) if _LEVERS in alive and not top else (),
        () if top else _decided(state),
        (state.last.distress, "rien" in state.last.choices, state.last.unfit) if top else (),
    )


def _doubtful(state: State) -> tuple[object, ...]:
    return state.separated == state.talk, tuple(doubt.label for doubt in state.doubts[:2])


def _decided(state: State) -> tuple[bool, bool]:
    return any(not item.decision for item in state.items), any(i.decision == "shared" for i in state.items)


# What can happen at a node


def _events(state: State) -> Iterator[tuple[str, Event]]:
    at = NOW + timedelta(minutes=state.asked)
    step = open_step(state)
    for key in offered(step):
        yield f"press {key}", Press(state.asked, key, at)
    if step.ask is Ask.TEXT:
        yield "long", Say(LONG, at)
        yield "thin", Say(THIN, at)
        yield "nothing", Say(NOTHING, at)
        if not step.decision:
            for label in PITFALLS:
                yield f"finding {label}", Say(LONG, at, Reading((_found(label, 0.9),)))
            for how, reading in _heard(_asks(step)):
                yield how, Say(LONG, at, reading)
    elif step.settles:
        for doubt in (*state.doubts, None):
            odds = tuple(0.9 if doubt and label == doubt.label else 0.05 for label in PITFALLS)
            yield f"own {doubt.label if doubt else 'words'}", Say(UNFIT, at, Reading(odds=odds))
    else:
        yield "unfit", Say(UNFIT, at)
    yield from _moments(step, at)
    if step.ask is Ask.CHOICES:
        yield "two", Say("les deux premiers", at, choices=step.choices[:2])
    if "un_par_un" in step.choices:
        yield "order", Say("garde 1", at)
        yield "no order", Say("partage tout sauf le premier", at)


def _moments(step: Step, at: datetime) -> Iterator[tuple[str, Event]]:
    if step.ask is Ask.DATE:
        yield "day", Say("vendredi", at, told=Told(at.date() + timedelta(days=3)))
        yield "day and hour", Say("vendredi 14h30", at, told=told("vendredi 14h30", at.date()))
        yield "past", Say("hier", at, told=told("hier", at.date()))
        yield "two days", Say("mardi ou jeudi", at, told=told("mardi ou jeudi", at.date()))
    if step.ask is Ask.TIME:
        yield "hour", Say("14h30", at, told=told("14h30", at.date()))
        yield "two hours", Say("3 h", at, told=told("3 h", at.date()))
    if step.ask is Ask.DURATION:
        yield "minutes", Say("1h45", at)


def _heard(asked: set[str]) -> Iterator[tuple[str, Reading]]:
    """What can be heard in an answer after which a branch asks about it; heard earlier, it waits until then."""
    if _DOUBTS in asked:
        for first, second in combinations(PITFALLS, 2):
            yield f"between {first} {second}", Reading(doubts=(_found(first, 0.45), _found(second, 0.4)))
        for label in PITFALLS:
            yield f"doubt {label}", Reading(doubts=(_found(label, 0.45),))
    if _THEMES in asked:
        for theme in THEMES:
            yield f"theme {theme}", Reading(themes=(theme,))
    if _LEVERS in asked:
        for kind in ("way", "person"):
            yield f"lever {kind}", Reading(levers=(Lever(kind, LONG[7:28]),))


def _found(label: str, score: float) -> Finding:
    return Finding(label, 7, 28, LONG[7:28], score)


def _interruptions(state: State) -> Iterator[tuple[str, Event]]:
    at = NOW + timedelta(minutes=state.asked)
    yield "again", Again(at)
    yield "old", Press(state.asked - 1, "skip", at)
    yield "stop", Leave(at)
    yield "unsure", Say(UNFIT, at, reading=Reading(distress=Distress.UNSURE))
    yield "sure", Say(UNFIT, at, reading=Reading(distress=Distress.SURE))
    yield "gap", Say(LONG, (state.asked_at or at) + timedelta(hours=30))


# What must hold


def _holds(before: State, how: str, event: Event, turn: Turn) -> None:
    after = turn.state
    if how == "old":
        assert turn.refused == "old button"
        assert turn.state is before
        return
    assert not turn.refused, (how, turn.refused)
    assert after.asked >= before.asked
    if how == "stop":
        assert after.frame is None
        assert [type(e) for e in turn.effects if not isinstance(e, Answered)] == [Left]
        return
    if isinstance(event, Say):
        _nothing_is_lost(event, turn)
    tells = [effect for effect in turn.effects if isinstance(effect, Tell)]
    heard = how == "sure" or (how == "unsure" and before.doubted != before.talk)  # unsure: once a talk
    if heard and before.frame and before.frame.dialog != "soutien":
        assert after.frame
        assert after.frame.dialog == "soutien", "distress was not heard"
        assert {tell.dialog for tell in tells} == {"soutien"}
    if after.frame is None:
        assert not any(tell.asked for tell in tells)
        assert not after.items
        return
    step = open_step(after)
    assert step.act is Act.ASK
    remarks = [effect for effect in turn.effects if isinstance(effect, Remark)]
    if not remarks:
        assert [tell.asked for tell in tells if tell.asked] == [after.asked], "exactly one question waits"
        assert tells[-1].asked, "the question comes last"
    _one_probe(before, how, turn, tells)
    _one_hypothesis(before, after, tells)
    _one_separating_question(before, after)


def _nothing_is_lost(event: Say, turn: Turn) -> None:
    kept = [effect.words for effect in turn.effects if isinstance(effect, Answered)]
    keys = any(isinstance(effect, Answered) and effect.keys for effect in turn.effects)
    tapped = event.choices or event.told != NOTHING_TOLD or keys
    assert tapped or any(event.text in words for words in kept) or event.text in turn.state.partial
    assert len([words for words in kept if words == event.text]) <= 1, "kept twice"


def _one_probe(before: State, how: str, turn: Turn, tells: list[Tell]) -> None:
    same = before.frames == turn.state.frames
    if same and before.probed and how in ("long", "thin", "nothing"):
        assert not any(tell.block.startswith("probe_") for tell in tells), "a second probe"


def _one_hypothesis(before: State, after: State, tells: list[Tell]) -> None:
    came = before.frames != after.frames and not (before.frame and before.frame.interrupting)
    if came and open_step(after).about == "finding" and tells[-1].block in ("question", "shorter"):
        assert not before.about, "a second hypothesis in one talk"


def _one_separating_question(before: State, after: State) -> None:
    came = before.frames != after.frames and not (before.frame and before.frame.interrupting)
    if came and open_step(after).settles:
        assert before.separated != after.talk, "a second separating question in one talk"
        assert not after.short
        assert not any(frame.interrupting for frame in after.frames)


_rendered: set[object] = set()


def _reads_well(turn: Turn) -> None:
    """Renders what is said, once for each set of blocks and what is known, in both forms of address."""
    said = [effect for effect in turn.effects if isinstance(effect, Tell | Remark)]
    key = tuple((_shape(effect), _seen(effect)) for effect in said)
    if key in _rendered or not said:
        return
    _rendered.add(key)
    for form in ("vous", "tu"):
        for variant in range(VARIANTS):
            told = [replace(e, variant=e.variant + variant) if isinstance(e, Tell) else e for e in said]
            for message in teller().messages(told, reader(form)):
                _is_fair(message, form, said, turn.state)


def _seen(effect: Tell | Remark) -> tuple[object, ...]:
    """What of the state a wording can show."""
    seen = effect.seen
    known = sorted(name for name in _reads(effect.dialog, effect.step) if seen.known(name))
    return tuple(known), seen.about, seen.lever, len(seen.items) > 1, seen.undecided() is None, seen.selected


def _shape(effect: Tell | Remark) -> tuple[str, str, str]:
    return effect.dialog, effect.step.name, effect.block if isinstance(effect, Tell) else "buttons"


def _is_fair(message: Outgoing, form: str, said: list[Tell | Remark], state: State) -> None:
    text = message.html
    for words in (*state.said.values(), *(item.words for item in state.items), LONG, UNFIT, THIN):
        text = text.replace(html.escape(words), "") if words else text
    last = said[-1]
    waiting = state.frame is not None and state.frame.dialog == "reprise"
    assert text.count("?") <= (2 if waiting else 1), text
    assert "<b>a débordé" not in text
    assert "49" not in text
    wrong = (_TU if form == "vous" else _VOUS).search(_SPOKEN.sub("", text).replace("vous ou tu", ""))
    assert wrong is None, (form, text)
    if state.frame is None or (isinstance(last, Tell) and not last.asked):
        return
    step = last.step
    keys = [button.key for row in message.rows for button in row]
    assert keys == list(offered(step))
    assert all(button.label.strip() for row in message.rows for button in row)
    if not step.decision:
        assert [button.key for button in message.rows[-1]] == list(CONTROLS)
    if step.about and isinstance(last, Tell) and last.block != "other":
        quote = state.lever.quote if step.about == "lever" and state.lever else state.quote
        assert html.escape(quote) in message.html, "a hypothesis or a lever is put in the person's words"


# The walk


def _place(state: State) -> object:
    """Where an interruption can find a talk: what was said before makes no difference to it."""
    frames = tuple((frame.dialog, frame.step, frame.interrupting) for frame in state.frames)
    return frames, state.block, state.short, state.probed, bool(state.selected), bool(state.about)


def _explore(start: Node) -> Visits:
    visits, seen, ahead = Visits(), {_key(start.state)}, [start]
    places: set[object] = set()
    while ahead:
        node = ahead.pop(0)
        visits.nodes += 1
        events = [*_events(node.state)]
        if _place(node.state) not in places:
            places.add(_place(node.state))
            events += _interruptions(node.state)
        for how, event in events:
            visits.edges += 1
            visits.kinds[how.split(" ", maxsplit=1)[0]] += 1
            try:
                turn = advance(library(), node.state, event)
                _holds(node.state, how, event, turn)
                _reads_well(turn)
            except Exception as error:
                where = " · ".join(f"{f.dialog}.{f.step}" for f in node.state.frames)
                raise AssertionError(f"{node.how} → {how} at {where}") from error
            visits.steps |= turn.passed
            if _belongs(turn.state, start.state) and _key(turn.state) not in seen:
                seen.add(_key(turn.state))
                ahead.append(Node(turn.state, f"{node.how} → {how}"))
    return visits


def _belongs(state: State, start: State) -> bool:
    """Whether a state is part of this walk: another talk, or a whole reflection, has a walk of its own."""
    names = [frame.dialog for frame in state.frames]
    if not names or names[0] != start.frames[0].dialog:
        return False
    if start.frames[-1].dialog == "soutien" and "soutien" not in names:
        return False
    return not (names[:2] == ["accueil", "reflexion"] and state.said.get("duree"))


#: These ask nothing, or nothing sensible, unless another dialogue comes before.
ALONE = ("accord", "reprise", "eclaircir", "terrain", "tri", "suivi")
#: What the host always gives these at their start.
GIVEN = {
    "convention": {"version": "2", "empreinte": "5f2c", "coach": "Hélène"},
    "convenir": {
        "personne": "Nadia", "commanditaire": "Odile", "version": "1", "empreinte": "5f2c", "papier": "attendu",
        "duree": "12", "seances": "10", "longueur": "m120", "rapport": "toutes", "conservation": "r6",
        "cabinet": "Passerelle", "organisation": "",
    },
}  # fmt: skip
#: Said without waiting, to those only who took their agreement back: a conversation visits them.
WITHDRAWN = {"accord.retire", "accord.sans_partage"}
#: What is played in the middle of a reflection; every step of it.
INNER = ("accord", "eclaircir", "terrain")


def _ways() -> list[tuple[str, str]]:
    """Each dialogue with each memory; the two longest without the one in between, which adds nothing."""
    pairs = [(dialog.name, known) for dialog in dialogs() for known in MEMORIES if dialog.name not in ALONE]
    return [(name, known) for name, known in pairs if known != "connu" or name not in ("reflexion", "libre")]


@pytest.mark.parametrize(("name", "known"), _ways())
def test_every_way_keeps_the_rules(name: str, known: str) -> None:
    turn = advance(library(), State(seed=7, memory=MEMORIES[known]), Begin(name, NOW, GIVEN.get(name, {})))
    visits = _explore(Node(turn.state, name))
    print(name, known, f"{visits.nodes} nodes, {visits.edges} edges")
    if name in ("reflexion", "libre"):
        inner = [dialog for dialog in dialogs() if dialog.name in INNER]
        missed = {f"{dialog.name}.{step}" for dialog in inner for step in dialog.steps} - visits.steps
        assert missed <= WITHDRAWN
        assert visits.nodes > 1000


def test_the_review_alone_has_nothing_to_ask() -> None:
    turn = advance(library(), State(seed=7), Begin("accord", NOW))
    assert turn.state.frame is None


ZONES = sorted(
    value for value in _values() if value.startswith(("europe_", "america_", "pacific_", "africa_"))
)


@pytest.mark.parametrize("zone", ["", "europe_paris", "indian_reunion", *ZONES])
@pytest.mark.parametrize("sign", [Distress.SURE, Distress.UNSURE])
def test_words_outside_any_talk_are_met_with_help_where_the_person_is(zone: str, sign: Distress) -> None:
    known = memory(fuseau=zone) if zone else {}
    event = Say(UNFIT, NOW, reading=Reading(distress=sign))
    before = State(seed=7, memory=known)
    turn = advance(library(), before, event)
    _holds(before, "sure", event, turn)
    _reads_well(turn)
    assert {effect.dialog for effect in turn.effects if isinstance(effect, Tell)} == {"soutien"}
    _explore(Node(turn.state, f"{zone} {sign}"))


@pytest.mark.parametrize("text", [LONG, THIN, NOTHING, "", "🙂"])
def test_words_outside_any_talk_are_kept_and_answered(text: str) -> None:
    event = Say(text, NOW)
    turn = advance(library(), State(seed=7), event)
    _holds(State(seed=7), "long", event, turn)
    _reads_well(turn)
    assert turn.state.frames[0].dialog == "libre"
