"""/objectifs: what is aimed at, in the coachee's words. They define, change and take back; coach and sponsor read."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.coaching.attainment import fits
from bot.coaching.occasions import Span
from bot.conversation import ratings, standpoint
from bot.conversation.choosing import choose
from bot.conversation.features import Feature
from bot.conversation.names import name_of
from bot.conversation.openings import here_to_talk, overlay, put_again
from bot.conversation.ratings import TEMPLATE
from bot.conversation.scene import Scene
from bot.conversation.standpoint import Standpoint
from bot.dialog.effects import Host
from bot.messages import Button, Outgoing, Purpose
from bot.reports import objectives as report
from bot.reports.objectives import Names
from bot.store import audit, objectives
from bot.store.engagements import Engagement
from bot.store.objectives import MOST, Content, Objective
from bot.store.people import Role

DIALOG = "objectifs"
#: What stands for a question number on the buttons: below one's own objectives, below those of somebody else (their
#: keys end with the standpoint), and whose objectives are meant.
_OWN, _OTHERS, _WHOSE = "objectifs", "vue", "objectifs_de"
_DEFINE, _EDIT, _RATE, _CHART, _PAPER = "definir", "modifier", "noter", "graphique", "papier"
#: What the dialogue keeps, and the part of the content that it is.
_PARTS = {"sens": "purpose", "maniere": "way", "quoi": "what", "indicateur": "indicator", "preuve": "proof"}


# One's own


def _command(scene: Scene, words: str) -> None:
    """A coachee's; « /objectifs Prénom » from someone who is a coach too is the coach's."""
    if words and Role.COACH in scene.person.roles:
        _coach(scene, words)
    elif here_to_talk(scene):
        own = standpoint.of(scene, Role.COACHEE)
        if own is None:
            scene.tell(TEMPLATE, "no_engagement")
        else:
            _show_own(scene, own)
        put_again(scene)


def _show_own(scene: Scene, own: Standpoint) -> None:
    """All objectives in their exact words, the latest ratings, and what can be done with them."""
    seen = report.seen_by(scene.tx, scene.person.id, own.engagement, scene.now) or []
    form = scene.reader.form
    if not seen:
        text = scene.parts.prompts.render(TEMPLATE, "none_own", form, {})
        scene.add(text, ((_button(scene, _DEFINE, "button_define"),),), _OWN)
        return
    ratings.plan_monthly(scene)
    text = report.screen(scene.parts.prompts, seen, Names(Role.COACHEE), form, scene.zone)
    edits = tuple(
        _button(scene, f"{_EDIT}_{one.objective.position}", "button_edit", number=one.objective.position)
        for one in seen
    )
    more = (_button(scene, _DEFINE, "button_add"),) if len(seen) < MOST else ()
    last = (_button(scene, _RATE, "button_rate"), _button(scene, _CHART, "button_chart"))
    scene.add(text, tuple(row for row in (edits, more, last) if row), _OWN)


def _pressed(scene: Scene, choice: str) -> None:
    """A button below one's own objectives; an old one does what it says, as things stand now."""
    own = standpoint.of(scene, Role.COACHEE)
    if not here_to_talk(scene):
        return
    if own is None:
        scene.tell(TEMPLATE, "no_engagement")
        return
    standing = objectives.current(scene.tx, own.engagement.id)
    deed, _, number = choice.partition("_")
    meant = next((one for one in standing if str(one.position) == number), None)
    if deed == _CHART:
        _chart(scene, own)
    elif deed == _RATE:
        ratings.begin_monthly(scene)
    elif deed == _DEFINE and objectives.free_position(standing) is None:
        scene.tell(TEMPLATE, "full")
        _show_own(scene, own)
    elif deed == _DEFINE:
        overlay(scene, DIALOG, _given(scene, own.engagement, None, standing), own)
    elif meant is not None:
        overlay(scene, DIALOG, _given(scene, own.engagement, meant, standing), own)
    else:
        scene.settle()
        _show_own(scene, own)


def _given(
    scene: Scene, which: Engagement, meant: Objective | None, standing: list[Objective]
) -> dict[str, str]:
    """What the dialogue knows at its start: the end of the engagement, and the objective that is to be changed."""
    until = max(Span(which.started_at, which.ends_at).until, scene.now)
    known = {"terme": until.astimezone(scene.zone).date().isoformat()}
    if meant is None:
        return known | {"rang": str(objectives.free_position(standing))}
    told = {name: str(getattr(meant.content, part)) for name, part in _PARTS.items()}
    known |= {name: words for name, words in told.items() if words}
    return known | {
        "objectif_id": str(meant.id),
        "rang": str(meant.position),
        "depart": str(meant.baseline),
        "cible": str(meant.target),
        "echeance": meant.due_at.astimezone(scene.zone).date().isoformat(),
    }


# What the dialogue decides


def _keep(scene: Scene, deed: Host) -> None:
    """The text that was just read and kept becomes an objective, or stands in the place of the one it changes."""
    said = deed.seen.said
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    if own is None or own.role is not Role.COACHEE:
        scene.tell(TEMPLATE, "ended")
        return
    standing = objectives.current(scene.tx, own.engagement.id)
    former = _former(said, standing)
    if said.get("objectif_id") and former is None:
        scene.tell(TEMPLATE, "changed")
    elif former is None and objectives.free_position(standing) is None:
        scene.tell(TEMPLATE, "full")
    else:
        _write(scene, own.engagement, said, former, standing)
    _show_own(scene, own)


def _write(
    scene: Scene,
    which: Engagement,
    said: Mapping[str, str],
    former: Objective | None,
    standing: list[Objective],
) -> None:
    baseline, target = int(said.get("depart", "0")), int(said.get("cible", "0"))
    if not fits(baseline, target):
        scene.tell(TEMPLATE, "out_of_range", baseline=baseline, target=target)
        return
    content = Content(**{part: said.get(name, "") for name, part in _PARTS.items()})
    position = former.position if former else objectives.free_position(standing)
    assert position is not None
    due_at = _day(scene, said.get("echeance") or said["terme"])
    if former is not None and _same(scene, former, content, (baseline, target), due_at):
        return
    objectives.add(
        scene.tx, which.id, scene.person.id, scene.now, position=position, content=content, baseline=baseline,
        target=target, due_at=due_at, former=former,
    )  # fmt: skip
    audit.record(
        scene.tx,
        "objective_kept",
        scene.now,
        actor=scene.person.id,
        subject=scene.person.id,
        object=which.id,
    )
    if former is None:
        made = next(one for one in objectives.current(scene.tx, which.id) if one.position == position)
        objectives.rate(
            scene.tx, made, scene.person.id, Role.COACHEE, scene.now, value=baseline, occasion="start"
        )
    ratings.plan(scene, which)
    scene.tell(TEMPLATE, "kept")


def _same(
    scene: Scene, former: Objective, content: Content, levels: tuple[int, int], due_at: datetime
) -> bool:
    days = [moment.astimezone(scene.zone).date() for moment in (former.due_at, due_at)]
    return (former.content, (former.baseline, former.target)) == (content, levels) and days[0] == days[1]


def _drop(scene: Scene, deed: Host) -> None:
    """The objective that was read again goes; a new one was never kept."""
    own = standpoint.named(scene.tx, scene.person.id, deed.seen.standpoint)
    standing = objectives.current(scene.tx, own.engagement.id) if own else []
    former = _former(deed.seen.said, standing)
    if own is None or own.role is not Role.COACHEE:
        scene.tell(TEMPLATE, "ended")
    elif former is not None:
        objectives.remove(scene.tx, former, scene.now)
        who = scene.person.id
        audit.record(
            scene.tx, "objective_dropped", scene.now, actor=who, subject=who, object=own.engagement.id
        )
        scene.tell(TEMPLATE, "dropped")
        _show_own(scene, own)
    else:
        scene.tell(TEMPLATE, "not_kept")


def _former(said: Mapping[str, str], standing: list[Objective]) -> Objective | None:
    return next((one for one in standing if str(one.id) == said.get("objectif_id")), None)


def _day(scene: Scene, iso: str) -> datetime:
    """That day at the coachee's hour."""
    rhythm = scene.rhythm()
    at = datetime.combine(date.fromisoformat(iso), time(rhythm.hour), ZoneInfo(rhythm.zone))
    return at.astimezone(ZoneInfo("UTC"))


# Somebody else's


def _coach(scene: Scene, words: str) -> None:
    meant = choose(scene, words, _WHOSE)
    if meant is not None:
        _show_others(scene, Standpoint(Role.COACH, meant))
        put_again(scene)


def _sponsor(scene: Scene, _words: str) -> None:
    one = standpoint.of(scene, Role.SPONSOR)
    if one is None:
        scene.tell(TEMPLATE, "no_engagement")
    else:
        _show_others(scene, one)
    put_again(scene)


def _show_others(scene: Scene, one: Standpoint) -> None:
    which = one.engagement
    names = Names(one.role, name_of(scene.tx, which.coachee))
    seen = report.seen_by(scene.tx, scene.person.id, which, scene.now)
    if seen is None:
        scene.tell(TEMPLATE, "closed")
    elif not seen:
        scene.tell(TEMPLATE, "none_other", prenom=names.prenom)
    else:
        ratings.plan_party(scene.tx, scene.person, one.role, which, scene.now, scene.zone)
        text = report.screen(scene.parts.prompts, seen, names, scene.reader.form, scene.zone)
        row = tuple(
            _button(scene, f"{key}.{one.key}", f"button_{block}")
            for key, block in ((_RATE, "rate"), (_CHART, "chart"))
        )
        paper = one.role is Role.COACH and ratings.on_paper(scene.tx, which)
        last = (_button(scene, f"{_PAPER}.{one.key}", "button_paper"),)
        scene.add(text, (row, last) if paper else (row,), _OTHERS)


def _pressed_others(scene: Scene, choice: str) -> None:
    """A button below somebody else's objectives: only for who still has that standpoint (P12)."""
    choice, _, key = choice.partition(".")
    one = standpoint.named(scene.tx, scene.person.id, key)
    if one is None or one.role not in (Role.COACH, Role.SPONSOR):
        scene.settle()
        scene.tell(TEMPLATE, "closed")
    elif choice == _CHART:
        _chart(scene, one)
    elif choice == _RATE:
        ratings.begin_regard(scene, one)
    elif choice == _PAPER and one.role is Role.COACH and ratings.on_paper(scene.tx, one.engagement):
        ratings.begin_regard(scene, one, on_paper=True)
    else:
        scene.settle()
        _show_others(scene, one)


def _chart(scene: Scene, one: Standpoint) -> None:
    seen = report.seen_by(scene.tx, scene.person.id, one.engagement, scene.now)
    prenom = "" if one.role is Role.COACHEE else name_of(scene.tx, one.engagement.coachee)
    prompts, form = scene.parts.prompts, scene.reader.form
    paper = report.chart(prompts, seen or [], Names(one.role, prenom), form, scene.zone)
    if seen is None:
        scene.tell(TEMPLATE, "closed")
    elif paper is None:
        scene.tell(TEMPLATE, "chart_empty")
    else:
        caption = prompts.render(TEMPLATE, "chart_caption", form, {})
        scene.out.append(Outgoing(Purpose.PICTURE, html=caption, name="objectifs.png", paper=paper.to_json()))


def _button(scene: Scene, key: str, block: str, **values: object) -> Button:
    return Button(key, html.unescape(scene.parts.prompts.render(TEMPLATE, block, scene.reader.form, values)))


FEATURE = Feature(
    commands={
        Role.COACHEE: {"objectifs": _command, "point": lambda scene, _: ratings.begin_monthly(scene)},
        Role.COACH: {"objectifs": _coach},
        Role.SPONSOR: {"objectifs": _sponsor},
    },
    presses={
        _OWN: _pressed,
        _OTHERS: _pressed_others,
        _WHOSE: _coach,
        ratings.POINT: ratings.pressed_monthly,
        ratings.REGARD: ratings.pressed_regard,
    },
    due={ratings.POINT: ratings.due_monthly, ratings.REGARD: ratings.due_regard},
    deeds={"add_objective": _keep, "drop_objective": _drop, "rate_objectives": ratings.rate},
)
