"""The way from the schema of a message to a schema within it, and a schema that leads a value there.

Of some schemas a way cannot be led, or what they lose says little: a value that the branch of a `oneOf` or a `not`
gains may be lost to the schema that holds it. Then the holder is to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.document import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document

# One step: ("property", name), ("item", ""), ("other", "") for an undeclared name, ("here", "") within the same value.
Step = tuple[str, str]

_HERE = ("allOf", "anyOf")
_HERE_ALONE = ("then", "else")
_HELD = ("propertyNames", "not", "if", "contains", "unevaluatedItems", "unevaluatedProperties", "additionalItems")
_HELD_LISTS = ("oneOf", "prefixItems")
_HELD_MAPS = ("patternProperties", "dependentSchemas", "dependencies")
_HOLDS = ("held", "")


class Way(NamedTuple):
    """How a message leads to a schema.

    Attributes:
        steps: to the schema, or to its holder.
        holder: the outermost schema to be asked in its place; None where it can be asked itself.
    """

    steps: tuple[Step, ...]
    holder: Node | None = None


class Ways:
    """The ways from one schema to all schemas below it, the shortest plain one and the shortest held one each."""

    __slots__ = ("_document", "_found")

    def __init__(self, document: Document, root: Node) -> None:
        self._document = document
        start = Way(())
        # By the schema and whether it is held.
        self._found: dict[tuple[int, bool], Way] = {(id(root.value), False): start}
        pending = [(root, start)]
        while pending:
            later: list[tuple[Node, Way]] = []
            for node, way in pending:
                for step, below in self._below(node):
                    further = _further(node, way, step)
                    key = (id(below.value), further.holder is not None)
                    if key not in self._found:
                        self._found[key] = further
                        later.append((below, further))
            pending = later

    def to(self, node: Node) -> Iterator[Way]:
        """The ways to a schema, none where it is not below."""
        for held in (False, True):
            way = self._found.get((id(node.value), held))
            if way is not None:
                yield way

    def _below(self, node: Node) -> Iterator[tuple[Step, Node]]:
        value = node.value
        if type(value) is not dict:
            return
        if type(value.get("$ref")) is str:
            target = self._document.resolve(node)
            if target is not None:
                yield ("here", ""), target
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if type(discriminator) is dict else None
        for reference in mapping.values() if type(mapping) is dict else ():
            target = self._document.resolve(Node(node.file, (), {"$ref": reference}))
            if target is not None:
                yield _HOLDS, target
        for keyword in value:
            kinds = _STEPS.get(keyword)
            part = node.child(keyword) if kinds is not None else None
            if kinds is None or part is None:
                continue
            single, listed, mapped = kinds
            if type(part.value) is list and listed is not None:
                for element in part.elements():
                    yield listed, element
            elif type(part.value) is dict and mapped is not None:
                for name, member in part.members():
                    yield (mapped[0], name), member
            elif type(part.value) is dict and single is not None:
                yield single, part


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


def _further(node: Node, way: Way, step: Step) -> Way:
    if way.holder is not None:
        return way
    if step[0] == "held":
        return Way(way.steps, node)
    return way if step[0] == "here" else Way((*way.steps, step))


# By keyword the step to a schema that stands there, to those of a list, and to those of a map.
_STEPS: dict[str, tuple[Step | None, Step | None, Step | None]] = {
    "properties": (None, None, ("property", "")),
    **dict.fromkeys(_HERE, (None, ("here", ""), None)),
    **dict.fromkeys(_HERE_ALONE, (("here", ""), None, None)),
    **dict.fromkeys(_HELD, (_HOLDS, None, None)),
    **dict.fromkeys(_HELD_LISTS, (None, _HOLDS, None)),
    **dict.fromkeys(_HELD_MAPS, (None, None, _HOLDS)),
    "items": (("item", ""), _HOLDS, None),
    "additionalProperties": (("other", ""), None, None),
}
