"""Witnesses from the branches of a choice that is so wide that a search of all its cases takes too long.

A value is made for one branch after the other, with hardly a look at the schema that it should break, and then held
against that. Most edits of such a choice show in the branch that was edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._answer import NO, Answer, decide
from harness.containment._check import meets
from harness.containment._context import Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.containment._normal import Normal
    from harness.containment._solver import Solver

# From so many branches on, and so many steps for each.
_MANY = 8
_STEPS = 400


def by_branches(solver: Solver, narrow: Normal, wide: Normal, confirmed: Callable[[Any], bool]) -> Answer | None:
    """The answer "no" with a value of a branch that shows it; None where none does, which says nothing."""
    groups = [group for group in (*narrow.one_of, *narrow.any_of) if len(group) >= _MANY]
    others = [wide.at(schema) for group in (*wide.one_of, *wide.any_of) for schema in group]
    if not groups or not others:
        return None
    wanted, refused = Literal(True, narrow), Literal(False, wide)
    if solver.is_contradiction(wanted, refused):
        return None
    whole = solver.budget.left
    for goal in _goals(solver, wanted, groups[0], others):
        solver.budget.left = _STEPS
        made = decide(solver, goal, lambda value: meets(refused, value) is not False)
        if made.verdict == NO and confirmed(made.witness):
            return made
    solver.budget.left = whole
    return None


def _goals(
    solver: Solver, wanted: Literal, group: tuple[Any, ...], others: list[Normal]
) -> Iterator[tuple[Literal, ...]]:
    """What to ask for each branch that the other side does not have too."""
    alike = solver.likeness.alike
    for number, branch in enumerate(wanted.normal.at(schema) for schema in group):
        if any(alike(branch, other) for other in others):
            continue
        literals = wanted, Literal(True, branch)
        if len(others) == len(group):
            # What was edited in its place should show beside what it became.
            yield (*literals, Literal(False, others[number]))
        yield literals
