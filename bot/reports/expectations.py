"""What the parties of an engagement expect, on paper: side by side, and the questions for a sponsor on paper."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.prompts import Prompts
from bot.reports.document import Document, Heading, Part, Quote, Table, Text
from bot.store.people import Role

TEMPLATE = "expectations.j2"
#: The questions, by the names under which the dialogue keeps the answers, in their order.
PARTS = ("changement", "signes", "limites", "apport")
#: Room to write by hand.
_LINES = (("\u00a0",),) * 4


@dataclass(frozen=True, slots=True)
class Side:
    """What one party published. `role` and `day` in words; `by` is who handed it on, empty if they wrote themselves."""

    name: str
    role: str
    day: str
    by: str
    text: str
    parts: Mapping[str, str]


def side_by_side(
    prompts: Prompts, sides: Sequence[Side], facts: Sequence[tuple[str, str]], coachee: str, day: str
) -> Document:
    """Question by question, each in their own words; who wrote nothing to a question does not stand under it."""
    parts: list[Part] = [Text(_told(prompts, "intro"))]
    for name in PARTS:
        told = [(side, side.parts[name]) for side in sides if side.parts.get(name)]
        if told:
            parts.append(Heading(_told(prompts, f"heading_{name}")))
            parts += [Quote(words, _whose(side)) for side, words in told]
    title = _told(prompts, "title")
    return Document(
        title, tuple(parts), subtitle=_told(prompts, "subtitle", personne=coachee), facts=tuple(facts),
        foot=f"{title} · {coachee} · {day}",
    )  # fmt: skip


def _whose(side: Side) -> str:
    whose = ", ".join(part for part in (side.name, side.role, side.day) if part)
    return f"{whose} (transmis par {side.by})" if side.by else whose


def questions(prompts: Prompts, names: Mapping[str, str]) -> Document:
    """The questions for a sponsor who answers on paper, with room to write. `names`: personne, coach, sponsor."""
    said = {"role": Role.SPONSOR.value, "personne": names["personne"], "intervenante": names["coach"]}
    parts: list[Part] = [Text(_told(prompts, "questions_intro", **names))]
    for number, name in enumerate(PARTS, 1):
        asked = html.unescape(prompts.render(f"attentes/{name}.j2", "question_1", "vous", {"said": said}))
        parts += [Heading(f"{number}. {asked}"), Table((), _LINES)]
    parts.append(Text(_told(prompts, "questions_notice", **names)))
    return Document(
        _told(prompts, "questions_title"), tuple(parts),
        subtitle=_told(prompts, "subtitle", personne=names["personne"]),
        facts=((_told(prompts, "fact_sponsor"), names["sponsor"]), (_told(prompts, "fact_coach"), names["coach"])),
    )  # fmt: skip


def _told(prompts: Prompts, block: str, **values: str) -> str:
    return html.unescape(prompts.render(TEMPLATE, block, "vous", values))
