"""One document, made by a process of its own: JSON on the way in, bytes on the way out. See `filled`."""

from __future__ import annotations

import json
import sys

from bot.reports.typesetting import FAILED, Unmade, made


def main() -> int:
    given = json.load(sys.stdin.buffer)
    try:
        done = made(given["paper"], given["name"])
    except Unmade as fault:
        sys.stdout.write(str(fault))
        return FAILED
    sys.stdout.buffer.write(done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
