"""Witnesses that a person wants to read: no more in them than is needed, and as the author of the schema would write.

Every step is confirmed before it is taken, and the same value always reduces to the same.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from harness.containment._patterns import FORMATS
from harness.containment._schemas import frozen
from harness.vocabulary import COMBINING, keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._questions import Context

    Place = tuple[str | int, ...]
    # A schema that describes a place, where it is read, and how far it may lead on.
    DescribingSchema = tuple[dict[str, Any], Context, int]

# Values with more parts are left as they are, and so is what is left after so many checks.
_LARGEST = 3000
_CHECKS = 400
_PLAIN: dict[type, tuple[Any, ...]] = {str: ("a",), int: (0, 1, -1, 2, 10, 100), float: (0, 1, 0.5, 1.5, 0.1)}


def reduced(
    value: Any, confirmed: Callable[[Any], bool], suggestions: Callable[[Place], Iterable[Any]] = lambda _: ()
) -> Any:
    """The value without what is not needed.

    Args:
        value: a confirmed witness.
        confirmed: whether a value is one.
        suggestions: values that its author would put in a place, the likeliest first.
    """
    if _is_large(value):
        return value
    reduction = _Reduction(value, confirmed)
    reduction.drop()
    reduction.simplify()
    reduction.adorn(suggestions)
    return reduction.value


def trimmed(value: Any, confirmed: Callable[[Any], bool]) -> Any:
    """The value without members and items that are not needed, for who puts what is left into a readable one.

    Args:
        value: a confirmed witness.
        confirmed: whether a value is one.
    """
    if _is_large(value):
        return value
    reduction = _Reduction(value, confirmed)
    reduction.drop()
    return reduction.value


def _is_large(value: Any) -> bool:
    return sum(1 for _ in _places(value)) > _LARGEST


class _Reduction:
    __slots__ = ("checks", "confirmed", "value")

    def __init__(self, value: Any, confirmed: Callable[[Any], bool]) -> None:
        self.value = value
        self.confirmed = confirmed
        self.checks = _CHECKS

    def drop(self) -> None:
        """Leave out members and elements, the outer ones first."""
        pending: list[Place] = [()]
        while pending:
            place = pending.pop()
            inner = _at(self.value, place)
            if isinstance(inner, dict):
                for name in list(inner):
                    self._put(place, {n: v for n, v in _at(self.value, place).items() if n != name})
                pending += [(*place, name) for name in _at(self.value, place)]
            elif isinstance(inner, list):
                self._shorten(place)
                pending += [(*place, number) for number in range(len(_at(self.value, place)))]

    def _shorten(self, place: Place) -> None:
        chunk = len(_at(self.value, place))
        while chunk:
            start = len(_at(self.value, place)) - chunk
            while start >= 0:
                items = _at(self.value, place)
                self._put(place, items[:start] + items[start + chunk :])
                start -= chunk
            chunk //= 2

    def simplify(self) -> None:
        """Put plain values in the places of others."""
        for place in list(_places(self.value)):
            inner = _at(self.value, place)
            if isinstance(inner, dict | list):
                continue
            for simple in _PLAIN.get(type(inner), ()):
                if frozen(simple) == frozen(inner) or (_is_plainer(simple, inner) and self._put(place, simple)):
                    break
            else:
                self._trim(place)

    def _trim(self, place: Place) -> None:
        """Cut a long string as far as it can be cut."""
        text = _at(self.value, place)
        if not isinstance(text, str):
            return
        low, high = 1, len(text)
        while low < high:
            middle = (low + high) // 2
            if self._put(place, text[:middle]):
                high = middle
            else:
                low = middle + 1

    def adorn(self, suggestions: Callable[[Place], Iterable[Any]]) -> None:
        """Put in what the author of the schema would, where that is as good."""
        for place in list(_places(self.value)):
            inner = _at(self.value, place)
            if isinstance(inner, dict | list):
                continue
            for other in suggestions(place):
                if frozen(other) == frozen(inner) or self._put(place, other):
                    break

    def _put(self, place: Place, inner: Any) -> bool:
        if self.checks <= 0:
            return False
        self.checks -= 1
        other = _with(self.value, place, inner)
        if not self.confirmed(other):
            return False
        self.value = other
        return True


def _is_plainer(simple: Any, than: Any) -> bool:
    if isinstance(than, str):
        return len(simple) < len(than)
    return len(str(simple)) <= len(str(than))


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    yield place
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, (*place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, (*place, number))


def _at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def _with(value: Any, place: Place, inner: Any) -> Any:
    if not place:
        return inner
    key, *rest = place
    copied = value.copy()
    copied[key] = _with(value[key], tuple(rest), inner)
    return copied


_POSITIONS, _ELEMENTS = keyword_for("position"), keyword_for("item")
_DECLARED, _FURTHER = keyword_for("property"), keyword_for("further property")
# Examples beside such names may be real.
_SECRETS = ("password", "passwd", "secret", "token", "credential", "authorization", "apikey", "api_key", "private")
_LONGEST = 60
_MOST = 6
_DEPTH = 40
_MOST_SCHEMAS = 64


def example_values(schema: Any, context: Context) -> Callable[[Place], list[Any]]:
    """What gives a few values that suit a place in a value of the schema, the likeliest first; no secrets."""
    schemas: dict[Place, list[DescribingSchema]] = {}

    def describing(place: Place) -> list[DescribingSchema]:
        known = schemas.get(place)
        if known is None:
            outer = describing(place[:-1]) if place else ()
            inner = [(_below(above, place[-1]), where, depth - 1) for above, where, depth in outer]
            found = chain.from_iterable(map(_in_place, inner if place else [(schema, context, _DEPTH)]))
            known = schemas[place] = list(islice(found, _MOST_SCHEMAS))
        return known

    def suggestions(place: Place) -> list[Any]:
        if any(isinstance(key, str) and is_secret(key) for key in place):
            return []
        found: list[Any] = []
        for inner, _, _ in describing(place):
            for value in _written(inner):
                if _is_short(value) and value not in found:
                    found.append(value)
            if len(found) >= _MOST:
                break
        return found[:_MOST]

    return suggestions


def is_secret(name: str) -> bool:
    """Whether what stands under a name may be a secret, so that examples of it are not shown."""
    return any(word in name.lower() for word in _SECRETS)


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


def _in_place(schemas: tuple[Any, Context, int]) -> Iterator[DescribingSchema]:
    """A schema with those that speak of the same place."""
    schema, context, depth = schemas
    if not isinstance(schema, dict) or depth <= 0:
        return
    yield schema, context, depth
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        if target is not None:
            yield from _in_place((target[1], target[0], depth - 1))
    for keyword in COMBINING:
        if isinstance(schema.get(keyword), list):
            for part in schema[keyword][:8]:
                yield from _in_place((part, context, depth // 2))


def _below(schema: dict[str, Any], key: str | int) -> Any:
    if isinstance(key, int):
        listed = schema.get(_POSITIONS)
        return listed[key] if isinstance(listed, list) and key < len(listed) else schema.get(_ELEMENTS)
    members = schema.get(_DECLARED)
    if isinstance(members, dict) and key in members:
        return members[key]
    return schema.get(_FURTHER)
