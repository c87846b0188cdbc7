"""`recul insight --evaluate` at the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot.cli.insight
from bot.cli import main
from tests.cli.conftest import failed, plain
from tests.insight.labelled import GUIDON, Scripted, finding, item, written


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A labelled file, and the reader that is measured on it."""
    reader = Scripted(Chuchotis=bot.insight.Reading((finding(GUIDON, "Chuchotis"),)))
    monkeypatch.setattr(bot.cli.insight, "load", lambda: reader)
    return written(tmp_path / "a.jsonl", item("Chuchotis", kind="plan"), item("autre", GUIDON))


def recul(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["insight", *map(str, arguments)], prog_name="recul")


def test_the_table_is_printed(labelled: Path) -> None:
    result = recul("--evaluate", labelled)
    assert result.exit_code == 0
    assert result.stdout.startswith("lecteur scripted · 2 réponses\n\npiège ")
    assert "« Chuchotis »" in result.stdout
    assert result.stdout.endswith("\n")
    assert not result.stdout.endswith("\n\n")


def test_machines_get_the_same_figures(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    result = recul("--evaluate", labelled, "--json", out)
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["labels"]["each"][GUIDON] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}
    assert told["false_positives"] == {"rate": 1.0, "n": 1}
    assert "nez_dans_le_guidon                     0.00       0.00       0.00          1" in result.stdout
    assert told["examples"][GUIDON]["wrong"][0]["passage"] == "Chuchotis"


def test_no_example_on_demand(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    result = recul("--evaluate", labelled, "--examples", "0", "--json", out)
    assert result.exit_code == 0
    assert "Chuchotis" not in result.stdout + out.read_text(encoding="utf-8")


def test_a_bad_line_ends_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a"}\n', encoding="utf-8")
    assert failed(recul("--evaluate", path)).startswith("Ligne 1 : ce n'est pas une réponse annotée")


def test_a_file_that_may_not_be_read_ends_with_one_sentence(
    labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path, **_: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", denied)
    assert failed(recul("--evaluate", labelled)) == f"{labelled} : accès refusé."


def test_a_missing_file_ends_with_one_sentence(tmp_path: Path) -> None:
    assert failed(recul("--evaluate", tmp_path / "none.jsonl")).endswith("n'existe pas.")


def test_figures_never_overwrite_a_corpus(labelled: Path) -> None:
    before = labelled.read_bytes()
    assert "doit finir par .json" in failed(recul("--evaluate", labelled, "--json", labelled))
    assert labelled.read_bytes() == before


@pytest.mark.parametrize("given", [("--examples", "1"), ("--json", "a.json")])
def test_options_of_the_evaluation_want_one(given: tuple[str, str]) -> None:
    assert failed(recul(*given)) == "--json et --examples vont avec --evaluate FICHIER."


@pytest.mark.parametrize("count", ["-1", "deux", "101"])
def test_the_number_of_examples_is_a_number(labelled: Path, count: str) -> None:
    sentence = plain(failed(recul("--evaluate", labelled, "--examples", count)))
    assert sentence.endswith(f"« {count} » n'est pas un nombre entier de 0 à 100.")
