"""What the author of a schema would put in a place: examples, defaults, values of enums, strings of formats."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from harness.containment._formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.containment._context import Context

    Place = tuple[str | int, ...]
    # A schema that speaks of a place, where it is read, and how far it may lead on.
    _Speaking = tuple[dict[str, Any], Context, int]

# Examples beside such names may be real.
_SECRETS = ("password", "passwd", "secret", "token", "credential", "authorization", "apikey", "api_key", "private")
_LONGEST = 60
_MOST = 6
_DEPTH = 40
_MOST_SPEAKING = 64


def suggesting(schema: Any, context: Context) -> Callable[[Place], list[Any]]:
    """What gives a few values that suit a place in a value of the schema, the likeliest first; no secrets."""
    speaking: dict[Place, list[_Speaking]] = {}

    def speaking_of(place: Place) -> list[_Speaking]:
        known = speaking.get(place)
        if known is None:
            outer = speaking_of(place[:-1]) if place else ()
            inner = [(_below(above, place[-1]), where, depth - 1) for above, where, depth in outer]
            found = chain.from_iterable(map(_in_place, inner if place else [(schema, context, _DEPTH)]))
            known = speaking[place] = list(islice(found, _MOST_SPEAKING))
        return known

    def suggestions(place: Place) -> list[Any]:
        if any(isinstance(key, str) and any(word in key.lower() for word in _SECRETS) for key in place):
            return []
        found: list[Any] = []
        for inner, _, _ in speaking_of(place):
            for value in _written(inner):
                if _is_short(value) and value not in found:
                    found.append(value)
            if len(found) >= _MOST:
                break
        return found[:_MOST]

    return suggestions


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


def _in_place(speaking: tuple[Any, Context, int]) -> Iterator[_Speaking]:
    """A schema with those that speak of the same place."""
    schema, context, depth = speaking
    if not isinstance(schema, dict) or depth <= 0:
        return
    yield schema, context, depth
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is not None:
            yield from _in_place((target[1], target[0], depth - 1))
    for keyword in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            for part in schema[keyword][:8]:
                yield from _in_place((part, context, depth // 2))


def _below(schema: dict[str, Any], key: str | int) -> Any:
    if isinstance(key, int):
        listed = schema.get("prefixItems")
        return listed[key] if isinstance(listed, list) and key < len(listed) else schema.get("items")
    members = schema.get("properties")
    if isinstance(members, dict) and key in members:
        return members[key]
    return schema.get("additionalProperties")
