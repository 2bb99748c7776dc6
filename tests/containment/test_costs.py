"""What questions cost, in steps: no question costs more than was recorded.

A search that has lost a short cut still finds what it looks for. Where an answer is to cost more, the golden file says
which one, and how much.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from harness.containment._budget import Allowance
from harness.containment._contained import in_document
from harness.containment._questions import Reading, Requirement, decide
from harness.containment._search import by_branches
from harness.containment._solver import Solver

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"
STEPS = 2_000
QUESTIONS = 240
DRAFTS: dict[int, tuple[str, Any]] = {
    0: ("https://spec.openapis.org/oas/3.0/dialect", jsonschema.Draft202012Validator),
    7: ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    2020: ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
}


def holders(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema, and all that it holds but its definitions."""
    if isinstance(schema, dict):
        yield schema
    members = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for key, inner in members:
        if key != "definitions":
            yield from holders(inner)


def edited(schema: Any, maker: Any) -> Any:
    """The schema with more, less or something else at a place."""
    made = copy.deepcopy(schema)
    pick = maker.random
    places = list(holders(made))
    schemas = [place for place in places if "type" in place] or places[:1]
    if pick.random() < 0.5:
        place = pick.choice(places)
        for key in pick.sample(sorted(place.keys() - {"definitions"}), 1 if len(place) > 1 else 0):
            del place[key]
    else:
        pick.choice(schemas).update(_object(maker, 1))
    return made


def several(maker: Any) -> Any:
    """Alternatives, some of them told apart by a tag."""
    parts = [maker.schema(2) or {} for _ in range(maker.random.randrange(2, 12))]
    for number, part in enumerate(parts):
        if isinstance(part, dict) and "$ref" not in part and maker.random.random() < 0.5:
            part["properties"] = {**part.get("properties", {}), "kind": {"enum": [f"k{number}"]}}
            part["required"] = ["kind"]
    return {maker.random.choice(("oneOf", "anyOf")): parts}


def _object(maker: Any, depth: int) -> dict[str, Any]:
    """A schema that is neither true nor false."""
    schema = maker.schema(depth)
    return schema if isinstance(schema, dict) else {"maxLength": 1}


def both(maker: Any) -> Any:
    return {"allOf": [maker.schema(3), maker.schema(3)]}


def excluding(maker: Any) -> Any:
    return {"type": maker.random.choice(("array", "object")), "not": maker.schema(3), "anyOf": [maker.schema(2), {}]}


def plain(maker: Any) -> Any:
    return _object(maker, 4)


KINDS = (several, both, excluding, plain)


def questions(generator: Any, draft: int) -> Iterator[tuple[int, Any, Any]]:
    for number in range(QUESTIONS):
        maker = generator.Schemas(number * 31 + draft, draft)
        make = KINDS[number % len(KINDS)]
        old = make(maker)
        new = make(maker) if number % 5 == 0 else edited(old, maker)
        definitions = {name: maker.schema(2) for name in maker.definitions}
        yield number, *({**side, "definitions": definitions} for side in (old, new))


def cost(old: Any, new: Any, draft: int) -> str:
    """The answer, and its steps."""
    dialect, validator = DRAFTS[draft]
    reading = Reading(dialect, formats=False)
    sides = [in_document(schema, reading).normal(schema) for schema in (old, new)]
    solver = Solver(Allowance(STEPS))
    checks = [validator(schema) for schema in (old, new)]

    def confirmed(value: Any) -> bool:
        return bool(checks[0].is_valid(value)) and not checks[1].is_valid(value)

    answer = by_branches(solver, *sides, confirmed)
    answer = answer or decide(solver, (Requirement(True, sides[0]), Requirement(False, sides[1])), confirmed)
    return f"{answer.verdict} {STEPS - max(solver.budget.left, 0)}"


@pytest.mark.parametrize("draft", DRAFTS)
def test_no_question_costs_more_steps_than_were_recorded(
    generator: Any, draft: int, pytestconfig: pytest.Config
) -> None:
    path = GOLDEN / f"costs-{draft}.txt"
    costs = {str(number): cost(old, new, draft) for number, old, new in questions(generator, draft)}
    if pytestconfig.getoption("--update-golden"):
        path.write_text("".join(f"{number} {cost}\n" for number, cost in costs.items()), encoding="utf-8")
    recorded = dict(line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    assert costs.keys() == recorded.keys()
    dearer = {
        number: (recorded[number], costs[number]) for number in costs if _is_dearer(costs[number], recorded[number])
    }
    assert not dearer


def _is_dearer(cost: str, recorded: str) -> bool:
    (verdict, steps), (was, before) = cost.split(), recorded.split()
    return verdict != was or int(steps) > int(before)
