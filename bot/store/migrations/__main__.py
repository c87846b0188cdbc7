"""`python -m bot.store.migrations "what changes"`: writes the migration from the last one to today's
tables.
"""

from __future__ import annotations

import sys

from alembic import command
from sqlalchemy import create_engine

from bot.store.migrations import running


def main(message: str) -> None:
    with create_engine("sqlite://").connect() as connection:
        settings = running.config(connection)
        command.upgrade(settings, "head")
        command.revision(settings, message=message, autogenerate=True)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
