"""One change alone, told from the others of the same schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.document import load
from harness.rules import BREAKING, COMPATIBLE
from harness.verdict import contract

if TYPE_CHECKING:
    from pathlib import Path

    from harness.verdict import Finding


def _findings(tmp_path: Path, old: dict[str, Any], new: dict[str, Any]) -> list[Finding]:
    """The findings of schemas on two documents whose response is the schema `A` of each."""
    documents = []
    for name, schemas in (("old", old), ("new", new)):
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
            "components": {"schemas": schemas},
        }
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        documents.append(load(str(path)))
    subjects = ("schema", "property", "alternative")
    return [one for one in contract(compare(*documents)).findings if one.change.subject in subjects]


def test_a_change_that_refers_to_a_new_component_is_told_from_others(tmp_path: Path) -> None:
    kept = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    old = {"A": {"type": "object", "properties": {"kind": {"enum": ["x"]}, "of": {"anyOf": [kept, {"type": "null"}]}}}}
    changed = {"kind": {"enum": ["x", "y"]}, "of": {"anyOf": [{"$ref": "#/components/schemas/Of"}, {"type": "null"}]}}
    new = {"A": {"type": "object", "properties": changed}, "Of": {**kept, "minProperties": 1}}
    found = {finding.change.trail[-1].name: finding for finding in _findings(tmp_path, old, new)}
    assert found.pop("kind").impact == BREAKING
    assert found
    assert {finding.impact for finding in found.values()} == {COMPATIBLE}


def test_a_wide_choice_that_gained_a_branch_breaks_by_a_value_of_that(tmp_path: Path) -> None:
    def branch(name: str) -> dict[str, Any]:
        return {"type": "object", "properties": {"kind": {"enum": [name]}, "note": {"type": "string"}}}

    names = [f"kind{number}" for number in range(30)]
    old = {"A": {"oneOf": [branch(name) for name in names]}}
    new = {"A": {"oneOf": [branch(name) for name in [*names, "gained"]]}}
    (finding,) = _findings(tmp_path, old, new)
    assert finding.impact == BREAKING
    assert finding.witness is not None
    assert finding.witness.value["kind"] == "gained"


# A branch of a choice that refers to a component, of which a property refers to the one that changes.
_BEHIND = {
    "A": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "integer"}]},
    "Cat": {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/components/schemas/Name"}}},
}


@pytest.mark.parametrize("choice", ["oneOf", "anyOf"])
@pytest.mark.parametrize("keyword", [{"maxLength": 3}, {"pattern": "^a"}, {"enum": ["abc"]}])
def test_what_breaks_behind_a_branch_and_two_references_breaks(
    choice: str, keyword: dict[str, Any], tmp_path: Path
) -> None:
    schemas = {**_BEHIND, "A": {choice: _BEHIND["A"]["oneOf"]}}
    narrow, wide = ({**schemas, "Name": {"type": "string", **more}} for more in (keyword, {}))
    (finding,) = _findings(tmp_path, narrow, wide)
    assert (finding.impact, finding.undecided) == (BREAKING, False)
    assert finding.witness is not None
    assert isinstance(finding.witness.value, dict)
    (back,) = _findings(tmp_path, wide, narrow)
    assert back.impact == COMPATIBLE


def test_a_branch_that_takes_values_of_another_loses_them_to_no_side(tmp_path: Path) -> None:
    # What both branches take, no `oneOf` takes: the wider branch takes `ab` from the message.
    def choice(most: int) -> dict[str, Any]:
        return {"A": {"oneOf": [{"$ref": "#/components/schemas/Name"}, {"enum": ["ab", 1]}]}, "Name": name(most)}

    def name(most: int) -> dict[str, Any]:
        return {"type": "string", "maxLength": most, "minLength": 1}

    (finding,) = _findings(tmp_path, choice(2), choice(1))
    assert (finding.impact, finding.witness and finding.witness.value) == (BREAKING, "ab")


def test_a_branch_that_shares_nothing_with_others_may_lose_values_alone(tmp_path: Path) -> None:
    def choice(most: int, other: list[Any]) -> dict[str, Any]:
        return {
            "A": {"oneOf": [{"$ref": "#/components/schemas/Name"}, {"$ref": "#/components/schemas/Count"}]},
            "Name": {"type": "string", "maxLength": most},
            "Count": {"enum": other},
        }

    findings = {finding.change.aspect: finding for finding in _findings(tmp_path, choice(9, [1]), choice(5, [1, 2]))}
    assert findings["maxLength"].impact == COMPATIBLE
    assert (findings["enum"].impact, findings["enum"].witness and findings["enum"].witness.value) == (BREAKING, 2)
