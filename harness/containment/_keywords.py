"""What each keyword says, by dialect; a keyword that the dialect does not know says nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from harness.containment._keywords_parts import (
    refer,
    say_additional,
    say_all_of,
    say_any_of,
    say_contains,
    say_dependencies,
    say_dynamic_reference,
    say_if,
    say_items,
    say_not,
    say_one_of,
    say_pattern_properties,
    say_prefix_items,
    say_properties,
    say_property_names,
    say_recursive_reference,
    say_required,
    say_unevaluated,
)
from harness.containment._normal import ALL, Normal
from harness.containment._values import frozen, kinds_of_type, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Context
    from harness.containment._normal import Bound

    Say = Callable[[Normal, Any, dict[str, Any], Context], None]

_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def normalised(schema: Any, context: Context) -> Normal:
    """The normal form of a schema. A keyword of the wrong shape says nothing."""
    normal = Normal(context, schema)
    if not isinstance(schema, dict):
        normal.vague = ("schema",)
        return normal
    reference = schema.get("$ref")
    if isinstance(reference, str):
        refer(normal, schema, reference, context)
        if context.age < 2019:
            if normal.vague:
                normal.riddle = reference
            return normal
    age = context.age or 2020
    for keyword, value in schema.items():
        entry = KEYWORDS.get(keyword)
        if entry is not None and (entry[0] <= age <= entry[1] or not context.age):
            entry[2](normal, value, schema, context)
    if normal.vague:
        # Alike are only schemas in which the same is not understood; where references stand in that, none are.
        unclear = normal.vague != ("$ref",) and "$ref" in str(schema)
        normal.riddle = normal.number if unclear else frozen(schema)
    return normal


def _type(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, str):
        kinds = kinds_of_type(value)
    elif isinstance(value, list):
        kinds = frozenset().union(*(kinds_of_type(name) for name in value if isinstance(name, str)))
    else:
        return
    if not context.age and (schema.get("nullable") is True or schema.get("x-nullable") is True):
        kinds |= {"null"}
    if len(kinds) < len(ALL):
        normal.kinds = kinds
    if context.age in {3, 4} and "integer" in kinds and "fraction" not in kinds:
        normal.whole = True


def _enum(normal: Normal, value: Any, schema: dict[str, Any], _: Context) -> None:
    if isinstance(value, list):
        _choose(normal, value)
        del schema


def _const(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    _choose(normal, [value])


def _choose(normal: Normal, values: list[Any]) -> None:
    listed = list({frozen(value): value for value in reversed(values)}.values())[::-1]
    if normal.choices is not None:
        before = {frozen(value) for value in normal.choices}
        listed = [value for value in listed if frozen(value) in before]
    normal.choices = tuple(listed)


def _minimum(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    bound = number(value)
    if bound is not None:
        strict = schema.get("exclusiveMinimum") is True and context.age in {0, 3, 4}
        _raise_lower(normal, (bound, strict))


def _exclusive_minimum(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    bound = number(value)
    if bound is not None:
        _raise_lower(normal, (bound, True))


def _raise_lower(normal: Normal, bound: Bound) -> None:
    normal.lower = bound if normal.lower is None else max(normal.lower, bound)


def _maximum(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    bound = number(value)
    if bound is not None:
        strict = schema.get("exclusiveMaximum") is True and context.age in {0, 3, 4}
        _reduce_upper(normal, (bound, strict))


def _exclusive_maximum(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    bound = number(value)
    if bound is not None:
        _reduce_upper(normal, (bound, True))


def _reduce_upper(normal: Normal, bound: Bound) -> None:
    normal.upper = tighter_upper(normal.upper, bound)


def tighter_upper(one: Bound | None, other: Bound) -> Bound:
    """The upper bound that shuts out more."""
    return other if one is None else min(one, other, key=lambda bound: (bound[0], not bound[1]))


def _multiple_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    divisor = number(value)
    if divisor is not None and divisor > 0:
        normal.multiples = (*normal.multiples, divisor)


def _format(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    from harness.containment._formats import FORMATS

    if not isinstance(value, str):
        return
    if context.reading.formats and value in FORMATS:
        normal.formats = (*normal.formats, value)
    declared = schema.get("type")
    numeric = (isinstance(declared, str) and declared in {"integer", "number"}) or (
        isinstance(declared, list) and "string" not in declared
    )
    if context.reading.widths and value in _WIDTHS and numeric:
        low, high = _WIDTHS[value]
        _raise_lower(normal, (Fraction(low), False))
        _reduce_upper(normal, (Fraction(high), False))


def _pattern(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    from harness.containment._patterns import understood

    if not isinstance(value, str):
        return
    if understood(value):
        normal.patterns = (*normal.patterns, value)
    else:
        normal.doubt("pattern")


def _counted(name: str) -> Say:
    def say(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value % 1 == 0:
            setattr(normal, name, int(value))

    return say


def _unique(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if value is True:
        normal.unique = True


def _unknown(keyword: str) -> Say:
    def say(normal: Normal, _: Any, __: dict[str, Any], ___: Context) -> None:
        normal.doubt(keyword)

    return say


_EVER = 9999
# The first and the last draft that know the keyword, and what it says.
KEYWORDS: dict[str, tuple[int, int, Say]] = {
    # Read before all others.
    "$ref": (3, 2, _unknown("$ref")),
    "type": (3, _EVER, _type),
    "enum": (3, _EVER, _enum),
    "const": (6, _EVER, _const),
    "minimum": (3, _EVER, _minimum),
    "exclusiveMinimum": (6, _EVER, _exclusive_minimum),
    "maximum": (3, _EVER, _maximum),
    "exclusiveMaximum": (6, _EVER, _exclusive_maximum),
    "multipleOf": (4, _EVER, _multiple_of),
    "format": (3, _EVER, _format),
    "pattern": (3, _EVER, _pattern),
    "minLength": (3, _EVER, _counted("min_length")),
    "maxLength": (3, _EVER, _counted("max_length")),
    "minItems": (3, _EVER, _counted("min_items")),
    "maxItems": (3, _EVER, _counted("max_items")),
    "uniqueItems": (3, _EVER, _unique),
    "items": (3, _EVER, say_items),
    "prefixItems": (2020, _EVER, say_prefix_items),
    "contains": (6, _EVER, say_contains),
    "minProperties": (4, _EVER, _counted("min_properties")),
    "maxProperties": (4, _EVER, _counted("max_properties")),
    "properties": (3, _EVER, say_properties),
    "required": (4, _EVER, say_required),
    "patternProperties": (3, _EVER, say_pattern_properties),
    "additionalProperties": (3, _EVER, say_additional),
    "propertyNames": (6, _EVER, say_property_names),
    "dependencies": (3, 7, say_dependencies),
    "dependentRequired": (2019, _EVER, say_dependencies),
    "dependentSchemas": (2019, _EVER, say_dependencies),
    "allOf": (4, _EVER, say_all_of),
    "anyOf": (4, _EVER, say_any_of),
    "oneOf": (4, _EVER, say_one_of),
    "not": (4, _EVER, say_not),
    "if": (7, _EVER, say_if),
    "$dynamicRef": (2020, _EVER, say_dynamic_reference),
    "$recursiveRef": (2019, 2019, say_recursive_reference),
    "unevaluatedProperties": (2019, _EVER, say_unevaluated("unevaluatedProperties")),
    "unevaluatedItems": (2019, _EVER, say_unevaluated("unevaluatedItems")),
    "extends": (3, 3, _unknown("extends")),
    "disallow": (3, 3, _unknown("disallow")),
}
