"""Which of the documents of an API a request means, and what its response says of that.

The one seam between the mock and the resolver of versions: nothing else in the mock knows about versions.
"""

from __future__ import annotations

from time import gmtime, monotonic, strftime
from typing import TYPE_CHECKING, Protocol

from harness.messages import pairs_in
from harness.mock._http import raw_header
from harness.mock._pins import Pins
from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.document import Document
    from harness.messages import MessagePart
    from harness.mock._http import RawHeader, Request
    from harness.versions import Api, Resolution, Version
    from harness.versions import Versions as Resolver

_MOST_REMEMBERED = 4096
# Seconds after which the clock is asked for the day again.
_LOOK = 10.0
_KINDS = {"header": "header parameter", "query": "query parameter"}


class Resolved(NamedTuple):
    """What a request means.

    Attributes:
        edition: the label of the snapshot that answers; empty for a document that is no snapshot.
        headers: that every response carries.
        reason: why the request means no version that there is; None where it does.
        status: of the refusal.
        applied: the version as the response names it, None without versions.
    """

    edition: str
    headers: tuple[RawHeader, ...] = ()
    reason: str | None = None
    status: int = 400
    applied: str | None = None


class Versions(Protocol):
    """The versions of an API as clients name them."""

    @property
    def header(self) -> str | None:
        """The request header that names the version, None for another place."""

    def resolved(self, request: Request) -> Resolved:
        """What a request means; where it names no version that there is, the document whose errors answer."""

    def named(self, version: str | None) -> Resolved:
        """What a version means; None for that of a request without one."""

    def judges(self, part: MessagePart) -> bool:
        """Whether a part of requests is the version, which its own schema does not judge."""

    def path_without(self, path: str) -> str | None:
        """A path without the version that it names, None where paths name none."""


class OnlyOne:
    """A single document, which answers whatever is asked.

    Args:
        edition: its label.
        api: whose snapshot it is, if it is one.
    """

    header = None

    def __init__(self, edition: str = "", api: Api | None = None) -> None:
        echo = None if api is None else _echo_header(api)
        headers = (raw_header(echo, edition),) if echo is not None else ()
        self._resolved = Resolved(edition, headers)

    def resolved(self, request: Request) -> Resolved:
        """The document."""
        del request
        return self._resolved

    def named(self, version: str | None) -> Resolved:
        """The document."""
        del version
        return self._resolved

    def judges(self, part: MessagePart) -> bool:
        """Never: what the document says of its parameters stands."""
        del part
        return False

    def path_without(self, path: str) -> str | None:
        """Paths are what the document says."""
        del path
        return None


class Dated:
    """The versions of a stored API.

    Args:
        api: of the store.
        today: the day on which requests are made; None for that of the clock.
        document: that declares the security schemes, by which it is told who asks.
    """

    def __init__(self, api: Api, today: str | None = None, document: Document | None = None) -> None:
        self._today = today
        self._resolver: Resolver = api.served(today or _day())
        self._place = api.settings.version.place
        self.header = self._place.name if self._place is not None and self._place.kind == "header" else None
        self._key = (self.header or "").lower().encode()
        self._echo = _echo_header(api)
        self._varies = (raw_header("Vary", self.header),) if self.header else ()
        self._pins = None
        if api.settings.version.default == "per-consumer" and document is not None:
            latest = self._resolver.version_of(self._resolver.line[-1]).name
            self._pins = Pins(api.settings.identities, document, latest)
        self._known: dict[tuple[str | None, tuple[str, ...]], Resolved] = {}
        self._next_look = 0.0

    def resolved(self, request: Request) -> Resolved:
        """What a request means.

        Padding is no part of a value, and one value that is sent twice counts once.
        """
        values: tuple[str, ...] = ()
        if self.header is not None:
            if self._key in request.fields:
                parts = (part.strip() for value in request.all(self._key) for part in value.split(","))
                values = tuple(dict.fromkeys(parts))
        elif self._place is not None:
            pairs = pairs_in(request.query) if self._place.kind == "query" else ()
            texts = self._place.values(request.path, [(name, _decoded(value)) for name, value in pairs])
            values = tuple(dict.fromkeys(value.strip() for value in texts))
        return self._of(values, None if self._pins is None or values else self._pins.of(request))

    def named(self, version: str | None) -> Resolved:
        """What a version means; None for that of a request without one."""
        return self._of(() if version is None else (version,), None if self._pins is None else self._pins.otherwise)

    def judges(self, part: MessagePart) -> bool:
        """Whether it is the parameter of the version."""
        if self._place is None:
            return False
        step = part.place[-1]
        same = step.name.lower() == self._place.name.lower() if self.header else step.name == self._place.name
        return same and step.kind == _KINDS.get(self._place.kind)

    def path_without(self, path: str) -> str | None:
        """A path without the version that it names, None where paths name none."""
        if self._place is None or self._place.kind != "path":
            return None
        version, rest = self._place.split(path)
        return None if version is None else rest

    def _of(self, values: tuple[str, ...], pinned: str | None) -> Resolved:
        if monotonic() > self._next_look:
            self._look()
        key = pinned, values
        known = self._known.get(key)
        if known is None:
            known = self._resolved(self._resolver.resolve(*values, pinned=pinned))
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = known
        return known

    def _look(self) -> None:
        """See whether another day has begun."""
        self._next_look = monotonic() + _LOOK
        today = self._today or _day()
        if self._resolver.today != today:
            self._resolver = self._resolver.on(today)
            self._known.clear()

    def _resolved(self, resolution: Resolution) -> Resolved:
        if resolution.error is not None or resolution.snapshot is None:
            error = resolution.error
            answering = self._resolver.resolve().snapshot or self._resolver.line[-1]
            where = f"{self._place.kind} {self._place.name}: " if self._place is not None else ""
            reason = f"{where}{error.message}; {error.hint}" if error is not None else resolution.reason
            return Resolved(answering.label, self._varies, reason, error.status if error is not None else 400)
        headers = [raw_header(self._echo, resolution.echo)] if self._echo and resolution.echo else []
        version = None if resolution.version is None else self._resolver.version(resolution.version)
        retiring = () if version is None else _life_cycle(version)
        return Resolved(resolution.snapshot.label, (*headers, *retiring, *self._varies), applied=resolution.echo)


def _echo_header(api: Api) -> str | None:
    """The header of responses that names what was applied: by default that of requests."""
    settings = api.settings.version
    own = settings.place.name if settings.place is not None and settings.place.kind == "header" else None
    return settings.echo or own


def _life_cycle(version: Version) -> tuple[RawHeader, ...]:
    """What is said of a version that is going to be retired.

    Source: RFC 9745, 2 (a deprecation may lie ahead), and RFC 8594, 3 (no sunset before it).
    """
    from calendar import timegm
    from time import strptime

    registered, headers = version.registered, []
    since = registered.deprecated or registered.sunset
    if since is not None:
        headers.append(raw_header("Deprecation", f"@{timegm(strptime(since, '%Y-%m-%d'))}"))
    if registered.sunset is not None:
        # It is the last day on which the version is served.
        last = strptime(registered.sunset, "%Y-%m-%d")
        headers.append(raw_header("Sunset", strftime("%a, %d %b %Y 23:59:59 GMT", last)))
    return tuple(headers)


def _day() -> str:
    return strftime("%Y-%m-%d", gmtime())


def _decoded(value: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(value)
