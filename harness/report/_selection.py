"""Which differences a report shows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from harness.comparison import ANNOTATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.comparison import Change, Comparison
    from harness.document import Operation

# What makes no message valid or invalid, and still is news to clients.
_NOTICEABLE = frozenset({"default", "deprecated", "x-beta", "x-sunset"})


class Selection:
    """The differences of two documents that somebody asked for.

    Attributes:
        comparison: of the two documents.
        changes: those that the filter lets pass, annotations included, in document order.
        listed: those of them that a text lists.
        filtered: whether there is a filter.
    """

    def __init__(
        self, comparison: Comparison, *, annotations: bool = False, keep: Callable[[Operation], bool] | None = None
    ) -> None:
        self.comparison = comparison
        self.filtered = keep is not None
        self.changes = comparison.changes if keep is None else _kept(comparison, keep)
        self.listed = (
            self.changes if annotations else tuple(change for change in self.changes if _is_noticeable(change))
        )

    @property
    def left_out(self) -> int:
        """How many annotations a text does not list."""
        return len(self.changes) - len(self.listed)

    @cached_property
    def operations(self) -> dict[str, str | None]:
        """The names of all operations, with their `operationId`: those of the new document, then those that went."""
        both = (*self.comparison.new.operations, *self.comparison.old.operations)
        found: dict[str, str | None] = {}
        for operation in both:
            found.setdefault(operation.name, operation.operation_id)
        return found

    def reached(self, changes: Iterable[Change]) -> int:
        """How many operations some changes reach."""
        sets = {id(change.operations): change.operations for change in changes}
        return len({name for names in sets.values() for name in names if name in self.operations})


def _kept(comparison: Comparison, keep: Callable[[Operation], bool]) -> tuple[Change, ...]:
    documents = (comparison.old, comparison.new)
    names = {operation.name for document in documents for operation in document.operations if keep(operation)}
    return tuple(change for change in comparison.changes if not names.isdisjoint(change.operations))


def _is_noticeable(change: Change) -> bool:
    return change.effect != ANNOTATED or change.aspect in _NOTICEABLE
