"""Under which addresses an operation is called: every server's URL with the path appended, in one spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document._document import Document
    from harness.document._file import Node
    from harness.document._operation import Operation

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_PORTS = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}


class Address(NamedTuple):
    """Where requests go.

    Attributes:
        scheme, host: empty where they are those that the document is served under.
        path: the template, without the slash at its end.
    """

    scheme: str
    host: str
    path: str


def addresses(operation: Operation) -> frozenset[Address]:
    """The addresses of an operation; none for a webhook or a callback, whose addresses clients choose.

    Source: OpenAPI 3.1.1, 4.8.5 Server Object and 4.8.8 Paths Object; OpenAPI 2.0, Swagger Object, `basePath`.
    """
    if operation.kind != "operation":
        return frozenset()
    path = operation.path.rstrip("/")
    return frozenset(server._replace(path=server.path + path) for server in _servers(operation))


def same_addresses(old: frozenset[Address], new: frozenset[Address]) -> bool:
    """Whether requests go to the same addresses; a host without a scheme is called by any."""
    schemes: dict[tuple[str, str], list[set[str]]] = {}
    for side, known in enumerate((old, new)):
        for scheme, host, path in known:
            schemes.setdefault((host, path), [set(), set()])[side].add(scheme)
    return all(was and now and (was == now or "" in was or "" in now) for was, now in schemes.values())


def _servers(operation: Operation) -> Iterator[Address]:
    document = operation.document
    if document.version == "2.0":
        yield from _swagger_servers(document, operation.node)
        return
    for owner in (operation.node, operation.item, document.root):
        servers = owner.child("servers")
        if servers is not None and type(servers.value) is list and servers.value:
            yield from (_of_server(server) for server in servers.elements())
            return
    yield Address("", "", "")


def _swagger_servers(document: Document, operation: Node) -> Iterator[Address]:
    host, base = document.content.get("host", ""), document.content.get("basePath", "")
    schemes = operation.get("schemes", document.content.get("schemes"))
    for scheme in schemes if type(schemes) is list and schemes and host else [""]:
        yield _address(str(scheme), str(host), str(base))


def _of_server(server: Node) -> Address:
    url, variables = str(server.get("url", "/")), server.get("variables")

    def value(match: re.Match[str]) -> str:
        variable = variables.get(match.group(1)) if type(variables) is dict else None
        return str(variable["default"]) if type(variable) is dict and "default" in variable else match.group()

    scheme, separator, rest = _VARIABLE.sub(value, url).partition("://")
    if not separator:
        return _address("", "", scheme)
    host, _, path = rest.partition("/")
    return _address(scheme, host, path)


def _address(scheme: str, host: str, path: str) -> Address:
    scheme = scheme.lower()
    path = path.strip("/")
    return Address(scheme, host.lower().removesuffix(_PORTS.get(scheme, ":")), f"/{path}" if path else "")
