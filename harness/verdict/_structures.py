"""Changes of what is no schema: a proof or a message, where there is one; for the rest the rule alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison import REQUEST
from harness.containment import NO, YES, Answer, Messages
from harness.document import Node
from harness.messages import Lifter, Root, operation_pairs, texts_of
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.verdict._absences import ABSENCES
from harness.verdict._described import DESCRIBED
from harness.verdict._encodings import ENCODINGS
from harness.verdict._forms import FORMS
from harness.verdict._proofs import Proof
from harness.verdict._references import REFERENCES
from harness.verdict._security import judged_removal

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change, Comparison
    from harness.messages import Witness
    from harness.rules import Judge, Rule


class Structures:
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

    def of(self, change: Change, rule: Rule) -> Proof | None:
        """What is proven of a change; None where its rule says all that there is to say."""
        return None if rule.judge is None else _JUDGES[rule.judge](self, change)

    def answer(self, root: Root) -> Answer:
        """Whether every value of the sender is one of the reader."""
        if root.text:
            return texts_of(root, self.messages, self.comparison).contained(*root.sides)
        return self.messages[root.direction].contained(*root.sides, root.direction)

    def proof(self, root: Root, kept: str) -> Proof:
        """The same as a proof; `kept` says why nothing is lost."""
        answer = self.answer(root)
        if answer.verdict == YES:
            return Proof(COMPATIBLE, kept)
        if answer.verdict == NO:
            return self.broken(root, answer.witness)
        return Proof(WARNING, f"not decided: {answer.reason}", undecided=True)

    def broken(self, root: Root, value: Any, reason: str = "") -> Proof:
        """A break that a value shows."""
        if not reason and root.direction == REQUEST:
            reason = "the old version takes a request that the new one refuses"
        reason = reason or "the new version sends a response that the old one does not allow"
        return Proof(BREAKING, reason, self.lifted(root, value))

    def lifted(self, root: Root, value: Any) -> Witness | None:
        """The message of a value, None where nobody wants to see it."""
        return None if self.lifter is None else self.lifter.lifted(root, value)

    def smallest(self, schema: Node | None, direction: str) -> Any:
        """A value of a schema of the sender's, `{}` where there is no schema."""
        if schema is None:
            return {}
        nothing = Node(schema.file, (), value=False)
        return self.messages[direction].contained(schema, nothing, direction).witness


_JUDGES: dict[Judge, Callable[[Structures, Change], Proof | None]] = {
    **ABSENCES,
    **DESCRIBED,
    **FORMS,
    **ENCODINGS,
    **REFERENCES,
    "remaining-credentials": judged_removal,
}
