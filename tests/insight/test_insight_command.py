import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.insight import Distress, Finding, Reading, SilentReader
from bot.insight.command import evaluate, run


class Scripted:
    """Says what its script says of a text."""

    name = "scripted"

    def __init__(self, **script: Reading) -> None:
        self._script = script

    def read(self, text: str, question: str = "", before: Sequence[str] = ()) -> Reading:
        return self._script.get(text, Reading())


FOUND = Reading((Finding("defaut_de_posture", 0, 4, "tait", 0.91),), Distress.NONE, ("codir",))


def test_lines_come_out_in_order() -> None:
    reader = Scripted(
        tait=FOUND, sure=Reading(distress=Distress.SURE), doute=Reading(distress=Distress.UNSURE)
    )
    lines = "".join(
        json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(["tait", "sure", "doute", ""])
    )
    out = io.StringIO()
    assert run(reader, io.StringIO(lines + "\n"), out) == 0
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    evidence = [{"label": "defaut_de_posture", "start": 0, "end": 4, "quote": "tait", "score": 0.91}]
    assert rows == [
        {
            "id": 0,
            "labels": ["defaut_de_posture"],
            "distress": False,
            "themes": ["codir"],
            "evidence": evidence,
        },
        {"id": 1, "labels": [], "distress": True, "themes": [], "evidence": []},
        {"id": 2, "labels": [], "distress": False, "themes": [], "evidence": [], "distress_unsure": True},
        {"id": 3, "labels": [], "distress": False, "themes": [], "evidence": []},
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", '"texte"', '{"text": "a"}', '{"id": 1}', '{"id": 1, "text": 3}', "[" * 100_000]
)
def test_a_malformed_line_is_said_and_skipped(line: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    good = '{"id": "b", "text": ""}'
    assert run(SilentReader(), [good, line, good], out, err) == 1
    assert len(out.getvalue().splitlines()) == 2
    assert err.getvalue().startswith("Ligne 2 : ")
    assert err.getvalue().endswith(".\n")
    assert err.getvalue().count("\n") == 1


def test_complaints_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SilentReader(), ["{"], io.StringIO()) == 1
    assert "Ligne 1" in capsys.readouterr().err


def test_lone_surrogates_survive_the_pipe() -> None:
    text = "\ud800 tait"
    reading = Reading((Finding("defaut_de_posture", 0, 1, "\ud800", 0.5),))
    out = io.StringIO()
    run(Scripted(**{text: reading}), [json.dumps({"id": 1, "text": text})], out)
    out.getvalue().encode("utf-8")


def test_the_table_counts_what_it_says(tmp_path: Path) -> None:
    evidence = {"label": "defaut_de_posture", "quote": "tait"}
    items = [
        {"id": "1", "text": "tait", "labels": ["defaut_de_posture"], "evidence": [evidence]},
        {"id": "2", "text": "autre", "labels": ["defaut_de_posture"]},
        {"id": "3", "text": "faux", "labels": [], "kind": "negated"},
        {"id": "4", "text": "sure", "labels": [], "distress": "sure"},
        {"id": "5", "text": "mort de rire", "labels": [], "kind": "idiom"},
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    wrong = Reading((Finding("solitude_du_decideur", 0, 4, "faux", 0.7),))
    table = evaluate(Scripted(tait=FOUND, faux=wrong, sure=Reading(distress=Distress.UNSURE)), path)
    rows = {line.split("  ")[0].strip(): line.split() for line in table.splitlines() if line}
    assert rows["defaut_de_posture"][1:] == ["1.00", "0.50", "0.67", "2"]
    assert rows["solitude_du_decideur"][1:4] == ["0.00", "0.00", "0.00"]
    assert rows["negated"][1:] == ["1.00", "1"]
    assert rows["idiom"][1:] == ["0.00", "1"]
    assert "passages cités : 1.00" in table
    assert "danger vu (demandé ou arrêté)            1.00 (n = 1)" in table
    assert "danger vu et arrêté                      0.00 (n = 1)" in table
    assert "p50" in table


@pytest.mark.parametrize("content", ["", "{", '{"id": 1}', '{"text": 3}', "[]"])
def test_a_file_that_is_not_labelled_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.$"):
        evaluate(SilentReader(), path)
