"""Swagger 2.0: the fields of forms and the headers of responses have messages as all else has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.messages import BODY
from harness.verdict import contract
from harness.vocabulary import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Contract

FORM = "application/x-www-form-urlencoded"
EDITS = [
    ({"type": "string"}, {"type": "integer"}),
    ({"type": "string"}, {"type": "string", "enum": ["b"]}),
    ({"type": "string"}, {"type": "string", "maxLength": 2}),
    ({"type": "string"}, {"type": "string", "minLength": 2}),
    ({"type": "string"}, {"type": "string", "pattern": "^b"}),
    ({"type": "integer"}, {"type": "integer", "maximum": 5}),
    ({"type": "integer"}, {"type": "integer", "minimum": 5}),
    ({"type": "integer"}, {"type": "integer", "multipleOf": 2}),
    ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "integer"}}),
    ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}, "maxItems": 2}),
]


def swagger(*parameters: dict[str, Any], headers: dict[str, Any] | None = None, **said: Any) -> dict[str, Any]:
    response = {"description": "", "headers": headers or {}}
    operation = {"consumes": [FORM], "parameters": list(parameters), "responses": {"200": response}}
    return {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/pets": {"post": operation}}, **said}


def field(**said: Any) -> dict[str, Any]:
    return {"name": "a", "in": "formData", **said}


@pytest.fixture
def judged(comparison_of: Callable[..., Any]) -> Callable[..., Contract]:
    return lambda old, new: contract(comparison_of(old, new), today="2025-06-16")


@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_a_form_with_the_lost_value_of_a_field_shows_the_break(
    judged: Callable[..., Contract], wide: dict[str, Any], narrow: dict[str, Any]
) -> None:
    (one,) = judged(swagger(field(**wide)), swagger(field(**narrow))).findings
    assert one.impact == "breaking"
    assert one.witness is not None
    assert one.witness.place == BODY
    assert "--data-urlencode a=" in one.witness.message


@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_a_response_with_the_gained_value_of_a_header_shows_the_break(
    judged: Callable[..., Contract], wide: dict[str, Any], narrow: dict[str, Any]
) -> None:
    (one,) = judged(swagger(headers={"X": narrow}), swagger(headers={"X": wide})).findings
    assert one.impact == "breaking"
    assert one.witness is not None
    assert one.witness.place == (Step("response", "200"), Step("header", "X"))
    assert one.witness.message.startswith("HTTP/1.1 200\nX: ")


@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_what_a_field_takes_and_a_header_has_no_more_is_compatible(
    judged: Callable[..., Contract], wide: dict[str, Any], narrow: dict[str, Any]
) -> None:
    for old, new in (
        (swagger(field(**narrow)), swagger(field(**wide))),
        (swagger(headers={"X": wide}), swagger(headers={"X": narrow})),
    ):
        (one,) = judged(old, new).findings
        assert one.impact == "compatible"


def test_a_field_that_a_form_needs_is_lacking_in_the_forms_of_before(judged: Callable[..., Contract]) -> None:
    old, new = (
        swagger(field(type="string"), *more) for more in ([], [{**field(type="string", name="b"), "required": True}])
    )
    (one,) = [one for one in judged(old, new).findings if one.rule.id == "request-property-required"]
    assert one.witness is not None
    assert "b" not in one.witness.value


def test_what_operations_share_has_the_message_of_one_of_them(judged: Callable[..., Contract]) -> None:
    def shared(limit: int) -> dict[str, Any]:
        document = swagger({"$ref": "#/parameters/A"}, parameters={"A": field(type="string", maxLength=limit)})
        response = {"description": "", "headers": {"X": {"type": "string", "maxLength": 9 - limit}}}
        document["responses"] = {"R": response}
        operation = {**document["paths"]["/pets"]["post"], "responses": {"200": {"$ref": "#/responses/R"}}}
        document["paths"] = {"/pets": {"post": operation}, "/toys": {"post": operation}}
        return document

    findings = judged(shared(4), shared(2)).findings
    assert {one.impact for one in findings} == {"breaking"}
    assert all(one.witness is not None for one in findings)


@pytest.mark.parametrize("place", ["query", "header", "formData"])
def test_a_form_that_is_the_default_may_be_said_or_not(judged: Callable[..., Contract], place: str) -> None:
    said = {"name": "a", "in": place, "type": "array", "items": {"type": "string"}}
    bare, spelt = swagger(said), swagger({**said, "collectionFormat": "csv"})
    for old, new in ((bare, spelt), (spelt, bare)):
        (one,) = judged(old, new).findings
        assert (one.rule.id, one.impact) == ("parameter-restated", "compatible")
        assert one.change.trail == (("operation", "POST /pets"), (f"{place} parameter", "a"))


def test_a_header_may_say_its_default_form_or_not(judged: Callable[..., Contract]) -> None:
    said = {"type": "array", "items": {"type": "string"}}
    (one,) = judged(swagger(headers={"X": said}), swagger(headers={"X": {**said, "collectionFormat": "csv"}})).findings
    assert (one.rule.id, one.impact) == ("header-restated", "compatible")
    assert one.change.trail == (("operation", "POST /pets"), ("response", "200"), ("header", "X"))


def test_another_form_is_shown_by_what_is_sent(judged: Callable[..., Contract]) -> None:
    said = {"name": "a", "in": "query", "type": "array", "items": {"type": "string"}}
    (one,) = judged(swagger(said), swagger({**said, "collectionFormat": "pipes"})).findings
    assert (one.rule.id, one.impact) == ("request-parameter-style-changed", "breaking")
