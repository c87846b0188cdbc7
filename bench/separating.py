"""What one separating question gives: `python -m bench.separating [FILE.jsonl]`, personas whose truth is known.

Each persona opens a talk; where the reader is in doubt, the question that `dialogs/eclaircir.yaml` chooses is
put, and the persona answers as the file says, with a button or in words. Compared are the pitfalls that would be
put as hypotheses: without a question, with it, and, as a control, with every doubt taken for a finding.
`--fit` prints the weights of `bot.insight.settling` that a logistic regression finds on these personas.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

import bot.insight
from bot import authoring
from bot.dialog.hearing import heard, settle
from bot.dialog.library import Library
from bot.dialog.state import State
from bot.insight import PITFALLS, Reader, Reading
from bot.insight.settling import log_odds

PERSONAS = Path(__file__).parents[1] / "bot/insight/corpus/personas-test.jsonl"
DIALOGS = Path(__file__).parents[1] / "dialogs"
DIALOG = "eclaircir"


@dataclass(frozen=True, slots=True)
class Told:
    """A persona, what its opening gave, and the question that followed, if one did."""

    persona: dict[str, Any]
    reading: Reading
    asked: str
    reply: Reading

    @property
    def before(self) -> set[str]:
        return {finding.label for finding in self.reading.findings}

    @property
    def doubted(self) -> set[str]:
        return {doubt.label for doubt in self.reading.doubts}

    def after(self, library: Library, *, words: bool) -> set[str]:
        """The pitfalls found once the question was answered, in words where there are some if `words`."""
        state = heard(State(seed=1, talk=1), self.reading)
        if self.asked:
            reply = self.persona["replies"][self.asked]
            tap = None if words else reply["tap"]
            spoken = dict(library.current[DIALOG].steps[self.asked].settles)[tap] if tap else ""
            state = settle(state, spoken, self.reply.odds)
        return {passage.label for passage in state.passages}


def told(persona: dict[str, Any], reader: Reader, library: Library) -> Told:
    """Read the opening and, where a doubt stands and nothing was found, the reply to the question about it."""
    reading = reader.read(persona["opening"], persona["question"] or "")
    state = heard(State(seed=1, talk=1), reading)
    if reading.findings or not state.doubts:
        return Told(persona, reading, "", Reading())
    dialog = library.current[DIALOG]
    asked = library.walk(dialog).after(dialog.start, replace(state, frames=())) or ""
    question = persona["questions"][asked]
    reply = reader.read(persona["replies"][asked]["words"], question, [persona["opening"]])
    return Told(persona, reading, asked, reply)


def figures(found: list[set[str]], personas: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Micro precision, recall and F1 over the four pitfalls."""
    right = sum(len(one & set(p["truth"])) for one, p in zip(found, personas, strict=True))
    said, meant = sum(map(len, found)), sum(len(p["truth"]) for p in personas)
    precision, recall = right / max(said, 1), right / max(meant, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(path: Path, reader: Reader) -> list[tuple[str, tuple[float, float, float]]]:
    """The table: (how, precision, recall, F1)."""
    library, personas = authoring.load(DIALOGS), read(path)
    every = [told(persona, reader, library) for persona in personas]
    asked = [one for one in every if one.asked]
    return [
        ("no question", figures([one.before for one in every], personas)),
        ("doubts taken for findings", figures([one.before | one.doubted for one in every], personas)),
        ("one question", figures([one.after(library, words=False) for one in every], personas)),
        ("one question, words only", figures([one.after(library, words=True) for one in every], personas)),
        (
            f"… {len(asked)} asked: no question",
            figures([o.before for o in asked], [o.persona for o in asked]),
        ),
        (
            f"… {len(asked)} asked: one question",
            figures([o.after(library, words=False) for o in asked], [o.persona for o in asked]),
        ),
    ]


def read(path: Path) -> list[dict[str, Any]]:
    """Read the personas, each with the questions they answer."""
    questions = json.loads((path.parent / "questions.json").read_text(encoding="utf-8"))
    asked = {key: one["question"] for key, one in questions.items()}
    lines = path.read_text(encoding="utf-8").splitlines()
    return [{"questions": asked, **json.loads(line)} for line in lines]


def fitted(path: Path, reader: Reader) -> dict[str, float]:
    """Fit the weights of `settled` on every question about a pitfall, asked or not, by a button and in words."""
    library, rows, truth = authoring.load(DIALOGS), [], []
    settles = {name: dict(step.settles) for name, step in library.current[DIALOG].steps.items()}
    for persona in read(path):
        opening = reader.read(persona["opening"], persona["question"] or "").odds
        for key, reply in persona["replies"].items():
            words = reader.read(reply["words"], persona["questions"][key], [persona["opening"]]).odds
            for label in set(settles[key].values()) & set(PITFALLS):
                at, is_so = PITFALLS.index(label), label in persona["truth"]
                if not opening or not words:
                    continue
                if reply["tap"]:
                    rows.append(
                        [log_odds(opening[at]), 1 if settles[key][reply["tap"]] == label else -1, 0.0]
                    )
                    truth.append(is_so)
                rows.append([log_odds(opening[at]), 0.0, log_odds(words[at])])
                truth.append(is_so)
    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(truth))
    names = ("_OPENING", "_TAP", "_REPLY")
    return {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)} | {
        "_SHIFT": round(float(model.intercept_[0]), 2)
    }


def main() -> None:
    arguments = [one for one in sys.argv[1:] if one != "--fit"]
    path = Path(arguments[0]) if arguments else PERSONAS
    reader = bot.insight.load()
    if "--fit" in sys.argv:
        print(fitted(path, reader))
        return
    print(f"{'':<34}{'precision':>10}{'recall':>10}{'F1':>8}")
    for name, (precision, recall, f1) in measure(path, reader):
        print(f"{name:<34}{precision:>10.2f}{recall:>10.2f}{f1:>8.2f}")


if __name__ == "__main__":
    main()
