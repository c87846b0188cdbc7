"""HTTP/1.1 for python-telegram-bot: h11 over asyncio's streams, connections kept open.

The library's own way through httpx costs about 1 ms of CPU a message, this one 0.4 (measured by
`python -m tests.channels.cost`), and a turn, which makes two or three calls, should cost 3 ms in all.
Behind a proxy httpx takes over: it knows how.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import h11
import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECT_TIMEOUT = 10.0
WRITE_TIMEOUT = 20.0
IDLE = 30.0  # seconds after which an unused connection is no longer trusted
ANSWER_LIMIT = 32 << 20
TOO_LARGE = 413


class AnswerLost(NetworkError):  # noqa: N818 - it says what is the case
    """The connection broke after the request had left: it may have been carried out."""


def request_for(api_url: str, connections: int, read_timeout: float) -> BaseRequest:
    """The way to `api_url`: at most `connections` at a time; `read_timeout` in seconds."""
    parts = urlsplit(api_url)
    proxies = getproxies()
    if (proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or ""):
        return HTTPXRequest(connections, read_timeout=read_timeout, connect_timeout=CONNECT_TIMEOUT)
    return LeanRequest(connections, read_timeout)


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    http: h11.Connection
    used: float = 0.0

    def usable(self) -> bool:
        quiet = not self.reader.at_eof() and not self.writer.is_closing()
        return quiet and time.monotonic() - self.used < IDLE


class LeanRequest(BaseRequest):
    def __init__(self, connections: int, read_timeout: float) -> None:
        self._read_timeout = read_timeout
        self._free: list[_Connection] = []
        self._open = False
        self._turn = asyncio.Semaphore(connections)
        self._ssl = ssl.create_default_context()
        self._ssl.load_verify_locations(certifi.where())

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        """Connections are opened when they are needed."""
        self._open = True

    async def shutdown(self) -> None:
        self._open = False
        while self._free:
            await _close(self._free.pop())

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - waiting here is the caller's
    ) -> tuple[int, bytes]:
        kind, body = _encoded(request_data)
        parts = urlsplit(url)
        head = h11.Request(
            method=method,
            target=parts.path,
            headers=[("Host", parts.netloc), ("Content-Type", kind), ("Content-Length", str(len(body)))],
        )
        async with self._turn:
            try:
                async with asyncio.timeout(_seconds(connect_timeout, CONNECT_TIMEOUT)):
                    connection = await self._connected(parts.scheme, parts.hostname or "", parts.port)
            except (OSError, TimeoutError) as problem:
                raise NetworkError(f"pas de connexion ({type(problem).__name__})") from problem
            try:
                connection.writer.write(_sent(connection.http, head, body))
                async with asyncio.timeout(_seconds(write_timeout, WRITE_TIMEOUT)):
                    await connection.writer.drain()
                async with asyncio.timeout(_seconds(read_timeout, self._read_timeout)):
                    status, answer = await _answer(connection)
            except TimeoutError as problem:
                _abort(connection)
                raise TimedOut("pas de réponse à temps") from problem
            except (OSError, h11.RemoteProtocolError) as problem:
                _abort(connection)
                raise AnswerLost(f"connexion perdue ({type(problem).__name__})") from problem
            except BaseException:  # cancelled: half an answer may be on its way
                _abort(connection)
                raise
            self._keep(connection)
        if status == TOO_LARGE:  # the library would call it trouble with the network
            raise BadRequest("Request Entity Too Large")
        return status, answer

    async def _connected(self, scheme: str, host: str, port: int | None) -> _Connection:
        while self._free:
            connection = self._free.pop()
            if connection.usable():
                return connection
            _abort(connection)
        secure = self._ssl if scheme == "https" else None
        reader, writer = await asyncio.open_connection(host, port or (443 if secure else 80), ssl=secure)
        return _Connection(reader, writer, h11.Connection(h11.CLIENT))

    def _keep(self, connection: _Connection) -> None:
        states = (connection.http.our_state, connection.http.their_state)
        if self._open and states == (h11.DONE, h11.DONE):
            connection.http.start_next_cycle()
            connection.used = time.monotonic()
            self._free.append(connection)
        else:
            _abort(connection)


def _encoded(data: RequestData | None) -> tuple[str, bytes]:
    if data is None:
        return "application/x-www-form-urlencoded", b""
    if not data.contains_files:
        return "application/x-www-form-urlencoded", urlencode(data.json_parameters).encode()
    parts: Any = data.multipart_data
    request = httpx.Request("POST", "http://unused", data=data.json_parameters, files=parts)
    return request.headers["Content-Type"], request.read()


def _sent(http: h11.Connection, head: h11.Request, body: bytes) -> bytes:
    chunks = (http.send(head), http.send(h11.Data(body)) if body else b"", http.send(h11.EndOfMessage()))
    return b"".join(chunk or b"" for chunk in chunks)


async def _answer(connection: _Connection) -> tuple[int, bytes]:
    status = 0
    chunks: list[bytes] = []
    size = 0
    while True:
        event = connection.http.next_event()
        if event is h11.NEED_DATA:
            connection.http.receive_data(await connection.reader.read(65536))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            chunks.append(bytes(event.data))
            size += len(event.data)
            if size > ANSWER_LIMIT:
                raise h11.RemoteProtocolError("the answer is too long")
        elif isinstance(event, h11.EndOfMessage):
            return status, b"".join(chunks)
        elif isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError("closed before the answer")


def _seconds(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _abort(connection: _Connection) -> None:
    connection.writer.transport.abort()


async def _close(connection: _Connection) -> None:
    connection.writer.close()
    try:
        async with asyncio.timeout(1):
            await connection.writer.wait_closed()
    except (OSError, TimeoutError):
        _abort(connection)
