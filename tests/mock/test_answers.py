"""What the document answers by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

BOAT = {
    "type": "object",
    "required": ["id", "name", "length"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "length": {"type": "number", "minimum": 1}},
}


def of(response: dict[str, Any], path: str = "/boats/{id}", status: str = "200", **more: Any) -> dict[str, Any]:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}] if "{" in path else []
    operation = {"parameters": parameters, "responses": {status: {"description": "ok", **response}}, **more}
    return {"paths": {path: {"get": operation}}}


def as_json(schema: Any, **more: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema, **more}}}


def test_the_same_request_gets_the_same_answer_and_another_seed_another_one(mock: Callable[..., Client]) -> None:
    document = of(as_json({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}))
    first, second, other = mock(document), mock(document), mock(document, seed=7)
    assert first("GET", "/boats/1").body == first("GET", "/boats/1").body == second("GET", "/boats/1").body
    assert {first("GET", f"/boats/{n}").body for n in range(9)} != {first("GET", "/boats/1").body}
    assert [first("GET", f"/boats/{n}").body for n in range(9)] != [other("GET", f"/boats/{n}").body for n in range(9)]


def test_a_made_answer_tells_of_what_the_path_names(mock: Callable[..., Client]) -> None:
    assert mock(of(as_json(BOAT)))("GET", "/boats/77").json["id"] == 77


def test_the_example_that_tells_of_the_path_comes_first(mock: Callable[..., Client]) -> None:
    examples = {name: {"value": {"id": n, "name": name, "length": 9}} for n, name in ((3, "tern"), (7, "heron"))}
    client = mock(of(as_json(BOAT, examples=examples)))
    assert client("GET", "/boats/7").json["name"] == "heron"
    assert client("GET", "/boats/4").json["name"] == "tern"


def test_dynamic_answers_are_others_on_each_call_and_valid(mock: Callable[..., Client]) -> None:
    client = mock(of(as_json(BOAT)))
    answers = [client("GET", "/boats/7", {"Prefer": "dynamic=true"}).json for _ in range(12)]
    assert all(answer["length"] >= 1 for answer in answers)
    assert len({answer["length"] for answer in answers}) > 1


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["404", "202", "201"], 201),
        (["2XX", "404"], 200),
        (["default"], 200),
        (["404", "302"], 302),
        (["2xx", "203"], 203),
    ],
)
def test_the_lowest_declared_success_is_answered(
    mock: Callable[..., Client], statuses: list[str], expected: int
) -> None:
    responses = {status: {"description": "one"} for status in statuses}
    assert mock({"paths": {"/a": {"get": {"responses": responses}}}})("GET", "/a").status == expected


def test_an_operation_without_a_success_says_so(mock: Callable[..., Client]) -> None:
    answer = mock({"paths": {"/a": {"get": {"responses": {"404": {"description": "no"}}}}}})("GET", "/a")
    assert answer.status == 501
    assert "404" in answer.json["detail"]


def test_a_schema_that_nothing_is_valid_for_is_said_to_be_one(mock: Callable[..., Client]) -> None:
    answer = mock(of(as_json({"type": "integer", "minimum": 5, "maximum": 4})))("GET", "/boats/1")
    assert answer.status == 501
    assert "GET /boats/{id}" in answer.json["detail"]


def test_what_is_preferred_and_not_declared_is_named(mock: Callable[..., Client]) -> None:
    client = mock(of(as_json(BOAT)))
    for preference in ("code=418", "code=nine", "example=gull"):
        answer = client("GET", "/boats/1", {"Prefer": preference})
        assert answer.status == 400
        assert preference in answer.text


def test_a_code_of_a_declared_range_may_be_preferred(mock: Callable[..., Client]) -> None:
    responses = {"200": {"description": "ok"}, "5XX": {"description": "bad", **as_json(True, example={"why": "rain"})}}
    answer = mock({"paths": {"/a": {"get": {"responses": responses}}}})("GET", "/a", {"Prefer": "code=503"})
    assert (answer.status, answer.json) == (503, {"why": "rain"})


def test_members_that_only_requests_have_are_taken_out_of_examples(mock: Callable[..., Client]) -> None:
    inner = {"type": "object", "properties": {"pin": {"type": "string", "writeOnly": True}, "a": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"list": {"type": "array", "items": inner}}}
    example = {"list": [{"pin": "1", "a": 1}, {"pin": "2", "a": 2}]}
    assert mock(of(as_json(schema, example=example)))("GET", "/boats/1").json == {"list": [{"a": 1}, {"a": 2}]}


def test_headers_are_sent_as_declared_but_for_those_of_the_message(mock: Callable[..., Client]) -> None:
    headers = {
        "X-Count": {"schema": {"type": "integer", "minimum": 3, "maximum": 3}},
        "X-List": {"schema": {"type": "array", "items": {"enum": ["a"]}, "minItems": 2, "maxItems": 2}},
        "Content-Length": {"schema": {"type": "integer"}, "example": 3},
        "Transfer-Encoding": {"schema": {"type": "string"}, "example": "chunked"},
        "Content-Encoding": {"schema": {"type": "string"}, "example": "gzip"},
    }
    answer = mock(of({"headers": headers, **as_json({}, example=1)}))("GET", "/boats/1")
    assert answer.headers == {"content-type": "application/json", "x-count": "3", "x-list": "a,a"}


def test_text_of_a_document_does_not_become_a_header(mock: Callable[..., Client]) -> None:
    headers = {"X-Note": {"schema": {"type": "string"}, "example": "a\r\nSet-Cookie: b=1"}}
    assert mock(of({"headers": headers}))("GET", "/boats/1").headers == {"x-note": "aSet-Cookie: b=1"}


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/zip"])
def test_files_begin_as_those_of_their_kind_do(mock: Callable[..., Client], media_type: str) -> None:
    answer = mock(of({"content": {media_type: {}}}))("GET", "/boats/1")
    assert answer.headers["content-type"] == media_type
    assert answer.body[:4] in (b"%PDF", b"\x89PNG", b"PK\x05\x06")


def test_what_swagger_declares_is_answered_as_well(mock: Callable[..., Client]) -> None:
    body = {"in": "body", "name": "b", "required": True, "schema": {"$ref": "#/definitions/B"}}
    ids = {"in": "query", "name": "ids", "type": "array", "collectionFormat": "pipes", "items": {"type": "integer"}}
    made = {"201": {"description": "made", "schema": {"$ref": "#/definitions/B"}}}
    found = {"200": {"description": "ok", "schema": {}, "examples": {"application/json": [1]}}}
    client = mock(
        {
            "swagger": "2.0",
            "basePath": "/v2",
            "consumes": ["application/json"],
            "produces": ["application/json"],
            "paths": {
                "/boats": {
                    "post": {"parameters": [body], "responses": made},
                    "get": {"parameters": [ids], "responses": found},
                }
            },
            "definitions": {"B": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}},
        },
        stateless=True,
    )
    assert client("POST", "/v2/boats", json_body={"n": 1}).status == 201
    assert client("POST", "/v2/boats", json_body={}).status == 400
    assert client("POST", "/boats", json_body={"n": 1}).status == 404
    assert client("GET", "/v2/boats?ids=1%7C2").json == [1]
    assert client("GET", "/v2/boats?ids=1%7Cx").status == 400


def test_an_item_schema_is_sent_as_a_sequence(mock: Callable[..., Client]) -> None:
    item = {"type": "object", "required": ["n"], "properties": {"n": {"const": 1}}}
    client = mock({"openapi": "3.2.0", **of({"content": {"application/jsonl": {"itemSchema": item}}})})
    lines = client("GET", "/boats/1").text.split("\n")
    assert set(lines) == {'{"n": 1}'}


def test_examples_of_swagger_answer_without_a_schema(mock: Callable[..., Client]) -> None:
    examples = {"application/json": {"keel": 7}, "text/csv": "keel\n7\n"}
    paths = {"/keels": {"get": {"responses": {"200": {"description": "ok", "examples": examples}}}}}
    client = mock({"swagger": "2.0", "paths": paths})
    assert client("GET", "/keels").json == {"keel": 7}
    assert client("GET", "/keels", {"Accept": "text/csv"}).text == "keel\n7\n"
    assert client("GET", "/keels", {"Accept": "image/png"}).status == 406


def test_xml_is_an_example_or_is_not_made(mock: Callable[..., Client]) -> None:
    example = "<boat><id>7</id></boat>"
    assert mock(of({"content": {"application/xml": {"schema": BOAT, "example": example}}}))("GET", "/boats/7").text == (
        example
    )
    client = mock(of({"content": {"application/xml": {"schema": BOAT}}}))
    refused = client("GET", "/boats/7")
    assert refused.status == 501
    assert "application/xml" in refused.json["detail"]
    both = {"application/xml": {"schema": BOAT}, "application/json": {"schema": BOAT}}
    client = mock(of({"content": both}))
    assert client("GET", "/boats/7", {"Accept": "*/*"}).json["id"] == 7
    assert client("GET", "/boats/7", {"Accept": "application/xml"}).status == 501
