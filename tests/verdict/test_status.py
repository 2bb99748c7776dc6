"""The status that the witness of a response has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("status", "line"),
    [("200", "200"), ("404", "404"), ("4XX", "400"), ("5xx", "500"), ("default", "200")],
)
@pytest.mark.parametrize("part", ["content", "headers"])
def test_it_is_one_that_the_response_is_for(
    comparison_of: Callable[..., Any], status: str, line: str, part: str
) -> None:
    def document(kind: str) -> Any:
        media = {"schema": {"type": kind}}
        response = {"description": "", part: {"application/json" if part == "content" else "X-Page": media}}
        operation = {"responses": {status: response}}
        head = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}}
        return {**head, "paths": {"/pets/{id}": {"get": operation}}}

    (finding,) = contract(comparison_of(document("integer"), document("string")), today="2025-06-16").findings
    assert finding.witness.message.partition("\n")[0] == f"HTTP/1.1 {line}"
