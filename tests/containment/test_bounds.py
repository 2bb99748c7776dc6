"""Hostile schemas get an answer in bounded time, if only that it is undecided."""

from __future__ import annotations

import time
from typing import Any

import pytest

from harness.containment import NO, UNDECIDED, YES, contained

_SECONDS = 6.0


def _deep(depth: int, inner: Any) -> Any:
    for _ in range(depth):
        inner = {"properties": {"a": inner}, "required": ["a"], "type": "object"}
    return inner


def _doubling(depth: int, keyword: str, leaf: Any) -> Any:
    names = {f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}, {"$ref": f"#/$defs/d{n + 1}"}]} for n in range(depth)}
    return {"$ref": "#/$defs/d0", "$defs": {**names, f"d{depth}": leaf}}


def _options(count: int, keyword: str) -> Any:
    members = [
        {
            "type": "object",
            "properties": {f"p{n}": {"type": "string", "maxLength": n + 1}, f"p{n + 1}": {"type": "integer"}},
        }
        for n in range(count)
    ]
    return {keyword: members}


_HOSTILE: dict[str, tuple[Any, Any]] = {
    "many elements": ({"type": "array", "minItems": 10**9}, {"type": "array", "minItems": 10**9 + 1}),
    "many members": ({"type": "object", "minProperties": 10**9}, {"type": "object", "minProperties": 10**9 + 1}),
    "long strings": ({"type": "string", "minLength": 10**9}, {"type": "string", "minLength": 10**9 + 1}),
    "long strings with a pattern": ({"type": "string", "minLength": 10**6, "pattern": "^a*b"}, {"pattern": "^[ab]+$"}),
    "a big enum": ({"enum": list(range(20_000))}, {"enum": [f"{n}" for n in range(20_000)]}),
    "big enums that differ by one": ({"enum": list(range(20_000))}, {"enum": list(range(19_999))}),
    "a big number": ({"type": "integer", "minimum": 10**400}, {"type": "integer", "minimum": 10**400 + 1}),
    "an impossible divisor": (
        {"type": "integer", "multipleOf": 999_999_937, "minimum": 1},
        {"not": {"multipleOf": 999_999_929}},
    ),
    "deep nesting": (_deep(150, {"type": "string"}), _deep(150, {"type": "string", "maxLength": 3})),
    "doubling allOf": (_doubling(40, "allOf", {"type": "integer"}), _doubling(40, "allOf", {"type": "number"})),
    "doubling anyOf": (_doubling(40, "anyOf", {"type": "integer"}), _doubling(40, "anyOf", {"type": "string"})),
    "doubling oneOf": (_doubling(14, "oneOf", {"type": "integer"}), _doubling(14, "oneOf", {"type": "string"})),
    "overlapping anyOf": (_options(30, "anyOf"), _options(29, "anyOf")),
    "overlapping oneOf": (_options(30, "oneOf"), _options(29, "oneOf")),
    "a schema of itself": ({"$ref": "#"}, {"type": "string"}),
    "a list of itself": (
        {"type": "array", "items": {"$ref": "#"}, "minItems": 1},
        {"type": "array", "items": {"$ref": "#"}, "minItems": 2},
    ),
    "nested long arrays": (
        {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000, "items": {"minItems": 1000}}},
        {"type": "array", "maxItems": 999},
    ),
    "many patterns": (
        {"patternProperties": {f"^{chr(97 + n)}.*{n}$": {"type": "integer"} for n in range(20)}},
        {"patternProperties": {f"^{chr(97 + n)}.*{n}$": {"minimum": 0} for n in range(20)}},
    ),
    "a pattern of many states": (
        {"type": "string", "pattern": "^(a|b)*a(a|b){20}$"},
        {"type": "string", "pattern": "^(a|b)*b(a|b){20}$"},
    ),
    "many different elements": (
        {"type": "array", "uniqueItems": True, "minItems": 500, "items": {"type": "integer"}},
        {"type": "array", "maxItems": 3},
    ),
    "many demands on elements": (
        {"allOf": [{"contains": {"const": n}} for n in range(12)], "type": "array", "maxItems": 11},
        {"type": "array", "maxItems": 3},
    ),
    "numbers that are none": ({"enum": [float("inf"), float("nan")]}, {"maximum": 5}),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_schema_is_answered_in_bounded_time(name: str) -> None:
    narrow, wide = _HOSTILE[name]
    for one, other in ((narrow, wide), (wide, narrow)):
        started = time.process_time()
        answer = contained(one, other)
        assert answer.verdict in {YES, NO, UNDECIDED}
        assert time.process_time() - started < _SECONDS


def test_fewer_steps_make_it_undecided_not_wrong() -> None:
    narrow, wide = _options(12, "oneOf"), _options(11, "oneOf")
    verdicts = {contained(narrow, wide, steps=steps).verdict for steps in (1, 10, 100, 1000, 40_000)}
    assert UNDECIDED in verdicts
    assert len(verdicts - {UNDECIDED}) <= 1


def test_nothing_is_known_of_a_schema_that_is_not_valid_itself() -> None:
    assert contained({"minimum": "5"}, {}).verdict == UNDECIDED
