"""When the weights are missing or strange, reading goes on with less, and says so without quoting anybody."""

import importlib.util
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.insight
from bot.insight import Distress, reader, weights
from bot.insight.weights import WeightsUnavailableError


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    bot.insight.load.cache_clear()
    yield
    bot.insight.load.cache_clear()


def test_without_the_wheel_the_small_reader_takes_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with caplog.at_level(logging.WARNING):
        small = bot.insight.load()
    assert small.name == "ngrams"
    assert "smaller reader" in caplog.text
    assert small.read("J'ai des idées suicidaires.").distress is Distress.SURE


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" + b"\x00" * 200, b"E5S1" + b"\xff" * 200])
def test_a_strange_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)
    with pytest.raises(WeightsUnavailableError):
        weights.opened(path)


def test_a_truncated_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "e5-small-q4.bin"
    with weights.installed().open("rb") as file:
        path.write_bytes(file.read(30_000_000))
    monkeypatch.setattr(reader, "installed", lambda: path)
    assert bot.insight.load().name == "ngrams"


def test_without_a_head_nothing_is_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(reader, "saved", missing)
    assert bot.insight.load().name == "silent"
    assert "head.npz" in caplog.text
