"""Requests that really leave: to one server, within limits, and never what changes anything where that is forbidden."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from ipaddress import ip_address
from time import monotonic, sleep
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from harness.messages import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from http.client import HTTPResponse as Raw

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_MOST = 16_000_000  # bytes of a response
_BLOCK = 1 << 16


class Exchanged(NamedTuple):
    """A request, and what came of it.

    Attributes:
        response: None where none came, or not all of one.
        problem: why there is no response: "closed within the response".
        phrase: the words behind the status, which the server chose.
    """

    request: HTTPRequest
    response: HTTPResponse | None = None
    problem: str | None = None
    seconds: float = 0.0
    phrase: str = ""


class NotSent(Exception):
    """A request that the limits of the run forbid; says which."""


class Client:
    """Sends requests to one server over one connection.

    Args:
        base_url: what stands before every path.
        timeout: seconds for a whole exchange.
        allow_writes: whether requests may change anything on servers that are not on this machine.
        rate: requests a second; None for as many as there are.
        most: how many requests may be sent; None for any number.

    Attributes:
        sent: how many requests were.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        allow_writes: bool = False,
        rate: float | None = None,
        most: int | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        self.base_url = base_url.rstrip("/")
        self.sent = 0
        self._prefix = parts.path.rstrip("/")
        self._host, self._port = parts.hostname or "", parts.port
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._timeout = timeout
        self.writes = allow_writes or is_loopback(base_url)
        self._pause = 1 / rate if rate else 0.0
        self._next = 0.0
        self._most = most
        self._connection: HTTPConnection | None = None

    def send(self, request: HTTPRequest) -> Exchanged:
        """What comes of a request; no redirect is followed.

        Raises:
            NotSent: the limits of the run forbid it.
        """
        if request.method.upper() not in SAFE_METHODS and not self.writes:
            raise NotSent(f"{request.method} is sent to other machines with --allow-writes alone")
        if self._most is not None and self.sent >= self._most:
            raise NotSent("the run has no requests left")
        self._wait()
        self.sent += 1
        start = monotonic()
        fresh = self._connection is None
        exchanged = self._exchanged(request, start)
        if exchanged.problem == _UNANSWERED and not fresh:
            # A server may close a connection that rests, just when it is used again.
            exchanged = self._exchanged(request, start)
        return exchanged

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _wait(self) -> None:
        now = monotonic()
        if self._next > now:
            sleep(self._next - now)
        self._next = max(now, self._next) + self._pause

    def _exchanged(self, request: HTTPRequest, start: float) -> Exchanged:
        try:
            raw = self._answered(request)
            body = _read(raw, start + self._timeout)
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            return Exchanged(request, None, _problem(error), monotonic() - start)
        headers = tuple((name, value) for name, value in raw.getheaders())
        if raw.will_close:
            self.close()
        return Exchanged(request, HTTPResponse(raw.status, headers, body), None, monotonic() - start, raw.reason)

    def _answered(self, request: HTTPRequest) -> Raw:
        if self._connection is None:
            self._connection = self._kind(self._host, self._port, timeout=self._timeout)
            self._connection.connect()
            _without_delay(self._connection)
        connection = self._connection
        target = f"{self._prefix}{request.path}{'?' if request.query else ''}{request.query}"
        names = {name.lower() for name, _ in request.headers}
        connection.putrequest(
            request.method, target, skip_host="host" in names, skip_accept_encoding="accept-encoding" in names
        )
        for name, value in request.headers:
            connection.putheader(name, value.encode("latin-1", "replace"))
        if (request.body or request.method in ("POST", "PUT", "PATCH")) and "content-length" not in names:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        return connection.getresponse()


_UNANSWERED = "closed without a response"


def is_loopback(base_url: str) -> bool:
    """Whether an address is one of this machine, whatever others a name may lead to."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_delay(connection: HTTPConnection) -> None:
    import socket

    if connection.sock is not None:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _read(raw: Raw, deadline: float) -> bytes:
    """The whole body.

    Raises:
        TimeoutError: it takes too long, though something comes again and again.
        HTTPException: it ends too early, or there is too much of it.
    """
    pieces, size = [], 0
    while piece := raw.read1(_BLOCK):
        pieces.append(piece)
        size += len(piece)
        if size > _MOST:
            raise HTTPException(f"a body of more than {_MOST:,} bytes")
        if monotonic() > deadline:
            raise TimeoutError
    if raw.length:  # read1 does not say that something is missing
        raise HTTPException(_CUT)
    raw.close()
    return b"".join(pieces)


_CUT = "closed within the response"


def _problem(error: Exception) -> str:
    """Why there is no response, without anything that the server sent."""
    if isinstance(error, TimeoutError):
        return "no response in time"
    if isinstance(error, RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return _UNANSWERED
    if isinstance(error, ConnectionError):
        return "connection refused"
    if isinstance(error, OSError):
        return f"no connection: {error.strerror or type(error).__name__}"
    if type(error) is HTTPException:
        return str(error)
    if type(error).__name__ == "IncompleteRead":
        return _CUT
    return f"no HTTP: {type(error).__name__}"
