"""What a changelog sees of a schema: its types, properties and alternatives, whatever it is put together from.

References and `allOf` are followed; the items of an array are transparent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.changelog._types import NULL, Type, declared, holding

if TYPE_CHECKING:
    from harness.document import Document, Node

# A schema without these consists of itself alone.
_COMPOSING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


class Shape(NamedTuple):
    """What is said of a schema itself."""

    types: tuple[Type, ...]
    deprecated: bool
    beta: bool


class Inside(NamedTuple):
    """What is inside a schema.

    Attributes:
        properties: by name, in document order; what may stand under any other name is called `*`.
        owner: the object that the properties are members of, but for those in `places`.
        places: owner and key of the properties that stand elsewhere.
        alternatives: by name: that of the component, the title, or the type and the place among the alternatives.
        combinator: "anyOf" or "oneOf" where there are alternatives, else None.
    """

    properties: dict[str, Any]
    owner: Node | None
    places: dict[str, tuple[Node, str]]
    required: frozenset[str]
    alternatives: dict[str, Node]
    combinator: str | None

    def node(self, name: str) -> Node | None:
        """The schema of a property."""
        owner, key = self.places.get(name, (self.owner, name))
        return owner.child(key) if owner is not None else None


NOTHING = Shape((), deprecated=False, beta=False)
EMPTY = Inside({}, None, {}, frozenset(), {}, None)


class Shapes:
    """The shapes of the schemas of one document, each made once."""

    __slots__ = ("_document", "_inside", "_shapes", "_values")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._shapes: dict[int, Shape] = {}
        self._inside: dict[int, Inside] = {}
        # The views of Swagger 2.0 make values that nothing else holds: their ids must not be used again.
        self._values: list[Any] = []

    def of(self, node: Node | None) -> Shape:
        """The shape of a schema; that of nothing for None and for what is no schema object."""
        if node is None or type(node.value) is not dict:
            return NOTHING
        known = self._shapes.get(id(node.value))
        if known is None:
            # A schema that contains itself by allOf or anyOf alone has no more to say than this.
            self._values.append(node.value)
            self._shapes[id(node.value)] = NOTHING
            parts = self._parts(node)
            known = self._shapes[id(node.value)] = Shape(
                self._types(parts),
                deprecated=_is_marked(parts, "deprecated"),
                beta=_is_marked(parts, "x-beta"),
            )
        return known

    def below(self, node: Node | None) -> Inside:
        """What shows up under a schema: what is inside, for arrays what is inside their items."""
        seen = set()
        while node is not None and id(node.value) not in seen:
            seen.add(id(node.value))
            parts = self._parts(node)
            inside = self._inside.get(id(node.value))
            if inside is None:
                self._values.append(node.value)
                inside = self._inside[id(node.value)] = self._look(parts)
            if inside.properties or inside.alternatives:
                return inside
            node = _items(parts)
        return EMPTY

    def _parts(self, node: Node) -> list[Node]:
        """The schema objects that a schema consists of by reference, `allOf` or "this or null": its own first."""
        if type(node.value) is dict and _COMPOSING.isdisjoint(node.value):
            return [node]
        parts: list[Node] = []
        pending, seen = [node], set()
        while pending:
            current = pending.pop(0)
            if type(current.value) is not dict or id(current.value) in seen:
                continue
            seen.add(id(current.value))
            parts.append(current)
            if _COMPOSING.isdisjoint(current.value):
                continue
            if type(current.value.get("$ref")) is str:
                target = self._document.resolve(current)
                pending = [target, *pending] if target is not None else pending
            conjunction = current.child("allOf")
            if conjunction is not None:
                pending = [*conjunction.elements(), *pending]
            pending = [*_but_null(current), *pending]
        return parts

    def _types(self, parts: list[Node]) -> tuple[Type, ...]:
        if len(parts) == 1 and _COMPOSING.isdisjoint(parts[0].value):
            return tuple([self._with_items(one, parts) for one in declared(parts[0].value)])
        union: list[Type] = []
        nullable = False
        for part in parts:
            # Beside a reference or an `allOf`, `nullable` is meant for what stands there.
            nullable = nullable or part.value.get("nullable") is True or bool(_but_null(part))
            if union := [self._with_items(one, parts) for one in declared(part.value)]:
                break
        else:
            union = [one for member in _alternatives(parts)[1] for one in self.of(member).types]
        if union and nullable:
            union.append(NULL)
        return tuple(dict.fromkeys(union))

    def _with_items(self, one: Type, parts: list[Node]) -> Type:
        if one.name != "array" or (items := _items(parts)) is None:
            return one
        return holding(one, self.of(items).types)

    def _look(self, parts: list[Node]) -> Inside:
        properties: dict[str, Any] = {}
        first: Node | None = None
        places: dict[str, tuple[Node, str]] = {}
        for part in parts:
            owner = part.child("properties")
            if owner is None or type(owner.value) is not dict:
                continue
            if first is None:
                first, properties = owner, dict(owner.value)
                continue
            for name, value in owner.value.items():
                if name not in properties:
                    properties[name] = value
                    places[name] = owner, name
        for part in parts:
            for keyword in ("additionalProperties", "unevaluatedProperties"):
                value = part.value.get(keyword)
                if type(value) is dict and value and "*" not in properties:
                    properties["*"] = value
                    places["*"] = part, keyword
        alternatives, combinator = self._named(parts)
        return Inside(properties, first, places, _required(parts), alternatives, combinator)

    def _named(self, parts: list[Node]) -> tuple[dict[str, Node], str | None]:
        combinator, members = _alternatives(parts)
        alternatives: dict[str, Node] = {}
        for number, member in enumerate(members, 1):
            name = self._name(member, number)
            if name is not None:
                alternatives.setdefault(name, member)
        return alternatives, combinator if alternatives else None

    def _name(self, node: Node, number: int) -> str | None:
        """What an alternative is called; None for an unnamed scalar, which is a type and no more."""
        reference = node.get("$ref")
        if isinstance(reference, str):
            return reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        title = node.get("title")
        if isinstance(title, str) and title:
            return title
        kind = next((one.name for one in self.of(node).types if one.name != "null"), "any")
        if kind == "object" or any(part.get("properties") for part in self._parts(node)):
            return f"{kind}-{number}"
        return None


def is_beta(node: Node) -> bool:
    """Whether an operation, a parameter or a schema is marked `x-beta`."""
    return node.get("x-beta") is True


def _required(parts: list[Node]) -> frozenset[str]:
    lists = [names for part in parts if type(names := part.value.get("required")) is list]
    return frozenset([name for names in lists for name in names if type(name) is str])


def _is_marked(parts: list[Node], keyword: str) -> bool:
    return any(part.value.get(keyword) is True for part in parts)


def _items(parts: list[Node]) -> Node | None:
    for part in parts:
        if type(part.value) is dict and type(part.value.get("items")) is dict:
            return part.child("items")
    return None


def _alternatives(parts: list[Node]) -> tuple[str | None, list[Node]]:
    """The combinator that says something else than "this or null", and its members."""
    for part in parts:
        if _COMPOSING.isdisjoint(part.value):
            continue
        for combinator in ("oneOf", "anyOf"):
            members = part.child(combinator)
            if members is not None and type(members.value) is list and members.value and not _but_null(part):
                return combinator, list(members.elements())
    return None, []


def _but_null(node: Node) -> list[Node]:
    """The schema of which `anyOf` or `oneOf` says only that it may be null as well; none in other cases."""
    for combinator in ("anyOf", "oneOf"):
        members = node.value.get(combinator)
        if type(members) is list and len(members) == 2 and any(_is_null(member) for member in members):
            place = node.child(combinator)
            others = [member for member in place.elements() if not _is_null(member.value)] if place else []
            if len(others) == 1:
                return others
    return []


def _is_null(schema: Any) -> bool:
    return type(schema) is dict and schema.get("type") in ("null", ["null"])
