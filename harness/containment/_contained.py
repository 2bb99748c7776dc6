"""Is every instance of one schema an instance of another?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._solver import Budget, Exhausted, Solver
from harness.containment._context import DRAFT_2020, Literal, Reading, in_document
from harness.containment._engine import disputed, proves, validator
from harness.containment._outcome import Found, Nothing

if TYPE_CHECKING:
    from collections.abc import Callable

YES = "yes"
NO = "no"
UNDECIDED = "undecided"

# Steps of the search; some hundred thousand a second.
STEPS = 40_000


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


def contained(a: Any, b: Any, dialect: str = DRAFT_2020, *, formats: bool = False, steps: int = STEPS) -> Answer:
    """Whether every instance of `a` is one of `b`, as sets of JSON values, without the conventions of messages.

    A "no" is confirmed by validators that had no part in finding it.

    Args:
        a: a schema, an object or a boolean; its references are pointers and anchors within it.
        b: another one.
        dialect: the URI of the meta-schema that both follow.
        formats: whether `format` is an assertion; by the standard it is an annotation.
        steps: how long to search before the answer is "undecided".
    """
    reading = Reading(dialect, formats=formats)
    valid, refused = validator(a, dialect, formats=formats), validator(b, dialect, formats=formats)
    if valid is None or refused is None:
        return Answer(UNDECIDED, None, "a schema is not valid itself")
    goal = (Literal(True, in_document(a, reading).normal(a)), Literal(False, in_document(b, reading).normal(b)))
    answer = decide(goal, lambda value: valid.is_valid(value) and not refused.is_valid(value), steps)
    if answer.verdict == YES and (disputed(a) or disputed(b)):
        return Answer(UNDECIDED, None, "validators do not agree about a pattern")
    if answer.verdict == UNDECIDED and proves(b, a, dialect, formats=formats):
        return Answer(YES, None, "proven by the engine")
    return answer


def decide(
    goal: tuple[Literal, ...], confirmed: Callable[[Any], bool], steps: int = STEPS, *, declared_only: bool = False
) -> Answer:
    """Whether no value meets a goal; a value that does is the witness, once it is confirmed."""
    solver = Solver(Budget(steps), declared_only=declared_only)
    try:
        outcome = solver.solve(goal, confirmed)
    except Exhausted:
        return Answer(UNDECIDED, None, f"not decided within {steps} steps")
    except RecursionError:
        return Answer(UNDECIDED, None, "the schemas are nested too deeply")
    if isinstance(outcome, Found):
        return Answer(NO, outcome.value, "a value shows the difference")
    if isinstance(outcome, Nothing):
        return Answer(YES, None, "no value can tell them apart")
    return Answer(UNDECIDED, None, outcome.reason)
