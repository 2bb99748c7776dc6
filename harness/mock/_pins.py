"""The versions that belong to who asks, for APIs whose default is "per-consumer"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import HarnessError
from harness.messages import pairs_in
from harness.versions import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.document import Document
    from harness.mock._http import Request
    from harness.versions import Identity, RequestParts


class Pins:
    """Which version is the default of who asks: that of the identity whose credentials a request holds.

    Only credentials that environment variables hold are known; where a variable is missing, the identity is not.

    Args:
        identities: of the settings.
        document: declares the security schemes.
        otherwise: the version of whoever is not known: an account that was made today has the latest.
    """

    def __init__(self, identities: Iterable[Identity], document: Document, otherwise: str | None) -> None:
        self.otherwise = otherwise
        self._known = list(_known(identities, document))

    def of(self, request: Request) -> str | None:
        """The version of who sends a request."""
        return next((version for version, parts in self._known if _holds(request, parts)), self.otherwise)


def _known(identities: Iterable[Identity], document: Document) -> Iterable[tuple[str, RequestParts]]:
    for identity in identities:
        sources = (*identity.credentials.values(), *identity.headers.values())
        if identity.version is None or not sources or any(source.environment is None for source in sources):
            continue
        try:
            yield identity.version, Credentials(identity, document).parts()
        except HarnessError:
            continue


def _holds(request: Request, parts: RequestParts) -> bool:
    queries = dict(pairs_in(request.query)) if parts.query else {}
    cookies = dict(pairs_in("; ".join(request.all(b"cookie")), ";")) if parts.cookies else {}
    return (
        all(request.text(name.lower().encode()) == value for name, value in parts.headers.items())
        and all(queries.get(name) == value for name, value in parts.query.items())
        and all(cookies.get(name) == value for name, value in parts.cookies.items())
    )
