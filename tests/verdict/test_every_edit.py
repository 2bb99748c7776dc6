"""One document with much in it, edited at each of its places, one way or back: what is found, as it was recorded.

An edit takes something away, or puts something else there. Lines say the rule, its impact, and the reason or the
message that shows it, then what a changelog says.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.changelog import Badges
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOLDEN = Path(__file__).parent / "golden"
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PET = {"$ref": "#/components/schemas/Pet"}
LONGEST = 160
# What makes it a document of its version.
NAMED = (
    "properties",
    "schemas",
    "responses",
    "headers",
    "content",
    "scopes",
    "securitySchemes",
    "definitions",
    "paths",
)
UNCHANGED = ("openapi", "swagger", "paths")


def json_of(schema: Any, **more: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **more}}


SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["name", "kind"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string", "minLength": 1, "maxLength": 40},
            "kind": {"enum": ["cat", "dog", "fish"]},
            "tags": {"type": "array", "items": TEXT, "maxItems": 5, "uniqueItems": True},
            "secret": {"type": "string", "writeOnly": True},
            "weight": {"type": "number", "minimum": 0, "exclusiveMaximum": 100, "multipleOf": 0.5},
            "owner": {"$ref": "#/components/schemas/Owner"},
            "born": {"type": "string", "format": "date", "deprecated": True},
        },
        "additionalProperties": False,
    },
    "Owner": {
        "oneOf": [{"$ref": "#/components/schemas/Person"}, {"$ref": "#/components/schemas/Shelter"}],
        "discriminator": {"propertyName": "type", "mapping": {"one": "#/components/schemas/Person"}},
    },
    "Person": {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["one"]}, "pet": PET}},
    "Shelter": {"allOf": [{"type": "object", "properties": {"type": TEXT}}, {"required": ["type"]}], "title": "Home"},
    "Problem": {
        "type": "object",
        "properties": {"code": {"type": ["integer", "null"]}},
        "patternProperties": {"^x-": TEXT},
    },
}
FORM = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": TEXT, "b": {"type": "array", "items": WHOLE}, "file": TEXT},
}
PARAMETERS: list[Any] = [
    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10, "maximum": 50}},
    {"name": "ids", "in": "query", "required": True, "explode": False, "schema": {"type": "array", "items": WHOLE}},
    {"name": "where", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": TEXT}}},
    {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[a-f]+$"}},
    {"name": "seen", "in": "cookie", "deprecated": True, "schema": {"type": "boolean"}},
    {"name": "q", "in": "query", "allowReserved": True, "allowEmptyValue": True, "schema": TEXT, "x-note": 1},
    {"name": "codes", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "items": TEXT}},
    {"name": "filter", "in": "query", "content": json_of({"type": "object", "required": ["q"]})},
    {"$ref": "#/components/parameters/Sort"},
]
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://api.example/{stage}", "variables": {"stage": {"default": "v1"}}}],
    "tags": [{"name": "pets"}],
    "security": [{"Key": []}, {"Login": ["read"]}],
    "paths": {
        "/pets/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 8}}
            ],
            "get": {
                "operationId": "readPet",
                "tags": ["pets"],
                "parameters": PARAMETERS,
                "responses": {
                    "x-note": {"a": 1},
                    "200": {
                        "description": "It.",
                        "x-note": 1,
                        "headers": {"X-Left": {"required": True, "schema": WHOLE}, "ETag": {"schema": TEXT}},
                        "content": {**json_of(PET, example={"name": "a", "kind": "cat"}), "text/*": {"schema": TEXT}},
                        "links": {"next": {"operationId": "readPet", "parameters": {"id": "$response.body#/id"}}},
                    },
                    "4XX": {"$ref": "#/components/responses/Problem"},
                    "default": {"description": "Else.", "content": json_of({"anyOf": [TEXT, {"type": "null"}]})},
                },
            },
            "post": {
                "deprecated": True,
                "x-sunset": "2026-01-31",
                "security": [{"Key": [], "Login": ["read", "write"]}, {}],
                "requestBody": {"required": True, "content": {**json_of(PET), "application/*": {"schema": {}}}},
                "responses": {"201": {"description": "Made.", "content": json_of({"type": "array", "items": PET})}},
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": ""}}}}}},
            },
        },
        "/forms": {
            "put": {
                "requestBody": {
                    "content": {
                        "application/x-www-form-urlencoded": {"schema": FORM, "encoding": {"b": {"explode": False}}},
                        "multipart/form-data": {
                            "schema": FORM,
                            "encoding": {"file": {"contentType": "image/png", "headers": {"X-A": {"schema": TEXT}}}},
                        },
                    }
                },
                "responses": {"204": {"description": "Done."}},
                "x-beta": True,
            }
        },
    },
    "x-note": {"b": [1]},
    "webhooks": {
        "born": {"post": {"requestBody": {"content": json_of(PET)}, "responses": {"200": {"description": ""}}}}
    },
    "components": {
        "schemas": SCHEMAS,
        "parameters": {"Sort": {"name": "sort", "in": "query", "schema": {"enum": ["up", "down"]}}},
        "responses": {"Problem": {"description": "No.", "content": json_of({"$ref": "#/components/schemas/Problem"})}},
        "securitySchemes": {
            "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "Login": {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": {"read": "", "write": ""}}},
            },
        },
    },
}
SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "Pets", "version": "1"},
    "host": "api.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json", "text/plain"],
    "security": [{"Key": []}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string", "maxLength": 8}],
            "put": {
                "operationId": "putPet",
                "parameters": [
                    {"name": "tags", "in": "query", "type": "array", "items": TEXT, "collectionFormat": "csv"},
                    {"name": "limit", "in": "query", "required": True, "type": "integer", "maximum": 9, "default": 3},
                    {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}},
                ],
                "responses": {
                    "200": {
                        "description": "It.",
                        "schema": {"$ref": "#/definitions/Pet"},
                        "headers": {"X-Left": {"type": "integer", "minimum": 0}},
                        "examples": {"application/json": {"name": "a"}},
                    },
                    "default": {"description": "Else."},
                },
            },
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file"},
                    {"name": "note", "in": "formData", "required": True, "type": "string", "enum": ["a", "b"]},
                ],
                "responses": {"204": {"description": "Done."}},
                "security": [],
            },
        }
    },
    "definitions": {
        "Pet": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": TEXT,
                "parent": {"$ref": "#/definitions/Pet"},
                "age": {"type": "integer", "x-nullable": True},
            },
        }
    },
    "securityDefinitions": {"Key": {"type": "apiKey", "in": "query", "name": "key"}, "Basic": {"type": "basic"}},
}
KEYWORDS: dict[str, Any] = {
    "Array": {
        "type": "array",
        "prefixItems": [WHOLE, TEXT],
        "items": {"type": "boolean"},
        "contains": {"const": 1},
        "minContains": 1,
        "maxContains": 3,
        "minItems": 2,
        "unevaluatedItems": False,
    },
    "Tuple": {"items": [WHOLE, TEXT], "additionalItems": False, "dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
    "Object": {
        "type": ["object", "null"],
        "properties": {"a": TEXT, "list": {"type": "array", "items": {"type": "array", "items": WHOLE}}},
        "patternProperties": {"^b": WHOLE},
        "propertyNames": {"maxLength": 5},
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"b": {"required": ["c"]}},
        "unevaluatedProperties": {"type": "boolean"},
        "minProperties": 1,
        "maxProperties": 4,
    },
    "Logic": {
        "if": {"type": "string"},
        "then": {"minLength": 2},
        "else": {"maximum": 5},
        "not": {"enum": ["no", 3]},
        "anyOf": [TEXT, {"type": "number"}],
        "allOf": [{"maxLength": 9}, True],
    },
    "Text": {"type": "string", "contentEncoding": "base64", "contentMediaType": "text/plain", "format": "byte"},
    "Number": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 5,
        "multipleOf": 0.25,
        "examples": [1],
        "default": 2,
    },
    "Named": {"$defs": {"Leaf": {"$anchor": "leaf", "type": "string"}}, "properties": {"x": {"$ref": "#/$defs/Leaf"}}},
}
EVERY = {name: {"$ref": f"#/components/schemas/{name}"} for name in KEYWORDS}
SCHEMA_DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Schemas", "version": "1"},
    "paths": {
        "/s": {
            "post": {
                "x-stability-level": "beta",
                "requestBody": {"content": json_of({"properties": EVERY})},
                "responses": {"200": {"description": "", "content": json_of({"properties": EVERY})}},
            }
        }
    },
    "components": {"schemas": KEYWORDS},
}
DOCUMENTS = {"3.1": DOCUMENT, "2.0": SWAGGER, "schemas": SCHEMA_DOCUMENT}
# What stands where a keyword has something else, in schemas and in their extensions.
ODD: tuple[Any, ...] = (5, "x", [], {}, None, True)
# Tests stay short where each takes its share of the edits.
SHARES = 8


def places(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """All places inside a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*pointer, key)
        yield from places(member, (*pointer, key))


def others(key: Any, value: Any) -> Iterator[Any]:
    """What may stand at a place instead of a value."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, 0)
    elif key == "x-stability-level":
        yield from ("alpha", "stable", "BETA", 5)
    elif isinstance(value, str) and key in ("type", "in", "style"):
        yield from {"type": ("integer", "object"), "in": ("query", "header"), "style": ("form",)}[key]
    elif isinstance(value, str):
        yield f"{value}2"
    elif isinstance(value, list):
        yield from ([*value, "new"], value[::-1])
    elif key in ("schema", "items"):
        yield from ({}, {"type": "string", "maxLength": 3})


def edits(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each edit with its name."""
    for *above, key in places(document):
        if not above and key in UNCHANGED:
            continue
        edited = copy.deepcopy(document)
        owner = edited
        for step in above:
            owner = owner[step]
        name, value = "/".join(map(str, (*above, key))), owner[key]
        del owner[key]
        yield f"without {name}", edited
        odd = ODD if document is SCHEMA_DOCUMENT and above[:1] == ["components"] and len(above) == 3 else ()
        for other in (*others(key, value), *odd):
            if other != value:
                changed = copy.deepcopy(edited)
                owner = changed
                for step in above:
                    owner = owner[step]
                owner.insert(key, other) if isinstance(owner, list) else owner.update({key: other})
                yield f"{name}: {json.dumps(other)}", changed
        if above and above[-1] in NAMED:
            renamed = copy.deepcopy(edited)
            owner_of(renamed, above)[f"{key}2"] = value
            yield f"{name} renamed", renamed


def owner_of(document: Any, above: list[Any]) -> Any:
    for step in above:
        document = document[step]
    return document


def lines_of(comparison: Any) -> Iterator[str]:
    judged = contract(comparison, today="2025-06-16")
    badges = Badges(comparison)
    for finding in judged.findings:
        told = finding.reason if finding.witness is None else finding.witness.message.partition("\n")[0]
        text = "" if told == finding.rule.why else f": {told}"
        yield f"  {finding.rule.id} {finding.impact} {badges.of(finding.change)}{text}"[:LONGEST]
    for entry in badges.changelog.entries:
        yield f"  {entry.status} {entry.name} {[tuple(line) for line in entry.lines]}{'!' * entry.breaks}"
        for item in entry.items:
            names = [item.names, *(inner.names for inner in item.items)]
            yield f"    {item.section} {item.status} {names} {[tuple(line) for line in item.lines]}{'!' * item.breaks}"


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_each_edit_means_is_what_was_recorded(
    comparison_of: Callable[..., Any], name: str, share: int, pytestconfig: pytest.Config
) -> None:
    old = DOCUMENTS[name]
    lines: list[str] = []
    # One edit forward, the next back.
    for number, (edit, new) in list(enumerate(edits(old)))[share::SHARES]:
        back = number // SHARES % 2
        lines += [f"# {edit}{', back' * back}", *lines_of(comparison_of(*((new, old) if back else (old, new))))]
    path = GOLDEN / f"edits-{name}-{share}.txt"
    if pytestconfig.getoption("--update-golden"):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()
