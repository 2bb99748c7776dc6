"""What single edits of schemas lose: at their place first, then in a message.

A message counts for an edit only if that edit loses it alone. What several lose together is sought afterwards, in
`_causes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from harness.containment import NO, UNDECIDED, YES, Answer
from harness.document import Node
from harness.messages import form_readings
from harness.records import NamedTuple
from harness.rules import COMPATIBLE
from harness.verdict._branches import loses_nothing
from harness.verdict._finding import Judgement
from harness.verdict._inquiry import undecided
from harness.verdict._lifts import APART, FEW_STEPS, Lifts, demand, sides_of
from harness.verdict._slices import Slices
from harness.verdict._switches import Switches
from harness.vocabulary import REQUEST, RESPONSE

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.messages import PartPair, Reach, Reached, Witness
    from harness.verdict._edits import Edit
    from harness.verdict._inquiry import Inquiry
    from harness.verdict._switches import Edits
    from harness.vocabulary import Sender

    _Strategy = Callable[["Losses", "Question"], Judgement | None]

# How many messages that reach a shared schema are looked at; the first that breaks is enough.
MOST_ROOTS = 4
NOWHERE = undecided("no message was found that has it")
# Of texts that are lost, but not to what was asked about.
TO_OTHERS = Answer(YES, None, "no text is lost by this change alone")
EXPLAINED = Judgement(COMPATIBLE, "what it shuts out is lost to another change, and to that alone")


class Question(NamedTuple):
    """Whether an edit loses a value of a schema, and so a message.

    Attributes:
        edit: None for a change that cannot be told apart from others.
        schemas: the changed ones, old and new, or ones that hold them; the new one is None where there is none.
        reached: the messages, with the ways to the schema.
        is_held: whether the schemas hold the changed ones, which cannot be asked themselves.
    """

    edit: Edit | None
    direction: Sender
    schemas: tuple[Node, Node | None]
    reached: list[Reached]
    is_held: bool = False

    @property
    def edits(self) -> Edits:
        """Its edit; none for a change that cannot be told apart from others."""
        return 0 if self.edit is None else self.edit.bit

    @property
    def sides(self) -> tuple[Node, Node] | None:
        """The schemas to be asked, the sender's first; None where one is missing."""
        old, new = self.schemas
        return None if new is None else sides_of(old, new, self.direction)


class Cause(NamedTuple):
    """Edits that lose a message.

    Attributes:
        root: the part of the message.
        value: what stands there.
        hidden: whether the message is lost to other edits as well.
        witness: the message, as people believe it; None where nobody wants to see it.
    """

    edits: Edits
    direction: Sender
    root: PartPair
    value: Any
    hidden: bool = False
    witness: Witness | None = None


class Losses:
    """Answers questions about schemas of one comparison.

    Attributes:
        switches: the old schemas with some edits.
        lifts: the messages in which values are lost.
        causes: what loses messages, as found so far.
        blamed: all edits of these, by who sends the messages.
        asked: the questions that had an answer, by the schemas and the direction.
    """

    __slots__ = ("_inquiry", "_slices", "asked", "blamed", "causes", "lifts", "switches")

    def __init__(self, inquiry: Inquiry, reach: Reach) -> None:
        self._inquiry = inquiry
        self.switches = Switches(inquiry.comparison, inquiry.loans, reach.is_text)
        messages = inquiry.messages[REQUEST]
        self._slices = Slices(self.switches, lambda schema: messages.context(schema, REQUEST))
        self.lifts = Lifts(inquiry, self.switches, self.loses)
        self.causes: list[Cause] = []
        self.blamed: dict[Sender, Edits] = {REQUEST: 0, RESPONSE: 0}
        # identity: the questions hold the pairs of their edits.
        self.asked: dict[tuple[int, int, Sender], list[Question]] = {}

    def answer(self, question: Question) -> Judgement:
        """The judgement of the first strategy that knows."""
        judgements = (strategy(self, question) for strategy in self._STRATEGIES)
        judgement = next(judgement for judgement in judgements if judgement is not None)
        if question.edit is not None and question.sides is not None:
            # identity: the question holds the pair and the schemas.
            key = (id(question.edit.pair), id(question.schemas[0].value), question.direction)
            self.asked.setdefault(key, []).append(question)
        return judgement

    def lost_text(self, edits: Edits, root: PartPair) -> Answer:
        """A value whose text some edits alone lose, and the whole difference as well."""
        texts = self._inquiry.texts(root)
        whole = texts.contained(*root.sides)
        known = edits & self.switches.reach(root.old, root.new)
        if whole.verdict != NO or not known or self.loses(known, root, whole.witness):
            return whole
        changed = self.switches.schema(root.old, root.new, known)
        alone = texts.of_old.contained(*sides_of(root.old, changed, root.direction))
        is_shown = alone.verdict == NO and texts.is_lost(alone.witness, *root.sides)
        return alone if is_shown or alone.verdict == UNDECIDED else TO_OTHERS

    def broken(self, edits: Edits, root: PartPair, value: Any) -> Judgement:
        """A break that a value shows, which some edits alone lose."""
        if not edits:
            return self._inquiry.broken(root, value)
        self.blame(Cause(edits, root.direction, root, value))
        return self._inquiry.broken_by(root, None)

    def blame(self, cause: Cause) -> None:
        """Keep what loses a message."""
        self.causes.append(cause)
        self.blamed[cause.direction] |= cause.edits

    def loses(self, edits: Edits, root: PartPair, value: Any) -> bool:
        """Whether some edits alone lose a message.

        Args:
            edits: to be made in the old schema.
            root: the part of the message.
            value: what stands there.
        """
        if root.text:
            sides = sides_of(root.old, self.switches.schema(root.old, root.new, edits), root.direction)
            return self._inquiry.texts(root).of_old.is_lost(value, *sides)
        touched = self._touched(edits, root, value)
        return touched is not None and self._is_lost_between(value, root, touched)

    def _is_lost_between(self, value: Any, root: PartPair, sides: tuple[Node, Node]) -> bool:
        """Whether a value of a body is lost between two schemas, the sender's first; of a form, as what it is read."""
        messages = self._inquiry.messages[root.direction]
        if not messages.is_lost(value, *sides, root.direction):
            return False
        anything = Node(sides[0].file, (), value=True)
        others = form_readings(value) if root.is_form else ()
        return all(messages.is_lost(other, anything, sides[1], root.direction) for other in others)

    def relevant(self, edits: Edits, root: PartPair, value: Any) -> Edits:
        """Those of some edits that may matter for a message."""
        return edits if root.text else self._slices.relevant(root.old, root.new, edits, value)

    def is_lost(self, root: PartPair, value: Any) -> bool:
        """Whether the whole difference loses a message."""
        if root.text:
            return self._inquiry.texts(root).is_lost(value, *root.sides)
        return self._is_lost_between(value, root, root.sides)

    def is_surely_lost(self, root: PartPair, value: Any) -> bool:
        """The same by validators alone."""
        if root.text or root.is_form:
            return self.is_lost(root, value)
        return self._inquiry.messages[root.direction].confirms(value, *root.sides, root.direction)

    def surely_loses(self, edits: Edits, root: PartPair, value: Any) -> bool:
        """Whether some edits alone lose a message, by validators alone."""
        if root.text or root.is_form:
            return self.loses(edits, root, value)
        touched = self._touched(edits, root, value)
        return touched is not None and self._inquiry.messages[root.direction].confirms(value, *touched, root.direction)

    def affects(self, edits: Edits, root: PartPair, value: Any) -> bool:
        """Whether a message is lost for some edits, whatever else it is lost for.

        Args:
            edits: to be made alone in a request; undone in a response, which nobody would send without them.
            root: the part of the message.
            value: what stands there; the sender sends it.
        """
        is_lost = self.loses(edits, root, value)
        if is_lost or root.text or root.direction == REQUEST:
            return is_lost
        if not self._slices.relevant(root.old, root.new, edits, value):
            return False
        reach = self._slices.relevant(root.old, root.new, self.switches.reach(root.old, root.new), value)
        new, undone = (self._slices.schema(root.old, root.new, some, value) for some in (reach, reach & ~edits))
        return self._inquiry.messages[root.direction].is_lost(value, new, undone, root.direction)

    def _touched(self, edits: Edits, root: PartPair, value: Any) -> tuple[Node, Node] | None:
        """The sides of some edits alone, as far as a value touches them; None where it touches no edit."""
        relevant = self._slices.relevant(root.old, root.new, edits, value)
        if not relevant:
            return None
        # What the old schema says of a value is known for all edits at once.
        return sides_of(root.old, self._slices.schema(root.old, root.new, relevant, value), root.direction)

    def changed(self, question: Question, edits: Edits) -> Node:
        """The old schema of a question with some edits.

        They are made in the schema itself and nowhere below: what loses nothing here loses nothing there, if no schema
        on the way holds it, and what is lost here is to be confirmed in a message anyhow.
        """
        old, new = question.schemas
        assert new is not None
        make = self.switches.schema if question.is_held else self.switches.schema_here
        return make(old, new, edits)

    def in_messages(self, edits: Edits, direction: Sender, reached: list[Reached], local: Answer) -> Judgement:
        """Whether some edits alone lose a message, of those that the whole difference loses.

        What is quickly made is tried for all messages before any is searched for.

        Args:
            edits: 0 for those that cannot be told apart from others.
            direction: of the messages.
            reached: the messages, with the ways to the place.
            local: a value that is lost there, or what stood in the way of finding one.
        """
        if not reached:
            return NOWHERE
        pending = []
        for lift in self.lifts.distinct(reached):
            answer = self.lifts.made(lift, local, edits)
            if answer.verdict == NO:
                return self.broken(edits, lift.root, answer.witness)
            if answer.verdict == UNDECIDED:
                pending.append(lift)
        reason = ""
        for lift in pending[:MOST_ROOTS]:
            answer = self.lifts.searched(lift, local, edits)
            if answer.verdict == NO:
                return self.broken(edits, lift.root, answer.witness)
            reason = answer.reason if answer.verdict == UNDECIDED else reason
        if reason:
            return undecided(reason)
        return Judgement(COMPATIBLE, f"{nothing_lost(direction)}: what it shuts out reaches no message")

    def _by_whole_messages(self, question: Question) -> Judgement | None:
        """Where the reader has no such schema, only whole messages can tell."""
        if question.sides is not None:
            return None
        return self.in_messages(question.edits, question.direction, question.reached, APART)

    def _by_branch(self, question: Question) -> Judgement | None:
        """A branch of a `oneOf`: by pairs, where the whole has too many cases."""
        if not question.is_held or question.edit is None:
            return None
        messages = self._inquiry.messages[question.direction]
        asked = question.edit, question.schemas[0], question.direction
        return by_itself(question.direction) if loses_nothing(*asked, messages, self.switches) else None

    def _by_guess(self, question: Question) -> Judgement | None:
        """Holders have many parts, of which all others are the same with the edit alone."""
        if question.is_held and self._alone(question, FEW_STEPS).verdict == YES:
            return by_itself(question.direction)
        return None

    def _by_search(self, question: Question) -> Judgement:
        """Whether anything is lost at the place, by the edit alone, and in a message, which validators confirm."""
        assert question.sides is not None
        direction = question.direction
        local = self._inquiry.messages[direction].contained_unconfirmed(*question.sides, direction)
        if local.verdict == YES:
            return Judgement(COMPATIBLE, nothing_lost(direction))
        for steps in (FEW_STEPS, None):
            alone = self._alone(question, steps)
            if alone.verdict == YES:
                return by_itself(direction)
            answer = self._at_place(question, alone, local)
            if answer.verdict == YES:
                return by_itself(direction)
            if answer.verdict == UNDECIDED and steps is not None:
                continue
            judgement = self.in_messages(question.edits, direction, question.reached, answer)
            if not judgement.undecided or alone.verdict != UNDECIDED:
                break
        return judgement

    def _at_place(self, question: Question, alone: Answer, local: Answer) -> Answer:
        """A value that both the edit alone and the whole difference lose, at the place."""
        assert question.sides is not None
        if question.edit is None or alone is APART:
            return local
        messages, direction = self._inquiry.messages[question.direction], question.direction
        changed = self.changed(question, question.edits)
        for answer, sides in ((alone, question.sides), (local, sides_of(question.schemas[0], changed, direction))):
            if answer.verdict == NO and messages.is_lost(answer.witness, *sides, direction):
                return answer
        if alone.verdict == UNDECIDED:
            return alone
        return messages.lost_otherwise(question.sides, direction, [demand(changed, direction, lost=True)])

    def _alone(self, question: Question, steps: int | None) -> Answer:
        """Whether the edit by itself loses a value of the schema of the old document."""
        old, new = question.schemas
        if new is None or not question.edits & self.switches.reach(old, new):
            return APART
        sides = sides_of(old, self.changed(question, question.edits), question.direction)
        messages = self._inquiry.messages[question.direction]
        return messages.contained_unconfirmed(*sides, question.direction, steps=steps)

    # In the order in which they are asked; the last one always has an answer.
    _STRATEGIES: ClassVar[tuple[_Strategy, ...]] = (
        _by_whole_messages,
        _by_branch,
        _by_guess,
        _by_search,
    )


def nothing_lost(direction: Sender) -> str:
    """Why a change is compatible, in words."""
    if direction == REQUEST:
        return "no request that the old version takes is refused"
    return "no response is sent that the old version does not allow"


def by_itself(direction: Sender) -> Judgement:
    """The judgement of an edit that loses nothing, whatever others of its schema do."""
    return Judgement(COMPATIBLE, f"{nothing_lost(direction)} by this change alone")
