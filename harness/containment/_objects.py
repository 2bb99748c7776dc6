"""Objects that meet demands on their members: one, or the proof that there is none."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from harness.containment._check import meets, schemas_for
from harness.containment._outcome import NONE, Found, Nothing, Outcome, Unknown, outermost, unknown
from harness.containment._patterns import samples
from harness.containment._strings import matches
from harness.containment._values import is_among

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._branches import Demand, Leaf
    from harness.containment._context import Literal
    from harness.containment._solver import Solver

# How many ways to choose names for demands are tried.
_CHOICES = 64
# How many patterns may tell names apart.
_PATTERNS = 4


def solve_object(leaf: Leaf, solver: Solver) -> Outcome:
    """An object that meets all demands."""
    most = leaf.max_properties
    if most is not None and (leaf.min_properties > most or len(leaf.required) > most):
        return NONE
    outcome: Outcome = NONE
    named = [[(demand.text, demand)] for demand in leaf.demands if demand.domain == "named"]
    open_ended = [demand for demand in leaf.demands if demand.domain != "named"]
    options = [list(_names(demand, leaf, solver)) for demand in open_ended]
    for choice in islice(product(*named, *options), _CHOICES):
        found = _with_names(leaf, choice, solver)
        if isinstance(found, Found):
            return found
        if isinstance(outcome, Nothing):
            outcome = found if isinstance(found, Unknown) else Nothing(outermost(outcome.level, found.level))
    if isinstance(outcome, Nothing) and any(_may_be_elsewhere(demand, leaf, solver) for demand in open_ended):
        return unknown("not every name of a member was tried")
    return outcome


def _may_be_elsewhere(demand: Demand, leaf: Leaf, solver: Solver) -> bool:
    """Whether a demand might be met under a name that was not tried.

    Names that no schema declares differ only in the patterns that they match: for each set of patterns there is one
    goal, whether or not there is a name for it.
    """
    if demand.domain == "odd":
        return not isinstance(_odd(demand, leaf, solver), Nothing)
    patterns = [(shape, pattern) for shape in leaf.shapes for pattern in shape.normal.pattern_properties]
    if len(patterns) > _PATTERNS:
        return True
    for chosen in product((False, True), repeat=len(patterns)):
        matched = {(id(shape), pattern) for (shape, pattern), is_in in zip(patterns, chosen, strict=True) if is_in}
        goal = list(demand.values)
        for shape in leaf.shapes:
            normal = shape.normal
            found = [s for p, s in normal.pattern_properties.items() if (id(shape), p) in matched]
            goal += [shape.accepted(schema) for schema in found or [normal.additional]]
        if not isinstance(solver.solve(tuple(goal)), Nothing):
            # Without patterns one fresh name was as good as any.
            return bool(patterns) or demand.domain == "pattern"
    return False


def _with_names(leaf: Leaf, choice: tuple[tuple[str, Demand], ...], solver: Solver) -> Outcome:
    """An object with the required members and those that demands chose."""
    wanted: dict[str, list[Literal]] = {name: [] for name in leaf.required}
    for name, demand in choice:
        wanted.setdefault(name, []).extend(demand.values)
    if leaf.missing.keys() & wanted.keys():
        return NONE
    if solver.declared_only and not all(_may_be_sent(name, leaf) for name in wanted):
        return NONE
    if leaf.max_properties is not None and len(wanted) > leaf.max_properties:
        return NONE
    members: dict[str, Any] = {}
    for name, literals in wanted.items():
        found = _member(name, literals, leaf, solver)
        if not isinstance(found, Found):
            return found
        members[name] = found.value
    filled = _filled(members, leaf, solver)
    if filled is not None:
        return filled
    if is_among(members, leaf.excluded):
        return unknown("the only object found is one of those excluded")
    return Found(members)


def _may_be_sent(name: str, leaf: Leaf) -> bool:
    """Whether a sender uses a name: one that it declares, or that nobody does."""
    if name in leaf.promised:
        return True
    readers = False
    for shape in leaf.shapes:
        normal = shape.normal
        declares = name in normal.properties or any(matches("pattern", p, name) for p in normal.pattern_properties)
        if declares and shape.context.reading.sends:
            return True
        readers = readers or declares
    refused = any(demand.domain == "named" and demand.text == name for demand in leaf.demands)
    return not (readers or refused or name in leaf.required)


def _member(name: str, literals: list[Literal], leaf: Leaf, solver: Solver) -> Outcome:
    """A value for the member of that name, under all that the shapes say of it."""
    goal = list(literals)
    for shape in leaf.shapes:
        normal = shape.normal
        if normal.names is not True and meets(shape.accepted(normal.names), name) is False:
            return NONE
        goal += [shape.accepted(schema) for schema in schemas_for(normal, name) if schema is not True]
    if not goal:
        return Found(0)
    return solver.solve(tuple(goal))


def _filled(members: dict[str, Any], leaf: Leaf, solver: Solver) -> Outcome | None:
    """Add optional members until there are enough; None when there are."""
    if len(members) >= leaf.min_properties:
        return None
    declared = [name for shape in leaf.shapes for name in shape.normal.properties]
    reached: Outcome = NONE
    for name in dict.fromkeys([*declared, *_fresh(leaf, leaf.min_properties + len(declared))]):
        if name in members or name in leaf.missing:
            continue
        found = _member(name, [], leaf, solver)
        if isinstance(found, Found):
            members[name] = found.value
            if len(members) >= leaf.min_properties:
                return None
        elif isinstance(found, Unknown):
            reached = found
    closed = any(shape.normal.additional is False and not shape.normal.pattern_properties for shape in leaf.shapes)
    return reached if closed else unknown("no further names found for an object")


def _fresh(leaf: Leaf, count: int) -> Iterator[str]:
    """Names that no schema declares."""
    declared = {name for shape in leaf.shapes for name in shape.normal.properties}
    for shape in leaf.shapes:
        for pattern in shape.normal.pattern_properties:
            yield from islice(samples(pattern), 8)
    candidates = ["extra", "other", *(f"extra{number}" for number in range(2, count + 4))]
    yield from (name for name in candidates if name not in declared)


def _names(demand: Demand, leaf: Leaf, solver: Solver) -> Iterator[tuple[str, Demand]]:
    """Names that a demand may choose, each with the demand."""
    normal = demand.owner.normal
    declared = dict.fromkeys(name for shape in leaf.shapes for name in shape.normal.properties)
    if demand.domain == "pattern":
        pool = [*leaf.required, *declared, *samples(demand.text)]
        fitting = (name for name in pool if matches("pattern", demand.text, name))
    elif demand.domain == "odd":
        found = _odd(demand, leaf, solver)
        pool = [*leaf.required, *declared, *([found.value] if isinstance(found, Found) else [])]
        fitting = (name for name in pool if meets(demand.owner.accepted(normal.names), name) is False)
    else:
        pool = [*leaf.required, *declared, *_fresh(leaf, 4)]
        fitting = (
            name
            for name in pool
            if name not in normal.properties
            and not any(matches("pattern", pattern, name) for pattern in normal.pattern_properties)
        )
    for name in dict.fromkeys(fitting):
        if name not in leaf.missing:
            yield name, demand


def _odd(demand: Demand, leaf: Leaf, solver: Solver) -> Outcome:
    """A name that the owner refuses and all others take."""
    from harness.containment._context import DRAFT_2020, Literal, Reading, in_document

    text = {"type": "string"}
    strings = Literal(True, in_document(text, Reading(DRAFT_2020)), text)
    allowed = [shape.accepted(shape.normal.names) for shape in leaf.shapes if shape.normal.names is not True]
    return solver.solve((strings, *allowed, demand.owner.refused(demand.owner.normal.names)))
