"""What a `$dynamicRef` leads to depends on the way to it: the outermost schema of its name counts.

Source: JSON Schema 2020-12 core, 8.2.3.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison
    from harness.verdict import Contract

ENTRY = {"$dynamicAnchor": "entry", "type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}}


def shelf(name: str, number: dict[str, Any]) -> dict[str, Any]:
    """A list of entries with a number each."""
    entry = {**ENTRY, "properties": {**ENTRY["properties"], "number": number}}
    return {"$id": name, "$ref": "list", "$defs": {"own": entry}}


def document(place: str, used: str, **numbers: dict[str, Any]) -> dict[str, Any]:
    """A document in which a message of a place is one of several lists, all built upon the same."""
    generic = {
        "$id": "list",
        "type": "object",
        "properties": {"rows": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#entry"}}},
        "required": ["rows"],
        "$defs": {"any": {"$dynamicAnchor": "entry"}},
    }
    link = {"$ref": f"#/components/schemas/{used}"}
    content = {"application/json": {"schema": link}}
    answer: dict[str, Any] = {"description": "ok"}
    operation: dict[str, Any] = {"responses": {"200": answer}}
    match place:
        case "request":
            operation["requestBody"] = {"required": True, "content": content}
        case "query":
            operation["parameters"] = [{"name": "q", "in": "query", "content": content}]
        case "response":
            answer["content"] = content
        case _:
            answer["headers"] = {"X-List": {"content": content}}
    schemas = {"List": generic, **{name: shelf(name.lower(), number) for name, number in numbers.items()}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "L", "version": "1"},
        "paths": {"/l": {"post": operation}},
        "components": {"schemas": schemas},
    }


WIDE, NARROW = {"type": "integer"}, {"type": "integer", "maximum": 9}
REQUESTS, PLACES = ("request", "query"), ("request", "query", "response", "header")


@pytest.fixture
def judged(comparison_of: Callable[..., Comparison]) -> Callable[..., Contract]:
    return lambda old, new: contract(comparison_of(old, new))


@pytest.mark.parametrize("place", PLACES)
def test_the_schema_of_the_list_in_use_decides(judged: Callable[..., Contract], place: str) -> None:
    ways = [document(place, "Books", Books=number, Films=WIDE) for number in (WIDE, NARROW)]
    found = judged(*(ways if place in REQUESTS else ways[::-1]))
    assert found.breaking
    assert found.breaks[0].witness is not None
    assert found.breaks[0].witness.value["rows"][0]["number"] > 9


@pytest.mark.parametrize("place", PLACES)
def test_the_schema_of_another_list_loses_nothing(judged: Callable[..., Contract], place: str) -> None:
    ways = [document(place, "Books", Books=WIDE, Films=number) for number in (WIDE, NARROW)]
    for sides in (ways, ways[::-1]):
        assert not judged(*sides).breaking


@pytest.mark.parametrize("place", PLACES)
def test_more_is_taken_where_the_schema_in_use_allows_more(judged: Callable[..., Contract], place: str) -> None:
    ways = [document(place, "Books", Books=number, Films=WIDE) for number in (NARROW, WIDE)]
    found = judged(*(ways if place in REQUESTS else ways[::-1]))
    assert not found.breaking
    assert not found.undecided


def test_a_resource_that_stands_in_a_schema_is_on_the_way_too(judged: Callable[..., Contract]) -> None:
    def holding(number: dict[str, Any]) -> dict[str, Any]:
        made = document("request", "Books", Books=WIDE)
        body = made["paths"]["/l"]["post"]["requestBody"]["content"]["application/json"]
        body["schema"] = {"type": "object", "required": ["list"], "properties": {"list": shelf("inner", number)}}
        return made

    found = judged(holding(WIDE), holding(NARROW))
    assert found.breaks[0].witness is not None
    assert found.breaks[0].witness.value["list"]["rows"][0]["number"] > 9
    back = judged(holding(NARROW), holding(WIDE))
    assert not back.breaking
    assert not back.undecided


def test_nothing_is_claimed_of_two_schemas_of_one_name_in_one_resource(judged: Callable[..., Contract]) -> None:
    old, new = (document("request", "Books", Books=number) for number in (WIDE, NARROW))
    for side in (old, new):
        side["components"]["schemas"] |= {"A": {"$dynamicAnchor": "entry"}, "B": {"$dynamicAnchor": "entry"}}
    found = judged(old, new)
    assert not found.breaking
    assert found.undecided


def test_the_anchor_of_the_document_is_before_those_of_other_resources(judged: Callable[..., Contract]) -> None:
    old, new = (document("request", "Books", Books=number) for number in (WIDE, NARROW))
    for side, number in ((old, WIDE), (new, NARROW)):
        side["components"]["schemas"]["Any"] = {**ENTRY, "properties": {"key": number}}
    found = judged(old, new)
    assert found.breaking
    assert [loss.witness.value for loss in found.breaks if loss.witness] == [{"rows": [{"key": 10}]}]


def test_the_outermost_schema_counts_beside_names_that_only_the_inner_resource_has(
    judged: Callable[..., Contract],
) -> None:
    old, new = (document("request", "Books", Books=number) for number in (WIDE, NARROW))
    for side in (old, new):
        side["components"]["schemas"]["List"]["$defs"]["last"] = {"$dynamicAnchor": "last"}
    found = judged(old, new)
    assert [loss.witness.value["rows"][0]["number"] > 9 for loss in found.breaks if loss.witness] == [True]
