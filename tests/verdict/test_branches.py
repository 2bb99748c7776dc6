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
