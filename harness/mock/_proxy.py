"""A proxy: requests go to a real server, and both directions are held to the snapshot that a request means.

Bytes pass as they are. What violates the snapshot is told, and never stopped.

Source: RFC 9110, 7.6 Message Forwarding.
"""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any

import httpx

from harness.messages import Accepted, Exchange, HTTPResponse, Refusal
from harness.mock._http import Request, problem, raw_header, text_of
from harness.mock._operation import words_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping, Sequence

    from harness.mock._operation import ServedOperation
    from harness.mock._recording import Recording
    from harness.mock._service import Service
    from harness.mock._settings import MockSettings

    Message = MutableMapping[str, Any]

# What is said from one server to the next, and goes no further.
_HOPS = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding "
    b"upgrade expect".split()
)
VIOLATIONS = b"x-mock-violations"
# A larger body is passed on and not judged.
_MOST_JUDGED = 4 * 2**20


class Violation(NamedTuple):
    """What a message says that its snapshot does not.

    Attributes:
        direction: `request` or `response`.
        operation: `GET /pets`; empty where the snapshot has none.
        api: the name of the API.
        date: of the snapshot.
        reason: in words, with the place.
    """

    direction: str
    operation: str
    api: str
    date: str
    reason: str


class Proxy:
    """An ASGI application that passes requests on.

    Args:
        services: the APIs that messages are held to.
        settings: of the mock.
        server: the URL of the real one.
        tell: is told of each violation.
        recording: takes what passed; None to record nothing.
    """

    def __init__(
        self,
        services: Sequence[Service],
        settings: MockSettings,
        server: str,
        *,
        tell: Callable[[Violation], None],
        recording: Recording | None = None,
    ) -> None:
        self._services = services
        self._settings = settings
        self._server = server.rstrip("/")
        self._tell = tell
        self._recording = recording
        self._client: httpx.AsyncClient | None = None
        self._exchanges: dict[ServedOperation, Exchange] = {}

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Serve a connection as ASGI 3 has it."""
        if scope["type"] == "http":
            await self._pass(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                if self._client is not None:
                    await self._client.aclose()
                if self._recording is not None:
                    self._recording.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})

    async def _pass(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        started = time()
        request = await self._request(scope, receive)
        if request is None:
            await _refuse(send, 413, "the body is too long")
            return
        operation, violations = self._judged(request)
        try:
            answer = await self._sent(request)
        except httpx.HTTPError as error:
            await _refuse(send, 502, f"{self._server} cannot be reached: {type(error).__name__}")
            return
        try:
            body = await self._passed_on(answer, operation, violations, send)
        finally:
            await answer.aclose()
        if self._recording is not None:
            secrets = [] if operation is None else operation.guard.credentials(request)
            self._recording.add(self._server, request, answer, body, started, secrets)

    async def _request(self, scope: Mapping[str, Any], receive: Any) -> Request | None:
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        request = Request(scope["method"], path, scope["query_string"].decode("latin-1"), scope["headers"])
        while True:
            message = await receive()
            request.body += message.get("body", b"")
            if len(request.body) > self._settings.most_bytes:
                return None
            if not message.get("more_body"):
                return request

    async def _sent(self, request: Request) -> httpx.Response:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=60)
        url = f"{self._server}{request.path}" + (f"?{request.query}" if request.query else "")
        headers = [header for header in request.headers if header[0] not in _HOPS and header[0] != b"host"]
        content = request.body if request.body or b"content-length" in request.fields else None
        built = httpx.Request(request.method, url, headers=headers, content=content)
        return await self._client.send(built, stream=True)

    async def _passed_on(
        self,
        answer: httpx.Response,
        operation: ServedOperation | None,
        violations: list[Violation],
        send: Any,
    ) -> bytes:
        """Send the answer on; its bytes, as far as they are kept.

        A body that is judged has to be there before the head can tell what is wrong with it; a stream is not.
        """
        pieces = answer.aiter_raw()
        body, is_whole = await _read(pieces) if operation is not None and _is_short(answer) else (b"", False)
        if operation is not None:
            violations += self._violations_of(answer, body if is_whole else None, operation)
        for violation in violations:
            self._tell(violation)
        headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOPS]
        if violations:
            headers.append(raw_header(VIOLATIONS.decode(), "; ".join(v.reason for v in violations)[:1000]))
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": not is_whole})
        if is_whole:
            return body
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            body += piece if len(body) < _MOST_JUDGED and self._recording is not None else b""
        await send({"type": "http.response.body", "body": b""})
        return body

    def _judged(self, request: Request) -> tuple[ServedOperation | None, list[Violation]]:
        """The operation that a request means, and what is wrong with the request."""
        for service in self._services:
            resolved, match = service.found(request)
            if match is None:
                continue
            operation = match.item.get(request.method)
            if operation is None:
                return None, [Violation("request", "", service.name, resolved.edition, f"no {request.method}")]
            accepted = operation.read(request, match.places)
            reasons = [resolved.reason, words_of(accepted) if isinstance(accepted, Refusal) else None]
            name, date = operation.operation.name, operation.date
            return operation, [Violation("request", name, service.name, date, r) for r in reasons if r is not None]
        names = ", ".join(service.name for service in self._services)
        return None, [Violation("request", "", names, "", f"{request.path} is no path of {names}")]

    def _violations_of(self, answer: httpx.Response, body: bytes | None, served: ServedOperation) -> list[Violation]:
        """What is wrong with an answer; of one whose body is not there as a whole, its status alone is judged."""
        if body is None and served.answers.response(answer.status_code) is not None:
            return []
        exchange = self._exchanges.setdefault(served, Exchange(served.operation))
        # httpx decodes what a server has compressed; what passes stays as it is.
        plain = httpx.Response(answer.status_code, headers=answer.headers, content=body or b"").content
        headers = tuple((text_of(name), text_of(value)) for name, value in answer.headers.raw)
        accepted = exchange.accept_response(HTTPResponse(answer.status_code, headers, plain))
        if isinstance(accepted, Accepted):
            return []
        reason = f"response {answer.status_code}: {words_of(accepted)}"
        return [Violation("response", served.operation.name, served.api, served.date, reason)]


def _is_short(answer: httpx.Response) -> bool:
    """Whether a body ends soon, as far as its head tells."""
    length = answer.headers.get("content-length", "")
    if length:
        return str(length).isdecimal() and int(length) <= _MOST_JUDGED
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower().endswith("json")


async def _read(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """The bytes of a body, and whether these are all; what is too long is left."""
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > _MOST_JUDGED:
            return bytes(body), False
    return bytes(body), True


async def _refuse(send: Any, status: int, reason: str) -> None:
    answer = problem(status, reason, ((b"connection", b"close"),))
    await send({"type": "http.response.start", "status": status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
