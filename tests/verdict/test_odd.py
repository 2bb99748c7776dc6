"""Where a document has values of types that no standard knows, judging goes on, and no fault of ours is found."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.comparison import compare
from harness.containment import Budget
from harness.document import load
from harness.rules import RULES
from harness.verdict import Refusals, contract

if TYPE_CHECKING:
    from pathlib import Path

# Whatever JSON has, in places where it means nothing.
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, "x", [], {}, [1], ["a", {}], [[]], [None], {"a": 1}, {"$ref": 5})
MEMBERS = (
    *("type", "enum", "const", "required", "properties", "items", "oneOf", "allOf", "not", "maxLength", "pattern"),
    *("minimum", "discriminator", "additionalProperties", "patternProperties", "contains", "dependencies", "if"),
    *("schema", "content", "headers", "encoding", "style", "explode", "parameters", "security", "name", "in"),
)


def faults(folder: Path, *contents: Any) -> list[str]:
    """The faults in judging two documents; one in saying why a message is refused is raised."""
    documents = []
    for side, content in zip(("old", "new"), contents, strict=True):
        path = folder / f"{side}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        documents.append(load(str(path)))
    judged = contract(compare(*documents), today="2025-06-16", budget=Budget(0.01))
    refusals = Refusals(judged.comparison)
    for finding in judged.findings:
        if finding.witness is not None:
            refusals.of(finding.change, finding.witness)
    return [f"{fault.rule}: {fault.error} in {fault.line}" for fault in judged.faults]


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values below one."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, member in members for place in ((*way, key), *places(member, (*way, key)))]


def form(encoding: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}
    content = {"application/x-www-form-urlencoded": {"schema": schema, "encoding": {"a": encoding}}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": ""}}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/p": {"post": operation}}}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_encoding_is_judged(odd: Any, tmp_path: Path) -> None:
    assert faults(tmp_path, form({"explode": True}), form(odd)) == []
    assert faults(tmp_path, form(odd), form({"style": "pipeDelimited"})) == []


@settings(max_examples=300)
@given(name=st.sampled_from([rule.id for rule in RULES if rule.judge not in (None, "schema")]), data=st.data())
def test_no_odd_value_in_an_example_is_a_fault(
    name: str, data: st.DataObject, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = [
        yaml.safe_load((root / "tests" / "rules" / name / f"{side}.yaml").read_text(encoding="utf-8"))
        for side in ("old", "new")
    ]
    for content in contents:
        for _ in range(data.draw(st.integers(0, 2))):
            place = data.draw(st.sampled_from([way for way in places(content) if len(way) > 3]))
            above = content
            for key in place[:-1]:
                above = above[key]
            odd = deepcopy(data.draw(st.sampled_from(ODD)))
            if isinstance(above[place[-1]], dict) and data.draw(st.booleans()):
                above[place[-1]][data.draw(st.sampled_from(MEMBERS))] = odd
            else:
                above[place[-1]] = odd
    assert faults(tmp_path_factory.getbasetemp(), *contents) == []
