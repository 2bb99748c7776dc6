"""The level from which a selection lists changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.report import Selection
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable


def document(kind: str, title: str) -> Any:
    schema = {"type": kind, "title": title}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": ""}}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}}


@pytest.mark.parametrize(
    ("judged", "annotations", "level", "aspects"),
    [
        (True, False, "breaking", ["type"]),
        (True, True, "compatible", ["type", "title"]),
        # Nobody has said what is breaking, so that nothing is left out for not being so.
        (False, False, "compatible", ["type"]),
        (False, True, "compatible", ["type", "title"]),
    ],
)
def test_it_is_the_one_asked_for_where_somebody_judges(
    comparison_of: Callable[..., Any], level: str, aspects: list[str], *, judged: bool, annotations: bool
) -> None:
    comparison = comparison_of(document("string", "a"), document("integer", "b"))
    judgement = contract(comparison, today="2025-06-16") if judged else None
    selection = Selection(comparison, contract=judgement, level="breaking", annotations=annotations)
    assert selection.level == level
    assert [one.change.aspect for one in selection.listed] == aspects
