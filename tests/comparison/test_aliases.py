"""YAML that repeats values by aliases: what stands at an anchor is one place, and what differs there one change."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from harness.comparison import audit, compare
from harness.document import document_of, read_source
from harness.verdict import contract

if TYPE_CHECKING:
    from harness.comparison import Comparison

_HEAD = 'openapi: 3.1.0\ninfo: {title: Aliases, version: "1"}\n'
_BODY = "requestBody: {content: {application/json: {schema: %s}}}, responses: {'204': {description: done}}"
_LEAF = "{type: string, maxLength: @}"
_COMPONENT = f"paths: {{/x: {{post: {{{_BODY % '*outer'}}}}}}}\n"
# What stands at the anchor, and the way to it; @ is what differs.
_DOCUMENTS = {
    "a component": (
        (
            f"components: {{schemas: {{Leaf: &leaf {_LEAF},\n"
            f"  Outer: &outer {{properties: {{a: *leaf, b: {{items: *leaf}}}}}}}}}}\n{_COMPONENT}"
        ),
        "/components/schemas/Leaf/maxLength",
    ),
    "merged members": (
        (
            f"components: {{schemas: {{Leaf: &leaf {{properties: {{a: {_LEAF}}}}},\n"
            f"  Outer: &outer {{<<: *leaf, required: [a]}}}}}}\n{_COMPONENT}"
        ),
        "/components/schemas/Leaf/properties/a/maxLength",
    ),
    "an operation": (
        f"paths: {{/x: {{post: &outer {{{_BODY % _LEAF}}}}}, /y: {{post: *outer, put: *outer}}}}\n",
        "/paths/~1x/post/requestBody/content/application~1json/schema/maxLength",
    ),
    "a list": (
        (
            f"paths: {{/x: {{get: {{parameters: &list [{{name: a, in: query, schema: {_LEAF}}}],\n"
            "  responses: &done {'204': {description: done}}}}, /y: {get: {parameters: *list, responses: *done}}}\n"
        ),
        "/paths/~1x/get/parameters/0/schema/maxLength",
    ),
    "a part of an allOf": (
        (
            f"components: {{schemas: {{Leaf: &leaf {{properties: {{a: {_LEAF}}}}},\n"
            f"  Outer: &outer {{allOf: [*leaf, {{properties: {{b: *leaf}}}}]}}}}}}\n{_COMPONENT}"
        ),
        "/components/schemas/Leaf/properties/a/maxLength",
    ),
}


def comparison_of(text: str, new: str | None = None) -> Comparison:
    """The comparison of a YAML text with what it says with a smaller number, or with another one."""
    texts = (text.replace("@", "20"), (new or text).replace("@", "19"))
    return compare(*(document_of(read_source("-", stdin=BytesIO((_HEAD + each).encode()))) for each in texts))


@pytest.mark.parametrize("case", _DOCUMENTS)
def test_what_differs_at_an_anchor_is_one_change_there_that_breaks_all_who_use_it(case: str) -> None:
    text, place = _DOCUMENTS[case]
    comparison = comparison_of(text)
    (change,) = [change for change in comparison.changes if change.aspect == "maxLength"]
    assert change.new is not None
    assert change.new.pointer == place
    assert change.operations == tuple(operation.name for operation in comparison.new.operations)
    assert audit(comparison, oracle="exact") == ()
    (finding,) = [finding for finding in contract(comparison).findings if finding.change is change]
    assert finding.impact == "breaking"


def test_an_alias_that_is_written_out_is_no_change() -> None:
    old = f"components: {{schemas: {{A: &a {_LEAF}, B: {{items: *a}}}}}}\n".replace("@", "19")
    new = old.replace("&a ", "").replace("*a", "{type: string, maxLength: 19}")
    assert comparison_of(old, new).changes == ()


def test_anchors_within_anchors_are_compared_once_each() -> None:
    levels = [f"    A{n}: &a{n} {{properties: {{a: *a{n - 1}, b: *a{n - 1}}}}}\n" for n in range(1, 15)]
    schemas = f"components:\n  schemas:\n    A0: &a0 {_LEAF}\n{''.join(levels)}"
    comparison = comparison_of(schemas + _COMPONENT.replace("*outer", "*a14"))
    assert [finding.impact for finding in contract(comparison).findings] == ["breaking"]
    assert comparison.graph.size < 40
