"""The engine beneath: containment of canonical schemas, of which only a yes is a proof."""

from __future__ import annotations

from typing import Any


def covers(wide: Any, narrow: Any, dialect: str | None = None, *, formats: bool = True) -> bool:
    """Whether the engine proves that every instance of `narrow` is one of `wide`."""
    import jsonschema_rs

    draft = _draft(dialect)
    try:
        outer = jsonschema_rs.canonicalize(wide, draft=draft, validate_formats=formats)
        inner = jsonschema_rs.canonicalize(narrow, draft=draft, validate_formats=formats)
        return str(outer.covers(inner)) == "yes"
    except Exception:
        return False


def validator(schema: Any, dialect: str | None = None, *, formats: bool = True) -> Any:
    """A validator of instances; None for a schema that it refuses."""
    import jsonschema_rs

    try:
        return jsonschema_rs.validator_for(
            {**schema, "$schema": dialect} if dialect and isinstance(schema, dict) else schema, validate_formats=formats
        )
    except ValueError:
        return None


def _draft(dialect: str | None) -> Any:
    import jsonschema_rs

    for part, draft in (
        ("draft-04", jsonschema_rs.Draft4),
        ("oas/3.0", jsonschema_rs.Draft4),
        ("draft-06", jsonschema_rs.Draft6),
        ("draft-07", jsonschema_rs.Draft7),
        ("2019-09", jsonschema_rs.Draft201909),
    ):
        if dialect is not None and part in dialect:
            return draft
    return jsonschema_rs.Draft202012
