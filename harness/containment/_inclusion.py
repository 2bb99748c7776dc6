"""Schemas that lie within others because they say no less: a proof without a search.

One schema lies within another if whatever the other asserts, it asserts too: the same or more of the same keyword,
subschema by subschema. A pair that leads back to itself through a member or an element holds if nothing else speaks
against it: the values in which it comes up again are smaller each time. That is polynomial where a search branches, but
only a "yes" means something; all else is for the search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._alternatives import alternatives
from harness.containment._budget import Exhausted
from harness.containment._check import meets
from harness.containment._questions import Requirement
from harness.containment._saying import SAYING_NO_LESS, is_at_most
from harness.containment._schemas import ANYTHING, NormalSchema, kind_of
from harness.containment._sendable import BRANCHES, may_use, sent_names
from harness.containment._tags import parts_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._alternatives import Alternatives
    from harness.containment._schemas import Likeness

# Pairs within more others than these are left to the search.
_DEEPEST = 40


# From so many pairs within others on, no more than so many steps are gone straight on; then there is a look at pairs
# within few others, for so many steps.
_DEEP, _QUICK = 12, 100
_NEAR, _MANY = 3, 1_000
_NEVER = 1 << 60


class _TooManyError(Exception):
    """An attempt takes longer than it should."""


class _Pair(NamedTuple):
    """One schema, with all that is asserted in the same place by it and its parts, and another one.

    Attributes:
        narrow: the schema.
        parts: it with its parts.
        kinds: the kinds of values that these allow.
        wide: the other schema.
        message: whether these are all that the sender of a message says, and the other is what its reader says.
        depth: how many members and elements lead here.
    """

    narrow: NormalSchema
    parts: tuple[NormalSchema, ...]
    kinds: frozenset[str]
    wide: NormalSchema
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

    def holds(self, narrow: NormalSchema, wide: NormalSchema, *, message: bool) -> bool:
        """Whether every value of one schema is shown to be one of the other.

        Args:
            narrow: the schema that says more.
            wide: the one that says less.
            message: whether the first is all that the sender of a message says, who uses no name that only its
                reader, who says the other, declares.
        """
        try:
            return self._attempted(narrow, wide, _QUICK, message=message)
        except _TooManyError:
            # It may have got lost in depths, beside what is near and speaks against it.
            if not self._may_hold(narrow, wide, message=message):
                self._known[narrow.number, wide.number, message] = False
            return self._attempted(narrow, wide, _NEVER, message=message)

    def _may_hold(self, narrow: NormalSchema, wide: NormalSchema, *, message: bool) -> bool:
        """Whether nothing near speaks against it."""
        self._found, self._deepest, self._deep = {}, _NEAR, 0
        try:
            return self._attempted(narrow, wide, _MANY, message=message)
        except _TooManyError:
            return True
        finally:
            self._found, self._deepest, self._deep = self._known, _NEVER, _DEEP

    def _attempted(self, narrow: NormalSchema, wide: NormalSchema, steps: int, *, message: bool) -> bool:
        """Whether it is shown in so many steps; what is too deep is taken to hold."""
        self._left = steps
        try:
            return self._within(narrow, wide, message=message, depth=0)
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

    def _within(self, narrow: NormalSchema, wide: NormalSchema, *, message: bool, depth: int) -> bool:
        if narrow is wide or wide is ANYTHING or not narrow.kinds:
            return True
        key = (narrow.number, wide.number, message)
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
        found = self._likeness.alike(narrow, wide) or self._shown(narrow, wide, message=message, depth=depth)
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

    def _shown(self, narrow: NormalSchema, wide: NormalSchema, *, message: bool, depth: int) -> bool:
        parts = parts_of(narrow)
        self._spend(len(parts))
        kinds = frozenset.intersection(*(normal.kinds for normal in parts))
        if not kinds:
            return True
        for normal in parts:
            # In draft 4 a number of an enum is written in two ways.
            if normal.choices is not None and wide.age not in {3, 4}:
                return all(
                    meets(Requirement(True, wide), value) is True for value in normal.choices if kind_of(value) in kinds
                )
        pair = _Pair(narrow, parts, kinds, wide, message, depth)
        if all(holds(self, pair) for holds in _PARTS):
            return True
        return any(
            all(self._in_place(narrow, branch, wide, message=message, depth=depth) for branch in group)
            for group in (*narrow.disjunctions, *narrow.exclusives)
        )

    def _in_place(self, narrow: NormalSchema, branch: Any, wide: NormalSchema, *, message: bool, depth: int) -> bool:
        """Whether a branch of a schema lies within another; it is all that is said if the schema has nothing else."""
        alone = (
            message
            and narrow.said.keys() <= {"disjunctions", "exclusives", "kinds"}
            and len(narrow.disjunctions) + len(narrow.exclusives) == 1
        )
        return self._within(narrow.at(branch), wide, message=alone, depth=depth)

    def _inner(self, pair: _Pair, owner: NormalSchema, narrow: Any, wide: Any) -> bool:
        """Whether a member or an element of one side lies within that of the other."""
        sole = pair.message and len(pair.parts) == 1 and not any(map(owner.says, BRANCHES))
        return self._within(owner.at(narrow), pair.wide.at(wide), message=sole, depth=pair.depth + 1)

    def _plain(self, pair: _Pair) -> bool:
        """What needs no look at subschemas."""
        wide, kinds = pair.wide, pair.kinds
        if not kinds <= wide.kinds or wide.choices is not None or wide.unsupported_keywords:
            return False
        return all(
            any(holds(normal, wide) for normal in pair.parts)
            for name, (concerned, holds) in SAYING_NO_LESS.items()
            if wide.says(name) and not kinds.isdisjoint(concerned)
        )

    def _combined(self, pair: _Pair) -> bool:
        """`allOf`, `not`, conditions, and what leads to other schemas of the same value."""
        wide = pair.wide
        return (
            all(self._within(pair.narrow, part, message=False, depth=pair.depth) for part in wide.parts())
            and all(self._is_refused(pair, schema) for schema in wide.negations)
            and all(self._is_conditional(pair, triple) for triple in wide.conditionals)
            and all(self._is_some(pair, group) for group in wide.disjunctions)
            and all(self._is_one(pair, group) for group in wide.exclusives)
        )

    def _is_refused(self, pair: _Pair, schema: Any) -> bool:
        refused = pair.wide.at(schema)
        return any(
            self._likeness.alike(normal.at(negated), refused) for normal in pair.parts for negated in normal.negations
        )

    def _is_conditional(self, pair: _Pair, triple: Iterable[Any]) -> bool:
        wanted = [pair.wide.at(schema) for schema in triple]
        return any(
            all(self._likeness.alike(normal.at(narrow), part) for narrow, part in zip(mine, wanted, strict=True))
            for normal in pair.parts
            for mine in normal.conditionals
        )

    def _is_some(self, pair: _Pair, group: tuple[Any, ...]) -> bool:
        """Whether one branch of an `anyOf` has all values, or each branch of a choice of ours lies within one."""
        several = alternatives(pair.wide, group)
        return any(None not in self._homes(ours, several, pair) for ours in _choices(pair.parts)) or any(
            self._is_home(pair.narrow, several, number, pair) for number in several.holding(pair.narrow)
        )

    def _is_one(self, pair: _Pair, group: tuple[Any, ...]) -> bool:
        """Whether each branch of a choice of ours lies within one branch of a `oneOf`, and its values in no other."""
        several = alternatives(pair.wide, group)
        sharing = several.sharing(pair.narrow)
        if len(sharing) == 1 and self._is_home(pair.narrow, several, sharing[0], pair):
            return True
        return any(self._is_each_one(ours, several, pair) for ours in _choices(pair.parts))

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
            names = sent_names(pair.parts, part, pair.wide, several) if risky and pair.message else None
            if risky and not risky.isdisjoint(several.sharing(part, names)):
                return False
        return True

    def _twin(self, part: NormalSchema, ours: Alternatives, likely: int) -> int | None:
        """The alternative of ours that is the same as one of theirs; None for none."""
        likely_first = ours.resembling(part, likely)
        return next((number for number in likely_first if self._likeness.alike(part, ours.parts[number])), None)

    def _members(self, pair: _Pair) -> bool:
        wide = pair.wide
        if "object" not in pair.kinds:
            return True
        if not set(wide.required) <= {name for part in pair.parts for name in part.required}:
            return False
        if wide.sends and wide.hidden - frozenset().union(*(part.hidden for part in pair.parts if part.sends)):
            return False
        return (
            all(self._is_member(pair, name, schema) for name, schema in wide.members.items())
            and all(self._is_patterned(pair, text, schema) for text, schema in wide.patterned.items())
            and (wide.additional is True or any(self._are_additional(pair, normal) for normal in pair.parts))
            and (wide.names is True or any(self._inner(pair, part, part.names, wide.names) for part in pair.parts))
            and all(self._is_dependent(pair, name, schema) for name, schema in wide.schemas_if_present.items())
        )

    def _is_member(self, pair: _Pair, name: str, schema: Any) -> bool:
        if pair.wide.at(schema) is ANYTHING:
            return True
        declared = False
        for normal in pair.parts:
            if name in normal.hidden:
                if normal.sends:
                    return True
            elif name in normal.members:
                declared = True
                if self._inner(pair, normal, normal.members[name], schema):
                    return True
            elif not normal.patterned and self._inner(pair, normal, normal.additional, schema):
                return True
        return not declared and pair.message and not may_use(pair.parts, name)

    def _is_patterned(self, pair: _Pair, text: str, schema: Any) -> bool:
        return any(
            text in normal.patterned and self._inner(pair, normal, normal.patterned[text], schema)
            for normal in pair.parts
        )

    def _are_additional(self, pair: _Pair, normal: NormalSchema) -> bool:
        """Whether all that a schema allows under names that the other does not declare is what that allows there."""
        wide = pair.wide
        free = normal.hidden - wide.hidden - wide.members.keys()
        if not normal.patterned.keys() <= wide.patterned.keys() or (free and not normal.sends):
            return False
        names = normal.members.keys() - wide.members.keys() - wide.hidden
        schemas = [normal.members[name] for name in sorted(names)]
        return all(self._inner(pair, normal, schema, wide.additional) for schema in (normal.additional, *schemas))

    def _is_dependent(self, pair: _Pair, name: str, schema: Any) -> bool:
        wanted = pair.wide.at(schema)
        return any(
            name in normal.schemas_if_present
            and self._likeness.alike(normal.at(normal.schemas_if_present[name]), wanted)
            for normal in pair.parts
        )

    def _elements(self, pair: _Pair) -> bool:
        wide = pair.wide
        if "array" not in pair.kinds:
            return True
        if (wide.prefix or wide.rest is not True) and not any(self._are_elements(pair, part) for part in pair.parts):
            return False
        return wide.counted is None or any(self._is_contained(part, wide) for part in pair.parts)

    def _are_elements(self, pair: _Pair, normal: NormalSchema) -> bool:
        wide = pair.wide
        most = max(len(normal.prefix), len(wide.prefix))
        return all(
            self._inner(pair, normal, _element(normal, number), _element(wide, number)) for number in range(most + 1)
        )

    def _is_contained(self, narrow: NormalSchema, wide: NormalSchema) -> bool:
        if narrow.counted is None or not self._likeness.alike(narrow.at(narrow.counted), wide.at(wide.counted)):
            return False
        return narrow.min_counted >= wide.min_counted and is_at_most(narrow.max_counted, wide.max_counted)


def _choices(parts: tuple[NormalSchema, ...]) -> Iterator[Alternatives]:
    """What a schema chooses between."""
    for normal in parts:
        for group in (*normal.exclusives, *normal.disjunctions):
            yield alternatives(normal, group)


# In the order of their cost.
_PARTS = (Inclusion._plain, Inclusion._elements, Inclusion._members, Inclusion._combined)  # noqa: SLF001 - its own


def _element(normal: NormalSchema, number: int) -> Any:
    return normal.prefix[number] if number < len(normal.prefix) else normal.rest
