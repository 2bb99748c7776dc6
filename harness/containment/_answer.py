"""What the search for a value comes to, and the answer that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Requirement
    from harness.containment._solver import Solver

Verdict: TypeAlias = Literal["yes", "no", "undecided"]
YES: Final = "yes"
NO: Final = "no"
UNDECIDED: Final = "undecided"

TOO_DEEP = "the schemas are nested too deeply"
TOO_LONG = "not decided within the steps allowed"


class Answer(NamedTuple):
    """The answer to a question of containment.

    Attributes:
        verdict: what it is.
        witness: for "no" a value that is valid for the first schema and not for the second; None is one too.
        reason: why it is so, or what stood in the way.
    """

    verdict: Verdict
    witness: Any
    reason: str


def decide(solver: Solver, goal: tuple[Requirement, ...], confirmed: Callable[[Any], bool] | None) -> Answer:
    """Whether no value meets a goal; a value that does is the witness, once it is confirmed if that is asked."""
    try:
        outcome = solver.solve(goal, confirmed)
    except Exhausted:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, TOO_LONG)
    except RecursionError:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, TOO_DEEP)
    if isinstance(outcome, Found):
        return Answer(NO, outcome.value, "a value shows the difference")
    if isinstance(outcome, Nothing):
        return Answer(YES, None, "no value can tell them apart")
    return Answer(UNDECIDED, None, outcome.reason)


class Found(NamedTuple):
    """A value that meets all demands, as far as they were understood.

    Attributes:
        value: the value; arrays and objects in it may be shared, so nobody changes it.
        size: how many members and elements it has in all.
    """

    value: Any
    size: int = 1


class Nothing(NamedTuple):
    """No value meets the demands."""


class Unknown(NamedTuple):
    """Neither a value nor a proof that there is none."""

    reason: str


Outcome = Found | Nothing | Unknown

NONE = Nothing()


class Exhausted(Exception):
    """The search is given up: its steps are used up, or the schemas are too tangled."""
