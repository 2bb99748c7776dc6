"""Takes the requests that a server sends by itself, on a free port of this machine."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, Self

from harness.conformance._limits import LARGEST
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from types import TracebackType

_HOST = "127.0.0.1"
# Seconds that a sender may take for one request.
_TIMEOUT = 5.0


class Receiver:
    """Answers all that comes with one status, and hands it over; a context manager, and an address while it is one.

    Args:
        status: of all answers.
    """

    def __init__(self, status: int = 200) -> None:
        self._received: Queue[HTTPRequest] = Queue()
        self._server = ThreadingHTTPServer((_HOST, 0), _handler(self._received, status))
        self._server.daemon_threads = True
        self.url = f"http://{_HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def received(self, patience: float) -> HTTPRequest | None:
        """The next request, None where none comes in so many seconds."""
        try:
            return self._received.get(timeout=patience)
        except Empty:
            return None


def _handler(received: Queue[HTTPRequest], status: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT

        def take(self) -> None:
            size = self.headers.get("Content-Length", "0")
            body = self.rfile.read(min(int(size), LARGEST)) if size.isdecimal() else b""
            path, _, query = self.path.partition("?")
            received.put(HTTPRequest(self.command, path, query, tuple(self.headers.items()), body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = take  # noqa: N815 - as they are looked up

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
            """Nothing is printed."""

    return Handler
