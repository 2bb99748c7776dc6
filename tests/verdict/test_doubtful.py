"""What cannot be read is undecided with its place, and what has no meaning loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit, compare
from harness.document import load
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.comparison import Comparison

TEXT = {"type": "string"}
OK = {"200": {"description": ""}}


def api(schema: Any, place: str = "request", version: str = "3.0.3", **components: Any) -> dict[str, Any]:
    """A document with a schema at a place of a message."""
    content = {"application/json": {"schema": schema}}
    request = {"requestBody": {"required": True, "content": content}, "responses": OK}
    operations = {
        "request": request,
        "response": {"responses": {"200": {"description": "", "content": content}}},
        "form": {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}, "responses": OK},
        "callback": {"responses": OK, "callbacks": {"c": {"{$request.query.u}": {"post": request}}}},
        "header": {"responses": {"200": {"description": "", "headers": {"X": {"required": True, "schema": schema}}}}},
        **{
            location: {
                "parameters": [{"name": "q", "in": location, "required": True, "schema": schema}],
                "responses": OK,
            }
            for location in ("query", "cookie", "header parameter")
        },
    }
    operation = operations[place]
    for parameter in operation.get("parameters", ()):
        parameter["in"] = parameter["in"].removesuffix(" parameter")
    info = {"title": "T", "version": "1"}
    return {
        "openapi": version,
        "info": info,
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": components},
    }


def impacts(comparison: Comparison) -> set[str]:
    assert audit(comparison) == ()
    return {finding.impact for finding in contract(comparison).findings}


def of_operation(**members: Any) -> dict[str, Any]:
    content = api(TEXT)
    content["paths"]["/a"]["post"].update(members)
    return content


BODY = {"content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}}}
PAIRS = [
    (of_operation(responses=OK), of_operation(responses={"200": None})),
    (of_operation(responses=OK), of_operation(responses=None)),
    (of_operation(requestBody=None), of_operation(requestBody={**BODY, "required": True})),
    (of_operation(requestBody={"content": None}), of_operation(requestBody=BODY)),
    (
        of_operation(requestBody={"content": {"application/json": None}}),
        of_operation(requestBody={"content": {"application/json": {"schema": TEXT}}}),
    ),
    (
        of_operation(requestBody={"content": {"application/json": {"schema": None}}}),
        of_operation(requestBody={"content": {"application/json": {"schema": TEXT}}}),
    ),
    (of_operation(parameters=None), of_operation(parameters=[{"name": "q", "in": "query", "schema": TEXT}])),
    *(
        (
            api({"type": "object", "properties": {"a": odd}}, place),
            api({"type": "object", "properties": {"a": TEXT}}, place),
        )
        for place in ("request", "response", "form", "callback")
        for odd in (None, "string", [])
    ),
    (api({"type": "string", "maxLength": None}), api({"type": "string", "maxLength": 3})),
    (api({"type": "array", "items": None}), api({"type": "array", "items": TEXT})),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_place_that_is_empty_or_misshapen_on_one_side_is_never_silent(
    comparison_of: Callable[..., Comparison], old: Any, new: Any
) -> None:
    for sides in ((old, new), (new, old)):
        assert impacts(comparison_of(*sides)) & {"warning", "breaking"}


@pytest.mark.parametrize("pattern", ["^[a-z]{1,100000}$", r"^\p{L}{1,4096}$", "(", "[z-a]"])
@pytest.mark.parametrize("place", ["request", "response", "query", "header"])
def test_nothing_is_claimed_of_a_pattern_that_an_engine_refuses(
    comparison_of: Callable[..., Comparison], pattern: str, place: str
) -> None:
    odd, plain = ({"type": "string", "pattern": said} for said in (pattern, "^[a-z]+$"))
    for old, new in ((odd, plain), (plain, odd)):
        assert "breaking" not in impacts(comparison_of(api(old, place), api(new, place)))


def test_beside_a_pattern_that_an_engine_refuses_other_breaks_are_found(
    comparison_of: Callable[..., Comparison],
) -> None:
    old, new = (
        api({"type": "object", "properties": {"a": {"type": "string", "pattern": "("}, "b": {"type": kind}}})
        for kind in ("string", "integer")
    )
    assert "breaking" in impacts(comparison_of(old, new))


@pytest.mark.parametrize("place", ["request", "query", "cookie", "header parameter", "form", "callback"])
def test_what_stands_beside_a_reference_counts_since_3_1(comparison_of: Callable[..., Comparison], place: str) -> None:
    link = {"$ref": "#/components/schemas/N"}
    named = {"N": {"type": "string", "maxLength": 20}}
    whole = (
        (lambda schema: {"type": "object", "properties": {"f": schema}}) if place == "form" else (lambda schema: schema)
    )
    old, new = (api(whole(schema), place, "3.1.0", **named) for schema in (link, {**link, "maxLength": 10}))
    lost = ("breaking", "compatible") if place != "callback" else ("compatible", "breaking")
    assert lost[0] in impacts(comparison_of(old, new))
    assert lost[1] in impacts(comparison_of(new, old))


def test_what_stands_beside_a_reference_in_a_response_header_counts_since_3_1(
    comparison_of: Callable[..., Comparison],
) -> None:
    link = {"$ref": "#/components/schemas/N"}
    old, new = (
        api(schema, "header", "3.1.0", N={"type": "string", "maxLength": 20})
        for schema in ({**link, "maxLength": 10}, link)
    )
    assert "breaking" in impacts(comparison_of(old, new))
    assert impacts(comparison_of(new, old)) == {"compatible"}


@pytest.mark.parametrize("keyword", ["readOnly", "writeOnly", "maxLength", "nullable"])
@pytest.mark.parametrize("place", ["request", "response"])
def test_what_stands_beside_a_reference_means_nothing_before_3_1(
    comparison_of: Callable[..., Comparison], keyword: str, place: str
) -> None:
    link = {"$ref": "#/components/schemas/N"}
    value = 3 if keyword == "maxLength" else True
    old, new = (
        api({"type": "object", "properties": {"id": schema}, "required": ["id"]}, place, N=TEXT)
        for schema in (link, {**link, keyword: value})
    )
    assert impacts(comparison_of(old, new)) == impacts(comparison_of(new, old)) == {"compatible"}


@pytest.mark.parametrize("place", ["media type", "parameter", "header"])
def test_an_example_in_another_file_is_told(tmp_path: Path, place: str) -> None:
    documents = []
    for side, value in (("old", "a"), ("new", "b")):
        folder = tmp_path / side
        folder.mkdir()
        (folder / "one.json").write_text(json.dumps({"value": value}))
        described = {"schema": TEXT, "examples": {"one": {"$ref": "one.json"}}}
        content = of_operation(
            **{
                "media type": {"requestBody": {"content": {"application/json": described}}},
                "parameter": {"parameters": [{"name": "q", "in": "query", **described}]},
                "header": {"responses": {"200": {"description": "", "headers": {"X": described}}}},
            }[place]
        )
        (folder / "api.json").write_text(json.dumps(content))
        documents.append(load(str(folder / "api.json")))
    comparison = compare(*documents)
    assert [(change.aspect, change.new.file) for change in comparison.changes if change.new] == [
        ("examples", str(tmp_path / "new" / "one.json"))
    ]
    assert impacts(comparison) == {"compatible"}
