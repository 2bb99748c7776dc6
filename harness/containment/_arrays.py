"""Arrays that meet demands on their elements: one, or the proof that there is none.

Every place up to the end of the longest `prefixItems` may have schemas of its own; all places behind are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._questions import NONE, Found, Nothing, Outcome, Requirement, Unknown
from harness.containment._schemas import frozen, is_among

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._demands import Some, ValueDemands
    from harness.containment._solver import Solver

# Longer arrays are not built, nor such of this many different elements, nor values with more parts in all.
_LONGEST = 100_000
_DIFFERENT = 300
_LARGEST = 200_000
# How many arrangements of demanded elements are tried.
_TRIES = 300

# What is asked of the elements at some places beside what all there obey.
_Places = dict[int, tuple[Requirement, ...]]


def longest_prefix(leaf: ValueDemands) -> int:
    """The number of places that may have schemas of their own."""
    return max((len(shape.normal.prefix) for shape in leaf.shapes), default=0)


def element_goal(leaf: ValueDemands, place: int) -> list[Requirement]:
    """All that every array obeys in a place."""
    goal = list(leaf.elements)
    for shape in leaf.shapes:
        normal = shape.normal
        goal.append(shape.accepted(normal.prefix[place] if place < len(normal.prefix) else normal.rest))
    return goal


def solve_array(leaf: ValueDemands, solver: Solver) -> Outcome:
    """An array that meets all demands."""
    if leaf.unique and leaf.repeated:
        return NONE
    array = _Array(leaf, solver)
    return array.solved() or (NONE if array.doubt is None else Unknown(array.doubt))


class _Array:
    __slots__ = ("doubt", "leaf", "limit", "prefix", "solver", "tries")

    def __init__(self, leaf: ValueDemands, solver: Solver) -> None:
        self.leaf = leaf
        self.solver = solver
        self.prefix = longest_prefix(leaf)
        # What kept a failure from being a proof.
        self.doubt: str | None = None
        self.tries = 0
        self.limit = leaf.max_items

    def solved(self) -> Outcome | None:
        leaf = self.leaf
        for place in range(min(self.prefix, _LONGEST) + 1):
            # The first place that no element suits is where every array has to end.
            if isinstance(self.solver.solve(element_goal(leaf, place)), Nothing):
                self.limit = place if self.limit is None else min(place, self.limit)
                break
        if self.limit is not None and leaf.min_items > self.limit:
            return None
        units = [some for some in leaf.some for _ in range(min(some.times, _LONGEST))]
        if len(units) > _DIFFERENT:
            return self._crowded()
        # Fixed places first, for they leave no choice.
        units.sort(key=lambda some: (not some.exactly, -some.start))
        return self._arranged(units, {}, {})

    def _crowded(self) -> Outcome | None:
        """Many elements of one sort, side by side."""
        if len(self.leaf.some) > 1 or self.leaf.repeated:
            self.doubt = "too many elements are asked for"
            return None
        (some,) = self.leaf.some
        start = max(some.start, self.prefix)
        found = (
            self._built({start + n: (some.requirement,) for n in range(some.times)}) if some.times <= _LONGEST else None
        )
        self.doubt = self.doubt or "too many elements are asked for"
        return found

    def _arranged(self, units: list[Some], places: _Places, owners: dict[int, tuple[Some, ...]]) -> Outcome | None:
        """The array with places chosen for the elements that are left to place; None if there is none."""
        self.tries += 1
        self.solver.budget.spend()
        if self.tries > _TRIES:
            self.doubt = "not every arrangement of elements was tried"
            return None
        if not units:
            return self._paired(places)
        unit, *rest = units
        for place in self._places_for(unit, places):
            if any(owner is unit for owner in owners.get(place, ())):
                continue
            requirements = (*places.get(place, ()), unit.requirement)
            if isinstance(self.solver.solve([*element_goal(self.leaf, place), *requirements]), Nothing):
                continue
            found = self._arranged(
                rest, {**places, place: requirements}, {**owners, place: (*owners.get(place, ()), unit)}
            )
            if found is not None:
                return found
        return None

    def _places_for(self, unit: Some, places: _Places) -> Iterator[int]:
        if unit.exactly:
            if self.limit is None or unit.start < self.limit:
                yield unit.start
            return
        # Behind the prefix all places are alike: those taken, and one that is not.
        last = max([self.prefix, unit.start, *(place + 1 for place in places)])
        fresh = False
        for place in range(unit.start, last + 1):
            if self.limit is not None and place >= self.limit:
                return
            if place >= self.prefix and place not in places:
                if fresh:
                    continue
                fresh = True
            yield place

    def _paired(self, places: _Places) -> Outcome | None:
        """The array with two equal elements, where that is asked for."""
        if not self.leaf.repeated:
            return self._built(places)
        last = max([self.prefix, *(place + 1 for place in places)]) + 1
        for second in range(1, last + 1):
            for first in range(second):
                if self.limit is not None and second >= self.limit:
                    return None
                both = (*places.get(first, ()), *places.get(second, ()))
                common = [*element_goal(self.leaf, first), *element_goal(self.leaf, second), *both]
                found = self.solver.solve(common)
                if isinstance(found, Unknown):
                    self.doubt = found.reason
                if isinstance(found, Nothing):
                    continue
                everything = tuple(common)
                built = self._built({**places, first: everything, second: everything}, (first, second))
                if built is not None:
                    return built
        return None

    def _built(self, places: _Places, pair: tuple[int, int] | None = None) -> Outcome | None:
        length = max([self.leaf.min_items, *(place + 1 for place in places)])
        if length > _LONGEST:
            self.doubt = "the array would be too long"
            return None
        if self.limit is not None and length > self.limit:
            return None
        forced = [0] * len(self.leaf.counts)
        items: list[Any] = []
        size = 1
        tail: Found | None = None
        for place in range(length):
            if tail is not None and place not in places:
                found: Outcome = tail
            else:
                found = self._element(place, places, items, forced)
                plain = place >= self.prefix and place not in places and not self.leaf.unique
                if plain and isinstance(found, Found) and not self.leaf.counts:
                    tail = found
            if not isinstance(found, Found):
                return None
            items.append(found.value)
            size += found.size
        if size > _LARGEST:
            self.doubt = "the value would be too big"
            return None
        if pair is not None:
            items[pair[1]] = items[pair[0]]
        return self._free(Found(items, size), places)

    def _element(self, place: int, places: _Places, items: list[Any], forced: list[int]) -> Outcome:
        """An element for a place, so that it counts as seldom as possible."""
        self.solver.budget.spend()
        goal = [*element_goal(self.leaf, place), *places.get(place, ())]
        found: Outcome = NONE
        if self.leaf.counts:
            found = self.solver.solve(
                [*goal, *(count.requirement._replace(wanted=False) for count in self.leaf.counts)]
            )
        if not isinstance(found, Found):
            if isinstance(found, Unknown) or len(self.leaf.counts) > 1:
                self.doubt = "not every choice of elements to be counted was tried"
            for number, count in enumerate(self.leaf.counts):
                forced[number] += 1
                if forced[number] > count.most:
                    return NONE
            found = self.solver.solve(goal)
        if isinstance(found, Unknown):
            self.doubt = found.reason
        if self.leaf.unique and isinstance(found, Found) and is_among(found.value, items):
            return self._other(goal, items)
        return found

    def _other(self, goal: list[Requirement], items: list[Any]) -> Outcome:
        """An element that is not yet there."""
        if len(items) > _DIFFERENT:
            self.doubt = "too many different elements are asked for"
            return NONE
        taken = tuple(sorted(items, key=lambda item: str(frozen(item))))
        found = self.solver.solve([*goal, Requirement(False, self.solver.constant(choices=taken))])
        if not isinstance(found, Found) and not self._is_pigeonhole(len(items)):
            self.doubt = "not every choice of different elements was tried"
        if isinstance(found, Found) and self.leaf.counts:
            self.doubt = "not every choice of different elements was tried"
            return NONE
        return found

    def _is_pigeonhole(self, place: int) -> bool:
        """Whether all places up to this one ask for the same, so that there are fewer values than places."""
        if self.leaf.counts or self.leaf.some or self.doubt is not None:
            return False
        goals = [frozenset(requirement.key for requirement in element_goal(self.leaf, p)) for p in range(place + 1)]
        return all(goal == goals[0] for goal in goals)

    def _free(self, found: Found, places: _Places) -> Outcome | None:
        """The array, or one that is longer, where it is one of those excluded."""
        for _ in range(len(self.leaf.excluded) + 1):
            if not is_among(found.value, self.leaf.excluded):
                return found
            place = len(found.value)
            if self.limit is not None and place >= self.limit:
                break
            more = self._element(place, places, found.value, [0] * len(self.leaf.counts))
            if not isinstance(more, Found) or self.leaf.counts:
                break
            found = Found([*found.value, more.value], found.size + more.size)
        self.doubt = "the only array found is one of those excluded"
        return None
