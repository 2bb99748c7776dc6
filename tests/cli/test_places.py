"""Places are told as the document means them, however its names look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.document import load
from harness.report.words.wording import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

# Names that look like keywords, or like what other steps are called.
LOOKALIKES = (
    *("items", "allOf", "allOf[0]", "items[0]", "patternProperties[^x]", "$ref", "properties"),
    *("request body", "response 200", "header X", "query parameter q", "schema Pet", "security none", "callback done"),
    *("km/h", "application/json", "tag name", "server a", "GET /pets", "Webhook POST new", "a.b", "a b"),
)


def document(operation: dict[str, Any], method: str = "post", **more: Any) -> dict[str, Any]:
    item = {method: operation} if method == "post" else {"additionalOperations": {method: operation}}
    return {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": {"/p": item}, **more}


def answering(properties: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    return {"responses": {"200": {"description": "ok", "content": content}}}


def asking(*parameters: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": list(parameters), "responses": {"200": {"description": "ok"}}}


def told(program: Program, folder: Path, old: dict[str, Any], new: dict[str, Any]) -> str:
    """What `harness diff` prints of two documents."""
    for name, content in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    result = program("diff", str(folder / "old.json"), str(folder / "new.json"), "--all")
    assert (result.code, result.err) == (0, "")
    return result.out


@pytest.mark.parametrize("name", ["km/h", "tag name"])
def test_a_property_is_told_by_its_whole_name(program: Program, tmp_path: Path, name: str) -> None:
    old, new = (document(answering({name: {"type": kind}})) for kind in ("string", "integer"))
    assert f"`{name}` in response 200 is now an integer" in told(program, tmp_path, old, new)


def test_a_tag_is_told_apart_from_a_property_that_looks_like_one(program: Program, tmp_path: Path) -> None:
    old, new = (document(answering({}), tags=[{"name": "name", "description": text}]) for text in ("a", "b"))
    assert "description of tag `name` changed" in told(program, tmp_path, old, new)


def test_a_list_is_sent_under_the_whole_name_of_its_parameter(program: Program, tmp_path: Path) -> None:
    sizes = {"name": "page size", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
    old, new = document(asking(sizes)), document(asking({**sizes, "explode": False}))
    out = told(program, tmp_path, old, new)
    assert "page%20size=" in out or "page+size=" in out or "page size=" in out
    assert "`size=" not in out


@pytest.mark.parametrize("method", ["PURGE", "purge", "post"])
def test_a_header_that_is_to_be_ignored_breaks_no_method(program: Program, tmp_path: Path, method: str) -> None:
    accept = {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}}
    out = told(program, tmp_path, document(asking(), method), document(asking(accept), method))
    assert "ignored-header-changed" in out
    assert "No breaking changes, 0 warnings, 1 compatible change." in out


@pytest.mark.parametrize("name", LOOKALIKES)
def test_a_change_at_a_property_is_worded_with_its_name(tmp_path: Path, name: str) -> None:
    for kind in ("old", "new"):
        schema = {"type": "string" if kind == "old" else "integer"}
        content = document(answering({name: schema, "in": {"type": "object", "properties": {name: schema}}}))
        (tmp_path / f"{kind}.json").write_text(json.dumps(content), encoding="utf-8")
    old, new = (load(str(tmp_path / f"{kind}.json")) for kind in ("old", "new"))
    assert [sentence(change) for change in compare(old, new).changes] == [
        f"`{name}` in response 200 is now an integer",
        f"`in.{name}` in response 200 is now an integer",
    ]


def test_what_stands_in_a_callback_is_told_with_its_request(program: Program, tmp_path: Path) -> None:
    def calling(kind: str) -> dict[str, Any]:
        query = {"name": "q", "in": "query", "schema": {"type": kind}}
        request = {"parameters": [query], "responses": {"200": {"description": "ok"}}}
        return document({**answering({}), "callbacks": {"done": {"{$url}": {"post": request}}}})

    out = told(program, tmp_path, calling("string"), calling("integer"))
    assert "query parameter `q` in `POST` in callback `done {$url}` is now an integer" in out


def test_a_header_of_a_part_of_a_form_is_told_with_the_part(program: Program, tmp_path: Path) -> None:
    def form(kind: str) -> dict[str, Any]:
        encoding = {"photo": {"headers": {"Size": {"schema": {"type": kind}}}}}
        schema = {"type": "object", "properties": {"photo": {"type": "string"}}}
        content = {"multipart/form-data": {"schema": schema, "encoding": encoding}}
        return document({**answering({}), "requestBody": {"content": content}})

    out = told(program, tmp_path, form("string"), form("integer"))
    assert "header `Size` in `photo` in the request body as `multipart/form-data` must now be an integer" in out
