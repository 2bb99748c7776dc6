"""Bytes that stand for a value, and the order of members that has no meaning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.comparison._unchanged import canonical, same
from harness.document import exact_bytes

DEEP: Any = 1
for _ in range(3000):
    DEEP = [DEEP]
VALUES: tuple[Any, ...] = (
    *(0, 1, 1.0, True, False, None, "", "1", "true", [], {}, [1], [1.0], [[1], 2], [[1, 2]], [2, 1], [1, 2], ["a"]),
    *({"a": 1}, {"a": True}, {"b": 1}, {"a": {}}, {"a": []}, {"a": 1, "b": 2}, {"a": 2, "b": 1}, {"a": {"b": 1}}),
)


@pytest.mark.parametrize("value", VALUES, ids=json.dumps)
def test_bytes_are_equal_for_the_same_json_alone(value: Any) -> None:
    assert [other for other in VALUES if exact_bytes(other) == exact_bytes(value)] == [value]
    assert [type(other) for other in VALUES if exact_bytes(other) == exact_bytes(value)] == [type(value)]


@pytest.mark.parametrize("value", VALUES, ids=json.dumps)
def test_so_are_bytes_of_what_is_nested_too_deeply_for_others(value: Any) -> None:
    same = [other for other in VALUES if exact_bytes([DEEP, other]) == exact_bytes([DEEP, value])]
    assert (same, [type(other) for other in same]) == ([value], [type(value)])


@pytest.mark.parametrize("inner", [[1, "abc"], {"name": ["abc", 1.5]}, "a text of some length", 10**30])
def test_values_that_are_shared_look_like_copies(inner: Any) -> None:
    shared = [inner, inner, {"abc": inner}]
    copies = json.loads(json.dumps(shared))
    assert exact_bytes(shared) == exact_bytes(copies)
    assert exact_bytes([DEEP, shared]) == exact_bytes([DEEP, copies])
    assert exact_bytes([DEEP, shared]) != exact_bytes([DEEP, shared, 1])


def test_the_order_of_members_counts_in_bytes_and_not_in_what_is_canonical() -> None:
    one = {"a": 1, "b": [{"c": 1, "d": 2}]}
    other = {"b": [{"d": 2, "c": 1}], "a": 1}
    assert exact_bytes(one) != exact_bytes(other)
    assert exact_bytes(canonical(one)) == exact_bytes(canonical(other))
    assert exact_bytes(canonical([1, 2])) != exact_bytes(canonical([2, 1]))


def test_values_are_the_same_only_if_they_are_the_same_json() -> None:
    for one in VALUES:
        for other in VALUES:
            expected = exact_bytes(canonical(one)) == exact_bytes(canonical(other))
            assert same(one, json.loads(json.dumps(other))) is expected, (one, other)
            assert same([DEEP, one], [DEEP, other]) is expected, (one, other)
    assert same(float("nan"), float("nan"))
    assert same({"a": 1, "b": [2]}, {"b": [2], "a": 1})
    assert not same(float("nan"), 1.0)
