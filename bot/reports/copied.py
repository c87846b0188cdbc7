"""What stands on the page of a person's copy, section by section, from the rows of their export."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.markup import plain
from bot.prompts import Prompts
from bot.reports.naming import first_name
from bot.store import Transaction, access, journal, people
from bot.store.errors import Forgotten
from bot.telling import in_french

_SETTINGS = ("prenom", "adresse", "rythme", "jour", "heure", "fuseau")
#: Where the buttons with which a setting was chosen are worded.
_CHOICES = ("accueil/{}.j2", "accueil/{}_lointain.j2", "reglages/{}.j2", "reglages/{}_lointain.j2")
_NEEDS = "needs.j2"

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Copied:
    """`whole` is what `export.everything` gave."""

    tx: Transaction
    person: str
    whole: Rows
    prompts: Prompts
    zone: ZoneInfo

    def values(self, now: datetime) -> dict[str, Any]:
        """For the template; every section may be empty."""
        return {
            "day": self._day(now.isoformat()),
            "settings": list(self._settings()),
            "talks": list(self._talks()),
            "judgements": self._judgements(),
            "items": self._items(),
            "needs": list(self._needs()),
            "expectations": self._expectations(),
            "objectives": list(self._objectives()),
            "steps": self._steps(),
            "resources": [(self._day(row["at"]), row["words"]) for row in self.whole["resource"]],
            "sessions": self._sessions(),
            "conventions": list(self._conventions()),
            "consents": self._consents(),
            "reads": list(dict.fromkeys(self._reads())),
            "memory": [
                (self._day(row["at"]), row["name"], row["words"])
                for row in self.whole["memory"]
                if row["name"] not in _SETTINGS
            ],
        }

    def _settings(self) -> Iterator[tuple[str, str]]:
        known = {row["name"]: row["words"] for row in self.whole["memory"]}
        for name in _SETTINGS:
            if known.get(name):
                yield name, self._label(name, known[name])

    def _label(self, name: str, key: str) -> str:
        for source in _CHOICES:
            if self.prompts.variants(source.format(name), f"button_{key}"):
                return html.unescape(self.prompts.render(source.format(name), f"button_{key}", "vous", {}))
        return key

    def _talks(self) -> Iterator[Row]:
        """Questions and answers, one group a conversation, in the order in which they were written."""
        group: Row = {}
        for one in journal.answers(self.tx, self.person):
            at = one.at.isoformat()
            if group.get("talk") != (one.talk, self._day(at)):
                if group:
                    yield group
                group = {
                    "talk": (one.talk, self._day(at)),
                    "day": self._day(at),
                    "dialog": one.dialog,
                    "answers": [],
                }
            group["answers"].append((plain(one.question), one.words))
        if group:
            yield group

    def _judgements(self) -> list[Row]:
        return [
            {"day": self._day(row["at"]), "name": self._pitfall(row["pitfall"]), **row}
            for row in self.whole["judgement"]
        ]

    def _pitfall(self, label: str) -> str:
        """Its name, or the word itself if no such pitfall is known any more."""
        block = f"name_{label}"
        known = self.prompts.variants("pitfalls.j2", block)
        return html.unescape(self.prompts.render("pitfalls.j2", block, "vous", {})) if known else label

    def _items(self) -> list[Row]:
        return [
            {
                "day": self._day(row["decided_at"]),
                "text": row["text"],
                "shared": row["decision"] == "shared",
                "who": self._who(row["recipient"]),
                "withdrawn": self._day(row["withdrawn_at"]),
            }
            for row in self._own("item")
        ]

    def _needs(self) -> Iterator[Row]:
        for row in self.whole["need"]:
            kept = row["answers"]
            rated = kept.get("ratings", {}) if isinstance(kept, dict) else {}
            yield {
                "day": self._day(row["at"]),
                "rows": [
                    (self._need(f"name_{one}"), self._need(f"level_{level}")) for one, level in rated.items()
                ],
                "words": kept.get("words", ""),
            }

    def _need(self, block: str) -> str:
        known = self.prompts.variants(_NEEDS, block)
        return (
            html.unescape(self.prompts.render(_NEEDS, block, "vous", {}))
            if known
            else block.partition("_")[2]
        )

    def _expectations(self) -> list[Row]:
        return [
            {
                "day": self._day(row["at"]),
                "text": row["words"].get("text", ""),
                "old": bool(row["replaced_at"]),
            }
            for row in self._own("expectation")
        ]

    def _objectives(self) -> Iterator[Row]:
        for row in self._own("objective"):
            rated = [one for one in self.whole["rating"] if one["objective"] == row["id"]]
            yield {
                "content": row["content"],
                "baseline": row["baseline"],
                "target": row["target"],
                "due": self._day(row["due_at"]),
                "replaced": self._day(row["replaced_at"]),
                "ratings": [
                    (self._day(one["at"]), one["role"], one["value"], one.get("evidence") or "")
                    for one in rated
                ],
            }

    def _steps(self) -> list[Row]:
        return [
            {
                **row["content"],
                "day": self._day(row["at"]),
                "due": self._day(row["due_at"]),
                "status": row["status"],
                "settled": self._day(row["settled_at"]),
            }
            for row in self.whole["step"]
        ]

    def _sessions(self) -> list[Row]:
        ordered = sorted(self.whole["session"], key=lambda row: str(row["starts_at"]))
        return [
            {**row, "day": self._day(row["starts_at"]), "hour": self._hour(row["starts_at"])}
            for row in ordered
        ]

    def _conventions(self) -> Iterator[Row]:
        for row in self._own("convention"):
            accepted = [one for one in self.whole["acceptance"] if one["convention"] == row["id"]]
            yield {
                "version": row["version"],
                "day": self._day(row["at"]),
                "paper": row["content"]["paper"],
                "accepted": [(one["role"], self._day(one["at"])) for one in accepted],
            }

    def _consents(self) -> list[Row]:
        return [
            {
                "purpose": row["purpose"],
                "who": self._who(row["recipient"]),
                "given": self._day(row["given_at"]),
                "withdrawn": self._day(row["withdrawn_at"]),
            }
            for row in self._own("consent")
        ]

    def _reads(self) -> Iterator[tuple[str, str, str]]:
        for row in self.whole["audit"]:
            matter = access.matter_of(row["action"])
            if matter is not None and row["subject"] == self.person:
                yield self._day(row["at"]), self._who(row["actor"]), matter.value

    def _own(self, table: str) -> Iterable[Row]:
        """The rows that are theirs, not those that only name them."""
        return [row for row in self.whole[table] if row.get("person") == self.person]

    def _who(self, person: str | None) -> str:
        """A first name, empty for nobody and for somebody who is gone or has none."""
        return _name(self.tx, person) if person else ""

    def _day(self, moment: str | None) -> str:
        """« mardi 3 mars 2026 »."""
        if not moment:
            return ""
        day = datetime.fromisoformat(moment).astimezone(self.zone).date()
        return f"{in_french(day)} {day.year}"

    def _hour(self, moment: str) -> str:
        at = datetime.fromisoformat(moment).astimezone(self.zone)
        return f"{at:%-H h %M}"


def _name(tx: Transaction, person: str) -> str:
    try:
        found = people.load(tx, person)
        kept = journal.recall(tx, person).get("prenom")
    except Forgotten:
        return ""
    words = kept.words if kept else str(found.profile.get("prenom", "")) if found else ""
    return first_name(words) if words else ""
