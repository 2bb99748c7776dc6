"""The comparison of two documents as its users see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._reach import changes_of
from harness.comparison._walk import walk

if TYPE_CHECKING:
    from harness.comparison._change import Change
    from harness.comparison._graph import Graph
    from harness.document import Document


class Comparison:
    """Two documents and what differs between them.

    Attributes:
        old, new: the documents.
        graph: the pairs of places behind the changes.
    """

    __slots__ = ("_changes", "graph", "new", "old")

    def __init__(self, old: Document, new: Document, graph: Graph) -> None:
        self.old = old
        self.new = new
        self.graph = graph
        self._changes: tuple[Change, ...] | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference once for its place of definition, in document order."""
        if self._changes is None:
            self._changes = changes_of(self.graph)
        return self._changes


def compare(old: Document, new: Document) -> Comparison:
    """What differs between two documents; without changes for a document and itself."""
    return Comparison(old, new, walk(old, new))
