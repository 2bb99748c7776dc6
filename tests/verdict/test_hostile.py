"""Documents that are large or deep in one way: each is judged without a fault, in time that grows with its size."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from harness.session import Diff
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

_TEXT = {"type": "string", "maxLength": 20}
_SHORTER = {"type": "string", "maxLength": 19}


def ref(number: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/S{number}"}


def document(schema: Any, components: dict[str, Any] | None = None) -> dict[str, Any]:
    """A document of which requests have a schema."""
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"204": {"description": "done"}}}
    paths = {"/x": {"post": operation}}
    head = {"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}}
    return {**head, "paths": paths, "components": {"schemas": components or {}}}


def chain(count: int, link: Callable[[Any], Any], end: Any) -> dict[str, Any]:
    """A document with so many components, of which each leads to the next."""
    return document(ref(0), {**{f"S{n}": link(ref(n + 1)) for n in range(count)}, f"S{count}": end})


def wide(count: int, text: Any) -> dict[str, Any]:
    return document({"type": "object", "properties": {f"p{n}": text for n in range(count)}})


def tagged(count: int, text: Any) -> dict[str, Any]:
    def member(number: int) -> dict[str, Any]:
        return {"type": "object", "required": ["k"], "properties": {"k": {"const": number}, "v": text}}

    return document({"oneOf": [member(number) for number in range(count)]})


_LINKS: dict[str, Callable[[Any], Any]] = {
    "references": lambda inner: inner,
    "lists": lambda inner: {"type": "array", "minItems": 1, "items": inner},
    "objects": lambda inner: {"type": "object", "properties": {"a": inner}},
    "choices": lambda inner: {"anyOf": [{"type": "null"}, inner]},
    "parts": lambda inner: {"allOf": [inner, {"minLength": 1}]},
}


@pytest.mark.parametrize("kind", _LINKS)
def test_a_chain_of_any_length_is_judged_without_a_fault(kind: str, comparison_of: Callable[..., Comparison]) -> None:
    comparison = comparison_of(*(chain(700, _LINKS[kind], text) for text in (_TEXT, _SHORTER)))
    diff = Diff(comparison)
    assert [finding.impact for finding in diff.contract.findings] in (["breaking"], ["warning"])
    assert not diff.contract.faults
    assert diff.changelog is not None


def test_what_is_but_a_reference_is_decided_however_long_the_chain(comparison_of: Callable[..., Comparison]) -> None:
    comparison = comparison_of(*(chain(700, _LINKS["references"], text) for text in (_TEXT, _SHORTER)))
    assert [finding.impact for finding in contract(comparison).findings] == ["breaking"]


@pytest.mark.parametrize("make", [wide, tagged])
def test_what_a_wide_schema_costs_grows_with_its_width(
    make: Callable[[int, Any], Any], comparison_of: Callable[..., Comparison]
) -> None:
    def calls(count: int) -> int:
        comparison = comparison_of(make(count, _TEXT), make(count, _SHORTER))
        return calls_of(lambda: contract(comparison), breaking=count)

    calls(10)  # what is imported and compiled at first is no matter of sizes
    small, large = calls(40), calls(160)
    assert large < small * 4 * (1.3 if make is wide else 2)


def calls_of(judge: Callable[[], Any], *, breaking: int) -> int:
    """How many calls of functions judging takes, in which so many changes turn out to break."""
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        findings = judge().findings
    finally:
        sys.setprofile(None)
    assert [finding.impact for finding in findings] == ["breaking"] * breaking
    return count


def test_an_enum_of_many_objects_is_looked_up(comparison_of: Callable[..., Comparison]) -> None:
    def objects(count: int) -> dict[str, Any]:
        return document({"enum": [{"a": number, "b": [number]} for number in range(count)]})

    calls = [
        calls_of(lambda comparison=comparison: contract(comparison), breaking=1)  # type: ignore[misc]
        for comparison in (comparison_of(objects(count), objects(count - 1)) for count in (500, 2_000))
    ]
    assert calls[1] < calls[0] * 6
