"""Pairs of documents that are made: with thousands of changes, with none, and with hostile text in every place."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# The changes of one resource: see `_edit`.
CHANGES_OF_A_RESOURCE = 25
_AREAS = (
    "Shipments",
    "Rates",
    "Addresses",
    "Carriers",
    "Invoices",
    "Labels",
    "Pickups",
    "Returns",
    "Trackers",
    "Users",
)

# What a page may show and never obey. LONG stands apart, since it makes everything that holds it long.
HOSTILE = (
    '"><img src=x onerror="alert(\'attribute\')">',
    "<script>alert('script')</script>",
    "</script><script>alert('end')</script>",
    "</style><style>*{display:none}</style>",
    "</title></noscript></template></textarea><h1>heading</h1>",
    "<!-- <svg onload=alert('svg')> --!>",
    "<![CDATA[<b>x</b>]]>",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &quot;",
    "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %> [[7*7]]",
    "`a` ``b`` ```c``` ~~~ [link](javascript:alert('link')) ![image](https://example.org/i.png) @mention #1",
    "javascript:alert('url')",
    "https://example.org/?a=1&b=<u>2</u>",
    "line\nbreak\r\ntab\tend",
    "\x00\x01\x07\x08\x1b[31mred\x1b]0;title\x07\x7f\x85\x9b2J",
    "\u202egnp.exe\u202c \u2066a\u2069 \u200f\u200b\ufeff\u2028\u2029",
    "\ufffe \uffff \ue000 \U0010ffff",
    "' OR 1=1; -- $(touch x) `touch x` ; rm -rf / | cat",
    "../../../etc/passwd",
    "__proto__",
    "constructor",
    "\U0001f469\u200d\U0001f4bb e\u0301 \u7b52\u304d \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    " leading and trailing ",
    "::error file=x::y%0A##[error]z",
)
LONG = "n" * 10_000


def write_pair(name: str, folder: Path) -> tuple[str, str]:
    """The paths of the two documents: of "empty", "edits", "hostile", "few-hostile", or a number of changes."""
    pairs = {
        "empty": empty_pair,
        "edits": edited_pair,
        "hostile": hostile_pair,
        "few-hostile": few_hostile_pair,
    }
    old, new = pairs[name]() if name in pairs else many_changes(int(name))
    paths = folder / "2026-03-25.json", folder / "2026-06-24.json"
    for path, document in zip(paths, (old, new), strict=True):
        # One line a value, as people write them.
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return str(paths[0]), str(paths[1])


def many_changes(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents with so many changes that clients can notice, of all kinds, and some edits that they cannot."""
    resources, rest = divmod(count, CHANGES_OF_A_RESOURCE)
    old = _document("Parcelworks Shipping API", "2026-03-25")
    for number in range(resources):
        _add_resource(old, number)
    new = deepcopy(old)
    new["info"]["version"] = "2026-06-24"
    for number in range(resources):
        _edit(new, number)
    for number in range(rest):
        new["paths"][f"/v1/added/{number}"] = {"get": _operation(f"added{number}", "Added", {})}
    return old, new


def few_hostile_pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """The same with all texts in one, for what takes long on large pages, as axe does."""
    return hostile_pair(" ".join(HOSTILE), LONG)


def empty_pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents that differ in nothing that a client can notice."""
    old = _document("Parcelworks Shipping API", "2026-03-25")
    for number in range(4):
        _add_resource(old, number)
    return old, deepcopy(old)


def edited_pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents that differ in descriptions only."""
    old, new = empty_pair()
    for schema in new["components"]["schemas"].values():
        for member in ("id", "line1", "line2"):
            schema["properties"][member]["description"] = "A text that people read twice."
    return old, new


def hostile_pair(*texts: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents with hostile text in all that a document can say, each text in what went, came and changed."""
    texts = texts or (*HOSTILE, LONG)
    documents = []
    for side in range(2):
        document = _document(HOSTILE[0] + HOSTILE[1], HOSTILE[14])
        document["info"]["description"] = "\n".join(HOSTILE)
        document["servers"] = [{"url": f"https://example.org/{HOSTILE[0]}", "description": HOSTILE[1]}]
        document["x-" + HOSTILE[1]] = {HOSTILE[0]: side}
        document["tags"] = [{"name": text, "description": text} for text in texts]
        for number, text in enumerate(texts):
            _add_hostile(document, number, text, side)
        documents.append(document)
    return documents[0], documents[1]


def _document(title: str, version: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "https://api.example.org"}],
        "paths": {},
        "webhooks": {},
        "components": {"schemas": {}, "securitySchemes": {}},
    }


def _operation(operation_id: str, tag: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "summary": f"What {operation_id} does",
        "tags": [tag],
        "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}},
        **more,
    }


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "string", "description": "A text that people read.", **more}


def _parameter(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": f"The {name}.", "schema": schema}


def _add_resource(document: dict[str, Any], number: int) -> None:
    """A list, an item and a shared schema that both show."""
    area = _AREAS[number % len(_AREAS)]
    name, path = f"{area[:-1]}{number}", f"/v1/{area.lower()}/{number}"
    shared = {"$ref": f"#/components/schemas/{name}"}
    document["components"]["schemas"][name] = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": _text(),
            "state": _text(enum=["new", "paid", "sent", "lost"]),
            "weight": {"type": "integer", "minimum": 0},
            **{f"line{line}": _text() for line in range(1, 6)},
        },
    }
    body = {
        "type": "object",
        "required": ["to"],
        "properties": {
            "to": _text(),
            "level": _text(enum=["economy", "standard", "express"]),
            "parcel": {"type": "object", "properties": {"weight": {"type": "integer"}, "size": _text()}},
            **{f"note{note}": _text(maxLength=200) for note in range(1, 6)},
        },
    }
    parameters = [
        _parameter("page", type="integer"),
        _parameter("limit", type="integer", default=50, maximum=100),
        _parameter("sort", type="string"),
    ]
    many = {"type": "object", "properties": {"items": {"type": "array", "items": shared}, "total": _text()}}
    document["paths"][path] = {
        "get": _operation(
            f"list{name}", area, many, parameters=parameters, deprecated=True, **{"x-sunset": "2027-06-30"}
        ),
        "post": _operation(
            f"create{name}",
            area,
            shared,
            requestBody={"required": True, "content": {"application/json": {"schema": body}}},
        ),
        "delete": _operation(f"delete{name}", area, {}),
    }


def _edit(document: dict[str, Any], number: int) -> None:
    """All changes of one resource; CHANGES_OF_A_RESOURCE of them are noticed by clients."""
    area = _AREAS[number % len(_AREAS)]
    item = document["paths"][f"/v1/{area.lower()}/{number}"]
    shared = document["components"]["schemas"][f"{area[:-1]}{number}"]["properties"]
    _edit_shared(shared)
    body = item["post"]["requestBody"]["content"]["application/json"]["schema"]
    _edit_body(body)
    page, limit, sort = item["get"]["parameters"]
    limit["schema"]["default"] = 20
    limit["schema"]["maximum"] = 50
    sort["schema"]["enum"] = ["newest", "oldest"]
    item["get"]["parameters"] = [limit, sort, _parameter("cursor", type="string")]  # `page` went
    item["get"]["summary"] += ", and more"
    item["get"]["x-sunset"] = "2027-01-31"
    listed = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    listed["total"] = {"type": "integer"}
    assert page["name"] == "page"
    del item["delete"]
    item["put"] = _operation(f"replace{area}{number}", area, {})


def _edit_shared(properties: dict[str, Any]) -> None:
    properties["state"]["enum"] = ["new", "paid", "sent", "held"]
    properties["weight"] = {"type": "number", "minimum": 0}
    properties["line1"]["maxLength"] = 35
    properties["line2"]["type"] = ["string", "null"]
    properties["line3"]["description"] = "A text that people read aloud."
    del properties["line4"]
    properties["carrier"] = _text()


def _edit_body(body: dict[str, Any]) -> None:
    properties = body["properties"]
    properties["level"]["enum"] = ["standard", "express", "overnight"]
    properties["parcel"]["properties"]["weight"] = {"type": "object", "properties": {"value": {"type": "number"}}}
    properties["note2"]["pattern"] = "^[a-z]+$"
    properties["note3"]["type"] = "integer"
    properties["note4"]["description"] = "Read by nobody."
    del properties["note5"]
    properties["insured"] = {"type": "boolean"}
    body["required"] = ["to", "level"]


def _add_hostile(document: dict[str, Any], number: int, text: str, side: int) -> None:
    """One text everywhere; on the second side some of it is changed, and some went or came."""
    schemas, schemes = document["components"]["schemas"], document["components"]["securitySchemes"]
    other = f"{text} 2" if side else text
    schemas[f"Plain{number}"] = _hostile_schema(text, other, side)
    # A name of a component that no reference may have is found by reference all the same.
    schemas[text] = {"type": "object", "properties": {text: {"type": ["string", "integer"][side]}}}
    schemes[text] = {"type": "apiKey", "in": "header", "name": other, "description": text}
    pointer = text.replace("~", "~0").replace("/", "~1")
    references = [{"$ref": f"#/components/schemas/Plain{number}"}, {"$ref": f"#/components/schemas/{pointer}"}]
    media_type = f"application/{text}"
    body = {"oneOf": references, "discriminator": {"propertyName": text, "mapping": {text: other}}}
    operation = {
        "operationId": f"{text}{number}",
        "summary": text,
        "description": other,
        "tags": [text],
        "externalDocs": {"url": text, "description": other},
        "parameters": [
            {"name": text, "in": "query", "description": other, "schema": {"type": ["string", "integer"][side]}},
            {"name": f"{text}{side}", "in": "header", "schema": {"enum": [text, other]}, "example": text},
        ],
        "requestBody": {
            "description": other,
            "content": {media_type: {"schema": body}, "application/json": {"schema": references[0]}},
        },
        "responses": {
            "200": {
                "description": other,
                "headers": {text: {"description": other, "schema": {"type": ["string", "integer"][side]}}},
                "content": {f"{media_type}{side}": {"schema": body}, "application/json": {"schema": references[1]}},
                "links": {text: {"operationId": other, "description": text}},
            },
            text[:50]: {"description": other},
        },
        "callbacks": {text: {text: {"post": {"description": other, "responses": {"200": {"description": text}}}}}},
        "security": [{text: [other]}],
        "servers": [{"url": f"https://example.org/{other}", "description": text}],
        f"x-{text}": other,
    }
    document["paths"][f"/{number}/{text}"] = {"get" if side else "put": deepcopy(operation), "post": operation}
    document["paths"][f"/{number}/{side}/{text}"] = {
        "get": {**deepcopy(operation), "operationId": f"{text}{number}{side}"}
    }
    document["webhooks"][text] = {"post": {**deepcopy(operation), "operationId": f"{text}{number}w"}}


def _hostile_schema(text: str, other: str, side: int) -> dict[str, Any]:
    return {
        "type": "object",
        "title": text,
        "description": other,
        "required": [text] if side else [],
        "properties": {
            text: {
                "type": "string",
                "title": other,
                "description": other,
                "enum": [text, other, f"{text}{side}"],
                "default": other,
                "examples": [text],
                "format": other[:100],
            },
            f"{text}{side}": {"type": "string", "const": other},
            f"{text} pattern": {"type": "string", "pattern": other[:200]},
            f"{text} number": {"type": "integer", "maximum": 10 - side, "x-note": other},
        },
        "patternProperties": {f"^{side}": {"description": text}},
        "example": {text: other},
    }
