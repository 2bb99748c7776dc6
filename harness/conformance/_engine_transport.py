"""The last gate before the requests of the engine: whatever makes it send them, they obey the limits of the run."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.conformance._limits import AWAY, BLOCK, LARGEST, PATIENCE, SAFE_METHODS, Limits, NotSent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._renewal import Renewal

# What the engine adds to every request, to find it again.
MARK = "x-schemathesis-testcaseid"


class Gate:
    """Which requests may leave.

    Args:
        limits: of the run.
        renewal: of credentials that grow old; None where none does.
        writes: whether requests may change anything.
        base: the path that stands before every other.
        timeout: seconds for a whole exchange.

    Attributes:
        refused: the marks of requests that were not sent.
        stopped: why no more can be; None while they can.
        away: why the server is; None while it is not.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        renewal: Renewal | None = None,
        *,
        writes: bool = True,
        base: str = "",
        timeout: float = 10.0,
    ) -> None:
        self.refused: set[str] = set()
        self.stopped: str | None = None
        self.away: str | None = None
        self._limits = limits or Limits()
        self._renewal = renewal
        self._writes = writes
        self._base = base
        self._timeout = timeout

    @contextmanager
    def closed(self) -> Iterator[None]:
        """While this lasts, all that this process sends by the library of the engine passes through the gate."""
        from requests.adapters import HTTPAdapter

        original = HTTPAdapter.send

        def send(adapter: HTTPAdapter, request: Any, **settings: Any) -> Any:
            return self._sent(request, lambda: original(adapter, request, **settings))

        HTTPAdapter.send = send  # type: ignore[method-assign,assignment]
        try:
            yield
        finally:
            HTTPAdapter.send = original  # type: ignore[method-assign]

    def _sent(self, request: Any, send: Any) -> Any:
        for _ in range(PATIENCE):
            self._admit(request)
            response = self._connected(request, send)
            if not self._may_come_again(request, response):
                return _bounded(response, self._timeout)
            response.close()
        self._admit(request)
        return _bounded(send(), self._timeout)

    def _admit(self, request: Any) -> None:
        """Let a request pass, with the credentials of now.

        Raises:
            requests.ConnectionError: it may not.
        """
        from requests import ConnectionError as Refused

        reason = self.away or self.stopped
        if request.method.upper() not in SAFE_METHODS and not self._writes:
            reason = f"{request.method} is sent to other machines with --allow-writes alone"
        if reason is None:
            if self._renewal is not None:
                self._renew(request, self._renewal)
            try:
                self._limits.take(request.method, urlsplit(request.url).path.removeprefix(self._base))
            except NotSent as limit:
                reason = self.stopped = str(limit)
        if reason is not None:
            self.refused.add(request.headers.get(MARK, ""))
            raise Refused(reason)

    def _renew(self, request: Any, renewal: Renewal) -> None:
        from harness.messages import HTTPRequest

        old = HTTPRequest(request.method, "", request.url, tuple(request.headers.items()))
        new = renewal.applied(old)
        if new != old:
            request.url = new.query
            request.headers.update(dict(new.headers))

    def _connected(self, request: Any, send: Any) -> Any:
        """What comes; who is away for a moment only is waited for."""
        from requests import ConnectionError as Unconnected
        from urllib3.exceptions import NewConnectionError

        start, pause = monotonic(), 0.1
        while True:
            try:
                return send()
            except Unconnected as error:
                reason = getattr(error.args[0] if error.args else None, "reason", None)
                if not isinstance(reason, NewConnectionError):
                    raise
                if monotonic() + pause > start + AWAY:
                    self.away = "connection refused"
                    self.refused.add(request.headers.get(MARK, ""))
                    raise
            sleep(pause)
            pause *= 2

    def _may_come_again(self, request: Any, response: Any) -> bool:
        if response.status_code == 401 and self._renewal is not None:
            return self._renewal.is_renewed([request.url, *map(str, request.headers.values())])
        return self._limits.waits(response.status_code, response.headers.items())


def _bounded(response: Any, timeout: float) -> Any:
    """The response, whose body is given up where it is too large or takes too long."""
    from urllib3.exceptions import ProtocolError

    raw = response.raw
    deadline = monotonic() + timeout

    def stream(*_: Any, **__: Any) -> Iterator[bytes]:
        size = 0
        while piece := raw.read1(BLOCK, decode_content=True):
            size += len(piece)
            if size > LARGEST or monotonic() > deadline:
                raise ProtocolError(
                    "no response in time" if size <= LARGEST else f"a body of more than {LARGEST:,} bytes"
                )
            yield piece

    raw.stream = stream
    return response
