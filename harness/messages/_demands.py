"""What several schemas of one value ask of it together, as far as a value can be made by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from harness.vocabulary import KEYWORDS, by_form, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LIMITS = by_form("number", "bound", "count")
_EVERY, _ALTERNATIVES = names("every"), names("one", "some")
(_DECLARED,) = names("property")
(_CONDITION,), (_THEN, _ELSE) = names("condition"), names("branch")
_SCHEMAS_IF_PRESENT, _ = names("dependent")
_DEEPEST = 40
# Alternatives of which one is taken already, by the identity of the schema and the keyword.
Choices = frozenset[tuple[int, str]]


class SchemaBundle:
    """One schema for the engine, and what is made of its parts; schemas are known by identity, so all are kept here."""

    __slots__ = ("_definitions", "_made", "root")

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self._definitions: Mapping[str, Any] = root.get("$defs", {})
        self._made: dict[tuple[object, ...], dict[str, Any]] = {}

    def target(self, reference: str) -> Any:
        """What a reference leads to."""
        return self._definitions[reference.rpartition("/")[2]]

    def joined(self, schemas: tuple[Any, ...]) -> Any:
        """A schema of values that are valid for several."""
        # identity: what is made holds the schemas that it is made of.
        key = tuple(map(id, schemas))
        return self._made.setdefault(key, {_EVERY[0]: list(schemas)})

    def tagged(self, schema: Any, value: str, name: str) -> Any:
        """A schema of those of its objects whose property of a name has a value."""
        tag = {"type": "object", "required": [name], _DECLARED: {name: {"const": value}}}
        # identity: what is made holds the schema that it is made of.
        return self._made.setdefault((id(schema), name, value), {_EVERY[0]: [schema, tag]})


class Demands:
    """What schemas of one value ask of it. References and `allOf` are seen through, and alternatives left open.

    Attributes:
        types: those that are allowed; None for all.
        listed: the only values, where these are listed.
        bounds: limits by keyword, the narrowest of each.
        members: the schemas of properties by name.
        patterned: the same by patterns of names.
        further: those of properties that have no schema of their own.
        names: those of the names of properties.
        positions, items: those of items at a place, and of all others.
        counted: those that some items have to be valid for.
        examples: what the document shows, the likeliest first.
        unions: alternatives, of which a value is one, by the identity of the schema and the keyword.
        identities: of the schemas, which the bundle keeps; the same for the same demands.
        never: whether there is no value.
    """

    def __init__(self, schemas: Iterable[Any], bundle: SchemaBundle, decided: Choices = frozenset()) -> None:
        self._bundle = bundle
        self._decided = decided
        self.types: set[str] | None = None
        self.listed: list[Any] | None = None
        self.bounds: dict[str, Any] = {}
        self.multiples: list[Any] = []
        self.patterns: list[str] = []
        self.formats: list[str] = []
        self.members: dict[str, list[Any]] = {}
        self.patterned: dict[str, list[Any]] = {}
        self.further: list[Any] = []
        self.required: dict[str, None] = {}
        self.dependent: dict[str, list[str]] = {}
        self.names: list[Any] = []
        self.items: list[Any] = []
        self.positions: list[list[Any]] = []
        self.counted: list[Any] = []
        self.unique = False
        self.unions: list[tuple[tuple[int, str], tuple[Any, ...]]] = []
        self.examples: list[Any] = []
        self.never = False
        self.identities: dict[int, None] = {}
        for schema in schemas:
            self._add(schema, 0)

    def allows(self, kind: str) -> bool:
        """Whether values of a type are allowed, by these schemas alone."""
        return self.types is None or kind in self.types or (kind == "integer" and "number" in self.types)

    def _add(self, schema: Any, depth: int) -> None:
        # identity: the bundle holds its schemas, and what it makes of them.
        while isinstance(schema, dict) and schema.keys() == {"$ref"} and id(schema) not in self.identities:
            self.identities[id(schema)] = None
            schema = self._bundle.target(schema["$ref"])
        if schema is False or depth > _DEEPEST:
            self.never = True
            return
        if not isinstance(schema, dict) or not schema or id(schema) in self.identities:
            return
        self.identities[id(schema)] = None
        for keyword, value in schema.items():
            read = _READERS.get(keyword)
            if read is not None:
                read(self, value)
            elif keyword in _LIMITS:
                narrower = max if "min" in keyword.lower() else min
                self.bounds[keyword] = narrower(self.bounds.get(keyword, value), value)
        self._add_alternatives(schema)
        for part in self._parts(schema):
            self._add(part, depth + 1)

    def _parts(self, schema: dict[str, Any]) -> Iterator[Any]:
        """What else is asked of the same value."""
        if "$ref" in schema:
            yield self._bundle.target(schema["$ref"])
        for keyword in _EVERY:
            yield from schema.get(keyword, ())
        dependent = schema.get(_SCHEMAS_IF_PRESENT, {})
        yield from (dependent[name] for name in dependent if name in self.required)

    def _add_alternatives(self, schema: dict[str, Any]) -> None:
        tag = schema.get("x-tag")
        for keyword in _ALTERNATIVES:
            # identity: the bundle holds the schema.
            branches = schema.get(keyword, ()) if (id(schema), keyword) not in self._decided else ()
            if tag is not None and len(branches) == len(tag[1]):
                branches = [self._bundle.tagged(*pair, tag[0]) for pair in zip(branches, tag[1], strict=True)]
            if branches:
                # identity: the bundle holds the schema.
                self._add_union((id(schema), keyword), branches)
        if _CONDITION in schema:
            parts = schema[_CONDITION], schema.get(_THEN, True)
            self._add_union((id(schema), _CONDITION), (self._bundle.joined(parts), schema.get(_ELSE, True)))

    def _add_union(self, identity: tuple[int, str], branches: Iterable[Any]) -> None:
        if identity not in self._decided:
            self.unions.append((identity, tuple(branches)))

    def add_types(self, value: Any) -> None:
        types = {value} if isinstance(value, str) else set(value)
        if self.types is not None:
            integers = {"integer"} if any("number" in kinds for kinds in (self.types, types)) else set()
            types = (types & self.types) | (integers & (types | self.types))
        self.types = types

    def add_listed(self, values: list[Any]) -> None:
        # `==` holds 1 and true for equal, and schemas do not; what is left is checked in the end.
        self.listed = list(values) if self.listed is None else [value for value in self.listed if value in values]

    def add_members(self, members: dict[str, Any]) -> None:
        for name, schema in members.items():
            self.members.setdefault(name, []).append(schema)

    def add_patterned(self, members: dict[str, Any]) -> None:
        for pattern, schema in members.items():
            self.patterned.setdefault(pattern, []).append(schema)

    def add_items(self, value: Any) -> None:
        if isinstance(value, list):  # up to 2019-09 a list says what stands at each place
            self.add_positions(value)
        else:
            self.items.append(value)

    def add_positions(self, schemas: list[Any]) -> None:
        for number, schema in enumerate(schemas):
            if number == len(self.positions):
                self.positions.append([])
            self.positions[number].append(schema)

    def add_dependent(self, names: dict[str, Any]) -> None:
        for name, others in names.items():
            if isinstance(others, list):
                self.dependent.setdefault(name, []).extend(others)

    def add_required(self, required: list[str]) -> None:
        self.required.update(dict.fromkeys(required))

    def add_unique(self, value: object) -> None:
        self.unique = self.unique or value is True


def kind_of(value: Any) -> str:
    """The type of a value, as JSON Schema names it."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean", type(None): "null"}.get(
        type(value), "number"
    )


_Reader = Callable[[Demands, Any], None]
_BY_NAME: dict[str, _Reader] = {
    "type": Demands.add_types,
    "enum": Demands.add_listed,
    "const": lambda demands, value: demands.add_listed([value]),
    "pattern": lambda demands, value: demands.patterns.append(value),
    "format": lambda demands, value: demands.formats.append(value),
    "required": Demands.add_required,
    "uniqueItems": Demands.add_unique,
    "example": lambda demands, value: demands.examples.append(value),
    "examples": lambda demands, value: demands.examples.extend(value[:3]),
    "default": lambda demands, value: demands.examples.append(value),
}
_BY_APPLICATION: dict[str, _Reader] = {
    "property": Demands.add_members,
    "patterned property": Demands.add_patterned,
    "further property": lambda demands, value: demands.further.append(value),
    "property name": lambda demands, value: demands.names.append(value),
    "item": Demands.add_items,
    "position": Demands.add_positions,
    "counted item": lambda demands, value: demands.counted.append(value),
    "dependent": Demands.add_dependent,
}
_BY_FORM: dict[str, _Reader] = {
    "divisor": lambda demands, value: demands.multiples.append(value),
    "names map": Demands.add_dependent,
}


def _readers() -> Iterator[tuple[str, _Reader]]:
    for keyword in KEYWORDS.values():
        reader = _BY_NAME.get(keyword.name) or _BY_APPLICATION.get(str(keyword.applies)) or _BY_FORM.get(keyword.form)
        if reader is not None:
            yield keyword.name, reader


_READERS = dict(_readers())
