"""A schema behind a reference, whose holder is a branch of a `oneOf`: no branch leads to it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = "application/json"


def documents(name: Any, other: Any) -> tuple[Any, Any]:
    """Two documents with a body of a dog, whose tag has a name, or of a text."""

    def document(schema: Any) -> Any:
        schemas = {
            "Dog": {"type": "object", "required": ["tag"], "properties": {"tag": {"$ref": "#/components/schemas/Tag"}}},
            "Tag": schema,
        }
        body = {"oneOf": [{"$ref": "#/components/schemas/Dog"}, {"type": "string"}]}
        operation = {
            "requestBody": {"required": True, "content": {JSON: {"schema": body}}},
            "responses": {"200": {"description": ""}},
        }
        return {
            "openapi": "3.1.1",
            "info": {"title": "T", "version": "1"},
            "paths": {"/dogs": {"post": operation}},
            "components": {"schemas": schemas},
        }

    return document(name), document(other)


def test_a_break_behind_a_reference_of_a_branch_is_one(comparison_of: Callable[..., Any]) -> None:
    old, new = documents({"type": "string", "maxLength": 60}, {"type": "string", "maxLength": 40})
    (finding,) = contract(comparison_of(old, new), today="2025-06-16").findings
    assert finding.impact == "breaking"
    assert len(finding.witness.value["tag"]) in range(41, 61)
    (finding,) = contract(comparison_of(new, old), today="2025-06-16").findings
    assert finding.impact == "compatible"


def test_a_change_that_loses_nothing_is_told_from_another_of_the_same_branch(comparison_of: Callable[..., Any]) -> None:
    """Patterns tell the branches apart, so that the holder is asked whole, with one change at a time in it."""

    def document(name: int, age: int) -> Any:
        old, _ = documents(True, True)
        properties = {"kind": {"type": "string", "pattern": "^d"}, "name": {"maxLength": name}, "age": {"maximum": age}}
        dog = {"type": "object", "required": ["kind"], "properties": properties}
        cat = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "pattern": "^c"}}}
        old["components"]["schemas"] = {"Dog": dog, "Cat": cat}
        body = {
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Dog", "Cat")],
            "unevaluatedProperties": True,
        }
        old["paths"]["/dogs"]["post"]["requestBody"]["content"][JSON]["schema"] = body
        return old

    findings = contract(comparison_of(document(40, 30), document(60, 20)), today="2025-06-16").findings
    impacts = {finding.change.aspect: (finding.impact, finding.reason) for finding in findings}
    assert impacts["maximum"][0] == "breaking"
    assert impacts["maxLength"] == (
        "compatible",
        "no request that the old version takes is refused by this change alone",
    )
