"""Of wide objects a message touches little: each edit is judged as in the whole object, for what a message costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import Budget
from harness.messages import Reach, part_pairs
from harness.verdict import _slices, contract
from harness.verdict._inquiry import Inquiry
from harness.verdict._losses import Losses
from harness.verdict._slices import Slices

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

COUNT = 40


def document(longest: int, direction: str, **more: Any) -> dict[str, Any]:
    """A document with an object of texts that are no longer than some."""
    properties = {f"name{number}": {"type": "string", "maxLength": longest} for number in range(COUNT)}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties} | more}}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "Done."}}}
    if direction == "request":
        operation["requestBody"] = body
    else:
        operation["responses"]["200"] |= body
    return {"openapi": "3.1.0", "info": {"title": "Wide", "version": "1"}, "paths": {"/wide": {"post": operation}}}


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("more", [{}, {"required": ["name1", "name9"]}, {"additionalProperties": False}])
def test_what_is_cut_down_is_judged_as_the_whole(
    more: dict[str, Any],
    direction: str,
    comparison_of: Callable[..., Comparison],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lengths = (12, 9) if direction == "request" else (9, 12)
    comparison = comparison_of(*(document(length, direction, **more) for length in lengths))
    cut = contract(comparison).findings
    monkeypatch.setattr(_slices, "_WIDE", COUNT)
    whole = contract(comparison).findings
    assert [finding.impact for finding in cut] == ["breaking"] * COUNT
    assert [(finding.reason, finding.witness) for finding in cut] == [
        (finding.reason, finding.witness) for finding in whole
    ]


def test_an_edit_of_what_a_value_lacks_does_not_matter_unless_it_is_required(
    comparison_of: Callable[..., Comparison],
) -> None:
    comparison = comparison_of(*(document(length, "request", required=["name2"]) for length in (12, 9)))
    inquiry = Inquiry(comparison, Budget())
    switches = Losses(inquiry, Reach(comparison)).switches
    (root,) = (root for pair in inquiry.pairs.values() for root in part_pairs(*pair))
    ends = root.old, root.new
    messages, reach = inquiry.messages["request"], switches.reach(root.old, root.new)
    slices = Slices(switches, lambda schema: messages.context(schema, "request"))
    edits = [edit.bit for edit in switches.edits]
    assert reach == sum(edits)
    assert slices.relevant(*ends, reach, {"name0": "a"}) == edits[0] | edits[2]
    assert slices.relevant(*ends, reach, {}) == edits[2]
    assert slices.relevant(*ends, reach, "a text") == reach
    assert slices.relevant(*ends, edits[1], {"name0": "a"}) == 0
