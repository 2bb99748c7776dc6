"""What the author of a schema would put in a place of a value."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._witnesses import example_values


def suggested(schema: Any, *place: str | int) -> list[Any]:
    return example_values(schema, in_document(schema, Reading(DRAFT_2020, formats=False)))(place)


def test_all_that_is_written_is_suggested_in_order() -> None:
    schema = {
        "format": "date",
        "enum": ["e1", "e2", "e3"],
        "examples": ["x1", "x2", "x3"],
        "const": "c",
        "default": "d",
        "example": "e",
    }
    assert suggested(schema) == ["e", "d", "c", "x1", "x2", "e1"]
    for keyword in ("example", "default", "const", "examples"):
        del schema[keyword]
    assert suggested(schema) == ["e1", "e2", "2024-01-31"]
    assert suggested({"format": "unknown"}) == []
    assert suggested({"format": 1, "enum": 1, "examples": 1}) == []


@pytest.mark.parametrize(
    ("value", "is_suggested"),
    [
        ("", False),
        ("a" * 60, True),
        ("a" * 61, False),
        ("a\nb", False),
        (True, True),
        (False, True),
        (None, False),
        (0, True),
        (-(10**12) + 1, True),
        (10**12, False),
        (-(10**12), False),
        (1.5, True),
        ([1], False),
        ({}, False),
    ],
)
def test_only_what_is_short_is_suggested(value: Any, *, is_suggested: bool) -> None:
    assert suggested({"example": value}) == ([value] if is_suggested else [])


def test_nothing_is_suggested_twice() -> None:
    assert suggested({"example": "a", "default": "a", "allOf": [{"example": "a"}, {"example": "b"}]}) == ["a", "b"]


def test_what_speaks_of_the_same_place_is_asked_after_the_schema_itself() -> None:
    schema = {
        "allOf": [{"example": "all"}],
        "anyOf": [{"example": "any"}],
        "oneOf": [{"oneOf": [{"example": "one"}]}, True],
        "$ref": "#/$defs/A",
        "$defs": {"A": {"example": "ref"}},
        "example": "own",
    }
    assert suggested(schema) == ["own", "ref", "all", "any", "one"]
    assert suggested({**schema, "$ref": "#/$defs/B"}) == ["own", "all", "any", "one"]
    assert suggested({**schema, "$ref": 1, "allOf": 1, "anyOf": {}}) == ["own", "one"]


def test_of_many_branches_only_the_first_are_asked() -> None:
    branches = [{"example": number} for number in range(20)]
    assert suggested({"anyOf": [{}] * 7 + branches}) == [0]
    assert suggested({"anyOf": branches}) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("schema", "place", "expected"),
    [
        ({"properties": {"a": {"example": 1}}, "additionalProperties": {"example": 2}}, ("a",), [1]),
        ({"properties": {"a": {"example": 1}}, "additionalProperties": {"example": 2}}, ("b",), [2]),
        ({"properties": 1, "additionalProperties": {"example": 2}}, ("a",), [2]),
        ({"properties": {"a": {"example": 1}}, "additionalProperties": False}, ("b",), []),
        ({"prefixItems": [{"example": 1}], "items": {"example": 2}}, (0,), [1]),
        ({"prefixItems": [{"example": 1}], "items": {"example": 2}}, (1,), [2]),
        ({"prefixItems": 1, "items": {"example": 2}}, (0,), [2]),
        ({"allOf": [{"properties": {"a": {"items": {"example": 1}}}}]}, ("a", 3), [1]),
        ({"properties": {"a": {"properties": {"b": {"example": 1}}}}}, ("a", "b"), [1]),
        ({"properties": {"a": {"properties": {"b": {"example": 1}}}}}, ("b", "a"), []),
        (True, (), []),
        (True, ("a",), []),
    ],
)
def test_a_place_is_spoken_of_by_what_leads_to_it(schema: Any, place: Any, expected: list[Any]) -> None:
    assert suggested(schema, *place) == expected


@pytest.mark.parametrize("name", ["password", "userPassword", "API_KEY", "apikey", "accessToken", "client_secret"])
def test_nothing_is_suggested_where_it_may_be_a_secret(name: str) -> None:
    inner = {"example": "hunter2", "properties": {"of": {"example": "hunter3"}}, "items": {"example": "hunter4"}}
    schema = {"properties": {name: inner, "name": {"example": "Ann"}}}
    assert suggested(schema, name) == suggested(schema, name, "of") == suggested(schema, name, 0) == []
    assert suggested(schema, "name") == ["Ann"]


def test_what_leads_back_to_itself_ends() -> None:
    schema = {"$defs": {"A": {"$ref": "#/$defs/A", "example": 1, "properties": {"a": {"$ref": "#/$defs/A"}}}}}
    loop = {**schema, "$ref": "#/$defs/A"}
    assert suggested(loop) == [1]
    assert suggested(loop, *["a"] * 5) == [1]
    assert suggested(loop, *["a"] * 60) == []
