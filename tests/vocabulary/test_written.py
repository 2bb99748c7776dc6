"""Schemas that are written here allow what their builders say."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from harness.vocabulary import any_of, array_of, closed_object, map_of, property_names

NUMBER = {"type": "integer"}
CASES = [
    (
        closed_object("A pair.", {"a": NUMBER, "b": NUMBER}, ("a",)),
        [{"a": 1}, {"a": 1, "b": 2}],
        [{}, {"a": 1, "c": 2}],
    ),
    (map_of(NUMBER, "Counts."), [{}, {"x": 1}], [{"x": "1"}, []]),
    (map_of(NUMBER, "Counts.", {"pattern": "^x"}), [{"x1": 1}], [{"y": 1}]),
    (array_of(NUMBER, "Numbers.", minItems=1), [[1], [1, 2]], [[], ["1"], {}]),
    (any_of("One or the other.", NUMBER, {"type": "null"}), [1, None], ["1"]),
]


@pytest.mark.parametrize(("schema", "allowed", "refused"), CASES)
def test_a_schema_allows_what_its_builder_says(schema: dict[str, Any], allowed: list[Any], refused: list[Any]) -> None:
    validator = Draft202012Validator(schema)
    assert all(validator.is_valid(value) for value in allowed)
    assert not any(validator.is_valid(value) for value in refused)


def test_properties_are_named_in_their_order_and_none_where_none_are_described() -> None:
    assert property_names(closed_object("A pair.", {"b": NUMBER, "a": NUMBER})) == ["b", "a"]
    assert property_names(NUMBER) == []
