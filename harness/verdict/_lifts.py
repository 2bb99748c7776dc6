"""Values that are lost at their place as whole messages that are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from harness.containment import NO, UNDECIDED, YES, Answer
from harness.document import parse_pointer
from harness.messages import schema_forcing
from harness.records import NamedTuple
from harness.vocabulary import REQUEST, conjunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from harness.containment import Demand
    from harness.document import Node, Pointer
    from harness.messages import PartPair, PathStep, Reached
    from harness.verdict._inquiry import Inquiry
    from harness.verdict._switches import Edits, Switches
    from harness.vocabulary import Sender

_T = TypeVar("_T")
# Steps for one question at a place at first: that something is lost is known by then, only not always by which edit.
FEW_STEPS = 1_500
APART = Answer(UNDECIDED, None, "the change cannot be told apart from others")
_TAKEN = Answer(UNDECIDED, None, "the message that was made for it is taken")


class Lift(NamedTuple):
    """Where a value of a message stands.

    Attributes:
        root: the part of the message.
        way: the steps to the value.
    """

    root: PartPair
    way: tuple[PathStep, ...]


class Lifts:
    """The lost messages with a lost value in them, of those that some edits alone lose.

    Edits of 0 are those that cannot be told apart from others.
    """

    __slots__ = ("_inquiry", "_loses", "_switches")

    def __init__(self, inquiry: Inquiry, switches: Switches, loses: Callable[[Edits, PartPair, Any], bool]) -> None:
        """Ready to look for messages.

        Args:
            inquiry: asks for them.
            switches: the old schemas with some edits.
            loses: whether some edits alone lose a message.
        """
        self._inquiry = inquiry
        self._switches = switches
        self._loses = loses

    def distinct(self, reached: Iterable[Reached]) -> Iterator[Lift]:
        """The places in which something else stands: many operations send messages of the same schemas."""
        seen = set()
        for root, way in reached:
            key = (*self._switches.identity(root.old, root.new), root.direction, root.wires, way)
            if key not in seen:
                seen.add(key)
                yield Lift(root, way)

    def made(self, lift: Lift, local: Answer, edits: Edits) -> Answer:
        """What is known of a message that is quickly made for a lost value, or by the alternatives around it.

        Args:
            lift: where the value stands.
            local: the value, or why it is not known.
            edits: that are to lose the message alone.
        """
        if local.verdict != NO:
            return local
        root = lift.root
        edits &= self._switches.reach(root.old, root.new)
        made = self._made(lift, local, edits, None)
        maker = self._maker(root, edits) if made is None else None
        if maker is not None:
            made = self._made(lift, local, edits, maker)
        return made or self._by_alternatives(lift, edits)

    def _made(self, lift: Lift, local: Answer, edits: Edits, maker: Node | None) -> Answer | None:
        """A message that is made for a lost value, by another sender as well; None where it is not lost."""
        root = lift.root
        return self._inquiry.messages[root.direction].made_within(
            *root.sides,
            root.direction,
            self._forced(lift, local, maker),
            made_by=maker,
            confirmed=(lambda message: self._loses(edits, root, message)) if edits else None,
        )

    def searched(self, lift: Lift, local: Answer, edits: Edits) -> Answer:
        """The same by a search for any message that is lost, first one with the value."""
        root = lift.root
        edits &= self._switches.reach(root.old, root.new)
        if local.verdict == NO:
            forced = self._forced(lift, local, self._maker(root, edits))
            led = self._inquiry.messages[root.direction].contained_within(*root.sides, root.direction, forced)
            if led.verdict == NO and (not edits or self._loses(edits, root, led.witness)):
                return led
        answer = self._lost(root, edits)
        is_read_otherwise = root.is_form and edits and answer.verdict == NO
        return _TAKEN if is_read_otherwise and not self._loses(edits, root, answer.witness) else answer

    def _maker(self, root: PartPair, edits: Edits) -> Node | None:
        """Who else would send a message: most of what the old version with some edits sends the new one sends, too."""
        return self._switches.schema(root.old, root.new, edits) if root.direction != REQUEST and edits else None

    def _forced(self, lift: Lift, local: Answer, maker: Node | None) -> dict[str, Any]:
        """A schema of the messages in which a value stands at its place."""
        schema = schema_forcing(lift.way, {"const": local.witness})
        return schema if maker is None else conjunction(schema, self._inquiry.loans.schema(maker))

    def _by_alternatives(self, lift: Lift, edits: Edits) -> Answer:
        """The same by the innermost alternatives around the value of which it is known what is lost there."""
        root = lift.root
        for number, (kind, name) in reversed(list(enumerate(lift.way))):
            schemas = self._standing_at(parse_pointer(name[1:])[:-2], root) if kind == "branch" else None
            answer = _TAKEN if schemas is None else self._lost_at(edits, schemas, root.direction)
            if answer.verdict == NO:
                return self.made(Lift(root, lift.way[:number]), answer, edits)
            if answer.verdict == YES:
                return answer
        return _TAKEN

    def _standing_at(self, pointer: Pointer, root: PartPair) -> tuple[Node, Node] | None:
        """The old and the new schema that stand for each other where the sender's is at a place; None if unknown."""
        sender, reader = (side.file.at(pointer) for side in root.sides)
        if sender is None:
            return None
        pair = self._switches.pair_of(sender, root.direction)
        if pair is None and reader is not None and sender.value == reader.value:
            return sides_of(sender, reader, root.direction)
        return pair

    def _lost_at(self, edits: Edits, schemas: tuple[Node, Node], direction: Sender) -> Answer:
        """A value that both some edits alone and the whole difference lose, at a place."""
        messages, (old, new) = self._inquiry.messages[direction], schemas
        edits &= self._switches.reach(old, new)
        changed = self._switches.schema(old, new, edits) if edits else new
        alone = messages.contained(*sides_of(old, changed, direction), direction, steps=FEW_STEPS)
        if alone.verdict != NO or messages.is_lost(alone.witness, *sides_of(old, new, direction), direction):
            return alone
        return messages.lost_otherwise(
            sides_of(old, new, direction), direction, [demand(changed, direction, lost=True)]
        )

    def _lost(self, root: PartPair, edits: Edits) -> Answer:
        """A message that the whole difference loses, and some edits alone."""
        messages = self._inquiry.messages[root.direction]
        whole = messages.contained(*root.sides, root.direction)
        if whole.verdict != NO or not edits or self._loses(edits, root, whole.witness):
            return whole
        changed = self._switches.schema(root.old, root.new, edits)
        return messages.lost_otherwise(root.sides, root.direction, [demand(changed, root.direction, lost=True)])


def sides_of(old: _T, new: _T, direction: Sender) -> tuple[_T, _T]:
    """The sender's first: a client follows the old document, and a server the new one."""
    return (old, new) if direction == REQUEST else (new, old)


def demand(changed: Node, direction: Sender, *, lost: bool) -> Demand:
    """What is asked of a message that edits lose, or do not lose, by the old schema with them."""
    return changed, direction != REQUEST, lost is not (direction == REQUEST)
