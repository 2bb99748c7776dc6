"""Arrays that meet demands on their elements: one, or the proof that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._outcome import NONE, Found, Nothing, Outcome, Unknown, unknown
from harness.containment._values import is_among, same

if TYPE_CHECKING:
    from harness.containment._branches import Leaf
    from harness.containment._context import Literal
    from harness.containment._solver import Solver

# Longer arrays are not built.
_LONGEST = 100_000


def solve_array(leaf: Leaf, solver: Solver) -> Outcome:
    """An array that meets all demands."""
    outcome: Outcome = NONE
    for places in _placements(leaf):
        found = _placed(leaf, places, solver)
        if isinstance(found, Found):
            return found
        if isinstance(outcome, Nothing):
            outcome = found
    if isinstance(outcome, Nothing) and (len(leaf.some) > 1 or leaf.counts):
        # Demands may share an element or stand elsewhere; not every arrangement was tried.
        return unknown("not every arrangement of elements was tried")
    return outcome


def _placements(leaf: Leaf) -> list[dict[int, list[Literal]]]:
    """Ways to put the demanded elements: side by side, or one upon the other."""
    longest_prefix = max([len(shape.normal.prefix) for shape in leaf.shapes], default=0)
    arrangements: list[dict[int, list[Literal]]] = []
    for start_late in (False, True):
        places: dict[int, list[Literal]] = {}
        for start, count, literals in leaf.some:
            if count is None:
                places.setdefault(start, []).extend(literals)
                continue
            index = max(start, longest_prefix) if start_late else start
            for _ in range(count):
                while index in places:
                    index += 1
                places.setdefault(index, []).extend(literals)
        if places not in arrangements:
            arrangements.append(places)
    # Before the end of the longest prefix every place may have a schema of its own.
    if len(leaf.some) == 1 and leaf.some[0][1] == 1:
        start, _, literals = leaf.some[0]
        arrangements += [{index: list(literals)} for index in range(start, longest_prefix + 1)]
    return arrangements


def _placed(leaf: Leaf, places: dict[int, list[Literal]], solver: Solver) -> Outcome:
    length = max(leaf.min_items, max(places, default=-1) + 1, 2 if leaf.repeated else 0)
    if leaf.max_items is not None and length > leaf.max_items:
        return NONE
    if length > _LONGEST:
        return unknown("the array would be too long")
    items: list[Any] = []
    for index in range(length):
        found = _element(index, places.get(index, ()), leaf, solver, items if leaf.unique else [])
        if not isinstance(found, Found):
            return unknown("not every choice of distinct elements was tried") if leaf.unique and index else found
        items.append(found.value)
    if leaf.repeated:
        return _repeated(items, places, leaf, solver)
    if is_among(items, leaf.excluded):
        return _longer(items, leaf, solver)
    return Found(items)


def _element(
    index: int, literals: tuple[Literal, ...] | list[Literal], leaf: Leaf, solver: Solver, taken: list[Any]
) -> Outcome:
    goal = [*literals, *leaf.elements]
    for shape in leaf.shapes:
        normal = shape.normal
        schema = normal.prefix[index] if index < len(normal.prefix) else normal.rest
        if schema is not True:
            goal.append(shape.accepted(schema))
    if not literals:
        # Elements that nobody asked for keep out of what may be there only so often.
        goal += [literal.refused(literal.schema) for literal, _, _ in leaf.counts]
    if not taken:
        return solver.solve(tuple(goal)) if goal else Found(0)
    from harness.containment._context import DRAFT_2020, Literal, Reading, in_document

    other = {"not": {"enum": list(taken)}}
    return solver.solve((*goal, Literal(True, in_document(other, Reading(DRAFT_2020)), other)))


def _repeated(items: list[Any], places: dict[int, list[Literal]], leaf: Leaf, solver: Solver) -> Outcome:
    """The array with two equal elements, wherever they can stand."""
    if any(same(one, other) for number, one in enumerate(items) for other in items[:number]):
        return Found(items)
    longest = max([len(shape.normal.prefix) for shape in leaf.shapes], default=0)
    start = max(longest, max(places, default=-1) + 1)
    room = leaf.max_items is None or leaf.max_items >= start + 2
    pair = _element(start, (), leaf, solver, []) if room else NONE
    if isinstance(pair, Found):
        filler: list[Any] = []
        for index in range(len(items), start):
            found = _element(index, (), leaf, solver, [])
            if not isinstance(found, Found):
                return unknown("not every pair of equal elements was tried")
            filler.append(found.value)
        return Found([*items[:start], *filler, pair.value, pair.value])
    return unknown("not every pair of equal elements was tried")


def _longer(items: list[Any], leaf: Leaf, solver: Solver) -> Outcome:
    """One more element, where the array found is one of those excluded."""
    if leaf.max_items is not None and len(items) >= leaf.max_items:
        return unknown("the only array found is one of those excluded")
    found = _element(len(items), (), leaf, solver, items if leaf.unique else [])
    if isinstance(found, Found) and not is_among([*items, found.value], leaf.excluded):
        return Found([*items, found.value])
    return found if isinstance(found, Unknown) else unknown("the only array found is one of those excluded")
