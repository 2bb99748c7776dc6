"""The messages that a changed schema is part of, with the ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison import BOTH, REQUEST, RESPONSE
from harness.messages._leads import Leads
from harness.messages._roots import Root, operation_pairs, roots_of
from harness.messages._ways import Step, Way, Ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node

# A message with the steps to a schema in it.
Reached = tuple[Root, tuple[Step, ...]]


class Reach:
    """The messages of one comparison by the schemas in them."""

    __slots__ = ("_comparison", "_pairs", "_roots", "_ways")

    def __init__(self, comparison: Comparison) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        self._pairs = operation_pairs(comparison)
        self._roots: dict[str, tuple[Root, ...]] = {}
        self._ways = Ways(old, Leads(old)), Ways(new, Leads(new))

    def of(self, change: Change, sender: Node, direction: str) -> Iterator[tuple[Root, Way]]:
        """The messages that a changed schema is part of, with the ways to it.

        The same schema may stand elsewhere in the message of the other side, as one does that referred to itself.

        Args:
            change: of the schema.
            sender: the schema on the side that sends the messages.
            direction: of the messages.
        """
        index = 0 if direction == REQUEST else 1
        other = change.new_owner if sender is change.old_owner else change.old_owner
        for name in change.operations:
            for root in self._roots_of(name):
                if root.direction == direction:
                    known = set()
                    for way in self._ways[index].between(root.sides[0], sender):
                        known.add(way.steps)
                        yield root, way
                    for way in self._ways[1 - index].between(root.sides[1], other) if known else ():
                        if way.holder is None and way.steps not in known:
                            yield root, way

    def is_sent(self, change: Change, direction: str) -> bool:
        """Whether messages of a direction have what changed, of two directions that both may."""
        if change.direction != BOTH:
            return True
        requests = direction == REQUEST
        sender, other = (change.old_owner, change.new_owner)[:: 1 if requests else -1]
        if any(self.of(change, sender, direction)):
            return True
        return not any(self.of(change, other, RESPONSE if requests else REQUEST))

    def is_nowhere(self, change: Change) -> bool:
        """Whether nothing that asserts anything leads from a message to what changed, as extensions do not."""
        for document, owner in ((self._comparison.old, change.old_owner), (self._comparison.new, change.new_owner)):
            # Views of Swagger 2.0 and dynamic references hide ways.
            if document.version == "2.0" or b"$dynamicRef" in document.source.data:
                return False
            for direction in (REQUEST, RESPONSE):
                if any(self._in(document, change, owner, direction)):
                    return False
        return True

    def _in(self, document: Document, change: Change, owner: Node, direction: str) -> Iterator[Way]:
        for name in change.operations:
            for root in self._roots_of(name):
                if root.direction == direction:
                    side = root.old if document is self._comparison.old else root.new
                    yield from self._ways[document is not self._comparison.old].between(side, owner)

    def _roots_of(self, name: str) -> tuple[Root, ...]:
        known = self._roots.get(name)
        if known is None:
            pair = self._pairs.get(name)
            known = self._roots[name] = tuple(roots_of(*pair)) if pair is not None else ()
        return known
