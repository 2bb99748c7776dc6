"""Which of the documents of an API a request means, and what its response says of that.

The one seam between the mock and the resolver of versions: nothing else in the mock knows about dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from harness.errors import InvalidVersion
from harness.mock._http import raw_header

if TYPE_CHECKING:
    from harness.document import Api
    from harness.messages import MessagePart
    from harness.mock._http import RawHeader, Request

_MOST_REMEMBERED = 4096


class Resolved(NamedTuple):
    """What a request means.

    Attributes:
        date: of the snapshot that answers; empty for a document that is no snapshot.
        headers: that every response carries.
        reason: why the request means no version that there is; None where it does.
        applied: the version as the response names it, None without versions.
    """

    date: str
    headers: tuple[RawHeader, ...] = ()
    reason: str | None = None
    applied: str | None = None


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
        self._api = api
        self.header = api.configuration.header
        self._key = (self.header or "").lower().encode()
        self._known: dict[tuple[str, ...], Resolved] = {}

    def resolved(self, request: Request) -> Resolved:
        """What the header of a request means.

        Padding is no part of the value, and one value that is sent twice counts once.
        """
        values: tuple[str, ...] = ()
        if self._key in request.fields:
            parts = (part.strip() for value in request.all(self._key) for part in value.split(","))
            values = tuple(dict.fromkeys(parts))
        known = self._known.get(values)
        if known is None:
            known = self._resolved(values)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[values] = known
        return known

    def judges(self, part: MessagePart) -> bool:
        """Whether it is the header of the version."""
        step = part.place[-1]
        return bool(self._key) and step.kind == "header parameter" and step.name.lower().encode() == self._key

    def _resolved(self, values: tuple[str, ...]) -> Resolved:
        varies = (raw_header("Vary", self.header),) if self.header else ()
        try:
            resolution = self._api.resolution(_single(values))
        except InvalidVersion as error:
            default = self._api.resolution(None)
            reason = f"header {self.header}: {error.message}" + (f"; {error.hint}" if error.hint else "")
            return Resolved(default.snapshot, varies, reason)
        applied = resolution.version_applied
        echo = (raw_header(self.header, applied),) if self.header and applied else ()
        return Resolved(resolution.snapshot, (*echo, *varies), applied=applied)


def _single(values: tuple[str, ...]) -> str | None:
    """The only one of the versions that a request names, None where it names none.

    Raises:
        InvalidVersion: it names several.
    """
    if len(values) > 1:
        named = " and ".join(f"{value[:60]!a}" for value in values[:2])
        raise InvalidVersion(f"two versions are requested, {named}", hint="name one")
    return values[0] if values else None
