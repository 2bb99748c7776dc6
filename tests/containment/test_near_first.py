"""What is near tells schemas apart, however deep those lead that lead back to one another."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment import NO, YES
from harness.containment._budget import Allowance
from harness.containment._contained import in_document
from harness.containment._inclusion import Inclusion
from harness.containment._questions import DRAFT_2020, Reading, Requirement, decide
from harness.containment._schemas import Likeness, NormalSchema
from harness.containment._solver import Solver


def circles(size: int, last: dict[str, Any], **more: Any) -> NormalSchema:
    """The first of schemas that each lead to three others, and have one member more, the last."""

    def schema(number: int) -> dict[str, Any]:
        several = {f"p{place}": {"$ref": f"#/$defs/S{(3 * number + place) % size}"} for place in range(3)}
        return {"type": "object", "properties": {**several, "z": last}, "additionalProperties": False, **more}

    definitions = {f"S{number}": schema(number) for number in range(size)}
    context = in_document({"$defs": definitions}, Reading(DRAFT_2020, formats=True))
    return context.normal(definitions["S0"])


@pytest.mark.parametrize("size", [50, 500])
def test_a_difference_of_all_schemas_of_a_circle_is_found_near(size: int) -> None:
    one, other = circles(size, {"type": "integer"}), circles(size, {"type": "integer", "maximum": 5})
    allowance = Allowance(4_000)
    answer = decide(Solver(allowance), (Requirement(True, one), Requirement(False, other)), None)
    assert (answer.verdict, answer.witness) == (NO, {"p1": {"z": 6}})
    # Of a step, two pairs of schemas are looked at.
    assert allowance.left > 2_500


def test_what_has_no_difference_is_proven_all_the_same() -> None:
    one, other = circles(20, {"type": "integer", "maximum": 5}), circles(20, {"type": "integer"})
    assert decide(Solver(Allowance(50_000)), (Requirement(True, one), Requirement(False, other)), None).verdict == YES


def test_what_speaks_against_inclusion_nearby_ends_it() -> None:
    costs = []
    for size in (50, 500):
        spent: list[int] = []
        sides = circles(size, {"type": "integer"}), circles(size, {"type": "integer", "maximum": 5})
        inclusion = Inclusion(Likeness(), spent.append)
        assert not inclusion.holds(*sides, message=False)
        costs.append(sum(spent))
        assert not inclusion.holds(*sides, message=False)
        assert sum(spent) == costs[-1]
    assert costs[0] == costs[1] < 400
