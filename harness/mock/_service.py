"""One API as it is served: its documents by date, and the way of a request through them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.mock._answers import Fault
from harness.mock._http import Response, problem, raw_header
from harness.mock._operation import ServedOperation
from harness.mock._router import Router
from harness.mock._security import schemes_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.document import Document, Node, Operation
    from harness.mock._http import Request
    from harness.mock._router import Match
    from harness.mock._settings import MockSettings
    from harness.mock._state import State
    from harness.mock._versions import Resolved, Versions
    from harness.versions import ResourceHint

_MOST_SERVERS = 10


class Edition:
    """One document of an API as it is served.

    Attributes:
        document: that is served.
        router: from paths to operations by method.
        operations: all of them, each once.
    """

    __slots__ = ("document", "operations", "router")

    def __init__(
        self,
        document: Document,
        api: str,
        date: str,
        mount: str,
        versions: Versions,
        settings: MockSettings,
        protocol: str | None = None,
    ) -> None:
        self.document = document
        self.router: Router[dict[str, ServedOperation]] = Router()
        schemes = schemes_of(document)
        self.operations: list[ServedOperation] = []
        for operation in document.operations:
            if operation.kind != "operation":
                continue
            for number, base in enumerate(base_paths(operation)):
                template = f"{mount}{base}{operation.path if operation.path.startswith('/') else f'/{operation.path}'}"
                served = ServedOperation(operation, template, api, date, schemes, versions, settings, protocol)
                self.router.add(template, {}).setdefault(operation.method, served)
                self.operations += [served] if not number else []


class Service(NamedTuple):
    """One API with all its documents.

    Attributes:
        name: of the API.
        editions: by the label of the snapshot; a document that is no snapshot has none.
        versions: decide which of them a request means.
        settings: of the mock.
        hints: of the owner, for the resources that are stored.
        folders: in which new snapshots may appear.
    """

    name: str
    editions: Mapping[str, Edition]
    versions: Versions
    settings: MockSettings
    hints: tuple[ResourceHint, ...] = ()
    folders: tuple[str, ...] = ()

    def respond(self, request: Request, state: State | None) -> Response:
        """The answer to a request, with what every response of the API says of its version."""
        resolved = self.versions.resolved(request)
        response = self._respond(request, resolved, state)
        if not resolved.headers:
            return response
        headers = response.headers
        for own, _ in resolved.headers:
            if own != b"vary" and any(name == own for name, _ in headers):
                headers = tuple(header for header in headers if header[0] != own)
        return Response(response.status, headers + resolved.headers, response.body, response.deliveries)

    def found(self, request: Request) -> tuple[Resolved, Match[dict[str, ServedOperation]] | None]:
        """The version that a request means, and what its path leads to there."""
        resolved = self.versions.resolved(request)
        return resolved, self._match(self.editions[resolved.edition], request.path)

    def has(self, path: str) -> bool:
        """Whether a path is one of any date."""
        return any(self._match(edition, path) is not None for edition in self.editions.values())

    def methods(self, path: str) -> list[str]:
        """What may be done with a path, on any date."""
        matches = (self._match(edition, path) for edition in self.editions.values())
        return sorted({method for match in matches if match is not None for method in _allowed(match.item)})

    def own_methods(self, path: str) -> set[str]:
        """What the documents themselves declare for a path."""
        matches = (self._match(edition, path) for edition in self.editions.values())
        return {method for match in matches if match is not None for method in match.item}

    def templates(self) -> set[str]:
        """The paths of all dates."""
        return {template for edition in self.editions.values() for template, _ in edition.router.templates()}

    def request_headers(self) -> set[str]:
        """The headers of requests that every client of the API may send: the version, and credentials."""
        schemes = (s for edition in self.editions.values() for s in schemes_of(edition.document).values())
        headers = {scheme.header for scheme in schemes if scheme.header}
        return headers | ({self.versions.header} if self.versions.header else set())

    def _respond(self, request: Request, resolved: Resolved, state: State | None) -> Response:
        edition = self.editions[resolved.edition]
        match = self._match(edition, request.path)
        operation = None
        if match is not None:
            operation = match.item.get(request.method)
            if operation is None and request.method == "HEAD":
                operation = match.item.get("GET")
        if resolved.reason is not None:
            return (
                problem(resolved.status, resolved.reason)
                if operation is None
                else operation.refused(Fault(resolved.status, resolved.reason))
            )
        if match is None:
            return problem(
                404, f"{request.path} is no path of {self._title(resolved.edition)}{self._elsewhere(request.path)}"
            )
        if operation is None:
            allowed = ", ".join(_allowed(match.item))
            if request.method == "OPTIONS":
                return Response(204, (raw_header("Allow", allowed),))
            reason = f"{request.method} is no method of {request.path}; allowed: {allowed}"
            anyone = next(iter(match.item.values()))
            return anyone.refused(Fault(405, reason, (raw_header("Allow", allowed),)))
        return operation.respond(request, match.places, state)

    def _match(self, edition: Edition, path: str) -> Match[dict[str, ServedOperation]] | None:
        """What a path leads to; the version that it may name is no part of it where the document does not say so."""
        match = edition.router.match(path)
        if match is None:
            without = self.versions.path_without(path)
            match = None if without is None else edition.router.match(without)
        return match

    def _title(self, date: str) -> str:
        return f"{self.name}@{date}" if date else self.name

    def _elsewhere(self, path: str) -> str:
        """In which other documents there is such a path."""
        dates = [date for date, edition in self.editions.items() if self._match(edition, path) is not None]
        return f"; it is one of {', '.join(dates)}" if dates else ""


def base_paths(operation: Operation) -> list[str]:
    """The paths of the servers of an operation, without the host; a single empty one where none is named.

    Source: OpenAPI 3.1.1, 4.8.5 Server Object; OpenAPI 2.0, `basePath`.
    """
    document = operation.document
    if document.version == "2.0":
        base = document.content.get("basePath")
        return [base.rstrip("/") if isinstance(base, str) and base.startswith("/") else ""]
    for owner in (operation.node, operation.item, document.root):
        servers = owner.child("servers")
        paths = list(dict.fromkeys(_paths(servers.elements()))) if servers is not None else []
        if paths:
            return paths[:_MOST_SERVERS]
    return [""]


def _paths(servers: Iterable[Node]) -> Iterator[str]:
    for server in servers:
        url = server.get("url") if isinstance(server.value, dict) else None
        if not isinstance(url, str):
            continue
        variables = server.child("variables")
        for name, variable in variables.members() if variables is not None else ():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        try:
            path = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        yield path if path.startswith("/") or not path else f"/{path}"


def _allowed(methods: Mapping[str, object]) -> list[str]:
    """The methods of a path, with those that every path has."""
    known = dict.fromkeys(methods)
    if "GET" in known:
        known["HEAD"] = None
    return [*known, *(["OPTIONS"] if "OPTIONS" not in known else [])]
