"""What `unevaluatedProperties` and `unevaluatedItems` say, where that can be told without a value at hand.

Members are evaluated by the schemas in the same place. As long as none of those depends on the value, what is left
over is the same for all values, so the keyword says what the one for undeclared members or for elements says beside
all names and places that the others declare.

Source: JSON Schema 2020-12 core, 11.2 and 11.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.vocabulary import by_form, keyword_for, names

if TYPE_CHECKING:
    from harness.containment._questions import Context

# What stands in the same place, and evaluates members only if the value meets it.
_DEPENDING = frozenset((*names("some", "one", "condition", "dependent"), *by_form("reference"))) - {"$ref"}
_PROPERTIES, _PATTERNED = keyword_for("property"), keyword_for("patterned property")
_FURTHER, _UNEVALUATED = keyword_for("further property"), keyword_for("unevaluated property")
_ITEMS, _POSITIONS, _COUNTED = keyword_for("item"), keyword_for("position"), keyword_for("counted item")
_FURTHER_ITEMS, _UNEVALUATED_ITEMS = keyword_for("further item"), keyword_for("unevaluated item")
_PARTS = frozenset(names("every")).intersection(by_form("schemas"))
_DEEPEST = 20


def closing_members(value: Any, schema: dict[str, Any], context: Context) -> dict[str, Any] | None:
    """A schema that says the same of members without the keyword: empty for nothing, None where the value decides."""
    declared: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    closed = _evaluated_members(schema, context, declared, _DEEPEST)
    if closed is None:
        return None
    return {} if closed else {_PROPERTIES: declared[0], _PATTERNED: declared[1], _FURTHER: value}


def closing_elements(value: Any, schema: dict[str, Any], context: Context) -> dict[str, Any] | None:
    """The same of elements."""
    places = _evaluated_places(schema, context, _DEEPEST)
    if places is None:
        return None
    if places < 0:
        return {}
    if context.age == 2019:
        return {_ITEMS: [True] * places, _FURTHER_ITEMS: value} if places else {_ITEMS: value}
    return {_POSITIONS: [True] * places, _ITEMS: value}


def _evaluated_members(
    schema: Any, context: Context, declared: tuple[dict[str, Any], dict[str, Any]], depth: int
) -> bool | None:
    """Collect the names and patterns evaluated; True if all are, None if it depends on the value."""
    if not isinstance(schema, dict):
        return False
    if depth == 0 or not _DEPENDING.isdisjoint(schema):
        return None
    for keyword, into in zip((_PROPERTIES, _PATTERNED), declared, strict=True):
        if isinstance(schema.get(keyword), dict):
            into.update(dict.fromkeys(schema[keyword], True))
    everything = _FURTHER in schema or (_UNEVALUATED in schema and depth < _DEEPEST)
    parts = _parts(schema, context)
    if parts is None:
        return None
    for part, where in parts:
        closed = _evaluated_members(part, where, declared, depth - 1)
        if closed is None:
            return None
        everything = everything or closed
    return everything


def _evaluated_places(schema: Any, context: Context, depth: int) -> int | None:
    """How many places from the start are evaluated; -1 for all, None if it depends on the value."""
    if not isinstance(schema, dict):
        return 0
    if depth == 0 or not _DEPENDING.isdisjoint(schema) or (_COUNTED in schema and context.age != 2019):
        return None
    items = schema.get(_ITEMS)
    listed = items if context.age < 2020 and isinstance(items, list) else schema.get(_POSITIONS)
    places = len(listed) if isinstance(listed, list) else 0
    everything = isinstance(items, dict | bool) or (
        (_UNEVALUATED_ITEMS in schema and depth < _DEEPEST)
        or (isinstance(items, list) and context.age < 2020 and _FURTHER_ITEMS in schema)
    )
    parts = _parts(schema, context)
    if parts is None:
        return None
    for part, where in parts:
        more = _evaluated_places(part, where, depth - 1)
        if more is None:
            return None
        everything = everything or more < 0
        places = max(places, more)
    return -1 if everything else places


def _parts(schema: dict[str, Any], context: Context) -> list[tuple[Any, Context]] | None:
    """The schemas of the same value that hold in any case; None where a reference leads nowhere."""
    parts = [(part, context) for name in _PARTS if isinstance(schema.get(name), list) for part in schema[name]]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is None:
            return None
        parts.append((target[1], target[0]))
    return parts
