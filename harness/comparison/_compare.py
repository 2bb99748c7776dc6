"""The comparison of two documents as its users see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._pairing import operations
from harness.comparison._reach import changes_of
from harness.comparison._walk import walk

if TYPE_CHECKING:
    from harness.comparison._change import Change
    from harness.comparison._graph import Graph
    from harness.document import Document, Operation


class Comparison:
    """Two documents and what differs between them.

    Attributes:
        old, new: the documents.
        graph: the pairs of places behind the changes.
    """

    __slots__ = ("_changes", "_operations", "graph", "new", "old")

    def __init__(self, old: Document, new: Document, graph: Graph) -> None:
        self.old = old
        self.new = new
        self.graph = graph
        self._changes: tuple[Change, ...] | None = None
        self._operations: tuple[tuple[Operation | None, Operation | None], ...] | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference once for its place of definition, in document order."""
        if self._changes is None:
            self._changes = changes_of(self.graph)
        return self._changes

    @property
    def operations(self) -> tuple[tuple[Operation | None, Operation | None], ...]:
        """The operations that stand for each other: those of the new document, then those that went.

        Changes call an operation by its name in the new document, one that went by that in the old one.
        """
        if self._operations is None:
            pairs = operations(self.old.operations, self.new.operations)
            places = {id(operation): place for place, operation in enumerate(self.new.operations)}
            pairs.sort(key=lambda pair: len(places) if pair[1] is None else places[id(pair[1])])
            self._operations = tuple(pairs)
        return self._operations


def compare(old: Document, new: Document) -> Comparison:
    """What differs between two documents; without changes for a document and itself."""
    return Comparison(old, new, walk(old, new))
