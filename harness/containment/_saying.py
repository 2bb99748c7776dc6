"""Keywords without subschemas, and when one schema says no less by them than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.containment._schemas import tighter_upper

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._schemas import NormalSchema

_NUMBERS = frozenset(("integer", "fraction"))


def is_at_most(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


def _at_least(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: bool(getattr(one, name) >= getattr(other, name))


def _at_most(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: is_at_most(getattr(one, name), getattr(other, name))


def _superset(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: set(getattr(one, name)).issuperset(getattr(other, name))


def _is_above(one: NormalSchema, other: NormalSchema) -> bool:
    return one.lower is not None and other.lower is not None and one.lower >= other.lower


def _is_below(one: NormalSchema, other: NormalSchema) -> bool:
    return one.upper is not None and other.upper is not None and tighter_upper(other.upper, one.upper) == one.upper


def _depends(one: NormalSchema, other: NormalSchema) -> bool:
    return all(
        set(names) <= {*one.required, *one.names_if_present.get(name, ())}
        for name, names in other.names_if_present.items()
    )


# By what the other schema says: which kinds of values it concerns, and when one schema says as much.
SAYING_NO_LESS: dict[str, tuple[frozenset[str], Callable[[NormalSchema, NormalSchema], bool]]] = {
    "whole": (_NUMBERS, lambda one, _: one.whole),
    "lower": (_NUMBERS, _is_above),
    "upper": (_NUMBERS, _is_below),
    "multiples": (_NUMBERS, _superset("multiples")),
    "min_length": (frozenset(("string",)), _at_least("min_length")),
    "max_length": (frozenset(("string",)), _at_most("max_length")),
    "patterns": (frozenset(("string",)), _superset("patterns")),
    "formats": (frozenset(("string",)), _superset("formats")),
    "min_items": (frozenset(("array",)), _at_least("min_items")),
    "max_items": (frozenset(("array",)), _at_most("max_items")),
    "unique": (frozenset(("array",)), lambda one, _: one.unique),
    "names_if_present": (frozenset(("object",)), _depends),
    "min_properties": (frozenset(("object",)), _at_least("min_properties")),
    "max_properties": (frozenset(("object",)), _at_most("max_properties")),
}
