"""From effects to messages: which wording, which buttons, in whose form of address, on whose calendar."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from bot.dialog.answers import CONTROLS, choices, offered
from bot.dialog.definition import TERSE, Ask, Step
from bot.dialog.effects import Remark, Tell
from bot.dialog.library import Library
from bot.dialog.state import Item, State
from bot.dialog.wordings import COMMON
from bot.messages import Button, Outgoing, Purpose
from bot.prompts import FORMS, Prompts, hour

ITEMS = "items.j2"
PITFALLS = "pitfalls.j2"
THEMES = "themes.j2"
#: An acknowledgement stands on a line of its own before a text longer than this, in characters.
_LONG = 60
#: A row of buttons holds at most this many characters of label before a telephone cuts them.
_ROW = 26
#: What is said of a day or an hour that will not do, whatever a step says of words that tell none.
DOUBTS = ("retry_past", "retry_days", "retry_hours")


@lru_cache(maxsize=4096)
def in_french(day: date) -> str:
    """« mardi 3 mars », « lundi 1er juin »."""
    told = format_date(day, "EEEE d MMMM", locale="fr")
    return told.replace(" 1 ", " 1er ")


def moment_in_french(word: str) -> str:
    """A day (ISO) or an hour (« 14:30 »)."""
    return hour(word) if ":" in word else in_french(date.fromisoformat(word))


def named(words: str) -> str:
    """A first name as it is written to someone: « nadia » and « jean-pierre » get their capitals."""
    return words.title() if words.islower() else words


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read: form of address (`vous`, `tu`) and zone, for days."""

    form: str
    zone: tzinfo

    @classmethod
    def of(cls, state: State, zone: tzinfo) -> Reader:
        form = state.known("adresse")
        return cls(form if form in FORMS else "vous", zone)


class Teller:
    """Turns what a turn says into messages. Holds no talk."""

    def __init__(self, prompts: Prompts, library: Library) -> None:
        self.prompts = prompts
        self.library = library

    def messages(self, effects: Iterable[Tell | Remark], reader: Reader, first: str = "") -> list[Outgoing]:
        """One message for what is said up to and with the question, and one edit for buttons shown anew.
        `first` is HTML to begin with."""
        told: list[str] = [first] if first else []
        out: list[Outgoing] = []
        message = Outgoing()
        for effect in effects:
            if isinstance(effect, Remark):
                rows = self._rows(effect.dialog, effect.step, reader, effect.seen.selected)
                out.append(Outgoing(Purpose.SETTLE, rows=rows, token=str(effect.seen.asked)))
                continue
            told.append(self.wording(effect, reader))
            if effect.asked:
                rows = self._rows(effect.dialog, effect.step, reader, effect.seen.selected)
                message = Outgoing(rows=rows, token=str(effect.asked))
        if told:
            out.append(replace(message, html="\n\n".join(part for part in told if part)))
        return out

    def wording(self, tell: Tell, reader: Reader) -> str:
        """The HTML of one thing said, acknowledgement included."""
        file = f"{tell.dialog}/{tell.step.name}.j2"
        if tell.block == "question" and tell.seen.stage >= TERSE:
            found = self._short_ones(file)
            block = found[tell.variant % len(found)]
        else:
            file, block = self._block(file, tell.block, tell.variant)
        text = self.prompts.render(
            file, block, reader.form, self._values(tell, reader, self.prompts.reads(file))
        )
        if tell.ack is None:
            return text
        acks = self.prompts.variants(COMMON, "ack")
        ack = self.prompts.render(COMMON, acks[tell.ack % len(acks)], reader.form, {})
        return f"{ack}\n\n{text}" if len(text) > _LONG else f"{ack} {text}"

    def question(self, state: State, reader: Reader) -> str:
        """The HTML of the question that is open in this state, as it was put."""
        frame = state.frames[-1]
        step = self.library.of(frame).steps[frame.step]
        return self.wording(Tell(frame.dialog, step, state.block, state.variant, state), reader)

    def common(self, block: str, reader: Reader, variant: int = 0, **values: object) -> str:
        """A wording that all dialogues share."""
        found = self.prompts.variants(COMMON, block) or [block]
        return self.prompts.render(COMMON, found[variant % len(found)], reader.form, values)

    def labels(self, dialog: str, step: Step, reader: Reader) -> dict[str, str]:
        """Labels of all that is on offer at a question, by key, in the order of the buttons."""
        return {key: self._label(dialog, step, key, reader) for key in offered(step)}

    def item(self, item: Item) -> str:
        """An element for the brief as plain text: the very text that the coachee sees and the coach will read."""
        values: dict[str, Any] = {
            "words": item.words,
            "verdict": item.verdict,
            "edited": item.edited,
            "name": "",
        }
        if item.kind == "theme":
            values["name"] = self.theme(item.label)
        elif item.label:
            values["name"] = self.pitfall(item.label, "short")
        return html.unescape(self.prompts.render(ITEMS, item.kind, "vous", values))

    def pitfall(self, label: str, what: str = "name") -> str:
        """A pitfall's `name` (with its article), `short` name or `meaning`."""
        return html.unescape(self.prompts.render(PITFALLS, f"{what}_{label}", "vous", {}))

    def theme(self, key: str) -> str:
        """A theme's name in plain French, as it stands in the middle of a sentence."""
        return html.unescape(self.prompts.render(THEMES, f"name_{key}", "vous", {}))

    def _block(self, file: str, base: str, variant: int) -> tuple[str, str]:
        """The template and wording for a block: the step's own, else the common one."""
        own = "retry" if base.startswith("retry_") and base not in DOUBTS else base
        found = self.prompts.variants(file, own)
        if found:
            return file, found[variant % len(found)]
        if base == "shorter":
            return self._block(file, "question", variant)
        found = self.prompts.variants(COMMON, base) or [base]
        return COMMON, found[variant % len(found)]

    def _short_ones(self, file: str) -> list[str]:
        """The shorter half of a question's wordings, and those made to be short: they take turns."""
        found = self.prompts.variants(file, "question")
        texts = self.prompts.wordings(file).texts

        def length(block: str) -> int:
            ways = (texts.get(name, ()) for name in (block, *(f"{block}_{form}" for form in FORMS)))
            return max(len(text) for way in ways for text in way)

        shorter = sorted(found, key=length)[: max(1, len(found) // 2)]
        return shorter + self.prompts.variants(file, "shorter")

    def _label(self, dialog: str, step: Step, key: str, reader: Reader) -> str:
        if step.ask is Ask.SCALE and key not in CONTROLS:
            return key
        file, block = f"{dialog}/{step.name}.j2", f"button_{key}"
        source = file if self.prompts.variants(file, block) else COMMON
        return html.unescape(self.prompts.render(source, block, reader.form, {}))

    def _rows(
        self, dialog: str, step: Step, reader: Reader, selected: tuple[str, ...]
    ) -> tuple[tuple[Button, ...], ...]:
        labels = self.labels(dialog, step, reader)
        ticked = {key: f"✓ {label}" if key in selected else label for key, label in labels.items()}
        taps = [Button(key, ticked[key]) for key in choices(step)]
        rows = _in_rows(taps, 6 if step.ask is Ask.SCALE else 3)
        if not step.decision:
            rows.append(tuple(Button(key, labels[key]) for key in CONTROLS))
        return tuple(rows)

    # Variables of a template

    def _values(self, tell: Tell, reader: Reader, read: frozenset[str]) -> dict[str, Any]:
        """What the template reads, and no more: most questions look at nothing."""
        seen, (low, high) = tell.seen, tell.step.scale
        values: dict[str, Any] = {
            "prenom": named(seen.known("prenom")),
            "coach": seen.known("coach"),
            "said": dict(seen.said),
            "low": low,
            "high": high,
            "moments": [moment_in_french(word) for word in tell.moments],
        }
        if "memory" in read:
            values["memory"] = {
                name: {"words": memory.words, "day": in_french(memory.day)}
                for name, memory in seen.memory.items()
            }
        if "finding" in read and seen.about:
            values["finding"] = self._finding(seen)
        if "lever" in read and seen.lever:
            values["lever"] = {"quote": seen.lever.quote, "kind": seen.lever.kind}
        if seen.items and read & {"items", "item"}:
            values |= self._items(seen)
        frame = seen.frame
        if frame is not None and frame.interrupting and read & {"held", "asked_on", "waiting"}:
            values |= self._interrupted(seen, reader)
        return values

    def _finding(self, seen: State) -> dict[str, str]:
        verdict = next(
            (p.verdict for p in seen.passages if (p.label, p.quote) == (seen.about, seen.quote)), ""
        )
        told = {what: self.pitfall(seen.about, what) for what in ("name", "short", "meaning")}
        return {**told, "quote": seen.quote, "verdict": verdict}

    def _items(self, seen: State) -> dict[str, Any]:
        listed = [
            {"text": self.item(item), "number": number, "total": len(seen.items), "decision": item.decision}
            for number, item in enumerate(seen.items, 1)
        ]
        open_item = next((row for row in listed if not row["decision"]), None)
        return {"items": listed} | ({"item": open_item} if open_item else {})

    def _interrupted(self, seen: State, reader: Reader) -> Mapping[str, Any]:
        frame = seen.frames[-1]
        values: dict[str, Any] = {"held": frame.held, "asked_on": "", "waiting": ""}
        if frame.since:
            values["asked_on"] = in_french(datetime.fromisoformat(frame.since).astimezone(reader.zone).date())
        waiting = replace(seen, frames=seen.frames[:-1], block=frame.block, variant=frame.variant)
        values["waiting"] = html.unescape(self.question(waiting, reader))
        return values


def _in_rows(buttons: list[Button], most: int) -> list[tuple[Button, ...]]:
    """Buttons in rows that a telephone can show: at most `most` a row, and no row too wide."""
    rows: list[tuple[Button, ...]] = []
    row: list[Button] = []
    for button in buttons:
        wide = sum(len(b.label) + 2 for b in [*row, button]) > _ROW
        if row and (len(row) == most or wide):
            rows.append(tuple(row))
            row = []
        row.append(button)
    return [*rows, tuple(row)] if row else rows
