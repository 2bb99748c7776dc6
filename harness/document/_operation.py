"""Operations, what they take and answer, and where they are called: one view for Swagger 2.0 and OpenAPI 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.document import _swagger
from harness.records import NamedTuple
from harness.vocabulary import operation_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document._document import Document
    from harness.document._file import Node

# OpenAPI 3.2 adds `query`, and `additionalOperations` for every other method.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_TEMPLATE = re.compile(r"\{[^{}]*\}")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_PORTS = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}


def without_parameter_names(path: str) -> str:
    """A path without the names of its parameters: `/users/{id}` and `/users/{userID}` are both `/users/{}`."""
    return _TEMPLATE.sub("{}", path)


class Parameter(NamedTuple):
    """A parameter that an operation takes.

    Attributes:
        location: "path", "query", "querystring", "header", "cookie".
        node: the parameter object, behind its references; its `schema` and `content` in the form of OpenAPI 3.
        declared: what stands in the array of the operation or its path item: the parameter, or a reference to it.
    """

    location: str
    name: str
    required: bool
    node: Node
    declared: Node


class Security(NamedTuple):
    """One way to authenticate: all schemes are needed.

    Attributes:
        schemes: scopes by the name of the scheme, in document order; empty for "no authentication".
    """

    schemes: dict[str, tuple[str, ...]]
    node: Node


class Address(NamedTuple):
    """Where requests go.

    Attributes:
        scheme, host: empty where they are those that the document is served under.
        path: the template, without the slash at its end.
    """

    scheme: str
    host: str
    path: str


class Operation:
    """One method on one path, a webhook, or a request that a callback announces.

    Attributes:
        kind: "operation", "webhook" or "callback".
        method: in capitals.
        path: the path template, the webhook's name, or the callback's expression.
        node: the operation object.
        item: the path item that holds it, behind its references.
    """

    __slots__ = (
        "_body",
        "_callbacks",
        "_named",
        "_parameters",
        "_responses",
        "document",
        "item",
        "kind",
        "method",
        "node",
        "path",
    )

    def __init__(self, document: Document, kind: str, method: str, path: str, item: Node, node: Node) -> None:
        self.document = document
        self.kind = kind
        self.method = method
        self.path = path
        self.item = item
        self.node = node
        self._parameters: tuple[Parameter, ...] | None = None
        self._named: dict[tuple[str, str], list[Parameter]] | None = None
        self._callbacks: tuple[tuple[str, Operation], ...] | None = None
        # Views of Swagger 2.0 are made: whoever asks twice has to get the same objects, which are told by identity.
        self._body: Node | None = None
        self._responses: dict[str, Node] | None = None

    def __repr__(self) -> str:
        return f"<Operation {self.name}>"

    @property
    def name(self) -> str:
        """`GET /pets`, or `Webhook POST newPet`."""
        return operation_name(self.kind, self.method, self.path)

    @property
    def operation_id(self) -> str | None:
        """`operationId`, or None."""
        value = self.node.get("operationId")
        return value if isinstance(value, str) and value else None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those of the path item, then those of the operation; an operation's own stands for the item's of its name.

        Source: OpenAPI 3.1.1, 4.8.9.1, `parameters`.
        """
        if self._parameters is None:
            self._parameters = tuple(_parameters(self))
        return self._parameters

    def parameters_named(self, location: str, name: str) -> list[Parameter]:
        """The parameters of a location that have a name, whatever its case."""
        if self._named is None:
            self._named = {}
            for parameter in self.parameters:
                self._named.setdefault((parameter.location, parameter.name.lower()), []).append(parameter)
        return self._named.get((location, name.lower()), [])

    @property
    def body(self) -> Node | None:
        """The request body object, behind its references; in the form of OpenAPI 3 for Swagger 2.0."""
        if self.document.version == "2.0":
            if self._body is None:
                self._body = _swagger.body(self.document, self.item, self.node)
            return self._body
        node = self.node.child("requestBody")
        return None if node is None else self.document.resolve(node)

    @property
    def responses(self) -> dict[str, Node]:
        """Response objects by status (`200`, `4XX`, `default`), behind their references."""
        if self._responses is None:
            self._responses = dict(_responses(self))
        return self._responses

    @property
    def security(self) -> tuple[Security, ...]:
        """The alternatives, of the operation or else of the document; empty where anybody may call."""
        node = self.node.child("security") or (
            None if self.kind == "callback" else self.document.root.child("security")
        )
        return security_of(node)

    @property
    def callbacks(self) -> tuple[tuple[str, Operation], ...]:
        """The requests that the operation makes the server send, each with its callback's name."""
        if self._callbacks is None:
            self._callbacks = tuple(_callbacks(self))
        return self._callbacks


def operations_of(document: Document) -> tuple[Operation, ...]:
    """All operations of a document: those of `paths`, then its webhooks."""
    operations: list[Operation] = []
    for kind, key in (("operation", "paths"), ("webhook", "webhooks"), ("webhook", "x-webhooks")):
        items = document.root.child(key)
        for path, node in items.members() if items else ():
            if not path.startswith("x-"):
                operations += operations_in(document, kind, path, node)
    return tuple(operations)


def operations_in(document: Document, kind: str, path: str, item: Node) -> Iterator[Operation]:
    """The operations of one path item."""
    resolved = document.path_item(item)
    if resolved is None:
        return
    for key, node in resolved.members():
        if key in METHODS and type(node.value) is dict:
            yield Operation(document, kind, key.upper(), path, resolved, node)
    additional = resolved.child("additionalOperations")
    for method, node in additional.members() if additional else ():
        if type(node.value) is dict:
            yield Operation(document, kind, method, path, resolved, node)


def security_of(node: Node | None) -> tuple[Security, ...]:
    """The alternatives of a `security` array."""
    alternatives = []
    for alternative in node.elements() if node else ():
        if type(alternative.value) is dict:
            schemes = {
                name: tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else ()
                for name, scopes in alternative.value.items()
            }
            alternatives.append(Security(schemes, alternative))
    return tuple(alternatives)


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


def _parameters(operation: Operation) -> Iterator[Parameter]:
    document = operation.document
    parameters: dict[tuple[str, str], Parameter] = {}
    for owner in (operation.item, operation.node):
        declared = owner.child("parameters")
        for reference in declared.elements() if declared else ():
            node = document.resolve(reference)
            if node is None:
                continue
            name, location = node.get("name"), node.get("in")
            if not isinstance(name, str) or not isinstance(location, str):
                continue
            if document.version == "2.0":
                if location in ("body", "formData"):
                    continue
                node = _swagger.parameter(node)
            parameters[location, name] = Parameter(location, name, node.get("required") is True, node, reference)
    yield from parameters.values()


def _responses(operation: Operation) -> Iterator[tuple[str, Node]]:
    document = operation.document
    responses = operation.node.child("responses")
    for status, node in responses.members() if responses else ():
        resolved = None if status.startswith("x-") else document.resolve(node)
        if resolved is not None:
            swagger = document.version == "2.0"
            yield status, _swagger.response(document, operation.node, resolved) if swagger else resolved


def _callbacks(operation: Operation) -> Iterator[tuple[str, Operation]]:
    callbacks = operation.node.child("callbacks")
    for name, reference in callbacks.members() if callbacks else ():
        callback = operation.document.resolve(reference)
        for expression, item in callback.members() if callback else ():
            if not expression.startswith("x-"):
                for inner in operations_in(operation.document, "callback", expression, item):
                    yield name, inner


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
