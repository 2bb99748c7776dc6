"""Sentences name what changed, and not what stayed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.comparison import compare
from harness.document import load
from harness.report.words.wording import sentence

if TYPE_CHECKING:
    from pathlib import Path


def sentences(folder: Path, old: Any, new: Any, version: str = "3.1.0", **files: Any) -> list[str]:
    """What is said of two schemas of a request body; files by name, each as it is on both sides."""
    documents = []
    for number, (side, schema) in enumerate((("old", old), ("new", new))):
        (folder / side).mkdir()
        for name, sides in files.items():
            (folder / side / f"{name}.json").write_text(json.dumps(sides[number]))
        body = {"content": {"application/json": {"schema": schema}}}
        content = {
            "openapi": version,
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": ""}}}}},
            "components": {"schemas": {"N<A>": {"type": "string"}}},
        }
        (folder / side / "api.json").write_text(json.dumps(content))
        documents.append(load(str(folder / side / "api.json")))
    return [sentence(change) for change in compare(*documents).changes]


LINK = {"$ref": "#/components/schemas/N<A>"}


def test_a_reference_with_something_new_beside_it_is_the_same_reference(tmp_path: Path) -> None:
    assert sentences(tmp_path, LINK, {**LINK, "description": "D"}) == ["description of the request body added"]


def test_a_reference_in_another_spelling_is_said_to_be_that(tmp_path: Path) -> None:
    other = {"$ref": "#/components/schemas/N%3CA%3E"}
    assert sentences(tmp_path, LINK, other) == ["the reference of the request body is spelled in another way"]


def test_values_of_another_type_went_and_came(tmp_path: Path) -> None:
    assert sentences(tmp_path, {"enum": [1, True]}, {"enum": ["1", "true"]}) == [
        "the request body no longer allows `1`, `true`",
        'the request body now also allows `"1"`, `"true"`',
    ]


def test_an_emptied_schema_is_said_to_be_emptied(tmp_path: Path) -> None:
    assert sentences(tmp_path, {"type": "string"}, None) == ["the request body was emptied"]


def test_what_stands_in_another_file_is_called_by_it(tmp_path: Path) -> None:
    said = sentences(tmp_path, {"$ref": "n.json"}, {"$ref": "n.json"}, n=({}, {"maxLength": 3}))
    assert said == [f"file `{tmp_path}/new/n.json` may now have at most 3 characters"]
