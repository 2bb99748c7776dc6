"""What the values of a schema look like, for who puts stored values into them."""

from __future__ import annotations

from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from harness.messages import NO_VALUE, Demands
from harness.mock._draws import Steady
from harness.resources import folded
from harness.vocabulary import conjunction, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.messages import Compiler, Draw

# What stands for nothing, by type.
_EMPTY: tuple[tuple[str, Any], ...] = (("null", None), ("array", []), ("string", ""), ("object", {}))
_EVERY = names("every")
_DEEPEST = 20


class Shape:
    """What several schemas ask of one value together; references and `allOf` are seen through.

    Args:
        compiler: makes values, and has the schemas that references lead to.
        schemas: of the value.
        name: of the property that has it.
        decided: the alternatives of which the schemas hold a branch already.
    """

    def __init__(self, compiler: Compiler, schemas: Sequence[Any], name: str = "", decided: Any = frozenset()) -> None:
        self._compiler = compiler
        self._schemas = tuple(schemas)
        self._name = name
        self._decided = decided
        self._filled: dict[tuple[int, bool], tuple[Any, Any]] = {}

    @cached_property
    def demands(self) -> Demands:
        """What is asked of the value."""
        return Demands(self._schemas, self._compiler.bundle, self._decided)

    @cached_property
    def members(self) -> dict[str, Shape]:
        """The properties that are declared and shown, by name."""
        own = {name: schemas for name, schemas in self.demands.members.items() if False not in schemas}
        return {name: Shape(self._compiler, schemas, name) for name, schemas in own.items()}

    @cached_property
    def branches(self) -> list[Shape]:
        """The alternatives of which the value is one; none where there are none."""
        if not self.demands.unions:
            return []
        identity, branches = self.demands.unions[0]
        return [
            Shape(self._compiler, (*self._schemas, branch), self._name, self._decided | {identity})
            for branch in branches
            if branch is not False
        ]

    @cached_property
    def items(self) -> Shape | None:
        """The shape of items, None where nothing is said of them."""
        return Shape(self._compiler, self.demands.items) if self.demands.items else None

    @cached_property
    def is_object(self) -> bool:
        """Whether it is an object with declared properties."""
        return self.demands.allows("object") and (
            bool(self.members) or any(branch.is_object for branch in self.branches)
        )

    @cached_property
    def is_array(self) -> bool:
        """Whether it is an array, or an array or nothing."""
        types = self.demands.types
        return types is not None and "array" in types and types <= {"array", "null"}

    @cached_property
    def is_anything(self) -> bool:
        """Whether nothing is said of the value, or no more than that it is an object."""
        demands = self.demands
        says = demands.members or demands.unions or demands.listed is not None or demands.items
        return not says and (demands.types is None or "object" in demands.types)

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of the declared properties."""
        return frozenset(map(folded, self.members))

    @cached_property
    def keeps_others(self) -> bool:
        """Whether members that no property declares are shown: where the document says that there are such members."""
        if False in self.demands.further:
            return bool(self.demands.patterned)
        return bool(self.demands.further or self.demands.patterned or not self.members)

    def other(self, name: str) -> Shape:
        """The shape of a member that no property declares."""
        return Shape(self._compiler, self._compiler.schemas_of(name, self.demands), name)

    def allows(self, kind: str) -> bool:
        """Whether values of a type are allowed."""
        return self.demands.allows(kind)

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid."""
        try:
            return self._validator is None or bool(self._validator.is_valid(value))
        except (ValueError, RecursionError):
            return False

    def made(self, draw: Draw) -> Any:
        """A value that is made, which may not be valid; `NO_VALUE` where there is none."""
        return self._compiler.maker(self._schemas, self._name, self._decided)(draw, 0)

    def filled(self, example: Any = NO_VALUE, *, first: bool = False) -> Any:
        """A value that stands where nothing is stored; `NO_VALUE` where there is none.

        The default, the empty value, what stands there in an example of the whole, the schema's own example, and at
        last a value that is made.

        Args:
            example: what stands there in an example of the whole.
            first: whether that comes before the empty value.
        """
        # identity: the example is kept here too.
        key = id(example), first
        if key not in self._filled:
            values = (value for value in self._candidates(example, first=first) if value is not NO_VALUE)
            self._filled[key] = next((value for value in values if self.accepts(value)), NO_VALUE), example
        return self._filled[key][0]

    @cached_property
    def default(self) -> Any:
        """What the schema says a missing value is, where that is valid; `NO_VALUE` where it says nothing."""
        default = next((value for schema in self._schemas for value in self._defaults(schema, 0)), NO_VALUE)
        return default if default is NO_VALUE or self.accepts(default) else NO_VALUE

    def _candidates(self, example: Any, *, first: bool) -> Iterator[Any]:
        yield self.default
        if first:
            yield example
        if self.demands.types is not None:
            yield from (value for kind, value in _EMPTY if kind in self.demands.types)
        yield example
        yield from self.demands.examples
        for turn in range(3):
            yield self.made(Steady(Random(self._name), turn))  # noqa: S311

    def _defaults(self, schema: Any, depth: int) -> Iterator[Any]:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        if "default" in schema:
            yield schema["default"]
        parts = [part for keyword in _EVERY for part in schema.get(keyword, ())]
        if "$ref" in schema:
            parts.append(self._compiler.bundle.target(schema["$ref"]))
        for part in parts:
            yield from self._defaults(part, depth + 1)

    @cached_property
    def _validator(self) -> Any:
        definitions = self._compiler.bundle.root.get("$defs")
        whole = conjunction(*self._schemas) | ({"$defs": definitions} if definitions else {})
        try:
            return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        except ValueError:
            return None
