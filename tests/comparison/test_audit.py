"""The account finds each change that is missing, and lets none hide behind another."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from harness.comparison import audit

LINK = {"$ref": "#/components/schemas/Pet"}
OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "a"}, {"url": "b"}],
    "tags": [{"name": "one"}],
    "paths": {
        "/a/{id}": {
            "summary": "one",
            "get": {
                "operationId": "get",
                "parameters": [{"name": "q", "in": "query"}, {"name": "r", "in": "query", "schema": {"maxLength": 3}}],
                "security": [{"key": []}],
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"X-A": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": LINK}},
                    }
                },
            },
        },
        "/b": {"delete": {"responses": {}}, "summary": "gone"},
    },
    "components": {
        "schemas": {
            "Pet": {
                "required": ["id", "name"],
                "oneOf": [{"title": "Cat", "minimum": 1}, {"title": "Dog"}],
                "properties": {"id": {"type": "integer"}, "name": {"enum": ["a", "b"]}, "old": {}},
            }
        }
    },
}


def newer() -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    item = new["paths"].pop("/a/{id}")
    new["paths"] = {"/v2/a/{key}": item, "/c": {"get": {"responses": {}}}}
    own = item["get"]
    own["parameters"].insert(0, {"name": "p", "in": "query"})
    own["parameters"][2]["schema"]["maxLength"] = 4
    own["security"] = [{"login": ["r"]}]
    own["responses"]["200"]["headers"] = {"x-a": {"schema": {"type": "null"}}}
    own["responses"]["404"] = {"description": ""}
    new["servers"] = [{"url": "b", "description": "x"}, {"url": "a"}]
    new["tags"].append({"name": "two"})
    pet = new["components"]["schemas"]["Pet"]
    pet["required"] = ["tag", "name"]
    pet["oneOf"] = [{"title": "Fish"}, {"title": "Cat", "minimum": 2}]
    pet["properties"] = {"id": {"type": "string"}, "name": {"enum": ["b", "a"]}, "new": {"type": "string"}}
    return new


@pytest.mark.parametrize("oracle", ["deepdiff", "exact"])
def test_each_change_is_needed(comparison_of: Any, oracle: str) -> None:
    comparison = comparison_of(OLD, newer())
    changes = comparison.changes
    assert audit(comparison, oracle=oracle) == ()
    for change in changes:
        comparison._changes = tuple(other for other in changes if other is not change)
        assert audit(comparison, oracle=oracle) != (), change


@pytest.mark.parametrize("oracle", ["deepdiff", "exact"])
def test_without_changes_every_difference_is_unclaimed(comparison_of: Any, oracle: str) -> None:
    new = copy.deepcopy(OLD)
    new["components"]["schemas"]["Pet"]["required"].insert(0, "tag")
    comparison = comparison_of(OLD, new)
    comparison._changes = ()
    (unclaimed,) = audit(comparison, oracle=oracle)
    assert unclaimed.kind == "added"
    assert unclaimed.old is None
    assert str(unclaimed.new) == "new.json#/components/schemas/Pet/required/0"


def test_what_came_as_a_whole_is_told_by_all_its_parts_or_not_at_all(comparison_of: Any) -> None:
    new = copy.deepcopy(OLD)
    new["paths"]["/c"] = {"get": {"responses": {}}, "post": {"responses": {}}}
    comparison = comparison_of(OLD, new)
    assert len(comparison.changes) == 2
    assert audit(comparison) == ()
    comparison._changes = comparison.changes[:1]
    assert [str(item.new) for item in audit(comparison)] == ["new.json#/paths/~1c"]
