"""What a schema asks of a value of one kind: to obey it means everything at once, to break it one of several ways."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from harness.containment._alternatives import alternatives
from harness.containment._names import Names, allowed_by
from harness.containment._objects import member_goal
from harness.containment._questions import Requirement
from harness.containment._schemas import frozen
from harness.containment._tags import common, values_of
from harness.containment._ways import Branch, breaks_of, demands_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harness.containment._alternatives import Alternatives
    from harness.containment._demands import ValueDemands
    from harness.containment._schemas import NormalSchema
    from harness.containment._solver import Solver
    from harness.containment._tags import Values


class Others:
    """The demands to take none of the alternatives beside one of them, as far as a value may take both.

    Where all of many may share values, the demands of all ways are as many as the square of their number: they are made
    for the way that is gone.
    """

    __slots__ = ("_number", "_several")

    def __init__(self, several: Alternatives, number: int) -> None:
        self._several = several
        self._number = number

    def __bool__(self) -> bool:
        return self._several.is_shared(self._number)

    def __iter__(self) -> Iterator[Requirement]:
        several = self._several
        sharing = several.sharing(several.parts[self._number])
        return (several.refusals[other] for other in sharing if other != self._number)


# Gives the ways that are left for a value of which so much is known.
Ways: TypeAlias = "Callable[[ValueDemands, Solver], Iterable[Branch]]"


class Choice:
    """Ways of which a value goes one; which there are may depend on what is known of the value.

    Attributes:
        declares: whether a way may declare more names for the sender.
    """

    __slots__ = ("_groups", "_ways", "declares")

    def __init__(self, ways: Iterable[Branch], groups: Sequence[Ways] = (), *, declares: bool = False) -> None:
        self._ways = tuple(ways)
        self._groups = groups
        self.declares = declares or any(
            requirement.wanted and requirement.normal.sends for way in self._ways for requirement in way.requirements
        )

    def ways(self, leaf: ValueDemands, solver: Solver) -> Sequence[Branch]:
        """The ways for a value of which a leaf asks something; others contradict that."""
        if not self._groups:
            return self._ways
        return [*self._ways, *(way for group in self._groups for way in group(leaf, solver))]

    def narrowed(self, ways: Sequence[Branch]) -> Choice:
        """The same with some of its ways alone; itself where its ways depend on what is known of the value."""
        return self if self._groups else Choice(ways, declares=self.declares)


def obeyed(normal: NormalSchema, kind: str) -> tuple[Branch, tuple[Choice, ...]]:
    """What a valid value of the kind obeys: one way that it goes in any case, and choices."""
    known = normal.opened.get(("+", kind))
    if known is None:
        known = normal.opened["+", kind] = _obeyed(normal, kind)
    return known


def broken(normal: NormalSchema, kind: str) -> Choice:
    """The ways in which a value of the kind breaks a schema whose type it has."""
    known = normal.opened.get(("-", kind))
    if known is None:
        known = normal.opened["-", kind] = Choice(
            _broken(Requirement(False, normal), kind),
            tuple(_refusing(normal)),
            declares=bool(normal.exclusives) and normal.sends,
        )
    return known


def _refusing(normal: NormalSchema) -> Iterator[Ways]:
    for parts in normal.disjunctions:
        # To break a schema by breaking itself is no way.
        if all(normal.at(part) is not normal for part in parts):
            yield partial(_refusing_all, alternatives(normal, parts))
    for parts in normal.exclusives:
        yield partial(_refusing_one, alternatives(normal, parts))


def _obeyed(normal: NormalSchema, kind: str) -> tuple[Branch, tuple[Choice, ...]]:
    requirement = Requirement(True, normal)
    requirements = [Requirement(True, part) for part in normal.parts()]
    requirements += [requirement.refused(part) for part in normal.negations]
    demands = list(demands_of(kind, requirement))
    if normal.choices is not None:
        demands.insert(0, ("choices", normal.choices))
    demands += [("unsupported_keywords", keyword) for keyword in normal.unsupported_keywords]
    choices = [_accepting(alternatives(normal, parts), only=False) for parts in normal.disjunctions]
    choices += [_accepting(alternatives(normal, parts), only=True) for parts in normal.exclusives]
    for condition, then, otherwise in normal.conditionals:
        yes, no = (requirement.accepted(condition), requirement.accepted(then)), requirement.refused(condition)
        choices.append(Choice((Branch(yes), Branch((no, requirement.accepted(otherwise))))))
    if kind == "object":
        choices += _dependent(requirement)
    return Branch(tuple(requirements), tuple(demands)), tuple(choices)


def _dependent(requirement: Requirement) -> Iterator[Choice]:
    normal = requirement.normal
    for name, names in normal.names_if_present.items():
        present = (("required", name), *(("required", other) for other in names))
        yield Choice((Branch((), (("missing", name),)), Branch((), present)))
    for name, schema in normal.schemas_if_present.items():
        accepted = Branch((requirement.accepted(schema),), (("required", name),))
        yield Choice((Branch((), (("missing", name),)), accepted))


def _accepting(several: Alternatives, *, only: bool) -> Choice:
    """To take one of several alternatives, and no other if that is asked."""
    ways = [
        Branch((Requirement(True, part),), (), Others(several, number) if only else ())
        for number, part in enumerate(several.parts)
    ]

    def fitting(leaf: ValueDemands, _: Solver) -> Iterable[Branch]:
        numbers = _fitting(several, leaf)
        taken = [number for number in numbers if several.parts[number].number in leaf.seen] if only else ()
        # Whoever takes one already takes no other; what takes two is refused whatever else it is.
        return [ways[number] for number in taken or numbers if len(taken) < 2]

    return Choice((), (fitting,), declares=several.owner.sends)


def _refusing_all(several: Alternatives, leaf: ValueDemands, _: Solver) -> Iterator[Branch]:
    """To take none of several alternatives."""
    for demands, numbers in _cases(several, leaf):
        yield Branch(_refused(several, numbers), demands)


def _refusing_one(several: Alternatives, leaf: ValueDemands, solver: Solver) -> Iterator[Branch]:
    """To take none of several alternatives, or more than one."""
    single = _taken_singly(several, leaf, solver)
    for demands, numbers in _cases(several, leaf):
        yield Branch(_refused(several, numbers), demands)
        for some, others in _pairs(several, numbers, single):
            yield Branch((Requirement(True, several.union(some)), Requirement(True, several.union(others))), demands)


def _taken_singly(several: Alternatives, leaf: ValueDemands, solver: Solver) -> frozenset[int]:
    """Alternatives of which no value takes two that a leaf leads to: a `oneOf` that it obeys has the same."""
    wanted = [requirement.normal for requirement in leaf.seen.values() if requirement.wanted]
    single: frozenset[int] = frozenset()
    for normal in wanted:
        for group in normal.exclusives:
            same = several.same_as(alternatives(normal, group), solver.likeness)
            single = same if len(same) > len(single) else single
    return single


def _refused(several: Alternatives, numbers: Iterable[int]) -> tuple[Requirement, ...]:
    return tuple(several.refusals[number] for number in numbers)


# More alternatives than these are taken apart by what may stand at the place that tells them apart, or by halves.
_MANY = 8


def _pairs(
    several: Alternatives, numbers: list[int], single: frozenset[int] = frozenset()
) -> Iterator[tuple[list[int], list[int]]]:
    """Pairs of sets of alternatives; whoever takes two alternatives takes one of each set of a pair.

    Args:
        several: the alternatives.
        numbers: those that may be taken.
        single: those of which nobody takes two.
    """
    if len(numbers) <= _MANY:
        pairs = ((first, second) for first, second in combinations(numbers, 2) if not {first, second} <= single)
        yield from (([first], [second]) for first, second in pairs if several.may_share(first, second))
        return
    own, rest = ([number for number in numbers if (number in single) is wanted] for wanted in (False, True))
    if not rest:
        middle = len(numbers) // 2
        yield numbers[:middle], numbers[middle:]
        yield from _pairs(several, numbers[:middle])
        yield from _pairs(several, numbers[middle:])
        return
    own_sharing = [number for number in own if not several.sharing_with(number).isdisjoint(rest)]
    if own_sharing:
        yield own_sharing, [number for number in rest if not several.sharing_with(number).isdisjoint(own)]
    yield from _pairs(several, own)


def _fitting(several: Alternatives, leaf: ValueDemands) -> list[int]:
    """The alternatives that a value may fit, by what is asked of it already."""
    values, absent = _standing(leaf, several.place)
    allowed = allowed_by(shape.normal for shape in leaf.shapes if shape.wanted)
    return several.fitting(leaf.kind, values, absent=absent, names=Names(frozenset(leaf.required), allowed))


def _cases(several: Alternatives, leaf: ValueDemands) -> Iterator[tuple[tuple[tuple[str, Any], ...], list[int]]]:
    """What a value may have at the place that tells alternatives apart, and those that it may fit then.

    Every value is of exactly one of the cases.
    """
    kind, place = leaf.kind, several.place
    numbers = _fitting(several, leaf)
    if len(numbers) <= _MANY or not several.is_told_apart or (place is not None and kind != "object"):
        yield (), numbers
        return
    values, absent = _standing(leaf, place)
    if absent:
        yield (("missing", place),), several.fitting(kind, (), absent=True)
    for key, value in several.values.items() if values is None else values.items():
        yield (_has(several, {key: value}, wanted=True),), several.fitting(kind, (key,), absent=False)
    if values is None:
        yield (_has(several, several.values, wanted=False),), several.fitting(kind, (), absent=False)


def _has(several: Alternatives, values: Values, *, wanted: bool) -> tuple[str, Any]:
    """The demand that one of some values, or none of them, stands at the place of some alternatives."""
    constant = several.constant(values)
    if several.place is None:
        return "choices" if wanted else "excluded", constant.choices
    return "named", (several.place, Requirement(wanted, constant))


def _standing(leaf: ValueDemands, place: str | None) -> tuple[Values | None, bool]:
    """What may stand at a place of a value, None for anything; and whether nothing may stand there."""
    if place is None:
        return None if leaf.choices is None else {frozen(value): value for value in leaf.choices}, False
    if place in leaf.missing:
        return {}, True
    several = [values_of(requirement.normal) for requirement in member_goal(leaf, place) if requirement.wanted]
    few = [values for values in several if values is not None]
    return common(few) if few else None, place not in leaf.required


def _broken(requirement: Requirement, kind: str) -> Iterator[Branch]:
    normal = requirement.normal
    if normal.choices is not None:
        yield Branch((), (("excluded", normal.choices),))
    yield from breaks_of(kind, requirement)
    # To break a schema by breaking itself is no way.
    for part in normal.parts():
        if part is not normal:
            yield Branch((Requirement(False, part),))
    for part in normal.negations:
        yield Branch((requirement.accepted(part),))
    for condition, then, otherwise in normal.conditionals:
        yield Branch((requirement.accepted(condition), requirement.refused(then)))
        yield Branch((requirement.refused(condition), requirement.refused(otherwise)))
    if normal.unsupported_keywords:
        # As if every value could break it: more values than there are, but no fewer.
        yield Branch((), tuple(("unsupported_keywords", keyword) for keyword in normal.unsupported_keywords))
