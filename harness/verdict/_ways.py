"""The way from the schema of a message to a schema within it, and a schema that leads a value there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.document import Document, Node

# One step: ("property", name), ("item", ""), ("other", "") for an undeclared name, ("here", "") within the same value.
Step = tuple[str, str]

_HERE = ("allOf", "anyOf", "oneOf")
_HERE_ALONE = ("then", "else", "if")


class Ways:
    """The ways from one schema to all schemas below it, the shortest each, found once."""

    __slots__ = ("_document", "_found")

    def __init__(self, document: Document, root: Node) -> None:
        self._document = document
        self._found: dict[int, tuple[Step, ...]] = {id(root.value): ()}
        pending = [(root, ())]
        while pending:
            later: list[tuple[Node, tuple[Step, ...]]] = []
            for node, way in pending:
                for step, below in self._below(node):
                    if id(below.value) not in self._found:
                        further = (*way, step) if step[0] != "here" else way
                        self._found[id(below.value)] = further
                        later.append((below, further))
            pending = later  # type: ignore[assignment]

    def to(self, node: Node) -> tuple[Step, ...] | None:
        """The steps to a schema, None where it is not below."""
        return self._found.get(id(node.value))

    def _below(self, node: Node) -> list[tuple[Step, Node]]:
        found: list[tuple[Step, Node]] = []
        if type(node.value) is not dict:
            return found
        if type(node.value.get("$ref")) is str:
            target = self._document.resolve(node)
            if target is not None:
                found.append((("here", ""), target))
        for keyword in _HERE:
            parts = node.child(keyword)
            found += [(("here", ""), part) for part in (parts.elements() if parts is not None else ())]
        for keyword in _HERE_ALONE:
            part = node.child(keyword)
            if part is not None:
                found.append((("here", ""), part))
        properties = node.child("properties")
        for name, member in properties.members() if properties is not None else ():
            found.append((("property", name), member))
        for keyword, step in (("items", "item"), ("additionalProperties", "other"), ("contains", "item")):
            part = node.child(keyword)
            if part is not None and type(part.value) is dict:
                found.append(((step, ""), part))
        return found


def leading(way: tuple[Step, ...], end: dict[str, Any]) -> dict[str, Any]:
    """A schema of the values in which what stands at the end of the way is valid for `end`."""
    schema = end
    for kind, name in reversed(way):
        if kind == "property":
            schema = {"type": "object", "required": [name], "properties": {name: schema}}
        elif kind == "item":
            schema = {"type": "array", "minItems": 1, "maxItems": 1, "items": schema}
        else:
            schema = {"type": "object", "required": ["extra"], "properties": {"extra": schema}}
    return schema
