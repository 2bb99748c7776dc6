"""What is said of two schemas, keyword by keyword."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report.words.trail import labels

VERSION = "3.1.0"


def api(schema: Any, schemas: dict[str, Any] | None = None, version: str = VERSION) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
        "components": {"schemas": schemas or {}},
    }


@pytest.fixture(scope="session")
def told(comparison_of: Any) -> Any:
    """The facts about two schemas, without the way to them."""

    def lines(old: Any, new: Any, schemas: Any = None, new_schemas: Any = None) -> list[str]:
        changes = comparison_of(api(old, schemas), api(new, schemas if new_schemas is None else new_schemas)).changes
        return [" ".join((c.effect, c.subject, c.aspect, *labels(c.trail[3:]))) for c in changes]

    return lines


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ({"type": "string"}, {"type": ["string", "null"]}, "widened schema type"),
        ({"type": "number"}, {"type": "integer"}, "narrowed schema type"),
        ({"type": "string"}, {"type": "integer"}, "replaced schema type"),
        ({}, {"type": "integer"}, "narrowed schema type"),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "widened schema enum"),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, "annotated schema enum"),
        ({"enum": [1]}, {"enum": [True]}, "replaced"),
        ({"maximum": 5}, {"maximum": 6}, "widened schema maximum"),
        ({"maximum": 5}, {"maximum": 5, "exclusiveMaximum": 5}, "narrowed schema exclusiveMaximum"),
        ({"maximum": 5, "exclusiveMaximum": True}, {"maximum": 5}, "widened schema exclusiveMaximum"),
        ({"minimum": 1}, {}, "widened schema minimum"),
        ({"minLength": 1}, {"minLength": 2}, "narrowed schema minLength"),
        ({}, {"minLength": 0}, "annotated schema minLength"),
        ({"maxItems": 3}, {"maxItems": 2}, "narrowed schema maxItems"),
        ({"multipleOf": 2}, {"multipleOf": 6}, "narrowed schema multipleOf"),
        ({"multipleOf": 6}, {"multipleOf": 4}, "replaced schema multipleOf"),
        ({"uniqueItems": True}, {"uniqueItems": False}, "widened schema uniqueItems"),
        ({"pattern": "a"}, {"pattern": "b"}, "replaced schema pattern"),
        ({"format": "date"}, {}, "widened schema format"),
        ({"readOnly": True}, {}, "replaced schema readOnly"),
        ({"description": "a"}, {"description": "b"}, "annotated schema description"),
        ({"default": 1}, {"default": True}, "annotated schema default"),
        ({"deprecated": True}, {}, "annotated schema deprecated"),
        ({"x-sunset": "2026-01-01"}, {"x-sunset": "2027-01-01"}, "annotated schema x-sunset"),
        (
            {"discriminator": {"propertyName": "a"}},
            {"discriminator": {"propertyName": "b"}},
            "replaced schema discriminator",
        ),
        ({"additionalProperties": True}, {}, "annotated schema additionalProperties"),
        ({"additionalProperties": False}, {}, "widened schema additionalProperties"),
        ({}, {"additionalProperties": {"type": "string"}}, "narrowed schema additionalProperties"),
        ({"items": {"type": "string"}}, {"items": {"type": "null"}}, "replaced schema type items"),
        ({"not": {"type": "string"}}, {}, "widened schema not"),
        ({"if": {"type": "string"}}, {}, "replaced schema if"),
        ({"contains": {}}, {"contains": {"minimum": 1}}, "narrowed schema minimum contains"),
        (
            {"patternProperties": {"^x": {}}},
            {"patternProperties": {}},
            "widened schema patternProperties patternProperties[^x]",
        ),
        ({"dependentRequired": {"a": ["b"]}}, {}, "widened schema dependentRequired"),
        ({"$defs": {"x": {}}}, {"$defs": {}}, "annotated schema $defs $defs[x]"),
        ({"$dynamicRef": "#a"}, {"$dynamicRef": "#b"}, "replaced schema $dynamicRef"),
        ({"prefixItems": [{}]}, {"prefixItems": [{}, {"type": "null"}]}, "narrowed schema prefixItems prefixItems[1]"),
        ({"items": [{}]}, {"items": [{"type": "null"}]}, "narrowed schema type items[0]"),
        ({"properties": {"a": True}}, {"properties": {"a": False}}, "narrowed schema schema a"),
        (True, False, "narrowed schema schema"),
        (True, {}, "annotated schema schema"),
    ],
)
def test_each_keyword_has_its_effect(told: Any, old: Any, new: Any, fact: str) -> None:
    lines = told(old, new)
    assert len(lines) == 1 or fact == "replaced"
    assert lines[0] == fact or fact == "replaced"
    if fact == "replaced":  # what went and what came deserve judgements of their own
        assert lines == ["narrowed schema enum", "widened schema enum"]


def test_nullable_says_what_a_type_array_says(told: Any) -> None:
    lines = told({"type": "string", "nullable": True}, {"type": ["string", "null"]})
    assert lines == ["annotated schema type", "annotated schema nullable"]


def test_types_that_went_and_came_are_two_facts(told: Any) -> None:
    lines = told({"type": ["string", "null"]}, {"type": ["string", "integer"]})
    assert lines == ["narrowed schema type", "widened schema type"]


@pytest.mark.parametrize(
    ("closed", "added", "removed"), [(False, "narrowed", "widened"), (True, "widened", "narrowed")]
)
def test_a_property_that_comes_widens_what_is_closed(told: Any, closed: bool, added: str, removed: str) -> None:
    frame = {"additionalProperties": False} if closed else {}
    old, new = {**frame, "properties": {"a": {}}}, {**frame, "properties": {"a": {}, "b": {}}}
    assert told(old, new) == [f"{added} property presence b"]
    assert told(new, old) == [f"{removed} property presence b"]


def test_each_required_name_is_a_fact(told: Any) -> None:
    assert told({"required": ["a", "b"]}, {"required": ["b", "c", "d"]}) == [
        "widened property required a",
        "narrowed property required c",
        "narrowed property required d",
    ]


def test_the_order_of_required_names_is_an_annotation(told: Any) -> None:
    assert told({"required": ["a", "b"]}, {"required": ["b", "a"]}) == ["annotated schema required"]
    assert told({"required": ["a"]}, {"required": ["a", "a"]}) == ["annotated schema required"]
    assert told({}, {"required": []}) == ["annotated schema required"]


def test_alternatives_are_known_by_what_they_refer_to(told: Any) -> None:
    schemas = {"A": {"type": "string"}, "B": {"type": "integer"}, "C": {"type": "null"}}
    parts = {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}
    lines = told({"oneOf": [parts["A"], parts["B"]]}, {"oneOf": [parts["C"], parts["A"]]}, schemas)
    assert lines == ["widened alternative oneOf oneOf[0]", "narrowed alternative oneOf oneOf[1]"]


def test_more_parts_of_all_of_narrow(told: Any) -> None:
    assert told({"allOf": [{"minimum": 1}]}, {"allOf": [{"minimum": 1}, {"maximum": 2}]}) == [
        "narrowed alternative allOf allOf[1]"
    ]


def test_alternatives_in_another_order_say_the_same(told: Any) -> None:
    parts = [{"type": "string"}, {"type": "integer"}]
    assert told({"anyOf": parts}, {"anyOf": parts[::-1]}) == ["annotated schema order anyOf"]


def test_an_alternative_that_changed_is_no_other_one(told: Any) -> None:
    old = {"oneOf": [{"title": "Cat", "minimum": 1}, {"title": "Dog"}]}
    new = {"oneOf": [{"title": "Dog"}, {"title": "Cat", "minimum": 2}]}
    assert told(old, new) == ["annotated schema order oneOf", "narrowed schema minimum oneOf[1]"]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_alternatives_are_paired_by_the_values_of_their_tags_or_by_their_names(keyword: str, told: Any) -> None:
    def cat(tag: Any, longest: int) -> Any:
        return {"properties": {"kind": tag, "name": {"maxLength": longest}}, "type": "object"}

    tagged = [cat({"const": "cat"}, 9), cat({"enum": ["lion", "lynx"]}, 9)]
    tagged_now = [cat({"enum": ["lion", "lynx"]}, 8), cat({"const": "cat"}, 8)]
    assert told({keyword: tagged}, {keyword: tagged_now})[1:] == [
        f"narrowed schema maxLength {keyword}[0] name",
        f"narrowed schema maxLength {keyword}[1] name",
    ]
    named = [{"properties": {name: {"maxLength": 9}}, "type": "object"} for name in "abc"]
    named_now = [{"properties": {name: {"maxLength": 8}}, "type": "object"} for name in "abd"]
    assert told({keyword: named}, {keyword: named_now})[:2] == [
        f"narrowed schema maxLength {keyword}[{number}] {name}" for number, name in enumerate("ab")
    ]


def test_the_same_one_behind_a_reference_is_one_annotation(told: Any) -> None:
    inline = {"type": "object", "properties": {"id": {"type": "integer"}}}
    link = {"$ref": "#/components/schemas/A"}
    schemas = {"A": inline}
    assert told({"properties": {"a": inline}}, {"properties": {"a": link}}, schemas) == ["annotated schema reference a"]
    assert told({"properties": {"a": link}}, {"properties": {"a": inline}}, schemas) == ["annotated schema reference a"]


def test_a_reference_to_something_else_is_compared_with_it(told: Any) -> None:
    schemas = {"A": {"type": "string", "maxLength": 3}, "B": {"type": "string", "maxLength": 4}}
    lines = told({"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}, schemas)
    assert lines == ["annotated schema reference", "widened schema maxLength"]


def test_keywords_beside_a_reference_are_compared(told: Any) -> None:
    schemas = {"A": {"type": "string"}}
    old = {"$ref": "#/components/schemas/A", "description": "one"}
    new = {"$ref": "#/components/schemas/A", "description": "two", "maxLength": 3}
    assert told(old, new, schemas) == ["annotated schema description", "narrowed schema maxLength"]
    lines = told({"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/A", "maxLength": 3}, schemas)
    assert lines == ["narrowed schema maxLength"]


def test_what_a_reference_with_keywords_beside_it_leads_to_is_compared(told: Any) -> None:
    schema = {"$ref": "#/components/schemas/A", "description": "one"}
    assert told(schema, schema, {"A": {"type": "string"}}, {"A": {"type": "null"}}) == ["replaced schema type"]


def test_anchors_are_followed(told: Any) -> None:
    def schemas(kind: str) -> dict[str, Any]:
        return {"A": {"$anchor": "a", "type": kind}}

    assert told({"$ref": "#a"}, {"$ref": "#a"}, schemas("string"), schemas("null")) == ["replaced schema type"]


def test_a_reference_to_nothing_is_no_obstacle_and_told_where_one_side_has_it(told: Any) -> None:
    both = ["annotated schema reference", "replaced schema reference"]
    assert told({"$ref": "#/nowhere"}, {"type": "string"}) == both
    assert told({"$ref": "#/nowhere"}, {"$ref": "#/nowhere"}) == []
    assert told({"$ref": "#/nowhere"}, {"$ref": "#/elsewhere"}) == ["annotated schema reference"]


@pytest.mark.parametrize(
    "keyword", ["properties", "items", "allOf", "required", "enum", "$defs", "not", "$ref", "type"]
)
@pytest.mark.parametrize("odd", [None, 5, "x", [], [[]], {"a": 5}])
def test_odd_values_are_compared_all_the_same(told: Any, keyword: str, odd: Any) -> None:
    assert told({keyword: odd}, {}) != []
    assert told({}, {keyword: odd}) != []
    assert told({keyword: odd}, {keyword: odd}) == []
