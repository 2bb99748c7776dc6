"""JSON values: equality as JSON Schema sees it, and the seven kinds that no two of share a value."""

from __future__ import annotations

from typing import Any

# `number` is split, so that a value is of exactly one kind.
KINDS = ("null", "boolean", "integer", "fraction", "string", "array", "object")
_BY_TYPE = {
    "null": ("null",),
    "boolean": ("boolean",),
    "integer": ("integer",),
    "number": ("integer", "fraction"),
    "string": ("string",),
    "array": ("array",),
    "object": ("object",),
}


def kinds_of_type(name: str) -> tuple[str, ...]:
    """The kinds of values that a type of JSON Schema allows; none for a name that it does not know."""
    return _BY_TYPE.get(name, ())


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


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in JSON Schema: 1 and 1.0 are, 1 and true are not."""
    kind = kind_of(one)
    if kind != kind_of(other):
        return False
    if kind == "array":
        return len(one) == len(other) and all(map(same, one, other))
    if kind == "object":
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def is_among(value: Any, values: list[Any]) -> bool:
    """Whether a value equals one of several."""
    return any(same(value, other) for other in values)
