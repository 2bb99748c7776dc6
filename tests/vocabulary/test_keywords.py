"""Every keyword of every dialect is a fact where it differs, and is contained or honestly undecided in all places."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest
from openapi_schema_validator import OAS30Validator

from harness.comparison import compare
from harness.containment import NO, UNDECIDED, Answer, contained, message_contained
from harness.versions import load_pair
from harness.vocabulary import ANNOTATED, KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harness.document import Document
    from harness.vocabulary import Keyword

OPENAPI_3_0 = 0
DIALECTS = {
    4: ("http://json-schema.org/draft-04/schema#", jsonschema.Draft4Validator),
    6: ("http://json-schema.org/draft-06/schema#", jsonschema.Draft6Validator),
    7: ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    2019: ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    2020: ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
    OPENAPI_3_0: ("https://spec.openapis.org/oas/3.0/dialect", OAS30Validator),
}
EDITS = ("added", "removed", "changed")


class Example(NamedTuple):
    """Two values of a keyword, and what stands beside it so that it says something.

    Attributes:
        is_inner: whether it stands in the schema of a member, because it leads back to the whole.
    """

    one: Any
    other: Any
    beside: Mapping[str, Any] = MappingProxyType({})
    is_inner: bool = False


TEXT, SHORT, COUNT = {"type": "string"}, {"type": "string", "maxLength": 1}, {"type": "integer"}
MAYBE = {"type": "string", "nullable": True}
OBJECT, ARRAY = {"type": "object"}, {"type": "array"}
COMPONENTS = {"components": {"schemas": {"A": TEXT, "B": SHORT}}}
ANCHORS = {"$defs": {"A": {"$dynamicAnchor": "a", **TEXT}, "B": {"$dynamicAnchor": "b", **SHORT}}}

EXAMPLES = {
    "allOf": Example([TEXT], [TEXT, {"maxLength": 1}]),
    "anyOf": Example([TEXT, COUNT], [SHORT, COUNT]),
    "oneOf": Example([TEXT, COUNT], [SHORT, COUNT]),
    "not": Example(TEXT, SHORT),
    "if": Example(TEXT, COUNT, {"then": {"maxLength": 1, "minimum": 1}}),
    "then": Example({"maxLength": 2}, {"maxLength": 1}, {"if": TEXT}),
    "else": Example({"maxLength": 2}, {"maxLength": 1}, {"if": COUNT}),
    "extends": Example(TEXT, SHORT),
    "dependentSchemas": Example({"a": {"required": ["b"]}}, {"a": False}, OBJECT),
    "dependencies": Example({"a": ["b"], "b": {"properties": {"a": MAYBE}}}, {"a": ["b", "c"]}, OBJECT),
    "properties": Example({"a": TEXT}, {"a": SHORT}, OBJECT),
    "patternProperties": Example({"^a": TEXT}, {"^a": SHORT}, OBJECT),
    "additionalProperties": Example(TEXT, SHORT, OBJECT),
    "unevaluatedProperties": Example(MAYBE, SHORT, OBJECT),
    "propertyNames": Example({"maxLength": 2}, {"maxLength": 1}, OBJECT),
    "items": Example(TEXT, SHORT, ARRAY),
    "prefixItems": Example([TEXT], [SHORT], ARRAY),
    "additionalItems": Example(TEXT, SHORT, {**ARRAY, "items": [{}]}),
    "unevaluatedItems": Example(TEXT, SHORT, ARRAY),
    "contains": Example(TEXT, SHORT, ARRAY),
    "contentSchema": Example(TEXT, SHORT),
    "$defs": Example({"A": TEXT}, {"A": SHORT}),
    "definitions": Example({"A": TEXT}, {"A": SHORT}),
    "type": Example("string", "integer"),
    "nullable": Example(True, False, TEXT),
    "x-nullable": Example(True, False, TEXT),
    "disallow": Example("string", "integer"),
    "enum": Example(["a", 1], ["a"]),
    "const": Example("a", 1),
    "minimum": Example(1, 2),
    "maximum": Example(2, 1),
    "exclusiveMinimum": Example(1, 2),
    "exclusiveMaximum": Example(2, 1),
    "multipleOf": Example(2, 4),
    "divisibleBy": Example(2, 4),
    "minLength": Example(1, 2),
    "maxLength": Example(2, 1),
    "pattern": Example("^a", "^ab"),
    "format": Example("date", "uuid"),
    "contentEncoding": Example("base64", "base16"),
    "contentMediaType": Example("text/plain", "image/png"),
    "minItems": Example(1, 2),
    "maxItems": Example(2, 1),
    "uniqueItems": Example(True, False),
    "minContains": Example(2, 3, {**ARRAY, "contains": TEXT}),
    "maxContains": Example(2, 1, {**ARRAY, "contains": TEXT}),
    "required": Example(["a"], ["a", "b"], OBJECT),
    "minProperties": Example(1, 2),
    "maxProperties": Example(2, 1),
    "dependentRequired": Example({"a": ["b"]}, {"a": ["b", "c"]}, OBJECT),
    "$ref": Example("#/components/schemas/A", "#/components/schemas/B", COMPONENTS),
    "$dynamicRef": Example("#a", "#b", ANCHORS),
    "$recursiveRef": Example("#", "#", {"maxProperties": 1}, is_inner=True),
    "$schema": Example(None, None),
    "$id": Example("https://example.com/a", "https://example.com/b"),
    "id": Example("https://example.com/a", "https://example.com/b"),
    "$anchor": Example("a", "b"),
    "$dynamicAnchor": Example("a", "b"),
    "$recursiveAnchor": Example(True, False),
    "$vocabulary": Example({}, {"https://example.com/a": False}),
    "readOnly": Example(True, False),
    "writeOnly": Example(True, False),
    "deprecated": Example(True, False),
    "discriminator": Example({"propertyName": "a"}, {"propertyName": "b"}),
    "xml": Example({"name": "a"}, {"name": "b"}),
    "externalDocs": Example({"url": "https://example.com/a"}, {"url": "https://example.com/b"}),
    "example": Example("a", "b"),
    "examples": Example(["a"], ["b"]),
    "default": Example("a", "b"),
    "title": Example("a", "b"),
    "description": Example("a", "b"),
    "$comment": Example("a", "b"),
}
SAMPLES: list[Any] = [
    *(None, True, 0, 1, 2, 3, 4, 1.5, "", "a", "ab", "abc", "2024-01-31"),
    *([], ["a"], ["ab"], [1], ["a", "a"], ["a", "ab"], ["ab", 1], [1, "a"], [1, "ab"], [None], ["a", "b", "c"]),
    *({}, {"a": "a"}, {"a": "ab"}, {"a": 1}, {"a": None}, {"b": 1}, {"a": 1, "b": 1}, {"b": 1, "a": None}),
    *({"a": "a", "b": "b", "c": "c"}, {"abc": "a"}, {"ab": "ab"}, {"a": 1, "b": "a"}, {"a": "a", "b": "b"}),
]
# In OpenAPI 3.0 people write keywords of later drafts too: the judge knows its own and takes those of the others.
_LATER = {
    name: function
    for kind in (jsonschema.Draft7Validator, jsonschema.Draft201909Validator, jsonschema.Draft202012Validator)
    for name, function in kind.VALIDATORS.items()
    if name in KEYWORDS and name not in OAS30Validator.VALIDATORS
}
_JUDGES = {draft: kind for draft, (_, kind) in DIALECTS.items()}
_LATER["items"] = jsonschema.Draft201909Validator.VALIDATORS["items"]
_JUDGES[OPENAPI_3_0] = jsonschema.validators.extend(OAS30Validator, _LATER)

# What is honestly undecided where it is known: the search does not understand it.
UNDECIDED_KEYWORDS: set[str] = set()


def schemas(keyword: str, draft: int, edit: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema before an edit of one keyword, and the one after it."""
    example = EXAMPLES[keyword]
    one, other = example.one, example.other
    if keyword == "$schema":
        one = other = DIALECTS[draft][0]
    if draft == 4 and keyword.startswith("exclusive"):
        one, other = True, False
    beside = {"minimum": 1, "maximum": 1} if draft in {4, OPENAPI_3_0} and type(one) is bool else {}
    beside = {**example.beside, **(beside if keyword.startswith("exclusive") else {})}
    if keyword == "additionalItems" and draft == 2020:
        beside = ARRAY
    first, second = {**beside, keyword: one}, {**beside, keyword: other}
    old, new = {"added": (beside, first), "removed": (first, beside), "changed": (first, second)}[edit]
    return (_inner(old), _inner(new)) if example.is_inner else (old, new)


def _inner(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


def judges(keyword: str, draft: int, *sides: Any) -> list[Any]:
    """Independent validators of some schemas."""
    if draft != OPENAPI_3_0:
        return [_JUDGES[draft](schema) for schema in sides]
    # References to what a schema calls itself are newer than OpenAPI 3.0, and resolved as their drafts have it.
    kind = {"$dynamicRef": _JUDGES[2020], "$recursiveRef": _JUDGES[2019]}.get(keyword, _JUDGES[draft])
    return [kind(json.loads(json.dumps(schema).replace('"x-nullable"', '"nullable"'))) for schema in sides]


def is_right(answer: Answer, valid: Any, refused: Any) -> bool:
    """Whether a witness is one, or no sample shows that there are others."""
    values = [answer.witness] if answer.verdict == NO else SAMPLES
    shows = any(valid.is_valid(value) and not refused.is_valid(value) for value in values)
    return answer.verdict == UNDECIDED or shows == (answer.verdict == NO)


def test_every_keyword_has_an_example() -> None:
    assert EXAMPLES.keys() == KEYWORDS.keys()


@pytest.mark.parametrize("draft", DIALECTS)
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_contained_agrees_with_an_independent_validator_about_every_keyword(keyword: str, draft: int) -> None:
    for edit in EDITS:
        one, other = schemas(keyword, draft, edit)
        answer = contained(one, other, DIALECTS[draft][0])
        assert is_right(answer, *judges(keyword, draft, one, other)), (edit, one, other, answer)
        if answer.verdict == UNDECIDED:
            assert keyword in UNDECIDED_KEYWORDS, (edit, one, other, answer)


# Where messages differ: a sender uses no name that only its reader declares, and `#` is the document.
CONVENTIONS = {("properties", "added"), *(("$recursiveRef", edit) for edit in EDITS)}


def written(path: Path, schema: dict[str, Any], draft: int) -> str:
    """A document with a schema that its own dialect reads."""
    schema = dict(schema)
    components = schema.pop("components", {"schemas": {}})
    schemas = components["schemas"] | {"Sent": schema}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}}
    responses = {"200": {"description": "Yes."}}
    document = {
        "openapi": "3.1.0" if draft else "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": {"requestBody": body, "responses": responses}}},
        "components": {"schemas": schemas},
    }
    path.write_text(json.dumps(document | ({"jsonSchemaDialect": DIALECTS[draft][0]} if draft else {})), "utf-8")
    return str(path)


def documents(folder: Path, one: dict[str, Any], other: dict[str, Any], draft: int) -> tuple[Document, Document]:
    """Documents with two schemas, as the old and the new one."""
    return load_pair(written(folder / "old.json", one, draft), written(folder / "new.json", other, draft))


@pytest.mark.parametrize("keyword", [keyword for keyword in KEYWORDS.values() if keyword.is_demanding])
def test_no_change_of_a_keyword_that_demands_something_passes_for_an_annotation(
    tmp_path: Path, keyword: Keyword
) -> None:
    for edit in EDITS:
        old, new = documents(tmp_path, *schemas(keyword.name, OPENAPI_3_0, edit), OPENAPI_3_0)
        assert {change.effect for change in compare(old, new).changes} - {ANNOTATED}


@pytest.mark.parametrize("keyword", [keyword for keyword in KEYWORDS.values() if keyword.concerns != "any"])
def test_a_keyword_refuses_no_value_of_a_type_that_it_does_not_concern(keyword: Keyword) -> None:
    types = {"array": list, "number": (int, float), "object": dict, "string": str}
    example = EXAMPLES[keyword.name]
    kind = _JUDGES[min(keyword.until, 2020) if keyword.until in _JUDGES else OPENAPI_3_0]
    validator = kind({keyword.name: example.one})
    others = [value for value in SAMPLES if not isinstance(value, types[keyword.concerns]) or value is True]
    assert all(validator.is_valid(value) for value in others)


@pytest.mark.parametrize("draft", DIALECTS)
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_every_keyword_is_a_fact_and_means_in_messages_what_it_means_alone(
    tmp_path: Path, keyword: str, draft: int
) -> None:
    for edit in EDITS:
        one, other = schemas(keyword, draft, edit)
        old, new = documents(tmp_path, one, other, draft)
        assert (one != other) == bool(compare(old, new).changes)
        sent, read = (document.components("schemas")["Sent"] for document in (old, new))
        answer = message_contained(sent, read, old, new, "request")
        if (keyword, edit) not in CONVENTIONS:
            alone = contained(one, other, DIALECTS[draft][0])
            assert answer.verdict == alone.verdict, (edit, one, other, answer, alone)
