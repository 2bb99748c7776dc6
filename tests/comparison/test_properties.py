"""What holds for every pair of documents, however odd."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.comparison import audit

if TYPE_CHECKING:
    from random import Random

    from harness.comparison import Change

_VERSIONS = ("2.0", "3.0.3", "3.1.1", "3.2.0")
_METHODS = ("get", "put", "post", "delete", "patch", "trace", "query")
_MEDIA_TYPES = ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded")
_SECTIONS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "requestBodies": "body",
    "headers": "header",
    "securitySchemes": "scheme",
    "links": "link",
    "callbacks": "callback",
    "examples": "example",
    "pathItems": "path_item",
}
_NAMES = ("A", "B", "C")
_MIRRORED = {"narrowed": "widened", "widened": "narrowed", "replaced": "replaced", "annotated": "annotated"}
_RANDOM = st.randoms(use_true_random=True)
# Where each example is written several times, half as many of them do.
_half = settings(max_examples=settings().max_examples // 2)


class Writer:
    """Writes documents that use all that OpenAPI knows."""

    def __init__(self, random: Random, version: str, *, anchors: bool = True) -> None:
        self.random = random
        self.anchors = anchors
        self.version = version
        self.swagger = version == "2.0"

    def document(self) -> dict[str, Any]:
        head = {"swagger": "2.0"} if self.swagger else {"openapi": self.version}
        found: dict[str, Any] = {**head, "info": {"title": "T", "version": "1"}, "paths": self.paths()}
        if self.maybe():
            found["security"] = self.security()
        if self.maybe():
            found["tags"] = [{"name": name, "description": self.word()} for name in self.some(_NAMES)]
        if self.maybe():
            found["x-note"] = self.value()
        if self.swagger:
            return {**found, **self.swagger_parts()}
        if self.maybe():
            found["servers"] = [{"url": f"https://{name}.example"} for name in self.some(_NAMES)]
        if self.maybe():
            found["webhooks" if self.version != "3.0.3" else "x-webhooks"] = {"created": self.path_item()}
        found["components"] = {
            section: {name: getattr(self, kind)() for name in self.some(_NAMES)} for section, kind in _SECTIONS.items()
        }
        return found

    def swagger_parts(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "definitions": {name: self.schema() for name in self.some(_NAMES)},
            "parameters": {name: self.parameter() for name in self.some(_NAMES)},
            "responses": {name: self.response() for name in self.some(_NAMES)},
            "securityDefinitions": {name: self.scheme() for name in self.some(_NAMES)},
        }
        for key in ("consumes", "produces"):
            if self.maybe():
                found[key] = self.some(_MEDIA_TYPES)
        return found

    def paths(self) -> dict[str, Any]:
        return {path: self.path_item() for path in self.some(("/a", "/a/{id}", "/b/{key}/c", "/b"))}

    def path_item(self) -> dict[str, Any]:
        if self.maybe(0.15) and not self.swagger:
            return {"$ref": f"#/components/pathItems/{self.one(_NAMES)}"}
        found: dict[str, Any] = {method: self.operation() for method in self.some(_METHODS, most=2)}
        if self.maybe():
            found["parameters"] = self.parameters()
        if self.maybe(0.2):
            found["summary"] = self.word()
        if self.version == "3.2.0" and self.maybe():
            found["additionalOperations"] = {"COPY": self.operation()}
        return found

    def operation(self) -> dict[str, Any]:
        found: dict[str, Any] = {"responses": {s: self.response() for s in self.some(("200", "4XX", "default"))}}
        if self.maybe():
            found["operationId"] = self.one(("one", "two", "three"))
        if self.maybe():
            found["parameters"] = self.parameters()
        if self.maybe():
            found["security"] = self.security()
        if self.maybe(0.3):
            found["tags"] = self.some(_NAMES)
        if self.maybe(0.3):
            found["deprecated"] = self.maybe()
        if self.maybe(0.2):
            found["x-sunset"] = self.word()
        if self.swagger:
            for key in ("consumes", "produces"):
                if self.maybe():
                    found[key] = self.some(_MEDIA_TYPES)
            return found
        if self.maybe():
            found["requestBody"] = self.body()
        if self.maybe(0.2):
            found["callbacks"] = {"onEvent": self.callback()}
        if self.maybe(0.2):
            found["servers"] = [{"url": "/v2"}]
        return found

    def callback(self) -> dict[str, Any]:
        return self.reference("callbacks") or {"{$request.body#/url}": self.path_item(), "x-note": 1}

    def parameters(self) -> list[Any]:
        return [self.parameter() for _ in range(self.random.randint(0, 3))]

    def parameter(self) -> dict[str, Any]:
        if reference := self.reference("parameters"):
            return reference
        places = (
            ("path", "query", "header", "body", "formData") if self.swagger else ("path", "query", "header", "cookie")
        )
        found: dict[str, Any] = {"name": self.one(("id", "key", "Q")), "in": self.one(places), "required": self.maybe()}
        if self.swagger and found["in"] != "body":
            kinds = ("string", "integer", "array", "file")
            found |= {
                "type": self.one(kinds),
                "maxLength": self.number(),
                "collectionFormat": self.one(("csv", "multi")),
            }
            return {**found, "items": {"type": "string"}, "x-note": self.word()}
        if self.swagger or self.maybe(0.8):
            return {**found, "schema": self.schema(), "description": self.word()}
        return {**found, "content": self.content(), "style": "form", "explode": self.maybe()}

    def header(self) -> dict[str, Any]:
        if self.swagger:
            return {"type": self.one(("string", "array")), "description": self.word()}
        return self.reference("headers") or {"schema": self.schema(), "required": self.maybe()}

    def body(self) -> dict[str, Any]:
        return self.reference("requestBodies") or {"content": self.content(), "required": self.maybe()}

    def content(self) -> dict[str, Any]:
        return {name: self.media_type() for name in self.some(_MEDIA_TYPES, most=2)}

    def media_type(self) -> dict[str, Any]:
        found: dict[str, Any] = {"schema": self.schema()}
        if self.maybe(0.2):
            found["example"] = self.value()
        if self.maybe(0.2):
            found["examples"] = {"one": self.example()}
        if self.maybe(0.2):
            found["encoding"] = {"a": {"contentType": "text/plain", "headers": {"X-A": self.header()}}}
        if self.version == "3.2.0" and self.maybe(0.2):
            found["itemSchema"] = self.schema()
        return found

    def response(self) -> dict[str, Any]:
        if reference := self.reference("responses"):
            return reference
        found: dict[str, Any] = {"description": self.word()}
        if self.maybe(0.4):
            found["headers"] = {name: self.header() for name in self.some(("X-Rate", "ETag"))}
        if self.swagger:
            if self.maybe():
                found["examples"] = {name: self.value() for name in self.some(_MEDIA_TYPES)}
            return {**found, "schema": self.schema()} if self.maybe() else found
        if self.maybe():
            found["content"] = self.content()
        if self.maybe(0.2):
            found["links"] = {"next": self.link()}
        return found

    def link(self) -> dict[str, Any]:
        return self.reference("links") or {"operationId": "one", "parameters": {"id": "$response.body#/id"}}

    def example(self) -> dict[str, Any]:
        return self.reference("examples") or {"value": self.value(), "summary": self.word()}

    def scheme(self) -> dict[str, Any]:
        if self.maybe():
            return {"type": "apiKey", "name": self.word(), "in": "header"}
        scopes = {name: self.word() for name in self.some(("read", "write"))}
        if self.swagger:
            return {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a.example", "scopes": scopes}
        return {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": scopes}}}

    def security(self) -> list[Any]:
        return [
            {name: self.some(("read", "write")) for name in self.some(_NAMES, most=2)}
            for _ in range(self.random.randint(0, 2))
        ]

    def schema(self, depth: int = 0) -> Any:
        if self.maybe(0.3):
            reference = self.reference("schemas", always=True)
            return {**reference, "description": self.word()} if self.maybe(0.2) else reference
        if self.maybe(0.08):
            return self.maybe()
        writers = [self._object, self._string, self._number, self._array, self._combined, self._odd]
        return self.one(writers[: 3 if depth > 2 else 6])(depth + 1)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "object"}
        found["properties"] = {name: self.schema(depth) for name in self.some(("id", "name", "tag"))}
        found["required"] = self.some(("id", "name", "tag"))
        if self.maybe(0.4):
            found["additionalProperties"] = self.schema(depth)
        if self.maybe(0.2):
            found["patternProperties"] = {"^x-": self.schema(depth)}
            found["propertyNames"] = {"maxLength": self.number()}
        if self.maybe(0.2):
            found |= {"minProperties": self.number(), "dependentRequired": {"id": ["name"]}}
            found["dependencies"] = {"id": self.one((["name"], {"required": ["tag"]}))}
        return found

    def _string(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {"type": self.one(("string", ["string", "null"]))}
        if self.maybe():
            found["enum"] = self.some(("a", "b", "c", None))
        if self.maybe():
            found |= {"minLength": self.number(), "pattern": self.word(), "format": self.one(("date", "uuid"))}
        if self.maybe(0.3):
            found |= {"nullable": self.maybe(), "readOnly": self.maybe(), "contentEncoding": "base64"}
        return found

    def _number(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {"type": self.one(("integer", "number")), "default": self.one((1, 1.0, True))}
        found |= {"minimum": self.number(), "exclusiveMaximum": self.one((True, 5)), "multipleOf": self.number()}
        return found if self.maybe() else {"const": self.number(), "description": self.word()}

    def _array(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "array", "items": self.schema(depth), "uniqueItems": self.maybe()}
        if self.maybe(0.3):
            found |= {"prefixItems": [self.schema(depth)], "contains": self.schema(depth), "minContains": self.number()}
        if self.maybe(0.2):
            found |= {"items": [self.schema(depth), self.schema(depth)], "additionalItems": self.schema(depth)}
        return found

    def _combined(self, depth: int) -> dict[str, Any]:
        parts = [self.schema(depth) for _ in range(self.random.randint(1, 3))]
        found = {self.one(("allOf", "anyOf", "oneOf")): parts}
        if self.maybe(0.3):
            found["discriminator"] = {"propertyName": "type", "mapping": {"a": "#/components/schemas/A"}}
        return found

    def _odd(self, depth: int) -> dict[str, Any]:
        keywords = ("not", "if", "then", "else", "unevaluatedProperties", "unevaluatedItems", "contentSchema")
        found = {keyword: self.schema(depth) for keyword in self.some(keywords, most=3)}
        if self.anchors and self.maybe():
            found |= {"$dynamicAnchor": "node", "$defs": {"x": self.schema(depth), "y": {"$anchor": "y"}}}
        if self.maybe():
            found["$defs"] = {"z": self.schema(depth)}
        if self.maybe():
            found[self.one(("$ref", "$dynamicRef"))] = self.one(("#node", "#y", "#/components/schemas/A/items"))
        return found

    def reference(self, section: str, *, always: bool = False) -> dict[str, Any]:
        if not always and not self.maybe(0.25):
            return {}
        if self.swagger:
            swagger = {"schemas": "definitions", "parameters": "parameters", "responses": "responses"}
            return {"$ref": f"#/{swagger[section]}/{self.one(_NAMES)}"} if section in swagger else {}
        return {"$ref": f"#/components/{section}/{self.one(_NAMES)}"}

    def value(self) -> Any:
        return self.one((None, True, 0, 1, 1.0, "a", [], [1, True], {}, {"a": 1}, {"$ref": "#/components/schemas/A"}))

    def number(self) -> Any:
        return self.one((0, 1, 1.0, 2, 3.5))

    def word(self) -> str:
        return self.one(("a", "b", "c", "d"))

    def one(self, choices: Any) -> Any:
        return self.random.choice(list(choices))

    def some(self, choices: Any, most: int = 9) -> list[Any]:
        return [choice for choice in choices if self.maybe()][:most]

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance


def containers(content: Any) -> list[Any]:
    """All objects and arrays in a value."""
    found, pending = [], [content]
    while pending:
        value = pending.pop()
        if isinstance(value, dict | list):
            found.append(value)
            pending += list(value.values()) if isinstance(value, dict) else value
    return found


def edited(writer: Writer, content: Any) -> Any:
    """The document with one edit at a random place."""
    content = copy.deepcopy(content)
    random = writer.random
    container = random.choice(containers(content))
    fresh = [writer.value, writer.schema, writer.number, writer.word, writer.parameters, writer.security]
    if isinstance(container, list):
        _edit_array(writer, container, random.choice(fresh)())
        return content
    keys = [key for key in container if key not in ("openapi", "swagger")]
    choice = random.choice(("remove", "add", "replace", "rename", "type", "inline"))
    key = random.choice(keys) if keys else None
    known = ("x-new", "description", "type", "required", "parameters", "get", "schema", "$ref", "items", "200", "enum")
    if choice == "add" or key is None:
        container[random.choice(known)] = random.choice(fresh)()
    elif choice == "remove":
        del container[key]
    elif choice == "replace":
        container[key] = random.choice(fresh)()
    elif choice == "rename":
        container[random.choice((f"{key}2", key.upper(), *known))] = container.pop(key)
    elif choice == "type":
        container[key] = {bool: 1, int: 1.0}.get(type(container[key]), True)
    elif isinstance(container.get("$ref"), str):
        target = _target(content, container.pop("$ref"))
        container.update(copy.deepcopy(target) if isinstance(target, dict) else {})
    return content


def _edit_array(writer: Writer, array: list[Any], item: Any) -> None:
    choice = writer.random.choice(("insert", "delete", "permute", "double"))
    if choice == "insert" or not array:
        array.insert(writer.random.randint(0, len(array)), item)
    elif choice == "delete":
        del array[writer.random.randrange(len(array))]
    elif choice == "permute":
        writer.random.shuffle(array)
    else:
        array.append(copy.deepcopy(writer.random.choice(array)))


def _target(content: Any, reference: str) -> Any:
    for part in reference.split("/")[1:]:
        content = content.get(part) if isinstance(content, dict) else None
    return content


def said(value: Any) -> str:
    """The value as text in which the order of members does not count, nor whether a number is spelled 1 or 1.0."""
    return re.sub(r"(?<=[0-9])\.0(?![0-9])", "", json.dumps(value, sort_keys=True))


def place(change: Change) -> tuple[object, ...]:
    return change.subject, change.aspect, change.effect, change.old, change.new


Made = "Callable[[Any, Any], Comparison]"


@pytest.mark.parametrize("version", _VERSIONS)
@given(random=_RANDOM)
def test_every_edit_is_told_once_and_fully(version: str, random: Random, comparison_of: Made) -> None:
    writer = Writer(random, version)
    old = writer.document()
    new = old
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        new = edited(writer, new)
    comparison = comparison_of(old, new)
    if said(comparison.old.content) == said(comparison.new.content):
        return
    changes = comparison.changes
    assert changes
    assert audit(comparison, oracle="exact") == ()
    _sound(changes)


@pytest.mark.parametrize("version", _VERSIONS)
@settings(max_examples=6)
@given(random=_RANDOM)
def test_deepdiff_finds_nothing_that_is_not_told(version: str, random: Random, comparison_of: Made) -> None:
    writer = Writer(random, version)
    old = writer.document()
    for new in (edited(writer, edited(writer, old)), writer.document()):
        assert audit(comparison_of(old, new), oracle="deepdiff") == ()


@pytest.mark.parametrize("version", _VERSIONS)
@given(random=_RANDOM)
def test_unrelated_documents_compare_without_gaps(version: str, random: Random, comparison_of: Made) -> None:
    writer = Writer(random, version)
    comparison = comparison_of(writer.document(), writer.document())
    assert audit(comparison, oracle="exact") == ()
    _sound(comparison.changes)


@pytest.mark.parametrize("version", _VERSIONS)
@_half
@given(random=_RANDOM)
def test_a_document_equals_itself_and_its_copy(version: str, random: Random, document_of: Any) -> None:
    from harness.comparison import compare

    # Which of two anchors of one name is meant depends on their order.
    content = Writer(random, version, anchors=False).document()
    document = document_of(content)
    assert compare(document, document).changes == ()
    assert compare(document, document_of(content)).changes == ()
    shuffled = _shuffled(random, content)
    assert compare(document, document_of(shuffled)).changes == ()


@pytest.mark.parametrize("version", _VERSIONS)
@_half
@given(random=_RANDOM)
def test_the_ids_of_changes_do_not_depend_on_the_order_of_members(
    version: str, random: Random, comparison_of: Made
) -> None:
    writer = Writer(random, version)
    old = writer.document()
    for change in comparison_of(old, edited(writer, old)).changes:
        turned = change._replace(
            old_value=_shuffled(random, change.old_value), new_value=_shuffled(random, change.new_value)
        )
        assert turned.id == change.id


@pytest.mark.parametrize("version", _VERSIONS)
@_half
@given(random=_RANDOM)
def test_the_other_way_round_is_the_mirror_image(version: str, random: Random, comparison_of: Made) -> None:
    writer = Writer(random, version)
    old = writer.document()
    new = edited(writer, edited(writer, old))
    there = Counter(_mirrored(change) for change in comparison_of(old, new).changes)
    back = Counter(
        (*place(change)[:3], _bare(change.old), _bare(change.new)) for change in comparison_of(new, old).changes
    )
    assert there == back


@given(random=_RANDOM, versions=st.tuples(st.sampled_from(_VERSIONS), st.sampled_from(_VERSIONS)))
def test_documents_of_different_versions_compare(
    random: Random, versions: tuple[str, str], comparison_of: Made
) -> None:
    old, new = (Writer(random, version).document() for version in versions)
    _sound(comparison_of(old, new).changes)


@pytest.mark.parametrize("version", _VERSIONS)
@settings(max_examples=20)
@given(random=_RANDOM)
def test_broken_documents_never_stop_the_comparison(version: str, random: Random, comparison_of: Made) -> None:
    writer = Writer(random, version)
    old = writer.document()
    new = old
    for _ in range(12):
        new = edited(writer, new)
        old = edited(writer, old)
    comparison = comparison_of(old, new)
    assert audit(comparison, oracle="exact") == ()
    _sound(comparison.changes)


def _sound(changes: tuple[Change, ...]) -> None:
    places = Counter(place(change) for change in changes)
    assert [item for item, count in places.items() if count > 1] == []
    for change in changes:
        if change.aspect not in ("presence", "reference") and change.subject != "alternative":
            moved = change.aspect in ("path", "level", "name") or change.old is None or change.new is None
            assert moved or said(change.old_value) != said(change.new_value), change


def _mirrored(change: Change) -> tuple[object, ...]:
    return change.subject, change.aspect, _MIRRORED[change.effect], _bare(change.new), _bare(change.old)


def _bare(where: Any) -> str | None:
    return None if where is None else where.pointer


def _shuffled(random: Random, value: Any) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: _shuffled(random, value[key]) for key in keys}
    return [_shuffled(random, item) for item in value] if isinstance(value, list) else value
