"""All that is known of the differences of two documents."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.changelog import Changelog
    from harness.comparison import Change, Comparison
    from harness.document import Document
    from harness.verdict import Contract
    from harness.vocabulary import Impact


class Judging(NamedTuple):
    """How differences are judged.

    Attributes:
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not; None for no day at all.
        impacts: the impact of rules by id, where it is not to be the catalogue's.
        witnesses: whether to put what breaks into whole messages.
        budget: how many steps to search for one proof; None for as many as is usual.
        order: of the operations in the changelog: "ascending" or "descending".
    """

    today: str | None = None
    impacts: Mapping[str, Impact] | None = None
    witnesses: bool = True
    budget: int | None = None
    order: str = "ascending"


class Diff:
    """Two documents, what differs between them, and what that means: each judgement is made when it is first asked for.

    Attributes:
        comparison: the facts, with the documents.
        judging: how they are judged.
    """

    def __init__(self, comparison: Comparison, judging: Judging | None = None) -> None:
        self.comparison = comparison
        self.judging = judging or Judging()
        self._contract: Contract | None = None

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
        """What the public changelog says."""
        from harness.changelog import changelog

        return changelog(self.comparison, order=self.judging.order)

    @property
    def contract(self) -> Contract:
        """What really breaks clients: a finding for each change, with the message that proves it."""
        return self.judge()

    def judge(self, progress: Callable[[int], None] | None = None) -> Contract:
        """The contract; while it is made, `progress` is told how many changes are judged, before each of them."""
        if self._contract is None:
            from harness.verdict import contract

            budget = {} if self.judging.budget is None else {"steps": self.judging.budget}
            self._contract = contract(
                self.comparison,
                today=self.judging.today,
                impacts=self.judging.impacts,
                witnesses=self.judging.witnesses,
                progress=progress,
                **budget,
            )
        return self._contract


def diff(old: Document, new: Document, judging: Judging | None = None) -> Diff:
    """What differs between two documents, and what that means.

    Args:
        old: the document before.
        new: the document after.
        judging: how differences are judged, where that is not to be the usual way.
    """
    from harness.comparison import compare

    return Diff(compare(old, new), judging)
