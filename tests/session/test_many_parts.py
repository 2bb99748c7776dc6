"""What has many parts of one kind costs as many calls more as it has parts more."""

from __future__ import annotations

import json
import math
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.document import document_of, read_source
from harness.report.build.diff import report_of
from harness.report.registry import formats_of, write
from harness.report.words.text import PLAIN
from harness.session import Diff

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 60
MOST = 1.15
DONE: dict[str, Any] = {"204": {"description": "Done"}}
SHORT, SHORTER = ({"type": "string", "maxLength": longest} for longest in (9, 8))


def document(operation: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    paths = {"/boats": {"post": {"responses": DONE, **(operation or {})}}}
    return {"openapi": "3.1.0", "info": {"title": "Boats", "version": "1"}, "paths": paths, **more}


def body(content: dict[str, Any]) -> dict[str, Any]:
    return document({"requestBody": {"content": content}})


def parameters_narrowed(count: int, *, is_new: bool) -> dict[str, Any]:
    schema = SHORTER if is_new else SHORT
    return document({"parameters": [{"name": f"p{n}", "in": "query", "schema": schema} for n in range(count)]})


def parameters_required(count: int, *, is_new: bool) -> dict[str, Any]:
    more = {"in": "query", "required": is_new, "schema": SHORT}
    return document({"parameters": [{"name": f"p{n}", **more} for n in range(count)]})


def parameters_of_components(count: int, *, is_new: bool) -> dict[str, Any]:
    schema = SHORTER if is_new else SHORT
    known = {f"P{n}": {"name": f"p{n}", "in": "query", "schema": schema} for n in range(count)}
    used = [{"$ref": f"#/components/parameters/{name}"} for name in known]
    return document({"parameters": used}, components={"parameters": known})


def parameters_gone(count: int, *, is_new: bool) -> dict[str, Any]:
    side = "new" if is_new else "old"
    return document({"parameters": [{"name": f"{side}{n}", "in": "query", "schema": SHORT} for n in range(count)]})


def media_types_narrowed(count: int, *, is_new: bool) -> dict[str, Any]:
    return body({f"application/vnd.b{n}+json": {"schema": SHORTER if is_new else SHORT} for n in range(count)})


def headers_gone(count: int, *, is_new: bool) -> dict[str, Any]:
    every = 2 if is_new else 1
    headers = {f"X-{n}": {"required": True, "schema": SHORT} for n in range(0, count, every)}
    return document({"responses": {"200": {"description": "Boats", "headers": headers}}})


def security_schemes_renamed(count: int, *, is_new: bool) -> dict[str, Any]:
    schemes = {f"k{n}": {"type": "apiKey", "in": "query", "name": f"k{n}{'new' * is_new}"} for n in range(count)}
    return document({"security": [{name: []} for name in schemes]}, components={"securitySchemes": schemes})


def a_wide_schema_of_many_operations(count: int, *, is_new: bool) -> dict[str, Any]:
    shared = {"type": "object", "properties": {f"p{n}": SHORTER if is_new else SHORT for n in range(count)}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}
    paths = {f"/b{n}": {"post": {"requestBody": {"content": content}, "responses": DONE}} for n in range(count)}
    return {**document(components={"schemas": {"Boat": shared}}), "paths": paths}


KINDS: list[Callable[..., dict[str, Any]]] = [
    parameters_narrowed,
    parameters_required,
    parameters_of_components,
    parameters_gone,
    media_types_narrowed,
    headers_gone,
    security_schemes_renamed,
    a_wide_schema_of_many_operations,
]


def calls(kind: Callable[..., dict[str, Any]], count: int) -> int:
    """How many calls it takes to compare, judge and write two documents."""
    made = 0

    def step(_: object, event: str, __: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    texts = [json.dumps(kind(count, is_new=is_new)).encode() for is_new in (False, True)]
    old, new = (document_of(read_source("-", stdin=BytesIO(text))) for text in texts)
    before = sys.getprofile()
    sys.setprofile(step)
    try:
        report = report_of(Diff(compare(old, new)), ("words", "lines", "excerpts"))
        for form in ("text", "markdown"):
            for _ in write(report, formats_of("diff")[form], style=PLAIN, lines=False, details=False):
                pass
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_costs_grow_with_the_number_of_parts(kind: Callable[..., dict[str, Any]]) -> None:
    calls(kind, 3)  # what is imported and made once
    first, second, third = (calls(kind, times * COUNT) for times in (1, 2, 4))
    # What is the same for any number of parts is in none of the differences.
    assert math.log2((third - second) / (second - first)) < MOST
