"""`python -m bench.serve [--silent]`: the bot as `recul run` starts it, with a reader that reads nothing if silent,
so that the cost of a turn and the cost of reading can be told apart."""

from __future__ import annotations

import asyncio
import sys

from bot import settings
from bot.app import App
from bot.insight import SilentReader, load

if __name__ == "__main__":
    app = App.open(settings.load())
    reader = SilentReader if "--silent" in sys.argv else load
    asyncio.run(app.run(lambda text: print(text, flush=True), reader))
