"""Alternatives that all change: what it costs to tell one does not grow with their number."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import pytest

from harness.report.build.diff import report_of
from harness.session import Diff

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

SMALL, LARGE = 110, 220
MOST = 1.15
_REQUEST = "request"


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def alternative(kind: str, text: dict[str, Any], **more: Any) -> dict[str, Any]:
    members = {"kind": {"const": kind}, "label": text}
    return {"type": "object", "required": ["kind", "label"], "properties": members, **more}


def tagged(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    known = {f"S{n}": alternative(f"k{n}", text) for n in range(count)}
    return {"oneOf": [ref(name) for name in known]}, known


def tagged_or_null(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    known = {f"S{n}": alternative(f"k{n}", text) for n in range(count)}
    return {"anyOf": [{"type": "null"}, *(ref(name) for name in known)]}, known


def with_discriminator(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    union, known = tagged(count, text)
    mapping = {f"k{n}": f"#/components/schemas/S{n}" for n in range(count)}
    return {**union, "discriminator": {"propertyName": "kind", "mapping": mapping}}, known


def inheriting(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    base = {"Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}}
    known = {f"S{n}": {"allOf": [ref("Base"), alternative(f"k{n}", text)]} for n in range(count)}
    return {"oneOf": [ref(name) for name in known]}, base | known


def within_a_list(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    union, known = tagged(count, text)
    return {"type": "object", "properties": {"all": {"type": "array", "items": union}}}, known


def sharing_tags(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    def shared(number: int) -> dict[str, Any]:
        name = f"label{number % 3}"
        members = {"kind": {"const": f"k{number // 3}"}, name: text}
        return {"type": "object", "required": ["kind", name], "properties": members, "additionalProperties": False}

    known = {f"S{n}": shared(n) for n in range(count)}
    return {"oneOf": [ref(name) for name in known]}, known


def named(count: int, text: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {f"S{n}": {"type": "object", "required": [f"n{n}"], "properties": {f"n{n}": text}} for n in range(count)}
    return {name: schema | more for name, schema in plain.items()}


def told_apart_by_names(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    known = named(count, text, additionalProperties=False)
    return {"oneOf": [ref(name) for name in known]}, known


def any_of_open_objects(count: int, text: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    known = named(count, text)
    return {"anyOf": [ref(name) for name in known]}, known


KINDS = [
    tagged,
    tagged_or_null,
    with_discriminator,
    inheriting,
    within_a_list,
    sharing_tags,
    told_apart_by_names,
    any_of_open_objects,
]


def document(kind: Any, count: int, longest: int, direction: str) -> dict[str, Any]:
    schema, known = kind(count, {"type": "string", "maxLength": longest})
    content = {"content": {"application/json": {"schema": schema}}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "Done"}}}
    if direction == _REQUEST:
        operation["requestBody"] = content
    else:
        operation["responses"]["200"] |= content
    head = {"openapi": "3.1.0", "info": {"title": "Alternatives", "version": "1"}}
    return {**head, "paths": {"/x": {"post": operation}}, "components": {"schemas": known}}


@pytest.mark.parametrize(
    ("kind", "direction"),
    [*((kind, _REQUEST) for kind in KINDS), (tagged, "response"), (told_apart_by_names, "response")],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)
def test_what_each_costs_does_not_grow_with_their_number(
    kind: Any, direction: str, comparison_of: Callable[..., Comparison]
) -> None:
    def calls(count: int) -> int:
        lengths = (20, 10) if direction == _REQUEST else (10, 20)
        return calls_of(Diff(comparison_of(*(document(kind, count, longest, direction) for longest in lengths))), count)

    calls(3)  # what is imported and made once
    small, large = calls(SMALL), calls(LARGE)
    assert math.log(large / small) / math.log(LARGE / SMALL) < MOST


def calls_of(diff: Diff, breaking: int) -> int:
    """How many calls of functions it takes to judge and to report a pair of which so many changes break."""
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        findings = diff.contract.findings
        report_of(diff, ("words", "lines", "excerpts"))
    finally:
        sys.setprofile(before)
    assert [finding.impact for finding in findings] == ["breaking"] * breaking
    return count
