"""A fake Telegram in a process of its own, as its callers see it. Blocking, on purpose: they are scripts."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class Remote:
    """`with Remote.started() as fake:` then `fake.api_url`, `fake.call("inject", updates=1000, users=50)`."""

    def __init__(self, port: int, process: subprocess.Popen[str] | None = None) -> None:
        self.port = port
        self._process = process

    @classmethod
    def started(cls) -> Self:
        command = [sys.executable, "-m", "tests.fake_telegram", "--port", "0", "--quiet"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return cls(int(process.stdout.readline().rsplit(":", 1)[1]), process)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, what: str, /, **arguments: Any) -> Any:
        """Do what `Control` does under that name."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/control/{what}", json.dumps(arguments))
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise AssertionError(f"{what}: {answer.status} {body.decode()}")
        return json.loads(body)

    def until(
        self, what: str, met: Callable[[Any], bool], /, patience: float = 30.0, **arguments: Any
    ) -> Any:
        """Ask for `what` until `met(result)`; returns that result."""
        end = time.monotonic() + patience
        while not met(result := self.call(what, **arguments)):
            if time.monotonic() > end:
                raise AssertionError(f"{what} still says {result!r} after {patience} s")
            time.sleep(0.02)
        return result

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
