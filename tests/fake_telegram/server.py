"""The fake Bot API over real HTTP, on the loopback address only."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from types import TracebackType
from typing import Self

import tornado.httputil
import tornado.routing
import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from tests.fake_telegram.control import Control, ControlHandler
from tests.fake_telegram.delivery import Delivery
from tests.fake_telegram.methods import METHODS, ApiError, Call, note_allowed
from tests.fake_telegram.person import Person
from tests.fake_telegram.world import Fault, Json, World

TOKEN = "4242:fake-token-for-tests"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_CONFLICT = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Api(tornado.web.RequestHandler):
    """`/botTOKEN/METHOD`."""

    def initialize(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self.gone = False

    async def get(self, token: str, method: str) -> None:
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        world = self.fake.world
        call = _call(self.request)
        world.calls[method] += 1
        chat = call.values.get("chat_id", "")
        fault = world.fault(method, int(chat) if chat.lstrip("-").isdigit() else None)
        if fault and await self.spoiled(fault):
            return
        try:
            result = await self.fake.call(token, method, call, self)
        except ApiError as error:
            self.refuse(error.status, error.description, error.parameters)
        else:
            await world.announce()
            if fault and fault.reset == "after":
                self.reset()
            elif not self.gone:
                self.answer(200, {"ok": True, "result": result})

    async def spoiled(self, fault: Fault) -> bool:
        """Whether the fault has answered in the method's place."""
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if fault.reset == "before":
            self.reset()
        elif fault.body:
            self.set_status(fault.status or 200)
            self.write(fault.body)
        elif fault.status:
            parameters = {"retry_after": fault.retry_after} if fault.retry_after else {}
            default = (
                f"Too Many Requests: retry after {fault.retry_after}"
                if parameters
                else "Internal Server Error"
            )
            self.refuse(fault.status, fault.description or default, parameters)
        return self.gone or bool(fault.body or fault.status)

    def refuse(self, status: int, description: str, parameters: Json) -> None:
        body: Json = {"ok": False, "error_code": status, "description": description}
        self.answer(status, body | ({"parameters": parameters} if parameters else {}))

    def answer(self, status: int, body: Json) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(body, ensure_ascii=True))

    def reset(self) -> None:
        """Close so that the other side sees « connection reset by peer »."""
        self.gone = True
        self._auto_finish = False
        stream = self.request.connection.stream  # type: ignore[union-attr]
        if stream.socket is not None:
            stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()

    def on_connection_close(self) -> None:
        self.gone = True


class Files(tornado.web.RequestHandler):
    """`/file/botTOKEN/documents/file-N`: what getFile pointed at."""

    def initialize(self, fake: FakeTelegram) -> None:
        self.fake = fake

    def get(self, token: str, number: str) -> None:
        if token == self.fake.token:
            for chat in self.fake.world.chats.values():
                message = chat.messages.get(int(number))
                if message is not None and message.content:
                    self.write(message.content)
                    return
        raise tornado.web.HTTPError(404)


class FakeTelegram:
    """`async with FakeTelegram() as fake:` then `fake.api_url`, `fake.user(1, "Nadia")`, `fake.fail(…)`."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.world = World()
        self.delivery = Delivery(self)
        self._poller: object | None = None
        self._server: HTTPServer | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        application = tornado.web.Application(self.routes(), log_function=lambda _: None)
        sockets = bind_sockets(self.port, "127.0.0.1", reuse_port=False)
        self.port = sockets[0].getsockname()[1]
        self._server = HTTPServer(application, max_buffer_size=64 << 20)
        self._server.add_sockets(sockets)

    def routes(self) -> list[tornado.routing.Rule]:
        given = {"fake": self}
        return [
            tornado.web.url(r"/bot([^/]+)/(\w+)", Api, given),
            tornado.web.url(r"/file/bot([^/]+)/documents/file-(\d+)", Files, given),
            tornado.web.url(r"/control/(\w+)", ControlHandler, {"control": Control(self)}),
        ]

    async def stop(self) -> None:
        await self.delivery.stop()
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None

    def user(self, number: int, name: str = "Camille") -> Person:
        return Person(self.world, self.world.chat(number, name))

    def fail(self, method: str = "", **fault: object) -> Fault:
        """Let the next call of `method` go wrong; the arguments are those of `Fault`."""
        self.world.faults.append(Fault(method, **fault))  # type: ignore[arg-type]
        return self.world.faults[-1]

    async def call(self, token: str, method: str, call: Call, asker: Api) -> Json | bool | list[Json]:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if method == "getUpdates":
            return await self._updates(call, asker)
        if method not in METHODS:
            raise ApiError(404, "Not Found")
        result = METHODS[method](self.world, call)
        if method == "setWebhook" and self.world.webhook["url"]:
            self.delivery.start()
        elif method in ("deleteWebhook", "setWebhook"):
            await self.delivery.stop()
        return result

    async def _updates(self, call: Call, asker: Api) -> list[Json]:
        world = self.world
        if world.webhook.get("url"):
            raise ApiError(409, WEBHOOK_CONFLICT)
        note_allowed(world, call)
        self._poller = asker  # an older call that still waits is ended by this one
        await world.announce()
        end = world.now() + call.number("timeout")
        while True:
            if self._poller is not asker:
                raise ApiError(409, CONFLICT)
            found = world.pending(call.number("offset"), min(call.number("limit", 100), 100))
            if found or asker.gone or world.now() >= end:
                return found
            async with world.changed:
                try:
                    await asyncio.wait_for(world.changed.wait(), min(end - world.now(), 0.5))
                except TimeoutError:
                    continue


def _call(request: tornado.httputil.HTTPServerRequest) -> Call:
    values = {name: texts[-1].decode() for name, texts in request.arguments.items()}
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        given = json.loads(request.body)
        values |= {
            key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()
        }
    files = {name: (found[-1]["filename"], found[-1]["body"]) for name, found in request.files.items()}
    return Call(values, files)
