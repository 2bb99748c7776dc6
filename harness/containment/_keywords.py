"""What each keyword says, by dialect; a keyword that the dialect does not know says nothing."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.containment._schemas import ALL, NormalSchema, frozen, kinds_of_type, number, tighter_upper
from harness.containment._unevaluated import closing_elements, closing_members
from harness.vocabulary import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._questions import Context
    from harness.containment._schemas import Bound

    Say = Callable[[NormalSchema, Any, dict[str, Any], Context], None]

_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def normalised(schema: Any, context: Context) -> NormalSchema:
    """The normal form of a schema. A keyword of the wrong shape says nothing."""
    normal = NormalSchema(context, schema)
    if not isinstance(schema, dict):
        normal.unsupported_keywords = ("schema",)
        return normal
    reference = schema.get("$ref")
    if isinstance(reference, str):
        _refer(normal, schema, reference, context)
        if context.age < 2019:
            if normal.unsupported_keywords:
                normal.unsupported_identity = reference
            return normal
    sayings = _sayings(context.age)
    for keyword, value in schema.items():
        say = sayings.get(keyword)
        if say is not None:
            say(normal, value, schema, context)
    if normal.unsupported_keywords:
        # Alike are only schemas in which the same is not understood; where references stand in that, none are.
        unclear = normal.unsupported_keywords != ("$ref",) and any(
            name in str(schema) for name in ("$ref", "$dynamicRef")
        )
        normal.unsupported_identity = normal.number if unclear else frozen(schema)
    return normal


def _type(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
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


def _enum(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        _choose(normal, value)


def _const(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    _choose(normal, [value])


def _choose(normal: NormalSchema, values: list[Any]) -> None:
    listed = list({frozen(value): value for value in reversed(values)}.values())[::-1]
    if normal.choices is not None:
        before = {frozen(value) for value in normal.choices}
        listed = [value for value in listed if frozen(value) in before]
    normal.choices = tuple(listed)


def _limit(name: str, exclusive: str) -> Say:
    """An inclusive bound; up to draft 4 a flag beside it shuts out the number itself."""

    def say(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
        bound = number(value)
        if bound is not None:
            _tighten(normal, name, (bound, schema.get(exclusive) is True and context.age < 6))

    return say


def _exclusive_limit(name: str) -> Say:
    def say(normal: NormalSchema, value: Any, _: dict[str, Any], context: Context) -> None:
        bound = number(value)
        if bound is not None and context.age not in {3, 4}:
            _tighten(normal, name, (bound, True))

    return say


def _tighten(normal: NormalSchema, name: str, bound: Bound) -> None:
    if name == "upper":
        normal.upper = tighter_upper(normal.upper, bound)
    else:
        normal.lower = bound if normal.lower is None else max(normal.lower, bound)


def _multiple_of(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    divisor = number(value)
    if divisor is not None and divisor > 0:
        normal.multiples = (*normal.multiples, divisor)


def _format(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    from harness.containment._patterns import FORMATS

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
        _tighten(normal, "lower", (Fraction(low), False))
        _tighten(normal, "upper", (Fraction(high), False))


def _pattern(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    from harness.containment._patterns import understood

    if not isinstance(value, str):
        return
    if understood(value):
        normal.patterns = (*normal.patterns, value)
    else:
        normal.doubt("pattern")


def _counted(name: str) -> Say:
    def say(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value % 1 == 0:
            setattr(normal, name, int(value))

    return say


def _unique(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if value is True:
        normal.unique = True


def _unknown(keyword: str) -> Say:
    def say(normal: NormalSchema, _: Any, __: dict[str, Any], ___: Context) -> None:
        normal.doubt(keyword)

    return say


def _refer(normal: NormalSchema, schema: Any, reference: str, context: Context) -> None:
    """Add what a reference leads to."""
    _add_target(normal, schema, "$ref", context.target(schema, reference))


def _add_target(normal: NormalSchema, schema: Any, keyword: str, target: tuple[Context, Any] | None) -> None:
    if target is None:
        normal.doubt(keyword)
    elif target[1] is not schema:
        normal.targets = (*normal.targets, target)


def _items(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, list):
        if context.age < 2020 and "prefixItems" not in schema:
            normal.prefix = tuple(value)
            more = schema.get("additionalItems", True)
            if isinstance(more, dict | bool) and more is not True:
                normal.rest = more
    elif isinstance(value, dict | bool) and value is not True:
        normal.rest = value


def _prefix_items(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        normal.prefix = tuple(value)


def _contains(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict | bool):
        return
    if context.age in {0, 2019, 2020}:
        least, most = number(schema.get("minContains")), number(schema.get("maxContains"))
        if least is not None and least >= 0:
            normal.min_counted = int(least)
        if most is not None and most >= 0:
            normal.max_counted = int(most)
    if normal.min_counted or normal.max_counted is not None:
        normal.counted = value


def _properties(normal: NormalSchema, value: Any, _: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict):
        return
    members = {name: member for name, member in value.items() if isinstance(member, dict | bool)}
    unseen = [name for name, member in members.items() if context.hides(member)]
    if unseen:
        normal.hidden = frozenset(unseen)
        members = {name: member for name, member in members.items() if name not in normal.hidden}
    if members:
        normal.members = members


def _required(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, list):
        return
    names = dict.fromkeys(name for name in value if isinstance(name, str))
    properties = schema.get("properties")
    if isinstance(properties, dict):
        names = {name: None for name in names if not context.hides(properties.get(name))}
    if names:
        normal.required = tuple(names)


def _pattern_properties(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    from harness.containment._patterns import understood

    if not isinstance(value, dict):
        return
    clear = {pattern: member for pattern, member in value.items() if understood(pattern)}
    normal.patterned = clear
    if len(clear) < len(value):
        # Which names are additional cannot be told either.
        normal.doubt("patternProperties")
        if normal.says("additional"):
            del normal.additional


def _additional(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True and "patternProperties" not in normal.unsupported_keywords:
        normal.additional = value


def _property_names(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True:
        normal.names = value


def _dependencies(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if not isinstance(value, dict):
        return
    required, schemas = dict(normal.names_if_present), dict(normal.schemas_if_present)
    for name, member in value.items():
        if isinstance(member, list):
            names = [other for other in member if isinstance(other, str)]
            required[name] = tuple(dict.fromkeys([*required.get(name, ()), *names]))
        elif isinstance(member, str):
            required[name] = (*required.get(name, ()), member)
        elif isinstance(member, dict | bool):
            if name in schemas:
                normal.doubt("dependentSchemas")
            schemas[name] = member
    if required:
        normal.names_if_present = required
    if schemas:
        normal.schemas_if_present = schemas


def _all_of(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        parts = [
            part
            for part in _schemas(value)
            if part is False or (isinstance(part, dict) and not UNDERSTOOD.isdisjoint(part))
        ]
        if parts:
            normal.conjuncts = (*normal.conjuncts, *parts)


def _any_of(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.conjuncts = (*normal.conjuncts, *parts)
    elif parts:
        normal.disjunctions = (*normal.disjunctions, parts)


def _one_of(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.conjuncts = (*normal.conjuncts, *parts)
    elif parts:
        normal.exclusives = (*normal.exclusives, parts)


def _schemas(value: Any) -> tuple[Any, ...]:
    return tuple(part for part in value if isinstance(part, dict | bool)) if isinstance(value, list) else ()


def _not(normal: NormalSchema, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool):
        normal.negations = (*normal.negations, value)


def _if(normal: NormalSchema, value: Any, schema: dict[str, Any], _: Context) -> None:
    then, otherwise = (schema.get(name, True) for name in ("then", "else"))
    if isinstance(value, dict | bool) and not (then is True and otherwise is True):
        normal.conditionals = ((value, then, otherwise),)


def _dynamic_reference(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, str):
        _add_target(normal, schema, "$dynamicRef", context.dynamic_target(schema, value))


def _recursive_reference(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if value == "#":
        _refer(normal, schema, value, context)
    else:
        normal.doubt("$recursiveRef")


def _unevaluated_properties(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, dict | bool) and value is not True and value != {}:
        _close(normal, "unevaluatedProperties", closing_members(value, schema, context))


def _unevaluated_items(normal: NormalSchema, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, dict | bool) and value is not True and value != {}:
        _close(normal, "unevaluatedItems", closing_elements(value, schema, context))


def _close(normal: NormalSchema, keyword: str, closed: dict[str, Any] | None) -> None:
    if closed is None:
        normal.doubt(keyword)
    elif closed:
        normal.conjuncts = (*normal.conjuncts, closed)


# None for keywords that say nothing but beside another, which reads them too.
_SAYS: dict[str, Say | None] = {
    "type": _type,
    **dict.fromkeys(("nullable", "x-nullable"), None),
    "enum": _enum,
    "const": _const,
    "minimum": _limit("lower", "exclusiveMinimum"),
    "maximum": _limit("upper", "exclusiveMaximum"),
    "exclusiveMinimum": _exclusive_limit("lower"),
    "exclusiveMaximum": _exclusive_limit("upper"),
    **dict.fromkeys(("multipleOf", "divisibleBy"), _multiple_of),
    "format": _format,
    "pattern": _pattern,
    "minLength": _counted("min_length"),
    "maxLength": _counted("max_length"),
    "minItems": _counted("min_items"),
    "maxItems": _counted("max_items"),
    "uniqueItems": _unique,
    "items": _items,
    "prefixItems": _prefix_items,
    "additionalItems": None,
    "contains": _contains,
    **dict.fromkeys(("minContains", "maxContains"), None),
    "minProperties": _counted("min_properties"),
    "maxProperties": _counted("max_properties"),
    "properties": _properties,
    "required": _required,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    **dict.fromkeys(("dependencies", "dependentRequired", "dependentSchemas"), _dependencies),
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    **dict.fromkeys(("then", "else"), None),
    "$dynamicRef": _dynamic_reference,
    "$recursiveRef": _recursive_reference,
    "unevaluatedProperties": _unevaluated_properties,
    "unevaluatedItems": _unevaluated_items,
}


@lru_cache(maxsize=8)
def _sayings(age: int) -> dict[str, Say]:
    """What says what the keywords of a dialect mean; one that nothing here understands makes schemas undecided."""
    sayings = {
        keyword.name: _SAYS.get(keyword.name, _unknown(keyword.name))
        for keyword in KEYWORDS.values()
        if keyword.is_known(age) and (keyword.name in _SAYS or keyword.is_demanding)
    }
    return {name: say for name, say in sayings.items() if say is not None}


# The keywords that something here reads.
UNDERSTOOD = frozenset(("$ref", *_SAYS))
