"""Play somebody with Telegram by hand: start this, start the bot on the address it prints, and write.

    python -m tests.fake_telegram --port 8081
    RECUL_TELEGRAM_TOKEN=… RECUL_TELEGRAM_API_URL=http://127.0.0.1:8081 recul run

A number presses the button with that number. `!as 2 Nadia` becomes somebody else; `!voice`, `!photo`,
`!edit TEXT`, `!block`, `!unblock` do what they say.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from tests.fake_telegram.person import MEDIA, Person
from tests.fake_telegram.server import TOKEN, FakeTelegram


class Hand:
    """Whoever types; messages to others are shown too, with the number of their chat."""

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self.person: Person = fake.user(1)

    async def type(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        if line.isdigit() and 0 < int(line) <= len(self.person.labels):
            await self.person.press(self.person.labels[int(line) - 1])
        elif command == "!as":
            number, _, name = rest.partition(" ")
            self.person = self.fake.user(int(number), name or "Camille")
        elif command == "!edit":
            await self.person.edit(rest)
        elif command == "!block":
            await self.person.block()
        elif command == "!unblock":
            await self.person.unblock()
        elif command[1:] in MEDIA and command.startswith("!"):
            await self.person.media(command[1:], rest)
        elif line:
            await self.person.send(line)

    async def show(self) -> None:
        """Print what the bot says, as it says it."""
        world = self.fake.world
        shown = 0
        while True:
            async with world.changed:
                await world.changed.wait()
            for sent in world.log[shown:]:
                message = world.chats[sent.chat].messages[sent.message]
                labels = self.fake.user(sent.chat).labels
                print(f"\n[{sent.chat}] {message.document or ''}{message.text}")
                if message.labels:
                    start = len(labels) - len(message.labels)
                    print("  ".join(f"{start + n}. {label}" for n, label in enumerate(message.labels, 1)))
            shown = len(world.log)


async def play(port: int, token: str, quiet: bool) -> None:
    async with FakeTelegram(token, port) as fake:
        print(fake.api_url, flush=True)
        end = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, end.set)
        if quiet:
            await end.wait()
            return
        print(f"token {token}", __doc__, sep="\n", file=sys.stderr)
        hand = Hand(fake)
        showing = asyncio.create_task(hand.show())
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        stopping = asyncio.create_task(end.wait())
        while not end.is_set():
            reading = asyncio.create_task(reader.readline())
            await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not reading.done() or not reading.result():
                reading.cancel()
                break
            try:
                await hand.type(reading.result().decode().rstrip("\n"))
            except (AssertionError, IndexError, ValueError) as problem:
                print(f"? {problem}", file=sys.stderr)
        for task in (showing, stopping):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8081, help="0 chooses a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--quiet", action="store_true", help="only serve; steered over HTTP")
    given = parser.parse_args()
    asyncio.run(play(given.port, given.token, given.quiet))


if __name__ == "__main__":
    main()
