"""Credentials that grow old while a run goes on: requests get those of now for those that they were made with."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.conformance._asked import secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.conformance._asked import Identity
    from harness.messages import HTTPRequest

# Nobody is asked for new credentials more often, in seconds: a server may refuse for other reasons.
_CALM = 5.0


class Renewal:
    """What becomes of credentials in one process.

    Args:
        identities: as requests are made with them.
        renewed: gives the same identities with the values of now.
        every: after how many seconds they are asked for, whatever the server says; None for never.
    """

    def __init__(
        self,
        identities: tuple[Identity, ...],
        renewed: Callable[[], tuple[Identity, ...]],
        every: float | None = None,
    ) -> None:
        self._first = self._now = identities
        self._renewed = renewed
        self._every = every or inf
        self._due = monotonic() + self._every
        self._calm = 0.0
        self._values: dict[str, str] = {}

    def applied(self, request: HTTPRequest) -> HTTPRequest:
        """The request with the credentials of now."""
        if monotonic() >= self._due:
            self._renew()
        if not self._values:
            return request
        headers = tuple((name, self.text(value)) for name, value in request.headers)
        return request._replace(headers=headers, query=self.text(request.query))

    def text(self, text: str) -> str:
        """A header or a query with the credentials of now."""
        for old, new in self._values.items():
            text = text.replace(old, new)
        return text

    def is_renewed_for(self, request: HTTPRequest) -> bool:
        """Whether credentials that were refused have others in their place now."""
        texts = [request.query, *(value for _, value in request.headers)]
        return self.is_renewed(texts)

    def is_renewed(self, texts: list[str]) -> bool:
        """Whether the credentials in what was sent have others in their place now."""
        visible = [value for value in secrets_of(self._now) if any(value in text for text in texts)]
        if not visible or monotonic() < self._calm:
            return False
        before = self._now
        self._renew()
        return self._now != before

    def _renew(self) -> None:
        self._due, self._calm = monotonic() + self._every, monotonic() + _CALM
        self._now = self._renewed()
        pairs = zip(_spellings(self._first), _spellings(self._now), strict=True)
        self._values = {old: new for old, new in pairs if old != new}


def _spellings(identities: tuple[Identity, ...]) -> Iterator[str]:
    """The values of credentials as they travel, in the same order for the same identities."""
    for identity in identities:
        credentials: Mapping[str, str] = identity.credentials
        for scheme in sorted(credentials):
            for value in secrets_of((identity._replace(credentials={scheme: credentials[scheme]}),)):
                yield value
                yield quote(value, safe="")
