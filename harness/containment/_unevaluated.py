"""What `unevaluatedProperties` and `unevaluatedItems` say, where that can be told without a value at hand.

Members are evaluated by the schemas in the same place. As long as none of those depends on the value, what is left
over is the same for all values, so the keyword says what `additionalProperties` or `items` says beside all names and
places that the others declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.containment._context import Context

# Keywords whose subschemas evaluate members only if the value meets them.
_DEPENDING = ("anyOf", "oneOf", "if", "dependentSchemas", "$dynamicRef", "$recursiveRef")


def closing(keyword: str, value: Any, schema: dict[str, Any], context: Context) -> dict[str, Any] | None:
    """A schema that says the same without the keyword: empty for nothing, None where it depends on the value.

    Source: JSON Schema 2020-12 core, 11.2 and 11.3.
    """
    if keyword == "unevaluatedProperties":
        named: dict[str, Any] = {}
        patterns: dict[str, Any] = {}
        closed = _evaluated_members(schema, context, named, patterns, 20, outermost=True)
        if closed is None:
            return None
        if closed:
            return {}
        return {"properties": named, "patternProperties": patterns, "additionalProperties": value}
    places = _evaluated_places(schema, context, 20, outermost=True)
    if places is None:
        return None
    if places < 0:
        return {}
    if context.age == 2019:
        return {"items": [True] * places, "additionalItems": value} if places else {"items": value}
    return {"prefixItems": [True] * places, "items": value}


def _evaluated_members(
    schema: Any, context: Context, named: dict[str, Any], patterns: dict[str, Any], depth: int, *, outermost: bool
) -> bool | None:
    """Collect the names and patterns evaluated; True if all are, None if it depends on the value."""
    if not isinstance(schema, dict):
        return False
    if depth == 0 or any(keyword in schema for keyword in _DEPENDING):
        return None
    for keyword, into in (("properties", named), ("patternProperties", patterns)):
        if isinstance(schema.get(keyword), dict):
            into.update(dict.fromkeys(schema[keyword], True))
    everything = "additionalProperties" in schema or ("unevaluatedProperties" in schema and not outermost)
    parts = _parts(schema, context)
    if parts is None:
        return None
    for part, where in parts:
        closed = _evaluated_members(part, where, named, patterns, depth - 1, outermost=False)
        if closed is None:
            return None
        everything = everything or closed
    return everything


def _evaluated_places(schema: Any, context: Context, depth: int, *, outermost: bool) -> int | None:
    """How many places from the start are evaluated; -1 for all, None if it depends on the value."""
    if not isinstance(schema, dict):
        return 0
    if depth == 0 or any(keyword in schema for keyword in _DEPENDING):
        return None
    if "contains" in schema and context.age != 2019:
        return None
    listed = schema.get("items") if context.age == 2019 else schema.get("prefixItems")
    places = len(listed) if isinstance(listed, list) else 0
    everything = isinstance(schema.get("items"), dict | bool) or (
        ("unevaluatedItems" in schema and not outermost) or (isinstance(listed, list) and "additionalItems" in schema)
    )
    parts = _parts(schema, context)
    if parts is None:
        return None
    for part, where in parts:
        more = _evaluated_places(part, where, depth - 1, outermost=False)
        if more is None:
            return None
        everything = everything or more < 0
        places = max(places, more)
    return -1 if everything else places


def _parts(schema: dict[str, Any], context: Context) -> list[tuple[Any, Context]] | None:
    parts = [(part, context) for part in schema["allOf"]] if isinstance(schema.get("allOf"), list) else []
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is None:
            return None
        parts.append((target[1], target[0]))
    return parts
