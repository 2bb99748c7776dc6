"""One view of operations for OpenAPI 3.0, 3.1 and 3.2."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from harness.document import Document, File, Operation, without_parameter_names
from harness.document._source import read_source

INFO = {"title": "Pets", "version": "2025-01-01"}
OK = {"200": {"description": "Done."}}


def document(content: dict[str, Any], version: str = "3.1.0") -> Document:
    whole = {"openapi": version, "info": INFO, "paths": {}, **content}
    return Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(whole).encode()))))


def operation(members: dict[str, Any], item: dict[str, Any] | None = None, **content: Any) -> Operation:
    (found,) = document({"paths": {"/pets": {"get": members, **(item or {})}}, **content}).operations
    return found


def query(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {}, **members}


def test_operations_come_in_document_order_and_webhooks_last() -> None:
    paths = {"/b": {"put": {}, "get": {}}, "x-own": {"get": {}}, "/a": {"trace": {}, "summary": "A"}}
    content = {"webhooks": {"born": {"post": {}}}, "x-webhooks": {"died": {"post": {}}}, "paths": paths}
    operations = document(content).operations
    assert [item.name for item in operations] == [
        "PUT /b",
        "GET /b",
        "TRACE /a",
        "Webhook POST born",
        "Webhook POST died",
    ]
    assert [item.kind for item in operations] == ["operation"] * 3 + ["webhook"] * 2
    assert operations[0].node.pointer == ("paths", "/b", "put")


def test_openapi_3_2_has_query_and_any_other_method() -> None:
    item: dict[str, Any] = {"query": {}, "additionalOperations": {"COPY": {}, "lock": {}}}
    operations = document({"paths": {"/a": item}}, "3.2.0").operations
    assert [found.name for found in operations] == ["QUERY /a", "COPY /a", "lock /a"]
    assert operations[1].node.pointer == ("paths", "/a", "additionalOperations", "COPY")


def test_the_operations_of_a_shared_path_item_are_operations_of_each_path() -> None:
    shared = {"$ref": "#/components/pathItems/A"}
    content = {"paths": {"/a": shared, "/b": shared}, "components": {"pathItems": {"A": {"get": {"responses": OK}}}}}
    assert [found.name for found in document(content).operations] == ["GET /a", "GET /b"]


def test_a_parameter_of_the_operation_stands_for_that_of_its_path_item() -> None:
    shared = [query("a"), query("b", description="shared"), {**query("b"), "in": "header"}]
    own = [query("b", description="own", required=True), query("c")]
    found = operation({"parameters": own}, {"parameters": shared}).parameters
    assert [(parameter.location, parameter.name, parameter.required) for parameter in found] == [
        ("query", "a", False),
        ("query", "b", True),
        ("header", "b", False),
        ("query", "c", False),
    ]
    assert found[1].node.pointer == ("paths", "/pets", "get", "parameters", "0")
    assert found[0].node.pointer == ("paths", "/pets", "parameters", "0")


def test_parameters_that_cannot_be_told_apart_are_left_out() -> None:
    odd = [{"$ref": "#/nowhere"}, {"name": "a"}, {"in": "query"}, {"name": 1, "in": "query"}, "a", query("b")]
    assert [parameter.name for parameter in operation({"parameters": odd}).parameters] == ["b"]


def test_a_parameter_is_required_only_where_it_says_true() -> None:
    required = [
        query("a", required="yes"),
        query("b", required=1),
        query("c", required=True),
        query("d", required=False),
    ]
    assert [parameter.name for parameter in operation({"parameters": required}).parameters if parameter.required] == [
        "c"
    ]


def test_responses_are_found_by_status() -> None:
    components = {"responses": {"Gone": {"description": "Gone."}}}
    responses = {**OK, "4XX": {"$ref": "#/components/responses/Gone"}, "default": {"$ref": "#/nowhere"}, "x-own": {}}
    found = operation({"responses": responses}, components=components).responses
    assert list(found) == ["200", "4XX"]
    assert found["4XX"].pointer == ("components", "responses", "Gone")


def test_a_body_may_be_missing() -> None:
    assert operation({}).body is None
    assert operation({"requestBody": {"$ref": "#/nowhere"}}).body is None
    body = operation({"requestBody": {"content": {}}}).body
    assert body is not None
    assert body.pointer == ("paths", "/pets", "get", "requestBody")


@pytest.mark.parametrize(
    ("own", "shared", "alternatives"),
    [
        (None, None, []),
        (None, [{"key": []}], [{"key": ()}]),
        ([], [{"key": []}], []),
        ([{"oauth": ["read", "write"], "key": []}, {}], [{"key": []}], [{"oauth": ("read", "write"), "key": ()}, {}]),
        ([{"key": None}, "odd"], None, [{"key": ()}]),
    ],
)
def test_security_of_the_operation_stands_for_that_of_the_document(own: Any, shared: Any, alternatives: Any) -> None:
    content = {} if shared is None else {"security": shared}
    found = operation({} if own is None else {"security": own}, **content).security
    assert [way.schemes for way in found] == alternatives


def test_security_knows_its_place() -> None:
    (way,) = operation({}, security=[{"key": []}]).security
    assert way.node.pointer == ("security", "0")


def test_callbacks_are_operations_that_the_server_calls() -> None:
    told = {"{$request.body#/url}": {"post": {"responses": OK}, "put": {}}, "x-own": {"get": {}}}
    content = {"callbacks": {"told": told, "lost": {"$ref": "#/nowhere"}}}
    found = operation(content, security=[{"key": []}]).callbacks
    assert [(name, inner.kind, inner.name) for name, inner in found] == [
        ("told", "callback", "POST {$request.body#/url}"),
        ("told", "callback", "PUT {$request.body#/url}"),
    ]
    assert found[0][1].security == ()  # the document's own security is that of its own server


def test_a_callback_that_calls_itself_back_ends() -> None:
    callback = {"{$url}": {"post": {"callbacks": {"again": {"$ref": "#/components/callbacks/Again"}}}}}
    content = {"callbacks": {"again": {"$ref": "#/components/callbacks/Again"}}}
    found = operation(content, components={"callbacks": {"Again": callback}})
    for _ in range(5):
        ((_, found),) = found.callbacks
    assert found.name == "POST {$url}"


@pytest.mark.parametrize(("value", "known"), [("getPets", "getPets"), ("", None), (1, None), (None, None)])
def test_an_operation_id_is_text(value: object, known: str | None) -> None:
    assert operation({"operationId": value}).operation_id == known


def test_components_are_found_by_kind() -> None:
    subject = document({"components": {"schemas": {"B": {}, "A": {}}, "headers": []}})
    assert list(subject.components("schemas")) == ["B", "A"]
    assert subject.components("schemas")["A"].pointer == ("components", "schemas", "A")
    assert subject.components("headers") == subject.components("nothing") == {}


@pytest.mark.parametrize(
    ("path", "bare"),
    [("/users/{id}", "/users/{}"), ("/users/{userID}", "/users/{}"), ("/a.{b}/{c}d", "/a.{}/{}d"), ("/a/{", "/a/{")],
)
def test_paths_are_the_same_but_for_names_of_parameters(path: str, bare: str) -> None:
    assert without_parameter_names(path) == bare
