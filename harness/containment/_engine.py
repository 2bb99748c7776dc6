"""The engine beneath: validators, and its own proofs of containment, where they can be relied upon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._translate import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFTS = (("draft-04", "Draft4"), ("draft-06", "Draft6"), ("draft-07", "Draft7"), ("2019-09", "Draft201909"))
# Keywords on which the engine's proofs were seen to rest on a reading that validators do not share, or that it does
# not understand.
_DOUBTFUL = frozenset(("multipleOf", "pattern", "patternProperties", "$dynamicRef", "$recursiveRef"))


def proves(wide: Any, narrow: Any, dialect: str, *, formats: bool) -> bool:
    """Whether the engine proves that every instance of `narrow` is one of `wide`."""
    import jsonschema_rs

    if _mentions(wide, _DOUBTFUL) or _mentions(narrow, _DOUBTFUL):
        return False
    name = _draft(dialect)
    draft = getattr(jsonschema_rs, name)
    try:
        outer, inner = (
            jsonschema_rs.canonicalize(_plain(schema, dialect), draft=draft, validate_formats=formats)
            for schema in (wide, narrow)
        )
        return str(outer.covers(inner)) == "yes"
    except Exception:  # noqa: BLE001 - its errors share no base, and without a proof there is none
        return False


def validator(schema: Any, dialect: str, *, formats: bool) -> Any:
    """A validator of instances; None for a schema that it refuses."""
    import jsonschema_rs

    try:
        return getattr(jsonschema_rs, _draft(dialect) + "Validator")(_plain(schema, dialect), validate_formats=formats)
    except ValueError:
        return None


def _plain(schema: Any, dialect: str) -> Any:
    """The schema without a `$schema` of its own, and that of OpenAPI 3.0 in the words of 2020-12."""
    if "oas/3.0" in dialect:
        return translated(schema)
    return {name: value for name, value in schema.items() if name != "$schema"} if isinstance(schema, dict) else schema


def _draft(dialect: str) -> str:
    return next((name for part, name in _DRAFTS if part in dialect), "Draft202012")


def disputed(schema: Any) -> bool:
    """Whether a schema has a pattern that validators read differently: control escapes, which some do not know."""
    return any("\\c" in str(value.get("pattern")) for value in _objects(schema)) or any(
        "\\c" in name for value in _objects(schema) for name in value
    )


def _mentions(schema: Any, keywords: frozenset[str]) -> bool:
    return any(not keywords.isdisjoint(value) for value in _objects(schema))


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    pending = [schema]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending += value.values()
        elif isinstance(value, list):
            pending += value
