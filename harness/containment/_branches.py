"""What a schema asks of a value of one kind: to obey it means everything at once, to break it one of several ways."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from harness.containment._demands import Count, Demand, Some
from harness.containment._names import Names, allowed_by
from harness.containment._objects import member_goal
from harness.containment._questions import Requirement
from harness.containment._schemas import ANYTHING, frozen
from harness.containment._tags import alternatives, common, values_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harness.containment._demands import ValueDemands
    from harness.containment._schemas import NormalSchema
    from harness.containment._solver import Solver
    from harness.containment._tags import Alternatives, Values


class Branch(NamedTuple):
    """One way to go on.

    Attributes:
        requirements: what the value obeys then.
        demands: what is asked of the leaf then, as (name, value).
        strict: requirements that belong to the way too, but are only watched at first: without them there may be more
            values, which have to be checked, but what has none even so, has none.
    """

    requirements: tuple[Requirement, ...] = ()
    demands: tuple[tuple[str, Any], ...] = ()
    strict: tuple[Requirement, ...] | Others = ()


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
    demands = list(_DEMANDS.get(kind, _no_demands)(requirement))
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
    yield from _BREAKS.get(kind, _no_ways)(requirement)
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


def _no_demands(_: Requirement) -> Iterator[tuple[str, Any]]:
    """A kind whose values have no keywords of their own."""
    return iter(())


def _no_ways(_: Requirement) -> Iterator[Branch]:
    return iter(())


def _number_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    if normal.lower is not None:
        yield "lower", normal.lower
    if normal.upper is not None:
        yield "upper", normal.upper
    for divisor in normal.multiples:
        yield "multiples", divisor
    if normal.whole:
        yield "whole", True


def _number_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    if normal.lower is not None:
        yield Branch((), (("upper", (normal.lower[0], not normal.lower[1])),))
    if normal.upper is not None:
        yield Branch((), (("lower", (normal.upper[0], not normal.upper[1])),))
    for divisor in normal.multiples:
        yield Branch((), (("no_multiples", divisor),))
    if normal.whole:
        yield Branch((), (("written", True),))


def _counts(normal: NormalSchema, least: str, most: str) -> Iterator[tuple[str, Any]]:
    """How many characters, elements or members there must be and may be."""
    if getattr(normal, least):
        yield least, getattr(normal, least)
    if getattr(normal, most) is not None:
        yield most, getattr(normal, most)


def _other_counts(normal: NormalSchema, least: str, most: str) -> Iterator[Branch]:
    if getattr(normal, least) > 0:
        yield Branch((), ((most, getattr(normal, least) - 1),))
    if getattr(normal, most) is not None:
        yield Branch((), ((least, getattr(normal, most) + 1),))


def _string_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    yield from _counts(normal, "min_length", "max_length")
    for pattern in normal.patterns:
        yield "patterns", pattern
    for form in normal.formats:
        yield "formats", form


def _string_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    yield from _other_counts(normal, "min_length", "max_length")
    for pattern in normal.patterns:
        yield Branch((), (("no_patterns", pattern),))
    for form in normal.formats:
        yield Branch((), (("no_formats", form),))


def _array_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    yield from _counts(normal, "min_items", "max_items")
    if normal.unique:
        yield "unique", True
    if normal.prefix or normal.rest is not True:
        yield "shapes", requirement
    if normal.counted is not None:
        contained = requirement.accepted(normal.counted)
        if normal.max_counted is not None:
            yield "counts", Count(contained, normal.max_counted)
        if normal.min_counted:
            yield "some", Some(0, False, normal.min_counted, contained)


def _array_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    yield from _other_counts(normal, "min_items", "max_items")
    for number, schema in enumerate(normal.prefix):
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("some", Some(number, True, 1, refused)),))
    refused = requirement.refused(normal.rest)
    if refused.normal is not ANYTHING:
        yield Branch((), (("some", Some(len(normal.prefix), False, 1, refused)),))
    if normal.unique:
        yield Branch((), (("repeated", True),))
    if normal.counted is not None:
        if normal.min_counted == 1:
            yield Branch((), (("elements", requirement.refused(normal.counted)),))
        elif normal.min_counted:
            yield Branch((), (("counts", Count(requirement.accepted(normal.counted), normal.min_counted - 1)),))
        if normal.max_counted is not None:
            found = Some(0, False, normal.max_counted + 1, requirement.accepted(normal.counted))
            yield Branch((), (("some", found),))


def _object_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    sends = bool(normal.required or normal.hidden) and normal.sends
    for name in normal.required:
        yield "required", name
        if sends:
            yield "promised", name
    if sends:
        # In the order of the document, not that of a set.
        for name in sorted(normal.hidden):
            yield "missing", name
    yield from _counts(normal, "min_properties", "max_properties")
    shaped = normal.members or normal.patterned or normal.hidden
    if shaped or normal.additional is not True or normal.names is not True:
        yield "shapes", requirement


def _object_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    for name in normal.required:
        yield Branch((), (("missing", name),))
    for name, schema in normal.members.items():
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("named", (name, refused)),))
    for pattern, schema in normal.patterned.items():
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("demands", Demand("pattern", pattern, requirement, (refused,))),))
    refused = requirement.refused(normal.additional)
    if refused.normal is not ANYTHING:
        yield Branch((), (("demands", Demand("additional", "", requirement, (refused,))),))
    if requirement.normal.at(normal.names) is not ANYTHING:
        yield Branch((), (("demands", Demand("odd", "", requirement, ())),))
    yield from _other_counts(normal, "min_properties", "max_properties")
    for name, names in normal.names_if_present.items():
        for other in names:
            yield Branch((), (("required", name), ("missing", other)))
    for name, schema in normal.schemas_if_present.items():
        yield Branch((requirement.refused(schema),), (("required", name),))


_DEMANDS = {
    "integer": _number_demands,
    "fraction": _number_demands,
    "string": _string_demands,
    "array": _array_demands,
    "object": _object_demands,
}
_BREAKS = {
    "integer": _number_breaks,
    "fraction": _number_breaks,
    "string": _string_breaks,
    "array": _array_breaks,
    "object": _object_breaks,
}
