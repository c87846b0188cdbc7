"""The lean HTTP client against servers that are not as polite as the fake Telegram."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from bot.channels.telegram import http
from bot.channels.telegram.http import LeanRequest, request_for

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answer, secure: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(each, "127.0.0.1", 0, ssl=secure)
    host, port = server.sockets[0].getsockname()
    async with server:
        yield f"{'https' if secure else 'http'}://{host}:{port}/x"


@pytest.fixture
async def lean() -> AsyncIterator[LeanRequest]:
    request = LeanRequest(2, 2.0)
    await request.initialize()
    yield request
    await request.shutdown()


def saying(*answers: bytes, connections: list[int] | None = None) -> Answer:
    """Each answer to one request, in turn, on whichever connection it comes; then nothing but the end."""
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if connections is not None:
            connections.append(1)
        while left:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(left.pop(0))
            await writer.drain()

    return answer


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_connections_are_used_again(lean: LeanRequest) -> None:
    seen: list[int] = []
    async with serving(saying(OK, OK, OK, connections=seen)) as url:
        for _ in range(3):
            assert await lean.do_request(url, "POST") == (200, b"ok")
        await lean.shutdown()
    assert len(seen) == 1


@pytest.mark.parametrize(
    "closing",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
)
async def test_a_connection_that_the_server_closes_is_not(lean: LeanRequest, closing: bytes) -> None:
    seen: list[int] = []
    async with serving(saying(closing, OK, connections=seen)) as url:
        for _ in range(2):
            assert await lean.do_request(url, "POST") == (200, b"ok")
        await lean.shutdown()
    assert len(seen) == 2


async def test_an_idle_connection_that_ended_is_replaced(lean: LeanRequest) -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)

    async with serving(once) as url:
        for _ in range(2):
            assert await lean.do_request(url, "POST") == (200, b"ok")
            await asyncio.sleep(0.05)


async def test_an_old_connection_is_not_trusted(lean: LeanRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "IDLE", 0.0)
    seen: list[int] = []
    async with serving(saying(OK, OK, connections=seen)) as url:
        for _ in range(2):
            await lean.do_request(url, "POST")
        await lean.shutdown()
    assert len(seen) == 2


async def test_a_chunked_answer(lean: LeanRequest) -> None:
    chunks = b"HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    async with serving(saying(chunks)) as url:
        assert await lean.do_request(url, "POST") == (502, b"abc")


@pytest.mark.parametrize("bad", [b"nonsense\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"])
async def test_half_an_answer_is_trouble(lean: LeanRequest, bad: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(bad)

    async with serving(answer) as url:
        with pytest.raises(NetworkError, match="connexion perdue"):
            await lean.do_request(url, "POST")


async def test_an_endless_answer_is_trouble(lean: LeanRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_LIMIT", 1)
    async with serving(saying(OK)) as url:
        with pytest.raises(NetworkError):
            await lean.do_request(url, "POST")


async def test_silence_is_a_time_out(lean: LeanRequest) -> None:
    async with serving(saying(b"", b"")) as url:
        with pytest.raises(TimedOut):
            await lean.do_request(url, "POST", read_timeout=0.1)
        await lean.shutdown()


async def test_no_more_connections_than_allowed(lean: LeanRequest) -> None:
    now = most = 0

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        while True:
            await reader.readuntil(b"\r\n\r\n")
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.02)
            now -= 1
            writer.write(OK)

    async with serving(slowly) as url:
        await asyncio.gather(*(lean.do_request(url, "POST") for _ in range(8)))
        await lean.shutdown()
    assert most == 2


async def test_encrypted(lean: LeanRequest, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with serving(saying(OK, OK, OK), context) as url:
        with pytest.raises(NetworkError, match="pas de connexion"):
            await lean.do_request(url, "POST")
        lean._ssl.load_verify_locations(certificate)
        for _ in range(2):
            assert await lean.do_request(url, "POST") == (200, b"ok")
        await lean.shutdown()


def self_signed() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fake")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


async def test_behind_a_proxy_httpx_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert isinstance(request_for("https://exemple.test", 1, 1), LeanRequest)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    proxied = request_for("https://exemple.test", 1, 1)
    assert isinstance(proxied, HTTPXRequest)
    await proxied.shutdown()
    assert isinstance(request_for("https://127.0.0.1", 1, 1), LeanRequest)
