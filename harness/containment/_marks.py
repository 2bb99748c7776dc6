"""Marks: what objects of a schema are told by at a glance, as its keywords say it.

An alternative whose marks an object lacks refuses it, and what speaks of no name of an object takes it: of many of
them a value touches few. Only what nobody can read otherwise is a mark: names that are required, and values without
parts.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

from harness.containment._schemas import frozen
from harness.records import NamedTuple
from harness.vocabulary import KEYWORDS, OLDEST, keyword_for, names

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from harness.containment._questions import Context

_DECLARED, _EVERY = keyword_for("property"), keyword_for("every")
_ANY = names("some", "one")
# References and parts within more others than these are not looked at, nor more values.
_DEEPEST, _MOST_VALUES, _MOST_PARTS = 12, 1_000, 1_000
# What says nothing of objects that have the type.
_SILENT_OF_OBJECTS = frozenset(("nullable", "x-nullable"))


class Marks(NamedTuple):
    """What every object of a schema has.

    Attributes:
        required: names of members.
        values: those of which one has to stand under a name, where anything does.
    """

    required: frozenset[str]
    values: Mapping[str, frozenset[Hashable]]

    def without(self, others: frozenset[str], asked: frozenset[str]) -> Marks:
        """Those that do not concern what stands under some names, nor whether others are required."""
        if others.isdisjoint(self.values) and asked.isdisjoint(self.required):
            return self
        values = {name: some for name, some in self.values.items() if name not in others}
        return Marks(self.required - asked, values)

    def fit(self, value: Mapping[str, Any]) -> bool:
        """Whether an object has them."""
        return self.required <= value.keys() and all(
            frozen(value[name]) in some for name, some in self.values.items() if name in value
        )


UNMARKED = Marks(frozenset(), {})


class MarkedAlternatives:
    """Alternatives, of which those are found at once whose marks an object has."""

    __slots__ = ("_by_name", "_by_rarest", "_by_value", "_marks", "_place", "_unmarked", "_without_place")

    def __init__(self, marks: Sequence[Marks]) -> None:
        self._marks = marks
        several: dict[str, set[Hashable]] = {}
        for name, values in chain.from_iterable(alternative.values.items() for alternative in marks):
            several.setdefault(name, set()).update(values)
        # Where most values stand, which tell the most apart.
        self._place = max(several, key=lambda name: len(several[name]), default="")
        counts = Counter(name for alternative in marks for name in alternative.required)
        self._by_value: dict[Hashable, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        # All by the name that each asks for and the fewest others do.
        self._by_rarest: dict[str | None, list[int]] = {}
        self._unmarked: list[int] = []
        # Those that say what may stand there, and do not ask for anything.
        self._without_place: list[int] = []
        for number, (required, values_by_name) in enumerate(marks):
            rarest = min(sorted(required), key=counts.__getitem__, default=None)
            self._by_rarest.setdefault(rarest, []).append(number)
            if self._place in values_by_name:
                self._without_place += [] if self._place in required else [number]
                for value in values_by_name[self._place]:
                    self._by_value.setdefault(value, []).append(number)
            elif rarest is None:
                self._unmarked.append(number)
            else:
                self._by_name.setdefault(rarest, []).append(number)

    def fitting(self, value: Mapping[str, Any]) -> Iterator[int]:
        """The numbers of those that an object may be of."""
        has_place = self._place in value
        here = self._by_value.get(frozen(value[self._place]), ()) if has_place else self._without_place
        likely = [here, self._unmarked]
        if self._by_name:
            likely += [self._by_name.get(name, ()) for name in value]
        return (number for numbers in likely for number in numbers if self._marks[number].fit(value))

    def of_names(self, names: AbstractSet[str]) -> Iterator[int]:
        """The numbers of those that an object with some names may be of."""
        likely = (number for name in (None, *names) for number in self._by_rarest.get(name, ()))
        return (number for number in likely if self._marks[number].required <= names)


class SpeakingParts:
    """Parts that an object all obeys, of which those are found at once that speak of it."""

    __slots__ = ("_always", "_by_name")

    def __init__(self, names: Iterable[frozenset[str] | None]) -> None:
        """Parts by the names of members that they speak of; None for those that speak of any object."""
        self._by_name: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, some in enumerate(names):
            if some is None:
                self._always.append(number)
            for name in some or ():
                self._by_name.setdefault(name, []).append(number)

    def fitting(self, value: Iterable[str]) -> Iterator[int]:
        """The numbers of those that speak of an object, by its names."""
        yield from self._always
        for name in value:
            yield from self._by_name.get(name, ())


def marks_of(schema: Any, context: Context, depth: int = _DEEPEST) -> Marks:
    """The marks of a schema, of messages in either direction."""
    if not isinstance(schema, dict) or not depth or context.age == OLDEST:
        return UNMARKED
    # identity: what is kept holds the schema.
    known = context.marks.get(id(schema))
    if known is None:
        # What leads back here asks for nothing.
        context.marks[id(schema)] = schema, UNMARKED
        known = context.marks[id(schema)] = schema, _marks(schema, context.within(schema), depth - 1)
    return known[1]


def _marks(schema: dict[str, Any], context: Context, depth: int) -> Marks:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        return UNMARKED if target is None else marks_of(target[1], target[0], depth)
    several = [_own_marks(schema, context, depth)]
    several += [marks_of(part, context, depth) for part in _schemas(schema, _EVERY)]
    several += [_of_any([marks_of(part, context, depth) for part in _schemas(schema, keyword)]) for keyword in _ANY]
    return _of_all([marks for marks in several if marks != UNMARKED])


def _own_marks(schema: dict[str, Any], context: Context, depth: int) -> Marks:
    required, declared = schema.get("required"), schema.get(_DECLARED)
    members = declared if isinstance(declared, dict) else {}
    listed = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    hidden = {name for name in listed if _is_hidden(members.get(name), context, depth)}
    values = ((name, _values(member, context, depth)) for name, member in members.items())
    return Marks(frozenset(listed - hidden), {name: few for name, few in values if few is not None})


def _is_hidden(member: Any, context: Context, depth: int) -> bool:
    """Whether what stands under a name may be no part of some messages."""
    if not isinstance(member, dict) or not depth:
        return not (member is None or isinstance(member, bool))
    if member.get("readOnly") is True or member.get("writeOnly") is True:
        return True
    target = context.target(member, member["$ref"]) if isinstance(member.get("$ref"), str) else None
    return (target is not None and _is_hidden(target[1], target[0], depth - 1)) or any(
        _is_hidden(part, context, depth - 1) for part in _schemas(member, _EVERY)
    )


def _values(member: Any, context: Context, depth: int) -> frozenset[Hashable] | None:
    """The only values that a schema allows, if none of them has parts."""
    if not isinstance(member, dict) or not depth or _is_hidden(member, context, depth):
        return None
    reference = member.get("$ref")
    if isinstance(reference, str):
        target = context.target(member, reference)
        return None if target is None else _values(target[1], target[0], depth - 1)
    if not _SILENT_OF_OBJECTS.isdisjoint(member):
        return None
    listed = [member["const"]] if "const" in member and KEYWORDS["const"].is_known(context.age) else member.get("enum")
    if not isinstance(listed, list) or len(listed) > _MOST_VALUES or not all(map(_is_plain, listed)):
        return None
    return frozenset(map(frozen, listed)) or None


def _is_plain(value: Any) -> bool:
    """Whether nobody can take another value for it."""
    return value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53)


def _schemas(schema: dict[str, Any], keyword: str) -> list[Any]:
    parts = schema.get(keyword)
    return parts if isinstance(parts, list) else []


def _of_all(several: Sequence[Marks]) -> Marks:
    """The marks of what has those of all."""
    if len(several) < 2:
        return several[0] if several else UNMARKED
    values: dict[str, frozenset[Hashable]] = {}
    for marks in several:
        for name, some in marks.values.items():
            values[name] = some & values.get(name, some)
    return Marks(frozenset().union(*(marks.required for marks in several)), values)


def _of_any(several: Sequence[Marks]) -> Marks:
    """The marks of what has those of any."""
    if not several:
        return UNMARKED
    required = frozenset.intersection(*(marks.required for marks in several))
    common = [name for name in several[0].values if all(name in marks.values for marks in several)]
    values = {name: frozenset(chain.from_iterable(marks.values[name] for marks in several)) for name in common}
    return Marks(required, {name: some for name, some in values.items() if len(some) <= _MOST_VALUES})


def names_spoken_of(schema: Any, context: Context) -> frozenset[str] | None:
    """The names of members that a schema speaks of, and of nothing else in an object; None where there is more."""
    names: set[str] = set()
    pending = [(schema, context)]
    # identity: the document keeps its schemas. Several may refer to the same, again and again.
    seen: set[int] = set()
    while pending:
        part, around = pending.pop()
        if part is True or id(part) in seen:
            continue
        if not isinstance(part, dict) or around.age == OLDEST or len(seen) > _MOST_PARTS:
            return None
        seen.add(id(part))
        around = around.within(part)
        for keyword, value in part.items():
            target = around.target(part, value) if keyword == "$ref" and isinstance(value, str) else None
            if target is not None:
                pending.append((target[1], target[0]))
            elif keyword == _DECLARED and isinstance(value, dict):
                names.update(value)
            elif keyword == _EVERY and isinstance(value, list):
                pending += [(inner, around) for inner in value]
            elif not (_says_nothing(keyword) or (keyword == "type" and value == "object")):
                return None
    return frozenset(names)


def is_of_objects(schema: Any, context: Context) -> bool | None:
    """Whether a schema is one of objects alone, by its type; None where the type says more than that."""
    return _is_of_objects(schema, context, {}, _DEEPEST)


def _is_of_objects(schema: Any, context: Context, seen: dict[int, bool | None], depth: int) -> bool | None:
    if not isinstance(schema, dict) or not depth or not _SILENT_OF_OBJECTS.isdisjoint(schema):
        return None
    # identity: the document keeps its schemas. Several may refer to the same, again and again.
    if id(schema) not in seen:
        seen[id(schema)] = None
        seen[id(schema)] = _has_type_of_objects(schema, context.within(schema), seen, depth - 1)
    return seen[id(schema)]


def _has_type_of_objects(
    schema: dict[str, Any], context: Context, seen: dict[int, bool | None], depth: int
) -> bool | None:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = context.target(schema, reference)
        return None if target is None else _is_of_objects(target[1], target[0], seen, depth)
    several = [schema["type"] == "object" or None] if "type" in schema else []
    several += [_is_of_objects(part, context, seen, depth) for part in _schemas(schema, _EVERY)]
    for keyword in _ANY:
        alternatives = [_is_of_objects(part, context, seen, depth) for part in _schemas(schema, keyword)]
        several += [all(alternatives)] if alternatives else []
    return None if None in several else True in several


def _says_nothing(keyword: str) -> bool:
    known = KEYWORDS.get(keyword)
    return known is None or keyword in _SILENT_OF_OBJECTS or not (known.is_demanding or known.role == "reference")
