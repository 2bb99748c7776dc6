"""Schemas that lie within others because they say no less: a proof without a search.

One schema lies within another if whatever the other asserts, it asserts too: the same or more of the same keyword,
subschema by subschema. A pair that leads back to itself through a member or an element holds if nothing else speaks
against it: the values in which it comes up again are smaller each time. That is polynomial where a search branches, but
only a "yes" means something; all else is for the search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._budget import Exhausted
from harness.containment._check import meets
from harness.containment._names import Names, names_of
from harness.containment._questions import Requirement
from harness.containment._schemas import ANYTHING, NormalSchema, kind_of, tighter_upper
from harness.containment._sendable import declared_names
from harness.containment._tags import alternatives, parts_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._schemas import Likeness
    from harness.containment._tags import Alternatives

# Pairs within more others than these are left to the search.
_DEEPEST = 40
_NUMBERS = frozenset(("integer", "fraction"))
_CHOICES = ("disjunctions", "exclusives")
_BRANCHES = (
    *_CHOICES,
    "conditionals",
    "schemas_if_present",
    "negations",
    "unsupported_keywords",
    "counted",
    "patterned",
)


# From so many pairs within others on, no more than so many steps are gone straight on; then there is a look at pairs
# within few others, for so many steps.
_DEEP, _QUICK = 12, 100
_NEAR, _MANY = 3, 1_000
_NEVER = 1 << 60


class _TooManyError(Exception):
    """An attempt takes longer than it should."""


class _Pair(NamedTuple):
    """One schema, and all that is asserted in the same place by it and its parts; and another.

    Attributes:
        said: the schema with its parts.
        kinds: the kinds of values that these allow.
        message: whether these are all that the sender of a message says, and the other is what its reader says.
        depth: how many members and elements lead here.
    """

    one: NormalSchema
    said: tuple[NormalSchema, ...]
    kinds: frozenset[str]
    other: NormalSchema
    message: bool
    depth: int


class Inclusion:
    """Which schemas lie within others, as far as somebody asked."""

    __slots__ = (
        "_deep",
        "_deepest",
        "_found",
        "_known",
        "_leaned",
        "_left",
        "_likeness",
        "_open",
        "_spend_all",
        "_trail",
    )

    def __init__(self, likeness: Likeness, spend: Callable[[int], None]) -> None:
        self._likeness = likeness
        self._spend_all = spend
        # The steps of an attempt that are left, how many pairs within others it looks at, and from how many it is deep.
        self._left = self._deepest = _NEVER
        self._deep = _DEEP
        self._known: dict[tuple[int, int, bool], bool] = {}
        # What an attempt finds, which is what is known, or only seems so.
        self._found = self._known
        # Pairs in progress with their depths, those of them that others lean on, and what was shown meanwhile.
        self._open: dict[tuple[int, int, bool], int] = {}
        self._leaned: set[tuple[int, int, bool]] = set()
        self._trail: list[tuple[int, int, bool]] = []

    def holds(self, one: NormalSchema, other: NormalSchema, *, message: bool) -> bool:
        """Whether every value of one schema is shown to be one of the other.

        Args:
            one: the schema that says more.
            other: the one that says less.
            message: whether the first is all that the sender of a message says, who uses no name that only its
                reader, who says the other, declares.
        """
        try:
            return self._attempted(one, other, _QUICK, message=message)
        except _TooManyError:
            # It may have got lost in depths, beside what is near and speaks against it.
            if not self._may_hold(one, other, message=message):
                self._known[one.number, other.number, message] = False
            return self._attempted(one, other, _NEVER, message=message)

    def _may_hold(self, one: NormalSchema, other: NormalSchema, *, message: bool) -> bool:
        """Whether nothing near speaks against it."""
        self._found, self._deepest, self._deep = {}, _NEAR, 0
        try:
            return self._attempted(one, other, _MANY, message=message)
        except _TooManyError:
            return True
        finally:
            self._found, self._deepest, self._deep = self._known, _NEVER, _DEEP

    def _attempted(self, one: NormalSchema, other: NormalSchema, steps: int, *, message: bool) -> bool:
        """Whether it is shown in so many steps; what is too deep is taken to hold."""
        self._left = steps
        try:
            return self._within(one, other, message=message, depth=0)
        except (Exhausted, RecursionError):
            return False
        finally:
            # What breaks off in the middle has shown nothing.
            if self._open:
                for key in self._trail:
                    del self._found[key]
            self._open.clear()
            self._leaned.clear()
            self._trail.clear()

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0 and len(self._open) > self._deep:
            raise _TooManyError
        self._spend_all(steps)

    def _within(self, one: NormalSchema, other: NormalSchema, *, message: bool, depth: int) -> bool:
        if one is other or other is ANYTHING or not one.kinds:
            return True
        key = (one.number, other.number, message)
        known = self._known.get(key)
        if known is None:
            known = self._found.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._leaned.add(key)
            # What leads back without a member or an element in between says nothing.
            return self._open[key] < depth
        self._spend(1)
        if len(self._open) > self._deepest:
            return True
        if len(self._open) > _DEEPEST:
            return False
        mark = len(self._trail)
        self._open[key] = depth
        found = self._likeness.alike(one, other) or self._shown(one, other, message=message, depth=depth)
        del self._open[key]
        if found:
            self._trail.append(key)
        elif key in self._leaned:
            # Others were shown on the assumption that this holds.
            for leaning in self._trail[mark:]:
                del self._found[leaning]
            del self._trail[mark:]
        self._leaned.discard(key)
        self._found[key] = found
        return found

    def _shown(self, one: NormalSchema, other: NormalSchema, *, message: bool, depth: int) -> bool:
        said = parts_of(one)
        self._spend(len(said))
        kinds = frozenset.intersection(*(normal.kinds for normal in said))
        if not kinds:
            return True
        for normal in said:
            # In draft 4 a number of an enum is written in two ways.
            if normal.choices is not None and other.age not in {3, 4}:
                return all(
                    meets(Requirement(True, other), value) is True
                    for value in normal.choices
                    if kind_of(value) in kinds
                )
        pair = _Pair(one, said, kinds, other, message, depth)
        if all(holds(self, pair) for holds in _PARTS):
            return True
        return any(
            all(self._in_place(one, branch, other, message=message, depth=depth) for branch in group)
            for group in (*one.disjunctions, *one.exclusives)
        )

    def _in_place(self, one: NormalSchema, branch: Any, other: NormalSchema, *, message: bool, depth: int) -> bool:
        """Whether a branch of a schema lies within another; it is all that is said if the schema has nothing else."""
        alone = (
            message
            and one.said.keys() <= {"disjunctions", "exclusives", "kinds"}
            and len(one.disjunctions) + len(one.exclusives) == 1
        )
        return self._within(one.at(branch), other, message=alone, depth=depth)

    def _inner(self, pair: _Pair, owner: NormalSchema, one: Any, other: Any) -> bool:
        """Whether a member or an element of one side lies within that of the other."""
        sole = pair.message and len(pair.said) == 1 and not any(map(owner.says, _BRANCHES))
        return self._within(owner.at(one), pair.other.at(other), message=sole, depth=pair.depth + 1)

    def _plain(self, pair: _Pair) -> bool:
        """What needs no look at subschemas."""
        other, kinds = pair.other, pair.kinds
        if not kinds <= other.kinds or other.choices is not None or other.unsupported_keywords:
            return False
        return all(
            any(holds(normal, other) for normal in pair.said)
            for name, (concerned, holds) in _PLAIN.items()
            if other.says(name) and not kinds.isdisjoint(concerned)
        )

    def _combined(self, pair: _Pair) -> bool:
        """`allOf`, `not`, conditions, and what leads to other schemas of the same value."""
        other = pair.other
        return (
            all(self._within(pair.one, part, message=False, depth=pair.depth) for part in other.parts())
            and all(self._is_refused(pair, schema) for schema in other.negations)
            and all(self._is_conditional(pair, triple) for triple in other.conditionals)
            and all(self._is_some(pair, group) for group in other.disjunctions)
            and all(self._is_one(pair, group) for group in other.exclusives)
        )

    def _is_refused(self, pair: _Pair, schema: Any) -> bool:
        refused = pair.other.at(schema)
        return any(self._likeness.alike(normal.at(one), refused) for normal in pair.said for one in normal.negations)

    def _is_conditional(self, pair: _Pair, triple: Iterable[Any]) -> bool:
        wanted = [pair.other.at(schema) for schema in triple]
        return any(
            all(self._likeness.alike(normal.at(one), part) for one, part in zip(mine, wanted, strict=True))
            for normal in pair.said
            for mine in normal.conditionals
        )

    def _is_some(self, pair: _Pair, group: tuple[Any, ...]) -> bool:
        """Whether one branch of an `anyOf` has all values, or each branch of a choice of ours lies within one."""
        several = alternatives(pair.other, group)
        return any(None not in self._homes(ours, several, pair) for ours in _choices(pair.said)) or any(
            self._is_home(pair.one, several, number, pair) for number in several.holding(pair.one)
        )

    def _is_one(self, pair: _Pair, group: tuple[Any, ...]) -> bool:
        """Whether each branch of a choice of ours lies within one branch of a `oneOf`, and its values in no other."""
        several = alternatives(pair.other, group)
        sharing = several.sharing(pair.one)
        if len(sharing) == 1 and self._is_home(pair.one, several, sharing[0], pair):
            return True
        return any(self._is_each_one(ours, several, pair) for ours in _choices(pair.said))

    def _homes(self, ours: Alternatives, several: Alternatives, pair: _Pair) -> Iterator[int | None]:
        """The alternative of theirs that each of ours lies within; None for none."""
        shift = 0
        for number, part in enumerate(ours.parts):
            home = self._home(part, several, number + shift, pair)
            yield home
            shift = shift if home is None else home - number

    def _home(self, part: NormalSchema, several: Alternatives, likely: int, pair: _Pair) -> int | None:
        if likely < len(several.parts) and self._is_home(part, several, likely, pair):
            return likely
        holding = (number for number in several.holding(part) if number != likely)
        return next((number for number in holding if self._is_home(part, several, number, pair)), None)

    def _is_home(self, part: NormalSchema, several: Alternatives, number: int, pair: _Pair) -> bool:
        return self._within(part, several.parts[number], message=False, depth=pair.depth)

    def _is_each_one(self, ours: Alternatives, several: Alternatives, pair: _Pair) -> bool:
        """The same of one choice of ours.

        What takes one branch of a `oneOf` takes none of its others, nor what is the same as one of those.
        """
        twins: dict[int | None, set[int]] = {}
        for number, part in enumerate(several.parts):
            twin = self._twin(part, ours, number) if ours.is_exclusive else None
            twins.setdefault(twin, set()).add(number)
        for number, home in enumerate(self._homes(ours, several, pair)):
            if home is None:
                return False
            risky = (twins.get(None, set()) | twins.get(number, set())) - {home}
            part = ours.parts[number]
            if risky and not risky.isdisjoint(several.sharing(part, _sent_names(part, several, pair))):
                return False
        return True

    def _twin(self, part: NormalSchema, ours: Alternatives, likely: int) -> int | None:
        """The alternative of ours that is the same as one of theirs; None for none."""
        likely_first = ours.resembling(part, likely)
        return next((number for number in likely_first if self._likeness.alike(part, ours.parts[number])), None)

    def _members(self, pair: _Pair) -> bool:
        other = pair.other
        if "object" not in pair.kinds:
            return True
        if not set(other.required) <= {name for one in pair.said for name in one.required}:
            return False
        if other.sends and other.hidden - frozenset().union(*(one.hidden for one in pair.said if one.sends)):
            return False
        return (
            all(self._is_member(pair, name, schema) for name, schema in other.members.items())
            and all(self._is_patterned(pair, text, schema) for text, schema in other.patterned.items())
            and (other.additional is True or any(self._are_additional(pair, normal) for normal in pair.said))
            and (other.names is True or any(self._inner(pair, one, one.names, other.names) for one in pair.said))
            and all(self._is_dependent(pair, name, schema) for name, schema in other.schemas_if_present.items())
        )

    def _is_member(self, pair: _Pair, name: str, schema: Any) -> bool:
        if pair.other.at(schema) is ANYTHING:
            return True
        declared = False
        for normal in pair.said:
            if name in normal.hidden:
                if normal.sends:
                    return True
            elif name in normal.members:
                declared = True
                if self._inner(pair, normal, normal.members[name], schema):
                    return True
            elif not normal.patterned and self._inner(pair, normal, normal.additional, schema):
                return True
        return not declared and pair.message and not _may_use(pair.said, name)

    def _is_patterned(self, pair: _Pair, text: str, schema: Any) -> bool:
        return any(
            text in normal.patterned and self._inner(pair, normal, normal.patterned[text], schema)
            for normal in pair.said
        )

    def _are_additional(self, pair: _Pair, normal: NormalSchema) -> bool:
        """Whether all that a schema allows under names that the other does not declare is what that allows there."""
        other = pair.other
        free = normal.hidden - other.hidden - other.members.keys()
        if not normal.patterned.keys() <= other.patterned.keys() or (free and not normal.sends):
            return False
        names = normal.members.keys() - other.members.keys() - other.hidden
        schemas = [normal.members[name] for name in sorted(names)]
        return all(self._inner(pair, normal, schema, other.additional) for schema in (normal.additional, *schemas))

    def _is_dependent(self, pair: _Pair, name: str, schema: Any) -> bool:
        wanted = pair.other.at(schema)
        return any(
            name in normal.schemas_if_present
            and self._likeness.alike(normal.at(normal.schemas_if_present[name]), wanted)
            for normal in pair.said
        )

    def _elements(self, pair: _Pair) -> bool:
        other = pair.other
        if "array" not in pair.kinds:
            return True
        if (other.prefix or other.rest is not True) and not any(self._are_elements(pair, one) for one in pair.said):
            return False
        return other.counted is None or any(self._is_contained(one, other) for one in pair.said)

    def _are_elements(self, pair: _Pair, normal: NormalSchema) -> bool:
        other = pair.other
        most = max(len(normal.prefix), len(other.prefix))
        return all(
            self._inner(pair, normal, _element(normal, number), _element(other, number)) for number in range(most + 1)
        )

    def _is_contained(self, one: NormalSchema, other: NormalSchema) -> bool:
        if one.counted is None or not self._likeness.alike(one.at(one.counted), other.at(other.counted)):
            return False
        return one.min_counted >= other.min_counted and _is_at_most(one.max_counted, other.max_counted)


def _choices(parts: tuple[NormalSchema, ...]) -> Iterator[Alternatives]:
    """What a schema chooses between."""
    for normal in parts:
        for group in (*normal.exclusives, *normal.disjunctions):
            yield alternatives(normal, group)


# In the order of their cost.
_PARTS = (Inclusion._plain, Inclusion._elements, Inclusion._members, Inclusion._combined)  # noqa: SLF001 - its own


def _sent_names(part: NormalSchema, several: Alternatives, pair: _Pair) -> Names | None:
    """The names that a sender uses who takes an alternative of ours, as far as the reader's alternatives ask for them.

    None for a sender who may declare more names than that alternative does.
    """
    groups = sum(len(one.disjunctions) + len(one.exclusives) for one in pair.said)
    others = [name for name in _BRANCHES if name not in _CHOICES]
    parts = parts_of(part)
    if not pair.message or groups != 1 or any(one.says(name) for one in pair.said for name in others):
        return None
    if any(one.says(name) for one in parts for name in _BRANCHES):
        return None
    declared = frozenset(name for one in (*pair.said, *parts) for name in (*one.members, *one.hidden, *one.required))
    return Names(names_of(parts).required, declared | (several.required - declared_names(pair.other)))


def _may_use(said: tuple[NormalSchema, ...], name: str) -> bool:
    """Whether a sender may use a name that none of its properties has."""
    return any(name in one.required or any(map(one.says, _BRANCHES)) for one in said)


def _element(normal: NormalSchema, number: int) -> Any:
    return normal.prefix[number] if number < len(normal.prefix) else normal.rest


def _is_at_most(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


def _at_least(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: bool(getattr(one, name) >= getattr(other, name))


def _at_most(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: _is_at_most(getattr(one, name), getattr(other, name))


def _superset(name: str) -> Callable[[NormalSchema, NormalSchema], bool]:
    return lambda one, other: set(getattr(one, name)).issuperset(getattr(other, name))


def _is_above(one: NormalSchema, other: NormalSchema) -> bool:
    return one.lower is not None and other.lower is not None and one.lower >= other.lower


def _is_below(one: NormalSchema, other: NormalSchema) -> bool:
    return one.upper is not None and other.upper is not None and tighter_upper(other.upper, one.upper) == one.upper


def _depends(one: NormalSchema, other: NormalSchema) -> bool:
    return all(
        set(names) <= {*one.required, *one.names_if_present.get(name, ())}
        for name, names in other.names_if_present.items()
    )


# By what the other schema says: which kinds of values it concerns, and when one schema says as much.
_PLAIN: dict[str, tuple[frozenset[str], Callable[[NormalSchema, NormalSchema], bool]]] = {
    "whole": (_NUMBERS, lambda one, _: one.whole),
    "lower": (_NUMBERS, _is_above),
    "upper": (_NUMBERS, _is_below),
    "multiples": (_NUMBERS, _superset("multiples")),
    "min_length": (frozenset(("string",)), _at_least("min_length")),
    "max_length": (frozenset(("string",)), _at_most("max_length")),
    "patterns": (frozenset(("string",)), _superset("patterns")),
    "formats": (frozenset(("string",)), _superset("formats")),
    "min_items": (frozenset(("array",)), _at_least("min_items")),
    "max_items": (frozenset(("array",)), _at_most("max_items")),
    "unique": (frozenset(("array",)), lambda one, _: one.unique),
    "names_if_present": (frozenset(("object",)), _depends),
    "min_properties": (frozenset(("object",)), _at_least("min_properties")),
    "max_properties": (frozenset(("object",)), _at_most("max_properties")),
}
