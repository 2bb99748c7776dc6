"""Messages that are lost alike: for the same reasons, alone or among others; and what the witness of a break shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract
from harness.vocabulary import BREAKING, EVERY, SOME, UNUSUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.messages import Witness

_TEXT: dict[str, Any] = {"type": "string"}
_ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["to"],
    "properties": {"to": {**_TEXT, "example": "Lisbon"}, "count": {"type": "integer"}, "label": _TEXT},
}


def asked(schema: Any, example: Any = None) -> dict[str, Any]:
    """A document with an operation that takes and gives a body."""
    media_type = {"schema": schema, **({} if example is None else {"example": example})}
    content = {"content": {"application/json": media_type}}
    operation = {"requestBody": {**content, "required": True}, "responses": {"200": {"description": "", **content}}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/orders": {"post": operation}}}


@pytest.fixture
def witnesses(comparison_of: Callable[..., Any]) -> Callable[..., dict[str, Witness]]:
    """The witnesses of what breaks between two schemas, by the rules."""

    def found(old: Any, new: Any, example: Any = None) -> dict[str, Witness]:
        findings = contract(comparison_of(asked(old, example), asked(new, example))).findings
        return {one.rule.id: one.witness for one in findings if one.impact == BREAKING and one.witness is not None}

    return found


def _with(**members: Any) -> Any:
    return {**_ORDER, "properties": {**_ORDER["properties"], **members}}


def test_each_of_two_losses_is_shown_by_a_message_of_its_own(witnesses: Callable[..., dict[str, Witness]]) -> None:
    new = _with(count={"type": "integer", "maximum": 10}, label={**_TEXT, "maxLength": 5})
    found = witnesses(_ORDER, new, {"to": "Porto", "count": 2})
    bounds, length = found["request-bounds-narrowed"], found["request-length-narrowed"]
    assert (bounds.value, bounds.differs) == ({"to": "Porto", "count": 11}, ("count",))
    assert (length.value["to"], length.value["count"], length.differs) == ("Porto", 2, ("label",))
    assert (bounds.grade, length.grade) == (SOME, SOME)


def test_what_every_message_has_is_lost_by_every_message(witnesses: Callable[..., dict[str, Witness]]) -> None:
    assert witnesses(_ORDER, _with(to={"type": "integer"}))["request-type-narrowed"].grade == EVERY
    found = witnesses(_ORDER, {**_ORDER, "required": ["to", "count"]})
    assert found["request-property-required"].grade == SOME


def test_a_name_that_nobody_declares_is_unusual(witnesses: Callable[..., dict[str, Witness]]) -> None:
    found = witnesses(_ORDER, {**_ORDER, "additionalProperties": False})["request-object-closed"]
    assert (found.value["to"], found.differs, found.grade) == ("Lisbon", ("extra",), UNUSUAL)
