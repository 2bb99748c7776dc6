"""The ASGI application: receives requests, finds the API that they are for, and sends what it answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from harness.mock import _cors as cors
from harness.mock._answers import Fault
from harness.mock._control import Control
from harness.mock._deliveries import send as deliver
from harness.mock._disturbances import HEADER, Disturbances, disturbed, refused
from harness.mock._errors import problem
from harness.mock._http import Request, Response
from harness.mock._settings import MockSettings
from harness.mock._sources import services_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence

    from harness.document import Document
    from harness.mock._service import Service
    from harness.mock._state import State

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)


def app(
    documents: Iterable[str | Document] | str | Document = (),
    *,
    specs: str = "specs",
    mounts: Mapping[str, str] | None = None,
    **settings: Any,
) -> App:
    """An ASGI application that serves documents; it answers `lifespan`.

    Args:
        documents: APIs of the store, `api@date`, paths, URLs, or documents; none: all APIs of the store.
        specs: the folder of the store.
        mounts: paths in front of those of an API, by its name.
        **settings: members of `MockSettings`.

    Raises:
        UsageError: there is no such API, or two of them have a path in common.
        DocumentError: a document cannot be read.
    """
    names = [documents] if not isinstance(documents, Iterable) or isinstance(documents, str) else documents
    chosen = MockSettings(**settings)
    return app_of(services_of(names, chosen, root=specs, mounts=mounts), chosen)


def app_of(
    services: Sequence[Service],
    settings: MockSettings,
    *,
    tell: Callable[[str], None] | None = None,
    log: Log | None = None,
) -> App:
    """An ASGI application that serves some APIs, with what clients create unless it is to be stateless.

    Args:
        services: the APIs.
        settings: of the mock.
        tell: is told what a version cannot show of what is stored.
        log: is told of each request.
    """
    if settings.stateless:
        return App(services, settings, log=log)
    from harness.mock._state_control import StateControl
    from harness.mock._state_memory import Memory

    memory = Memory(services, seed=settings.seed, most=settings.most_records, tell=tell)
    return App(services, settings, state=memory, control={"/state": StateControl(memory)}, log=log)


class Log(Protocol):
    """Is told of each request that was answered."""

    def __call__(self, request: Request, response: Response, seconds: float) -> None:
        """Write it down."""


class App:
    """Serves some APIs.

    Attributes:
        services: the APIs.
        settings: of the mock.
        state: is asked first; see `_state`.
        log: is told of each request.
    """

    def __init__(
        self,
        services: Sequence[Service],
        settings: MockSettings,
        *,
        state: State | None = None,
        control: Mapping[str, Callable[[Request], Response]] | None = None,
        log: Log | None = None,
    ) -> None:
        self.services = services
        self.settings = settings
        self.state = state
        self.log = log
        self._deliveries: set[asyncio.Task[int | None]] = set()
        wanted = settings.faults or settings.fault_rates
        self._disturbances = Disturbances(settings.fault_rates, settings.seed) if wanted else None
        self._control = Control(settings.prefix, dict(control or {}))

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a connection as ASGI 3 has it."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        else:
            await send({"type": "websocket.close", "code": 1008})

    def serve(self, services: Sequence[Service]) -> None:
        """Serve other documents from now on; what clients have created stays."""
        self.services = services
        if self.state is not None:
            self.state.serve(services)

    def explanations(self) -> list[str]:
        """What is stored of each API, and why."""
        return [] if self.state is None else [self.state.explained(service.name) for service in self.services]

    def respond(self, request: Request) -> Response:
        """The answer to a request that is there as a whole."""
        if self._control.has(request.path):
            return self._control.respond(request, self.services)
        is_foreign = self.settings.cors and b"origin" in request.fields
        service = self._service(request.path)
        if service is None:
            names = ", ".join(service.name for service in self.services)
            response = problem(404, f"{request.path} is no path of {names}")
        elif is_foreign and cors.is_preflight(request) and "OPTIONS" not in service.own_methods(request.path):
            return cors.preflight(request, service.methods(request.path), service.request_headers())
        else:
            response = self._of_service(service, request)
        return cors.readable(request, response) if is_foreign else response

    def _of_service(self, service: Service, request: Request) -> Response:
        """The answer of an API, with what a fault does to it."""
        if self._disturbances is None:
            return service.respond(request, self.state)
        _, match = service.found(request)
        operation = None if match is None else match.item.get(request.method)
        header = request.text(HEADER) if self.settings.faults else None
        try:
            what = self._disturbances.chosen(header, "" if operation is None else operation.operation.name)
        except ValueError as error:
            return refused(str(error))
        if what is None or what.status is None or operation is None:
            response = service.respond(request, self.state)
        else:
            response = operation.refused(Fault(what.status, "a fault that was asked for"))
        return response if what is None else disturbed(response, what)

    def _service(self, path: str) -> Service | None:
        if len(self.services) == 1:
            return self.services[0]
        return next((service for service in self.services if service.has(path)), None)

    async def _serve(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        start = perf_counter()
        request = _request(scope)
        response: Response | None = None
        if b"content-length" in request.fields or b"transfer-encoding" in request.fields:
            response = await self._body(request, receive)
        if response is None:
            response = self.answered(request)
        await _sent(request, response, send)
        if self.log is not None:
            self.log(request, response, perf_counter() - start)

    def answered(self, request: Request) -> Response:
        """The same, whatever happens: a fault of ours is an answer too."""
        try:
            response = self.respond(request)
            for delivery in response.deliveries:
                task = asyncio.get_running_loop().create_task(deliver(delivery))
                self._deliveries.add(task)
                task.add_done_callback(self._deliveries.discard)
        except Exception:
            # One request must not end the server, and nobody but the owner of the mock sees why it failed.
            logger.exception("a fault in harness while answering %s", request.method)
            return problem(500, "a fault in harness; its log says more")
        return response

    async def _body(self, request: Request, receive: Receive) -> Response | None:
        """Read the body of a request; the refusal of one that is too long or too slow."""
        pieces, length = [], 0
        try:
            async with asyncio.timeout(self.settings.longest_wait):
                while True:
                    message = await receive()
                    piece = message.get("body", b"")
                    length += len(piece)
                    if length > self.settings.most_bytes:
                        return _closing(413, f"the body is longer than {self.settings.most_bytes} bytes")
                    pieces.append(piece)
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            return _closing(408, f"the body did not arrive within {self.settings.longest_wait:g} seconds")
        request.body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return None


def _request(scope: Mapping[str, Any]) -> Request:
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    # Clients should encode what is no ASCII, and not all do.
    return Request(scope["method"], path.decode("utf-8", "replace"), query.decode("utf-8", "replace"), scope["headers"])


def _closing(status: int, reason: str) -> Response:
    return problem(status, reason, ((b"connection", b"close"),))


async def _sent(request: Request, response: Response, send: Send) -> None:
    status, headers, body, _ = response
    if not isinstance(body, bytes):
        start: Message | None = {"type": "http.response.start", "status": status, "headers": headers}
        async for piece in body:
            if start is not None:
                await send(start)
                start = None
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if start is not None:
            await send(start)
        await send({"type": "http.response.body", "body": b""})
        return
    if status not in (204, 304):
        headers = (*headers, (b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})
