"""The sentence for each difference: plain words, the subject first."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.document import Document, load
from harness.report.words.wording import sentence, slug, values

if TYPE_CHECKING:
    from pathlib import Path

OBJECT = {"type": "object"}
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
NOT_FOUND = {"responses": {"200": {"description": "ok"}, "404": {"description": "no"}}}


def wrapped(kind: str, value: Any) -> dict[str, Any]:
    """A document that holds the value in its one operation."""
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if kind == "body":
        operation["requestBody"] = {"content": {"application/json": {"schema": value}}}
    elif kind == "csv":
        operation["requestBody"] = {"content": {"text/csv": {"schema": value}}}
    elif kind == "response":
        operation["responses"]["200"]["content"] = {"application/json": {"schema": value}}
    elif kind == "header":
        operation["responses"]["200"]["headers"] = {"X-Rate": {"schema": value}}
    elif kind == "parameter":
        operation["parameters"] = [{"name": "q", "in": "query", **value}]
    elif kind == "operation":
        operation |= value
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/p": {"post": operation}}}
    if kind == "document":
        document |= value
    if kind == "shared":
        operation["requestBody"] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
        document["components"] = {"schemas": {"S": value}}
    return document


def said(folder: Path, kind: str, old: Any, new: Any) -> list[str]:
    """The sentences for the differences, each with its values behind it."""
    documents: list[Document] = []
    for name, value in (("old", old), ("new", new)):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(wrapped(kind, value)), encoding="utf-8")
        documents.append(load(str(path)))
    changes = compare(*documents).changes
    return [
        f"{sentence(change)}{f': {went[0]} -> {went[1]}' if (went := values(change)) else ''}" for change in changes
    ]


def properties(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("body", properties(a=OBJECT), OBJECT, "property `a` in the request body removed"),
        ("response", OBJECT, properties(a=OBJECT), "property `a` in response 200 added"),
        ("shared", OBJECT, properties(a=OBJECT), "property `S.a` added"),
        ("csv", STRING, INTEGER, "the request body as `text/csv` must now be an integer: string -> integer"),
        ("body", OBJECT, {**OBJECT, "required": ["a"]}, "`a` in the request body is now required"),
        ("body", {**OBJECT, "required": ["a"]}, OBJECT, "`a` in the request body is no longer required"),
        ("shared", {"maxLength": 3}, {"maxLength": 4}, "`S` may now have up to 4 characters: 3 -> 4"),
        ("shared", {"maxLength": 3}, {}, "`S` has no maximum length now: 3 -> (none)"),
        ("shared", {}, {"pattern": "^a$"}, "`S` must now match a pattern: (none) -> ^a$"),
        ("shared", {"enum": ["a", "b"]}, {"enum": ["a"]}, "`S` no longer allows `b`"),
        ("shared", {"enum": ["a"]}, {"enum": ["a", "b"]}, "`S` now also allows `b`"),
        ("shared", {}, {"enum": ["a"]}, "`S` is now one of `a`"),
        ("shared", {"enum": ["a"]}, {}, "`S` is no longer limited to certain values"),
        ("shared", {"enum": ["a", "b", "c"]}, {"enum": ["c"]}, "`S` no longer allows `a`, `b`"),
        ("shared", OBJECT, {**OBJECT, "additionalProperties": False}, "`S` no longer takes undeclared properties"),
        ("shared", {**OBJECT, "additionalProperties": False}, OBJECT, "`S` now takes undeclared properties"),
        ("shared", {"type": "array", "uniqueItems": True}, {"type": "array"}, "items of `S` need no longer be unique"),
        ("shared", {}, {"readOnly": True}, "`S` is now read-only"),
        ("shared", {"type": "string"}, {"type": ["string", "null"]},
         "`S` may now also be null: string -> string | null"),
        ("shared", {}, {"deprecated": True}, "`S` is now deprecated"),
        ("shared", {"default": 1}, {"default": 2}, "default of `S` changed: 1 -> 2"),
        ("shared", {"x-a": 1}, {"x-a": 2}, "`x-a` of `S` changed: 1 -> 2"),
        ("shared", {"title": "a" * 99}, {"title": "b"}, "title of `S` changed"),
        ("shared", {"default": ""}, {"default": " "}, 'default of `S` changed: "" -> " "'),
        ("parameter", {"schema": {}}, {"schema": {}, "required": True}, "query parameter `q` is now required"),
        ("parameter", {"schema": {}}, {"schema": STRING}, "query parameter `q` must now be a string: (none) -> string"),
        ("header", STRING, INTEGER, "header `X-Rate` in response 200 is now an integer: string -> integer"),
        ("operation", {}, {"parameters": [{"name": "q", "in": "query"}]}, "query parameter `q` added"),
        ("operation", {}, {"requestBody": {"content": {}}}, "request body added"),
        ("operation", NOT_FOUND, {}, "response 404 removed"),
        ("operation", {"summary": "a"}, {"summary": "b"}, "summary of the operation changed: a -> b"),
        ("operation", {}, {"deprecated": True}, "the operation is now deprecated"),
        ("operation", {"operationId": "a"}, {"operationId": "b"}, "operationId of the operation changed: a -> b"),
        ("operation", {"security": []}, {"security": [{"key": []}]}, "authentication by `key` added"),
        ("operation", {"security": [{"a": []}]}, {"security": [{"a": ["w"]}]}, "`a` now also needs the scope `w`"),
        ("shared", {"unheard": 1}, {}, "`unheard` of `S` removed: 1 -> (none)"),
        ("shared", {"oneOf": [STRING, INTEGER]}, {"oneOf": [INTEGER, STRING]}, "order of `oneOf` of `S` changed"),
        ("document", {"servers": []}, {"servers": [{"url": "https://a.example"}]}, "server `https://a.example` added"),
        ("document", {}, {"components": {"schemas": {"A": {}}}}, "shared schema `A` added"),
        ("document", {"tags": [{"name": "a"}]}, {"tags": [{"name": "a", "description": "b"}]},
         "description of tag `a` added: (none) -> b"),
        ("document", {"servers": [{"url": "/v1"}]}, {"servers": [{"url": "/v2"}]}, "server moved to `/v2`: /v1 -> /v2"),
        ("document", {"jsonSchemaDialect": "https://a.example"}, {},
         "dialect of the schemas of the document removed: https://a.example -> (none)"),
        ("shared", {"maxLength": 4}, {"maxLength": 1}, "`S` may now have at most 1 character: 4 -> 1"),
        ("shared", {"minLength": 4}, {"minLength": 9}, "`S` must now have at least 9 characters: 4 -> 9"),
        ("shared", {}, {"maxProperties": 2}, "`S` may now have at most 2 properties: (none) -> 2"),
        ("shared", {"maxLength": 9}, {"maxLength": 1000000},
         "`S` may now have up to `1000000` characters: 9 -> 1000000"),
        ("shared", {"maximum": 3}, {}, "`S` has no maximum now: 3 -> (none)"),
        ("shared", {"minimum": 1.5}, {"minimum": 1}, "`S` may now be as low as 1: 1.5 -> 1"),
        ("shared", {"multipleOf": 2}, {}, "`S` need no longer be a multiple of 2: 2 -> (none)"),
        ("shared", {"type": ["string", "null"]}, {"type": "string"},
         "`S` may no longer be null: string | null -> string"),
        ("shared", {"type": "string"}, {}, "`S` need no longer be a string: string -> (none)"),
        ("shared", {"type": "integer"}, {"type": "number"}, "`S` may now be a number: integer -> number"),
        ("response", STRING, INTEGER, "response 200 is now an integer: string -> integer"),
        ("response", {"const": "a"}, {}, "response 200 is no longer always `a`: a -> (none)"),
        ("shared", {"format": "date"}, {}, "`S` need no longer have the format `date`: date -> (none)"),
        ("shared", {"items": {}}, {"items": STRING}, "`S[]` must now be a string: (none) -> string"),
        ("shared", {}, {"items": {"$ref": "#/components/schemas/S"}},
         "each item of `S` must now be `S`"),
        ("shared", {"oneOf": [STRING]}, {"oneOf": [STRING, INTEGER]}, "`S` has one alternative more, an integer"),
        ("shared", {"dependentSchemas": {}}, {"dependentSchemas": {"a": OBJECT}},
         '`S` must now match a schema where it has `a`: (none) -> {"type": "object"}'),
        ("shared", {"patternProperties": {"^x": OBJECT}}, {"patternProperties": {}},
         'properties of `S` with names like `^x` may now be anything: {"type": "object"} -> (none)'),
        ("operation", {}, {"servers": [{"url": "/v1"}]},
         'the operation has servers of its own now: (none) -> [{"url": "/v1"}]'),
        ("operation", {}, {"x-sunset": "2026-01-01"}, "the operation now has a sunset: (none) -> 2026-01-01"),
        ("parameter", {"schema": STRING}, {"schema": STRING, "required": False},
         "`required` of query parameter `q` is now written out: (none) -> false"),
    ],
)  # fmt: skip
def test_each_difference_has_its_sentence(tmp_path: Path, kind: str, old: Any, new: Any, words: str) -> None:
    assert words in said(tmp_path, kind, old, new)


def test_a_property_called_items_is_no_item(tmp_path: Path) -> None:
    inner = {"type": "array", "items": properties(items={"type": "string"})}
    changed = {"type": "array", "items": properties(items={"type": "integer"})}
    found = said(tmp_path, "body", properties(items=inner), properties(items=changed))
    assert found == ["`items[].items` in the request body must now be an integer: string -> integer"]


def test_a_property_called_properties_is_no_keyword(tmp_path: Path) -> None:
    old = properties(properties={"type": "object", "additionalProperties": STRING})
    new = properties(properties={"type": "object", "additionalProperties": INTEGER})
    assert said(tmp_path, "shared", old, new) == ["`S.properties.*` must now be an integer: string -> integer"]


def test_another_order_of_required_properties_is_no_requirement(tmp_path: Path) -> None:
    found = said(tmp_path, "shared", {"required": ["a", "b"]}, {"required": ["b", "a"]})
    assert found == ['list of required properties of `S` changed: ["a", "b"] -> ["b", "a"]']


def test_long_lists_are_cut(tmp_path: Path) -> None:
    found = said(tmp_path, "shared", {"enum": [*range(20)]}, {"enum": [0]})
    assert found == ["`S` no longer allows `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8` and 11 more"]


def test_alternatives_are_named(tmp_path: Path) -> None:
    old = {"oneOf": [{"title": "Cat", "type": "object"}, {"type": "string"}]}
    found = said(tmp_path, "shared", old, {"oneOf": [{"type": "string"}]})
    assert "`S` may no longer be `Cat`" in found


def test_every_difference_of_real_documents_is_worded(root: Path) -> None:
    dates = ("2025-03-28", "2025-06-16", "2025-06-19")
    documents = [load(str(root / f"specs/sensay/{date}.yaml")) for date in dates]
    changes = [change for pair in pairwise(documents) for change in compare(*pair).changes]
    assert len(changes) > 100
    for change in changes:
        words = sentence(change)
        assert words
        assert "None" not in words
        assert "``" not in words
        assert " " not in slug(change)
