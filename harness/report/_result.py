"""All that is known of the differences of two documents, for programs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.changelog import Changelog
    from harness.comparison import Change, Comparison
    from harness.document import Document
    from harness.verdict import Contract


class Diff:
    """Two documents, what differs between them, and what that means.

    Attributes:
        comparison: the facts, with the documents.
    """

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    @property
    def old(self) -> Document:
        """The document before."""
        return self.comparison.old

    @property
    def new(self) -> Document:
        """The document after."""
        return self.comparison.new

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference once for its place of definition, in document order."""
        return self.comparison.changes

    @cached_property
    def changelog(self) -> Changelog:
        """What the public changelog says, its operations in ascending order."""
        from harness.changelog import changelog

        return changelog(self.comparison)

    @cached_property
    def contract(self) -> Contract:
        """What really breaks clients: a finding for each change, with the message that proves it."""
        from harness.verdict import contract

        return contract(self.comparison)


def diff(old: Document, new: Document) -> Diff:
    """What differs between two documents, and what that means."""
    from harness.comparison import compare

    return Diff(compare(old, new))
