"""Refusals in the shape that the document declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client


def with_errors(errors: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer"}}}
    return {
        "paths": {
            "/a": {
                "post": {
                    "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                    "responses": {"200": {"description": "ok"}, **errors},
                }
            }
        }
    }


def declared(schema: Any, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    return {"description": "bad", "content": {media_type: {"schema": schema, **more}}}


def obj(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": {name: kind if isinstance(kind, dict) else {"type": kind} for name, kind in properties.items()},
    }


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (obj(message="string", code="integer"), ["message"]),
        (obj(code="string", detail="string"), ["detail"]),
        (obj(error=obj(kind="string", message="string")), ["error", "message"]),
        (obj(errors={"type": "array", "minItems": 1, "items": obj(title="string")}), ["errors", 0, "title"]),
        (obj(error="string", request_id="string", success="boolean"), ["error"]),
        ({"type": "object"}, ["message"]),
        ({"type": "string"}, []),
        (obj(reason={"type": "string", "maxLength": 20}), ["reason"]),
    ],
)
def test_the_reason_stands_in_the_text_of_the_declared_body(
    mock: Callable[..., Client], schema: Any, pointer: list[str | int]
) -> None:
    answer = mock(with_errors({"400": declared(schema)}))("POST", "/a", json_body={"size": "big"})
    value = answer.json
    for step in pointer:
        value = value[step]
    assert answer.status == 400
    assert value == 'request body /size: "big" is not of type integer'[: len(value) - 1] + value[-1]


def test_an_error_does_not_call_itself_a_success(mock: Callable[..., Client]) -> None:
    schema = obj(success="boolean", status="integer", error="string")
    example = {"success": True, "status": 200, "error": "text"}
    value = mock(with_errors({"400": declared(schema, example=example)}))("POST", "/a", json_body={}).json
    assert (value["success"], value["status"]) == (False, 400)
    assert '"size" is missing' in value["error"]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["422"], 422),
        (["400", "422"], 400),
        (["4XX"], 400),
        (["default"], 400),
        ([], 400),
    ],
)
def test_a_refused_value_has_the_declared_status(
    mock: Callable[..., Client], statuses: list[str], expected: int
) -> None:
    client = mock(with_errors({status: declared(obj(message="string")) for status in statuses}))
    answer = client("POST", "/a", json_body={})
    assert answer.status == expected
    assert answer.headers["content-type"] == ("application/json" if statuses else "application/problem+json")


def test_each_fault_has_its_status(mock: Callable[..., Client]) -> None:
    client = mock(with_errors({"422": declared(obj(message="string"))}))
    assert client("POST", "/a", {"Content-Type": "application/json"}, b"{").status == 400
    assert client("POST", "/a", {"Content-Type": "text/csv"}, b"a").status == 415
    assert client("POST", "/a").status == 422
    assert client("GET", "/a").status == 405
    assert client("GET", "/a").headers["allow"] == "POST, OPTIONS"
    assert client("GET", "/b").json["status"] == 404


def test_an_undeclared_error_is_a_problem_detail(mock: Callable[..., Client]) -> None:
    answer = mock(with_errors({}))("POST", "/a", json_body={"size": None})
    assert answer.json == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "request body /size: null is not of type integer",
    }


def test_an_object_is_told_what_the_alternative_that_it_names_asks_for(mock: Callable[..., Client]) -> None:
    branches = [
        {"type": "object", "required": ["kind", "wings"], "properties": {"kind": {"const": "bird"}}},
        {"type": "object", "required": ["kind", "fins"], "properties": {"kind": {"const": "fish"}}},
    ]
    names = {"Bird": branches[0], "Fish": branches[1]}
    union = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"bird": "#/components/schemas/Bird", "fish": "#/components/schemas/Fish"},
        },
    }
    document = with_errors({})
    document["components"] = {"schemas": names}
    document["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"] = union
    client = mock(document)
    assert '"fins" is missing' in client("POST", "/a", json_body={"kind": "fish", "wings": 2}).json["detail"]
    assert '"wings" is missing' in client("POST", "/a", json_body={"kind": "bird", "fins": 2}).json["detail"]


def test_requests_are_taken_as_they_are_where_that_is_wished(mock: Callable[..., Client]) -> None:
    assert mock(with_errors({}), validation=False)("POST", "/a", json_body={"size": "big"}).status == 200
