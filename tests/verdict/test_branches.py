"""A schema behind a reference, whose holder is a branch of a `oneOf`: no branch leads to it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import YES, Budget
from harness.verdict import contract
from harness.verdict._branches import loses_nothing
from harness.verdict._judges import Judges

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


TEXTS = {"type": "string", "maxLength": 3}


def tagged(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}, **more}}


@pytest.mark.parametrize(
    ("before", "after", "others", "is_proven"),
    [
        (TEXTS, {"type": "string", "maxLength": 4}, [{"type": "integer"}], True),
        (TEXTS, {"type": "string", "maxLength": 2}, [{"type": "integer"}], False),
        (TEXTS, {"type": "string", "maxLength": 4}, [{"type": "string", "minLength": 5}], True),
        (TEXTS, {"type": "string", "maxLength": 5}, [{"type": "integer"}, {"type": "string", "minLength": 5}], False),
        (TEXTS, {"type": "string", "maxLength": 5}, [{"type": "string", "minLength": 5}, {"type": "integer"}], False),
        (tagged("dog", age={"maximum": 3}), tagged("dog", age={"maximum": 4}), [tagged("cat")], True),
        (tagged("dog", age={"maximum": 4}), tagged("dog", age={"maximum": 3}), [tagged("cat")], False),
    ],
)
@pytest.mark.parametrize("referred", [False, True])
def test_a_branch_by_itself_loses_nothing_exactly_if_it_takes_more_that_no_other_takes(
    before: Any, after: Any, others: list[Any], is_proven: bool, referred: bool, comparison_of: Callable[..., Any]
) -> None:
    def document(branch: Any) -> Any:
        old, _ = documents(True, branch)
        old["components"]["schemas"]["Tag"] = branch
        body = {"oneOf": [*others, {"$ref": "#/components/schemas/Tag"} if referred else branch]}
        old["paths"]["/dogs"]["post"]["requestBody"]["content"][JSON]["schema"] = body
        return old

    comparison = comparison_of(document(before), document(after))
    losses = Judges(comparison, Budget()).schemas.losses
    sides = comparison.old, comparison.new
    holder, new = (side.operations[0].body.child("content").child(JSON).child("schema") for side in sides)
    messages = losses._inquiry.messages["request"]
    edit = next(edit for edit in losses.switches.edits if referred or "paths" in edit.pair.old.pointer)
    assert loses_nothing(edit, holder, "request", messages, losses.switches) is is_proven
    whole = messages.contained(holder, losses.switches.schema(holder, new, edit.bit), "request")
    assert not is_proven or whole.verdict == YES
