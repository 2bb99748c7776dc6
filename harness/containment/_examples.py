"""What the author of a schema would put in a place: examples, defaults, values of enums, strings of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._context import Context

    Place = tuple[str | int, ...]

# Examples beside such names may be real.
_SECRETS = ("password", "passwd", "secret", "token", "credential", "authorization", "apikey", "api_key", "private")
_LONGEST = 60
_MOST = 6


def suggestions(schema: Any, context: Context, place: Place) -> list[Any]:
    """A few values that suit the place in a value of the schema, the likeliest first; no secrets."""
    if any(isinstance(key, str) and any(word in key.lower() for word in _SECRETS) for key in place):
        return []
    found: list[Any] = []
    for inner, _ in _schemas(schema, context, place, 40):
        for value in _written(inner):
            if _is_short(value) and value not in found:
                found.append(value)
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _written(schema: dict[str, Any]) -> Iterator[Any]:
    for keyword in ("example", "default", "const"):
        if keyword in schema:
            yield schema[keyword]
    for keyword in ("examples", "enum"):
        if isinstance(schema.get(keyword), list):
            yield from schema[keyword][:2]
    form = schema.get("format")
    if isinstance(form, str):
        yield from FORMATS.get(form, ())[:1]


def _is_short(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return value is not None
    if isinstance(value, str):
        return 0 < len(value) <= _LONGEST and value.isprintable()
    return isinstance(value, int | float) and abs(value) < 10**12


def _schemas(schema: Any, context: Context, place: Place, depth: int) -> Iterator[tuple[dict[str, Any], Context]]:
    """The schemas that speak of a place."""
    if not isinstance(schema, dict) or depth == 0:
        return
    if not place:
        yield schema, context
    else:
        key, *rest = place
        yield from _schemas(_below(schema, key), context, tuple(rest), depth - 1)
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is not None:
            yield from _schemas(target[1], target[0], place, depth - 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            for part in schema[keyword][:8]:
                yield from _schemas(part, context, place, depth // 2)


def _below(schema: dict[str, Any], key: str | int) -> Any:
    if isinstance(key, int):
        listed = schema.get("prefixItems")
        return listed[key] if isinstance(listed, list) and key < len(listed) else schema.get("items")
    members = schema.get("properties")
    if isinstance(members, dict) and key in members:
        return members[key]
    return schema.get("additionalProperties")
