"""What judges ask of the messages of two documents, and how they say what they found out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.containment import NO, YES, Loans, MessageContainment
from harness.messages import Carriers, MessageBuilder, operation_pairs
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.verdict._finding import Judgement
from harness.vocabulary import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change, Comparison
    from harness.containment import Answer, Budget
    from harness.document import File, Node, Operation
    from harness.messages import PartPair, Path, Witness
    from harness.messages._texts import Texts
    from harness.vocabulary import Sender


class Inquiry:
    """The messages of one comparison; what is found out for one change serves the next.

    Attributes:
        pairs: the operations that stand for each other, by name.
        carriers: of their messages.
        promised: the headers, in small letters, that always come with a response, by the identity of its value.
        messages: those of requests and of responses.
        budget: the steps of the run.
        loans: schemas of one document that questions put into the other.
        builder: puts values into messages; None where nobody wants to see them.
    """

    __slots__ = ("_witnesses", "budget", "builder", "carriers", "comparison", "loans", "messages", "pairs", "promised")

    def __init__(self, comparison: Comparison, budget: Budget, *, witnesses: bool = True) -> None:
        old, new = comparison.old, comparison.new
        self.comparison = comparison
        self.pairs = operation_pairs(comparison)
        self.carriers = Carriers(self.pairs)
        self.promised: dict[int, frozenset[str]] = {}
        self.budget = budget
        self.loans = Loans()
        sides = {REQUEST: (old, new), RESPONSE: (new, old)}
        self.messages = {
            direction: MessageContainment(
                *both,
                formats=True,
                budget=budget,
                unchanged=self._is_unchanged,
                reduces=witnesses,
                loans=self.loans,
            )
            for direction, both in sides.items()
        }
        # By schema, place, operation and value.
        self._witnesses: dict[tuple[int, Path, str, str], Witness] = {}
        self.builder = MessageBuilder(comparison) if witnesses else None

    def pairs_of(self, change: Change) -> Iterator[tuple[Operation, Operation]]:
        """The operations that a change reaches, on both sides."""
        return (self.pairs[name] for name in change.operations if name in self.pairs)

    def answer(self, root: PartPair) -> Answer:
        """Whether every value of the sender is one of the reader."""
        if root.text:
            return self.texts(root).contained(*root.sides)
        return self.messages[root.direction].contained(*root.sides, root.direction)

    def texts(self, root: PartPair) -> Texts:
        """What the texts of a part of a message are asked about."""
        from harness.messages import texts_of

        return texts_of(root, self.messages, self.comparison)

    def judgement(self, root: PartPair, reason: str) -> Judgement:
        """The same as a judgement.

        Args:
            root: the part of a message.
            reason: why nothing is lost, if that is the answer.
        """
        answer = self.answer(root)
        if answer.verdict == YES:
            return Judgement(COMPATIBLE, reason)
        if answer.verdict == NO:
            return self.broken(root, answer.witness)
        return undecided(answer.reason)

    def broken(self, root: PartPair, value: Any, reason: str = "") -> Judgement:
        """A break that a value shows."""
        return self.broken_by(root, self.witness(root, value), reason)

    @staticmethod
    def broken_by(root: PartPair, witness: Witness | None, reason: str = "") -> Judgement:
        """A break that a message shows; None where nobody wants to see it."""
        if not reason and root.direction == REQUEST:
            reason = "the old version takes a request that the new one refuses"
        reason = reason or "the new version sends a response that the old one does not allow"
        return Judgement(BREAKING, reason, witness)

    def witness_of(
        self, root: PartPair, value: Any, alone: Callable[[Any], bool], among: Callable[[Any], bool]
    ) -> Witness | None:
        """The message of a value, as typical as can be, None where nobody wants to see it.

        Args:
            root: the part of the message.
            value: what stands there.
            alone: whether another value is lost for the same cause, and no other.
            among: whether it is lost for the same cause, and maybe others.
        """
        if self.builder is None:
            return None
        from harness.messages import LossCheck

        return self.builder.message_for(root, value, LossCheck(alone, among))

    def witness(self, root: PartPair, value: Any) -> Witness | None:
        """The message of a value, as typical as can be, None where nobody wants to see it."""
        if self.builder is None:
            return None
        from harness.messages import lost_alike

        # Many changes are shown by the same value.
        # identity: the root holds the schemas.
        key = (id(root.sides[0].value), root.place, root.operations[1].name, json.dumps(value))
        known = self._witnesses.get(key)
        if known is None:
            lost = lost_alike(root, value, self.messages, self.comparison)
            known = self._witnesses[key] = self.builder.message_for(root, value, lost)
        return known

    def request_without(self, place: Path, operations: tuple[Operation, Operation]) -> Witness | None:
        """The smallest request that lacks a part, None where nobody wants to see it."""
        return None if self.builder is None else self.builder.request_without(place, operations)

    def smallest(self, schema: Node | None, direction: Sender) -> Any:
        """A value of a schema of the sender's, `{}` where there is no schema."""
        if schema is None or self.builder is None:
            return {}
        return self.builder.typical.of_schema(schema, direction).plain

    def _is_unchanged(self, one_file: File, one: Any, other_file: File, other: Any) -> bool:
        """Whether the comparison holds a schema of the one document for the same in the other."""
        files = self.comparison.old.file, self.comparison.new.file
        if (other_file, one_file) == files:
            one, other = other, one
        elif (one_file, other_file) != files:
            return False
        return self.comparison.graph.unchanged.changed_references_in_values(one, other, local=True) == ()


def undecided(reason: str) -> Judgement:
    """A warning for want of an answer, with what stood in the way of it."""
    return Judgement(WARNING, f"not decided: {reason}", undecided=True)
