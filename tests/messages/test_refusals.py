"""Why a witness is refused: the part of it that is wrong, and what is asked there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from harness.comparison import compare
from harness.document import load
from harness.messages import Refusals
from harness.messages._refusals import deepest, reasons_of
from harness.report.words.trail import refusal_words
from harness.verdict import Finding, contract

if TYPE_CHECKING:
    from pathlib import Path

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]}
FISH = {"type": "object", "properties": {"kind": {"const": "fish"}}, "required": ["kind"]}


def held(**properties: Any) -> dict[str, Any]:
    """An object with these properties, all of them required, and no others."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def document(place: str, value: Any) -> dict[str, Any]:
    """A document with one operation that has the value at a place."""
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if place == "request":
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": value}}}
    elif place == "response":
        operation["responses"]["200"]["content"] = {"application/json": {"schema": value}}
    elif place == "query":
        operation["parameters"] = [{"name": "q", "in": "query", **value}]
    else:
        operation |= value
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/p": {"post": operation}},
        "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "k", "in": "query"}}},
    }


def refusals(folder: Path, place: str, old: Any, new: Any) -> set[str | None]:
    """Why each witness between the two is refused."""
    documents = []
    for name, value in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(document(place, value)), encoding="utf-8")
        documents.append(load(str(folder / f"{name}.json")))
    comparison = compare(*documents)
    refusals = Refusals(comparison)
    found = [refusals.of(one.change, one.witness) for one in proven(contract(comparison).findings) if one.witness]
    return {None if refusal is None else refusal_words(refusal) for refusal in found}


def proven(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.witness is not None]


@pytest.mark.parametrize(
    ("place", "old", "new", "said"),
    [
        ("request", held(parcel=held(weight=INTEGER)), held(parcel=held(weight=held(g=INTEGER))),
         "/parcel/weight: 1 is not of type object"),
        ("request", STRING, INTEGER, 'request body: "amber" is not of type integer'),
        ("response", INTEGER, {"type": ["integer", "null"]}, "response 200: null is not of type integer"),
        ("response", {"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}, 'response 200: "c" is none of "a", "b"'),
        ("response", {"anyOf": [{"enum": ["a", "b"]}]}, {"enum": ["a", "b", "c"]},
         'response 200: "c" is not what the one alternative takes (anyOf)'),
        ("response", {"const": "a"}, {"enum": ["a", "c"]}, 'response 200: "c" is not "a"'),
        ("response", held(a={}), {**held(a={}), "required": []}, 'response 200: "a" is missing'),
        ("response", held(), held(b={}), 'response 200: "b" is not declared, and nothing else is taken'),
        ("response", {"type": "array", "items": STRING}, {"type": "array"}, "/0: 1 is not of type string"),
        ("response", held(**{"a/b~c": {"maximum": 1}}), held(**{"a/b~c": {"maximum": 2}}),
         "/a~1b~0c: 2 is greater than the maximum of 1"),
        ("response", {"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, FISH]}, '/kind: "fish" is none of "cat", "dog"'),
        ("response", {"anyOf": [STRING, INTEGER]}, {"type": "boolean"},
         "response 200: true is not of type string or integer"),
        ("query", {"schema": STRING}, {"schema": {"type": "array", "minItems": 2}},
         'query parameter q: "amber" is not of type array'),
        ("query", {"schema": STRING}, {"schema": INTEGER}, 'query parameter q: "amber" is not of type integer'),
        ("query", {"schema": INTEGER}, {"schema": {"type": "string", "maxLength": 0}},
         'query parameter q: "1" is longer than 0 characters'),
        ("query", {"schema": STRING}, {"schema": STRING, "required": True}, "query parameter q is missing"),
        ("query", {"name": "tags"}, {"name": "tags", "required": True}, "query parameter tags is missing"),
        ("operation", {}, {"requestBody": {"required": True, "content": {"text/csv": {}}}}, "request body is missing"),
        ("operation", {"security": []}, {"security": [{"key": []}]}, "credentials are missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, place: str, old: Any, new: Any, said: str) -> None:
    assert said in refusals(tmp_path, place, old, new)


def test_a_pattern_beside_that_is_none_leaves_reasons_told(tmp_path: Path) -> None:
    def schema(most: int) -> dict[str, Any]:
        numbers = {name: {"type": "integer", "maximum": most} for name in "abc"}
        return {"type": "object", "properties": {**numbers, "word": {"type": "string", "pattern": "[a-z"}}}

    found = refusals(tmp_path, "request", schema(9), schema(5))
    assert len(found) == 3
    assert all(words is not None and "is greater than the maximum of 5" in words for words in found)


def test_each_change_is_told_its_own_reason_of_one_message(tmp_path: Path) -> None:
    old, new = held(a=STRING, b=STRING, c=STRING), held(a=INTEGER, b=INTEGER, c=STRING)
    found = refusals(tmp_path, "request", old, new)
    assert found == {'/a: "amber" is not of type integer', '/b: "amber" is not of type integer'}


def test_what_is_told_stays_short_however_long_the_value_is(tmp_path: Path) -> None:
    old, new = {"type": "string", "minLength": 3000}, {"type": "string", "minLength": 4000}
    (said,) = refusals(tmp_path, "request", old, new)
    assert said is not None
    assert said.endswith("is shorter than 4000 characters")
    assert len(said) <= 160
    deep: Any = {"const": "x"}
    for _ in range(40):
        deep = held(**{"n" * 20: deep})
    (said,) = refusals(tmp_path, "request", deep, json.loads(json.dumps(deep).replace('"x"', '"y"')))
    assert said is not None
    assert len(said) == 160


LONG, SHORT = {"type": "string", "minLength": 5}, {"type": "string", "maxLength": 2}
TEXT_A, TRUTH_A, TWO_A = (held(a=schema) for schema in (STRING, {"type": "boolean"}, {"enum": [2]}))
KINDS = [held(kind={"const": "a"}, x=STRING), held(kind={"const": "b"}, x=INTEGER)]


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"contains": {"const": 1}}, [2], "no item of [2] is one that must be there"),
        ({"not": STRING}, "a", '"a" is what must not be there'),
        (False, 1, "nothing is taken here"),
        ({"maximum": 2}, 3, "3 is greater than the maximum of 2"),
        ({"enum": list(range(6))}, 9, "9 is none of 0, 1, 2, 3, 4, 5"),
        ({"enum": list(range(8))}, 9, "9 is none of 0, 1, 2, 3, 4, 5 and 2 more"),
        ({"oneOf": [INTEGER, {"minimum": 0}]}, 3, "3 is taken by more than one of 2 alternatives (oneOf)"),
        # All alternatives ask for the same kind of thing.
        ({"anyOf": [INTEGER, {"type": "boolean"}]}, "abc", '"abc" is not of type integer or boolean'),
        ({"anyOf": [{"enum": [1, 2]}, {"enum": [2, 3]}, {"const": 7}]}, 5, "5 is none of 1, 2, 3, 7"),
        ({"anyOf": [TEXT_A, TRUTH_A]}, {"a": 1}, "1 is not of type string or boolean"),
        # They ask for things that cannot be said together.
        ({"anyOf": [{"enum": [1, 2]}, STRING]}, 5, "5 is none of 2 alternatives (anyOf)"),
        ({"anyOf": [TEXT_A, TWO_A]}, {"a": 1}, "1 is not of type string"),
        # One comes closer than the others: deeper in the value, of the right kind, or in less.
        ({"anyOf": [TEXT_A, {"required": ["b"]}]}, {"a": 1}, "1 is not of type string"),
        ({"anyOf": [INTEGER, SHORT]}, "abc", '"abc" is longer than 2 characters'),
        ({"anyOf": [{"maximum": 2}, STRING]}, 3, "3 is greater than the maximum of 2"),
        ({"anyOf": [{**LONG, "pattern": "^x"}, SHORT]}, "abc", '"abc" is longer than 2 characters'),
        ({"anyOf": [LONG, SHORT]}, "abc", '"abc" is none of 2 alternatives (anyOf)'),
        # A name for the alternative decides.
        ({"oneOf": KINDS}, {"kind": "b", "x": "s"}, '"b" is not "a"'),
        ({"oneOf": KINDS, "x-tag": ("kind", ("a", "b"))}, {"kind": "b", "x": "s"}, '"s" is not of type integer'),
    ],
)
def test_a_reason_is_that_of_the_alternative_that_comes_closest(schema: Any, value: Any, words: str) -> None:
    errors = jsonschema_rs.Draft202012Validator(schema).iter_errors(value)
    assert deepest(reasons_of(errors, schema)).words == words
