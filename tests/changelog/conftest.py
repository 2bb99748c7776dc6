"""Pairs of documents for the tests of the changelog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.changelog import Changelog, changelog
from harness.comparison import compare
from harness.document import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.document import Document


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Document]:
    """Loads a document from its content; `openapi` and `info` may be left out."""
    folder = tmp_path_factory.mktemp("documents")
    count = 0

    def loaded(content: dict[str, Any]) -> Document:
        nonlocal count
        count += 1
        path: Path = folder / f"{count}.json"
        kind = {} if "swagger" in content else {"openapi": "3.1.0"}
        path.write_text(json.dumps({**kind, "info": {"title": "Pets", "version": "1"}, **content}))
        found = load(str(path))
        path.unlink()
        return found

    return loaded


@pytest.fixture(scope="session")
def changed(
    document: Callable[[dict[str, Any]], Document],
) -> Callable[..., Changelog]:
    """The changelog of two documents, given as their content."""

    def found(old: dict[str, Any], new: dict[str, Any], order: str = "ascending") -> Changelog:
        return changelog(compare(document(old), document(new)), order=order)

    return found
