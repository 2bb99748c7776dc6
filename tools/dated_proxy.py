"""A proxy that adds dates to servers that have none: each release of a package serves the date of its document."""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import json
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEADER = "X-API-Version"
_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "content-length"}
_TIMEOUT = 30.0


@contextmanager
def dated(ports: Mapping[str, int]) -> Iterator[str]:
    """The address of a proxy while it runs.

    Args:
        ports: of the servers on this machine, by the date that each answers; the first is meant where none is named.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(dict(ports)))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(ports: dict[str, int]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            """Whatever the method is, it is passed on."""
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size) if size else b""
            names = self.headers.get_all(HEADER) or [next(iter(ports))]
            if len(names) != 1 or names[0] not in ports:
                self._refuse()
                return
            self._pass_on(names[0], body)

        def _pass_on(self, date: str, body: bytes) -> None:
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in {*_HOP, HEADER.lower()}
            }
            connection = HTTPConnection("127.0.0.1", ports[date], timeout=_TIMEOUT)
            try:
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, HTTPException):
                self.close_connection = True
                return
            finally:
                connection.close()
            rest = [(name, value) for name, value in answer.getheaders() if name.lower() not in {*_HOP, "vary"}]
            vary = ", ".join(filter(None, [answer.getheader("Vary"), HEADER]))
            self._answer(answer.status, [*rest, ("Vary", vary), (HEADER, date)], content)

        def _refuse(self) -> None:
            message = {"message": f"{HEADER} is none of {', '.join(ports)}", "reason": "version"}
            self._answer(400, [("Content-Type", "application/json"), ("Vary", HEADER)], json.dumps(message).encode())

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            if status != 204 and status >= 200 and status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD" and status not in (204, 304):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
            """Nothing is printed."""

    return Handler
