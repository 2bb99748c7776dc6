"""Requests that really leave: to one server, within limits, and never what changes anything where that is forbidden."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from ipaddress import ip_address
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harness.conformance._limits import AWAY, BLOCK, LARGEST, PATIENCE, SAFE_METHODS, Limits, NotSent
from harness.messages import HTTPRequest, HTTPResponse
from harness.records import NamedTuple

if TYPE_CHECKING:
    from http.client import HTTPResponse as Raw

    from harness.conformance._renewal import Renewal

__all__ = ["SAFE_METHODS", "Client", "Exchanged", "NotSent", "ServerAway", "is_loopback"]


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


class ServerAway(Exception):
    """Nobody takes connections, and has not for a while; says why."""


class Client:
    """Sends requests to one server over one connection.

    Args:
        base_url: what stands before every path.
        timeout: seconds for a whole exchange.
        allow_writes: whether requests may change anything on servers that are not on this machine.
        limits: of the run.
        renewal: of credentials that grow old; None where none does.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        allow_writes: bool = False,
        limits: Limits | None = None,
        renewal: Renewal | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        self.base_url = base_url.rstrip("/")
        self._prefix = parts.path.rstrip("/")
        self._host, self._port = parts.hostname or "", parts.port
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._timeout = timeout
        self.writes = allow_writes or is_loopback(base_url)
        self.limits = limits or Limits()
        self._renewal = renewal
        self._connection: HTTPConnection | None = None

    def send(self, request: HTTPRequest) -> Exchanged:
        """What comes of a request, and not of where it is redirected to; who is asked to wait does.

        Raises:
            NotSent: the limits of the run forbid it.
            ServerAway: nobody takes it.
        """
        if request.method.upper() not in SAFE_METHODS and not self.writes:
            raise NotSent(f"{request.method} is sent to other machines with --allow-writes alone")
        exchanged = self._sent(request)
        for _ in range(PATIENCE):
            response = exchanged.response
            if response is None or not self._may_come_again(exchanged.request, response):
                break
            try:
                exchanged = self._sent(request)
            except NotSent:
                break
        return exchanged._replace(response=None, problem=_CIRCLE) if self._leads_nowhere(exchanged) else exchanged

    def _leads_nowhere(self, exchanged: Exchanged) -> bool:
        """Whether redirects lead on and on within the server."""
        targets = set[str]()
        while (target := self._redirected(exchanged)) is not None:
            if target in targets or len(targets) >= _MOST_REDIRECTS:
                return True
            targets.add(target)
            path, _, query = target.partition("?")
            headers = tuple(header for header in exchanged.request.headers if header[0].lower() != "content-type")
            request = HTTPRequest("GET", path.removeprefix(self._prefix), query, headers)
            try:
                exchanged = self._sent(request)
            except NotSent:
                break
        return False

    def _redirected(self, exchanged: Exchanged) -> str | None:
        """Where on the server a response leads who reads; None where it leads nowhere else."""
        request, response = exchanged.request, exchanged.response
        if response is None or response.status not in (_REDIRECTS if request.method == "GET" else _BECOMES_GET):
            return None
        location = next((value for name, value in response.headers if name.lower() == "location"), "")
        target = urlsplit(urljoin(f"{self.base_url}{request.path}", location))
        own = urlsplit(self.base_url)
        is_same_server = (target.scheme, target.netloc) == (own.scheme, own.netloc)
        is_here = location and is_same_server and f"{target.path}/".startswith(f"{self._prefix}/")
        return f"{target.path}{'?' if target.query else ''}{target.query}" if is_here else None

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _may_come_again(self, request: HTTPRequest, response: HTTPResponse) -> bool:
        if response.status == 401 and self._renewal is not None:
            return self._renewal.is_renewed_for(request)
        return self.limits.waits(response.status, response.headers)

    def _sent(self, request: HTTPRequest) -> Exchanged:
        if self._renewal is not None:
            request = self._renewal.applied(request)
        self.limits.take(request.method, request.path)
        start = monotonic()
        fresh = self._connection is None
        exchanged = self._exchanged(request, start)
        if exchanged.problem == _UNANSWERED and not fresh:
            # A server may close a connection that rests, just when it is used again.
            exchanged = self._exchanged(request, start)
        return exchanged

    def _exchanged(self, request: HTTPRequest, start: float) -> Exchanged:
        connection = self._connected()
        try:
            raw = self._answered(connection, request)
            body = _read(raw, start + self._timeout)
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            return Exchanged(request, None, _problem(error), monotonic() - start)
        headers = tuple((name, value) for name, value in raw.getheaders())
        if raw.will_close:
            self.close()
        return Exchanged(request, HTTPResponse(raw.status, headers, body), None, monotonic() - start, raw.reason)

    def _connected(self) -> HTTPConnection:
        """The connection, made if need be; who is away for a moment only is waited for."""
        start, pause = monotonic(), 0.1
        while self._connection is None:
            connection = self._kind(self._host, self._port, timeout=self._timeout)
            try:
                connection.connect()
            except OSError as error:
                if monotonic() + pause > start + AWAY:
                    raise ServerAway(_problem(error)) from error
                sleep(pause)
                pause *= 2
            else:
                _without_delay(connection)
                self._connection = connection
        return self._connection

    def _answered(self, connection: HTTPConnection, request: HTTPRequest) -> Raw:
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
_CIRCLE = "redirects without an end"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What is followed by GET, whatever was asked. Source: RFC 9110, 15.4.
_BECOMES_GET = frozenset({301, 302, 303})
_MOST_REDIRECTS = 5


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
    while piece := raw.read1(BLOCK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise HTTPException(f"a body of more than {LARGEST:,} bytes")
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
