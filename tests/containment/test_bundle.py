"""A schema of a document as validators are given it: what it says, without what says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment._bundles import bundled
from harness.containment._contained import in_document
from harness.containment._outlines import anywhere
from harness.containment._questions import DRAFT_2020, OPENAPI_3_0, Reading
from harness.containment._validators import SureValidator, validator

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
ANYWHERE = anywhere(frozenset("ab"))


def bundle(schema: Any, dialect: str = DRAFT_2020, **reading: Any) -> Any:
    """The first definition of a bundle, of which all others are those of subschemas."""
    options = {"formats": False, **reading}
    found = bundled(schema, in_document(schema, Reading(dialect, **options)), ANYWHERE)
    assert found["$ref"] == "#/$defs/s0"
    return found["$defs"]["s0"]


KEPT: list[tuple[str, list[Any], list[Any]]] = [
    ("type", ["string", ["string", "null"]], ["text", 1, [], ["text"]]),
    ("enum", [[], [1, "a"]], [1, "a", {}]),
    ("required", [[], ["a", "z"]], ["a", {}]),
    ("pattern", ["^a"], [1, "(", None]),
    ("uniqueItems", [True, False], [1, "true"]),
    ("multipleOf", [1, 0.5], [0, -1, True, "1"]),
    ("minimum", [0, -1, 1.5], [True, "1", None]),
    ("maximum", [0, -1, 1.5], [True, "1", None]),
    ("exclusiveMinimum", [0, -1, 1.5], [True, False, "1", None]),
    ("exclusiveMaximum", [0, -1, 1.5], [True, False, "1", None]),
    *(
        (f"{edge}{what}", [0, 1, 7], [-1, 1.5, True, "1"])
        for edge in ("min", "max")
        for what in ("Length", "Items", "Properties", "Contains")
    ),
]


@pytest.mark.parametrize(("keyword", "kept", "dropped"), KEPT)
def test_what_a_keyword_says_is_kept_and_what_says_nothing_is_dropped(
    keyword: str, kept: list[Any], dropped: list[Any]
) -> None:
    for value in kept:
        assert bundle({keyword: value}) == {keyword: value}
    for value in dropped:
        assert bundle({keyword: value}) == {}


def test_whole_numbers_may_be_written_with_a_point() -> None:
    assert bundle({"minLength": 2.0}) == {"minLength": 2}
    assert type(bundle({"minLength": 2.0})["minLength"]) is int


def test_what_no_validator_reads_is_dropped() -> None:
    assert bundle({"title": "a", "x-a": 1, "deprecated": True, "format": "date"}) == {}
    assert bundle({"format": "date"}, formats=True) == {"format": "date"}
    assert bundle({"format": 1}, formats=True) == {}
    assert bundle({"type": ["string", "text", 1]}) == {"type": ["string"]}
    assert bundle({"required": ["a", 1, "a"]}) == {"required": ["a"]}


@pytest.mark.parametrize("keyword", ["not", "if", "then", "else", "items", "contains", "additionalProperties"])
def test_a_subschema_is_read_as_one(keyword: str) -> None:
    for value in ({"title": "a", "minimum": 1}, {"minimum": 1}):
        assert bundle({keyword: value}) == {keyword: {"minimum": 1}}
    for value in (True, False):
        assert bundle({keyword: value}) == {keyword: value}
    for value in (1, "a", None, []):
        assert bundle({keyword: value}) == {}


def test_lists_of_subschemas_are_those_of_the_draft() -> None:
    listed = {"items": [{"title": "a"}, True, 1]}
    assert bundle(listed) == {}
    for dialect in (DRAFT_7, DRAFT_2019):
        assert bundle(listed, dialect) == {"items": [{}, True, True]}
    found = bundle({**listed, "additionalItems": False}, OPENAPI_3_0)
    assert (found["prefixItems"], found["items"]) == ([{}, True, True], False)
    assert bundle(listed, OPENAPI_3_0) == {"prefixItems": [{}, True, True], "items": True}
    assert bundle({"items": [], "additionalItems": False}, OPENAPI_3_0) == {"items": False}
    assert bundle({"prefixItems": [1, {"title": "a"}, False]}) == {"prefixItems": [True, {}, False]}
    assert bundle({"prefixItems": []}) == bundle({"prefixItems": 1}) == {}
    for keyword in ("allOf", "anyOf", "oneOf"):
        assert bundle({keyword: [{"title": "a"}, 1, False]}) == {keyword: [{}, False]}
        assert bundle({keyword: []}) == bundle({keyword: {}}) == bundle({keyword: [1]}) == {}


def test_members_that_a_value_cannot_touch_are_left_out() -> None:
    members = {"a": {"title": "a"}, "b": 1, "z": {"minimum": 1}}
    assert bundle({"properties": members}) == {"properties": {"a": {}}}
    dialects = {"dependentSchemas": DRAFT_2020, "dependentRequired": DRAFT_2020, "dependencies": DRAFT_7}
    for keyword, dialect in dialects.items():
        assert bundle({keyword: {**members, "b": ["a"]}}, dialect) == {keyword: {"a": {}, "b": ["a"]}}
    assert bundle({"patternProperties": {"^a": {"title": "a"}, "(": {}}}) == {"patternProperties": {"^a": {}}}
    for keyword in ("properties", "dependentSchemas", "patternProperties"):
        assert bundle({keyword: 1}) == {}


def test_hidden_properties_are_not_sent_and_anything_to_readers() -> None:
    schema = {"properties": {"a": {"readOnly": True, "minimum": 1}, "b": {}}, "required": ["a", "b"]}
    for sends in (True, False):
        found = bundle(schema, hidden="readOnly", sends=sends)
        assert found == {"properties": {"a": not sends, "b": {}}, "required": ["b"]}
    assert bundle(schema)["required"] == ["a", "b"]


def test_a_reference_is_a_definition_and_in_old_drafts_all_there_is() -> None:
    schema = {"$defs": {"A": {"minimum": 1}}, "items": {"$ref": "#/$defs/A", "maximum": 2}, "contains": {"$ref": "#/x"}}
    found = bundled(schema, in_document(schema, Reading(DRAFT_2020, formats=False)), ANYWHERE)
    assert found["$defs"] == {
        "s0": {"items": {"$ref": "#/$defs/s1", "maximum": 2}, "contains": {}},
        "s1": {"minimum": 1},
    }
    assert bundle(schema, DRAFT_7)["items"] == {"minimum": 1}
    schema["$defs"]["A"] = {"items": {"minimum": 1}}
    assert bundle(schema, DRAFT_7)["items"] == {"$ref": "#/$defs/s1"}
    assert bundle({"items": {"$ref": "#/x", "maximum": 2}}, DRAFT_7) == {"items": {}}


def test_openapi_3_0_is_said_in_the_words_of_today() -> None:
    assert bundle({"type": "string", "nullable": True}, OPENAPI_3_0) == {"type": ["string", "null"]}
    assert bundle({"minimum": 1, "exclusiveMinimum": True}, OPENAPI_3_0) == {"exclusiveMinimum": 1}
    assert bundle({"maximum": 1, "exclusiveMaximum": False}, OPENAPI_3_0) == {"maximum": 1}
    assert bundle({"type": "string", "nullable": True}) == {"type": "string"}


@pytest.mark.parametrize(
    ("form", "low", "high"), [("int32", -2147483648, 2147483647), ("int64", -(2**63), 9223372036854775807)]
)
def test_integers_are_as_wide_as_their_format(form: str, low: int, high: int) -> None:
    width = {"allOf": [{"minimum": low, "maximum": high}]}
    for kind in ("integer", "number", ["integer", "null"]):
        assert bundle({"type": kind, "format": form}, widths=True) == {"type": kind, **width}
        assert bundle({"type": kind, "format": form}) == {"type": kind}
    for kind in ("string", ["integer", "string"]):
        assert bundle({"type": kind, "format": form}, widths=True) == {"type": kind}
    assert bundle({"format": form}, widths=True) == {}
    both = bundle({"type": "integer", "format": form, "allOf": [{"minimum": 1}]}, widths=True)
    assert both["allOf"] == [{"minimum": 1}, *width["allOf"]]


def test_what_is_constant_may_be_null() -> None:
    for value in (None, 1, "a"):
        assert bundle({"const": value}) == {"const": value}


def test_what_is_no_schema_allows_all() -> None:
    assert [bundle(schema) for schema in (True, False, 1, None, [])] == [True, False, True, True, True]


def test_what_stands_against_a_value_holds_whatever_a_pattern_means() -> None:
    lenient, strict = (validator({"maximum": 5, **more}, 2020, formats=False) for more in ({}, {"not": {}}))
    sure = SureValidator((lenient, strict), sends=False)
    assert [error.kind.name for error in sure.iter_errors(9)] == ["maximum"]
    assert list(sure.iter_errors(3)) == []
