"""When time is over: nothing more is asked, what was found stays found, and what was not asked says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import Budget
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison


def document(name: int, age: int, *paths: str) -> dict[str, Any]:
    """Operations that take a pet, whose name and age have limits."""
    properties = {"name": {"type": "string", "maxLength": name}, "age": {"type": "integer", "maximum": age}}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    info = {"title": "Pets", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {path: {"post": operation} for path in ("/pets", *paths)}}


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether time is over; it is not, until a test says so."""
    state = {"over": False}
    monkeypatch.setattr(Budget, "is_over", property(lambda _: state["over"]))
    return state


@pytest.fixture
def comparison(comparison_of: Callable[..., Any]) -> Comparison:
    compared: Comparison = comparison_of(document(9, 9, "/dogs"), document(5, 5))
    return compared


def test_what_schemas_lose_is_not_asked_and_all_else_is_judged(comparison: Comparison, over: dict[str, bool]) -> None:
    over["over"] = True
    found = contract(comparison)
    judged = {finding.rule.id: finding for finding in found.findings}
    assert judged.pop("operation-removed").impact == "breaking"
    assert judged
    for finding in judged.values():
        assert (finding.impact, finding.undecided, finding.unfinished) == ("warning", True, True)
        assert "time" in finding.reason
    assert [loss.changes[0].subject for loss in found.breaks] == ["operation"]


def test_what_is_not_told_apart_any_more_breaks_as_it_was_judged(comparison: Comparison, over: dict[str, bool]) -> None:
    whole = contract(comparison)

    def progress(number: int) -> None:
        over["over"] = number == len(comparison.changes)

    found = contract(comparison, progress=progress)
    assert over["over"]
    impacts = [[finding.impact for finding in several.findings] for several in (found, whole)]
    assert impacts[0] == impacts[1]
    blamed = [{change.id for loss in several.breaks for change in loss.changes} for several in (found, whole)]
    assert blamed[0] == blamed[1]
