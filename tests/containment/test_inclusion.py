"""What is shown without a search, held against a validator and against examples."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.containment._contained import in_document
from harness.containment._inclusion import Inclusion
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._schemas import Likeness


def shown(one: Any, other: Any, *, message: bool = False) -> bool:
    """Whether one schema is shown to lie within another; the other is the reader's of a message."""
    sides = [
        in_document(schema, Reading(DRAFT_2020, formats=False, sends=sends)).normal(schema)
        for schema, sends in ((one, True), (other, False))
    ]
    return Inclusion(Likeness(), lambda _: None).holds(*sides, message=message)


@given(seed=st.integers(0, 2**32), edit=st.booleans())
def test_no_value_tells_apart_what_is_shown_to_lie_within(generator: Any, seed: int, *, edit: bool) -> None:
    maker = generator.Schemas(seed, 2020)
    one = maker.root()
    other = maker.edited(one) if edit else maker.root()
    try:
        for schema in (one, other):
            jsonschema.Draft202012Validator.check_schema(schema)
        left, right = (jsonschema.Draft202012Validator(schema) for schema in (one, other))
        for narrow, wide, valid, refused in ((one, other, left, right), (other, one, right, left)):
            if shown(narrow, wide):
                values = generator.sampled(maker, (narrow, wide), 60)
                assert not [value for value in values if valid.is_valid(value) and not refused.is_valid(value)]
    except (RecursionError, jsonschema.SchemaError):
        # Schemas that lead back to themselves for the same value, and edits that make no schema.
        return


@given(seed=st.integers(0, 2**32))
def test_every_schema_lies_within_a_copy_of_itself(generator: Any, seed: int) -> None:
    one = generator.Schemas(seed, 2020).root()
    assert shown(one, copy.deepcopy(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "integer", "minimum": 2}, {"type": "number", "minimum": 1}),
        ({"enum": ["a", 1]}, {"type": ["string", "integer"]}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
        ({"allOf": [{"required": ["a"]}, {"required": ["b", "c"]}]}, {"required": ["a", "b"]}),
        ({"anyOf": [{"const": 1}]}, {"anyOf": [{"type": "string"}, {"type": "number"}]}),
        (
            {"properties": {"a": {"const": 1}}, "additionalProperties": False},
            {"additionalProperties": {"type": "integer"}},
        ),
    ],
)
def test_what_says_no_less_lies_within(one: Any, other: Any) -> None:
    assert shown(one, other)
    assert not shown(other, one)


def test_schemas_that_lead_back_to_themselves_through_members_lie_within_each_other() -> None:
    def tree(**more: Any) -> Any:
        return {
            "$ref": "#/$defs/T",
            "$defs": {"T": {"type": "object", "properties": {"of": {"$ref": "#/$defs/T"}}, **more}},
        }

    assert shown(tree(required=["id"]), tree())
    assert not shown(tree(), tree(required=["id"]))


def test_what_leads_back_to_itself_for_the_same_value_shows_nothing() -> None:
    loop = {
        "$ref": "#/$defs/A",
        "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}]}, "B": {"anyOf": [{"$ref": "#/$defs/A"}]}},
    }
    assert not shown(loop, {"type": "string"})


def test_a_sender_uses_no_name_that_only_its_reader_declares() -> None:
    reader = {"type": "object", "properties": {"new": {"type": "string"}}}
    assert shown({"type": "object"}, reader, message=True)
    assert not shown({"type": "object"}, reader)
    # It promised that one, or one of its branches may declare it.
    assert not shown({"type": "object", "required": ["new"]}, reader, message=True)
    assert not shown({"type": "object", "anyOf": [{"properties": {"new": {}}}, {}]}, reader, message=True)
