"""`recul --help`: quick, complete, French."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from bot.cli import main
from tests.cli.conftest import Process, Run, plain

CONTEXT = click.Context(main)
COMMANDS = main.list_commands(CONTEXT)


def test_help_loads_nothing_heavy_and_is_quick(process: Process, home: Path) -> None:
    heavy = ("telegram", "numpy", "sqlalchemy", "pydantic", "rich")
    code = (
        "import sys; from bot.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    quickest = 9.0
    for _ in range(3):
        began = time.monotonic()
        shown = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        quickest = min(quickest, time.monotonic() - began)
    assert shown.splitlines()[-1] == "[]"
    assert quickest < 1.0  # 0.15 s here; a crowded machine is slower


@pytest.mark.parametrize("name", [*COMMANDS, "dialogs check", "dialogs draw", "dialogs try"])
def test_every_command_has_help_in_french(recul: Run, name: str) -> None:
    shown = plain(recul(*name.split(), "--help").stdout)
    assert shown.startswith(f"Usage : recul {name}")
    assert "affiche cette aide" in shown
    for english in ("Options:", "Show this", "[default", "[required]", "Commands:"):
        assert english not in shown


def test_the_bare_command_shows_the_help(recul: Run) -> None:
    shown = plain(recul().stdout)
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert shown == plain(recul("--help").stdout)


def test_the_version_is_told(recul: Run) -> None:
    assert recul("--version").stdout.startswith("recul ")


def test_the_entry_point_is_the_group() -> None:
    from bot.__main__ import main as entry  # noqa: PLC0415 - the import is what is tested

    assert entry is main
