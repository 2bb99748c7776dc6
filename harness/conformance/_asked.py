"""Who asks for which version, and how a request says so."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.conformance._model import VersionSent
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest


class AskedVersion(NamedTuple):
    """One name that can be sent for a version.

    Attributes:
        name: as it is sent; None where the API has no versions.
        snapshot: the day of the snapshot that answers are held to.
        echo: what answers name as the version that was applied; None where they name none.
        deprecated: the day from which nobody should begin with it; None where none is known.
        sunset: the last day on which it is served; None where none is known.
    """

    name: str | None
    snapshot: str
    echo: str | None = None
    deprecated: str | None = None
    sunset: str | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.snapshot


class Identity(NamedTuple):
    """Somebody who may ask.

    Attributes:
        tenant: whose things it sees.
        credentials: by the name of the security scheme; never shown.
        shows: the security scheme that it asks by wherever it can; None for any that are enough.
    """

    name: str
    tenant: str
    credentials: Mapping[str, str]
    shows: str | None = None


class Credential(NamedTuple):
    """What a request carries for one security scheme.

    Attributes:
        place: "header", "query" or "cookie".
    """

    place: str
    name: str
    value: str


def with_version(request: HTTPRequest, sent: VersionSent, name: str | None) -> HTTPRequest:
    """The request with the name of a version, in the place of the one that it has; None for no version at all."""
    if sent.place == "header":
        headers = tuple(header for header in request.headers if header[0].lower() != sent.name.lower())
        return request._replace(headers=headers if name is None else ((sent.name, name), *headers))
    if sent.place == "query":
        pairs = [pair for pair in request.query.split("&") if pair and pair.partition("=")[0] != sent.name]
        pairs += [] if name is None else [f"{quote(sent.name)}={quote(name, safe='')}"]
        return request._replace(query="&".join(pairs))
    if sent.place == "path":
        prefix = "" if name is None else sent.name.replace("{version}", quote(name, safe="")).rstrip("/")
        return request._replace(path=prefix + without_version(request, sent).path)
    return request


def without_version(request: HTTPRequest, sent: VersionSent, name: str | None = None) -> HTTPRequest:
    """The request with the path that documents know, where the version stands before it.

    Args:
        request: with a version or without.
        sent: where versions stand.
        name: of the version, where it may be a word, which no other can be told from the path.
    """
    if sent.place != "path":
        return request
    from harness.versions import NAME_FORMATS, RequestPlace, name_problem

    named, path = RequestPlace("path", sent.name).split(request.path)
    version = unquote(named or "")
    is_version = version == name or any(name_problem(version, form) is None for form in NAME_FORMATS)
    return request._replace(path=path) if named and is_version else request


def with_credentials(request: HTTPRequest, credentials: tuple[Credential, ...]) -> HTTPRequest:
    """The request with what proves who asks."""
    headers = [(credential.name, credential.value) for credential in credentials if credential.place == "header"]
    query = [_pair(credential) for credential in credentials if credential.place == "query"]
    cookies = [f"{credential.name}={credential.value}" for credential in credentials if credential.place == "cookie"]
    own = {name.lower() for name, _ in headers}
    rest = [header for header in request.headers if header[0].lower() not in own]
    if cookies:
        present = [value for name, value in rest if name.lower() == "cookie"]
        rest = [header for header in rest if header[0].lower() != "cookie"]
        headers.append(("Cookie", "; ".join([*present, *cookies])))
    pairs = [*([request.query] if request.query else []), *query]
    return request._replace(headers=(*rest, *headers), query="&".join(pairs))


def without_credentials(request: HTTPRequest, document: Document) -> HTTPRequest:
    """The request without anything that a security scheme of the document asks for."""
    carriers = [credential for scheme in _schemes(document) if (credential := carried(document, scheme, ""))]
    names = {credential.name.lower() for credential in carriers if credential.place == "header"}
    keys = {credential.name for credential in carriers if credential.place == "query"}
    headers = tuple(header for header in request.headers if header[0].lower() not in names)
    query = "&".join(pair for pair in request.query.split("&") if pair.partition("=")[0] not in keys)
    return request._replace(headers=headers, query=query)


def takes_away_who_asks(operation: Operation) -> bool:
    """Whether whoever asks may be gone for all requests after it."""
    return operation.method == "DELETE" and "{" not in operation.path


def credentials_for(operation: Operation, identity: Identity | None) -> tuple[Credential, ...] | None:
    """What an identity shows to an operation, by the first alternative that it can; None where it can by none."""
    alternatives = operation.security
    if not alternatives:
        return ()
    shows = identity.shows if identity is not None else None
    for alternative in sorted(alternatives, key=lambda alternative: shows not in alternative.schemes):
        carriers = carriers_of(operation.document, tuple(alternative.schemes), identity)
        if carriers is not None:
            return carriers
    return None


def carriers_of(
    document: Document, schemes: tuple[str, ...], identity: Identity | None
) -> tuple[Credential, ...] | None:
    """What an identity shows for all of some schemes; None where it lacks one."""
    known = identity.credentials if identity is not None else {}
    carriers = [carried(document, scheme, known[scheme]) for scheme in schemes if scheme in known]
    if len(carriers) < len(schemes) or None in carriers:
        return None
    return tuple(carrier for carrier in carriers if carrier is not None)


def carried(document: Document, scheme: str, value: str) -> Credential | None:
    """How a value for a security scheme travels; None for a scheme of a kind that no request can carry."""
    declared = _schemes(document).get(scheme, {})
    kind = str(declared.get("type", ""))
    if kind == "apiKey":
        return Credential(str(declared.get("in", "header")), str(declared.get("name", scheme)), value)
    if kind == "basic" or (kind == "http" and str(declared.get("scheme", "")).lower() == "basic"):
        text = value if ":" in value else f":{value}"
        return Credential("header", "Authorization", f"Basic {b64encode(text.encode()).decode()}")
    if kind in ("http", "oauth2", "openIdConnect"):
        name = str(declared.get("scheme", "Bearer"))
        return Credential("header", "Authorization", f"{'Bearer' if name.lower() == 'bearer' else name} {value}")
    return None


def invented(documents: Iterable[Document], tenant: str, user: str) -> Identity:
    """An identity of a made-up tenant, for a server that takes whoever comes.

    Args:
        documents: of all versions, the newest last: where they differ, it decides what tells tenants apart.
        tenant: its name.
        user: the name of the identity.
    """
    values: dict[str, str] = {}
    for document in documents:
        required = [set(alternative.schemes) for operation in document.operations for alternative in operation.security]
        owner = set.intersection(*required) if required else set()
        for name in _schemes(document):
            values[name] = f"{tenant}-secret" if name in owner or not owner else f"{user}-{tenant}"
    return Identity(user, tenant, values)


def apart(identities: tuple[Identity, ...], number: int) -> tuple[Identity, ...]:
    """Made-up identities like some others, whose things nobody else touches."""
    return tuple(
        Identity(
            identity.name,
            f"{identity.tenant}-{number}",
            {scheme: f"{value}-{number}" for scheme, value in identity.credentials.items()},
        )
        for identity in identities
    )


def who(identities: tuple[Identity, ...], name: str | None, task: int, *, invented: bool) -> Identity | None:
    """The identity of a name, as it was in a task; None where there is none."""
    own = apart(identities, task) if invented else identities
    return next((identity for identity in own if identity.name == name), None)


def secrets_of(identities: tuple[Identity, ...]) -> tuple[str, ...]:
    """All values that must not be shown."""
    return tuple(dict.fromkeys(_spellings(identities)))


def _spellings(identities: tuple[Identity, ...]) -> Iterator[str]:
    for identity in identities:
        for value in identity.credentials.values():
            yield value
            yield b64encode((value if ":" in value else f":{value}").encode()).decode()


def _pair(credential: Credential) -> str:
    return f"{quote(credential.name)}={quote(credential.value, safe='')}"


def _schemes(document: Document) -> dict[str, dict[str, Any]]:
    nodes = document.components("securitySchemes")
    schemes = {name: document.resolve(node) for name, node in nodes.items()}
    return {name: node.value for name, node in schemes.items() if node is not None and type(node.value) is dict}
