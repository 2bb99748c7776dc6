"""The changelog of two documents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.changelog._entries import Entries
from harness.changelog._model import Changelog, DocumentName
from harness.comparison import matched
from harness.document import erased

if TYPE_CHECKING:
    from collections.abc import Hashable

    from harness.changelog._model import Entry
    from harness.comparison import Comparison
    from harness.document import Document, Operation


def changelog(comparison: Comparison, *, order: str = "ascending") -> Changelog:
    """What a public changelog says of a comparison.

    Args:
        comparison: of the two documents.
        order: of the operations by method and path, as bytes: "ascending" or "descending".
    """
    old, new = comparison.old, comparison.new
    entries: list[Entry] = []
    if old is not new:
        make = Entries(old, new, comparison.graph.unchanged)
        entries = [entry for was, now in _operations(old, new) if (entry := make.of(was, now)) is not None]
    entries.sort(key=lambda entry: entry.name.encode("utf-8", "surrogatepass"))
    if order == "descending":
        entries.reverse()
    return Changelog(
        DocumentName(old.name, old.title),
        DocumentName(new.name, new.title),
        tuple(entries),
        edited=old.content != new.content,
    )


def _operations(old: Document, new: Document) -> list[tuple[Operation | None, Operation | None]]:
    """Operations are known by their `operationId`, else by method and path without parameter names."""
    shared = {*_used_twice(old), *_used_twice(new)}

    def has_id(operation: Operation) -> bool:
        return operation.operation_id is not None and operation.operation_id not in shared

    def exact(operation: Operation) -> Hashable:
        return operation.operation_id if has_id(operation) else (operation.kind, operation.name)

    def by_path(operation: Operation) -> Hashable | None:
        return None if has_id(operation) else (operation.kind, operation.method, erased(operation.path))

    return matched(old.operations, new.operations, exact, by_path)


def _used_twice(document: Document) -> list[str]:
    """An `operationId` that two operations have identifies neither."""
    counts = Counter(operation.operation_id for operation in document.operations)
    return [name for name, count in counts.items() if name is not None and count > 1]
