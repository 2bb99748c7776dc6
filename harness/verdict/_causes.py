"""Causes: the smallest sets of edits that lose messages, found from single messages by undoing and making edits.

What single edits lose is known by now. What several lose together is sought at their schema, and in whole messages
once all that is blamed is undone. A message tells by itself which of the edits lose it: nothing is searched for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment import NO, YES
from harness.messages import part_pairs
from harness.verdict._losses import MOST_ROOTS, Cause, sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment import Answer
    from harness.messages import PartPair
    from harness.verdict._inquiry import Inquiry
    from harness.verdict._losses import Losses, Question
    from harness.verdict._switches import Edits
    from harness.vocabulary import Sender

# How many causes are sought that go beyond single edits, at one schema or in one message.
_MOST = 4


class Causes:
    """The causes of one comparison, once single edits are judged."""

    __slots__ = ("_inquiry", "_losses", "_spared", "_switches")

    def __init__(self, inquiry: Inquiry, losses: Losses, spared: Edits) -> None:
        """Ready to search.

        Args:
            inquiry: asks for messages.
            losses: what single edits lose.
            spared: edits that break nobody, whatever they lose: rules say so.
        """
        self._inquiry = inquiry
        self._losses = losses
        self._switches = losses.switches
        self._spared = spared

    def all(self) -> list[Cause]:
        """All causes, each with a message that no cause before it loses, where there is one."""
        for questions in list(self._losses.asked.values()):
            self._together(questions)
        for root in self._roots():
            self._behind(root)
        return list(self._apart())

    def _blamed(self, direction: Sender) -> Edits:
        blamed = 0
        for cause in self._losses.causes:
            blamed |= cause.edits if cause.direction == direction else 0
        return blamed

    def _together(self, questions: list[Question]) -> None:
        """Find what edits of one schema lose together, and none of those that are blamed."""
        first = questions[0]
        own = 0
        for question in questions:
            own |= question.edit.bit if question.edit is not None else 0
        own &= ~self._spared
        for _ in range(_MOST):
            blamed = self._blamed(first.direction)
            if first.schemas[1] is None or not own & ~blamed or not own & (own - 1):
                return
            if not self._together_beyond(first, own, own & blamed):
                return

    def _together_beyond(self, question: Question, own: Edits, blamed: Edits) -> bool:
        """Whether a cause was found in some edits of one schema, of which some are blamed already."""
        old, new = question.schemas
        assert new is not None
        assert question.sides is not None
        direction = question.direction
        messages = self._inquiry.messages[direction]
        if messages.contained(*question.sides, direction).verdict == YES:
            return False
        sides = sides_of(old, self._switches.schema(old, new, own), direction)
        demands = [self._losses.demand(blamed, (old, new), direction, lost=False)] if blamed else []
        answer = messages.lost_otherwise(sides, direction, demands) if blamed else messages.contained(*sides, direction)
        if answer.verdict != NO:
            return False
        for root, way in question.reached[:MOST_ROOTS]:
            found = self._losses.within(root, way, answer.witness, own)
            if found.verdict == NO and self._note(root, own, blamed, found.witness):
                return True
        return False

    def _note(self, root: PartPair, edits: Edits, blamed: Edits, value: Any) -> bool:
        """Whether some edits lose a message that others, which are blamed, do not lose; the cause is kept then."""
        if not self._losses.loses(edits, root, value) or (blamed and self._losses.loses(blamed, root, value)):
            return False
        self._losses.causes.append(Cause(self._minimal(root, edits, value), root.direction, root, value))
        return True

    def _roots(self) -> Iterator[PartPair]:
        """The parts of messages that differ, each pair of schemas once."""
        seen: set[tuple[int, int, Sender]] = set()
        for pair in self._inquiry.pairs.values():
            for root in part_pairs(*pair):
                # identity: the documents hold the values of their schemas.
                key = (*self._switches.identity(root.old, root.new), root.direction)
                if key not in seen:
                    seen.add(key)
                    yield root

    def _behind(self, root: PartPair) -> None:
        """Find what a message still loses once all that is blamed is undone."""
        reach = self._switches.reach(root.old, root.new) & ~self._spared
        for _ in range(_MOST):
            blamed = self._blamed(root.direction)
            rest = reach & ~blamed
            if not rest:
                return
            answer = self._lost_by(rest, root)
            if answer.verdict != NO:
                return
            edits = self._minimal(root, rest, answer.witness)
            self._losses.causes.append(Cause(edits, root.direction, root, answer.witness, hidden=True))

    def _lost_by(self, edits: Edits, root: PartPair) -> Answer:
        """A message that some edits alone lose."""
        sides = sides_of(root.old, self._switches.schema(root.old, root.new, edits), root.direction)
        if root.text:
            return self._inquiry.texts(root).of_old.contained(*sides)
        return self._inquiry.messages[root.direction].contained(*sides, root.direction)

    def _minimal(self, root: PartPair, edits: Edits, value: Any) -> Edits:
        """The smallest set of some edits that loses a message, as far as leaving out any of them tells (ddmin).

        Source: A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002.
        """
        items = [1 << number for number in range(edits.bit_length()) if edits >> number & 1]
        parts = 2
        while len(items) > 1:
            size = max(1, len(items) // parts)
            chunks = [items[start : start + size] for start in range(0, len(items), size)]
            less = next((some for some in self._smaller(chunks) if self._losses.loses(sum(some), root, value)), None)
            if less is not None:
                parts = 2 if len(less) <= size else max(parts - 1, 2)
                items = less
            elif size == 1:
                break
            else:
                parts = min(len(items), 2 * parts)
        return sum(items)

    @staticmethod
    def _smaller(chunks: list[list[Edits]]) -> Iterator[list[Edits]]:
        """Each chunk alone, then all but one."""
        yield from chunks
        for left in chunks if len(chunks) > 2 else ():
            yield [item for chunk in chunks if chunk is not left for item in chunk]

    def _apart(self) -> Iterator[Cause]:
        """The causes, the smallest first, with messages that no cause before them loses, where there are any."""
        blamed: dict[Sender, Edits] = {}
        for cause in sorted(self._losses.causes, key=lambda one: (one.hidden, one.edits.bit_count(), one.edits)):
            if not cause.edits:
                continue
            known = blamed.get(cause.direction, 0)
            yield self._apart_from(known & ~cause.edits, cause)
            blamed[cause.direction] = known | cause.edits

    def _apart_from(self, others: Edits, cause: Cause) -> Cause:
        root = cause.root
        others &= self._switches.reach(root.old, root.new)
        if not others or not self._losses.loses(others, root, cause.value):
            return cause
        if not root.text:
            schemas = root.old, root.new
            demands = [
                self._losses.demand(cause.edits, schemas, root.direction, lost=True),
                self._losses.demand(others, schemas, root.direction, lost=False),
            ]
            answer = self._inquiry.messages[root.direction].lost_otherwise(root.sides, root.direction, demands)
            if answer.verdict == NO:
                return cause._replace(value=answer.witness)
        return cause._replace(hidden=True)
