"""JSON values: when they are equal, and of which kind they are."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._schemas import frozen, is_among, kind_of, kinds_of_type, number, same

# Each line holds what is equal, and nothing of another line is.
EQUALS: list[tuple[Any, ...]] = [
    (None,),
    (True,),
    (False,),
    (0, 0.0, -0.0),
    (1, 1.0),
    (0.1,),
    ("",),
    ("1",),
    ([], ()),
    ([1], [1.0]),
    ([True],),
    ([[1]],),
    ([1, 2],),
    ([2, 1],),
    ({},),
    ({"a": 1, "b": 2}, {"b": 2.0, "a": 1.0}),
    ({"a": 1},),
    ({"a": True},),
    ({"a": None},),
    (dt.date(2024, 1, 31), dt.date(2024, 1, 31)),
    ("2024-01-31",),
]


def test_values_are_equal_as_json_schema_has_it() -> None:
    numbered = [(line, value) for line, values in enumerate(EQUALS) for value in values]
    for line, one in numbered:
        for other_line, other in numbered:
            assert same(one, other) is (line == other_line), (one, other)
        assert is_among(one, [value for _, value in numbered])
        assert not is_among(one, [value for other_line, value in numbered if other_line != line])


def test_what_stands_for_a_value_may_be_a_key() -> None:
    assert len({frozen(value) for values in EQUALS for value in values}) == len(EQUALS)
    assert frozen(None) is None
    assert frozen(dt.date(2024, 1, 31)) == ("other", "2024-01-31")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *((None, "null"), (True, "boolean"), (1, "integer"), (1.0, "integer"), (1.5, "fraction"), ("", "string")),
        *(([], "array"), ({}, "object")),
    ],
)
def test_a_value_is_of_one_kind(value: Any, kind: str) -> None:
    assert kind_of(value) == kind
    assert kind in kinds_of_type("any")
    name = "number" if kind == "fraction" else kind
    assert kind in kinds_of_type(name)
    assert kinds_of_type("number") == {"integer", "fraction"}
    assert kinds_of_type("fraction") == kinds_of_type("text") == frozenset()


def test_a_number_is_the_one_that_was_written() -> None:
    assert number(0.1) == Fraction(1, 10)
    assert number(3) == 3
    assert [number(value) for value in (True, "1", None, float("inf"), float("-inf"))] == [None] * 5


@pytest.mark.parametrize(
    ("keywords", "least", "most"),
    [
        ({}, 1, None),
        ({"minContains": 0, "maxContains": 0}, 0, 0),
        ({"minContains": 2, "maxContains": 3}, 2, 3),
        ({"minContains": -1, "maxContains": -1}, 1, None),
        ({"minContains": "1", "maxContains": True}, 1, None),
    ],
)
def test_counts_of_elements_are_those_that_make_sense(keywords: dict[str, int], least: int, most: int | None) -> None:
    schema = {"contains": {"minLength": 1}, "minLength": 1, **keywords}
    normal = in_document(schema, Reading(DRAFT_2020, formats=False)).normal(schema)
    assert (normal.min_counted, normal.max_counted) == (least, most)


@pytest.mark.parametrize(
    ("schema", "choices"),
    [
        ({"enum": [1, 2, 3]}, {1, 2, 3}),
        ({"const": 2}, {2}),
        ({"enum": [1, 2, 3], "const": 2}, {2}),
        ({"const": 2, "enum": [1, 2.0, 3]}, {2}),
        ({"enum": [1, 2], "const": 3}, set()),
        ({"enum": [1, "a", 1.0, "a"]}, {1, "a"}),
    ],
)
def test_choices_are_those_that_all_keywords_leave(schema: Any, choices: set[Any]) -> None:
    normal = in_document(schema, Reading(DRAFT_2020, formats=False)).normal(schema)
    assert len(normal.choices) == len(choices)
    assert set(normal.choices) == choices
