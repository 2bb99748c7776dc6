"""Causes: the smallest sets of edits that lose messages, found from single messages by undoing and making edits.

What single edits lose is known by now. What several lose together is sought at their schema, and in whole messages
once all that is blamed is undone. A message tells by itself which of the edits lose it: nothing is searched for that.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from harness.containment import NO, YES
from harness.verdict._lifts import demand, sides_of
from harness.verdict._losses import MOST_ROOTS, Cause
from harness.verdict._switches import bits_of, joined, key_of
from harness.vocabulary import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.comparison import Change
    from harness.containment import Answer
    from harness.messages import PartPair
    from harness.verdict._inquiry import Inquiry
    from harness.verdict._losses import Losses, Question
    from harness.verdict._switches import Edits
    from harness.vocabulary import Sender

# How many causes are sought that go beyond single edits, at one schema, and in one message once others are undone.
_MOST = 4
_MOST_BEHIND = 12
# What it costs to look whether some edits lose a message.
_STEPS_OF_A_TRY = 50


class Causes:
    """The causes of one comparison, once single edits are judged.

    Attributes:
        accepted: those with a message of their own, as found so far.
    """

    __slots__ = ("_blamed", "_inquiry", "_known", "_losses", "_parts", "_spared", "_switches", "accepted")

    def __init__(self, inquiry: Inquiry, losses: Losses, spared: Edits, parts: Iterable[PartPair]) -> None:
        """Ready to search.

        Args:
            inquiry: asks for messages.
            losses: what single edits lose.
            spared: edits that break nobody, whatever they lose: rules say so.
            parts: of all messages that changes reach.
        """
        self._inquiry = inquiry
        self._losses = losses
        self._switches = losses.switches
        self._spared = spared
        self._parts = parts
        self.accepted: list[Cause] = []
        self._known: set[tuple[bytes, Sender]] = set()
        self._blamed: dict[Sender, Edits] = dict.fromkeys((REQUEST, RESPONSE), 0)

    def steps(self) -> Iterator[tuple[Change, Callable[[], None]]]:
        """The searches for what single edits do not lose, and for what each cause has of its own, in this order.

        Each comes with a change that it is about.
        """
        for questions in list(self._losses.asked.values()):
            edit = questions[0].edit
            assert edit is not None
            yield edit.change, partial(self._together, questions)
        for cause in sorted(filter(_has_edits, self._losses.causes), key=self._rank):
            yield self._switches.changes(cause.edits)[0], partial(self._accept, cause)
        for root in self._roots():
            reach = self._switches.reach(root.old, root.new)
            if reach:
                yield self._switches.changes(reach & -reach)[0], partial(self._behind, root)

    @property
    def explained(self) -> Edits:
        """The edits of which all that they lose is lost to others, and would not be lost without them."""
        lost, blamed = 0, 0
        for direction in (REQUEST, RESPONSE):
            lost |= self._losses.blamed[direction]
            blamed |= self._blamed[direction]
        return lost & ~blamed

    def _rank(self, cause: Cause) -> tuple[bool, int, Edits]:
        """First what gives the message back when it is undone, then the smallest, then as in the documents."""
        reach = self._switches.reach(cause.root.old, cause.root.new)
        rest = reach & ~cause.edits
        is_lost_still = bool(rest) and self._losses.loses(rest, cause.root, cause.value)
        return is_lost_still, cause.edits.bit_count(), cause.edits

    def _together(self, questions: list[Question]) -> None:
        """Find what edits of one schema lose together, and none of those that are blamed."""
        first = questions[0]
        own = 0
        for question in questions:
            own |= question.edits
        own &= ~self._spared
        are_several = own & (own - 1)
        if first.schemas[1] is None or not are_several:
            return
        for _ in range(_MOST):
            blamed = self._losses.blamed[first.direction]
            if not own & ~blamed:
                return
            if not self._together_beyond(first, own, own & blamed):
                return

    def _together_beyond(self, question: Question, own: Edits, blamed: Edits) -> bool:
        """Whether a cause was found in some edits of one schema, of which some are blamed already."""
        assert question.sides is not None
        direction = question.direction
        messages = self._inquiry.messages[direction]
        if messages.contained(*question.sides, direction).verdict == YES:
            return False
        sides = sides_of(question.schemas[0], self._losses.changed(question, own), direction)
        demands = [demand(self._losses.changed(question, blamed), direction, lost=False)] if blamed else []
        answer = messages.lost_otherwise(sides, direction, demands) if blamed else messages.contained(*sides, direction)
        if answer.verdict != NO:
            return False
        for lift in islice(self._losses.lifts.distinct(question.reached), MOST_ROOTS):
            whole = self._losses.lifts.made(lift, answer, own)
            if whole.verdict == NO and self._note(lift.root, own, blamed, whole.witness):
                return True
        return False

    def _note(self, root: PartPair, edits: Edits, blamed: Edits, value: Any) -> bool:
        """Whether some edits lose a message that others, which are blamed, do not lose; the cause is kept then."""
        if not self._losses.loses(edits, root, value) or (blamed and self._losses.loses(blamed, root, value)):
            return False
        self._losses.blame(Cause(self._minimal(root, edits, value), root.direction, root, value))
        return True

    def _roots(self) -> Iterator[PartPair]:
        """The parts of messages that differ, each pair of schemas once."""
        seen: set[tuple[int, int, Sender]] = set()
        for root in self._parts:
            # identity: the documents hold the values of their schemas.
            key = (*self._switches.identity(root.old, root.new), root.direction)
            # What a form sends is text: what that loses is found for its fields.
            if key not in seen and not root.is_form:
                seen.add(key)
                yield root

    def _behind(self, root: PartPair) -> None:
        """Find what a message still loses once all that is blamed is undone."""
        reach = self._switches.reach(root.old, root.new) & ~self._spared
        for _ in range(_MOST_BEHIND):
            blamed = self._blamed[root.direction]
            rest = reach & ~blamed
            if not rest:
                return
            answer = self._lost_by(rest, root)
            if answer.verdict != NO:
                return
            edits = self._minimal(root, rest, answer.witness)
            cause = Cause(edits, root.direction, root, answer.witness, hidden=self._is_behind(blamed, root, answer))
            if cause.hidden:
                self._keep(self._shown(cause, 0))
                continue
            self._keep(self._apart_from(blamed, cause) or self._shown(cause, 0))

    def _is_behind(self, blamed: Edits, root: PartPair, answer: Answer) -> bool:
        """Whether a message that is lost once all that is blamed is undone is lost to that as well, or not at all."""
        if blamed and self._losses.loses(blamed, root, answer.witness):
            return True
        return not self._losses.is_surely_lost(root, answer.witness)

    def _lost_by(self, edits: Edits, root: PartPair) -> Answer:
        """A message that some edits alone lose."""
        sides = sides_of(root.old, self._switches.schema(root.old, root.new, edits), root.direction)
        if root.text:
            return self._inquiry.texts(root).of_old.contained(*sides)
        return self._inquiry.messages[root.direction].contained(*sides, root.direction)

    def _minimal(self, root: PartPair, edits: Edits, value: Any) -> Edits:
        """The smallest set of some edits that loses a message, as far as leaving out any of them tells (ddmin).

        It is as small as it got when the time was over.

        Source: A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002.
        """
        items = list(bits_of(self._losses.relevant(edits, root, value) or edits))
        parts = 2
        while len(items) > 1 and not self._inquiry.budget.is_over:
            size = max(1, len(items) // parts)
            chunks = [items[start : start + size] for start in range(0, len(items), size)]
            less = next((some for some in self._smaller(chunks) if self._is_enough(some, root, value)), None)
            if less is not None:
                parts = 2 if len(less) <= size else max(parts - 1, 2)
                items = less
            elif size == 1:
                break
            else:
                parts = min(len(items), 2 * parts)
        return joined(items)

    def _is_enough(self, items: list[Edits], root: PartPair, value: Any) -> bool:
        """Whether some edits lose a message; asking is paid for."""
        self._inquiry.budget.charge(_STEPS_OF_A_TRY)
        return self._losses.loses(joined(items), root, value)

    @staticmethod
    def _smaller(chunks: list[list[Edits]]) -> Iterator[list[Edits]]:
        """Each chunk alone, then all but one."""
        yield from chunks
        for left in chunks if len(chunks) > 2 else ():
            yield [item for chunk in chunks if chunk is not left for item in chunk]

    def _accept(self, cause: Cause) -> None:
        """Keep a cause with the message that people believe most; not one of which others explain all."""
        if (key_of(cause.edits), cause.direction) in self._known:
            return
        apart = self._apart_from(self._blamed[cause.direction] & ~cause.edits, cause)
        if apart is not None:
            self._keep(apart)

    def _keep(self, cause: Cause) -> None:
        self.accepted.append(cause)
        self._known.add((key_of(cause.edits), cause.direction))
        self._blamed[cause.direction] |= cause.edits

    def _apart_from(self, others: Edits, cause: Cause) -> Cause | None:
        """The cause with a message that others do not lose, or would lose only before it; None where there is none."""
        root = cause.root
        reach = self._switches.reach(root.old, root.new) & ~self._spared
        others &= reach
        if not others or not self._losses.loses(others, root, cause.value):
            return self._shown(cause, others)
        answer = self._lost_apart(others, cause)
        if answer is not None and answer.verdict == NO and self._shows(cause, others, answer.witness):
            return self._shown(cause._replace(value=answer.witness), others)
        is_behind = self._losses.loses(reach & ~others, root, cause.value)
        return self._shown(cause._replace(hidden=True), 0) if is_behind else None

    def _shown(self, cause: Cause, others: Edits) -> Cause:
        """The cause with its message as people believe it, if anybody wants to see it.

        Args:
            cause: with a message that is lost.
            others: edits that are not to lose it.
        """
        among = partial(self._losses.affects, cause.edits, cause.root)
        witness = self._inquiry.witness_of(cause.root, cause.value, partial(self._shows, cause, others), among)
        if witness is not None and not self._is_sure(cause, witness.value):
            witness = self._inquiry.witness_of(cause.root, cause.value, partial(self._confirms, cause, others), among)
        return cause._replace(witness=witness)

    def _shows(self, cause: Cause, others: Edits, value: Any) -> bool:
        """Whether a value shows that a cause loses messages, and others do not, as the search reads the schemas."""
        root, loses = cause.root, self._losses.loses
        return (
            self._losses.is_lost(root, value)
            and loses(cause.edits, root, value)
            and not (others and loses(others, root, value))
            and not any(less and loses(less, root, value) for less in _without_one(cause.edits))
        )

    def _confirms(self, cause: Cause, others: Edits, value: Any) -> bool:
        """The same, where validators say what is lost."""
        return self._is_sure(cause, value) and self._shows(cause, others, value)

    def _is_sure(self, cause: Cause, value: Any) -> bool:
        """Whether a cause loses a message, by validators alone."""
        losses = self._losses
        return losses.is_surely_lost(cause.root, value) and losses.surely_loses(cause.edits, cause.root, value)

    def _lost_apart(self, others: Edits, cause: Cause) -> Answer | None:
        """A message that is lost to a cause, and not to other edits."""
        root = cause.root
        if root.text:
            return None
        by_cause, by_others = (self._switches.schema(root.old, root.new, edits) for edits in (cause.edits, others))
        demands = [demand(by_cause, root.direction, lost=True), demand(by_others, root.direction, lost=False)]
        return self._inquiry.messages[root.direction].lost_otherwise(root.sides, root.direction, demands)


def _without_one(edits: Edits) -> Iterator[Edits]:
    """The same but for one, each in turn."""
    for bit in bits_of(edits):
        yield edits ^ bit


def _has_edits(cause: Cause) -> bool:
    return cause.edits > 0
