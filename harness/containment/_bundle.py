"""A schema of a document with all that it refers to, as one schema of JSON Schema for a validator.

Made from the document as it stands, not from normal forms, so that the validator shares nothing with the search. What
a given value cannot touch is left out: the properties whose names do not occur in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._keywords_parts import is_hidden
from harness.containment._patterns import understood
from harness.containment._translate import translated_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Context

_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
# What OpenAPI 3.0 says in other words than JSON Schema.
_UNTRANSLATED = frozenset(("$ref", "nullable", "x-nullable", "exclusiveMinimum", "exclusiveMaximum"))
_TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))


def bundled(schema: Any, context: Context, names: frozenset[str]) -> Any:
    """The schema for values in which no other names occur than these."""
    bundle = _Bundle(names)
    root = bundle.reference(context, schema)
    while bundle.pending:
        name, where, inner = bundle.pending.pop()
        bundle.definitions[name] = bundle.schema(inner, where)
    return {**root, "$defs": bundle.definitions}


class _Bundle:
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.definitions: dict[str, Any] = {}
        self.pending: list[tuple[str, Context, Any]] = []
        self._numbers: dict[int, str] = {}

    def reference(self, context: Context, schema: Any) -> dict[str, Any]:
        """A reference to a definition that is made sooner or later."""
        known = self._numbers.get(id(schema))
        if known is None:
            known = self._numbers[id(schema)] = f"s{len(self._numbers)}"
            self.pending.append((known, context, schema))
        return {"$ref": f"#/$defs/{known}"}

    def schema(self, schema: Any, context: Context) -> Any:
        """A schema with its references turned into those of the bundle."""
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        found: dict[str, Any] = {}
        reference = schema.get("$ref", schema.get("$dynamicRef"))
        if isinstance(reference, str):
            target = context.target(schema, reference)
            found = self.reference(*target) if target is not None else {}
            if context.age < 2019:
                return found
        for keyword, value in schema.items():
            read = _READ.get(keyword)
            kept = read(self, value, schema, context) if read is not None else None
            if kept is not None:
                found[keyword] = kept
        if not context.age and isinstance(schema.get("items"), list):
            found |= self.listed_items(schema, context)
        if not context.age and not _UNTRANSLATED.isdisjoint(schema):
            found = translated_alone(found | {k: schema[k] for k in ("nullable", "x-nullable") if k in schema})
        return _widths(found, schema, context) if "format" in schema or "const" in schema else found

    def listed_items(self, schema: dict[str, Any], context: Context) -> dict[str, Any]:
        """A list under `items` in the words of today: OpenAPI 3.0 and Swagger 2.0 stand on drafts that have it."""
        more = schema.get("additionalItems", True)
        rest = self.schema(more, context) if isinstance(more, dict | bool) else True
        return {"prefixItems": self.several(schema["items"], schema, context) or [True], "items": rest}

    def properties(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Of the properties those that a value may touch; hidden ones are the reader's business only."""
        if not isinstance(value, dict):
            return None
        hidden = context.reading.hidden
        found: dict[str, Any] = {}
        for name, member in value.items():
            if name in self.names and isinstance(member, dict | bool):
                unseen = hidden is not None and is_hidden(member, context, hidden)
                found[name] = not context.reading.sends if unseen else self.schema(member, context)
        return found

    def required(self, value: Any, schema: dict[str, Any], context: Context) -> Any:
        """The names without those of hidden properties."""
        if not isinstance(value, list):
            return None
        names = dict.fromkeys(name for name in value if isinstance(name, str))
        hidden, members = context.reading.hidden, schema.get("properties")
        if hidden is None or not isinstance(members, dict):
            return list(names)
        return [name for name in names if not is_hidden(members.get(name), context, hidden)]

    def patterns(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Pattern properties."""
        if not isinstance(value, dict):
            return None
        return {pattern: self.schema(member, context) for pattern, member in value.items() if understood(pattern)}

    def dependent(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Schemas by the names that ask for them, lists of names as they are."""
        if not isinstance(value, dict):
            return None
        return {
            name: self.schema(member, context) if isinstance(member, dict | bool) else member
            for name, member in value.items()
            if name in self.names
        }

    def one(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """One subschema, or a list of them where the draft has it."""
        if isinstance(value, list):
            return [self.schema(part, context) for part in value] if context.age in {4, 6, 7, 2019} else None
        return self.schema(value, context) if isinstance(value, dict | bool) else None

    def several(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """A list of subschemas."""
        parts = [part for part in value if isinstance(part, dict | bool)] if isinstance(value, list) else []
        return [self.schema(part, context) for part in parts] or None

    def types(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """Types that there are."""
        if isinstance(value, list):
            return [name for name in value if isinstance(name, str) and name in _TYPES] or None
        return value if isinstance(value, str) and value in _TYPES else None

    def number(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number."""
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def bound(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """An exclusive bound, a boolean in OpenAPI 3.0."""
        return value if isinstance(value, int | float) and (not context.age or not isinstance(value, bool)) else None

    def divisor(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number above zero."""
        return value if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None

    def count(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number of things."""
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value % 1 == 0
        return int(value) if fits else None

    def flag(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A boolean."""
        return value if isinstance(value, bool) else None

    def listed(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A list of values."""
        return value if isinstance(value, list) else None

    def pattern(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A pattern that is understood."""
        return value if isinstance(value, str) and understood(value) else None

    def text(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """A format, where formats are assertions."""
        return value if isinstance(value, str) and context.reading.formats else None


_COUNTS = ("Length", "Items", "Properties", "Contains")
_PLACES = ("not", "if", "then", "else", "items", "additionalItems", "contains", "additionalProperties", "propertyNames")
_READ: dict[str, Callable[[_Bundle, Any, dict[str, Any], Context], Any]] = {
    "type": _Bundle.types,
    "enum": _Bundle.listed,
    "properties": _Bundle.properties,
    "required": _Bundle.required,
    "patternProperties": _Bundle.patterns,
    "pattern": _Bundle.pattern,
    "format": _Bundle.text,
    "uniqueItems": _Bundle.flag,
    "multipleOf": _Bundle.divisor,
    **dict.fromkeys(("minimum", "maximum"), _Bundle.number),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _Bundle.bound),
    **dict.fromkeys((edge + what for edge in ("min", "max") for what in _COUNTS), _Bundle.count),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _Bundle.several),
    **dict.fromkeys(("dependencies", "dependentSchemas", "dependentRequired"), _Bundle.dependent),
    **dict.fromkeys((*_PLACES, "unevaluatedProperties", "unevaluatedItems"), _Bundle.one),
}


def _widths(found: Any, schema: dict[str, Any], context: Context) -> Any:
    """What the widths of OpenAPI's integers shut out, and `const`, which may be null."""
    if not isinstance(found, dict):
        return found
    if "const" in schema:
        found["const"] = schema["const"]
    width = _WIDTHS.get(str(schema.get("format"))) if context.reading.widths else None
    declared = schema.get("type")
    numeric = declared in ("integer", "number") or (isinstance(declared, list) and "string" not in declared)
    if width is not None and numeric:
        low, high = width
        found["allOf"] = [*found.get("allOf", ()), {"minimum": low, "maximum": high}]
    return found
