"""Schemas that are put together in another way lose nothing by that; what is lost beside it is called by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

    # The components of a document by name, of which `Crate` is the message.
    Schemas = dict[str, dict[str, Any]]

CODE = {"type": "string", "maxLength": 12}
TRAY = {"type": "object", "properties": {"slots": {"type": "integer"}}}
REF = {"$ref": "#/components/schemas/Tray"}


def flat(*required: str) -> Schemas:
    properties = {"code": CODE, "weight": {"type": "number"}}
    return {"Crate": {"type": "object", "properties": properties, "required": list(required)}}


def member(*required: str) -> Schemas:
    return {"Crate": {"allOf": [flat(*required)["Crate"]], "description": "What is shipped."}}


def base(*required: str) -> Schemas:
    coded = {"type": "object", "properties": {"code": CODE}, "required": [name for name in required if name == "code"]}
    rest = {"properties": {"weight": {"type": "number"}}, "required": [name for name in required if name != "code"]}
    return {"Coded": coded, "Crate": {"type": "object", "allOf": [{"$ref": "#/components/schemas/Coded"}, rest]}}


def split(*required: str) -> Schemas:
    own = {"type": "object", "properties": {"weight": {"type": "number"}}, "required": list(required)}
    return {
        "Coded": {"properties": {"code": CODE}},
        "Crate": {**own, "allOf": [{"$ref": "#/components/schemas/Coded"}]},
    }


def nested(*required: str) -> Schemas:
    return {"Crate": {"allOf": [{"allOf": [flat(*required)["Crate"]]}]}}


def only_one(*required: str) -> Schemas:
    return {"Crate": {"oneOf": [flat(*required)["Crate"]]}}


def referred(*required: str) -> Schemas:
    return {"Box": flat(*required)["Crate"], "Crate": {"allOf": [{"$ref": "#/components/schemas/Box"}]}}


SPELLINGS: list[Callable[..., Schemas]] = [flat, member, base, split, nested, only_one, referred]
PAIRS = [(one, other) for one in SPELLINGS for other in SPELLINGS if one is not other and flat in (one, other)]
PAIRS += [(base, split), (split, base), (member, base)]


def document(schemas: Schemas, place: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Crate"}
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"204": {"description": "Taken."}}}
    if place == "request":
        operation["requestBody"] = {"required": True, "content": content}
    elif place == "query":
        operation["parameters"] = [{"name": "crate", "in": "query", "required": True, "content": content}]
    elif place == "response":
        operation["responses"] = {"200": {"description": "Found.", "content": content}}
    else:
        header = {"required": True, "content": content}
        operation["responses"] = {"200": {"description": "Found.", "headers": {"Crate": header}}}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Crates", "version": "1"},
        "paths": {"/crates": {"post": operation}},
        "components": {"schemas": {**schemas, "Tray": TRAY}},
    }


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Who is blamed, and for what, of all that may break or warns."""
    findings = contract(comparison).findings
    return [
        (one.impact, one.change.aspect, one.change.trail[-1].name) for one in findings if one.impact != "compatible"
    ]


@pytest.mark.parametrize("place", ["request", "query", "response", "header"])
@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda spelling: spelling.__name__)
def test_what_moves_loses_nothing(
    comparison_of: Callable[..., Comparison], old: Callable[..., Schemas], new: Callable[..., Schemas], place: str
) -> None:
    comparison = comparison_of(*(document(spelling("code", "weight"), place) for spelling in (old, new)))
    assert told(comparison) == []
    assert "schema-restructured" in {finding.rule.id for finding in contract(comparison).findings}
    assert audit(comparison, oracle="deepdiff") == ()


@pytest.mark.parametrize("place", ["response", "header"])
@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda spelling: spelling.__name__)
def test_what_is_no_longer_required_is_called_by_its_name(
    comparison_of: Callable[..., Comparison], old: Callable[..., Schemas], new: Callable[..., Schemas], place: str
) -> None:
    comparison = comparison_of(document(old("code", "weight"), place), document(new("code"), place))
    assert told(comparison) == [("breaking", "required", "weight")]
    assert audit(comparison, oracle="deepdiff") == ()


@pytest.mark.parametrize("place", ["request", "query"])
@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda spelling: spelling.__name__)
def test_what_is_newly_required_is_called_by_its_name(
    comparison_of: Callable[..., Comparison], old: Callable[..., Schemas], new: Callable[..., Schemas], place: str
) -> None:
    comparison = comparison_of(document(old("code"), place), document(new("code", "weight"), place))
    assert told(comparison) == [("breaking", "required", "weight")]
    assert audit(comparison, oracle="deepdiff") == ()


NULLS = [
    (REF, {"anyOf": [REF, {"type": "null"}]}),
    (TRAY, {"oneOf": [TRAY, {"type": "null"}]}),
    (CODE, {"anyOf": [{"type": "null"}, CODE]}),
    ({**CODE, "description": "What it is."}, {"description": "What it is.", "anyOf": [CODE, {"type": "null"}]}),
]


@pytest.mark.parametrize(("plain", "union"), NULLS)
def test_a_union_with_null_may_be_null_and_is_the_same_else(
    comparison_of: Callable[..., Comparison], plain: dict[str, Any], union: dict[str, Any]
) -> None:
    def crate(schema: dict[str, Any], place: str) -> dict[str, Any]:
        return document({"Crate": {"type": "object", "properties": {"part": schema}}}, place)

    there = comparison_of(crate(plain, "response"), crate(union, "response"))
    back = comparison_of(crate(union, "request"), crate(plain, "request"))
    for comparison in (there, back):
        (loss,) = contract(comparison).breaks
        assert loss.witness is not None
        assert loss.witness.value == {"part": None}
        assert audit(comparison, oracle="deepdiff") == ()


@pytest.mark.parametrize("types", [["string", "null"], ["null", "string"]])
def test_null_among_the_types_is_null_in_a_union(comparison_of: Callable[..., Comparison], types: list[str]) -> None:
    schemas = [{"type": types, "maxLength": 5}, {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]}]
    comparison = comparison_of(*(document({"Crate": schema}, "response") for schema in schemas))
    assert told(comparison) == [("breaking", "maxLength", "Crate")]
    assert audit(comparison, oracle="deepdiff") == ()


def test_what_stands_beside_a_reference_is_asked_beside_it(comparison_of: Callable[..., Comparison]) -> None:
    schemas = [REF, {**REF, "required": ["slots"]}]
    comparison = comparison_of(*(document({"Crate": {"properties": {"tray": one}}}, "request") for one in schemas))
    assert told(comparison) == [("breaking", "required", "slots")]


def test_members_that_say_more_of_one_property_stay_members(comparison_of: Callable[..., Comparison]) -> None:
    old = {"type": "object", "properties": {"code": CODE}}
    new = {"allOf": [{"properties": {"code": {"minLength": 3}}}, old]}
    comparison = comparison_of(*(document({"Crate": schema}, "request") for schema in (old, new)))
    assert [impact for impact, *_ in told(comparison)] == ["breaking"]
    assert audit(comparison, oracle="deepdiff") == ()


def test_a_closed_member_is_not_opened_by_what_stands_beside_it(comparison_of: Callable[..., Comparison]) -> None:
    closed = {"type": "object", "properties": {"code": CODE}, "additionalProperties": False}
    old = {"type": "object", "properties": {"code": CODE, "weight": {"type": "number"}}, "additionalProperties": False}
    new = {"type": "object", "properties": {"weight": {"type": "number"}}, "allOf": [closed]}
    comparison = comparison_of(*(document({"Crate": schema}, "request") for schema in (old, new)))
    assert contract(comparison).breaking


@pytest.mark.parametrize("members", [[REF, {"properties": {"lid": {"type": "boolean"}}}], [REF], [{}, REF]])
@pytest.mark.parametrize("place", ["request", "response"])
def test_a_component_that_is_a_member_beside_others_is_the_same_component(
    comparison_of: Callable[..., Comparison], members: list[dict[str, Any]], place: str
) -> None:
    crates = [document({"Crate": {"properties": {"tray": one}}}, place) for one in (REF, {"allOf": members})]
    crates[1]["components"]["schemas"]["Tray"] = {**TRAY, "maxProperties": 4}
    for pair in (crates, crates[::-1]):
        comparison = comparison_of(*pair)
        # What the other member demands is a further schema.
        assert {(aspect, name) for _, aspect, name in told(comparison)} <= {
            ("maxProperties", "Tray"),
            ("allOf", "1"),
        }
        assert audit(comparison, oracle="deepdiff") == ()
