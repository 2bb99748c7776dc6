"""The operations of two documents: those of the new one, then those that went."""

from __future__ import annotations

from typing import Any


def test_operations_stand_as_in_the_new_document_and_those_that_went_behind(comparison_of: Any) -> None:
    def api(*paths: str) -> dict[str, Any]:
        operation = {"responses": {"200": {"description": "ok"}}}
        said = {path: {"get": operation} for path in paths}
        return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": said}

    pairs = comparison_of(api("/gone", "/b/{x}", "/a"), api("/a", "/new", "/b/{y}")).operations
    names = [tuple(None if one is None else one.name for one in pair) for pair in pairs]
    assert names == [
        ("GET /a", "GET /a"),
        (None, "GET /new"),
        ("GET /b/{x}", "GET /b/{y}"),
        ("GET /gone", None),
    ]
