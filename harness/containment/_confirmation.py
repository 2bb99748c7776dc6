"""Witnesses are confirmed by validators that had no part in the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._bundles import TooLarge
from harness.containment._outlines import merged, outline_of, sole_outline_of
from harness.containment._validators import sure_validator
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._outlines import Outline
    from harness.containment._questions import Context

# How many schemas have their validators kept: most are asked for once, or at once again.
_MOST_SCHEMAS = 48
# A validator for any values holds no more schemas.
_MOST_DEFINITIONS = 100
# A validator for an outline of so many parts is made for no more: values of wide objects have ever other names.
_LARGEST = 60


class Validators:
    """Validators of the schemas of some contexts, each made for the names that have come up in its values so far."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        # By the identities of schemas and contexts, which what is kept holds; those first not asked for longest.
        self._known: dict[tuple[int, int], SchemaValidator] = {}

    def of(self, schema: Any, context: Context) -> SchemaValidator:
        """Those of a schema."""
        # identity: as above.
        key = id(schema), id(context)
        known = self._known.pop(key, None)
        if known is None:
            known = SchemaValidator(schema, context)
            if len(self._known) >= _MOST_SCHEMAS:
                del self._known[next(iter(self._known))]
        # What was asked for last stands last.
        self._known[key] = known
        return known


class SchemaValidator:
    """The validator of a schema, made for the names of the first value and their places, then for those of any.

    Where that would lead to too many schemas, it is made anew where names come up that it does not know.
    """

    __slots__ = ("_context", "_engine", "_is_large", "_is_whole", "_outline", "_schema")

    def __init__(self, schema: Any, context: Context) -> None:
        self._schema = schema
        self._context = context
        self._outline: Outline | None = None
        self._is_whole = self._is_large = False
        self._engine: Any = None

    def for_value(self, value: Any) -> Any:
        """The engine's validator for all values in which no other names occur than in this one, or elsewhere."""
        return self.knowing(outline_of(value))

    def knowing(self, outline: Outline) -> Any:
        """The engine's validator for values that an outline covers; None where it refuses the schema."""
        earlier = self._outline
        if self._is_whole or (earlier is not None and earlier.covers(outline)):
            return self._engine
        if earlier is not None and not self._is_large:
            self._make_whole()
        if not self._is_whole:
            # The names of earlier values are likely to come again.
            is_small = earlier is not None and earlier.size is not None and earlier.size < _LARGEST
            self._outline = merged(earlier, outline) if earlier is not None and is_small else outline
            self._engine = sure_validator(self._schema, self._context, self._outline)
        return self._engine

    def alone(self, value: Any) -> Any:
        """The same for a value and no other, that says what is wrong with it: of many alternatives by its own."""
        made = self.for_value(value)
        if made is None or not made.has_long_lists:
            return made
        return sure_validator(self._schema, self._context, sole_outline_of(value))

    def _make_whole(self) -> None:
        """Make it for any values, unless that leads to too many schemas."""
        try:
            self._engine = sure_validator(self._schema, self._context, None, _MOST_DEFINITIONS)
            self._is_whole = True
        except TooLarge:
            self._is_large = True


class Check(NamedTuple):
    """Confirms witnesses by validators of the two schemas as they stand in their documents."""

    sender: SchemaValidator
    reader: SchemaValidator

    def confirms(self, value: Any) -> bool:
        """Whether the value is valid for the sender's schema and not for the reader's."""
        return self.for_parts_of(value)(value)

    def for_parts_of(self, value: Any) -> Callable[[Any], bool]:
        """The same for all values in which no other names occur than in this one, or elsewhere."""
        valid, refused = self.validators(value)
        return lambda inner: (
            valid is not None and refused is not None and valid.is_valid(inner) and not refused.is_valid(inner)
        )

    def validators(self, value: Any) -> tuple[Any, Any]:
        """The validators of sender and reader for all values in which no other names occur, or elsewhere."""
        outline = outline_of(value)
        return self.sender.knowing(outline), self.reader.knowing(outline)
