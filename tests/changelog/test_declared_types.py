"""The types that a schema names itself."""

from __future__ import annotations

from typing import Any

import pytest

from harness.changelog._shapes import declared


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({}, []),
        ({"type": "string"}, ["string"]),
        ({"type": ["string", "null", 1]}, ["string", "null"]),
        ({"type": 1}, []),
        ({"type": 1, "properties": {}}, ["object"]),
        ({"properties": {}, "items": {}}, ["object"]),
        ({"items": {}}, ["array"]),
        ({"type": "string", "items": {}}, ["string"]),
        ({"type": "string", "format": "date"}, ["string date"]),
        ({"type": ["string", "null"], "format": "date"}, ["string date", "null"]),
        ({"type": "string", "format": 1}, ["string"]),
        ({"type": "string", "nullable": True}, ["string", "null"]),
        ({"type": "string", "x-nullable": True}, ["string", "null"]),
        ({"type": "string", "nullable": True, "x-nullable": True}, ["string", "null"]),
        ({"type": "string", "nullable": False, "x-nullable": "true"}, ["string"]),
        ({"type": ["null", "string"], "nullable": True}, ["null", "string"]),
        ({"nullable": True}, []),
        ({"items": {}, "nullable": True}, ["array", "null"]),
    ],
)
def test_they_are_those_of_type_format_and_nullable(schema: Any, types: list[str]) -> None:
    assert [" ".join(filter(None, (kind.name, kind.format))) for kind in declared(schema)] == types
