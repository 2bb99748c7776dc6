"""All rules, and which of them a change has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from harness.rules import (
    _bodies,
    _documents,
    _encodings,
    _headers,
    _lifecycle,
    _media_types,
    _operations,
    _parameters,
    _parameters_form,
    _responses,
    _schemas,
    _schemas_arrays,
    _schemas_combinations,
    _schemas_limits,
    _schemas_objects,
    _schemas_openness,
    _schemas_values,
    _security,
    _security_schemes,
    _servers,
    _webhooks,
)
from harness.rules._aspect import aspect_of
from harness.vocabulary import ANNOTATED, BOTH, NARROWED, NONE, REPLACED, REQUEST, RESPONSE, WIDENED

if TYPE_CHECKING:
    from types import ModuleType

    from harness.comparison import Change
    from harness.rules._rule import Rule

# What people call the modules of rules, in the order of the catalogue.
AREAS: dict[str, ModuleType] = {
    "operations": _operations,
    "lifecycle": _lifecycle,
    "webhooks": _webhooks,
    "parameters": _parameters,
    "form of parameters": _parameters_form,
    "bodies": _bodies,
    "media types": _media_types,
    "encodings": _encodings,
    "responses": _responses,
    "headers": _headers,
    "security": _security,
    "security schemes": _security_schemes,
    "schemas": _schemas,
    "values": _schemas_values,
    "limits": _schemas_limits,
    "objects": _schemas_objects,
    "undeclared properties": _schemas_openness,
    "arrays": _schemas_arrays,
    "combinations": _schemas_combinations,
    "servers": _servers,
    "documents": _documents,
}
RULES: tuple[Rule, ...] = tuple(row._replace(area=area) for area, module in AREAS.items() for row in module.RULES)

_EFFECTS = (NARROWED, WIDENED, REPLACED, ANNOTATED)
_DIRECTIONS = (REQUEST, RESPONSE, NONE)


def rule_for(change: Change, today: str | None = None) -> Rule:
    """The one rule that a change has.

    A change of both directions has the rule of the side that it may break: what is narrowed or replaced that of
    the request, what is widened that of the response.

    Args:
        change: what differs.
        today: the day of the judgement, as YYYY-MM-DD, by which a sunset has passed or not; None if it is not known.
    """
    (rule_of_change,) = matching(change, today)
    return rule_of_change


def matching(change: Change, today: str | None = None) -> tuple[Rule, ...]:
    """The rules whose rows match a change: those that name its aspect, else those that name none."""
    aspect = aspect_of(change, today)
    side = _side(change)
    return _rows(change.subject, aspect, change.effect, side) or _rows(change.subject, None, change.effect, side)


def rule(id: str) -> Rule:  # noqa: A002 - it is what users call it
    """The rule of an id.

    Raises:
        UnknownRule: there is none; the hint names those that are written most like it.
    """
    for row in RULES:
        if row.id == id:
            return row
    from harness.errors import UnknownRule, nearest

    hint = nearest(id, [row.id for row in RULES], most=3, likeness=0.5) or "harness rules lists all"
    raise UnknownRule(f"there is no rule {id!r}", hint=hint)


def _side(change: Change) -> str:
    if change.direction != BOTH:
        return change.direction
    return RESPONSE if change.effect == WIDENED or change.aspect == "writeOnly" else REQUEST


@cache
def _rows(subject: str, aspect: str | None, effect: str, direction: str) -> tuple[Rule, ...]:
    """The rules of such changes; without an aspect, those that name none."""
    return tuple(
        row
        for row in RULES
        if subject in row.subjects
        and (aspect in row.aspects if aspect is not None else not row.aspects)
        and effect in (row.effects or _EFFECTS)
        and direction in (row.directions or _DIRECTIONS)
    )
