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
