"""Witnesses lose what is not needed and stay witnesses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.containment._witnesses import reduced

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-50, 50) | st.text("abc", max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=12,
)


def _has(value: Any, wanted: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (value == wanted and type(value) is type(wanted)) or any(_has(part, wanted) for part in inner)


@given(_JSON)
def test_what_is_needed_stays(value: Any) -> None:
    witness = {"x": value, "y": ["needed", value]}
    assert _has(reduced(witness, lambda other: _has(other, "needed")), "needed")
    assert reduced(witness, lambda other: _has(other, "needed")) == {"y": ["needed"]}


@pytest.mark.parametrize(
    ("value", "needed", "expected"),
    [
        ({"a": 1, "b": 2}, lambda v: isinstance(v, dict) and "b" in v, {"b": 0}),
        ("abcdefgh", lambda v: isinstance(v, str) and len(v) > 3, "abcd"),
        (list(range(50)), lambda v: isinstance(v, list) and len(v) > 2, [0, 0, 0]),
        (977, lambda v: isinstance(v, int) and v > 50, 100),
    ],
)
def test_values_become_small_and_plain(value: Any, needed: Any, expected: Any) -> None:
    assert reduced(value, needed) == expected


def test_the_authors_examples_are_preferred_where_they_fit() -> None:
    found = reduced({"a": "zz", "b": 5}, lambda v: len(v) == 2, lambda place: ["Ann"] if place == ("a",) else [])
    assert found == {"a": "Ann", "b": 0}


def test_a_witness_that_is_too_large_stays_as_it_is() -> None:
    large = [0] * 3000
    assert reduced(large, lambda _: True) is large
    assert reduced(large[:-1], lambda value: isinstance(value, list)) == []


def test_only_so_many_checks_are_made() -> None:
    asked = []
    value = {f"name{number}": "text" for number in range(500)}
    found = reduced(value, lambda other: bool(asked.append(other)))
    assert len(asked) == 400
    assert found == value


@pytest.mark.parametrize(
    ("value", "needed", "expected"),
    [
        (2.5, lambda v: isinstance(v, float) and v > 0, 0.5),
        (2.25, lambda v: isinstance(v, float) and v > 1, 1.5),
        (7, lambda v: v != 0, 1),
        (-70, lambda v: v < 0, -1),
        (3, lambda v: v > 1, 2),
        (30, lambda v: v > 2, 10),
        (5, lambda v: v == 5, 5),
        ("abc", lambda v: v.startswith("ab"), "ab"),
        ("zzz", lambda v: len(v) > 0, "a"),
        ("z", lambda v: isinstance(v, str), "z"),
        (True, lambda v: v is True, True),
        (None, lambda v: v is None, None),
        ([1, 2, 3, 4], lambda v: 3 in v, [3]),
        ([5, 6, 7, 8], lambda v: len(v) == 4 and v[-1] == 8, [0, 0, 0, 8]),
        ({"a": {"b": [9, 8]}}, lambda v: isinstance(v.get("a"), dict) and 8 in v["a"].get("b", []), {"a": {"b": [8]}}),
    ],
)
def test_each_part_becomes_the_plainest_that_is_one(value: Any, needed: Any, expected: Any) -> None:
    found = reduced(value, lambda other: type(other) is type(value) and bool(needed(other)))
    assert (found, type(found)) == (expected, type(expected))


def test_an_example_of_the_author_is_tried_in_its_place_and_in_order() -> None:
    examples = {("a",): ["no", "Ann", "Bob"], ("b", 0): [7], (): ["whole"]}
    found = reduced(
        {"a": "zz", "b": [5]},
        lambda v: isinstance(v, dict) and v.get("a") in ("zz", "Ann", "Bob") and len(v.get("b", ())) == 1,
        lambda place: examples.get(place, ()),
    )
    assert found == {"a": "Ann", "b": [7]}
