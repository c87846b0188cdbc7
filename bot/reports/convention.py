"""The convention as a document: the clauses in words, the sharing rules as the program applies them, acceptances."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from typing import Any

from babel.dates import format_date

from bot.coaching.convention import Occasion, Terms
from bot.coaching.engagement import Party
from bot.coaching.rights import NEVER_FOR_SPONSOR, Matter
from bot.prompts import Prompts
from bot.reports.document import Bullets, Document, Heading, Part, Quote, Signatures, Table, Text
from bot.store.conventions import Acceptance, Convention

TEMPLATE = "convention.j2"
PARTIES = (Party.COACHEE, Party.COACH, Party.SPONSOR)
#: Hexadecimal digits of the fingerprint in the foot.
SHORT = 12
#: Matters in the order of the table, from what is closest to the person.
_TOLD = (
    Matter.SHARED,
    Matter.OBJECTIVES,
    Matter.RATINGS,
    Matter.EVIDENCE,
    Matter.EXPECTATIONS,
    Matter.SESSIONS,
    Matter.REVIEW,
    Matter.CONVENTION,
)


def drawn_up(prompts: Prompts, terms: Terms, version: int, made: date) -> Document:
    """The text to be accepted: everything but acceptances."""
    return _Draft(prompts, terms).document(version, made)


def dated(day: date) -> str:
    """« 3 mars 2026 », « 1er juin 2026 »."""
    told = format_date(day, "d MMMM y", locale="fr")
    return told.replace("1 ", "1er ", 1) if told.startswith("1 ") else told


def occasions(prompts: Prompts, found: Iterable[Occasion]) -> str:
    """« au début, au milieu et à la fin »; empty if there is none."""
    told = [_plain(prompts, f"occasion_{one.value}") for one in found]
    return " et ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def length(prompts: Prompts, minutes: int) -> str:
    """« 2 heures », « 1 h 30 »."""
    return _plain(prompts, "length", minutes=minutes)


def signed(prompts: Prompts, one: Convention, found: Sequence[Acceptance], zone: tzinfo) -> dict[str, Any]:
    """The document of a version, as JSON, with its fingerprint and the acceptances so far."""
    rows = tuple(_row(prompts, one, role, found, zone) for role in PARTIES if role in one.terms.roles)
    seal = _plain(prompts, "seal", digest=one.digest)
    extra = Document("", (Signatures(rows), Text(seal))).to_json()["parts"]
    foot = _plain(
        prompts,
        "foot",
        version=one.version,
        short=one.digest[:SHORT],
        day=dated(one.at.astimezone(zone).date()),
    )
    return {**one.paper, "parts": [*one.paper["parts"], *extra], "foot": foot}


def _row(
    prompts: Prompts, one: Convention, role: Party, found: Sequence[Acceptance], zone: tzinfo
) -> tuple[str, str, str]:
    party = one.terms.party(role)
    coach = one.terms.party(Party.COACH)
    assert party is not None
    done = next((acceptance for acceptance in found if acceptance.role is role), None)
    when = ""  # room for a signature
    if done is not None:
        block = "signed_on_paper" if done.recorded_by else "signed"
        day = dated(done.at.astimezone(zone).date())
        when = _plain(prompts, block, day=day, coach=coach.name if coach else "")
    elif not party.on_paper:
        when = _plain(prompts, "waiting")
    return party.name, _plain(prompts, f"fact_{role.value}"), when


def plain(prompts: Prompts, template: str, block: str, **values: Any) -> str:
    """A block of a template as plain text."""
    return html.unescape(prompts.render(template, block, "vous", values))


def _plain(prompts: Prompts, block: str, **values: Any) -> str:
    return plain(prompts, TEMPLATE, block, **values)


class _Draft:
    """One document being written. Names that people typed stand on one line each."""

    def __init__(self, prompts: Prompts, terms: Terms) -> None:
        self.prompts, self.terms = prompts, terms
        names = {party.role.value: _line(party.name) for party in terms.parties}
        paper = terms.party(Party.SPONSOR)
        self.values: dict[str, Any] = {
            **{role.value: names.get(role.value, "") for role in PARTIES},
            "firm": _line(terms.firm),
            "organisation": _line(terms.organisation),
            "months": terms.months,
            "sessions": terms.sessions,
            "weeks": terms.weeks,
            "length": length(prompts, terms.minutes),
            "begins": dated(terms.begins),
            "ends": dated(terms.ends),
            "retention": terms.retention,
            "occasions": occasions(prompts, terms.reported),
            "on_paper": paper is not None and paper.on_paper,
        }
        self._number = 0

    def document(self, version: int, made: date) -> Document:
        articles: list[Part] = [
            *self._article("purpose", self._text("purpose")),
            *self._article("goals", *self._goals()),
            *(self._article("expected", *self._expected()) if self.terms.expected else ()),
            *self._article("rhythm", self._text("rhythm")),
            *self._article("duties", self._duties()),
            *self._article("secrecy", self._text("secrecy")),
            *self._article("sharing", self._text("sharing"), self._sharing()),
            *self._article("program", self._text("program")),
            *self._article("data", self._text("data")),
            *self._article("leaving", self._text("leaving")),
            *self._article("change", self._text("change")),
            *self._article("accept", self._text("accept")),
        ]
        return Document(
            title=self._say("title"),
            subtitle=self._say("subtitle"),
            facts=tuple(self._facts(version, made)),
            parts=tuple(articles),
        )

    def _facts(self, version: int, made: date) -> Iterable[tuple[str, str]]:
        for role in PARTIES:
            if self.values[role.value]:
                yield self._say(f"fact_{role.value}"), self.values[role.value]
        for name in ("organisation", "firm"):
            if self.values[name]:
                yield self._say(f"fact_{name}"), self.values[name]
        yield self._say("fact_span"), self._say("span")
        yield self._say("fact_version"), str(version)
        yield self._say("fact_made"), dated(made)

    def _article(self, name: str, *parts: Part) -> tuple[Part, ...]:
        self._number += 1
        return Heading(f"{self._number}. {self._say(f'{name}_title')}"), *parts

    def _goals(self) -> tuple[Part, ...]:
        if not self.terms.goals:
            return (self._text("goals_none"),)
        header = tuple(self._say(f"goals_header_{name}") for name in ("goal", "sign", "level"))
        rows = []
        for goal in self.terms.goals:
            values = {
                name: _line(value) if isinstance(value, str) else value
                for name, value in (
                    ("what", goal.what),
                    ("purpose", goal.purpose),
                    ("way", goal.way),
                    ("indicator", goal.indicator),
                    ("proof", goal.proof),
                    ("baseline", goal.baseline),
                    ("target", goal.target),
                )
            }
            values["due"] = dated(date.fromisoformat(goal.due)) if goal.due else ""
            rows.append(tuple(self._say(block, **values) for block in ("goal", "goal_sign", "goal_level")))
        return Table(header, tuple(rows), (0.48, 0.3, 0.22)), self._text("goals_words")

    def _expected(self) -> tuple[Part, ...]:
        quotes = [
            Quote(
                one.words, self._say("expected_by", name=self.values[one.role.value], by_other=one.by_other)
            )
            for one in sorted(self.terms.expected, key=lambda one: PARTIES.index(one.role))
        ]
        return self._text("expected"), *quotes

    def _duties(self) -> Bullets:
        roles = [role for role in (Party.COACH, Party.COACHEE, Party.SPONSOR) if role in self.terms.roles]
        return Bullets(tuple(self._say(f"duties_{role.value}_list") for role in roles))

    def _sharing(self) -> Table:
        """The rules as they are applied: what stands in a cell is asked of them."""
        readers = [role for role in (Party.COACH, Party.SPONSOR) if role in self.terms.roles]
        header = (self._say("sharing_header_what"), *(self.values[role.value] for role in readers))
        rows = tuple(
            (self._say(f"sharing_{matter.value}"), *(self._cell(matter, role) for role in readers))
            for matter in _TOLD
        )
        return Table(header, rows, (0.34, *(0.66 / len(readers) for _ in readers)))

    def _cell(self, matter: Matter, role: Party) -> str:
        if role is Party.SPONSOR and matter in NEVER_FOR_SPONSOR:
            return self._say("sharing_never")
        if matter not in self.terms.rules.open.get(role, frozenset()):
            return self._say("sharing_no")
        if matter in (Matter.SHARED, Matter.EVIDENCE):
            return self._say(f"sharing_{matter.value}_coach")
        if matter is Matter.RATINGS and role is Party.SPONSOR:
            return self._say("sharing_ratings_sponsor")
        return self._say("sharing_review_some" if matter is Matter.REVIEW else "sharing_yes")

    def _text(self, block: str) -> Text:
        return Text(self._say(block))

    def _say(self, block: str, **values: Any) -> str:
        return html.unescape(self.prompts.render(TEMPLATE, block, "vous", self.values | values))


def _line(words: str) -> str:
    return " ".join(words.split())
