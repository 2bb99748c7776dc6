"""Operations stand for each other by the URL under which they are called, however a document spells it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

OK = {"responses": {"200": {"description": ""}}}
INFO = {"info": {"title": "T", "version": "1"}}


def modern(url: str | None, path: str, kind: str = "string", **server: Any) -> dict[str, Any]:
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": kind}}
    item = {"get": {**OK, "parameters": [parameter]}, "put": OK, "parameters": [parameter]}
    servers = {} if url is None else {"servers": [{"url": url, **server}]}
    return {"openapi": "3.1.0", **INFO, **servers, "paths": {f"{path}/{{id}}": item}}


def swagger(path: str, **members: Any) -> dict[str, Any]:
    parameter = {"name": "id", "in": "path", "required": True, "type": "string"}
    item = {"get": {**OK, "parameters": [parameter]}, "put": OK, "parameters": [parameter]}
    return {"swagger": "2.0", **INFO, **members, "paths": {f"{path}/{{id}}": item}}


def impacts(comparison: Comparison) -> set[str]:
    assert audit(comparison) == ()
    return {finding.impact for finding in contract(comparison, today="2026-01-01").findings}


def with_servers_of(level: str) -> dict[str, Any]:
    content = modern(None, "/a")
    item = content["paths"]["/a/{id}"]
    servers = [{"url": "https://h.example/v1"}]
    if level == "item":
        item["servers"] = servers
    else:
        item["get"] = {**item["get"], "servers": servers}
        item["put"] = {**item["put"], "servers": servers}
    return content


ABSOLUTE = [
    modern("https://h.example/v1", "/a"),
    modern("https://h.example/v1/", "/a"),
    modern("HTTPS://H.example:443", "/v1/a"),
    with_servers_of("item"),
    with_servers_of("operation"),
    swagger("/a", host="h.example", basePath="/v1", schemes=["https"]),
    swagger("/v1/a", host="h.example", schemes=["https"]),
    swagger("/v1/a", host="h.example"),
]
WITH_VARIABLE = modern("https://h.example/{base}", "/a", variables={"base": {"default": "v1"}})
RELATIVE = [
    modern(None, "/v1/a"),
    modern("/", "/v1/a"),
    modern("/v1", "/a"),
    swagger("/a", basePath="/v1"),
    swagger("/v1/a", basePath="/"),
    swagger("/v1/a"),
]


@pytest.mark.parametrize(("old", "new"), [*product(ABSOLUTE, [*ABSOLUTE, WITH_VARIABLE]), *product(RELATIVE, RELATIVE)])
def test_an_address_that_is_spelled_otherwise_is_compatible(
    comparison_of: Callable[..., Comparison], old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert impacts(comparison_of(old, new)) <= {"compatible"}


def test_what_else_changes_is_found_behind_the_same_address(comparison_of: Callable[..., Comparison]) -> None:
    comparison = comparison_of(modern("/v1", "/a"), modern(None, "/v1/a", "integer"))
    lost = {item.rule.id for item in contract(comparison).findings if item.impact == "breaking"}
    assert lost == {"request-type-narrowed"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (modern("/v1", "/a"), modern("/v2", "/a"), {"breaking"}),
        (modern("/v1", "/a"), modern("/v1", "/v1/a"), {"breaking", "compatible"}),
        (modern("https://h.example", "/a"), modern("https://i.example", "/a"), {"warning"}),
        (modern(None, "/a"), modern("https://h.example/v1", "/a"), {"warning"}),
        (modern(None, "/a"), modern("https://h.example/", "/a"), {"compatible"}),
        (swagger("/a", basePath="/v1"), swagger("/a", basePath="/v2"), {"breaking"}),
    ],
)
def test_another_address_is_told(
    comparison_of: Callable[..., Comparison], old: dict[str, Any], new: dict[str, Any], expected: set[str]
) -> None:
    assert impacts(comparison_of(old, new)) == expected


@pytest.mark.parametrize("declared", [(), ("a",), ("b",), ("a", "b")])
def test_each_place_of_a_path_is_filled_in_a_message(
    declared: tuple[str, ...], comparison_of: Callable[..., Comparison]
) -> None:
    def document(most: int) -> dict[str, Any]:
        schema = {"type": "string", "enum": ["one"]}
        parameters = [{"name": name, "in": "path", "required": True, "schema": schema} for name in declared]
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": most}}
        operation = {**OK, "parameters": [*parameters, limit]}
        return {"openapi": "3.1.0", **INFO, "paths": {"/pets/{a}/of/{b}/all": {"get": operation}}}

    (finding,) = contract(comparison_of(document(20), document(10)), today="2026-01-01").findings
    assert finding.witness is not None
    a, b = ("one" if name in declared else "x" for name in "ab")
    assert f"/pets/{a}/of/{b}/all?limit=" in finding.witness.message
