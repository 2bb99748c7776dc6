"""What each keyword says, by dialect; a keyword that the dialect does not know says nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from harness.containment._normal import ALL, Normal
from harness.containment._values import frozen, kinds_of_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Context
    from harness.containment._normal import Bound

    _Say = Callable[[Normal, Any, dict[str, Any], Context], None]

_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def normalised(schema: Any, context: Context) -> Normal:
    """The normal form of a schema. A keyword of the wrong shape says nothing."""
    normal = Normal(context)
    if not isinstance(schema, dict):
        normal.vague = ("schema",)
        return normal
    reference = schema.get("$ref")
    if isinstance(reference, str):
        _refer(normal, schema, reference, context)
        if context.age < 2019:
            if normal.vague:
                normal.riddle = reference
            return normal
    age = context.age or 2020
    for keyword, value in schema.items():
        entry = _KEYWORDS.get(keyword)
        if entry is not None and (entry[0] <= age <= entry[1] or not context.age):
            entry[2](normal, value, schema, context)
    if normal.vague:
        # Alike are only schemas in which the same is not understood; where references stand in that, none are.
        unclear = normal.vague != ("$ref",) and "$ref" in str(schema)
        normal.riddle = normal.number if unclear else frozen(schema)
    return normal


def _refer(normal: Normal, schema: Any, reference: str, context: Context) -> None:
    target = context.target(schema, reference)
    if target is None:
        _doubt(normal, "$ref")
    elif target[1] is not schema:
        normal.targets = (*normal.targets, target)


def _doubt(normal: Normal, keyword: str) -> None:
    if keyword not in normal.vague:
        normal.vague = (*normal.vague, keyword)


def _type(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    names = (value,) if isinstance(value, str) else value if isinstance(value, list) else None
    if names is None:
        return
    kinds = set().union(*(kinds_of_type(name) for name in names if isinstance(name, str)))
    if not context.age and (schema.get("nullable") is True or schema.get("x-nullable") is True):
        kinds.add("null")
    if len(kinds) < len(ALL):
        normal.kinds = frozenset(kinds)
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


def number(value: Any) -> Fraction | None:
    """The number that its author wrote: 0.1 is a tenth, not the nearest binary fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(str(value)) if value == value and abs(value) != float("inf") else None


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
    numeric = declared in {"integer", "number"} or (isinstance(declared, list) and "string" not in declared)
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
        _doubt(normal, "pattern")


def _counted(name: str) -> _Say:
    def say(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value % 1 == 0:
            setattr(normal, name, int(value))

    return say


def _unique(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if value is True:
        normal.unique = True


def _items(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, list):
        if context.age < 2020:
            normal.prefix = tuple(value)
            more = schema.get("additionalItems", True)
            if isinstance(more, dict | bool) and more is not True:
                normal.rest = more
    elif isinstance(value, dict | bool) and value is not True:
        normal.rest = value


def _prefix_items(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        normal.prefix = tuple(value)


def _contains(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict | bool):
        return
    if context.age in {0, 2019, 2020}:
        least, most = number(schema.get("minContains")), number(schema.get("maxContains"))
        if least is not None and least >= 0:
            normal.min_contains = int(least)
        if most is not None and most >= 0:
            normal.max_contains = int(most)
    if normal.min_contains or normal.max_contains is not None:
        normal.contains = value


def _properties(normal: Normal, value: Any, _: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict):
        return
    hidden = context.reading.hidden
    members = {name: member for name, member in value.items() if isinstance(member, dict | bool)}
    if hidden is not None:
        unseen = [name for name, member in members.items() if is_hidden(member, context, hidden)]
        if unseen:
            normal.hidden = frozenset(unseen)
            members = {name: member for name, member in members.items() if name not in normal.hidden}
    if members:
        normal.properties = members


def is_hidden(member: Any, context: Context, keyword: str, depth: int = 8) -> bool:
    """Whether a property's schema says that it is no part of the message, itself or where it refers to."""
    if not isinstance(member, dict) or depth == 0:
        return False
    if member.get(keyword) is True:
        return True
    parts = member["allOf"] if isinstance(member.get("allOf"), list) else []
    reference = member.get("$ref")
    if isinstance(reference, str):
        target = context.target(member, reference)
        if target is not None and is_hidden(target[1], target[0], keyword, depth - 1):
            return True
    return any(is_hidden(part, context, keyword, depth - 1) for part in parts)


def _required(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, list):
        return
    names = dict.fromkeys(name for name in value if isinstance(name, str))
    hidden, properties = context.reading.hidden, schema.get("properties")
    if hidden is not None and isinstance(properties, dict):
        names = {n: None for n in names if not is_hidden(properties.get(n), context, hidden)}
    if names:
        normal.required = tuple(names)


def _pattern_properties(normal: Normal, value: Any, schema: dict[str, Any], _: Context) -> None:
    from harness.containment._patterns import understood

    if not isinstance(value, dict):
        return
    clear = {pattern: member for pattern, member in value.items() if understood(pattern)}
    normal.pattern_properties = clear
    if len(clear) < len(value):
        # Which names are additional cannot be told either.
        _doubt(normal, "patternProperties")
        normal.__dict__.pop("additional", None)
        del schema


def _additional(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True and "patternProperties" not in normal.vague:
        normal.additional = value


def _property_names(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True:
        normal.names = value


def _dependencies(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if not isinstance(value, dict):
        return
    required, schemas = dict(normal.dependent_required), dict(normal.dependent_schemas)
    for name, member in value.items():
        if isinstance(member, list):
            names = [other for other in member if isinstance(other, str)]
            required[name] = tuple(dict.fromkeys([*required.get(name, ()), *names]))
        elif isinstance(member, str):
            required[name] = (*required.get(name, ()), member)
        elif isinstance(member, dict | bool):
            if name in schemas:
                _doubt(normal, "dependentSchemas")
            schemas[name] = member
    if required:
        normal.dependent_required = required
    if schemas:
        normal.dependent_schemas = schemas


def _all_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        parts = [part for part in _schemas(value) if part is False or not _KEYWORDS.keys().isdisjoint(_words(part))]
        if parts:
            normal.all_of = (*normal.all_of, *parts)


def _words(schema: Any) -> Any:
    """The keywords of a schema, a reference among them."""
    return schema if isinstance(schema, dict) else ()


def _any_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.all_of = (*normal.all_of, *parts)
    elif parts:
        normal.any_of = (*normal.any_of, parts)


def _one_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.all_of = (*normal.all_of, *parts)
    elif parts:
        normal.one_of = (*normal.one_of, parts)


def _schemas(value: Any) -> tuple[Any, ...]:
    return tuple(part for part in value if isinstance(part, dict | bool)) if isinstance(value, list) else ()


def _not(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool):
        normal.nots = (*normal.nots, value)


def _if(normal: Normal, value: Any, schema: dict[str, Any], _: Context) -> None:
    then, otherwise = (schema.get(name, True) for name in ("then", "else"))
    if isinstance(value, dict | bool) and not (then is True and otherwise is True):
        normal.conditionals = ((value, then, otherwise),)


def _dynamic_reference(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    # With one schema of that name in the document, the outermost is the nearest.
    if isinstance(value, str):
        _refer(normal, schema, value, context)


def _recursive_reference(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if value == "#":
        _refer(normal, schema, value, context)
    else:
        _doubt(normal, "$recursiveRef")


def _unevaluated(keyword: str) -> _Say:
    def say(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
        from harness.containment._unevaluated import closing

        if isinstance(value, dict | bool) and value is not True and value != {}:
            closed = closing(keyword, value, schema, context)
            if closed is None:
                _doubt(normal, keyword)
            elif closed:
                normal.all_of = (*normal.all_of, closed)

    return say


def _unknown(keyword: str) -> _Say:
    def say(normal: Normal, _: Any, __: dict[str, Any], ___: Context) -> None:
        _doubt(normal, keyword)

    return say


_EVER = 9999
# The first and the last draft that know the keyword, and what it says.
_KEYWORDS: dict[str, tuple[int, int, _Say]] = {
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
    "items": (3, _EVER, _items),
    "prefixItems": (2020, _EVER, _prefix_items),
    "contains": (6, _EVER, _contains),
    "minProperties": (4, _EVER, _counted("min_properties")),
    "maxProperties": (4, _EVER, _counted("max_properties")),
    "properties": (3, _EVER, _properties),
    "required": (4, _EVER, _required),
    "patternProperties": (3, _EVER, _pattern_properties),
    "additionalProperties": (3, _EVER, _additional),
    "propertyNames": (6, _EVER, _property_names),
    "dependencies": (3, 7, _dependencies),
    "dependentRequired": (2019, _EVER, _dependencies),
    "dependentSchemas": (2019, _EVER, _dependencies),
    "allOf": (4, _EVER, _all_of),
    "anyOf": (4, _EVER, _any_of),
    "oneOf": (4, _EVER, _one_of),
    "not": (4, _EVER, _not),
    "if": (7, _EVER, _if),
    "$dynamicRef": (2020, _EVER, _dynamic_reference),
    "$recursiveRef": (2019, 2019, _recursive_reference),
    "unevaluatedProperties": (2019, _EVER, _unevaluated("unevaluatedProperties")),
    "unevaluatedItems": (2019, _EVER, _unevaluated("unevaluatedItems")),
    "extends": (3, 3, _unknown("extends")),
    "disallow": (3, 3, _unknown("disallow")),
}
