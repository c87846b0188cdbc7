"""The picture of the arc shows every phase and every way that the machine has."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from bot.coaching.engagement import ROWS, Cause, Phase
from bot.drawing import ARC, arc
from bot.drawing.layout import PAGE
from bot.prompts import Prompts
from tests.dialog.shipped import PROMPTS, ROOT

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def prompts() -> Prompts:
    return Prompts(PROMPTS)


def test_every_phase_stands_in_the_picture_once() -> None:
    root = ET.fromstring(arc.svg(prompts()))
    told = ["".join(node.itertext()) for node in root.iterfind(".//svg:text", NAMES)]
    assert all(told.count(phase.value) == 1 for phase in Phase)
    assert root.attrib["width"] == str(PAGE)


def test_every_way_is_an_arrow() -> None:
    forward = sum(
        len(sources)
        for _, sources, target, _ in ROWS
        if target and target not in (Phase.PAUSED, Phase.STOPPED)
    )
    drawn = len(re.findall(r'marker-end="url\(#arrow\)"', arc.svg(prompts())))
    assert drawn == forward + 4, "to a pause and to a stop, and back, one arrow each for all phases"


def test_every_cause_is_in_the_text() -> None:
    told = arc.mermaid(prompts())
    assert told.startswith("stateDiagram-v2\n")
    words = {cause: prompts().render(arc.ARC, f"cause_{cause.value}", "vous", {}) for cause in Cause}
    assert all(word in told for word in words.values())
    assert len(re.findall("-->", told)) == 2 + sum(len(s) if target else 1 for _, s, target, _ in ROWS)


def test_the_pictures_in_the_documents_are_those_of_today() -> None:
    folder = Path(ROOT) / "docs" / "dialogs"
    assert (folder / f"{ARC}.svg").read_text(encoding="utf-8") == arc.svg(prompts())
    assert (folder / f"{ARC}.mmd").read_text(encoding="utf-8") == arc.mermaid(prompts())
