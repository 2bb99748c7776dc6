"""The server: uvicorn on a loopback socket, with limits against clients that mean harm."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from harness.mock._app import App

# Of a request line with all headers, in bytes and numbers.
_LONGEST_HEAD = 64 * 1024
_MOST_HEADERS = 200
# Seconds that the head of a request may take, that a connection may be idle, and that answers get at the end.
_LONGEST_HEAD_WAIT = 15.0
_IDLE = 15
_FAREWELL = 2
_MOST_CONNECTIONS = 2000
_BACKLOG = 1024
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def listening(host: str, port: int) -> socket.socket:
    """A socket that waits for connections; port 0 takes one that is free.

    Raises:
        UsageError: the address cannot be had.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        server = socket.socket(family, kind, number)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(address)
        server.listen(_BACKLOG)
    except (OSError, UnicodeError, OverflowError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot listen on {host}:{port}",
            cause=cause,
            hint="choose another with --port, or --port 0 for a free one",
        ) from error
    return server


def serve(app: App, server: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until the process is told to end; what is being answered is answered.

    Args:
        app: the application.
        server: the socket.
        ready: called once requests are taken.
    """
    config = uvicorn.Config(
        app,
        loop=_loop(),
        http=_LimitedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_FAREWELL,
        limit_concurrency=_MOST_CONNECTIONS,
        backlog=_BACKLOG,
    )
    _Server(config, ready).run(sockets=[server])


def _loop() -> Any:
    try:
        import uvloop  # noqa: F401 - there is none on Windows
    except ImportError:
        return "asyncio"
    return "uvloop"


class _Server(uvicorn.Server):
    """Says when it is ready, and takes the wish to end it for a proper end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End at SIGINT and SIGTERM, without raising them once more afterwards."""

        def end(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _LimitedProtocol(HttpToolsProtocol):
    """Closes connections whose requests have endless heads, or heads that never come to an end."""

    _head = 0
    _timer: Any = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._timer is not None:
            self._head += len(data)
        super().data_received(data)
        if self._timer is not None and self._head > _LONGEST_HEAD:
            self._refuse()

    def on_message_begin(self) -> None:
        self._start_timer()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > _MOST_HEADERS:
            self._refuse()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._head = 0
        super().on_headers_complete()

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(_LONGEST_HEAD_WAIT, self._refuse)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self) -> None:
        self._stop_timer()
        if not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()
