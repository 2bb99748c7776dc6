"""Swagger 2.0 objects in the form of OpenAPI 3, each part still knowing its own place.

Source: the specification of OpenAPI 2.0, and of 3.0.4 for the form that the parts are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._file import Node
from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from harness.document._document import Document

_PROPERTIES = keyword_for("property")

# Members of a parameter or header object that are no keywords of its schema.
_NOT_SCHEMA = frozenset({"name", "in", "required", "description", "allowEmptyValue", "collectionFormat"})

# style and explode that say the same as a collectionFormat; there is no counterpart of `tsv`.
_STYLES = {
    "csv": {"query": ("form", False), "path": ("simple", False), "header": ("simple", False)},
    "ssv": {"query": ("spaceDelimited", False)},
    "pipes": {"query": ("pipeDelimited", False)},
    "multi": {"query": ("form", True)},
}
_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")


def parameter(node: Node) -> Node:
    """A query, path or header parameter with `schema`, `style` and `explode`."""
    value = {key: member for key, member in node.value.items() if key in _NOT_SCHEMA or key.startswith("x-")}
    value.pop("collectionFormat", None)
    parts = {"schema": _schema(node)}
    value["schema"] = parts["schema"].value
    if value["schema"].get("type") == "array":
        parts |= _serialised(node, str(value.get("in", "header")))
        value["style"], value["explode"] = parts["style"].value, parts["explode"].value
    return Node(node.file, node.pointer, value, parts)


def header(node: Node) -> Node:
    """A response header with `schema`."""
    return parameter(node)


def body(document: Document, item: Node, operation: Node) -> Node | None:
    """The request body that the `body` or `formData` parameters of an operation stand for, or None."""
    payload: Node | None = None
    fields: dict[str, Node] = {}
    for owner in (item, operation):
        declared = owner.child("parameters")
        for reference in declared.elements() if declared else ():
            node = document.resolve(reference)
            if node is not None and node.get("in") == "body":
                payload = node
            elif node is not None and node.get("in") == "formData" and isinstance(node.get("name"), str):
                fields[node.value["name"]] = node
    if payload is not None:
        return _payload(document, operation, payload)
    return _form(document, operation, fields) if fields else None


def response(document: Document, operation: Node, node: Node) -> Node:
    """A response with `content` for each type that the operation produces, and headers with `schema`."""
    if type(node.value) is not dict:
        return node  # odd, and a problem of its own
    value = {key: member for key, member in node.value.items() if key not in ("schema", "headers", "examples")}
    parts: dict[str, Node] = {}
    schema = node.child("schema")
    if schema is not None:
        examples = node.get("examples") if type(node.get("examples")) is dict else {}
        parts["content"] = _content(node, _media_types(document, operation, "produces"), schema, examples)
        value["content"] = parts["content"].value
    headers = node.child("headers")
    if headers is not None:
        shaped = {name: header(member) for name, member in headers.members() if type(member.value) is dict}
        parts["headers"] = Node(headers.file, headers.pointer, {k: v.value for k, v in shaped.items()}, shaped)
        value["headers"] = parts["headers"].value
    return Node(node.file, node.pointer, value, parts)


def _serialised(node: Node, location: str) -> dict[str, Node]:
    """`style` and `explode` for the `collectionFormat` of an array."""
    collection = str(node.get("collectionFormat") or "csv")
    style, explode = _STYLES.get(collection, {}).get(location, (collection, False))
    pointer = (node.child("collectionFormat") or node).pointer
    return {"style": Node(node.file, pointer, style), "explode": Node(node.file, pointer, explode)}


def _schema(node: Node) -> Node:
    value = {key: member for key, member in node.value.items() if key not in _NOT_SCHEMA and not key.startswith("x-")}
    return Node(node.file, node.pointer, value)


def _payload(document: Document, operation: Node, node: Node) -> Node:
    value = {key: member for key, member in node.value.items() if key not in ("name", "in", "schema")}
    schema = node.child("schema") or Node(node.file, node.pointer, {})
    content = _content(node, _media_types(document, operation, "consumes"), schema, {})
    value["content"] = content.value
    return Node(node.file, node.pointer, value, {"content": content})


def _form(document: Document, operation: Node, fields: dict[str, Node]) -> Node:
    owner = operation.child("parameters") or next(iter(fields.values()))
    properties = {name: _field(node) for name, node in fields.items()}
    required = [name for name, node in fields.items() if node.get("required") is True]
    schema_value: dict[str, Any] = {"type": "object", _PROPERTIES: {k: v.value for k, v in properties.items()}}
    schema_parts = {_PROPERTIES: Node(owner.file, owner.pointer, schema_value[_PROPERTIES], properties)}
    if required:
        schema_value["required"] = required
        positions = {str(n): fields[name].child("required") or fields[name] for n, name in enumerate(required)}
        items = {key: Node(node.file, node.pointer, required[int(key)]) for key, node in positions.items()}
        schema_parts["required"] = Node(owner.file, owner.pointer, required, items)
    schema = Node(owner.file, owner.pointer, schema_value, schema_parts)
    types = [m for m in _media_types(document, operation, "consumes") if m[0] in _FORM]
    if not types:
        files = any(node.get("type") == "file" for node in fields.values())
        types = [(_FORM[1] if files else _FORM[0], owner)]
    content = _content(owner, types, schema, {})
    _encode(content, owner, fields)
    value: dict[str, Any] = {"content": content.value}
    if required:
        value["required"] = True
    return Node(owner.file, owner.pointer, value, {"content": content})


def _encode(content: Node, owner: Node, fields: dict[str, Node]) -> None:
    """Add `encoding` to the media types of a form that has arrays."""
    arrays = {name: _serialised(node, "query") for name, node in fields.items() if node.get("type") == "array"}
    if not arrays:
        return
    encodings = {
        name: Node(fields[name].file, fields[name].pointer, {key: part.value for key, part in parts.items()}, parts)
        for name, parts in arrays.items()
    }
    encoding = Node(owner.file, owner.pointer, {name: node.value for name, node in encodings.items()}, encodings)
    for node in (content.parts or {}).values():
        node.value["encoding"] = encoding.value
        node.parts = {**(node.parts or {}), "encoding": encoding}


def _field(node: Node) -> Node:
    field = _schema(node)
    if "description" in node.value:
        field.value["description"] = node.value["description"]
    if field.value.get("type") == "file":
        # A file is a string of bytes in OpenAPI 3.0.
        field.value["type"], field.value["format"] = "string", "binary"
    return field


def _content(owner: Node, types: list[tuple[str, Node]], schema: Node, examples: dict[str, Any]) -> Node:
    parts: dict[str, Node] = {}
    for media_type, place in types:
        value = {"schema": schema.value}
        members = {"schema": schema}
        if media_type in examples:
            value["example"] = examples[media_type]
            members["example"] = Node(owner.file, (*owner.pointer, "examples", media_type), examples[media_type])
        parts[media_type] = Node(place.file, place.pointer, value, members)
    for media_type, example in examples.items():
        if media_type not in parts:
            pointer = (*owner.pointer, "examples", media_type)
            members = {"example": Node(owner.file, pointer, example)}
            parts[media_type] = Node(owner.file, pointer, {"example": example}, members)
    return Node(owner.file, owner.pointer, {name: node.value for name, node in parts.items()}, parts)


def _media_types(document: Document, operation: Node, key: str) -> list[tuple[str, Node]]:
    declared = operation.child(key) or document.root.child(key)
    types = [(node.value, node) for node in (declared.elements() if declared else ()) if isinstance(node.value, str)]
    # Without a list any type goes; JSON is what such documents mean.
    return types or [("application/json", operation)]
