import io
import json

import pytest

from bot.insight import Distress, Finding, Reading, SilentReader
from bot.insight.command import run
from tests.insight.labelled import Scripted

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
