"""Schemas of OpenAPI 3.0 and of older drafts, in the words of JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment._translation import translated


@pytest.mark.parametrize(
    ("schema", "translation"),
    [
        ({"type": "object", "nullable": True, "required": ["a"]}, {"type": ["object", "null"], "required": ["a"]}),
        ({"type": "integer", "x-nullable": True}, {"type": ["integer", "null"]}),
        ({"type": "null", "nullable": True}, {"type": "null"}),
        ({"nullable": True}, {}),
        ({"type": "string", "required": True}, {"type": "string"}),
        ({"type": "file"}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"items": [{"maximum": 2}], "additionalItems": False}, {"prefixItems": [{"maximum": 2}], "items": False}),
        ({"items": []}, {"items": True}),
        ({"items": {"maximum": 2}, "additionalItems": False}, {"items": {"maximum": 2}}),
        ({"items": [True], "prefixItems": [False]}, {"prefixItems": [False]}),
        (
            {"dependencies": {"a": ["b"], "c": {"nullable": True}, "d": "e"}, "allOf": [True]},
            {"allOf": [True, {"dependentSchemas": {"c": {}}, "dependentRequired": {"a": ["b"], "d": ["e"]}}]},
        ),
        ({"dependencies": 3}, {}),
        ({"$recursiveRef": "#"}, {"$ref": "#"}),
        ({"$recursiveRef": "a"}, {}),
        (
            {"$ref": "#/definitions/A", "minLength": 1, "definitions": {"A": {"type": "string", "nullable": True}}},
            {"$ref": "#/definitions/A", "definitions": {"A": {"type": ["string", "null"]}}},
        ),
        (
            {"components": {"schemas": {"type": "string", "nullable": True}}},
            {"components": {"schemas": {"type": ["string", "null"]}}},
        ),
    ],
)
def test_what_a_schema_says_in_words_of_its_own_is_said_in_those_of_the_newest_draft(
    schema: Any, translation: Any
) -> None:
    assert translated(schema) == translation
    assert translated({"not": schema}) == {"not": translation}


def test_what_needs_no_other_words_is_left_alone() -> None:
    schema = {
        "type": ["string", "null"],
        "required": ["a"],
        "properties": {"nullable": True},
        "const": {"type": "file"},
    }
    assert translated(schema) == schema
    assert translated(True) is True
