"""Requests and responses of an operation: what is made is accepted, and what breaks one rule is refused there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.document import load
from harness.messages import BODY, Accepted, Exchange, HTTPRequest, HTTPResponse, Refusal
from harness.messages._demands import SchemaBundle
from harness.messages._reading import Shape, pairs_in, plain, readings_of, split_pairs, split_single
from harness.messages._wire import Style, serialized
from harness.vocabulary import Step

if TYPE_CHECKING:
    from pathlib import Path

    from harness.document import Document

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}
PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 2}, "id": {"type": "integer", "readOnly": True}},
    "additionalProperties": False,
}
PETS = {
    "parameters": [
        {"name": "owner id", "in": "path", "required": True, "schema": INTEGER},
        {"name": "page size", "in": "query", "schema": {"type": "integer", "maximum": 9}},
        {"name": "tags", "in": "query", "schema": {"type": "array", "items": TEXT, "minItems": 1}},
        {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
        {"name": "X-Trace", "in": "header", "required": True, "schema": {"enum": ["a", "b"]}},
        {"name": "session", "in": "cookie", "schema": {"type": "string", "pattern": "^s"}},
    ],
    "requestBody": {"required": True, "content": {
        "application/json": {"schema": PET, "examples": {"first": {"value": {"name": "Rex"}}}},
        "application/x-www-form-urlencoded": {"schema": PET},
        "multipart/form-data": {"schema": PET},
        "text/*": {"schema": {"type": "string", "maxLength": 5}},
    }},
    "responses": {
        "201": {"description": "", "headers": {"Location": {"required": True, "schema": TEXT}},
                "content": {"application/json": {"schema": PET}}},
        "4XX": {"description": ""},
    },
}  # fmt: skip
SIZES = ("smallest", "typical", "fullest")


def exchange(folder: Path, operation: dict[str, Any] | None = None, path: str = "/pets/{owner id}") -> Exchange:
    return Exchange(document(folder, operation or PETS, path).operations[0])


def document(folder: Path, operation: dict[str, Any], path: str = "/pets/{owner id}") -> Document:
    content = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {path: {"post": operation}}}
    (folder / "api.json").write_text(json.dumps(content), encoding="utf-8")
    return load(str(folder / "api.json"))


@pytest.mark.parametrize("media_type", PETS["requestBody"]["content"])
@pytest.mark.parametrize("size", SIZES)
def test_a_request_of_every_size_and_media_type_is_accepted(tmp_path: Path, size: Any, media_type: str) -> None:
    pets = exchange(tmp_path)
    request = pets.request(size, media_type=media_type)
    assert request is not None
    accepted = pets.accept_request(request)
    assert isinstance(accepted, Accepted)
    assert accepted.media_type == media_type
    assert len(accepted.values) == (3 if size == "smallest" else 7)
    assert accepted.values[BODY] != {}


def test_examples_of_a_media_type_come_first(tmp_path: Path) -> None:
    request = exchange(tmp_path).request("typical")
    assert request is not None
    assert json.loads(request.body) == {"name": "Rex"}


@pytest.mark.parametrize("status", ["201", "4XX"])
def test_a_response_is_accepted_with_its_headers(tmp_path: Path, status: str) -> None:
    pets = exchange(tmp_path)
    response = pets.response(status, "fullest")
    assert response is not None
    assert isinstance(pets.accept_response(response), Accepted)
    assert response.status == (201 if status == "201" else 400)
    assert ("Location" in dict(response.headers)) == (status == "201")


def test_the_same_seed_makes_the_same_request(tmp_path: Path) -> None:
    one, other = exchange(tmp_path), exchange(tmp_path)
    requests = [one.request(seed=seed) for seed in range(20)]
    assert requests == [other.request(seed=seed) for seed in range(20)]
    assert len(set(requests)) > 10


def at(kind: Any, name: str) -> tuple[Step, ...]:
    return (Step(kind, name),)


GOOD = HTTPRequest("POST", "/pets/7", "page+size=3", (("x-trace", "a"), ("Content-Type", "application/json")), b"{}")
GOOD = GOOD._replace(body=b'{"name": "Rex"}')


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"path": "/pets/x"}, (at("path parameter", "owner id"), (), "type", "schema")),
        ({"query": "page+size=10"}, (at("query parameter", "page size"), (), "maximum", "schema")),
        ({"query": "filter=%7B"}, (at("query parameter", "filter"), (), "", "syntax")),
        ({"query": "filter=1"}, (at("query parameter", "filter"), (), "type", "schema")),
        ({"headers": GOOD.headers[1:]}, (at("header parameter", "X-Trace"), (), "", "missing")),
        ({"headers": (("X-Trace", "c"),)}, (at("header parameter", "X-Trace"), (), "enum", "schema")),
        ({"headers": (*GOOD.headers, ("Cookie", "a=1; session=x"))},
         (at("cookie parameter", "session"), (), "pattern", "schema")),
        ({"body": b'{"name": "R"}'}, (BODY, ("name",), "minLength", "schema")),
        ({"body": b'{"name": "Rex", "x": 1}'}, (BODY, (), "additionalProperties", "schema")),
        ({"body": b"{}"}, (BODY, (), "required", "schema")),
        ({"body": b"{"}, (BODY, (), "", "syntax")),
        ({"body": b"", "headers": GOOD.headers[:1]}, (BODY, (), "", "missing")),
        ({"headers": (GOOD.headers[0], ("Content-Type", "image/png"))}, (BODY, (), "", "media type")),
        ({"headers": (GOOD.headers[0], ("Content-Type", "text/csv; a=b"))}, (BODY, (), "maxLength", "schema")),
    ],
)  # fmt: skip
def test_what_breaks_one_rule_is_refused_at_its_place(tmp_path: Path, wrong: dict[str, Any], refusal: Any) -> None:
    pets = exchange(tmp_path)
    assert isinstance(pets.accept_request(GOOD), Accepted)
    refused = pets.accept_request(GOOD._replace(**wrong))
    assert isinstance(refused, Refusal)
    assert (refused.place, refused.path, refused.keyword, refused.fault) == refusal


@pytest.mark.parametrize(
    ("more", "query", "value"), [({"allowEmptyValue": True}, "q=", ""), ({"allowEmptyValue": True}, "q=5", 5),
     ({"allowEmptyValue": True}, "q=x", None), ({}, "q=", None), ({"allowEmptyValue": "yes"}, "q=", None)]
)  # fmt: skip
def test_only_a_parameter_that_may_be_empty_is_taken_without_a_value(
    tmp_path: Path, more: dict[str, Any], query: str, value: Any
) -> None:
    parameter = {"name": "q", "in": "query", "schema": {"type": "integer"}, **more}
    pets = exchange(tmp_path, {"parameters": [parameter], "responses": {}}, "/pets")
    outcome = pets.accept_request(HTTPRequest("POST", "/pets", query, (), b""))
    assert (outcome.values[at("query parameter", "q")] if isinstance(outcome, Accepted) else None) == value


def test_a_reader_takes_what_the_sender_must_leave_out(tmp_path: Path) -> None:
    pets = exchange(tmp_path)
    accepted = pets.accept_request(GOOD._replace(body=b'{"name": "Rex", "id": 12345678901234567890}'))
    assert isinstance(accepted, Accepted)
    assert accepted.values[BODY]["id"] == 12345678901234567890
    assert all(b'"id"' not in (pets.request(size) or GOOD).body for size in SIZES)


@pytest.mark.parametrize(
    ("response", "place", "fault"),
    [
        (HTTPResponse(200), (), "status"),
        (HTTPResponse(201), (Step("response", "201"), Step("header", "Location")), "missing"),
        (HTTPResponse(201, (("location", "/"), ("Content-Type", "application/json")), b"[]"),
         (Step("response", "201"),), "schema"),
    ],
)  # fmt: skip
def test_what_a_response_may_not_be_is_refused(tmp_path: Path, response: HTTPResponse, place: Any, fault: str) -> None:
    refused = exchange(tmp_path).accept_response(response)
    assert isinstance(refused, Refusal)
    assert (refused.place, refused.fault) == (place, fault)


@pytest.mark.parametrize("name", ["sensay", "aivax"])
def test_every_operation_of_the_snapshots_has_messages_that_its_own_reader_takes(root: Path, name: str) -> None:
    for path in sorted(root.glob(f"specs/{name}/20*.yaml")):
        for operation in load(str(path)).operations:
            messages = Exchange(operation)
            for size in SIZES:
                assert messages.request(size) is not None, operation.name  # type: ignore[arg-type]
                assert all(messages.response(status, size) for status in operation.responses), operation.name  # type: ignore[arg-type]


# What a style may carry, with the schema by which it is read.
_WORD = st.text("abc é&=/;.,+%|[]#?1", min_size=1, max_size=6)
_KEY = st.text("abcé", min_size=1, max_size=3)
_CARRIED: dict[str, tuple[dict[str, Any], st.SearchStrategy[Any]]] = {
    "string": (TEXT, _WORD),
    "integer": (INTEGER, st.integers(-(10**20), 10**20)),
    "number": ({"type": "number"}, st.floats(-1e9, 1e9).filter(lambda number: "e" not in str(number))),
    "boolean": ({"type": "boolean"}, st.booleans()),
    "array": ({"type": "array", "items": TEXT}, st.lists(_WORD, min_size=1, max_size=3)),
    "numbers": ({"type": "array", "items": INTEGER}, st.lists(st.integers(0, 99), min_size=1, max_size=3)),
    "object": ({"type": "object", "additionalProperties": TEXT}, st.dictionaries(_KEY, _WORD, min_size=1, max_size=3)),
}
_SINGLES = [(name, explode) for name in ("simple", "label", "matrix") for explode in (False, True)]
_PAIRS = [("form", False), ("form", True), ("deepObject", True), ("spaceDelimited", False), ("pipeDelimited", False)]


def shape(schema: dict[str, Any]) -> Shape:
    return Shape(SchemaBundle({**schema, "$defs": {}}), (schema,))


@pytest.mark.parametrize(("style", "explode"), _SINGLES)
@given(data=st.data())
def test_what_a_path_carries_comes_back(style: str, explode: bool, data: Any) -> None:
    schema, values = _CARRIED[data.draw(st.sampled_from([*_CARRIED]))]
    value, wanted = data.draw(values), shape(schema)
    text = serialized(Style(style, explode), "p", value, lambda each: quote(each, safe="").replace(".", "%2E"))
    found = [
        reading
        for sent in split_single(Style(style, explode), "p", text, wanted, plain)
        for reading in readings_of(sent, wanted)
    ]
    assert value in found[:2]


@pytest.mark.parametrize(("style", "explode"), _PAIRS)
@given(data=st.data())
def test_what_a_query_carries_comes_back(style: str, explode: bool, data: Any) -> None:
    kinds = {"form": [*_CARRIED], "deepObject": ["object"]}.get(style, ["array", "numbers", "object"])
    schema, values = _CARRIED[data.draw(st.sampled_from(kinds))]
    value, wanted = data.draw(values), shape(schema)
    between = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, "")
    assume(not between or between not in "".join(map(str, value.values() if isinstance(value, dict) else value)))
    text = serialized(Style(style, explode), "p", value, quote_plus)
    sent = split_pairs(Style(style, explode), "p", pairs_in(text), wanted, frozenset({"other"}))
    found = [reading for alternative in sent for reading in readings_of(alternative, wanted)]
    assert value in found[:2]


@pytest.mark.parametrize("stranger", ["q[a]", "p[a", "a]", "pa]"])
def test_members_of_an_object_in_a_query_are_told_from_names_that_look_like_them(stranger: str) -> None:
    pairs = [("p[b]", "x"), (stranger, "y")]
    sent = split_pairs(Style("deepObject", True), "p", pairs, shape(_CARRIED["object"][0]), frozenset())
    assert [*sent] == [{"b": "x"}]


_SCHEMAS = st.recursive(
    st.sampled_from([TEXT, INTEGER, {"enum": ["a", 1, None]}, {"type": "boolean"}, {"type": "number", "minimum": 3}]),
    lambda inner: st.one_of(
        st.builds(lambda members: {"type": "object", "properties": members, "required": [*members][:1]},
                  st.dictionaries(st.sampled_from("abc"), inner)),
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 2}, inner),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
    ),
    max_leaves=6,
)  # fmt: skip


@given(schema=_SCHEMAS, form=st.booleans(), seed=st.integers(0, 9))
def test_what_is_built_is_read_as_what_an_independent_validator_takes(
    tmp_path_factory: Any, schema: Any, form: bool, seed: int
) -> None:
    media_type = "application/json"
    if form:
        media_type, schema = "multipart/form-data", {"type": "object", "properties": {"f": schema}}
    operation = {"requestBody": {"content": {media_type: {"schema": schema}}}, "responses": {}}
    messages = exchange(tmp_path_factory.mktemp("exchange"), operation, "/")
    request = messages.request(seed=seed)
    if request is None:
        assert form  # not all that JSON can say is told apart in a form
        return
    accepted = messages.accept_request(request)
    assert isinstance(accepted, Accepted)
    assert jsonschema.Draft202012Validator(schema).is_valid(accepted.values.get(BODY, {}))


def test_a_form_repeats_what_is_a_list_and_sends_objects_as_json(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"tags": {"type": "array"}, "of": {"type": "object"}}}
    body = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    operation = document(tmp_path, {"requestBody": body, "responses": {}}, "/pets").operations[0]
    request = Exchange(operation).request_of({BODY: {"tags": ["a", "b"], "of": {"c": 1}, "name": "d"}})
    assert request.body == b"tags=a&tags=b&of=%7B%22c%22%3A+1%7D&name=d"
