"""The corpus is as large, as varied and as implicit as its datasheet says."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from bench.agreement import kappa, table
from bench.separating import DIALOGS
from bot import authoring
from bot.insight import PITFALLS, THEMES
from bot.insight.training.corpus import CORPUS, DEV, TRAIN, corpus
from bot.insight.training.noise import bare

#: The words that anybody would look for; an answer without them is implicit.
OBVIOUS = {
    "nez_dans_le_guidon": r"deborde|submerg|urgence|sous l.eau|guidon|operationnel|plus le temps|pompier|noye",
    "defaut_de_posture": r"\bose[rs]?\b|legitim|impost|ma place|posture|pas a la hauteur",
    "rupture_relationnelle": r"micro.?manag|court.?circuit|controle|par.dessus|sans passer par|ingeren",
    "solitude_du_decideur": r"\bseule?s?\b|isole|solitude|personne a qui",
}


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    return corpus([TRAIN, DEV, "test.jsonl"])


def test_it_is_large_enough(items: list[dict[str, Any]]) -> None:
    assert len(items) >= 2400
    for label in PITFALLS:
        assert sum(label in item["labels"] for item in items) >= 320
    assert sum(len(item["labels"]) > 1 for item in items) >= 200
    kinds = Counter(item["kind"] for item in items)
    assert sum(kinds.values()) - kinds[None] - kinds["neutral"] >= 900
    assert all(kinds[theme] >= 30 for theme in THEMES)
    assert sum(item["distress"] != "none" for item in items) >= 75
    assert kinds["idiom"] >= 75


@pytest.mark.parametrize("label", PITFALLS)
def test_most_pitfalls_are_told_without_their_words(items: list[dict[str, Any]], label: str) -> None:
    own = [item for item in items if label in item["labels"]]
    implicit = sum(not re.search(OBVIOUS[label], bare(item["text"].lower())) for item in own)
    assert implicit >= 0.6 * len(own)


def test_voices_come_from_many_trades_and_places() -> None:
    voices = [json.loads(line) for line in (CORPUS / "voices.jsonl").read_text("utf-8").splitlines()]
    assert len(voices) >= 150
    assert len({voice["trade"] for voice in voices}) >= 30
    places = Counter(voice["place"] for voice in voices)
    assert min(places[place] for place in ("FR", "BE", "CH", "QC")) >= 20


def test_no_two_answers_are_alike(items: list[dict[str, Any]]) -> None:
    seen: dict[str, str] = {}
    for item in [*items, *corpus(["distress.jsonl"])]:
        folded = " ".join(re.findall(r"\w+", bare(item["text"].lower())))
        assert seen.setdefault(folded, item["id"]) == item["id"]


def test_the_blind_annotations_are_of_answers_that_are_there() -> None:
    for annotator in (2, 3):
        assert all(-1.0 <= value <= 1.0 for _, value, _ in table(annotator))


def test_personas_answer_the_questions_that_the_dialogue_asks() -> None:
    steps = authoring.load(DIALOGS).current["eclaircir"].steps
    asked = {name: dict(step.settles) for name, step in steps.items() if step.settles}
    questions = json.loads((CORPUS / "questions.json").read_text("utf-8"))
    assert {name: one["settles"] for name, one in questions.items()} == asked
    for name in ("personas-dev.jsonl", "personas-test.jsonl"):
        for persona in corpus([name]):
            assert set(persona["truth"]) <= set(PITFALLS)
            assert set(persona["replies"]) == set(asked)
            for key, reply in persona["replies"].items():
                assert reply["tap"] is None or reply["tap"] in asked[key]


def test_kappa_takes_chance_away() -> None:
    assert kappa([1, 1, 0, 0], [1, 1, 0, 0]) == 1.0
    assert kappa([1, 1, 0, 0], [1, 0, 1, 0]) == 0.0
    assert kappa([1, 0, 0, 0], [1, 1, 0, 0]) == pytest.approx(0.5)
