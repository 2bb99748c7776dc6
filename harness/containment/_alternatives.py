"""Alternatives by what tells them apart: a tag, the value itself, or names.

Whatever is not known here only leaves more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._names import ANY_NAMES, Names, by_name, names_of
from harness.containment._questions import Requirement
from harness.containment._schemas import NormalSchema, frozen, kind_of
from harness.containment._tags import kinds_of, parts_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from harness.containment._schemas import Likeness
    from harness.containment._tags import Place, Tag, Tags, Values

_OBJECT = frozenset(("object",))


class Alternatives:
    """Alternatives of a schema, of which a value fits one or several.

    Attributes:
        owner: the schema.
        parts: the alternatives.
        refusals: the demands to break each of them.
        required: the names that any of them asks for.
        is_exclusive: whether a value that fits two of them is none of the schema's.
        is_told_apart: whether there is a place at which they allow different values.
        place: the one at which these are the most.
        values: all that any of them may have there.
    """

    __slots__ = (
        "_absent",
        "_by_name",
        "_by_value",
        "_by_words",
        "_compared",
        "_constants",
        "_group",
        "_kinds",
        "_names",
        "_other",
        "_same",
        "_shared",
        "_sharing",
        "_tags",
        "_unions",
        "is_exclusive",
        "is_told_apart",
        "owner",
        "parts",
        "place",
        "refusals",
        "required",
        "values",
    )

    def __init__(self, owner: NormalSchema, group: tuple[Any, ...]) -> None:
        self.owner = owner
        self.parts = parts = tuple(map(owner.at, group))
        self.refusals = tuple(Requirement(False, part) for part in parts)
        self.is_exclusive = any(group is exclusive for exclusive in owner.exclusives)
        self._group = group
        self._unions: dict[tuple[int, ...], NormalSchema] = {}
        self._same: dict[int, frozenset[int]] = {}
        self._sharing: dict[int, frozenset[int]] = {}
        self._shared: dict[int, bool] = {}
        self._compared: list[Alternatives] = []
        self._constants: dict[tuple[Hashable, ...], NormalSchema] = {}
        self._tags = [tags_of(part) for part in parts]
        self._kinds = [kinds_of(part) for part in parts]
        self._names = [names_of(parts_of(part)) for part in parts]
        self.required: frozenset[str] = frozenset().union(*(names.required for names in self._names))
        # By a name that each asks for and the fewest others do; None for those that ask for none.
        self._by_name = by_name(self._names)
        self.place, count = self._telling()
        self.is_told_apart = count > 1
        self.values: Values = {}
        self._by_value: dict[Hashable, list[int]] = {}
        self._by_words: dict[int, list[int]] | None = None
        # Those that a value may fit that has nothing at the place, or what none of them names.
        self._absent: list[int] = []
        self._other: list[int] = []
        for number, tags in enumerate(self._tags):
            self._add(number, tags.get(self.place) if self.is_told_apart else None)

    def _telling(self) -> tuple[Place, int]:
        """The place with the most different values, and their number."""
        values: dict[Place, set[Hashable]] = {}
        for tags in self._tags:
            for place, tag in tags.items():
                values.setdefault(place, set()).update(tag.values)
        counts: dict[Place, int] = {place: len(known) for place, known in values.items()}
        place = max(counts, key=counts.__getitem__, default=None)
        return place, counts.get(place, 0)

    def _add(self, number: int, tag: Tag | None) -> None:
        if tag is None:
            self._other.append(number)
        if tag is None or not tag.required:
            self._absent.append(number)
        for value, written in tag.values.items() if tag is not None else ():
            self.values.setdefault(value, written)
            self._by_value.setdefault(value, []).append(number)

    def fitting(
        self, kind: str, values: Iterable[Hashable] | None, *, absent: bool, names: Names = ANY_NAMES
    ) -> list[int]:
        """The alternatives that a value of a kind may fit, by what may stand at the place.

        Args:
            kind: of the value.
            values: what may stand at the place; None for anything.
            absent: whether nothing may stand there.
            names: of the value, if it is an object.
        """
        if values is None or not self.is_told_apart or (kind != "object" and self.place is not None):
            return [
                number
                for number in (self._asking_for(names) if kind == "object" else range(len(self.parts)))
                if kind in self._kinds[number] and not (kind == "object" and names.are_shut_out_by(self._names[number]))
            ]
        numbers = {number for value in values for number in self._by_value.get(value, ())}
        numbers.update(self._other, self._absent if absent else ())
        return [number for number in sorted(numbers) if kind in self._kinds[number]]

    def of_value(self, value: Any) -> list[NormalSchema]:
        """The alternatives that a value may fit."""
        kind = kind_of(value)
        stands = self.place is None or (kind == "object" and self.place in value)
        known = [frozen(value if self.place is None else value[self.place])] if stands else []
        names = Names(frozenset(value), frozenset(value)) if kind == "object" else ANY_NAMES
        return [self.parts[number] for number in self.fitting(kind, known, absent=not stands, names=names)]

    def sharing(self, normal: NormalSchema, names: Names | None = None) -> list[int]:
        """The alternatives that may have a value in common with a schema, whose objects may have but some names."""
        return list(self._sharing_ones(normal, names))

    def _sharing_ones(self, normal: NormalSchema, names: Names | None = None) -> Iterator[int]:
        tags, kinds = tags_of(normal), kinds_of(normal)
        tag = tags.get(self.place) if self.is_told_apart else None
        names = names_of(parts_of(normal)) if names is None else names
        numbers: Iterable[int] = range(len(self.parts))
        if kinds <= _OBJECT:
            numbers = self._asking_for(names)
        if tag is not None and (self.place is None or kinds <= _OBJECT):
            numbers = {number for value in tag.values for number in self._by_value.get(value, ())}
            numbers = sorted(numbers.union(self._other, () if tag.required else self._absent))
        return (number for number in numbers if not self._is_apart(number, tags, kinds, names))

    def _asking_for(self, names: Names) -> Iterable[int]:
        """The alternatives that ask for no name which an object may not have, and maybe some more."""
        if names.allowed is None:
            return range(len(self.parts))
        return sorted(number for name in (None, *names.allowed) for number in self._by_name.get(name, ()))

    def holding(self, normal: NormalSchema) -> list[int]:
        """The alternatives within which a schema may be shown to lie."""
        tags, kinds, names = tags_of(normal), kinds_of(normal), names_of(parts_of(normal))
        numbers = set(range(len(self.parts)))
        if "object" in kinds:
            # Whatever lies within an alternative asks for all that the alternative asks for.
            numbers = {number for name in (None, *names.required) for number in self._by_name.get(name, ())}
        if not self.is_told_apart or (self.place is not None and not kinds <= _OBJECT):
            return [number for number in sorted(numbers) if not self._is_apart(number, tags, kinds, names)]
        tag = tags.get(self.place)
        for value in tag.values if tag is not None else ():
            numbers.intersection_update((*self._by_value.get(value, ()), *self._other))
        return sorted(numbers if tag is not None and tag.values else numbers.intersection(self._other))

    def _is_apart(self, number: int, tags: Tags, kinds: frozenset[str], names: Names) -> bool:
        """Whether no value of some kinds, with some tags and names, fits an alternative."""
        kinds &= self._kinds[number]
        if kinds <= _OBJECT and (
            names.are_shut_out_by(self._names[number]) or self._names[number].are_shut_out_by(names)
        ):
            return True
        for place, theirs in self._tags[number].items() if kinds else ():
            tag = tags.get(place)
            if tag is None or (place is not None and not kinds <= _OBJECT):
                continue
            if (tag.required or theirs.required) and tag.values.keys().isdisjoint(theirs.values):
                return True
        return not kinds

    def union(self, numbers: Sequence[int]) -> NormalSchema:
        """A schema of all values that fit any of some alternatives."""
        if len(numbers) == 1:
            return self.parts[numbers[0]]
        key = tuple(numbers)
        if key not in self._unions:
            group = tuple(self._group[number] for number in numbers)
            self._unions[key] = NormalSchema(self.owner.context, disjunctions=(group,))
        return self._unions[key]

    def constant(self, values: Values) -> NormalSchema:
        """A schema of some values for the place."""
        key = tuple(values)
        if key not in self._constants:
            self._constants[key] = NormalSchema(choices=tuple(values.values()))
        return self._constants[key]

    def may_share(self, first: int, second: int) -> bool:
        """Whether two alternatives may have a value in common."""
        return not self._is_apart(second, self._tags[first], self._kinds[first], self._names[first])

    def is_shared(self, number: int) -> bool:
        """Whether another one may have a value in common with one of them."""
        if number not in self._shared:
            self._shared[number] = any(other != number for other in self._sharing_ones(self.parts[number]))
        return self._shared[number]

    def sharing_with(self, number: int) -> frozenset[int]:
        """The alternatives that may have a value in common with one of them."""
        if number not in self._sharing:
            self._sharing[number] = frozenset(self.sharing(self.parts[number]))
        return self._sharing[number]

    def resembling(self, normal: NormalSchema, likely: int) -> Iterator[int]:
        """The alternatives that may be the same as a schema, the likely normal first."""
        own = normal.own()
        if likely < len(self.parts) and self.parts[likely].own() == own:
            yield likely
        if self._by_words is None:
            self._by_words = {}
            for number, part in enumerate(self.parts):
                self._by_words.setdefault(part.own(), []).append(number)
        numbers = self._by_words.get(own, [])
        if len(numbers) > 1 and self.is_told_apart:
            numbers = [number for number in self.sharing(normal) if self.parts[number].own() == own]
        yield from (number for number in numbers if number != likely)

    def same_as(self, others: Alternatives, likeness: Likeness) -> frozenset[int]:
        """The alternatives that say the same as different ones of others, and hide nothing."""
        known: dict[int, frozenset[int]] = self._same
        # identity: what is kept below holds the others.
        if id(others) not in known:
            left = set(range(len(others.parts)))
            same = set()
            for number, part in enumerate(self.parts):
                if any(inner.hidden for inner in parts_of(part)):
                    continue
                like = (
                    n for n in others.resembling(part, number) if n in left and likeness.alike(part, others.parts[n])
                )
                other = next(like, None)
                if other is not None:
                    left.discard(other)
                    same.add(number)
            known[id(others)] = frozenset(same)
            self._compared.append(others)
        return known[id(others)]


def alternatives(normal: NormalSchema, group: tuple[Any, ...]) -> Alternatives:
    """The alternatives of a choice of a schema."""
    # identity: the schema holds its groups.
    key = ("alternatives", id(group))
    known: Alternatives | None = normal.opened.get(key)
    if known is None:
        known = normal.opened[key] = Alternatives(normal, group)
    return known


def apart_alternatives(normal: NormalSchema, count: int) -> frozenset[int]:
    """The alternatives of a schema's only choice, of so many, that have no value in common with another."""
    if [len(group) for group in normal.exclusives] != [count] or normal.targets:
        return frozenset()
    several = alternatives(normal, normal.exclusives[0])
    return frozenset(number for number, part in enumerate(several.parts) if several.sharing(part) == [number])
