"""HTTP/1.1 on a connection: a request is answered where its last byte is read, without the detour of ASGI's messages.

It stands in for the protocol of uvicorn, whose server runs it, and guards the mock against clients that mean harm:
heads and bodies without an end, too large or too slow, and answers that nobody reads.
"""

from __future__ import annotations

import asyncio
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httptools

from harness.mock._errors import problem
from harness.mock._http import Broken, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from harness.mock._app import App
    from harness.mock._http import RawHeader, Response

# Of a request line with all headers: bytes and number.
_LONGEST_HEAD = 64 * 1024
_MOST_HEADERS = 200
# Seconds: how often connections are looked at, how long a head may take, and how long one may be without a request.
_ROUND = 2.0
_LONGEST_HEAD_WAIT = 15.0
_LONGEST_IDLE = 30.0
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
_BODILESS = frozenset({204, 304})


class Protocol(asyncio.Protocol):
    """One connection.

    Args:
        app: answers.
        server_state: of uvicorn.
    """

    def __init__(self, app: App, server_state: Any, **_: Any) -> None:
        self._app = app
        self._state = server_state
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: Any = None
        # What has arrived of a request; what it waits for: "" for its beginning, "head" or "body".
        self._url, self._body = b"", list[bytes]()
        self._headers: list[RawHeader] = []
        self._head, self._length, self._waits = 0, 0, ""
        self._since = self._loop.time()
        self._round: asyncio.TimerHandle | None = None
        # Requests that have to wait: for the end of an answer in pieces, or for a client that does not read.
        self._queue: deque[tuple[Request, bool]] = deque()
        self._stream: asyncio.Task[None] | None = None
        self._refused = self._closing = False
        self._keep = True
        self._readable = asyncio.Event()  # whether the client reads what is written
        self._readable.set()

    # What asyncio and the server of uvicorn call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._state.connections.add(self)
        self._round = self._loop.call_later(_ROUND, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        del exc
        self._state.connections.discard(self)
        if self._round is not None:
            self._round.cancel()
        if self._stream is not None:
            self._stream.cancel()

    def data_received(self, data: bytes) -> None:
        """Read."""
        if self._refused:
            return
        if self._waits != "body":
            self._head += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing but HTTP/1.1 is spoken here; the request itself was answered.
            self._end()
        except httptools.HttpParserError:
            self._refuse(problem(400, "this is no HTTP request"))
        if self._waits == "head" and self._head > _LONGEST_HEAD:
            self._refuse(problem(431, f"the head of the request is longer than {_LONGEST_HEAD} bytes"))

    def eof_received(self) -> None:
        """The client sends no more."""

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._transport.pause_reading()
        self._readable.clear()

    def resume_writing(self) -> None:
        """It has read."""
        self._readable.set()
        self._drain()

    def shutdown(self) -> None:
        """Close the connection once what was asked is answered."""
        self._closing = True
        if self._stream is None and not self._queue:
            self._transport.close()

    # What the parser calls.

    def on_message_begin(self) -> None:
        """A request begins."""
        self._url, self._headers, self._body = b"", [], []
        self._length, self._waits, self._since = 0, "head", self._loop.time()

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """All headers are there."""
        self._head, self._waits = 0, "body"
        if len(self._headers) > _MOST_HEADERS:
            self._refuse(problem(431, f"the request has more than {_MOST_HEADERS} headers"))
            return
        for name, value in self._headers:
            if name == b"content-length" and int(value) > self._app.settings.most_bytes:
                self._refuse(self._too_long())
            elif name == b"expect" and value.lower() == b"100-continue" and not self._refused:
                self._transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._length += len(body)
        if self._length > self._app.settings.most_bytes:
            self._refuse(self._too_long())
        elif not self._refused:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        self._waits = ""
        if self._refused:
            return
        path, query = _target(self._url)
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        request = Request(self._parser.get_method().decode(), path, query, self._headers, body)
        keep = self._parser.should_keep_alive()
        if self._is_busy or self._queue:
            self._queue.append((request, keep))
            self._transport.pause_reading()
        else:
            self._answer(request, keep)

    # Answers.

    @property
    def _is_busy(self) -> bool:
        return self._stream is not None or not self._readable.is_set()

    def _answer(self, request: Request, keep: bool) -> None:
        start = self._loop.time()
        response = self._app.answered(request)
        self._state.total_requests += 1
        self._keep = keep = keep and not self._closing and response.status != 413
        if isinstance(response.body, bytes):
            self._write(request, response, response.body, keep=keep)
            self._since = self._loop.time()
            if not keep:
                self._end()
        else:
            self._stream = self._loop.create_task(self._send_pieces(request, response))
            self._state.tasks.add(self._stream)
            self._stream.add_done_callback(self._state.tasks.discard)
        if self._app.log is not None:
            self._app.log(request, response, self._loop.time() - start)

    def _write(self, request: Request, response: Response, body: bytes, *, keep: bool) -> None:
        headers = response.headers
        if response.status not in _BODILESS:
            headers = (*headers, (b"content-length", b"%d" % len(body)))
        head = self._head_of(response.status, headers, keep=keep)
        self._transport.write(head if request.method == "HEAD" or response.status in _BODILESS else head + body)

    def _head_of(self, status: int, headers: tuple[RawHeader, ...], *, keep: bool) -> bytes:
        headers = (*headers, *self._state.default_headers, *(() if keep else ((b"connection", b"close"),)))
        lines = b"".join([b"%b: %b\r\n" % header for header in headers])
        if lines.count(b"\n") != len(headers) or lines.count(b"\r") != len(headers):
            # Text of documents or clients must not become headers of its own.
            lines = b"".join(b"%b: %b\r\n" % (_line(name), _line(value)) for name, value in headers)
        return (_LINES.get(status) or b"HTTP/1.1 %d Unknown\r\n" % status) + lines + b"\r\n"

    async def _send_pieces(self, request: Request, response: Response) -> None:
        """Send a body piece by piece, as fast as the client reads."""
        assert not isinstance(response.body, bytes)
        try:
            ends = any(name == b"content-length" for name, _ in response.headers)
            chunked = self._parser.get_http_version() != "1.0" and not ends
            headers = (*response.headers, *(((b"transfer-encoding", b"chunked"),) if chunked else ()))
            keep = self._keep = self._keep and (chunked or ends)
            head = self._head_of(response.status, headers, keep=keep)
            has_body = request.method != "HEAD" and response.status not in _BODILESS
            async for piece in response.body if has_body else _nothing():
                # The head waits for the first piece, which may be late, or never come.
                self._transport.write(head)
                head = b""
                await self._readable.wait()
                if self._transport.is_closing():
                    return
                self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked and piece else piece)
            self._transport.write(head + (b"0\r\n\r\n" if chunked and has_body else b""))
        except Broken:
            self._keep = False
            self._transport.close()
        except Exception:  # noqa: BLE001 - whatever state does, one answer must not end the server
            from harness.mock._app import logger

            logger.exception("a fault in harness while sending an answer")
            self._keep = False
        finally:
            self._stream = None
            self._since = self._loop.time()
        self._drain() if self._keep and not self._closing else self._end()

    def _drain(self) -> None:
        """Answer what has waited, and read on."""
        while self._queue and not self._is_busy and not self._transport.is_closing():
            self._answer(*self._queue.popleft())
        if not self._queue and not self._is_busy and not self._transport.is_closing():
            self._transport.resume_reading()

    def _too_long(self) -> Response:
        return problem(413, f"the body is longer than {self._app.settings.most_bytes} bytes")

    def _refuse(self, response: Response) -> None:
        """Answer what is no proper request, and listen no more."""
        if not self._refused and not self._transport.is_closing():
            self._refused = True
            assert isinstance(response.body, bytes)
            if not self._is_busy and not self._queue:
                self._write(Request("GET", "", "", ()), response, response.body, keep=False)
            self._end()

    def _end(self) -> None:
        if self._stream is None and not self._queue:
            self._transport.close()
        self._closing = True

    def _look(self) -> None:
        """See whether the client still does something."""
        self._round = self._loop.call_later(_ROUND, self._look)
        waited = self._loop.time() - self._since
        if self._stream is not None or (self._queue and waited < _LONGEST_IDLE):
            return
        limits = {"": _LONGEST_IDLE, "head": _LONGEST_HEAD_WAIT, "body": self._app.settings.longest_wait}
        if self._transport.is_closing() or not self._readable.is_set():
            if waited > _LONGEST_IDLE:
                self._transport.abort()
        elif waited > limits[self._waits]:
            if self._waits:
                self._refuse(problem(408, f"the request did not arrive within {limits[self._waits]:g} seconds"))
            else:
                self._transport.close()


def _target(url: bytes) -> tuple[str, str]:
    """The path and the query of the target of a request. Source: RFC 9112, 3.2."""
    if not url.startswith(b"/"):
        try:
            parsed = httptools.parse_url(url)
        except httptools.HttpParserInvalidURLError:
            return url.decode("utf-8", "replace"), ""
        return (parsed.path or b"/").decode("utf-8", "replace"), (parsed.query or b"").decode("utf-8", "replace")
    path, _, query = url.decode("utf-8", "replace").partition("#")[0].partition("?")
    return path, query


def _line(text: bytes) -> bytes:
    return text.replace(b"\r", b"").replace(b"\n", b"")


async def _nothing() -> AsyncIterator[bytes]:
    for piece in list[bytes]():
        yield piece
