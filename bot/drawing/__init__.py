"""Pictures of dialogues and of the arc of an engagement, made from their definitions: one Mermaid text and one SVG
each."""

from __future__ import annotations

from pathlib import Path

from bot.dialog.definition import Act, Dialog
from bot.dialog.library import Library
from bot.drawing import arc
from bot.drawing.picture import svg
from bot.drawing.words import Words
from bot.telling import Teller

#: No dialogue has this name: theirs are French.
ARC = "engagement"

__all__ = ["draw", "mermaid", "svg"]


def draw(library: Library, teller: Teller, folder: Path) -> list[Path]:
    """Writes NAME.mmd and NAME.svg for each dialogue, and for the arc, into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / f"{ARC}.mmd", folder / f"{ARC}.svg"]
    made[0].write_text(arc.mermaid(teller.prompts), encoding="utf-8")
    made[1].write_text(arc.svg(teller.prompts), encoding="utf-8")
    for name, dialog in sorted(library.current.items()):
        for ending, text in (("mmd", mermaid(dialog, teller)), ("svg", svg(dialog, teller))):
            made.append(folder / f"{name}.{ending}")
            made[-1].write_text(text, encoding="utf-8")
    return made


def mermaid(dialog: Dialog, teller: Teller) -> str:
    """The dialogue as a Mermaid flowchart."""
    words = Words(dialog, teller)
    marks = {Act.ASK: "({})", Act.SAY: ">{}]", Act.CALL: "[[{}]]", Act.ROUTE: "{{{}}}", Act.END: "([{}])"}
    lines = ["flowchart TD"]
    for number, step in enumerate(dialog.steps.values(), 1):
        told = words.of(step).replace('"', "#quot;")
        quoted = f'"{number}. {told}"' if told else f'"{number}"'
        lines.append(f"  s{number}{marks[step.act].format(quoted)}")
    numbers = {name: number for number, name in enumerate(dialog.steps, 1)}
    for step in dialog.steps.values():
        for target, label in words.ways(step):
            told = label.replace('"', "#quot;")
            arrow = f'-->|"{told}"|' if told else "-->"
            lines.append(f"  s{numbers[step.name]} {arrow} s{numbers[target]}")
    return "\n".join(lines) + "\n"
