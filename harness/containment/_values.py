"""JSON values: equality as JSON Schema sees it, and the seven kinds that no two of share a value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

# `number` is split, so that a value is of exactly one kind.
KINDS = ("null", "boolean", "integer", "fraction", "string", "array", "object")
_BY_TYPE = {
    **{name: frozenset({name}) for name in KINDS if name != "fraction"},
    "number": frozenset({"integer", "fraction"}),
    # Swagger 2.0, for uploads, and draft 3.
    "file": frozenset(KINDS),
    "any": frozenset(KINDS),
}
_NO_KINDS: frozenset[str] = frozenset()


def kinds_of_type(name: str) -> frozenset[str]:
    """The kinds of values that a type of JSON Schema allows; none for a name that it does not know."""
    return _BY_TYPE.get(name, _NO_KINDS)


def kind_of(value: Any) -> str:
    """The kind of a value. `1.0` is an integer, as JSON Schema has it since draft 6."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def frozen(value: Any) -> Hashable:
    """What two values have in common exactly when JSON Schema holds them equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    if isinstance(value, list | tuple):
        return ("array", *map(frozen, value))
    if isinstance(value, dict):
        return ("object", frozenset((key, frozen(member)) for key, member in value.items()))
    return value if value is None or isinstance(value, str | int | float) else ("other", str(value))


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in JSON Schema."""
    return frozen(one) == frozen(other)


def is_among(value: Any, values: Iterable[Any]) -> bool:
    """Whether a value equals one of several."""
    own = frozen(value)
    return any(own == frozen(other) for other in values)


def number(value: Any) -> Fraction | None:
    """The number that its author wrote: 0.1 is a tenth, not the nearest binary fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(str(value)) if abs(value) < float("inf") else None
