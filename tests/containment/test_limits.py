"""Up to its limits a value is built, and beyond them a question is undecided."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.containment import NO, UNDECIDED, YES, contained

_STEPS = 10_000_000
_TEXTS = {"type": "string"}


def verdict_of(schema: Any) -> str:
    """Whether a value was found, by asking whether there is none."""
    return contained(schema, False, steps=_STEPS).verdict


def lists(**keywords: Any) -> dict[str, Any]:
    return {"type": "array", **keywords}


def _sized(size: int) -> dict[str, Any]:
    """An array of arrays that has so many parts in all; each counts itself, and each of its elements."""
    pairs, more = divmod(size - 1, 2)
    first = lists(items=_TEXTS, minItems=2, maxItems=2) if more else lists(items=_TEXTS, minItems=1, maxItems=1)
    return lists(prefixItems=[first], items=lists(items=_TEXTS, minItems=1, maxItems=1), minItems=pairs)


@pytest.mark.parametrize(
    ("schema", "verdict"),
    [
        (lists(minItems=100_000), NO),
        (lists(minItems=100_001), UNDECIDED),
        (lists(minItems=3, maxItems=2), YES),
        (lists(contains={"const": 1}, minContains=299), NO),
        (lists(contains={"const": 1}, minContains=300), UNDECIDED),
        # So many are not arranged one by one.
        (lists(contains={"const": 1}, minContains=301), NO),
        (lists(contains={"const": 1}, minContains=100_000), NO),
        (lists(contains={"const": 1}, minContains=100_001), UNDECIDED),
        (lists(contains={"const": 1}, minContains=301, allOf=[{"contains": {"const": 2}}]), UNDECIDED),
        (lists(items={"type": "integer"}, minItems=302, uniqueItems=True), UNDECIDED),
        (lists(items={"type": "integer"}, minItems=301, uniqueItems=True), NO),
        ({"type": "object", "properties": {f"p{n}": _TEXTS for n in range(2000)}, "minProperties": 2000}, NO),
        ({"type": "object", "properties": {f"p{n}": _TEXTS for n in range(2001)}, "minProperties": 2001}, UNDECIDED),
    ],
)
def test_long_values_are_built_up_to_a_limit(schema: Any, verdict: str) -> None:
    assert verdict_of(schema) == verdict


@pytest.mark.parametrize(
    ("size", "verdict"), [(199_999, NO), (200_000, NO), (200_001, UNDECIDED), (200_002, UNDECIDED)]
)
def test_values_of_many_parts_are_built_up_to_a_limit(size: int, verdict: str) -> None:
    assert verdict_of(_sized(size)) == verdict
    # The object is a part as well.
    inside = {"type": "object", "required": ["a"], "properties": {"a": _sized(size - 1)}}
    assert verdict_of(inside) == verdict


@pytest.mark.parametrize("count", range(1, 7))
def test_different_elements_are_asked_for_until_there_are_no_more(count: int) -> None:
    for listed in ([1, 2, 3], ["a", None, True, 1], [[], {}, [1]]):
        schema = lists(items={"enum": listed}, minItems=count, uniqueItems=True)
        assert verdict_of(schema) == (NO if count <= len(listed) else YES)
        answer = contained(schema, {"maxItems": count - 1})
        if answer.verdict == NO:
            assert len(answer.witness) == count
            assert len({json.dumps(item) for item in answer.witness}) == count


@pytest.mark.parametrize("keyword", ["enum", "const"])
def test_a_list_that_is_excluded_gives_way_to_a_longer_one(keyword: str) -> None:
    excluded = {"not": {"enum": [[], ["x"]]}} if keyword == "enum" else {"not": {"const": []}}
    for least in range(3):
        answer = contained(lists(items={"const": "x"}, minItems=least, **excluded), False)
        assert (answer.verdict, len(answer.witness)) == (NO, max(least, 2 if keyword == "enum" else 1))


@pytest.mark.parametrize(
    ("schema", "witness"),
    [
        (lists(items={"enum": [1, 2]}, **{"not": {"uniqueItems": True}}), [1, 1]),
        (lists(items={"enum": [1, 2]}, minItems=3, **{"not": {"uniqueItems": True}}), [1, 1, 1]),
        (
            lists(
                prefixItems=[{"const": 1}, {"enum": [2, 3]}], items={"enum": [3, 2]}, **{"not": {"uniqueItems": True}}
            ),
            None,
        ),
        (lists(prefixItems=[{"const": 1}, {"const": 2}], items=False, **{"not": {"uniqueItems": True}}), "none"),
        (
            lists(prefixItems=[{"const": 1}, {"const": 2}], items={"const": 1}, **{"not": {"uniqueItems": True}}),
            [1, 2, 1],
        ),
        (lists(maxItems=1, **{"not": {"uniqueItems": True}}), "none"),
        (lists(uniqueItems=True, **{"not": {"uniqueItems": True}}), "none"),
    ],
)
def test_two_equal_elements_are_found_where_two_places_take_the_same(schema: Any, witness: Any) -> None:
    answer = contained(schema, False)
    if witness == "none":
        assert answer.verdict == YES
        return
    assert answer.verdict == NO
    assert len({repr(item) for item in answer.witness}) < len(answer.witness)
    assert witness is None or answer.witness == witness
