"""How often a validator may come to the schemas of one value: references can double that with each step."""

from __future__ import annotations

from typing import Any

# So many visits take a few tenths of a second; what has fewer definitions than this has not so many.
_MOST_VISITS, _FEW_DEFINITIONS = 300_000, 12
_OF_ONE_VALUE = ("not", "if", "then", "else")
_OF_ONE_VALUE_EACH = ("allOf", "anyOf", "oneOf")


def is_tangled(schema: Any) -> bool:
    """Whether a validator may come to schemas of one and the same value too often, by the references of a schema."""
    definitions = schema.get("$defs") if type(schema) is dict else None
    if type(definitions) is not dict or len(definitions) < _FEW_DEFINITIONS:
        return False
    visits = _Visits(definitions)
    try:
        return any(visits.of(each) > _MOST_VISITS for each in (schema, *definitions.values()))
    except RecursionError:
        # Chains are as long as they are deep.
        return False


class _Visits:
    """How many schemas are visited for a value, those behind references included, once for each way to them."""

    __slots__ = ("_definitions", "_known")

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[str, int] = {}

    def of(self, schema: Any) -> int:
        if type(schema) is not dict:
            return 1
        parts = [schema[keyword] for keyword in _OF_ONE_VALUE if keyword in schema]
        for keyword in _OF_ONE_VALUE_EACH:
            several = schema.get(keyword)
            parts += several if type(several) is list else ()
        reference = schema.get("$ref")
        behind = self._behind(reference) if type(reference) is str else 0
        return min(1 + behind + sum(map(self.of, parts)), _MOST_VISITS + 1)

    def _behind(self, reference: str) -> int:
        start, _, name = reference.rpartition("/")
        if start != "#/$defs" or name not in self._definitions:
            return 1
        known = self._known.get(name)
        if known is None:
            # What leads back here is visited no second time.
            self._known[name] = 0
            known = self._known[name] = self.of(self._definitions[name])
        return known
