"""Documents made of plain data, read as if they came from files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import Change, Comparison, compare
from harness.document import Document, File
from harness.document._source import Source
from harness.errors import UnreadableSource
from harness.report.words.trail import labels

if TYPE_CHECKING:
    from collections.abc import Callable


class Nowhere:
    """Leads to no other file."""

    def follow(self, reference: str, source: Source) -> Source:
        raise UnreadableSource(f"there is no {reference!r}", file=source.name)


def document_of(content: Any, name: str = "api.json") -> Document:
    """The document that says `content`."""
    return Document(File.of(Source(name, json.dumps(content).encode(), f"memory:{name}", Nowhere())))


def comparison_of(old: Any, new: Any) -> Comparison:
    """The comparison of two documents of plain data."""
    return compare(document_of(old, "old.json"), document_of(new, "new.json"))


@pytest.fixture(name="document_of", scope="session")
def _document_of() -> Callable[..., Document]:
    return document_of


@pytest.fixture(name="comparison_of", scope="session")
def _comparison_of() -> Callable[[Any, Any], Comparison]:
    return comparison_of


@pytest.fixture(scope="session")
def facts() -> Callable[[Any, Any], list[str]]:
    """What a comparison says, a line for each change: `narrowed property presence: GET /pets > response 200 > …`."""

    def told(old: Any, new: Any) -> list[str]:
        return [line(change) for change in comparison_of(old, new).changes]

    return told


def line(change: Change) -> str:
    """A change in one line."""
    return f"{change.effect} {change.subject} {change.aspect}: {' > '.join(labels(change.trail))}"
