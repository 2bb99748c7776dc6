"""Which schemas say the same."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest

from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading
from harness.containment._schemas import Likeness


def normals(*schemas: Any) -> list[Any]:
    """Normal forms of schemas that stand in one document, side by side."""
    root = {"$defs": {f"S{number}": schema for number, schema in enumerate(schemas)}}
    context = in_document(root, Reading(DRAFT_2020, formats=True))
    return [context.normal(schema) for schema in root["$defs"].values()]


def alike(one: Any, other: Any) -> bool:
    """Whether two schemas are alike, which is asked both ways and twice."""
    likeness, sides = Likeness(), normals(one, other)
    (answer,) = {likeness.alike(*sides), likeness.alike(*sides), Likeness().alike(*sides[::-1])}
    return answer


HOLDERS: dict[str, Any] = {
    **{
        keyword: lambda part, keyword=keyword: {keyword: part}
        for keyword in ("not", "items", "contains", "additionalProperties", "propertyNames")
    },
    **{
        keyword: lambda part, keyword=keyword: {keyword: [{"minLength": 9}, part]}
        for keyword in ("allOf", "anyOf", "oneOf", "prefixItems")
    },
    **{
        keyword: lambda part, keyword=keyword: {keyword: {"a": {"minLength": 9}, "b": part}}
        for keyword in ("properties", "patternProperties", "dependentSchemas")
    },
    "if": lambda part: {"if": part, "then": {"minLength": 9}},
    "then": lambda part: {"if": {"minLength": 9}, "then": part},
    "else": lambda part: {"if": {"minLength": 9}, "else": part},
    "deep": lambda part: {"properties": {"a": {"items": {"anyOf": [{"not": part}, {"type": "null"}]}}}},
    "beside": lambda part: {"properties": {"a": part}, "items": {"minLength": 9}},
}
SCHEMAS: list[Any] = [
    {"minLength": 1},
    {"minLength": 2},
    {"maxLength": 1},
    {"type": "string"},
    {"type": ["string", "null"]},
    {"enum": [1, "a"]},
    {"enum": [True, "a"]},
    {"enum": [1]},
    {"required": ["a", "b"]},
    {"required": ["a"]},
    {"dependentRequired": {"a": ["b", "c"]}},
    {"dependentRequired": {"a": ["b"]}},
    {"dependentRequired": {"b": ["b", "c"]}},
    {"pattern": "a"},
    {"format": "date"},
    {"format": "time"},
    {"multipleOf": 2},
    {"minimum": 1},
    {"exclusiveMinimum": 1},
    {"uniqueItems": True},
    {"contains": True, "minContains": 2},
    {"contains": True, "maxContains": 2},
    {"properties": {"a": {"minLength": 1}}},
    {"properties": {"b": {"minLength": 1}}},
    {"patternProperties": {"a": {"minLength": 1}}},
    {"anyOf": [{"minLength": 1}, {"minLength": 2}]},
    {"anyOf": [{"minLength": 2}, {"minLength": 1}]},
    {"anyOf": [{"minLength": 1}, {"minLength": 2}, {"minLength": 3}]},
    {"oneOf": [{"minLength": 1}, {"minLength": 2}]},
    {"prefixItems": [{"minLength": 1}]},
    {"prefixItems": [{"minLength": 1}, {"minLength": 1}]},
    {"items": {"minLength": 1}},
    False,
]


@pytest.mark.parametrize("number", range(len(SCHEMAS)))
def test_a_schema_is_like_its_copy_and_like_no_other(number: int) -> None:

    one = SCHEMAS[number]
    assert [other for other in SCHEMAS if alike(one, copy.deepcopy(other))] == [one]


@pytest.mark.parametrize("holder", HOLDERS)
def test_schemas_are_alike_if_their_parts_are(holder: str) -> None:
    wrapped = HOLDERS[holder]
    assert alike(wrapped({"type": "string"}), wrapped({"type": "string"}))
    assert alike(wrapped({"enum": [1, 2]}), wrapped({"enum": [2, 1], "title": "a"}))
    for one, other in pairwise(SCHEMAS):
        assert not alike(wrapped(one), wrapped(other)), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"required": ["a", "b"]}, {"required": ["b", "a", "a"]}),
        ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
        ({"enum": [1, "a"]}, {"enum": ["a", 1.0]}),
        ({"dependentRequired": {"a": ["b", "c"]}}, {"dependentRequired": {"a": ["c", "b"]}}),
        ({"minLength": 1}, {"title": "a", "minLength": 1, "description": "b", "x-a": 1}),
        ({"properties": {"a": {}, "b": {"minLength": 1}}}, {"properties": {"b": {"minLength": 1}, "a": {}}}),
    ],
)
def test_what_has_no_meaning_does_not_count(one: Any, other: Any) -> None:
    assert alike(one, other)


def trees(*ends: Any) -> list[Any]:
    """Schemas that lead back to themselves, each with an end of its own."""
    definitions = {
        f"T{number}": {"properties": {"of": {"items": {"$ref": f"#/$defs/T{number}"}}, "end": end}}
        for number, end in enumerate(ends)
    }
    context = in_document({"$defs": definitions}, Reading(DRAFT_2020, formats=True))
    return [context.normal(schema) for schema in definitions.values()]


def test_schemas_that_lead_back_to_themselves_are_alike_unless_something_tells_them_apart() -> None:
    same, other, different = trees({"minLength": 1}, {"minLength": 1}, {"minLength": 2})
    likeness = Likeness()
    assert not likeness.alike(same, different)
    assert likeness.alike(same, other)
    assert not likeness.alike(other, different)
    assert not likeness.alike(different, same)


def test_what_is_known_to_be_unchanged_is_not_looked_at() -> None:
    one, other, third = normals({"minLength": 1}, {"minLength": 2}, {"minLength": 3})
    likeness = Likeness(lambda left, right: {left, right} == {one, other} or None)
    assert likeness.alike(one, other)
    assert not likeness.alike(one, third)
    holder, held = normals({"items": {"minLength": 1}}, {"items": {"minLength": 2}})
    known = Likeness(lambda left, right: (left, right) != (holder, held) or None)
    assert known.alike(holder, held)
    assert not Likeness().alike(holder, held)


def test_what_holds_what_is_known_to_differ_is_not_alike() -> None:
    holder, held, twin = normals({"items": {"minLength": 1}}, {"items": {"minLength": 1}}, {"items": {"minLength": 1}})
    inner = held.at(held.source["items"])
    likeness = Likeness(lambda _, right: False if right is inner else None)
    assert not likeness.alike(holder, held)
    assert likeness.alike(holder, twin)


def test_a_look_at_many_schemas_costs_steps_and_stays_known_when_they_are_used_up() -> None:
    several = trees(*[{"minLength": 1}, {"minLength": 1}])
    spent: list[int] = []
    likeness = Likeness()
    likeness.spend = spent.append
    assert likeness.alike(*several)
    assert not spent

    def wide(size: int) -> dict[str, Any]:
        return {"properties": {f"p{number}": {"minLength": number} for number in range(size)}}

    one, other = normals(wide(1_000), wide(1_000))
    assert likeness.alike(one, other)
    assert spent == [500]
    assert likeness.alike(one, other)
    assert spent == [500]
