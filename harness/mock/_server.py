"""The server: uvicorn on a loopback socket; `_protocol` speaks HTTP."""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn

from harness.errors import UsageError
from harness.mock._protocol import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from harness.mock._app import App
    from harness.mock._proxy import Proxy

# Seconds that answers get when the server ends, and that a server in a thread may take to begin and to end.
_FAREWELL, _PATIENCE = 2, 10
_BACKLOG = 1024


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


def address_of(server: socket.socket) -> str:
    """The URL of a socket."""
    host, port = server.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: App | Proxy, server: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until the process is told to end; what is being answered is answered.

    Args:
        app: the application.
        server: the socket.
        ready: called in the loop, once requests are taken.
    """
    _server(app, ready).run(sockets=[server])


class MockServer:
    """A mock that runs in a thread of its own, on a free port of loopback.

    Attributes:
        app: what it serves.
        url: its address: `http://127.0.0.1:40123`.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        socket_ = listening("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{socket_.getsockname()[1]}"
        is_ready = threading.Event()
        self._server = _server(app, is_ready.set)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [socket_]}, daemon=True)
        self._thread.start()
        is_ready.wait(_PATIENCE)

    def stop(self) -> None:
        """End it, and wait for that."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)


def _server(app: App | Proxy, ready: Callable[[], None]) -> _Server:
    from harness.mock._app import App

    config = uvicorn.Config(
        app,
        loop=_loop(),
        http=partial(Protocol, app) if isinstance(app, App) else "httptools",  # type: ignore[arg-type]  # it fits
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_FAREWELL,
        backlog=_BACKLOG,
    )
    return _Server(config, ready)


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
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def end(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
