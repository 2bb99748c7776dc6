"""Is every instance of one schema an instance of another?"""

from __future__ import annotations

from typing import Any

from harness.containment._answer import NO, TOO_LONG, UNDECIDED, YES, Answer, decide
from harness.containment._context import DRAFT_2020, Literal, Reading, in_document
from harness.containment._examples import suggesting
from harness.containment._reduce import reduced
from harness.containment._solver import Budget, Solver
from harness.containment._validators import disputed, in_words_of_engine, proves, validator

# Steps of the search; some ten thousand a second.
STEPS = 40_000


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
    plain = [in_words_of_engine(schema, reading.age) for schema in (a, b)]
    valid, refused = (validator(schema, reading.age, formats=formats) for schema in plain)
    if valid is None or refused is None:
        return Answer(UNDECIDED, None, "a validator refuses a schema")

    def confirmed(value: Any) -> bool:
        return bool(valid.is_valid(value)) and not refused.is_valid(value)

    ours = in_document(a, reading)
    goal = (Literal(True, ours.normal(a)), Literal(False, in_document(b, reading).normal(b)))
    answer = decide(Solver(Budget(steps)), goal, confirmed)
    if answer.verdict == NO:
        return answer._replace(witness=reduced(answer.witness, confirmed, suggesting(a, ours)))
    if answer.verdict == YES and (disputed(a) or disputed(b)):
        return Answer(UNDECIDED, None, "validators do not agree about a pattern")
    if (
        answer.verdict == UNDECIDED
        and answer.reason != TOO_LONG
        and proves(plain[1], plain[0], reading.age, formats=formats)
    ):
        return Answer(YES, None, "proven by the engine")
    return answer
