"""What may be passed over, and what only looks equal."""

from __future__ import annotations

from typing import Any

import pytest

from harness.comparison import Unchanged, compare
from harness.document import exact_bytes


def api(schemas: dict[str, Any], answer: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": answer}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
        "components": {"schemas": schemas},
    }


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), ("1", 1), ([1], [True]), ({}, [])])
def test_values_that_python_holds_for_equal_have_images_of_their_own(one: Any, other: Any) -> None:
    assert exact_bytes(one) != exact_bytes(other)


def test_a_value_nested_deeper_than_marshal_goes_has_exact_bytes() -> None:
    one: Any = 1
    other: Any = 2
    for _ in range(3000):
        one, other = [one], [other]
    assert exact_bytes(one) != exact_bytes(other)


@pytest.mark.parametrize(("one", "other"), [(1, True), (1.0, True), (0, False), (1, 1.5), (1, "1")])
def test_a_default_that_changes_its_type_alone_is_a_change(facts: Any, one: Any, other: Any) -> None:
    old, new = (api({"A": {"default": value}}, {"$ref": "#/components/schemas/A"}) for value in (one, other))
    assert facts(old, new) == ["annotated schema default: schema A"]


@pytest.mark.parametrize("keyword", ["default", "example", "const", "minimum", "multipleOf", "maxLength", "x-size"])
@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (100.0, 100), (0, -0.0), (10**20, 1e20)])
def test_a_number_that_is_spelled_otherwise_is_no_change(facts: Any, keyword: str, one: float, other: float) -> None:
    old, new = (
        api({"A": {keyword: value, "enum": [value, {"a": [value]}]}}, {"type": "object", keyword: value})
        for value in (one, other)
    )
    assert facts(old, new) == []


def test_the_order_of_members_means_nothing(facts: Any) -> None:
    old = api({}, {"type": "string", "example": {"a": 1, "b": {"c": 2, "d": 3}}})
    new = api({}, {"example": {"b": {"d": 3, "c": 2}, "a": 1}, "type": "string"})
    assert facts(old, new) == []


def test_what_refers_to_a_changed_component_is_not_unchanged(document_of: Any) -> None:
    link = {"$ref": "#/components/schemas/A"}
    old = document_of(api({"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": "string"}, "C": {}}, link))
    new = document_of(api({"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": "null"}, "C": {}}, link))
    unchanged = Unchanged(old, new)
    same = {name: unchanged(node, new.components("schemas")[name]) for name, node in old.components("schemas").items()}
    assert same == {"A": False, "B": False, "C": True}
    assert unchanged.changed_references_in(old.operations[0].node, new.operations[0].node) == (
        "#/components/schemas/A",
    )


def test_a_reference_into_a_component_is_followed_when_that_changes(facts: Any) -> None:
    link = {"$ref": "#/components/schemas/A/properties/x"}
    old = api({"A": {"properties": {"x": {"type": "string"}}}}, link)
    new = api({"A": {"properties": {"x": {"type": "integer"}}}}, link)
    assert facts(old, new) == ["replaced schema type: GET /a > response 200 > application/json"]


def test_a_key_that_only_looks_like_a_reference_is_compared(facts: Any) -> None:
    old = api({}, {"properties": {"$ref": {"type": "string"}}})
    new = api({}, {"properties": {"$ref": {"type": "integer"}}})
    assert facts(old, new) == ["replaced schema type: GET /a > response 200 > application/json > $ref"]


def test_a_document_equals_itself_though_two_operations_share_an_id(document_of: Any) -> None:
    content = api({}, {})
    content["paths"]["/b"] = content["paths"]["/a"]
    for item in content["paths"].values():
        item["get"]["operationId"] = "twice"
    assert compare(document_of(content), document_of(content)).changes == ()


def test_cycles_come_to_an_end(facts: Any) -> None:
    def tree(kind: str) -> dict[str, Any]:
        node = {"properties": {"children": {"items": {"$ref": "#/components/schemas/Node"}}, "id": {"type": kind}}}
        return api({"Node": node, "Loop": {"$ref": "#/components/schemas/Loop"}}, {"$ref": "#/components/schemas/Node"})

    assert facts(tree("string"), tree("integer")) == ["replaced schema type: schema Node > id"]
    assert facts(tree("string"), tree("string")) == []
