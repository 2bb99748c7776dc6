"""A component is part of the messages that refer to it, however it is compared."""

from __future__ import annotations

from typing import Any

import pytest

L = {"$ref": "#/components/schemas/L"}
WRAPPED = [
    {"allOf": [L], "description": "x"},
    {"oneOf": [L, {"type": "boolean"}]},
    {"anyOf": [{"type": "boolean"}, L]},
    {"type": "array", "items": L},
]


def document(schema: Any, component: Any, place: str) -> dict[str, Any]:
    """A document with one operation that sends, takes or calls back with a schema."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if place == "request":
        operation["requestBody"] = {"content": content}
    elif place == "response":
        operation["responses"]["200"]["content"] = content
    elif place == "through a component":
        operation["requestBody"] = {"$ref": "#/components/requestBodies/B"}
    else:
        call = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok"}}}
        operation["callbacks"] = {"done": {"{$request.body#/url}": {"post": call}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/p": {"post": operation}},
        "components": {"schemas": {"L": component}, "requestBodies": {"B": {"content": content}}},
    }


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize(
    ("place", "direction"),
    [("request", "request"), ("response", "response"), ("through a component", "request"), ("callback", "response")],
)
def test_a_component_that_is_wrapped_and_changes_is_no_unused_one(
    comparison_of: Any, wrapped: Any, place: str, direction: str
) -> None:
    old = document(L, {"type": "string"}, place)
    new = document(wrapped, {"type": "integer"}, place)
    (change,) = [one for one in comparison_of(old, new).changes if one.trail == (("schemas", "L"),)]
    assert (change.direction, change.operations) == (direction, ("POST /p",))


def test_a_component_that_one_side_alone_uses_is_part_of_no_message_of_both(comparison_of: Any) -> None:
    old = document({"type": "string"}, {"type": "string"}, "request")
    new = document(L, {"type": "integer"}, "request")
    component = "/components/schemas/L/type"
    (change,) = [one for one in comparison_of(old, new).changes if one.old and one.old.pointer == component]
    assert (change.direction, change.operations) == ("none", ())


def test_operations_stand_in_document_order_however_they_use_it(comparison_of: Any) -> None:
    def api(kind: str) -> dict[str, Any]:
        content = document({"type": "string"}, {"type": kind}, "request")
        wrapped = L if kind == "string" else {"allOf": [L]}
        schemas = content["components"]["schemas"]
        for number in range(20):
            schemas[f"W{number}"] = {"properties": {"l": wrapped}}
            body = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/W{number}"}}}}
            operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
            content["paths"][f"/{number}"] = {"post": operation}
        return content

    (change,) = [
        one for one in comparison_of(api("string"), api("integer")).changes if one.trail == (("schemas", "L"),)
    ]
    assert change.operations == tuple(f"POST /{number}" for number in range(20))
