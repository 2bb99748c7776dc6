"""Witnesses are confirmed by validators that had no part in the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._validators import sure_validator
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._questions import Context

# How many schemas have their validators kept: most are asked for once, or at once again.
_MOST_SCHEMAS = 48
# A validator that knows so many names is made for no more: values of wide objects have ever others.
_MOST_NAMES = 40


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
    """The validator of a schema, made anew where names come up that it does not know."""

    __slots__ = ("_context", "_engine", "_names", "_schema")

    def __init__(self, schema: Any, context: Context) -> None:
        self._schema = schema
        self._context = context
        self._names: frozenset[str] | None = None
        self._engine: Any = None

    def for_value(self, value: Any) -> Any:
        """The engine's validator for all values in which no other names occur than in this one."""
        return self.knowing(names_in(value))

    def knowing(self, names: frozenset[str]) -> Any:
        """The engine's validator for values in which no other names occur; None where it refuses the schema."""
        if self._names is None or not names <= self._names:
            # Those of earlier values are likely to come again.
            earlier = self._names or frozenset()
            self._names = names | earlier if len(earlier) < _MOST_NAMES else names
            self._engine = sure_validator(self._schema, self._context, self._names)
        return self._engine


class Check(NamedTuple):
    """Confirms witnesses by validators of the two schemas as they stand in their documents."""

    sender: SchemaValidator
    reader: SchemaValidator

    def confirms(self, value: Any) -> bool:
        """Whether the value is valid for the sender's schema and not for the reader's."""
        return self.for_parts_of(value)(value)

    def for_parts_of(self, value: Any) -> Callable[[Any], bool]:
        """The same for all values in which no other names occur than in this one."""
        valid, refused = self.validators(value)
        return lambda inner: (
            valid is not None and refused is not None and valid.is_valid(inner) and not refused.is_valid(inner)
        )

    def validators(self, value: Any) -> tuple[Any, Any]:
        """The validators of sender and reader for all values in which no other names occur than in this one."""
        names = names_in(value)
        return self.sender.knowing(names), self.reader.knowing(names)


def names_in(value: Any) -> frozenset[str]:
    """The names of all members in a value."""
    found: set[str] = set()
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            found.update(inner)
            pending += inner.values()
        elif isinstance(inner, list):
            pending += inner
    return frozenset(found)
