"""The way from the schema of a message to a schema within it, and a schema that leads a value there.

Of some schemas a way cannot be led, or what they lose says little: a value that the branch of a `oneOf` or a `not`
gains may be lost to the schema that holds it. Then the holder is to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.document import Node
from harness.messages._leads import home_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document import Document
    from harness.messages._leads import Leads

# One step: ("property", name), ("item", ""), ("other", "") for an undeclared name, ("here", "") within the same value.
Step = tuple[str, str]

_HERE = ("allOf", "anyOf")
_HERE_ALONE = ("then", "else")
_HELD = ("propertyNames", "not", "if", "contains", "unevaluatedItems", "unevaluatedProperties", "additionalItems")
_HELD_LISTS = ("oneOf", "prefixItems")
_HELD_MAPS = ("patternProperties", "dependentSchemas", "dependencies")
_HOLDS = ("held", "")
# The identity of a schema, twice, and one more where the way to it is held.
_Key = int
# Of a schema below its identity, whether the step to it holds it, the step, the schema, and the component referred to.
_Edge = tuple[_Key, bool, Step, Node, str | None]


class Way(NamedTuple):
    """How a message leads to a schema.

    Attributes:
        steps: to the schema, or to its holder.
        holder: the outermost schema to be asked in its place; None where it can be asked itself.
    """

    steps: tuple[Step, ...]
    holder: Node | None = None


class Ways:
    """The ways between the schemas of a document; what was found for one message serves the next."""

    __slots__ = ("_below", "_document", "_from", "_leads")

    def __init__(self, document: Document, leads: Leads) -> None:
        self._document = document
        self._leads = leads
        self._below: dict[int, list[_Edge]] = {}
        # By the schema that ways start from, and the component that they lead to.
        self._from: dict[tuple[int, str | None], _Found] = {}

    def between(self, root: Node, node: Node) -> Iterator[Way]:
        """The shortest plain way from one schema to another below it and the shortest held one, as far as they are."""
        start = root
        if type(root.value) is dict and root.value.keys() == {"$ref"}:
            # Many messages are but a reference to the same schema.
            if node.value is root.value:
                yield Way(())
                return
            start = self._document.resolve(root) or root
        if not self._leads.may_lead(start, node):
            return
        leading = self._leads.leading_to(node)
        key = (id(start.value), None if leading is None else home_of(node.pointer))
        found = self._from.get(key)
        if found is None:
            found = self._from[key] = _Found(start, self.below, leading)
        yield from found.to(node)

    def below(self, node: Node) -> list[_Edge]:
        """The schemas right below one, with the steps to them."""
        known = self._below.get(id(node.value))
        if known is None:
            depth = len(node.pointer)
            known = self._below[id(node.value)] = [
                (2 * id(below.value), step[0] == "held", step, below, _component(below, depth))
                for step, below in self._steps(node)
            ]
        return known

    def _steps(self, node: Node) -> Iterator[tuple[Step, Node]]:
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
            schema = {"type": "array", "minItems": 1, "items": schema}
        else:
            schema = {"type": "object", "required": ["extra"], "properties": {"extra": schema}}
    return schema


def _component(below: Node, depth: int) -> str | None:
    """The component that a reference leads to; None for a schema that stands within the other."""
    return home_of(below.pointer) if len(below.pointer) <= depth else None


class _Found:
    """What was found below one schema so far; it is looked for no further than somebody asks."""

    __slots__ = ("_below", "_found", "_leading", "_pending")

    def __init__(self, root: Node, below: Callable[[Node], list[_Edge]], leading: frozenset[str] | None) -> None:
        self._below = below
        self._leading = leading
        # By the schema and whether it is held: where the way to it comes from, its last step, and the schema.
        self._found: dict[_Key, tuple[_Key | None, Step, Node]] = {2 * id(root.value): (None, ("here", ""), root)}
        self._pending: list[_Key] = list(self._found)

    def to(self, node: Node) -> Iterator[Way]:
        for held in (False, True):
            key = 2 * id(node.value) + held
            while key not in self._found and self._pending:
                self._go_on()
            if key in self._found:
                yield self._way(key)

    def _go_on(self) -> None:
        """All schemas that are one step further."""
        found, leading, later = self._found, self._leading, []
        for key in self._pending:
            above_is_held = key & 1
            for number, is_held, step, below, name in self._below(found[key][2]):
                if leading is not None and name is not None and name not in leading:
                    continue
                further = number + (above_is_held or is_held)
                if further not in found:
                    found[further] = (key, step, below)
                    later.append(further)
        self._pending = later

    def _way(self, key: _Key) -> Way:
        steps: list[Step] = []
        holder: Node | None = None
        above, step, _ = self._found[key]
        while above is not None:
            if step[0] == "held":
                holder = self._found[above][2]
                steps = []
            elif step[0] != "here":
                steps.append(step)
            above, step, _ = self._found[above]
        return Way(tuple(reversed(steps)), holder)


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
