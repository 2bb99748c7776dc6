"""Outlines of values: what a validator made for one covers, it answers as the one for any value does."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.containment._bundles import Bundle, bundled
from harness.containment._contained import in_document
from harness.containment._outlines import ABSENT, anywhere, merged, outline_of
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._validators import validator

_NAMES = st.sampled_from("abc")
_VALUES = st.recursive(
    st.sampled_from([None, 1, "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)
_ONE = st.sampled_from(["not", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedProperties"])
_SEVERAL = st.sampled_from(["allOf", "oneOf", "prefixItems"])
_BY_NAME = st.sampled_from(["properties", "patternProperties", "dependentSchemas"])
_SCHEMAS = st.recursive(
    st.sampled_from(
        [
            True,
            False,
            {"type": "string"},
            {"type": "object"},
            {"required": ["a"]},
            {"$ref": "#/$defs/s"},
            {"minItems": 2},
        ]
    ),
    lambda inner: (
        st.dictionaries(_ONE, inner, max_size=2)
        | st.dictionaries(_SEVERAL, st.lists(inner, min_size=1, max_size=2), max_size=2)
        | st.dictionaries(_BY_NAME, st.dictionaries(_NAMES, inner, max_size=3), max_size=2)
    ),
    max_leaves=8,
)


@given(_SCHEMAS, _SCHEMAS, _VALUES, _VALUES)
def test_a_validator_for_the_outline_of_a_value_says_what_one_for_any_value_says(
    schema: Any, other: Any, value: Any, wider: Any
) -> None:
    root = {"allOf": [schema], "$defs": {"s": {"properties": {"a": other}, "items": other}}}
    context = in_document(root, Reading(DRAFT_2020, formats=False))
    whole = validator(Bundle(None).bundled(root, context), 2020, formats=False)
    for outline in (outline_of(value), merged(outline_of(wider), outline_of(value))):
        made = validator(bundled(root, context, outline), 2020, formats=False)
        assert made.is_valid(value) == whole.is_valid(value)


@given(_VALUES, _VALUES)
def test_both_outlines_lie_within_the_one_of_both(one: Any, other: Any) -> None:
    both = merged(outline_of(one), outline_of(other))
    assert both.covers(outline_of(one))
    assert both.covers(outline_of(other))
    assert both.covers(outline_of({"a": one}).members["a"])
    assert outline_of([one, other]).of_items().covers(outline_of(other))
    assert not ABSENT.covers(outline_of(one))


def test_names_of_other_places_are_not_covered() -> None:
    assert outline_of({"a": [{"b": 1}, {"c": 1}]}).covers(outline_of({"a": [{"b": 2, "c": None}]}))
    assert not outline_of({"a": 1, "b": {"c": 1}}).covers(outline_of({"a": {"c": 1}}))
    assert not outline_of({"a": 1}).covers(outline_of([1]))


def test_in_values_that_are_deep_names_may_stand_anywhere() -> None:
    value: Any = {"a": 1}
    for _ in range(2000):
        value = [value]
    deep = outline_of({"b": value})
    assert deep.members.keys() == {"a", "b"}
    assert deep.members["b"] is deep.items is deep
    assert deep.covers(anywhere(frozenset("a")))
    assert not deep.covers(outline_of({"a": 1}))
    assert merged(deep, outline_of({"c": [{"d": 1}]})).members.keys() == {"a", "b", "c", "d"}
