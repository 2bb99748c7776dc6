"""The schemas of a document as a changelog goes through them: what one element of its page consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from harness.document import Document, Node

    Key: TypeAlias = tuple[int, tuple[str, ...]]


def key_of(node: Node) -> Key:
    """What tells a place from all others."""
    return id(node.file), node.pointer


def schema_of(parameter: Node) -> Node | None:
    """The schema of a parameter, that of its only media type where it has `content`."""
    content = parameter.child("content")
    if content is None:
        return parameter.child("schema")
    return next((media_type.child("schema") for _, media_type in content.members()), None)


class Schemas:
    """The schemas of a document as a changelog goes through them."""

    __slots__ = ("_document",)

    def __init__(self, document: Document) -> None:
        self._document = document

    def parts(self, schema: Node) -> list[Node]:
        """The schema objects that one element shows: behind references, `allOf`, "this or null", items of arrays."""
        found: list[Node] = []
        pending, seen = [schema], set()
        while pending:
            node = pending.pop(0)
            if type(node.value) is not dict or key_of(node) in seen:
                continue
            seen.add(key_of(node))
            found.append(node)
            if type(node.value.get("$ref")) is str:
                target = self._document.resolve(node)
                pending += [target] if target is not None else []
            for keyword in ("allOf", "anyOf", "oneOf"):
                members = node.child(keyword)
                if members is not None and (keyword == "allOf" or _is_union(members)):
                    pending += members.elements()
            items = node.child("items")
            pending += [items] if items is not None else []
        return found

    def inside(self, parts: list[Node], name: str, noun: str) -> Node | None:
        """The schema of a property or alternative of an element."""
        for part in parts:
            if noun == "alternative":
                found = next((node for label, node in _alternatives(part) if label == name), None)
            elif name == "*":
                found = part.child("additionalProperties") or part.child("unevaluatedProperties")
            else:
                properties = part.child("properties")
                found = properties.child(name) if properties is not None else None
            if found is not None and type(found.value) is dict:
                return found
        return None

    def below(self, part: Node) -> Iterator[Node]:
        """All properties and alternatives of a schema object."""
        properties = part.child("properties")
        if properties is not None:
            yield from (node for _, node in properties.members())
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            node = part.child(keyword)
            if node is not None:
                yield node
        yield from (node for _, node in _alternatives(part))


def _is_union(members: Node) -> bool:
    """Whether alternatives say only "this or null", or are mere types."""
    values: list[Any] = members.value if type(members.value) is list else []
    nulls = sum(type(value) is dict and value.get("type") in ("null", ["null"]) for value in values)
    return (len(values) == 2 and nulls > 0) or all(
        type(value) is dict and "$ref" not in value and "properties" not in value for value in values
    )


def _alternatives(part: Node) -> Iterator[tuple[str, Node]]:
    """The alternatives with the names that a changelog gives them."""
    for keyword in ("oneOf", "anyOf"):
        members = part.child(keyword)
        for number, member in enumerate(members.elements() if members is not None else (), 1):
            reference, title = member.get("$ref"), member.get("title")
            if isinstance(reference, str):
                yield reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~"), member
            else:
                yield title if isinstance(title, str) and title else f"object-{number}", member
