"""`unevaluatedProperties` and `unevaluatedItems` in words of other keywords, where no value has to be looked at."""

from __future__ import annotations

from itertools import product
from typing import Any

import jsonschema_rs
import pytest

from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._unevaluated import closing_elements, closing_members

D2019 = "https://json-schema.org/draft/2019-09/schema"
VALIDATORS = {D2019: jsonschema_rs.Draft201909Validator, DRAFT_2020: jsonschema_rs.Draft202012Validator}
OBJECTS = [
    {name: value for name, value in zip("abx", row, strict=True) if value is not None}
    for row in product((None, 1, "s"), repeat=3)
]
LISTS = [list(row) for length in range(4) for row in product((1, "s"), repeat=length)]
DEFINITIONS = {"$defs": {"A": {"properties": {"a": True}}, "All": {"additionalProperties": True}}}
OBJECT_PARTS: list[dict[str, Any]] = [
    {"properties": {"a": {"type": "integer"}}},
    {"patternProperties": {"^b": True}},
    {"additionalProperties": {"type": "string"}},
    {"allOf": [{"properties": {"b": True}}]},
    {"allOf": [{"allOf": [{"properties": {"x": True}}]}, True]},
    {"allOf": [{"additionalProperties": True}]},
    {"allOf": [{"unevaluatedProperties": True}]},
    {"$ref": "#/$defs/A"},
    {"allOf": [{"$ref": "#/$defs/All"}]},
    {"required": ["a"]},
    {"not": {"properties": {"x": {"const": 1}}, "required": ["x"]}},
]
LIST_PARTS: dict[str, list[dict[str, Any]]] = {
    DRAFT_2020: [
        {"prefixItems": [True]},
        {"prefixItems": [True, True]},
        {"items": True},
        {"allOf": [{"prefixItems": [True, True]}, {"prefixItems": [True]}]},
        {"allOf": [{"items": {"type": "integer"}}]},
        {"allOf": [{"unevaluatedItems": True}, True]},
        {"minItems": 1},
    ],
    D2019: [
        {"items": [True]},
        {"items": [True, True]},
        {"items": True},
        {"items": [True], "additionalItems": True},
        {"allOf": [{"items": [True, True]}, {"items": [True]}]},
        {"allOf": [{"items": {"type": "integer"}}]},
        {"allOf": [{"unevaluatedItems": True}]},
        {"minItems": 1},
    ],
}
DEPENDING: list[dict[str, Any]] = [
    {"anyOf": [{}]},
    {"oneOf": [{}]},
    {"if": {}},
    {"dependentSchemas": {"a": {}}},
    {"allOf": [{"anyOf": [True]}]},
    {"allOf": [{}, {"allOf": [{"if": {}}]}]},
    {"$ref": "#/$defs/Nowhere"},
    {"allOf": [{"$ref": "#/$defs/Nowhere"}]},
    {"$dynamicRef": "#a"},
]


def said(keyword: str, schema: Any, dialect: str) -> Any:
    context = in_document(schema, Reading(dialect, formats=False))
    close = closing_members if keyword == "unevaluatedProperties" else closing_elements
    return close(schema[keyword], schema, context)


@pytest.mark.parametrize("dialect", VALIDATORS)
@pytest.mark.parametrize("keyword", ["unevaluatedProperties", "unevaluatedItems"])
@pytest.mark.parametrize("value", [False, {"type": "integer"}, True])
def test_what_is_said_instead_allows_the_same(dialect: str, keyword: str, value: Any) -> None:
    parts, values = (OBJECT_PARTS, OBJECTS) if keyword == "unevaluatedProperties" else (LIST_PARTS[dialect], LISTS)
    for one, other in product([{}, *parts], parts):
        both = {**one, **other}
        schema = {**DEFINITIONS, **both, keyword: value}
        instead = said(keyword, schema, dialect)
        assert instead is not None, schema
        # An empty list of places is one to us, and to validators a fault.
        instead = {word: part for word, part in instead.items() if part != []}
        plain = {**DEFINITIONS, "allOf": [{**DEFINITIONS, **both}, instead]}
        left, right = (VALIDATORS[dialect](side) for side in (schema, plain))
        told_apart = [item for item in values if left.is_valid(item) != right.is_valid(item)]
        assert not told_apart, (schema, instead)


@pytest.mark.parametrize("dialect", VALIDATORS)
@pytest.mark.parametrize("keyword", ["unevaluatedProperties", "unevaluatedItems"])
@pytest.mark.parametrize("part", DEPENDING)
def test_nothing_is_said_where_it_depends_on_the_value(dialect: str, keyword: str, part: Any) -> None:
    assert said(keyword, {**DEFINITIONS, **part, keyword: False}, dialect) is None


def test_contains_evaluates_what_it_finds_but_for_2019() -> None:
    for part in ({"contains": {}}, {"allOf": [{"contains": {}}]}):
        schema = {**part, "unevaluatedItems": False}
        assert said("unevaluatedItems", schema, DRAFT_2020) is None
        assert said("unevaluatedItems", schema, D2019) == {"items": False}


def test_a_chain_of_references_ends_somewhere() -> None:
    chain = {f"S{number}": {"$ref": f"#/$defs/S{number + 1}"} for number in range(30)}
    schema = {"$defs": {**chain, "S30": {}}, "$ref": "#/$defs/S0"}
    for keyword in ("unevaluatedProperties", "unevaluatedItems"):
        assert said(keyword, {**schema, keyword: False}, DRAFT_2020) is None
        assert said(keyword, {**schema, "$ref": "#/$defs/S20", keyword: False}, DRAFT_2020) is not None


def test_all_is_evaluated_where_others_of_the_place_evaluate_it() -> None:
    for part in ({"additionalProperties": True}, {"allOf": [{"unevaluatedProperties": True}]}):
        assert said("unevaluatedProperties", {**part, "unevaluatedProperties": False}, DRAFT_2020) == {}
    for part in ({"items": True}, {"allOf": [{"unevaluatedItems": True}]}):
        assert said("unevaluatedItems", {**part, "unevaluatedItems": False}, DRAFT_2020) == {}
