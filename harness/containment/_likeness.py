"""Do two schemas say the same, spelled the same way? What is alike needs no search.

All pairs of subschemas that two schemas lead to are visited once; those that differ spread backwards to the pairs
that lead to them, and all others are alike. So schemas that refer to themselves are no trouble.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from harness.containment._normal import Normal

_SUBSCHEMAS = ("rest", "contains", "additional", "names")
_LISTS = ("prefix", "all_of", "nots", "targets")
_GROUPS = ("any_of", "one_of", "conditionals")
_MAPS = ("properties", "pattern_properties", "dependent_schemas")


def own_words(normal: Normal) -> Hashable:
    """What a schema says beside its subschemas, and how many of those it has where."""
    return frozenset((name, _word(name, value)) for name, value in normal.said.items())


def _word(name: str, value: Any) -> Hashable:
    if name in _MAPS or name == "required":
        return frozenset(value)
    if name in _LISTS:
        return len(value)
    if name in _GROUPS:
        return tuple(map(len, value))
    if name in _SUBSCHEMAS:
        return None
    if name == "choices":
        return frozenset(map(frozen, value))
    if name == "dependent_required":
        return frozenset((key, frozenset(names)) for key, names in value.items())
    return value  # type: ignore[no-any-return]


class Likeness:
    """Which schemas are alike, as far as somebody asked."""

    __slots__ = ("_known", "_unchanged")

    def __init__(self, unchanged: Callable[[Normal, Normal], bool] = lambda *_: False) -> None:
        """Start with what is known beforehand: whether two schemas are the same without a look at what they say."""
        self._known: dict[tuple[int, int], bool] = {}
        self._unchanged = unchanged

    def alike(self, one: Normal, other: Normal) -> bool:
        """Whether two schemas say the same, so that they have the same values."""
        if one is other:
            return True
        known = self._known.get((one.number, other.number))
        if known is None:
            known = self._unchanged(one, other)
            if not known and one.own() == other.own():
                self._explore(one, other)
                known = self._known[one.number, other.number]
            self._known[one.number, other.number] = known
        return known

    def _explore(self, one: Normal, other: Normal) -> None:
        from_whom: dict[tuple[int, int], list[tuple[int, int]]] = {(one.number, other.number): []}
        unlike: list[tuple[int, int]] = []
        pending = [(one, other)]
        while pending:
            left, right = pending.pop()
            key = (left.number, right.number)
            if left.own() != right.own():
                unlike.append(key)
                continue
            for a, b in _pairs(left, right):
                if a is b:
                    continue
                pair = (a.number, b.number)
                known = self._known.get(pair)
                if known is True:
                    continue
                if known is False:
                    unlike.append(key)
                elif pair in from_whom:
                    from_whom[pair].append(key)
                elif self._unchanged(a, b):
                    self._known[pair] = True
                else:
                    from_whom[pair] = [key]
                    pending.append((a, b))
        self._settle(from_whom, unlike)

    def _settle(self, from_whom: dict[tuple[int, int], list[tuple[int, int]]], unlike: list[tuple[int, int]]) -> None:
        for pair in from_whom:
            self._known[pair] = True
        while unlike:
            pair = unlike.pop()
            if self._known[pair]:
                self._known[pair] = False
                unlike += from_whom[pair]


def _pairs(left: Normal, right: Normal) -> Iterator[tuple[Normal, Normal]]:
    for one, other in _raw_pairs(left, right):
        yield left.at(one), right.at(other)
    for (context, one), (elsewhere, other) in zip(left.targets, right.targets, strict=True):
        yield context.normal(one), elsewhere.normal(other)


def _raw_pairs(left: Normal, right: Normal) -> Iterator[tuple[Any, Any]]:
    for name in _SUBSCHEMAS:
        if name in left.__dict__ or name in right.__dict__:
            one, other = getattr(left, name), getattr(right, name)
            if one is not None and other is not None:
                yield one, other
    for name in _LISTS:
        if name in left.__dict__ and name != "targets":
            yield from zip(getattr(left, name), getattr(right, name), strict=True)
    for name in _GROUPS:
        if name in left.__dict__:
            for ours, theirs in zip(getattr(left, name), getattr(right, name), strict=True):
                yield from zip(ours, theirs, strict=True)
    for name in _MAPS:
        if name in left.__dict__:
            theirs = getattr(right, name)
            yield from ((schema, theirs[key]) for key, schema in getattr(left, name).items())
