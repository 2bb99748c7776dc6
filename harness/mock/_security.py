"""Who may call an operation: alternatives of schemes that are needed together, and whose data a request is about."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from harness.messages import pairs_in
from harness.mock._answers import Fault
from harness.mock._http import raw_header
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.document import Document, Node, Operation
    from harness.mock._http import Request

    # The credential that a request holds, None where it holds none that is well formed.
    _Read = Callable[[Request], str | None]

# The credentials that are accepted, by the names of schemes; None where any are.
Credentials = "Mapping[str, frozenset[str]] | None"


class Scheme(NamedTuple):
    """A security scheme that is read from requests.

    Attributes:
        name: in the document.
        read: gives the credential of a request.
        wants: where it stands, in words.
        challenge: for `WWW-Authenticate`.
        header: the request header that it stands in, None for another place.
    """

    name: str
    read: _Read
    wants: str
    challenge: str
    header: str | None


class Guard:
    """Lets requests of one operation pass.

    Args:
        operation: of the document.
        schemes: of the document, by their names.
        credentials: those that are accepted, by the names of schemes; None: any.
    """

    __slots__ = ("_accepted", "_alternatives", "_tenant")

    def __init__(
        self, operation: Operation, schemes: Mapping[str, Scheme], credentials: Mapping[str, frozenset[str]] | None
    ) -> None:
        self._accepted = credentials
        self._alternatives = [
            tuple(schemes[name] for name in alternative.schemes if name in schemes)
            for alternative in operation.security
        ]
        named = [frozenset(scheme.name for scheme in schemes) for schemes in self._alternatives if schemes]
        common = frozenset.intersection(*named) if named else frozenset[str]()
        in_order = (scheme for alternative in self._alternatives for scheme in alternative)
        self._tenant = next((scheme for scheme in in_order if scheme.name in common), None)

    def fault(self, request: Request) -> Fault | None:
        """Why a request may not pass, None where it may."""
        if not self._alternatives:
            return None
        for alternative in self._alternatives:
            if all(self._accepts(scheme, request) for scheme in alternative):
                return None
        wanted = " or ".join(
            " and ".join(scheme.wants for scheme in alternative) for alternative in self._alternatives if alternative
        )
        challenges = dict.fromkeys(scheme.challenge for schemes in self._alternatives for scheme in schemes)
        return Fault(
            401,
            f"credentials are missing or not accepted: {wanted}",
            (raw_header("WWW-Authenticate", ", ".join(challenges)),),
        )

    def tenant(self, request: Request) -> str:
        """Whose data a request is about: the credential that all alternatives need, else the first; empty for none."""
        if self._tenant is not None:
            return _plain(self._tenant, self._tenant.read(request) or "")
        for alternative in self._alternatives:
            for scheme in alternative:
                credential = scheme.read(request)
                if credential is not None:
                    return _plain(scheme, credential)
        return ""

    def example_headers(self) -> list[str]:
        """Headers that pass where any credential counts; none where headers are not enough."""
        alternative = next((each for each in self._alternatives if all(scheme.header for scheme in each)), ())
        return [
            f"{scheme.wants} any" if scheme.header == "Authorization" else f"{scheme.header}: any"
            for scheme in alternative
        ]

    def credentials(self, request: Request) -> list[str]:
        """All credentials that a request holds."""
        schemes = (scheme for alternative in self._alternatives for scheme in alternative)
        return list(dict.fromkeys(filter(None, (scheme.read(request) for scheme in schemes))))

    def _accepts(self, scheme: Scheme, request: Request) -> bool:
        credential = scheme.read(request)
        if credential is None or self._accepted is None:
            return credential is not None
        return credential in self._accepted.get(scheme.name, ())


def _plain(scheme: Scheme, credential: str) -> str:
    """A credential as other schemes would send it: of a name and a password the password, where there is one."""
    if not credential or not scheme.challenge.startswith("Basic"):
        return credential
    user, _, password = base64.b64decode(credential).decode("utf-8", "replace").partition(":")
    return password or user


def schemes_of(document: Document) -> dict[str, Scheme]:
    """The security schemes of a document by their names; those that are not understood ask for nothing."""
    known = ((name, document.resolve(node)) for name, node in document.components("securitySchemes").items())
    made = (_scheme(name, node) for name, node in known if node is not None and isinstance(node.value, dict))
    return {scheme.name: scheme for scheme in made if scheme is not None}


def _scheme(name: str, node: Node) -> Scheme | None:
    kind, field = node.get("type"), node.get("name")
    if kind == "apiKey" and isinstance(field, str):
        return _api_key(name, field, str(node.get("in")))
    if kind == "basic" or (kind == "http" and str(node.get("scheme")).lower() == "basic"):
        return Scheme(name, _basic, "Authorization: Basic", 'Basic realm="mock"', "Authorization")
    if kind == "http":
        own = str(node.get("scheme") or "bearer")
        title = own.capitalize() if own.isalpha() else own
        return Scheme(name, _authorization(own), f"Authorization: {title}", title, "Authorization")
    if kind in ("oauth2", "openIdConnect"):
        return Scheme(name, _authorization("bearer"), "Authorization: Bearer", "Bearer", "Authorization")
    return None


def _api_key(name: str, field: str, place: str) -> Scheme | None:
    quoted = field.replace("\\", "\\\\").replace('"', '\\"')
    challenge = f'ApiKey in="{place}", name="{quoted}"'
    match place:
        case "header":
            key = field.lower().encode()
            return Scheme(
                name, lambda request: (request.text(key) or "").strip() or None, f"header {field}", challenge, field
            )
        case "query":
            return Scheme(
                name, lambda request: _in_pairs(request.query, "&", field), f"query parameter {field}", challenge, None
            )
        case "cookie":
            return Scheme(name, lambda request: _in_cookies(request, field), f"cookie {field}", challenge, None)
    return None


def _in_pairs(text: str, between: str, name: str) -> str | None:
    return next((unquote_plus(value) or None for key, value in pairs_in(text, between) if key == name), None)


def _in_cookies(request: Request, name: str) -> str | None:
    return _in_pairs("; ".join(request.all(b"cookie")), ";", name)


def _authorization(scheme: str) -> _Read:
    """Reads what stands behind a scheme, whose case does not count. Source: RFC 9110, 11.1."""
    wanted = scheme.lower()

    def read(request: Request) -> str | None:
        own, _, credential = (request.text(b"authorization") or "").strip().partition(" ")
        return (credential.strip() or None) if own.lower() == wanted else None

    return read


def _basic(request: Request) -> str | None:
    """The credential of Basic, where it is one. Source: RFC 7617, 2."""
    encoded = _authorization("basic")(request)
    try:
        decoded = base64.b64decode((encoded or "").encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return encoded if b":" in decoded else None
