"""Where a document says what a value does not keep, and what other documents say of the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import format_pointer, without_parameter_names
from harness.messages import request_parts, response_parts
from harness.vocabulary import COMBINING, keyword_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.document import Document, Node, Operation, Pointer
    from harness.messages import MessagePart, Refusal

    # Those of one document that speak of one value.
    Schemas = tuple[Document, Sequence[Node]]

_PROPERTIES, _FURTHER, _ITEMS = (keyword_for(part) for part in ("property", "further property", "item"))
_MOST = 64


def place_of(node: Node, document: Document) -> tuple[str, str]:
    """The component that a node is in, or the operation, and the pointer from there."""
    pointer = node.pointer if node.file is document.file else (node.file.name, *node.pointer)
    depth = 2 if pointer[:1] == ("definitions",) else 3
    return _written(pointer[:depth]), _written(pointer[depth:])


def refused_node(operation: Operation, refusal: Refusal, status: str | None, media_type: str | None) -> Node:
    """Where the document says what a message does not keep: the keyword, or what is closest to it.

    Args:
        operation: whose message it is.
        refusal: why it is refused.
        status: the declared one of a response, None for a request.
        media_type: of the body, if it is the body.
    """
    if refusal.fault == "status":
        return operation.node.child("responses") or operation.node
    parts = request_parts(operation) if status is None else response_parts(operation, status)
    part = _part(parts, refusal, media_type)
    if part is None:
        return operation.node
    if part.schema is None or refusal.fault != "schema":
        return part.node
    nodes = list(applying(operation.document, [part.schema]))
    for step in refusal.path:
        nodes = list(below(operation.document, nodes, step)) or nodes
    for node in nodes:
        if isinstance(node.value, dict) and refusal.keyword in node.value:
            return _closer(node, refusal)
    return nodes[0] if nodes else part.schema


def applying(document: Document, schemas: Sequence[Node]) -> Iterator[Node]:
    """The schemas that speak of the same value: behind references, and all alternatives."""
    pending = list(schemas)
    known: set[tuple[int, Pointer]] = set()
    # identity: the document holds its files.
    while pending and len(known) < _MOST:
        node = document.resolve(pending.pop(0))
        if node is None or type(node.value) is not dict or (id(node.file), node.pointer) in known:
            continue
        known.add((id(node.file), node.pointer))
        yield node
        for keyword in COMBINING:
            branch = node.child(keyword)
            pending += list(branch.elements()) if branch is not None else []


def below(document: Document, schemas: Sequence[Node], step: str | int) -> Iterator[Node]:
    """The schemas that speak of a member or an item of a value that some schemas speak of."""
    children: list[Node] = []
    for node in schemas:
        if isinstance(step, int):
            child = node.child(_ITEMS)
        else:
            properties = node.child(_PROPERTIES)
            child = properties.child(step) if properties is not None else None
            child = child or node.child(_FURTHER)
        if child is not None and type(child.value) is dict:
            children.append(child)
    return applying(document, children)


def declared_members(schemas: Sequence[Node]) -> frozenset[str]:
    """The names of the properties that any of some schemas declares."""
    return frozenset(
        name
        for node in schemas
        if (properties := node.child(_PROPERTIES)) is not None and type(properties.value) is dict
        for name in properties.value
    )


def name_elsewhere(own: Schemas, other: Schemas, name: str) -> str:
    """What a member of a value is called in another document: a list may have another name there, and be the same."""
    declared, elsewhere = declared_members(own[1]), declared_members(other[1])
    if name in elsewhere:
        return name
    gone = [each for each in declared - elsewhere if _is_list(own, each)]
    new = [each for each in elsewhere - declared if _is_list(other, each)]
    return new[0] if gone == [name] and len(new) == 1 else name


def step_down(schemas: Schemas, step: str | int) -> Schemas:
    """The schemas of a document that speak of a member or an item."""
    return schemas[0], list(below(schemas[0], schemas[1], step))


def _is_list(schemas: Schemas, name: str) -> bool:
    return any(node.value.get("type") == "array" for node in below(*schemas, name))


def leaked_members(own: Schemas, other: Schemas, value: Any) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """The paths to the members of a value that one document does not declare, and the other one does.

    Each comes with the schema of the object that has it, in the document that does not declare it.
    """
    elsewhere = declared_members(other[1]) if isinstance(value, dict) else frozenset()
    if isinstance(value, list):
        steps: list[tuple[str | int, Any]] = list(enumerate(value[:20]))
    elif isinstance(value, dict) and own[1]:
        declared = declared_members(own[1])
        steps = [(name, member) for name, member in value.items() if name in declared]
        if declared:
            holder = next(node for node in own[1] if _PROPERTIES in node.value)
            yield from (((name,), holder) for name in value if name not in declared and name in elsewhere)
    else:
        return
    inner = None
    for step, member in steps:
        if not isinstance(member, dict | list):
            continue
        if inner is None or not isinstance(step, int):  # what is said of one item is said of all
            is_same = isinstance(step, int) or step in elsewhere
            there = step if is_same else name_elsewhere(own, other, str(step))
            inner = step_down(own, step), step_down(other, there)
        for path, node in leaked_members(inner[0], inner[1], member):
            yield (step, *path), node


def body_schemas(operation: Operation, status: str | int | None, media_type: str) -> list[Node]:
    """The schemas that speak of the body of a response; none where the status is not declared."""
    name = declared_status(status, operation) if isinstance(status, int) else status
    for part in response_parts(operation, name) if name is not None else ():
        if part.media_type is not None and part.schema is not None and part.media_type.partition(";")[0] == media_type:
            return list(applying(operation.document, [part.schema]))
    return []


def declared_status(status: int, operation: Operation) -> str | None:
    """What an operation declares for a status: itself, its range, or the default; None where it declares none."""
    declared = {name.upper(): name for name in operation.responses}
    return declared.get(str(status)) or declared.get(f"{status // 100}XX") or declared.get("DEFAULT")


def declared_headers(operation: Operation, status: int) -> frozenset[str]:
    """The names of the headers that an operation declares for a status, in lower case."""
    name = declared_status(status, operation)
    headers = operation.responses[name].get("headers") if name is not None else None
    return frozenset(str(name).lower() for name in headers) if isinstance(headers, dict) else frozenset()


def counterpart(operation: Operation, document: Document) -> Operation | None:
    """The operation of another document that stands for one."""
    path = without_parameter_names(operation.path)
    for other in document.operations:
        if other.method == operation.method and without_parameter_names(other.path) == path:
            return other
    return None


def _closer(node: Node, refusal: Refusal) -> Node:
    """The keyword itself, or the entry of `required` that is missing."""
    keyword = node.child(refusal.keyword)
    return node if keyword is None else keyword


def _part(parts: Iterator[MessagePart], refusal: Refusal, media_type: str | None) -> MessagePart | None:
    alike = [part for part in parts if part.place == refusal.place]
    return next((part for part in alike if part.media_type == media_type), alike[0] if alike else None)


def _written(pointer: Sequence[str | int]) -> str:
    return format_pointer(tuple(map(str, pointer))).lstrip("#").lstrip("/")
