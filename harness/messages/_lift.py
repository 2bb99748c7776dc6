"""From a value that breaks to the whole message: a `curl` command, or a response."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.comparison import REQUEST
from harness.document import Node
from harness.messages._wire import JSON
from harness.messages._witness import Witness
from harness.messages._writing import body_text, form_of, form_words, text, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment import MessageContainment
    from harness.document import Document, Operation, Parameter
    from harness.messages._roots import Root

# The place of a witness that is a request without a body.
WITHOUT_BODY = "no request body"
# How `curl` sends the other parameters, and whether under their names alone.
_OPTIONS = {"header": ("-H", True), "cookie": ("-b", False)}
_CLIENT = "https://client.example/"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


class Lifter:
    """Puts values into messages that are otherwise as small as the contract allows."""

    __slots__ = ("_messages",)

    def __init__(self, messages: dict[str, MessageContainment]) -> None:
        self._messages = messages

    def lifted(self, root: Root, value: Any) -> Witness:
        """The witness of a value at a place of a message."""
        old, new = root.operations
        sent_by_client = (root.direction == REQUEST) == (old.kind == "operation")
        if sent_by_client and not root.place.startswith("response") and " of response " not in root.place:
            message = self._request(old, root, value)
        else:
            message = _response(root, value)
        return Witness(root.direction, new.name, root.place, value, message)

    def _request(self, operation: Operation, root: Root, value: Any) -> str:
        from shlex import quote

        parts = [f"curl -X {quote(operation.method)} {quote(self._address(operation, root, value))}"]
        for parameter in operation.parameters:
            if parameter.location in _OPTIONS and self._is_sent(parameter, root):
                option, between = _OPTIONS[parameter.location]
                said = self._written(parameter, root, value).replace("&", "; ")
                parts.append(f"{option} {quote(f'{parameter.name}: {said}' if between else said)}")
        media_type, body = root.media_type, value
        if root.place != "request body":
            media_type, body = self._smallest_body(operation, root)
            if media_type is None:
                return " \\\n  ".join(parts)
        media_type = media_type or "application/json"
        words = form_words(media_type, body)
        if words is None:
            words = [f"-H {quote(f'Content-Type: {media_type}')}", f"--data {quote(body_text(media_type, body))}"]
        return " \\\n  ".join([*parts, *words])

    def _smallest_body(self, operation: Operation, root: Root) -> tuple[str | None, Any]:
        """A body where the operation needs one and the value stands elsewhere, with its media type; else None."""
        body = operation.body
        content = body.child("content") if body is not None and body.get("required") is True else None
        if root.place == WITHOUT_BODY or content is None:
            return None, None
        for name, node in content.members():
            media_type = operation.document.resolve(node)
            schema = None if media_type is None else media_type.child("schema")
            return name, {} if schema is None else self.smallest(schema)
        return None, None

    def _address(self, operation: Operation, root: Root, value: Any) -> str:
        from urllib.parse import quote

        path = operation.path
        query: list[str] = []
        for parameter in operation.parameters:
            if parameter.location == "path":
                said = self._written(parameter, root, value, lambda said: quote(said, safe=""))
                path = path.replace("{" + parameter.name + "}", said)
            elif parameter.location == "query" and self._is_sent(parameter, root):
                query.append(self._written(parameter, root, value, _encoding(parameter)))
        # Every place of the path has to be filled, declared or not.
        for name in _TEMPLATE.findall(path):
            said = text(value) if root.place == f"path parameter {name}" else "x"
            path = path.replace("{" + name + "}", quote(said, safe=""))
        address = _server(operation.document) + path
        if operation.kind != "operation":
            # Webhooks have names for paths, and callbacks are called where a client has asked for it.
            address = _CLIENT + (quote(path, safe="") if operation.kind == "webhook" else "")
        return f"{address}{'?' if query else ''}{'&'.join(query)}"

    def _written(self, parameter: Parameter, root: Root, value: Any, encode: Callable[[str], str] = str) -> str:
        """The value of a parameter in its form, that of a media type as JSON."""
        given = self._value(parameter, root, value)
        if parameter.node.child("schema") is None and parameter.node.child("content") is not None:
            given = json.dumps(given, ensure_ascii=False)
        return written(form_of(parameter.node, parameter.location), parameter.name, given, encode)

    def _is_sent(self, parameter: Parameter, root: Root) -> bool:
        return parameter.required or root.place == f"{parameter.location} parameter {parameter.name}"

    def _value(self, parameter: Parameter, root: Root, value: Any) -> Any:
        """The value that breaks, or any that the schema of another parameter allows."""
        if root.place.lower() == f"{parameter.location} parameter {parameter.name}".lower():
            return value
        schema = parameter.node.child("schema")
        if schema is None:
            return "x"
        return self.smallest(schema)

    def smallest(self, schema: Node, direction: str = REQUEST) -> Any:
        """A value of a schema of the sender's, None where there is none."""
        nothing = Node(schema.file, (), False)
        return self._messages[direction].contained(schema, nothing, direction).witness


def _response(root: Root, value: Any) -> str:
    status = next((word for word in reversed(root.place.split()) if word[:1].isdigit() or word == "default"), "200")
    status = {"default": "200"}.get(status, status.upper().replace("XX", "00"))
    if root.place.startswith("header "):
        name = root.place.split()[1]
        as_json = root.media_type is not None or root.wires[1].kind == JSON
        return f"HTTP/1.1 {status}\n{name}: {json.dumps(value, ensure_ascii=False) if as_json else text(value)}"
    if root.media_type is None:
        return f"HTTP/1.1 {status}"
    head = f"HTTP/1.1 {status}\nContent-Type: {root.media_type}"
    return f"{head}\n\n{body_text(root.media_type, value)}"


def _encoding(parameter: Parameter) -> Callable[[str], str]:
    from urllib.parse import quote_plus

    # Reserved characters that do not end the value that they stand in. Source: RFC 3986, 3.4.
    safe = "/?:@!$'()*,;" if parameter.node.get("allowReserved") is True else ""
    return lambda said: quote_plus(said, safe=safe)


def _server(document: Document) -> str:
    servers = document.content.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    return url.rstrip("/") if isinstance(url, str) else "https://api.example.com"
