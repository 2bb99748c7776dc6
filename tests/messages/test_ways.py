"""Which messages changed schemas and carriers are part of, and on which ways, as it was recorded."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import format_pointer
from harness.messages._carriers import Carriers
from harness.messages._parts import operation_pairs, part_pairs
from harness.messages._paths import schema_forcing
from harness.messages._reach import Reach
from harness.vocabulary import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Comparison
    from harness.document import Node

GOLDEN = Path(__file__).parent / "golden"
SEEDS = range(40, 46)
FEW, LONGEST = 6, 200


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.2.0"])
def test_ways_to_what_changed_are_those_that_were_recorded(
    comparison_of: Callable[..., Comparison], written: Callable[..., Any], version: str, pytestconfig: pytest.Config
) -> None:
    lines: list[str] = []
    for seed in SEEDS:
        comparison = comparison_of(*written(random.Random(seed), version))  # noqa: S311 - to be repeated
        lines += [f"# {seed}", *(line[:LONGEST] for line in _lines(comparison))]
    path = GOLDEN / f"ways-{version}.txt"
    if pytestconfig.getoption("--update-golden"):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def _lines(comparison: Comparison) -> Iterator[str]:
    reach, pairs = Reach(comparison), operation_pairs(comparison)
    carriers = Carriers(pairs)
    for change in comparison.changes:
        yield f"{change.subject} {change.aspect} {_place(change.old_owner)} -> {_place(change.new_owner)}"
        for carrier in carriers.holding(change):
            yield f"  carrier {carrier.subject} {carrier.direction} {_words(carrier.place)} {carrier.media_type}"
        if change.subject in ("schema", "property"):
            yield f"  nowhere: {reach.is_nowhere(change)}"
        for direction, owner in ((REQUEST, change.old_owner), (RESPONSE, change.new_owner)):
            found = list(reach.of(change, owner, direction))
            if found:
                yield f"  {len(found)} ways in a {direction}; sent: {reach.is_sent(change, direction)}"
            for part, path in found[:FEW]:
                holder = None if path.holder is None else _place(path.holder)
                yield f"    {_words(part.place)} {part.media_type} {path.steps} {holder}"
    for name, (old, new) in sorted(pairs.items()):
        for part in part_pairs(old, new):
            assert (part.old.file, part.new.file) == (comparison.old.file, comparison.new.file)
            sides = [_place(side) for side in part.sides]
            yield f"{name} {part.direction} {_words(part.place)} {part.media_type} {part.text} {sides} {part.wires}"


def _place(node: Node) -> str:
    return format_pointer(node.pointer)


def _words(place: Any) -> str:
    return "/".join(f"{step.kind} {step.name}" for step in place)


def test_a_schema_forces_what_stands_at_the_end_of_steps() -> None:
    end = {"const": 1}
    steps: Any = (("property", "a"), ("item", ""), ("further", ""))
    assert schema_forcing(steps, end) == {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "required": ["extra"], "properties": {"extra": end}},
            }
        },
    }
    assert schema_forcing((), end) == end
    branch: Any = (("branch", "#/a/anyOf/0"),)
    assert schema_forcing(branch, end) == {"allOf": [{"$ref": "#/a/anyOf/0"}, end]}


def test_callbacks_of_callbacks_are_looked_at_to_a_depth(comparison_of: Callable[..., Comparison]) -> None:
    operation: dict[str, Any] = {"responses": {}}
    for depth in range(9, 0, -1):
        parameter = {"name": f"p{depth}", "in": "query", "schema": {"type": "string"}}
        operation = {
            "parameters": [parameter],
            "responses": {},
            "callbacks": {"on": {"{$url}": {"post": operation}}},
        }
    content = {"openapi": "3.1.1", "info": {}, "paths": {"/a": {"get": operation}}}
    old, new = operation_pairs(comparison_of(content, json.loads(json.dumps(content))))["GET /a"]
    parts = list(part_pairs(old, new))
    assert [part.place[0].name for part in parts] == ["p1", "p2", "p3", "p4", "p5"]
    # What the client is asked is as good as a response.
    assert [part.direction for part in parts] == [REQUEST, *[RESPONSE] * 4]
