"""How long answers may take, where somebody says so, and which have taken longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._limits import pattern_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.conformance._client import Exchanged
    from harness.document import Operation


class AnswersWithin(NamedTuple):
    """How long some operations may take.

    Attributes:
        operations: a glob of `METHOD /path`; a parameter of the path stands for any segment.
        seconds: to the end of an answer.
    """

    operations: str
    seconds: float


_TIMEOUT = 10.0


def patience(promptness: Iterable[AnswersWithin]) -> float:
    """The seconds to wait for an answer, so that what takes too long is still seen to come."""
    return max([_TIMEOUT, *(2 * each.seconds for each in promptness)])


def seconds_for(operation: Operation, promptness: Iterable[AnswersWithin]) -> float | None:
    """How long an operation may take; None where nobody says so."""
    own = (each.seconds for each in promptness if pattern_of(each.operations).match(operation.name))
    return min(own, default=None)


class Promptness:
    """Remembers of each operation the answer that took longest, of those that took too long.

    Args:
        promptness: what is promised.
    """

    def __init__(self, promptness: Iterable[AnswersWithin] = ()) -> None:
        self._promptness = tuple(promptness)
        self._slowest: dict[str, Exchanged] = {}

    def limit(self, operation: Operation) -> float | None:
        """How long an operation may take, in seconds; None where nobody says so."""
        return seconds_for(operation, self._promptness)

    def seen(self, operation: Operation, exchanged: Exchanged) -> None:
        """An operation was answered."""
        limit = self.limit(operation) if self._promptness else None
        known = self._slowest.get(operation.name)
        if exchanged.response is None or limit is None or exchanged.seconds <= limit:
            return
        if known is None or known.seconds < exchanged.seconds:
            self._slowest[operation.name] = exchanged

    def slowest(self, operation: Operation) -> Exchanged | None:
        """The answer of an operation that took longest; None where none took too long."""
        return self._slowest.get(operation.name)
