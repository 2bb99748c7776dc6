"""Schemas with some edits, cut down to what one value touches: of a wide schema a message touches little.

What a value has no member for says nothing of it, unless the member is required: a hidden one is not. An alternative
that asks for what an object lacks refuses it, and a part of `allOf` that speaks of none of its members takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import Node
from harness.verdict._leading import EVERY, PROPERTIES, Leading, required_by
from harness.verdict._switches import key_of
from harness.vocabulary import names

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from harness.comparison import Pair
    from harness.containment import Context
    from harness.verdict._leading import Lead, Leads, Place
    from harness.verdict._slots import Slot, Way
    from harness.verdict._switches import Edits, Switches

# Schemas that lead to no more edits, with no more alternatives or parts, are made once for all values.
_WIDE, _MANY = 32, 16
_COMBINING = names("every", "some", "one")
# No more schemas than these are cut down for one value, each of which may lead to all others.
_MOST = 60


class Slices:
    """The schemas of some switches, as far as they matter for single values."""

    __slots__ = ("_leading", "_made", "_switches", "_wide")

    def __init__(self, switches: Switches, context_of: Callable[[Node], Context]) -> None:
        """Ready to cut.

        Args:
            switches: the edits.
            context_of: how schemas of the old document are read.
        """
        self._switches = switches
        self._leading = Leading(switches, context_of)
        self._wide = switches.leading_to(_is_wide)
        self._made: dict[Hashable, Node] = {}

    def relevant(self, old: Node, new: Node, edits: Edits, value: Any) -> Edits:
        """Those of some edits that may matter for a value."""
        return edits & self._met(self._leading.of(old, new), (value,), set()) if edits else edits

    def schema(self, old: Node, new: Node, edits: Edits, value: Any) -> Node:
        """The old schema with some edits, as far as it matters for a value."""
        return self._schema(self._leading.of(old, new), edits, (value,), set())

    def _met(self, leads: Leads, values: tuple[Any, ...], met: set[_Meeting]) -> Edits:
        """The edits that some values meet, but for those that they have met before."""
        edits = leads.own
        for lead, inner in self._touched(leads, values).leads:
            pair = lead.slot.pair
            meeting = None if inner is None or pair not in self._wide else _meeting(lead, inner)
            if meeting is None or len(met) > _MOST:
                edits |= lead.reach
            elif meeting not in met:
                met.add(meeting)
                edits |= self._met(self._leading.of(pair.old, pair.new), inner or (), met)
        return edits

    def _schema(self, leads: Leads, edits: Edits, values: tuple[Any, ...], met: set[_Meeting]) -> Node:
        edits &= leads.reach
        touched = self._touched(leads, values)
        is_wide = touched.cuts or any(lead.slot.pair in self._wide for lead, _ in touched.leads)
        if not is_wide or edits in (0, leads.reach):
            return self._switches.schema(leads.old, leads.new, edits)
        slots = [(lead.slot, self._end(lead, edits, inner, met)) for lead, inner in touched.leads if edits & lead.reach]
        # identity: the documents hold the values of their schemas, and what is made is kept.
        ends = tuple((slot.way, None if end is None else id(end.value)) for slot, end in slots)
        key = (id(leads), key_of(edits), ends, tuple(touched.cuts))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._cut(leads, edits, slots, touched.cuts)
        return made

    def _end(self, lead: Lead, edits: Edits, values: tuple[Any, ...] | None, met: set[_Meeting]) -> Node | None:
        """What a schema leads to, cut down; None where that is not wide, or comes again."""
        pair = lead.slot.pair
        if values is None or pair not in self._wide or _meeting(lead, values) in met or len(met) > _MOST:
            return None
        met.add(_meeting(lead, values))
        return self._schema(self._leading.of(pair.old, pair.new), edits & lead.reach, values, met)

    def _cut(self, leads: Leads, edits: Edits, slots: list[tuple[Slot, Node | None]], cuts: list[_Cut]) -> Node:
        base = leads.base
        value = self._switches.made_in(leads.old, leads.new, edits, slots)
        # The inner ones first: the numbers of the outer ones are on the ways to them.
        for place, keyword, members in reversed(cuts):
            if place.way or keyword not in leads.replaced:
                value = _cut_at(value, place.way, keyword, members, len(place.schema[keyword]))
        return Node(base.file, base.pointer, value)

    def _touched(self, leads: Leads, values: tuple[Any, ...]) -> _Touched:
        touched = _Touched(self._leading, leads)
        touched.follow(leads.top, values)
        return touched


def _is_wide(pair: Pair) -> bool:
    """Whether one of the schemas of a pair may be cut down to less."""
    schema = pair.old.value
    lists = (schema.get(keyword) for keyword in _COMBINING) if type(schema) is dict else ()
    return len(pair.edges) > _WIDE or any(type(several) is list and len(several) > _MANY for several in lists)


_Cut = tuple["Place", str, tuple[Any, ...]]
# What some values are held to, by identities: of the pair, which the comparison holds, and of the values themselves.
_Meeting = tuple[int, tuple[int, ...]]


def _meeting(lead: Lead, values: tuple[Any, ...]) -> _Meeting:
    return id(lead.slot.pair), tuple(map(id, values))


class _Touched:
    """What of a schema some values touch.

    Attributes:
        leads: where it leads to edits, with what stands there in the values; None for anything.
        cuts: the places of wide keywords, with the names or numbers of what is touched.
    """

    __slots__ = ("_leading", "_of", "cuts", "leads")

    def __init__(self, leading: Leading, leads: Leads) -> None:
        self._leading = leading
        self._of = leads
        self.leads: list[tuple[Lead, tuple[Any, ...] | None]] = []
        self.cuts: list[_Cut] = []

    def follow(self, place: Place, values: tuple[Any, ...] | None) -> None:
        """Add what is touched from a place."""
        self.leads += [(lead, values) for lead in place.here]
        self.leads += [(lead, None) for lead in place.elsewhere]
        are_objects = values is not None and all(type(value) is dict for value in values)
        if values is None or not are_objects:
            for member in place.members.values():
                self.follow(member, None)
        else:
            self._follow_members(place, values)
        for keyword, parts in place.combined.items():
            is_known = values is not None and (are_objects or keyword != EVERY)
            numbers = self._numbers(place, keyword, values or ()) if is_known else None
            for number in parts if numbers is None else numbers:
                if number in parts:
                    self.follow(parts[number], values)
        for beside in place.beside.values():
            self.follow(beside, values)
        if place.within:
            inner = None if values is None else tuple(inner for value in values for inner in _inner(value))
            for below in place.within.values():
                self.follow(below, inner)

    def _follow_members(self, place: Place, values: tuple[dict[str, Any], ...]) -> None:
        required = required_by(place.schema) if place.way else self._of.required
        if place.members and len(place.members) > _WIDE:
            touched = sorted({*required, *(name for value in values for name in value)})
            self.cuts.append((place, PROPERTIES, tuple(touched)))
        else:
            touched = [name for name in place.members if name in required or any(name in value for value in values)]
        for name in touched:
            if name in place.members:
                here = tuple(value[name] for value in values if name in value)
                is_hidden = name in required and len(here) < len(values)
                self.follow(place.members[name], None if is_hidden else here)

    def _numbers(self, place: Place, keyword: str, values: tuple[Any, ...]) -> list[int] | None:
        """Of wide alternatives those that values may be of, of wide parts those that speak of objects."""
        if len(place.combined[keyword]) <= _MANY:
            return None
        finder = self._leading.finder(self._of, place, keyword)
        touched = {number for value in values if type(value) is dict for number in finder.fitting(value)}
        if any(type(value) is not dict for value in values):
            touched |= self._leading.of_others(self._of, place, keyword)
        numbers = sorted(touched)
        self.cuts.append((place, keyword, tuple(numbers)))
        return numbers


def _inner(value: Any) -> Iterable[Any]:
    """What stands within a value, of any name or number."""
    if type(value) is dict:
        return value.values()
    return value if type(value) is list else ()


def _cut_at(value: Any, way: Way, keyword: str, members: tuple[Any, ...], count: int) -> Any:
    """A copy of a schema of which a keyword, on a way, has but some of its members, and those beyond their number.

    Where the way leads nowhere, what it led to was put away.
    """
    if way:
        key, *rest = way
        if not (key in value if type(value) is dict else type(value) is list and type(key) is int and key < len(value)):
            return value
        inner = _cut_at(value[key], tuple(rest), keyword, members, count)
        if inner is value[key]:
            return value
        copied = value.copy()
        copied[key] = inner
        return copied
    held = value.get(keyword) if type(value) is dict else None
    if type(held) is dict:
        return value | {keyword: {name: held[name] for name in members if name in held}}
    if type(held) is not list or len(held) < count:
        return value
    left = [*(held[number] for number in members), *held[count:]]
    return value | {keyword: left or [keyword == EVERY]}
