"""Schemas of all dialects in one form: what they say about each kind of value, annotations gone.

Equivalent spellings become equal here: `nullable` and type arrays, bounds of draft 4 and of 2020-12, `const` and
one-value `enum`, arrays of `items` and `prefixItems`, `dependencies` and its two successors.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from harness.containment._values import KINDS, kinds_of_type

if TYPE_CHECKING:
    from harness.containment._context import Context

# A bound: the number, and whether the number itself is shut out.
Bound = tuple[Fraction, bool]

_ALL = frozenset(KINDS)
_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_DEFAULTS: dict[str, Any] = {
    "lower": None,
    "upper": None,
    "choices": None,
    "rest": True,
    "additional": True,
    "names": True,
    "contains": None,
    "min_contains": 1,
    "max_contains": None,
    "max_length": None,
    "max_items": None,
    "max_properties": None,
    "min_length": 0,
    "min_items": 0,
    "min_properties": 0,
    "unique": False,
}


class Normal:
    """A schema in normal form. Subschemas stay as they stand in the document.

    Attributes:
        origin: the schema object that this is the form of; for a bare reference that of its target.
        kinds: the kinds of values that `type` allows.
        choices: the values that `enum` and `const` allow, None for any.
        all_of, any_of, one_of, nots, conditionals: subschemas in the same place as the schema.
        targets: schemas of other contexts that a reference leads to, as further parts.
        vague: keywords that are not understood here; what they assert is left out.
    """

    __slots__ = (
        "additional",
        "all_of",
        "any_of",
        "choices",
        "conditionals",
        "contains",
        "dependent_required",
        "dependent_schemas",
        "formats",
        "kinds",
        "lower",
        "max_contains",
        "max_items",
        "max_length",
        "max_properties",
        "min_contains",
        "min_items",
        "min_length",
        "min_properties",
        "multiples",
        "names",
        "nots",
        "one_of",
        "origin",
        "pattern_properties",
        "patterns",
        "prefix",
        "properties",
        "required",
        "rest",
        "targets",
        "unique",
        "upper",
        "vague",
    )

    def __init__(self, origin: Any) -> None:
        self.origin = origin
        self.kinds: frozenset[str] = _ALL
        self.choices: list[Any] | None
        self.lower: Bound | None
        self.upper: Bound | None
        self.min_length: int
        self.max_length: int | None
        self.min_items: int
        self.max_items: int | None
        self.min_properties: int
        self.max_properties: int | None
        self.min_contains: int
        self.max_contains: int | None
        self.contains: Any
        self.rest: Any
        self.additional: Any
        self.names: Any
        self.unique: bool
        for name, value in _DEFAULTS.items():
            setattr(self, name, value)
        self.multiples: list[Fraction] = []
        self.patterns: list[str] = []
        self.formats: list[str] = []
        self.prefix: list[Any] = []
        self.properties: dict[str, Any] = {}
        self.pattern_properties: dict[str, Any] = {}
        self.required: list[str] = []
        self.dependent_required: dict[str, list[str]] = {}
        self.dependent_schemas: dict[str, Any] = {}
        self.all_of: list[Any] = []
        self.any_of: list[list[Any]] = []
        self.one_of: list[list[Any]] = []
        self.nots: list[Any] = []
        self.conditionals: list[tuple[Any, Any, Any]] = []
        self.targets: list[tuple[Context, Any]] = []
        self.vague: list[str] = []


def normalised(schema: Any, context: Context) -> Normal:
    """The normal form of a schema."""
    normal = Normal(schema)
    if isinstance(schema, bool):
        normal.kinds = _ALL if schema else frozenset()
        return normal
    if not isinstance(schema, dict):
        normal.vague.append("schema")
        return normal
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is None:
            normal.vague.append("$ref")
        elif target[1] is not schema:
            normal.targets.append(target)
        if context.reading.bare_references:
            return normal
    _types(schema, normal)
    _numbers(schema, normal, context)
    _strings(schema, normal, context)
    _arrays(schema, normal)
    _objects(schema, normal, context)
    _combinations(schema, normal)
    return normal


def _types(schema: dict[str, Any], normal: Normal) -> None:
    declared = schema.get("type")
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else None
    if names is not None and "any" not in names and "file" not in names:
        kinds = {kind for name in names if isinstance(name, str) for kind in kinds_of_type(name)}
        if schema.get("nullable") is True or schema.get("x-nullable") is True:
            kinds.add("null")
        normal.kinds = frozenset(kinds)
    if "const" in schema:
        normal.choices = [schema["const"]]
    elif isinstance(schema.get("enum"), list):
        normal.choices = list(schema["enum"])


def _numbers(schema: dict[str, Any], normal: Normal, context: Context) -> None:
    for keyword, exclusive, name, tighter in (
        ("minimum", "exclusiveMinimum", "lower", max),
        ("maximum", "exclusiveMaximum", "upper", min),
    ):
        bounds: list[Bound] = []
        bound, strict = _number(schema.get(keyword)), schema.get(exclusive)
        if bound is not None:
            bounds.append((bound, strict is True and context.reading.boolean_bounds))
        limit = None if isinstance(strict, bool) else _number(strict)
        if limit is not None:
            bounds.append((limit, True))
        if bounds:
            value = tighter(bound for bound, _ in bounds)
            setattr(normal, name, (value, any(shut for bound, shut in bounds if bound == value)))
    divisor = _number(schema.get("multipleOf"))
    if divisor is not None and divisor > 0:
        normal.multiples.append(divisor)
    width = _WIDTHS.get(str(schema.get("format"))) if context.reading.widths else None
    if width is not None and normal.kinds <= {"integer", "fraction", "null"}:
        low, high = Fraction(width[0]), Fraction(width[1])
        if normal.lower is None or normal.lower[0] < low:
            normal.lower = (low, False)
        if normal.upper is None or normal.upper[0] > high:
            normal.upper = (high, False)


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # The text is what the author meant: 0.1 is a tenth, not the nearest binary fraction.
    return Fraction(str(value)) if value == value and abs(value) != float("inf") else None  # noqa: PLR0124 - NaN


def _strings(schema: dict[str, Any], normal: Normal, context: Context) -> None:
    normal.min_length = _count(schema.get("minLength")) or 0
    normal.max_length = _count(schema.get("maxLength"))
    if isinstance(schema.get("pattern"), str):
        normal.patterns.append(schema["pattern"])
    form = schema.get("format")
    if isinstance(form, str) and context.reading.formats:
        from harness.containment._strings import FORMATS

        if form in FORMATS:
            normal.formats.append(form)


def _arrays(schema: dict[str, Any], normal: Normal) -> None:
    normal.min_items = _count(schema.get("minItems")) or 0
    normal.max_items = _count(schema.get("maxItems"))
    normal.unique = schema.get("uniqueItems") is True
    items = schema.get("items", True)
    if isinstance(items, list):
        normal.prefix, items = list(items), schema.get("additionalItems", True)
    elif isinstance(schema.get("prefixItems"), list):
        normal.prefix = list(schema["prefixItems"])
    normal.rest = items if isinstance(items, dict | bool) else True
    if isinstance(schema.get("contains"), dict | bool):
        normal.contains = schema["contains"]
        minimum = _count(schema.get("minContains"))
        normal.min_contains = 1 if minimum is None else minimum
        normal.max_contains = _count(schema.get("maxContains"))


def _objects(schema: dict[str, Any], normal: Normal, context: Context) -> None:
    hidden = context.reading.hidden
    properties = schema.get("properties")
    for name, member in properties.items() if isinstance(properties, dict) else ():
        if not isinstance(member, dict | bool):
            continue
        if hidden is not None and is_hidden(member, context, hidden):
            # Never sent, so never there; and what arrives all the same is nobody's business.
            normal.properties[name] = not context.reading.sends
        else:
            normal.properties[name] = member
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        member = properties.get(name) if isinstance(properties, dict) else None
        if isinstance(name, str) and not (hidden is not None and is_hidden(member, context, hidden)):
            normal.required.append(name)
    patterns = schema.get("patternProperties")
    normal.pattern_properties = dict(patterns) if isinstance(patterns, dict) else {}
    additional = schema.get("additionalProperties", True)
    normal.additional = additional if isinstance(additional, dict | bool) else True
    names = schema.get("propertyNames", True)
    normal.names = names if isinstance(names, dict | bool) else True
    normal.min_properties = _count(schema.get("minProperties")) or 0
    normal.max_properties = _count(schema.get("maxProperties"))
    _dependencies(schema, normal)
    _unevaluated(schema, normal)


def is_hidden(member: Any, context: Context, keyword: str, depth: int = 8) -> bool:
    """Whether a property's schema says that it is no part of the message, itself or where it refers to."""
    if not isinstance(member, dict) or depth == 0:
        return False
    if member.get(keyword) is True:
        return True
    parts = list(member.get("allOf", ())) if isinstance(member.get("allOf"), list) else []
    reference = member.get("$ref")
    if isinstance(reference, str):
        target = context.target(member, reference)
        if target is not None and is_hidden(target[1], target[0], keyword, depth - 1):
            return True
    return any(is_hidden(part, context, keyword, depth - 1) for part in parts)


def _dependencies(schema: dict[str, Any], normal: Normal) -> None:
    for keyword in ("dependencies", "dependentRequired", "dependentSchemas"):
        members = schema.get(keyword)
        for name, member in members.items() if isinstance(members, dict) else ():
            if isinstance(member, list):
                normal.dependent_required.setdefault(name, []).extend(n for n in member if isinstance(n, str))
            elif isinstance(member, dict | bool):
                normal.dependent_schemas[name] = member


# Keywords whose subschemas see the same value, so that they may evaluate members of it.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "if", "not", "$ref", "dependentSchemas", "dependencies", "$dynamicRef")


def _unevaluated(schema: dict[str, Any], normal: Normal) -> None:
    """With nothing else in the same place, what is unevaluated is what is additional."""
    alone = not any(keyword in schema for keyword in _IN_PLACE)
    for keyword, other, name in (
        ("unevaluatedProperties", "additionalProperties", "additional"),
        ("unevaluatedItems", "items", "rest"),
    ):
        value = schema.get(keyword, True)
        if value is True or value == {}:
            continue
        if alone and other not in schema and not (keyword == "unevaluatedItems" and "contains" in schema):
            setattr(normal, name, value)
        elif other not in schema:
            normal.vague.append(keyword)


def _combinations(schema: dict[str, Any], normal: Normal) -> None:
    for keyword, into in (("allOf", None), ("anyOf", normal.any_of), ("oneOf", normal.one_of)):
        members = schema.get(keyword)
        if isinstance(members, list) and members:
            parts = [member for member in members if isinstance(member, dict | bool)]
            if into is None:
                normal.all_of += parts
            else:
                into.append(parts)
    if isinstance(schema.get("not"), dict | bool):
        normal.nots.append(schema["not"])
    if isinstance(schema.get("if"), dict | bool) and ("then" in schema or "else" in schema):
        normal.conditionals.append((schema["if"], schema.get("then", True), schema.get("else", True)))
    normal.vague += [
        keyword for keyword in ("$dynamicRef", "$recursiveRef", "extends", "disallow") if keyword in schema
    ]


def _count(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(value)
