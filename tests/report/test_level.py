"""The level from which a report lists changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.report.build.diff import report_of
from harness.session import Diff, Judging

if TYPE_CHECKING:
    from collections.abc import Callable


def document(kind: str, title: str) -> Any:
    schema = {"type": kind, "title": title}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": ""}}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}}


@pytest.mark.parametrize(
    ("judged", "edits", "aspects"),
    [
        (True, False, ["type"]),
        (True, True, ["type", "title"]),
        # Nobody has said what is breaking, so that nothing is left out for not being so.
        (False, False, ["type"]),
        (False, True, ["type", "title"]),
    ],
)
def test_it_is_the_one_asked_for_where_somebody_judges(
    comparison_of: Callable[..., Any], aspects: list[str], *, judged: bool, edits: bool
) -> None:
    diff = Diff(comparison_of(document("string", "a"), document("integer", "b")), Judging(today="2025-06-16"))
    report = report_of(diff, judges=("contract",) if judged else (), level="breaking", edits=edits)
    assert [row.aspect for row in report.listed] == aspects
