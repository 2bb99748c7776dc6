"""Changes of what is no schema: a proof or a message, where there is one; for the rest the rule alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison import REQUEST
from harness.containment import NO, YES, Answer, Messages
from harness.document import Node
from harness.messages import Lifter, Root, operation_pairs, texts_of
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.verdict._finding import Judgement

if TYPE_CHECKING:
    from harness.comparison import Comparison
    from harness.messages import Witness


class Inquiry:
    """Judges what is no schema in one comparison.

    Attributes:
        pairs: the operations that stand for each other, by name.
        messages: those of requests and of responses.
        lifter: puts values into messages; None where nobody wants to see them.
    """

    __slots__ = ("comparison", "lifter", "messages", "pairs")

    def __init__(self, comparison: Comparison, *, steps: int, witnesses: bool = True) -> None:
        old, new = comparison.old, comparison.new
        self.comparison = comparison
        self.pairs = operation_pairs(comparison)
        self.messages = {
            "request": Messages(old, new, formats=True, steps=steps),
            "response": Messages(new, old, formats=True, steps=steps),
        }
        self.lifter = Lifter(self.messages) if witnesses else None

    def answer(self, root: Root) -> Answer:
        """Whether every value of the sender is one of the reader."""
        if root.text:
            return texts_of(root, self.messages, self.comparison).contained(*root.sides)
        return self.messages[root.direction].contained(*root.sides, root.direction)

    def proof(self, root: Root, kept: str) -> Judgement:
        """The same as a proof; `kept` says why nothing is lost."""
        answer = self.answer(root)
        if answer.verdict == YES:
            return Judgement(COMPATIBLE, kept)
        if answer.verdict == NO:
            return self.broken(root, answer.witness)
        return Judgement(WARNING, f"not decided: {answer.reason}", undecided=True)

    def broken(self, root: Root, value: Any, reason: str = "") -> Judgement:
        """A break that a value shows."""
        if not reason and root.direction == REQUEST:
            reason = "the old version takes a request that the new one refuses"
        reason = reason or "the new version sends a response that the old one does not allow"
        return Judgement(BREAKING, reason, self.lifted(root, value))

    def lifted(self, root: Root, value: Any) -> Witness | None:
        """The message of a value, None where nobody wants to see it."""
        return None if self.lifter is None else self.lifter.lifted(root, value)

    def smallest(self, schema: Node | None, direction: str) -> Any:
        """A value of a schema of the sender's, `{}` where there is no schema."""
        if schema is None:
            return {}
        nothing = Node(schema.file, (), value=False)
        return self.messages[direction].contained(schema, nothing, direction).witness
