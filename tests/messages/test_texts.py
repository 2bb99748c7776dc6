"""Parameters and headers are texts: a break is shown by one that the new version does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.messages._texts import Texts
from harness.messages._wire import FORM, JSON, Wire
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Contract

PLACES = ("query", "path", "header", "cookie")
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
STRINGS = {"type": "array", "items": STRING}
VERSIONS = ("3.0.3", "3.1.1")


def numbers(*values: int) -> dict[str, Any]:
    return {"type": "integer", "enum": list(values)}


def words(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def asked(place: str, schema: Any = None, version: str = "3.0.3", **said: Any) -> dict[str, Any]:
    """An operation with one parameter, `a`."""
    described = {"name": "a", "in": place, "required": place == "path", **said}
    if schema is not None:
        described["schema"] = schema
    operation = {"parameters": [described], "responses": {"200": {"description": ""}}}
    path = "/pets/{a}" if place == "path" else "/pets"
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {path: {"get": operation}}}


def answered(schema: Any = None, **said: Any) -> dict[str, Any]:
    """An operation that answers with one header, `X`."""
    header = said if schema is None else {"schema": schema, **said}
    operation = {"responses": {"200": {"description": "", "headers": {"X": header}}}}
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/pets": {"get": operation}}}


@pytest.fixture
def judged(comparison_of: Callable[..., Any]) -> Callable[..., Contract]:
    return lambda old, new: contract(comparison_of(old, new), today="2025-06-16")


def shown(found: Contract) -> list[str]:
    """The messages that prove the breaks."""
    return [one.witness.message for one in found.findings if one.impact == "breaking" and one.witness is not None]


SAME = [
    (numbers(1, 2), words("1", "2")),
    (words("1", "2"), numbers(1, 2)),
    (words("1"), numbers(1, 2)),
    (numbers(1, 2), STRING),
    (words("1", "2"), INTEGER),
    (INTEGER, STRING),
    ({"type": "boolean"}, words("true", "false")),
    (words("true"), {"type": "boolean"}),
    ({"type": "number", "enum": [0.5]}, words("0.5")),
    ({"type": "integer", "minimum": 0, "maximum": 99}, {"type": "string", "maxLength": 2}),
    ({"type": "array", "items": numbers(1)}, {"type": "array", "items": words("1")}),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("sent", "read"), SAME)
def test_values_with_the_same_texts_are_taken_as_before(
    judged: Callable[..., Contract], place: str, sent: Any, read: Any
) -> None:
    for version in VERSIONS:
        found = judged(asked(place, sent, version), asked(place, read, version))
        assert found.findings
        assert {one.impact for one in found.findings} == {"compatible"}


@pytest.mark.parametrize(("sent", "read"), SAME)
def test_headers_with_the_same_texts_say_nothing_new(judged: Callable[..., Contract], sent: Any, read: Any) -> None:
    found = judged(answered(read), answered(sent))
    assert found.findings
    assert {one.impact for one in found.findings} == {"compatible"}


DIGIT = {"type": "string", "pattern": "^[0-9]$"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("limit", [{}, {"maximum": 5}])
def test_texts_of_numbers_are_taken_as_before_only_where_nothing_limits_the_numbers(
    judged: Callable[..., Contract], place: str, limit: dict[str, Any]
) -> None:
    found = judged(asked(place, DIGIT), asked(place, {**INTEGER, **limit}))
    is_safe = all(one.impact == "compatible" for one in found.findings if one.rule.impact == "breaking")
    assert is_safe == (not limit)


LOST = [
    (words("1", "3"), numbers(1, 2), "3"),
    (numbers(1, 3), words("1", "2"), "3"),
    (words("true", "yes"), {"type": "boolean"}, "yes"),
    (words("1", "2"), {"type": "integer", "maximum": 1}, "2"),
    (STRING, INTEGER, "amber"),
    (INTEGER, {"type": "string", "maxLength": 2}, "-10"),
    (INTEGER, {"type": "string", "format": "uuid"}, "1"),
    ({"type": "number", "minimum": 1000000, "maximum": 2000000}, {"type": "string", "maxLength": 5}, "1000000"),
    ({"type": "number"}, {"type": "string", "pattern": "^(0|-?[1-9][0-9]*)$"}, "0.5"),
    ({"type": "number", "maximum": -1000000}, {"type": "string", "maxLength": 6}, "-1000000"),
]


LISTS = [({"type": "array", "items": INTEGER}, {"type": "array", "items": {**STRING, "pattern": "^(0|[a-z]+)$"}}, "1")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("sent", "read", "text"), [*LOST, *LISTS])
def test_a_text_that_is_refused_is_in_the_request_that_shows_it(
    judged: Callable[..., Contract], place: str, sent: Any, read: Any, text: str
) -> None:
    found = shown(judged(asked(place, sent), asked(place, read)))
    ends = {"query": f"?a={text}'", "path": f"/pets/{text}", "header": f"-H 'a: {text}'", "cookie": f"-b a={text}"}
    assert found
    assert all(message.endswith(ends[place]) for message in found)


@pytest.mark.parametrize(("sent", "read", "text"), [*LOST, *LISTS])
def test_a_text_that_was_not_allowed_is_in_the_response_that_shows_it(
    judged: Callable[..., Contract], sent: Any, read: Any, text: str
) -> None:
    assert f"HTTP/1.1 200\nX: {text}" in shown(judged(answered(read), answered(sent)))


@pytest.mark.parametrize(("explode", "text"), [(True, "R=100,G=200"), (False, "R,100,G,200")])
def test_an_object_in_a_header_is_written_by_its_members(
    judged: Callable[..., Contract], explode: bool, text: str
) -> None:
    def colour(most: int) -> dict[str, Any]:
        members = {"R": {"type": "integer", "const": 100}, "G": {"type": "integer", "enum": [100, 200][:most]}}
        schema = {"type": "object", "properties": members, "required": ["R", "G"], "additionalProperties": False}
        return {**answered(schema, explode=explode), "openapi": "3.1.1"}

    assert shown(judged(colour(1), colour(2))) == [f"HTTP/1.1 200\nX: {text}"]


@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
@pytest.mark.parametrize(
    ("keyword", "said"), [("maxLength", 2), ("pattern", "^[0-4]$"), ("enum", ["1", "2"]), ("format", "date")]
)
def test_what_shuts_out_texts_is_blamed_and_not_their_type(
    judged: Callable[..., Contract], place: str, keyword: str, said: Any
) -> None:
    (one,) = judged(asked(place, INTEGER), asked(place, {"type": "string", keyword: said})).breaks
    assert [change.aspect for change in one.changes] == [keyword]
    (back,) = judged(answered({"type": "string", keyword: said}), answered(INTEGER)).breaks
    assert [change.aspect for change in back.changes] == [keyword]


def test_a_schema_of_texts_and_of_a_body_is_none_whose_values_travel_as_text(judged: Callable[..., Contract]) -> None:
    def shared(schema: Any) -> dict[str, Any]:
        document = asked("query", {"$ref": "#/components/schemas/Page"})
        body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}
        document["paths"]["/books"] = {"post": {"requestBody": body, "responses": {"200": {"description": ""}}}}
        return {**document, "components": {"schemas": {"Page": schema}}}

    found = judged(shared(INTEGER), shared({"type": "string", "maxLength": 2}))
    assert [one.changes[0].aspect for one in found.breaks] == ["type"]


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_an_empty_list_is_sent_in_json_and_is_not_sent_in_a_style(judged: Callable[..., Contract], place: str) -> None:
    wide, narrow = STRINGS, {**STRINGS, "minItems": 1}
    in_json = (asked(place, content={"application/json": {"schema": schema}}) for schema in (wide, narrow))
    assert len(judged(*in_json).breaks) == 1
    assert not judged(asked(place, wide), asked(place, narrow)).breaks


def test_a_type_of_texts_is_blamed_for_what_is_no_text_of_it(judged: Callable[..., Contract]) -> None:
    for old, new in (
        (asked("query", {"type": "string", "maxLength": 9}), asked("query", INTEGER)),
        (answered(numbers(1)), answered(words("A"))),
    ):
        (one,) = judged(old, new).breaks
        assert one.changes[0].aspect == "type"


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_shuts_out_the_texts_of_a_field_is_shown_by_a_text(
    judged: Callable[..., Contract], media_type: str
) -> None:
    def form(schema: Any) -> dict[str, Any]:
        document = asked("query", STRING)
        body = {"content": {media_type: {"schema": {"type": "object", "properties": {"f": schema}}}}}
        document["paths"]["/pets"]["get"]["requestBody"] = body
        return document

    (one,) = judged(form(INTEGER), form({"type": "string", "maxLength": 2})).breaks
    assert one.witness is not None
    assert [change.aspect for change in one.changes] == ["maxLength"]
    assert len(str(one.witness.value["f"])) > 2
    found = judged(form({"type": ["string", "integer"]}), form(STRING))
    assert not found.breaks


@pytest.mark.parametrize("read", [STRING, {"type": "string", "maxLength": 9}])
def test_a_list_that_becomes_a_single_value_is_shown_by_a_list_of_two(
    judged: Callable[..., Contract], read: Any
) -> None:
    (message, *_) = shown(judged(asked("query", STRINGS), asked("query", read)))
    assert message == "curl -X GET 'https://api.example.com/pets?a=amber&a=amber'"


def test_an_empty_list_sends_nothing_that_could_be_refused(judged: Callable[..., Contract]) -> None:
    found = judged(asked("query", STRINGS), asked("query", {**STRINGS, "minItems": 1}))
    assert {one.impact for one in found.findings} == {"compatible"}
    (message,) = shown(judged(asked("query", STRINGS), asked("query", {**STRINGS, "minItems": 2})))
    assert message == "curl -X GET 'https://api.example.com/pets?a=amber'"


def as_json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("place", PLACES)
def test_a_text_that_is_no_json_is_refused_where_json_is_read_now(
    judged: Callable[..., Contract], place: str, version: str
) -> None:
    (one,) = judged(asked(place, STRING, version), asked(place, None, version, **as_json(STRING))).findings
    assert (one.rule.id, one.impact) == ("request-parameter-style-changed", "breaking")
    assert one.witness is not None
    assert one.witness.value == "amber"


@pytest.mark.parametrize(
    ("sent", "read", "impact", "address"),
    [
        (INTEGER, INTEGER, "compatible", ""),
        ({"type": "boolean"}, {"type": "boolean"}, "compatible", ""),
        (words("1", "2"), INTEGER, "compatible", ""),
        (INTEGER, STRING, "breaking", "?a=1'"),
        (STRINGS, STRINGS, "breaking", "?a=amber&a=amber'"),
        ({"type": "object", "properties": {"b": STRING}}, {"type": "object"}, "breaking", "?"),
        (STRING, {}, "breaking", "?a=amber'"),
    ],
)
def test_what_is_json_as_it_stands_is_read_as_json(
    judged: Callable[..., Contract], sent: Any, read: Any, impact: str, address: str
) -> None:
    found = judged(asked("query", sent), asked("query", **as_json(read))).findings
    (one,) = [one for one in found if one.rule.id == "request-parameter-style-changed"]
    assert one.impact == impact
    assert one.witness is None or address in one.witness.message


@pytest.mark.parametrize("place", PLACES)
def test_json_is_a_text_for_who_takes_any(judged: Callable[..., Contract], place: str) -> None:
    (one,) = judged(asked(place, **as_json(STRING)), asked(place, STRING)).findings
    assert (one.rule.id, one.impact) == ("request-parameter-style-changed", "compatible")
    found = judged(asked("query", **as_json(words("a"))), asked("query", words("a"))).findings
    assert [one.witness.message[-10:] for one in found if one.witness is not None] == ["?a=%22a%22'"[-10:]]


def test_a_header_that_is_no_json_any_more_breaks_who_reads_json(judged: Callable[..., Contract]) -> None:
    (one,) = judged(answered(**as_json(STRING)), answered(STRING)).findings
    assert (one.rule.id, one.impact) == ("response-header-style-changed", "breaking")
    assert one.witness is not None
    assert one.witness.message == "HTTP/1.1 200\nX: amber"
    (one,) = judged(answered(STRING), answered(**as_json(STRING))).findings
    assert one.impact == "compatible"
    (one,) = judged(answered(**as_json(INTEGER)), answered(INTEGER)).findings
    assert one.impact == "compatible"


def test_a_media_type_that_nobody_here_can_write_leaves_it_open(judged: Callable[..., Contract]) -> None:
    new = asked("query", content={"application/xml": {"schema": STRING}})
    (one,) = judged(asked("query", STRING), new).findings
    assert (one.impact, one.undecided) == ("warning", True)


@pytest.mark.parametrize(
    ("limits", "number"),
    [({"maxLength": 2}, "-10"), ({"minLength": 2}, "1"), ({"pattern": "^[0-9]+$"}, "-1")],
)
def test_a_number_whose_text_is_not_taken_breaks_who_sent_it(
    judged: Callable[..., Contract], limits: dict[str, Any], number: str
) -> None:
    messages = shown(judged(asked("query", INTEGER), asked("query", {**STRING, **limits})))
    assert messages
    assert all(f"?a={number}" in message for message in messages), messages


@pytest.mark.parametrize(
    ("wires", "inner"),
    [
        ((Wire(FORM, repeats=True), Wire(FORM)), Wire(repeats=True)),
        ((Wire(), Wire()), Wire()),
        ((Wire(JSON), Wire()), Wire()),
        ((Wire(JSON), Wire(JSON)), None),
    ],
)
def test_what_is_within_a_value_is_text_unless_all_of_it_is_json(wires: Any, inner: Wire | None) -> None:
    nothing: Any = None
    texts = Texts(nothing, "request", (nothing, nothing), wires)
    assert texts.at(()) is texts
    assert texts.at((("property", "a"),)).wires == (wires if inner is None else (inner, inner))
