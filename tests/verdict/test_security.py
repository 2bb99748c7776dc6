"""Which clients are still let in when a way to authenticate goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.document import load
from harness.verdict import contract

if TYPE_CHECKING:
    from pathlib import Path


def document(folder: Path, name: str, security: list[dict[str, list[str]]] | None) -> Any:
    """A document of one operation that asks for one of the sets, or says nothing of them."""
    stated = {} if security is None else {"security": security}
    scheme = {"type": "apiKey", "in": "header"}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {**stated, "responses": {"200": {"description": "All"}}}}},
        "components": {"securitySchemes": {key: {**scheme, "name": f"X-{key}"} for key in "ABC"}},
    }
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content))
    return load(str(path))


@pytest.mark.parametrize(
    ("old", "new", "breaking"),
    [
        ([{"A": [], "B": []}], [{"A": []}], False),
        ([{"A": [], "B": [], "C": []}, {"A": []}], [{"A": [], "B": []}, {"A": []}], False),
        ([{"A": []}], [{"A": [], "B": []}], True),
        ([{"A": []}, {"B": []}], [{"A": []}], True),
        ([{"A": ["read", "write"]}], [{"A": ["read"]}], False),
        ([{"A": ["read", "write"], "B": []}], [{"A": ["read"]}], False),
        ([{"A": ["read"], "B": []}], [{"A": ["write"]}], True),
        ([], [{"A": []}], True),
        ([], [{}, {"A": []}], False),
        (None, [{"A": []}], True),
        (None, [{}, {"A": []}], False),
    ],
)
def test_asking_for_less_shuts_nobody_out(
    tmp_path: Path, old: list[dict[str, list[str]]] | None, new: list[dict[str, list[str]]], *, breaking: bool
) -> None:
    comparison = compare(document(tmp_path, "old", old), document(tmp_path, "new", new))
    assert contract(comparison).breaking == breaking
