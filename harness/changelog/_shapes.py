"""What a changelog sees of a schema: its types, properties and alternatives, whatever it is put together from.

References and `allOf` are followed; the items of an array are transparent. A type is shown as `string(uuid) | null`
or `array[string] | string`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple
from harness.vocabulary import COMBINING, KEYWORDS, names, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Node

CONJUNCTION = next(name for name in COMBINING if KEYWORDS[name].applies == "every")
UNIONS = tuple(name for name in COMBINING if name != CONJUNCTION)
(PROPERTIES,) = names("property")
(ITEMS,) = names("item")
# The schemas of all other properties, which are called `*`.
OTHERS = names("further property", "unevaluated property")
# What the types of a schema are read from, beside what a composing keyword leads to.
TYPE_KEYWORDS = ("type", "format", "nullable", "x-nullable", ITEMS)

# A schema without these consists of itself alone.
_COMPOSING = frozenset({"$ref", *COMBINING})
# What arrays hold is shown as long as a reader may follow; unions of arrays of unions grow without end.
_FOLLOWED = 200
_DEEPEST = 100


class Type(NamedTuple):
    """One of the types that a schema allows.

    Attributes:
        name: JSON Schema's name.
        format: shown behind the name, and no part of what is compared.
        items: for an array, the types of its items.
    """

    name: str
    format: str | None = None
    items: tuple[Type, ...] = ()

    def __str__(self) -> str:
        if self.name == "array":
            return f"array[{type_text(self.items) or 'any'}]" if self.items else "array"
        return f"{self.name}({self.format})" if self.format else self.name


NULL = Type("null")


class Shape(NamedTuple):
    """What is said of a schema itself."""

    types: tuple[Type, ...]
    deprecated: bool
    beta: bool


class Inside(NamedTuple):
    """What is inside a schema.

    Attributes:
        parts: the schema objects that it consists of.
        properties: by name, in document order; what may stand under any other name is called `*`.
        owner: the object that the properties are members of, but for those in `places`.
        places: owner and key of the properties that stand elsewhere.
        alternatives: by name: that of the component, the title, or the type and the place among the alternatives.
        combinator: "anyOf" or "oneOf" where there are alternatives, else None.
    """

    parts: list[Node]
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
EMPTY = Inside([], {}, None, {}, frozenset(), {}, None)


class Shapes:
    """The shapes of the schemas of one document, each made once."""

    __slots__ = ("_depth", "_document", "_inside", "_required", "_shapes", "_values")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._depth = 0
        self._shapes: dict[int, Shape] = {}
        self._inside: dict[int, Inside] = {}
        # Many schemas require the same: each set of names is kept once.
        self._required: dict[frozenset[str], frozenset[str]] = {}
        # The views of Swagger 2.0 make values that nothing else holds: their ids must not be used again.
        self._values: list[Any] = []

    def of(self, node: Node | None) -> Shape:
        """The shape of a schema; that of nothing for None and for what is no schema object."""
        if node is None or type(node.value) is not dict:
            return NOTHING
        # identity: `_values` holds every schema whose shape is known.
        known = self._shapes.get(id(node.value))
        if known is None:
            # A schema that contains itself by allOf or anyOf alone has no more to say than this.
            self._values.append(node.value)
            self._shapes[id(node.value)] = NOTHING
            known = self._shapes[id(node.value)] = self._made(self.parts(node))
        return known

    def _made(self, parts: list[Node]) -> Shape:
        self._depth += 1
        # Nobody reads on in lists of lists, or choices of choices, that are deeper than this.
        types = self._types(parts) if self._depth <= _DEEPEST else ()
        self._depth -= 1
        return Shape(types, deprecated=_is_marked(parts, "deprecated"), beta=_is_marked(parts, "x-beta"))

    def below(self, node: Node | None) -> Inside:
        """What shows up under a schema: what is inside, for arrays what is inside their items."""
        for inside in self.levels(node):
            if inside.properties or inside.alternatives:
                return inside
        return EMPTY

    def levels(self, node: Node | None) -> Iterator[Inside]:
        """What is inside a schema, then inside the items of an array, as long as there is no more to show."""
        # identity: `_values` holds every schema whose inside is known.
        seen = set()
        while node is not None and id(node.value) not in seen:
            seen.add(id(node.value))
            inside = self._inside.get(id(node.value))
            if inside is None:
                self._values.append(node.value)
                inside = self._inside[id(node.value)] = self._look(self.parts(node))
            yield inside
            node = None if inside.properties or inside.alternatives else _items(inside.parts)

    def typed(self, node: Node | None) -> list[Node]:
        """The schema objects that the types of a schema are read from."""
        # identity: the nodes in it hold their values.
        schemas: dict[int, Node] = {}
        pending = [node]
        while pending:
            schema = pending.pop()
            parts = self.parts(schema) if schema is not None else []
            if all(id(part.value) in schemas for part in parts):
                continue
            schemas |= {id(part.value): part for part in parts}
            pending.append(_items(parts))
            if not any(declared(part.value) for part in parts):
                pending += _alternatives(parts)[1]
        return list(schemas.values())

    def parts(self, node: Node) -> list[Node]:
        """The schema objects that a schema consists of by reference, `allOf` or "this or null": its own first."""
        if type(node.value) is dict and _COMPOSING.isdisjoint(node.value):
            return [node]
        parts: list[Node] = []
        # identity: the nodes in `parts` hold their values.
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
            conjunction = current.child(CONJUNCTION)
            if conjunction is not None:
                pending = [*conjunction.elements(), *pending]
            pending = [*_but_null(current), *pending]
        return parts

    def _types(self, parts: list[Node]) -> tuple[Type, ...]:
        if len(parts) == 1 and _COMPOSING.isdisjoint(parts[0].value):
            return tuple([self._with_items(item, parts) for item in declared(parts[0].value)])
        union: list[Type] = []
        nullable = False
        for part in parts:
            # Beside a reference or an `allOf`, `nullable` is meant for what stands there.
            nullable = nullable or part.value.get("nullable") is True or bool(_but_null(part))
            if union := [self._with_items(item, parts) for item in declared(part.value)]:
                break
        else:
            union = [item for member in _alternatives(parts)[1] for item in self.of(member).types]
        if union and nullable:
            union.append(NULL)
        return tuple(dict.fromkeys(union))

    def _with_items(self, declared_type: Type, parts: list[Node]) -> Type:
        if declared_type.name != "array" or (items := _items(parts)) is None:
            return declared_type
        types = self.of(items).types
        return declared_type._replace(items=types) if _size(types) <= _FOLLOWED else declared_type

    def _look(self, parts: list[Node]) -> Inside:
        properties: dict[str, Any] = {}
        first: Node | None = None
        places: dict[str, tuple[Node, str]] = {}
        for part in parts:
            owner = part.child(PROPERTIES)
            if owner is None or type(owner.value) is not dict:
                continue
            if first is None:
                first, properties = owner, owner.value
            elif further := {name: value for name, value in owner.value.items() if name not in properties}:
                properties = properties | further
                places |= {name: (owner, name) for name in further}
        for part in parts:
            for keyword in OTHERS:
                value = part.value.get(keyword)
                if type(value) is dict and value and "*" not in properties:
                    properties = {**properties, "*": value}
                    places["*"] = part, keyword
        alternatives, combinator = self._named(parts)
        required = _required(parts)
        required = self._required.setdefault(required, required)
        return Inside(parts, properties, first, places, required, alternatives, combinator)

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
            return unescaped(reference.rpartition("/")[2])
        title = node.get("title")
        if isinstance(title, str) and title:
            return title
        kind = next((item.name for item in self.of(node).types if item.name != "null"), "any")
        if kind == "object" or any(part.get(PROPERTIES) for part in self.parts(node)):
            return f"{kind}-{number}"
        return None


def declared(schema: dict[str, Any]) -> tuple[Type, ...]:
    """The types that `type`, `nullable` and `format` name themselves, without those of subschemas."""
    value = schema.get("type")
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    allowed = [name for name in listed if isinstance(name, str)]
    if not allowed:
        allowed = ["object"] if PROPERTIES in schema else ["array"] if ITEMS in schema else []
    form = schema.get("format")
    types = [Type(name, form if isinstance(form, str) and name != "null" else None) for name in allowed]
    nullable = schema.get("nullable") is True or schema.get("x-nullable") is True
    if nullable and types and "null" not in allowed:
        types.append(NULL)
    return tuple(types)


def type_text(types: tuple[Type, ...]) -> str | None:
    """The text of a set of types, `null` last; None for a schema that names no type."""
    texts = dict.fromkeys(str(item) for item in types if item.name != "null")
    if any(item.name == "null" for item in types):
        texts["null"] = None
    return " | ".join(texts) or None


def is_taken_away(old: tuple[Type, ...], new: tuple[Type, ...]) -> bool:
    """Whether a type that was allowed is not any more, whatever its format.

    That `string` becomes `string(uuid)` takes no type away: published changelogs do not mark it.
    """
    if not old:
        return False
    return not new or any(not any(_covers(wide, narrow) for wide in new) for narrow in old)


def is_deprecated(node: Node) -> bool:
    """Whether an operation, a parameter or a schema is marked `deprecated`."""
    return node.get("deprecated") is True


def is_beta(node: Node) -> bool:
    """Whether an operation, a parameter or a schema is marked `x-beta`."""
    return node.get("x-beta") is True


def _covers(wide: Type, narrow: Type) -> bool:
    return wide.name == narrow.name and not is_taken_away(narrow.items, wide.items)


def _size(types: tuple[Type, ...]) -> int:
    return sum(1 + _size(item.items) for item in types)


def _required(parts: list[Node]) -> frozenset[str]:
    lists = [required for part in parts if type(required := part.value.get("required")) is list]
    return frozenset([name for required in lists for name in required if type(name) is str])


def _is_marked(parts: list[Node], keyword: str) -> bool:
    return any(part.value.get(keyword) is True for part in parts)


def _items(parts: list[Node]) -> Node | None:
    for part in parts:
        if type(part.value.get(ITEMS)) is dict:
            return part.child(ITEMS)
    return None


def _alternatives(parts: list[Node]) -> tuple[str | None, list[Node]]:
    """The combinator that says something else than "this or null", and its members."""
    for part in parts:
        if _COMPOSING.isdisjoint(part.value):
            continue
        for combinator in reversed(UNIONS):
            members = part.child(combinator)
            if members is not None and type(members.value) is list and members.value and not _but_null(part):
                return combinator, list(members.elements())
    return None, []


def _but_null(node: Node) -> list[Node]:
    """The schema of which `anyOf` or `oneOf` says only that it may be null as well; none in other cases."""
    for combinator in UNIONS:
        members = node.value.get(combinator)
        if type(members) is list and len(members) == 2 and any(_is_null(member) for member in members):
            place = node.child(combinator)
            others = [member for member in place.elements() if not _is_null(member.value)] if place else []
            if len(others) == 1:
                return others
    return []


def _is_null(schema: Any) -> bool:
    return type(schema) is dict and schema.get("type") in ("null", ["null"])
