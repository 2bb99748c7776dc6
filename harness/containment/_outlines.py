"""Which names stand where in values: what else their schemas say of other places, they cannot touch."""

from __future__ import annotations

from functools import reduce
from typing import Any

# What is deeper in a value is taken to have any of its names anywhere.
_DEEPEST = 60


class Outline:
    """The names of the members of some values, with the outlines of these; all items of lists have one together.

    Attributes:
        members: by name.
        items: of lists; None where there are none.
        size: how many outlines it is made of; None for one in which all names may stand anywhere.
        sole: the object that it is of, where it is of no other value.
    """

    __slots__ = ("_of_members", "items", "members", "size", "sole")

    def __init__(self, members: dict[str, Outline], items: Outline | None = None, size: int | None = 1) -> None:
        self.members = members
        self.items = items
        self.size = size
        self.sole: dict[str, Any] | None = None
        self._of_members: Outline | None = None

    def of_members(self) -> Outline:
        """That of all members together."""
        if self._of_members is None:
            self._of_members = reduce(merged, self.members.values(), ABSENT)
        return self._of_members

    def of_items(self) -> Outline:
        """That of all items of lists."""
        return ABSENT if self.items is None else self.items

    def covers(self, other: Outline) -> bool:
        """Whether no other names stand in another one, or elsewhere."""
        if other is self or other is ABSENT:
            return True
        if self is ABSENT:
            return False
        if self.size is None or other.size is None:
            return self.size is None and other.size is None and other.members.keys() <= self.members.keys()
        members = self.members
        return self.of_items().covers(other.of_items()) and all(
            name in members and members[name].covers(inner) for name, inner in other.members.items()
        )


# Of what is not there, and of what has neither members nor items.
ABSENT = Outline({})
NOTHING = Outline({})


def outline_of(value: Any) -> Outline:
    """The outline of a value."""
    try:
        return _outline_of(value, _DEEPEST)
    except RecursionError:
        return anywhere(_names_in(value))


def sole_outline_of(value: Any) -> Outline:
    """The outline of a value and no other."""
    outline = outline_of(value)
    pending = [(outline, value)]
    while pending:
        inner, here = pending.pop()
        if inner.size is not None and type(here) is dict and here:
            inner.sole = here
            pending += ((inner.members[name], member) for name, member in here.items())
        elif inner.items is not None and type(here) is list and len(here) == 1:
            pending.append((inner.items, here[0]))
    return outline


def anywhere(names: frozenset[str]) -> Outline:
    """The outline of values in which some names may stand at any place."""
    outline = Outline({}, size=None)
    outline.members = dict.fromkeys(sorted(names), outline)
    outline.items = outline
    return outline


def merged(one: Outline, other: Outline) -> Outline:
    """The outline of the values of both."""
    if one.covers(other):
        return one
    if other.covers(one):
        return other
    if one.size is None or other.size is None:
        return anywhere(_all_names(one) | _all_names(other))
    members = dict(one.members)
    for name, inner in other.members.items():
        members[name] = merged(members[name], inner) if name in members else inner
    return _made(members, merged(one.of_items(), other.of_items()))


def _outline_of(value: Any, depth: int) -> Outline:
    if depth == 0:
        raise RecursionError
    if type(value) is dict and value:
        return _made({name: _outline_of(member, depth - 1) for name, member in value.items()}, ABSENT)
    if type(value) is list and value:
        return _made({}, reduce(merged, (_outline_of(item, depth - 1) for item in value)))
    return NOTHING


def _made(members: dict[str, Outline], items: Outline) -> Outline:
    size = 1 + sum(outline.size or 1 for outline in (*members.values(), items))
    return Outline(members, None if items is ABSENT else items, size)


def _all_names(outline: Outline) -> frozenset[str]:
    names: set[str] = set()
    pending = [outline]
    while pending:
        one = pending.pop()
        names.update(one.members)
        if one.size is not None:
            pending += one.members.values()
            pending += [] if one.items is None else [one.items]
    return frozenset(names)


def _names_in(value: Any) -> frozenset[str]:
    found: set[str] = set()
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            found.update(inner)
            pending += inner.values()
        elif isinstance(inner, list):
            pending += inner
    return frozenset(found)
