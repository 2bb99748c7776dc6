"""The cost of ways: each place of a document is read once, and all ways from one message are one search."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import load
from harness.messages._paths import SchemaPaths
from harness.messages._places import SchemaPlaces

if TYPE_CHECKING:
    import pathlib

    from harness.document import Document

_ROOTS = 8


@pytest.mark.parametrize("kind", ["property", "alternative"])
def test_the_ways_to_all_components_of_a_circle_cost_what_there_is_in_it(
    kind: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    below = SchemaPlaces.below

    def counted(places: SchemaPlaces, place: int) -> Any:
        nonlocal asked
        asked += 1
        return below(places, place)

    monkeypatch.setattr(SchemaPlaces, "below", counted)
    costs = []
    for size in (100, 400):
        asked = 0
        document = _circles(size, kind, tmp_path)
        assert sum(_ways(document, size)) >= size * _ROOTS
        costs.append(asked / size)
    assert costs[1] < 1.5 * costs[0]


def _ways(document: Document, size: int) -> list[int]:
    """How many ways there are from some components to each."""
    paths = SchemaPaths(document)
    schemas = [document.file.at(("components", "schemas", f"S{number}")) for number in range(size)]
    return [
        len(list(paths.between(start, end)))
        for start in schemas[:_ROOTS]
        for end in schemas
        if start is not None and end is not None
    ]


def _circles(size: int, kind: str, folder: pathlib.Path) -> Document:
    """Components of which each leads to three others, so that every one leads to every other in few steps."""

    def schema(number: int) -> dict[str, Any]:
        several = [{"$ref": f"#/components/schemas/S{(3 * number + more) % size}"} for more in range(3)]
        if kind == "alternative":
            return {"oneOf": several}
        return {"properties": {f"p{place}": {"items": inner} for place, inner in enumerate(several)}}

    components = {"schemas": {f"S{number}": schema(number) for number in range(size)}}
    path = folder / "api.json"
    path.write_text(dumps({"openapi": "3.0.3", "info": {}, "paths": {}, "components": components}), encoding="utf-8")
    return load(str(path))
