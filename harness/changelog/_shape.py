"""What a changelog sees of a schema: its types, properties and alternatives, whatever it is put together from.

References and `allOf` are followed; the items of an array are transparent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.changelog._types import NULL, Type, declared

if TYPE_CHECKING:
    from harness.document import Document, Node


class Shape(NamedTuple):
    """A schema as a changelog sees it.

    Attributes:
        properties: by name, in document order; what may stand under any other name is called `*`.
        alternatives: by name: that of the component, the title, or the type and the place among the alternatives.
        combinator: "anyOf" or "oneOf" where there are alternatives, else None.
    """

    types: tuple[Type, ...]
    properties: dict[str, Node]
    required: frozenset[str]
    alternatives: dict[str, Node]
    combinator: str | None
    deprecated: bool
    beta: bool


NOTHING = Shape((), {}, frozenset(), {}, None, deprecated=False, beta=False)


class Shapes:
    """The shapes of the schemas of one document, each made once."""

    __slots__ = ("_document", "_known", "_values")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[int, Shape] = {}
        # The views of Swagger 2.0 make values that nothing else holds: their ids must not be used again.
        self._values: list[Any] = []

    def of(self, node: Node | None) -> Shape:
        """The shape of a schema; that of nothing for None and for what is no schema object."""
        if node is None or type(node.value) is not dict:
            return NOTHING
        known = self._known.get(id(node.value))
        if known is None:
            # A schema that contains itself by allOf or anyOf alone has no more to say than this.
            self._values.append(node.value)
            self._known[id(node.value)] = NOTHING
            known = self._known[id(node.value)] = self._made(node)
        return known

    def below(self, node: Node | None) -> Shape:
        """The shape whose properties and alternatives show up under a schema: through arrays, its items'."""
        shape = self.of(node)
        seen = set()
        while node is not None and not shape.properties and not shape.alternatives:
            node = self._items(node)
            if node is None or id(node.value) in seen:
                break
            seen.add(id(node.value))
            shape = self.of(node)
        return shape

    def parts(self, node: Node) -> list[Node]:
        """The schema objects that a schema consists of by reference, `allOf` or "this or null": its own first."""
        parts: list[Node] = []
        pending, seen = [node], set()
        while pending:
            current = pending.pop(0)
            if type(current.value) is not dict or id(current.value) in seen:
                continue
            seen.add(id(current.value))
            parts.append(current)
            if type(current.value.get("$ref")) is str:
                target = self._document.resolve(current)
                pending = [target, *pending] if target is not None else pending
            conjunction = current.child("allOf")
            if conjunction is not None:
                pending = [*conjunction.elements(), *pending]
            pending = [*_but_null(current), *pending]
        return parts

    def _items(self, node: Node) -> Node | None:
        for part in self.parts(node):
            items = part.child("items")
            if items is not None and type(items.value) is dict:
                return items
        return None

    def _made(self, node: Node) -> Shape:
        parts = self.parts(node)
        properties: dict[str, Node] = {}
        required: set[str] = set()
        for part in parts:
            members = part.child("properties")
            for name, member in members.members() if members else ():
                properties.setdefault(name, member)
            names = part.get("required")
            required.update(name for name in names if isinstance(name, str)) if isinstance(names, list) else None
        for part in parts:
            _open_ended(part, properties)
        combinator, alternatives = self._alternatives(parts)
        return Shape(
            self._types(parts, alternatives),
            properties,
            frozenset(required),
            {name: member for name, (member, shown) in alternatives.items() if shown},
            combinator,
            deprecated=any(part.get("deprecated") is True for part in parts),
            beta=any(is_beta(part) for part in parts),
        )

    def _types(self, parts: list[Node], alternatives: dict[str, tuple[Node, bool]]) -> tuple[Type, ...]:
        union: list[Type] = []
        nullable = False
        for part in parts:
            # Beside a reference or an `allOf`, `nullable` is meant for what stands there.
            nullable = nullable or part.get("nullable") is True or bool(_but_null(part))
            if union := [self._with_items(one, parts) for one in declared(part.value)]:
                break
        else:
            union = [one for member, _ in alternatives.values() for one in self.of(member).types]
        if union and nullable:
            union.append(NULL)
        return tuple(dict.fromkeys(union))

    def _with_items(self, one: Type, parts: list[Node]) -> Type:
        if one.name != "array":
            return one
        for part in parts:
            items = part.child("items")
            if items is not None:
                return one._replace(items=self.of(items).types)
        return one

    def _alternatives(self, parts: list[Node]) -> tuple[str | None, dict[str, tuple[Node, bool]]]:
        """The alternatives by name, and whether each is shown: an unnamed scalar is a type and no more."""
        for part in parts:
            for combinator in ("oneOf", "anyOf"):
                members = part.child(combinator)
                if members is None or type(members.value) is not list or not members.value or _but_null(part):
                    continue
                found: dict[str, tuple[Node, bool]] = {}
                for number, member in enumerate(members.elements(), 1):
                    name, shown = self._named(member, number)
                    found.setdefault(name, (member, shown))
                return (combinator if any(shown for _, shown in found.values()) else None), found
        return None, {}

    def _named(self, node: Node, number: int) -> tuple[str, bool]:
        reference = node.get("$ref")
        if isinstance(reference, str):
            return reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~"), True
        title = node.get("title")
        if isinstance(title, str) and title:
            return title, True
        shape = self.of(node)
        names = [one.name for one in shape.types if one.name != "null"]
        return f"{names[0] if names else 'any'}-{number}", bool(shape.properties) or names[:1] == ["object"]


def _but_null(node: Node) -> list[Node]:
    """The schema of which `anyOf` or `oneOf` says only that it may be null as well; none in other cases."""
    for combinator in ("anyOf", "oneOf"):
        members = node.get(combinator)
        if type(members) is list and len(members) == 2 and (place := node.child(combinator)) is not None:
            others = [member for member in place.elements() if member.get("type") not in ("null", ["null"])]
            if len(others) == 1:
                return others
    return []


def is_beta(node: Node) -> bool:
    """Whether an operation, a parameter or a schema is marked `x-beta`."""
    return node.get("x-beta") is True


def _open_ended(part: Node, properties: dict[str, Node]) -> None:
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        member = part.child(keyword)
        if member is not None and _says_something(member.value):
            properties.setdefault("*", member)


def _says_something(value: Any) -> bool:
    return type(value) is dict and bool(value)
