"""What of a request is read, and how."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client


def with_parameters(*parameters: dict[str, Any], path: str = "/a") -> dict[str, Any]:
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "integer"}}}}}
    return {"paths": {path: {"get": {"parameters": list(parameters), "responses": answer}}}}


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def with_body(schema: Any, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    body = {"required": True, "content": {media_type: {"schema": schema, **more}}}
    return {"paths": {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "ok"}}}}}}


def test_the_order_of_the_query_and_what_is_not_declared_do_not_matter(mock: Callable[..., Client]) -> None:
    client = mock(with_parameters(query("x", {"type": "integer"}), query("y", {"type": "integer"})))
    bodies = {client("GET", f"/a?{text}").body for text in ("x=1&y=2", "y=2&x=1", "y=%32&x=1", "x=1&y=2&z=3")}
    assert len(bodies) == 1
    assert len({client("GET", f"/a?x={n}&y=2").body for n in range(9)}) > 1


@pytest.mark.parametrize(
    ("parameter", "text", "status"),
    [
        (query("x", {"type": "boolean"}, allowEmptyValue=True), "x=", 200),
        (query("x", {"type": "boolean"}), "x=", 400),
        (query("x", {"type": "integer"}), "x=1&x=2", 400),
        (query("x", {"type": "integer"}), "x=9223372036854775808", 200),
        (query("x", {"type": "integer", "format": "int64"}), "x=9223372036854775808", 400),
        (query("x", {"type": "integer", "maximum": 9007199254740993}), "x=9007199254740994", 400),
        (query("x", {"type": "string"}), "x=%FF", 400),
        (query("x", {"type": "string", "maxLength": 1}), "x=%C3%A9", 200),
        (query("x", {"type": ["integer", "null"]}), "x=", 200),
        (query("x", {"type": ["integer", "null"]}), "x=null", 200),
        (query("x", {"type": "integer"}), "x=null", 400),
        (query("x", {"type": ["string", "null"], "minLength": 5}), "x=null", 400),
        (query("x", {"type": "string"}, required=True), "", 400),
        (query("x", {"type": "string"}, required=True), "X=1", 400),
    ],
)
def test_a_query_is_read_as_its_schemas_mean_it(
    mock: Callable[..., Client], parameter: dict[str, Any], text: str, status: int
) -> None:
    assert mock(with_parameters(parameter))("GET", f"/a?{text}").status == status


@pytest.mark.parametrize(
    ("media_type", "text", "status"),
    [
        ("application/x-www-form-urlencoded", "a=1&b=x", 200),
        ("application/x-www-form-urlencoded", "a=x", 400),
        ("application/x-www-form-urlencoded", "", 400),
        ("application/json", "%7B%22a%22%3A1%7D", 200),
        ("application/json", "%7B%22a%22%3A%22x%22%7D", 400),
        ("application/json", "a=1", 400),
    ],
)
def test_a_query_may_be_one_value(mock: Callable[..., Client], media_type: str, text: str, status: int) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    parameter = {"name": "q", "in": "querystring", "required": True, "content": {media_type: {"schema": schema}}}
    client = mock({"openapi": "3.2.0", **with_parameters(parameter)})
    assert client("GET", f"/a?{text}").status == status


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_headers_of_http_are_no_parameters(mock: Callable[..., Client], name: str) -> None:
    parameter = {"name": name, "in": "header", "required": True, "schema": {"enum": ["never"]}}
    assert mock(with_parameters(parameter))("GET", "/a").status == 200


def test_headers_of_one_name_are_one_list(mock: Callable[..., Client]) -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 3}
    client = mock(with_parameters({"name": "X-N", "in": "header", "schema": schema}))
    assert client("GET", "/a", [("X-N", "1, 2"), ("x-n", "3")]).status == 200
    assert client("GET", "/a", [("X-N", "1,2")]).status == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"n": 9007199254740993}', 200),
        (b'{"n": 9007199254740992}', 400),
        (b'{"n": NaN}', 400),
        (b"", 400),
        (b"null", 400),
        ('{"n": 9007199254740993}'.encode("utf-16"), 400),
    ],
)
def test_integers_are_read_to_the_last_digit(mock: Callable[..., Client], body: bytes, status: int) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 9007199254740993}}}
    assert mock(with_body(schema))("POST", "/a", {"Content-Type": "application/json"}, body).status == status


def test_a_coded_body_is_not_taken(mock: Callable[..., Client]) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert mock(with_body({}))("POST", "/a", headers, b"\x1f\x8b").status == 415


def multipart(*parts: tuple[str, bytes]) -> bytes:
    return b"".join(b"--b\r\n%b\r\n\r\n%b\r\n" % (head.encode(), content) for head, content in parts) + b"--b--\r\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (multipart(('Content-Disposition: form-data; name="file"; filename="a"', b"\x00\r\n--\xff")), 200),
        (multipart(('Content-Disposition: form-data; name="file"', b"abc")), 200),
        (multipart(('Content-Disposition: form-data; name="other"', b"abc")), 400),
        (multipart(("Content-Disposition: form-data", b"abc")), 400),
        (multipart(('Content-Disposition: form-data; name="file"', b"abc"))[:-4], 400),
        (b"--b--\r\n", 400),
        (b"", 400),
    ],
)
def test_multipart_is_read_with_its_files(mock: Callable[..., Client], body: bytes, status: int) -> None:
    schema = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
    client = mock(with_body(schema, "multipart/form-data"))
    assert client("POST", "/a", {"Content-Type": "multipart/form-data; boundary=b"}, body).status == status


def test_without_validation_the_path_still_says_what_is_asked_for(mock: Callable[..., Client]) -> None:
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    document = with_parameters(parameter, path="/a/{id}")
    assert mock(document)("GET", "/a/x").status == 400
    assert mock(document, validation=False)("GET", "/a/x").status == 200


def test_xml_is_read_as_text_and_refused_as_anything_else(mock: Callable[..., Client]) -> None:
    headers = {"Content-Type": "application/xml"}
    refused = mock(with_body({"type": "object"}, "application/xml"))("POST", "/a", headers, b"<a/>")
    assert refused.status == 415
    assert "application/xml" in refused.json["detail"]
    assert mock(with_body({"type": "string"}, "application/xml"))("POST", "/a", headers, b"<a/>").status == 200


@pytest.mark.parametrize(
    ("declared", "sent", "status"),
    [
        ("image/png, image/jpeg", "image/jpeg", 200),
        ("image/png, image/jpeg", "IMAGE/PNG; q=1", 200),
        ("image/*", "image/gif", 200),
        ("image/png, image/jpeg", "image/gif", 415),
        ("image/png", None, 200),
        ("application/json", None, 200),
        ("application/json", "text/plain", 415),
    ],
)
def test_a_part_of_a_form_has_the_type_that_is_declared_for_it(
    mock: Callable[..., Client], declared: str, sent: str | None, status: int
) -> None:
    schema = {"type": "object", "required": ["scan"], "properties": {"scan": {}}}
    client = mock(with_body(schema, "multipart/form-data", encoding={"scan": {"contentType": declared}}))
    kind = f"\r\nContent-Type: {sent}" if sent else ""
    body = f'--x\r\nContent-Disposition: form-data; name="scan"{kind}\r\n\r\n[1]\r\n--x--\r\n'.encode()
    answer = client("POST", "/a", {"Content-Type": "multipart/form-data; boundary=x"}, body)
    assert answer.status == status
    if status == 415:
        assert "/scan" in answer.json["detail"]


def test_a_body_that_is_wrong_is_answered_and_not_printed() -> None:
    asked = (
        "from harness.mock._bodies import _fields\n"
        "wrong = b'--b\\r\\nContent[x]: form-data\\r\\n\\r\\n1\\r\\n--b--\\r\\n'\n"
        "assert _fields('multipart/form-data; boundary=b', wrong) is None"
    )
    # A process of its own, as pytest listens to all that is logged.
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert (ended.stdout, ended.stderr) == (b"", b"")
