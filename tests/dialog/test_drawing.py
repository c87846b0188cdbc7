from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from bot.dialog.definition import FREE, Act, Dialog
from bot.dialog.library import Library
from bot.dialog.loading import load
from bot.drawing import draw, mermaid, svg
from bot.drawing.layout import PAGE, rows
from bot.drawing.words import Words, shortened
from bot.prompts import Prompts
from bot.telling import Teller
from tests.dialog.shipped import DIALOGS, ROOT, dialogs, library, teller

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def texts(picture: str) -> list[str]:
    root = ET.fromstring(picture)
    return ["".join(node.itertext()) for node in root.iterfind(".//svg:text", NAMES)]


@pytest.mark.parametrize("dialog", dialogs(), ids=lambda dialog: dialog.name)
def test_every_step_and_every_way_is_in_the_picture(dialog: Dialog) -> None:
    picture = svg(dialog, teller())
    told = texts(picture)
    for number in range(1, len(dialog.steps) + 1):
        assert str(number) in told
    drawn = len(re.findall(r'marker-end="url\(#arrow\)"', picture))
    pointed = len(re.findall("→", picture.split("</text>", 4)[-1]))
    ways = sum(len({branch.go for branch in step.branches}) for step in dialog.steps.values())
    crowded = sum(
        len({b.go for b in s.branches}) for s in dialog.steps.values() if len({b.go for b in s.branches}) > 5
    )
    assert ways <= drawn + pointed <= ways + crowded


@pytest.mark.parametrize("dialog", dialogs(), ids=lambda dialog: dialog.name)
def test_a_picture_stands_alone_on_the_width_of_a_page(dialog: Dialog) -> None:
    picture = svg(dialog, teller())
    assert picture == svg(dialog, teller()), "the same each time"
    root = ET.fromstring(picture)
    assert root.attrib["width"] == str(PAGE)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", picture)
    assert "<image" not in picture


@pytest.mark.parametrize("dialog", dialogs(), ids=lambda dialog: dialog.name)
def test_no_two_boxes_touch(dialog: Dialog) -> None:
    for row in rows(dialog, Words(dialog, teller())):
        boxes = sorted(row, key=lambda box: box.x)
        for left, right in pairwise(boxes):
            assert left.x + left.wide / 2 <= right.x - right.wide / 2
        assert boxes[0].x - boxes[0].wide / 2 >= 0


@pytest.mark.parametrize("dialog", dialogs(), ids=lambda dialog: dialog.name)
def test_mermaid_has_a_node_a_step_and_an_arrow_a_way(dialog: Dialog) -> None:
    lines = mermaid(dialog, teller()).splitlines()
    assert lines[0] == "flowchart TD"
    nodes = [line for line in lines[1:] if "-->" not in line]
    arrows = [line for line in lines[1:] if "-->" in line]
    assert len(nodes) == len(dialog.steps)
    assert len(arrows) == sum(len({b.go for b in step.branches}) for step in dialog.steps.values())
    assert all(line.count('"') in (0, 2) for line in lines)


def test_the_pictures_in_the_documentation_are_up_to_date(tmp_path: Path) -> None:
    kept = ROOT / "docs" / "dialogs"
    made = draw(library(), teller(), tmp_path / "new")
    assert sorted(path.name for path in made) == sorted(path.name for path in kept.iterdir())
    for path in made:
        fresh = (kept / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
        assert fresh, f"{path.name}: recul dialogs draw --out docs/dialogs"


SMALL = """
dialog: libre
start: note
steps:
  note:
    ask: scale
    keep: note
    next:
      - when: {below: 3, short: true, unfit: false}
        go: bas
      - when: {above: 7, skipped: false, not: {known: moment}}
        go: bas
      - when: {items: none, distress: sure, finding: solitude_du_decideur}
        go: bas
      - when: {outcome: done, value: {moment: "7"}, answer: "7"}
        go: note
      - else: bas
  bas:
    do: [shorten, close]
    end: done
"""


def test_every_test_has_its_words(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "libre"
    folder.mkdir(parents=True)
    (folder / "note.j2").write_text("{% block question_1 %}De 0 à 10 ?{% endblock %}", encoding="utf-8")
    for name in ("common.j2", "pitfalls.j2"):
        (tmp_path / "fr" / name).write_text((ROOT / "prompts" / "fr" / name).read_text("utf-8"), "utf-8")
    interrupts = (DIALOGS / "interrupts.yaml").read_text(encoding="utf-8")
    found, problems = load({"interrupts.yaml": interrupts, "libre.yaml": SMALL})
    assert not problems
    dialog = found[FREE]
    told = mermaid(dialog, Teller(Prompts(tmp_path), Library(found)))
    expected = (
        "moins de 3", "en bref", "une réponse attendue", "plus de 7", "répondu", "inconnu : moment",
        "rien à relire", "danger", "solitude du décideur", "fini par done", "« 7 » choisi", "sinon",
        "abrège la suite, ferme",
    )  # fmt: skip
    for words in expected:
        assert words in told.replace("\u00a0", " ")
    assert svg(dialog, Teller(Prompts(tmp_path), Library(found))).count("<!--") == len(dialog.steps)


def test_shortened() -> None:
    assert shortened("un deux trois", 13) == "un deux trois"
    assert shortened("un deux trois", 9) == "un deux …"
    assert shortened("un deux\u00a0?", 8) == "un …"


def test_shapes_differ_by_act() -> None:
    assert {step.act for dialog in dialogs() for step in dialog.steps.values()} == set(Act)
