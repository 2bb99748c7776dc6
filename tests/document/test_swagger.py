"""Swagger 2.0 is seen in the form of OpenAPI 3, and every part still knows the line that its author wrote."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from harness.document import Document, File, Node, Operation
from harness.document._source import read_source

INFO = {"title": "Pets", "version": "2025-01-01"}
OK = {"200": {"description": "Done."}}
PET = {"$ref": "#/definitions/Pet"}


def document(content: dict[str, Any]) -> Document:
    whole = {"swagger": "2.0", "info": INFO, "paths": {}, **content}
    return Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(whole).encode()))))


def operation(members: dict[str, Any], item: dict[str, Any] | None = None, **content: Any) -> Operation:
    (found,) = document({"paths": {"/pets": {"post": members, **(item or {})}}, **content}).operations
    return found


def at(node: Node | None, *keys: str) -> Node:
    """The node that is reached by these members; it must be there."""
    for key in keys:
        assert node is not None, key
        node = node.child(key)
    assert node is not None, keys
    return node


def parameter(**members: Any) -> Node:
    (found,) = operation({"parameters": [{"name": "a", "in": "query", **members}]}).parameters
    return found.node


def test_a_parameter_has_a_schema() -> None:
    node = parameter(type="integer", maximum=3, default=1, description="A.", required=True, **{"x-own": 1})
    assert node.value == {
        "name": "a",
        "in": "query",
        "description": "A.",
        "required": True,
        "x-own": 1,
        "schema": {"type": "integer", "maximum": 3, "default": 1},
    }


def test_the_parts_of_a_schema_keep_their_places() -> None:
    node = parameter(type="array", items={"type": "string"}, collectionFormat="pipes")
    place = ("paths", "/pets", "post", "parameters", "0")
    assert at(node, "schema", "items", "type").pointer == (*place, "items", "type")
    assert at(node, "style").pointer == (*place, "collectionFormat")


@pytest.mark.parametrize(
    ("location", "collection", "style", "explode"),
    [
        ("query", None, "form", False),
        ("query", "csv", "form", False),
        ("query", "multi", "form", True),
        ("query", "ssv", "spaceDelimited", False),
        ("query", "pipes", "pipeDelimited", False),
        ("query", "tsv", "tsv", False),
        ("path", "csv", "simple", False),
        ("header", None, "simple", False),
    ],
)
def test_an_array_says_how_it_is_written(location: str, collection: str | None, style: str, explode: bool) -> None:
    chosen = {} if collection is None else {"collectionFormat": collection}
    node = parameter(**{"in": location}, type="array", items={}, **chosen)
    assert (node.get("style"), node.get("explode")) == (style, explode)
    assert "collectionFormat" not in node.value


def test_a_body_parameter_is_a_request_body_of_each_type_that_is_consumed() -> None:
    payload = {"name": "pet", "in": "body", "required": True, "description": "A pet.", "schema": PET}
    found = operation(
        {"parameters": [payload], "consumes": ["application/json", "application/xml"]}, consumes=["text/plain"]
    )
    assert found.parameters == ()
    assert found.body is not None
    assert found.body.value == {
        "required": True,
        "description": "A pet.",
        "content": {"application/json": {"schema": PET}, "application/xml": {"schema": PET}},
    }
    schema = at(found.body, "content", "application/xml", "schema")
    assert schema.pointer == ("paths", "/pets", "post", "parameters", "0", "schema")
    assert at(found.body, "content", "application/xml").pointer == ("paths", "/pets", "post", "consumes", "1")


@pytest.mark.parametrize(
    ("own", "shared", "types"),
    [
        ({"consumes": ["text/csv"]}, {"consumes": ["text/plain"]}, ["text/csv"]),
        ({}, {"consumes": ["text/plain"]}, ["text/plain"]),
        ({}, {}, ["application/json"]),
        ({"consumes": []}, {"consumes": ["text/plain"]}, ["application/json"]),
    ],
)
def test_what_is_consumed_is_the_operations_own_or_the_documents(own: Any, shared: Any, types: list[str]) -> None:
    found = operation({"parameters": [{"name": "pet", "in": "body", "schema": {}}], **own}, **shared)
    assert list(at(found.body, "content").value) == types


def test_form_parameters_are_the_properties_of_one_body() -> None:
    fields = [
        {"name": "photo", "in": "formData", "type": "file", "required": True, "description": "A photo."},
        {"name": "tags", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
        {"name": "limit", "in": "query", "type": "integer"},
    ]
    found = operation({"parameters": fields, "consumes": ["multipart/form-data", "application/json"]})
    assert [each.name for each in found.parameters] == ["limit"]
    assert found.body is not None
    assert found.body.value == {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "photo": {"type": "string", "format": "binary", "description": "A photo."},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["photo"],
                },
                "encoding": {"tags": {"style": "form", "explode": True}},
            }
        },
    }
    place = ("paths", "/pets", "post", "parameters")
    schema = at(found.body, "content", "multipart/form-data", "schema")
    assert at(schema, "properties", "photo").pointer == (*place, "0")
    assert at(schema, "required", "0").pointer == (*place, "0", "required")
    assert at(found.body, "content", "multipart/form-data", "encoding", "tags", "style").pointer == (
        *place,
        "1",
        "collectionFormat",
    )


@pytest.mark.parametrize(
    ("kind", "media_type"), [("file", "multipart/form-data"), ("string", "application/x-www-form-urlencoded")]
)
def test_a_form_without_a_type_has_the_one_that_fits(kind: str, media_type: str) -> None:
    found = operation({"parameters": [{"name": "a", "in": "formData", "type": kind}]}, consumes=["application/json"])
    assert list(at(found.body, "content").value) == [media_type]
    assert at(found.body).get("required") is None


def test_form_parameters_may_be_shared_and_replaced() -> None:
    shared = [{"$ref": "#/parameters/Name"}, {"name": "age", "in": "formData", "type": "integer"}]
    own = [{"name": "age", "in": "formData", "type": "string"}]
    content = {"parameters": {"Name": {"name": "name", "in": "formData", "type": "string"}}}
    found = operation({"parameters": own}, {"parameters": shared}, **content)
    properties = at(found.body, "content", "application/x-www-form-urlencoded", "schema", "properties")
    assert properties.value == {"name": {"type": "string"}, "age": {"type": "string"}}
    assert at(properties, "name").pointer == ("parameters", "Name")


def test_a_response_has_content_for_each_type_that_is_produced() -> None:
    response = {
        "description": "A pet.",
        "schema": PET,
        "examples": {"application/json": {"a": 1}, "text/plain": "a"},
        "headers": {"X-Rate": {"type": "array", "items": {}, "description": "Rate."}},
    }
    found = operation({"responses": {"200": response}}, produces=["application/json"]).responses["200"]
    assert found.value == {
        "description": "A pet.",
        "content": {
            "application/json": {"schema": PET, "example": {"a": 1}},
            "text/plain": {"example": "a"},
        },
        "headers": {
            "X-Rate": {
                "description": "Rate.",
                "schema": {"type": "array", "items": {}},
                "style": "simple",
                "explode": False,
            }
        },
    }
    place = ("paths", "/pets", "post", "responses", "200")
    assert at(found, "content", "application/json", "schema").pointer == (*place, "schema")
    assert at(found, "content", "text/plain", "example").pointer == (*place, "examples", "text/plain")
    assert at(found, "headers", "X-Rate").pointer == (*place, "headers", "X-Rate")


def test_a_response_without_schema_has_no_content() -> None:
    found = operation({"responses": {"204": {"description": "Done.", "examples": {"text/plain": "a"}}}})
    assert found.responses["204"].value == {"description": "Done."}


def test_a_shared_response_keeps_its_place() -> None:
    found = operation({"responses": {"200": {"$ref": "#/responses/Done"}}}, responses={"Done": OK["200"]})
    assert found.responses["200"].pointer == ("responses", "Done")


def test_components_have_the_names_of_openapi_3() -> None:
    subject = document(
        {
            "definitions": {"Pet": {}},
            "parameters": {"Limit": {}},
            "responses": {"Done": {}},
            "securityDefinitions": {"key": {}},
        }
    )
    kinds = {
        kind: list(subject.components(kind))
        for kind in ("schemas", "parameters", "responses", "securitySchemes", "headers")
    }
    assert kinds == {
        "schemas": ["Pet"],
        "parameters": ["Limit"],
        "responses": ["Done"],
        "securitySchemes": ["key"],
        "headers": [],
    }


def test_security_is_as_in_openapi_3() -> None:
    assert [way.schemes for way in operation({}, security=[{"key": []}]).security] == [{"key": ()}]
    assert operation({"security": []}, security=[{"key": []}]).security == ()


def test_what_is_no_response_is_left_as_it_is() -> None:
    assert operation({"responses": {"200": None}}).responses["200"].value is None
    headers = {"X-A": 1, "X-B": {"type": "array", "collectionFormat": [], "in": {}}}
    found = operation({"responses": {"200": {"description": "", "headers": headers}}}).responses["200"]
    assert list(at(found, "headers").value) == ["X-B"]
