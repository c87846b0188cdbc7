"""A bot that does nothing but write down what it is told, one line each: made to be killed."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.channels.telegram.wire import Telegram
from bot.messages import Incoming


def main(token: str, api_url: str, path: str) -> None:
    file = os.open(Path(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def put(events: Sequence[Incoming]) -> None:
        for event in events:
            os.write(file, f"{event.key} {event.text}\n".encode())
            time.sleep(0.002)

    async def run() -> None:
        await Telegram(token, put, api_url=api_url).start()
        await asyncio.sleep(60)

    asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
