"""Which part of the old document stands for which of the new one."""

from __future__ import annotations

from typing import Any

import pytest

from harness.comparison._pairing import (
    alternatives,
    last_of_each,
    matched,
    out_of_order,
    pair_repeated,
    reordered,
    statuses,
)
from harness.rules._described import media_range, response_key_for


@pytest.fixture
def nodes(document_of: Any) -> Any:
    """The elements of a list that stands in a document of its own."""

    def made(*values: Any) -> list[Any]:
        return list(document_of({"openapi": "3.1.1", "x": list(values)}).file.at(("x",)).elements())

    return made


def values(pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [(old and old.value, new and new.value) for old, new in pairs]


def test_items_are_paired_by_the_first_key_that_tells_them_apart() -> None:
    old, new = ["a1", "b2", "c3", "c4"], ["x1", "b9", "c5", "c6", "a7"]
    assert matched(old, new, lambda item: item[1], lambda item: item[0]) == [
        ("a1", "x1"),
        ("b2", "b9"),
        (None, "c5"),
        (None, "c6"),
        (None, "a7"),
        ("c3", None),
        ("c4", None),
    ]
    assert matched(old, new, lambda item: item[0]) == [
        (None, "x1"),
        ("b2", "b9"),
        (None, "c5"),
        (None, "c6"),
        ("a1", "a7"),
        ("c3", None),
        ("c4", None),
    ]
    assert matched(["a"], ["a"], lambda _: None) == [(None, "a"), ("a", None)]


def test_what_is_said_twice_is_paired_pair_repeated(nodes: Any) -> None:
    old, new = nodes({"a": 1}, {"a": 1}, {"b": 1}), nodes({"b": 1}, {"a": 1}, {"a": 2})
    assert values(pair_repeated(old, new)) == [
        ({"b": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1}),
        (None, {"a": 2}),
        ({"a": 1}, None),
    ]
    (pair, *_) = pair_repeated(old, nodes({"a": 1}))
    assert pair[0] is old[0]
    assert values(pair_repeated(old, new, lambda node: next(iter(node.value))))[2] == ({"a": 1}, {"a": 2})
    # Whole numbers and truth are no equals, whatever Python says.
    assert values(pair_repeated(nodes(1), nodes(True))) == [(None, True), (1, None)]


def test_the_last_of_a_name_stands_for_those_before(nodes: Any) -> None:
    old, new = nodes({"n": 1, "v": 1}, {"n": 1, "v": 2}), nodes({"n": 1, "v": 3}, {"n": 1, "v": 4}, {"n": 1, "v": 1})
    assert values(last_of_each(old, new, lambda node: node.value["n"])) == [
        (None, {"n": 1, "v": 3}),
        (None, {"n": 1, "v": 4}),
        ({"n": 1, "v": 2}, {"n": 1, "v": 1}),
        ({"n": 1, "v": 1}, None),
    ]


def test_the_parts_of_a_schema_are_paired_by_what_names_them(nodes: Any) -> None:
    old = nodes({"$ref": "#/a"}, {"title": "T", "x": 1}, {"type": "string", "x": 1}, {"x": 1})
    new = nodes({"x": 2}, {"type": "string", "x": 2}, {"title": "T", "x": 2}, {"$ref": "#/a", "x": 2})
    assert values(alternatives(old, new)) == [
        ({"type": "string", "x": 1}, {"type": "string", "x": 2}),
        ({"title": "T", "x": 1}, {"title": "T", "x": 2}),
        ({"$ref": "#/a"}, {"$ref": "#/a", "x": 2}),
        ({"x": 1}, {"x": 2}),
    ]


def test_two_parts_that_are_left_stand_for_each_other_unless_both_are_references(nodes: Any) -> None:
    one, other, more = {"$ref": "#/a"}, {"$ref": "#/b"}, {"x": 1}
    assert values(alternatives(nodes(one), nodes(other))) == [(None, other), (one, None)]
    assert values(alternatives(nodes(one), nodes(more))) == [(one, more)]
    assert values(alternatives(nodes(more), nodes(one))) == [(more, one)]
    assert values(alternatives(nodes(more), nodes({"x": 2}, {"x": 3}))) == [
        (None, {"x": 2}),
        (None, {"x": 3}),
        (more, None),
    ]
    assert values(alternatives(nodes(more), nodes())) == [(more, None)]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (["200"], ["200"], [("200", "200")]),
        (["404"], ["4XX"], [("404", "4XX")]),
        (["4xx"], ["404"], [("4xx", "404")]),
        (["4XX"], ["4xx"], [("4XX", None), (None, "4xx")]),
        (["404"], ["5XX"], [("404", None), (None, "5XX")]),
        (["404", "405"], ["4XX"], [("404", "4XX"), ("405", None)]),
        (["404", "4XX"], ["4XX"], [("404", None), ("4XX", "4XX")]),
        (["default"], ["2XX", "default"], [("default", "default"), (None, "2XX")]),
        (["404"], ["405"], [("404", None), (None, "405")]),
    ],
)
def test_a_range_of_statuses_stands_for_one_without_a_partner(old: Any, new: Any, pairs: Any) -> None:
    assert statuses(old, new) == pairs


@pytest.mark.parametrize(
    ("status", "names", "name"),
    [
        ("404", ["4XX", "default"], "4XX"),
        ("404", ["default", "4xx"], "4xx"),
        ("404", ["5XX", "default"], "default"),
        ("503", ["200", "default"], "default"),
        ("204", ["200", "default"], None),
        ("204", ["404", "default"], "default"),
        ("204", ["2XX", "default"], "2XX"),
        ("304", ["default"], "default"),
        ("304", ["2XX", "default"], None),
        ("404", ["404", "4XX"], None),
        ("default", ["4XX"], None),
        ("404", [], None),
    ],
)
def test_a_status_without_a_response_of_its_own_has_that_of_its_range(status: str, names: Any, name: Any) -> None:
    assert response_key_for(status, dict.fromkeys(names)) == name
    assert response_key_for(status, names) is None


@pytest.mark.parametrize(
    ("name", "names", "known"),
    [
        ("text/plain", ["text/*", "*/*"], "text/*"),
        ("text/plain", ["*/*", "image/*"], "*/*"),
        ("text/plain", ["TEXT/* "], "TEXT/* "),
        ("text/plain", ["image/*"], None),
        ("text/plain", ["text/plain", "text/*"], None),
        ("text/plain; charset=utf-8", ["text/*", "text/plain"], "text/plain"),
        ("Text/Plain;charset=utf-8", ["text/*"], "text/*"),
        ("text/*", ["*/*"], "*/*"),
        ("text/*", ["text/plain"], None),
        ("*/*", ["text/*"], None),
        ("*/*;q=1", ["*/*"], "*/*"),
    ],
)
def test_a_range_takes_a_media_type_that_is_not_declared(name: str, names: Any, known: Any) -> None:
    assert media_range(name, dict.fromkeys(names)) == known
    assert media_range(name, names) is None


def test_order_is_that_of_what_both_have() -> None:
    assert not reordered("abc", "axbc")
    assert reordered("abc", "acb")
    assert reordered("ab", "aab")
    assert not reordered("ab", "cd")


def test_items_that_stand_for_each_other_may_be_out_of_order(nodes: Any) -> None:
    old, new = nodes(*"abc"), nodes(*"abc")
    assert not out_of_order(zip(old, new, strict=True))
    assert not out_of_order([(old[0], new[1]), (old[2], new[2]), (None, new[0]), (old[1], None)])
    assert out_of_order([(old[0], new[1]), (old[1], new[0])])
