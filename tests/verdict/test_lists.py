"""A list under `items` is what the dialect of its document says, and nothing that anybody knows in the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
WORD = {"type": "string", "maxLength": 2}
EDITS = [
    ([STRING], [INTEGER]),
    ([STRING], [WORD]),
    ([STRING], [STRING, INTEGER]),
    ([{"properties": {"a": STRING}}], [{"properties": {"a": WORD}}]),
]


def api(items: Any, dialect: str | None, *, answers: bool, version: str = "3.1.1") -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": {"type": "array", "items": items}}}}
    operation = {"responses": {"200": {"description": ""}}, "requestBody": body}
    if answers:
        operation = {"responses": {"200": {"description": "", **body}}}
    head = {"openapi": version, **({} if dialect is None else {"jsonSchemaDialect": dialect})}
    return {**head, "info": {"title": "T", "version": "1"}, "paths": {"/pets": {"post": operation}}}


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_edits_in_a_list_of_items_break_where_the_dialect_knows_it(
    comparison_of: Callable[..., Any], wide: Any, narrow: Any, answers: bool
) -> None:
    old, new = (api(one, DRAFT_7, answers=answers) for one in ((narrow, wide) if answers else (wide, narrow)))
    found = contract(comparison_of(old, new)).findings
    assert all(one.witness is not None for one in found if one.impact == "breaking")
    assert "breaking" in [one.impact for one in found]


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_they_break_in_openapi_3_0_whose_draft_knew_it(
    comparison_of: Callable[..., Any], wide: Any, narrow: Any, answers: bool
) -> None:
    sides = (narrow, wide) if answers else (wide, narrow)
    found = contract(comparison_of(*(api(one, None, answers=answers, version="3.0.3") for one in sides))).findings
    assert any(one.impact == "breaking" and one.witness is not None for one in found)
    assert not any(one.undecided for one in found)


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize(("wide", "narrow"), EDITS)
def test_they_are_open_where_it_does_not(
    comparison_of: Callable[..., Any], wide: Any, narrow: Any, answers: bool
) -> None:
    old, new = (api(one, None, answers=answers) for one in ((narrow, wide) if answers else (wide, narrow)))
    found = contract(comparison_of(old, new))
    assert found.undecided
    assert not found.breaking
    assert all("`prefixItems`" in one.reason for one in found.undecided)
