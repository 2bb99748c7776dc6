"""Which of the documents of an API a request means, and what its response says of that.

The one seam between the mock and the resolver of versions: nothing else in the mock knows about versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import parse_qsl

from harness.mock._http import raw_header

if TYPE_CHECKING:
    from harness.messages import MessagePart
    from harness.mock._http import RawHeader, Request
    from harness.versions import Api

_MOST_REMEMBERED = 4096


class Resolved(NamedTuple):
    """What a request means.

    Attributes:
        date: of the snapshot that answers, with its series where there are several; empty for a document that is no
            snapshot.
        headers: that every response carries.
        reason: why the request means no version that there is; None where it does.
        applied: the version as the response names it, None without versions.
        status: of the response, where there is a reason.
    """

    date: str
    headers: tuple[RawHeader, ...] = ()
    reason: str | None = None
    applied: str | None = None
    status: int = 400


class Versions(Protocol):
    """The versions of an API as clients name them."""

    @property
    def header(self) -> str | None:
        """The request header that names the version."""

    def resolved(self, request: Request) -> Resolved:
        """What a request means; where it names no version that there is, the document whose errors answer."""

    def judges(self, part: MessagePart) -> bool:
        """Whether a part of requests is the version, which its own schema does not judge."""


class OnlyOne:
    """A single document, which answers whatever is asked."""

    header = None

    def __init__(self, date: str = "") -> None:
        self._resolved = Resolved(date)

    def resolved(self, request: Request) -> Resolved:
        """The document."""
        del request
        return self._resolved

    def judges(self, part: MessagePart) -> bool:
        """Never: what the document says of its parameters stands."""
        del part
        return False


class Dated:
    """The versions of a stored API."""

    def __init__(self, api: Api) -> None:
        self._versions = api.versions
        place = api.settings.version.place
        self._place = place
        self.header = place.name if place is not None and place.kind == "header" else None
        self._key = (self.header or "").lower().encode()
        self._known: dict[tuple[str, ...], Resolved] = {}

    def resolved(self, request: Request) -> Resolved:
        """What a request means; padding is no part of a header."""
        values = self._values(request)
        known = self._known.get(values)
        if known is None:
            known = self._resolved(values)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[values] = known
        return known

    def judges(self, part: MessagePart) -> bool:
        """Whether it is the version."""
        step = part.place[-1]
        if self._place is None:
            return False
        if self._place.kind == "header":
            return step.kind == "header parameter" and step.name.lower().encode() == self._key
        return step.kind == f"{self._place.kind} parameter" and step.name == self._place.name

    def _values(self, request: Request) -> tuple[str, ...]:
        if self._place is None:
            return ()
        if self._place.kind == "header":
            values = request.all(self._key) if self._key in request.fields else ()
            return tuple(value.strip(" \t") for value in values)
        pairs = parse_qsl(request.query, keep_blank_values=True) if self._place.kind == "query" else ()
        return self._place.values(request.path, pairs)

    def _resolved(self, values: tuple[str, ...]) -> Resolved:
        varies = (raw_header("Vary", self.header),) if self.header else ()
        answer = self._versions.resolve(*values)
        if answer.error is not None:
            latest = self._versions.line[-1].label
            what = f"{self._place.kind} {self._place.name}: " if self._place is not None else ""
            reason = f"{what}{answer.error.message}; {answer.error.hint}"
            return Resolved(latest, varies, reason, status=answer.error.status)
        assert answer.snapshot is not None
        name = self._versions.settings.echo
        echo = (raw_header(name, answer.echo),) if name and answer.echo else ()
        return Resolved(answer.snapshot.label, (*echo, *varies), applied=answer.echo)
