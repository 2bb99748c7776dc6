"""Path items that refer to others: what stands beside the reference counts, and what cannot be read is not judged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit, compare
from harness.document import check, load
from harness.verdict import contract

if TYPE_CHECKING:
    from pathlib import Path

    from harness.comparison import Comparison

OK = {"responses": {"200": {"description": ""}}}


def compared(folder: Path, old: dict[str, Any], new: dict[str, Any], section: str = "paths") -> Comparison:
    """Two documents of one path item, in folders of their own; other files by their names."""
    documents = []
    for side, files in (("old", old), ("new", new)):
        (folder / side).mkdir()
        for name, content in files.items():
            (folder / side / name).write_text(json.dumps(content))
        head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
        content = {**head, section: {"/a": files["item"]}}
        (folder / side / "api.json").write_text(json.dumps(content))
        documents.append(load(str(folder / side / "api.json")))
    return compare(*documents)


def found(comparison: Comparison) -> list[tuple[str, str]]:
    assert audit(comparison) == ()
    return [(item.impact, item.rule.id) for item in contract(comparison).findings]


def parameter(kind: str) -> dict[str, Any]:
    return {"name": "q", "in": "query", "schema": {"type": kind}}


def test_parameters_beside_a_reference_are_compared(tmp_path: Path) -> None:
    old, new = (
        {"item": {"$ref": "a.json", "parameters": [parameter(kind)]}, "a.json": {"get": OK}}
        for kind in ("string", "integer")
    )
    assert found(compared(tmp_path, old, new)) == [("breaking", "request-type-narrowed")]


@pytest.mark.parametrize("section", ["paths", "webhooks"])
def test_operations_beside_a_reference_are_compared(tmp_path: Path, section: str) -> None:
    body = {"content": {"application/json": {"schema": {"type": "string"}}}}
    old = {"item": {"$ref": "a.json", "post": {**OK, "requestBody": body}}, "a.json": {"get": OK}}
    new = {"item": {"$ref": "a.json"}, "a.json": {"get": OK}}
    comparison = compared(tmp_path, old, new, section)
    assert [change.subject for change in comparison.changes] == ["operation"]
    assert [operation.method for operation in comparison.old.operations] == ["GET", "POST"]


def test_a_field_may_move_between_a_path_item_and_what_it_refers_to(tmp_path: Path) -> None:
    old = {"item": {"$ref": "a.json"}, "a.json": {"get": OK, "put": OK, "parameters": [parameter("string")]}}
    new = {"item": {"$ref": "a.json", "put": OK, "parameters": [parameter("string")]}, "a.json": {"get": OK}}
    assert {impact for impact, _ in found(compared(tmp_path, old, new))} <= {"compatible"}


def test_what_stands_beside_a_reference_is_no_problem(tmp_path: Path) -> None:
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    content = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}}
    item = {"$ref": "a.json", "parameters": [path], "summary": "S"}
    (tmp_path / "api.json").write_text(json.dumps({**content, "paths": {"/a/{id}": item}}))
    (tmp_path / "a.json").write_text(json.dumps({"get": OK}))
    assert check(load(str(tmp_path / "api.json"))) == ()


@pytest.mark.parametrize("section", ["paths", "webhooks"])
@pytest.mark.parametrize("missing", ["old", "new"])
def test_the_operations_of_a_path_item_that_cannot_be_read_neither_came_nor_went(
    tmp_path: Path, missing: str, section: str
) -> None:
    readable = {"item": {"$ref": "a.json"}, "a.json": {"get": OK, "post": OK}}
    sides = [readable, {"item": readable["item"]}]
    comparison = compared(tmp_path, *(sides if missing == "new" else sides[::-1]), section=section)
    assert found(comparison) == [("warning", "reference-changed")]
    assert len(comparison.changes[0].operations) == 2
