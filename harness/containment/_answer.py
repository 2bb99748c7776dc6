"""What a question of containment comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._outcome import Exhausted, Found, Nothing

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Literal
    from harness.containment._solver import Solver

YES = "yes"
NO = "no"
UNDECIDED = "undecided"

TOO_LONG = "not decided within the steps allowed"


class Answer(NamedTuple):
    """The answer to a question of containment.

    Attributes:
        verdict: "yes", "no" or "undecided".
        witness: for "no" a value that is valid for the first schema and not for the second; None is one too.
        reason: why it is so, or what stood in the way.
    """

    verdict: str
    witness: Any
    reason: str


def decide(solver: Solver, goal: tuple[Literal, ...], confirmed: Callable[[Any], bool] | None) -> Answer:
    """Whether no value meets a goal; a value that does is the witness, once it is confirmed if that is asked."""
    try:
        outcome = solver.solve(goal, confirmed)
    except Exhausted:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, TOO_LONG)
    except RecursionError:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, "the schemas are nested too deeply")
    if isinstance(outcome, Found):
        return Answer(NO, outcome.value, "a value shows the difference")
    if isinstance(outcome, Nothing):
        return Answer(YES, None, "no value can tell them apart")
    return Answer(UNDECIDED, None, outcome.reason)
