"""Parameters and headers whose schemas change in any way, as they were recorded.

Values travel as texts there: what is lost is a text, not a value.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOLDEN = Path(__file__).parent / "golden"
PAIRS = 40
LONGEST = 260
TYPES = ("string", "integer", "number", "boolean", "string", "integer", "array", "object")
KEYWORDS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("minimum", (0, 1, -2, 1.5)),
    ("maximum", (1, 3, 99)),
    ("minLength", (0, 1, 2)),
    ("maxLength", (1, 3, 17, 20)),
    ("pattern", ("^a", "^[0-9]+$", "^-?[0-9]{1,2}$")),
    ("format", ("date", "uuid", "int32")),
    ("enum", (["a", "b"], [1, 2, "x"], [True], ["1", "2"], [None, "a"])),
    ("const", ("c", 4, None)),
    ("nullable", (True, False)),
    ("x-nullable", (True,)),
    ("multipleOf", (2, 0.5)),
)


def schema_of(pick: random.Random, depth: int = 2) -> dict[str, Any]:
    if depth and pick.random() < 0.15:
        keyword = pick.choice(("anyOf", "oneOf", "allOf", "not"))
        parts = [schema_of(pick, depth - 1) for _ in range(pick.randrange(1, 3))]
        return {keyword: parts if keyword != "not" else parts[0]}
    schema: dict[str, Any] = {} if pick.random() < 0.05 else {"type": pick.choice(TYPES)}
    if pick.random() < 0.1:
        schema = {"type": [pick.choice(TYPES[:4]), "null"]}
    if schema.get("type") == "array":
        return schema | {"items": schema_of(pick, 0)} | ({"minItems": 1} if pick.random() < 0.3 else {})
    if schema.get("type") == "object":
        return schema | {"properties": {"a": schema_of(pick, 0)}} | ({"required": ["a"]} if pick.random() < 0.5 else {})
    return schema | {keyword: pick.choice(values) for keyword, values in KEYWORDS if pick.random() < 0.14}


def edited(pick: random.Random, schema: dict[str, Any]) -> dict[str, Any]:
    if pick.random() < 0.3:
        return schema_of(pick)
    other = schema | {keyword: pick.choice(values) for keyword, values in KEYWORDS if pick.random() < 0.14}
    if len(other) > 1 and pick.random() < 0.5:
        del other[pick.choice(sorted(other))]
    return other


def document(version: str, location: str, schema: Any, style: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"responses": {"200": {"description": ""}}}
    value = {"content": {"application/json": {"schema": schema}}} if style.get("json") else {"schema": schema, **style}
    if location == "response":
        operation["responses"]["200"]["headers"] = {"X-A": {"required": True, **value}}
    else:
        operation["parameters"] = [{"name": "p", "in": location, "required": True, **value}]
    path = "/a/{p}" if location == "path" else "/a"
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {path: {"get": operation}}}


def lines_of(judged: Any) -> Iterator[str]:
    for finding in judged.findings:
        message = "" if finding.witness is None else " / ".join(finding.witness.message.splitlines())
        value = "" if finding.witness is None else json.dumps(finding.witness.value)
        yield f"  {finding.rule.id} {finding.impact}: {value or finding.reason} {message}"[:LONGEST]


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie", "response"])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_what_a_parameter_loses_is_what_was_recorded(
    comparison_of: Callable[..., Any], version: str, location: str, pytestconfig: pytest.Config
) -> None:
    pick = random.Random(f"{version} {location}")  # noqa: S311 - to be repeated
    lines: list[str] = []
    for _ in range(PAIRS):
        schema = schema_of(pick)
        other = edited(pick, schema)
        styles: list[dict[str, Any]] = [{}, {}, {}, {"explode": False}, {"explode": True}, {"json": True}]
        style = pick.choice(styles)
        sides = [document(version, location, each, style) for each in (schema, other)]
        lines.append(f"# {json.dumps(schema)} -> {json.dumps(other)} {style}"[:LONGEST])
        lines += lines_of(contract(comparison_of(*sides), today="2025-06-16"))
    path = GOLDEN / f"parameters-{version}-{location}.txt"
    if pytestconfig.getoption("--update-golden"):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("type_", ["string", "integer", "boolean", "number"])
@pytest.mark.parametrize("location", ["path", "query", "header", "cookie", "response"])
@pytest.mark.parametrize("keyword", ["nullable", "x-nullable"])
def test_no_text_is_lost_with_null(comparison_of: Callable[..., Any], type_: str, location: str, keyword: str) -> None:
    """Source: OpenAPI 3.0.3, 4.7.24.1: `nullable` adds null, for which no style has a text."""
    with_null, without = {"type": type_, keyword: True}, {"type": type_}
    for schemas in ((with_null, without), (without, with_null)):
        sides = [document("3.0.3", location, schema, {}) for schema in schemas]
        judged = contract(comparison_of(*sides), today="2025-06-16")
        assert not judged.breaking, [finding.reason for finding in judged.findings]
