"""The effect of a keyword holds for instances: what is called narrower takes nothing that was not taken before."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import jsonschema_rs
import pytest

from harness.vocabulary import ANNOTATED, NARROWED, WIDENED

# For each keyword values, of which every two are compared; None stands for a schema without it.
KEYWORDS: dict[str, list[Any]] = {
    "type": [None, "string", "number", "integer", ["integer", "null"], ["string", "null"], "null", "object"],
    "enum": [None, [1], [1, 2], [1, "a"], [True], [1.0], []],
    "const": [None, 1, 1.0, True, "a", None],
    "maximum": [None, 1, 2, 1.5],
    "minimum": [None, 0, 1, -1.5],
    "exclusiveMaximum": [None, 1, 2],
    "exclusiveMinimum": [None, 0, 1],
    "multipleOf": [None, 1, 2, 3, 6, 0.5],
    "maxLength": [None, 0, 1, 2],
    "minLength": [None, 0, 1, 2],
    "maxItems": [None, 0, 1, 2],
    "minItems": [None, 0, 1, 2],
    "maxProperties": [None, 0, 1],
    "minProperties": [None, 0, 1],
    "uniqueItems": [None, True, False],
    "required": [None, [], ["a"], ["b"], ["a", "b"]],
    "properties": [None, {}, {"a": {"type": "integer"}}, {"a": {}}, {"a": False}],
    "additionalProperties": [None, True, False, {}, {"type": "integer"}],
    "patternProperties": [None, {}, {"^a": {"type": "integer"}}],
    "propertyNames": [None, True, False, {"maxLength": 1}],
    "dependentRequired": [None, {"a": ["b"]}],
    "items": [None, True, False, {}, {"type": "integer"}],
    "prefixItems": [None, [{"type": "integer"}], [{"type": "integer"}, {"type": "string"}]],
    "contains": [None, {}, {"type": "integer"}],
    "allOf": [None, [{"type": "integer"}], [{"type": "integer"}, {"minimum": 1}]],
    "anyOf": [None, [{"type": "integer"}], [{"type": "integer"}, {"type": "string"}]],
    "not": [None, {"type": "integer"}],
}
SCALARS: list[Any] = [None, True, False, 0, 1, 1.0, 2, 3, 6, -1, 0.5, 1.5, "", "a", "ab"]
INSTANCES: list[Any] = [
    *SCALARS,
    [],
    *([item] for item in SCALARS),
    *([one, other] for one in (1, "a", None) for other in (1, "a")),
    {},
    *({name: value} for name in ("a", "b", "ab") for value in (1, "a", None)),
    {"a": 1, "b": 1},
    {"a": "a", "b": "a"},
]


def taken(schema: Any) -> set[int]:
    validator = jsonschema_rs.Draft202012Validator(schema)
    return {number for number, instance in enumerate(INSTANCES) if validator.is_valid(instance)}


def api(schema: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": {"A": schema}}}


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_no_effect_says_the_opposite_of_what_instances_say(keyword: str, comparison_of: Any) -> None:
    for old, new in permutations(KEYWORDS[keyword], 2):
        was, now = ({} if value is None else {keyword: value} for value in (old, new))
        effects = {change.effect for change in comparison_of(api(was), api(now)).changes}
        before, after = taken(was), taken(now)
        if effects <= {ANNOTATED}:
            assert before == after, (was, now)
        elif effects <= {ANNOTATED, NARROWED}:
            assert after <= before, (was, now)
        elif effects <= {ANNOTATED, WIDENED}:
            assert after >= before, (was, now)


@pytest.mark.parametrize(
    ("frame", "keyword"),
    [
        ({"additionalProperties": False}, "properties"),
        ({"additionalProperties": False}, "patternProperties"),
        ({"items": False}, "prefixItems"),
        ({"exclusiveMaximum": 2}, "maximum"),
        ({"maximum": 1}, "exclusiveMaximum"),
        ({"minimum": 0}, "exclusiveMinimum"),
    ],
)
def test_keywords_that_bear_on_each_other_are_seen_together(frame: Any, keyword: str, comparison_of: Any) -> None:
    for old, new in permutations(KEYWORDS[keyword], 2):
        was, now = ({**frame} if value is None else {**frame, keyword: value} for value in (old, new))
        effects = {change.effect for change in comparison_of(api(was), api(now)).changes}
        before, after = taken(was), taken(now)
        if effects <= {ANNOTATED, NARROWED}:
            assert after <= before, (was, now)
        if effects <= {ANNOTATED, WIDENED}:
            assert after >= before, (was, now)
