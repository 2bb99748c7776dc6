"""What refers to the same again and again is not walked once for each way that leads there."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.containment import RunBudget
from harness.containment._validators import validator
from harness.containment._visits import is_tangled
from harness.document import document_of, read_source
from harness.session import Diff, Judging

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH = 60


def refer(name: object) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def chained(part: Callable[[int], dict[str, Any]], count: int) -> dict[str, Any]:
    """Definitions each of which is made of what comes after it."""
    definitions = {str(number): part(number) for number in range(count)}
    return {"$ref": "#/$defs/0", "$defs": {**definitions, str(count): {"type": "integer"}}}


def twice(number: int) -> dict[str, Any]:
    return {"allOf": [{"anyOf": [refer(number + 1), {"maxProperties": 3}]}, {"anyOf": [refer(number + 1)]}]}


def test_a_validator_that_would_come_to_no_end_is_none() -> None:
    assert is_tangled(chained(twice, DEPTH))
    assert validator(chained(twice, DEPTH), 2020, formats=False) is None


@pytest.mark.parametrize(
    "part",
    [
        lambda number: {"allOf": [refer(number + 1), {"maxLength": 9}]},
        lambda number: {"properties": {"a": refer(number + 1), "b": refer(number + 1)}},
        lambda number: {"anyOf": [refer(max(number - 1, 0)), {"type": "string"}]},
    ],
    ids=["a chain", "members", "a circle"],
)
def test_what_ends_soon_is_not_tangled(part: Callable[[int], dict[str, Any]]) -> None:
    assert not is_tangled(chained(part, DEPTH))
    assert not is_tangled(True)


def clique(longest: int) -> dict[str, Any]:
    """A parameter whose schema has parts that each refer to all that come later."""
    schemas = {}
    for at in range(40):
        later = [{"$ref": f"#/components/schemas/S{other}"} for other in range(at + 1, 40)]
        schemas[f"S{at}"] = {"allOf": [*later, {"properties": {f"q{at}": {"maxLength": longest}}}]}
    query = {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/S0"}}
    operation = {"parameters": [query], "responses": {"204": {"description": "Done"}}}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    return {**head, "paths": {"/a": {"get": operation}}, "components": {"schemas": schemas}}


def test_parts_that_each_refer_to_all_that_come_later_are_judged() -> None:
    texts = [json.dumps(clique(longest)).encode() for longest in (9, 8)]
    old, new = (document_of(read_source("-", stdin=BytesIO(text))) for text in texts)
    contract = Diff(compare(old, new), Judging(budget=RunBudget(0.2))).contract
    assert len(contract.findings) == 40
    assert not contract.faults
