"""`recul` with a clock that a test moves: `python -m tests.e2e.clocked FILE run`; FILE holds the seconds to add.

Nothing else is changed but how long the loops sleep when nobody wakes them: a clock that jumps wakes nobody.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import bot.app
import bot.channels.telegram.receiving
import bot.cli.opening
import bot.workers.clock
import bot.workers.rest
import bot.workers.sender
from bot.cli import main

#: The modules that ask what time it is.
ASKING = (bot.app, bot.channels.telegram.receiving, bot.cli.opening, bot.workers.rest)


def moved_by(file: Path) -> type[datetime]:
    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one, as callers expect
            return present(file).astimezone(tz)

    return Moved


def present(file: Path) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))


if __name__ == "__main__":
    moved = moved_by(Path(sys.argv[1]))
    for module in ASKING:
        vars(module)["datetime"] = moved
    vars(bot.workers.clock)["TICK"] = 0.05
    vars(bot.workers.sender)["IDLE"] = 0.05
    main(args=sys.argv[2:], prog_name="recul")
