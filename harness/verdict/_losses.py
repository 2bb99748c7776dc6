"""What changes of single schemas lose: at the place of the change first, then in a message.

Some changes lose nothing alone, and something with others of their schema; these are judged again, together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from harness.containment import NO, UNDECIDED, YES, Answer
from harness.messages import schema_forcing
from harness.rules import COMPATIBLE
from harness.verdict._branches import loses_nothing
from harness.verdict._finding import Judgement
from harness.verdict._inquiry import undecided
from harness.verdict._single_change import SingleChangeApplied, borrows
from harness.vocabulary import ANNOTATED, NARROWED, REQUEST, RESPONSE, WIDENED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change
    from harness.document import Node
    from harness.messages import Reached
    from harness.verdict._inquiry import Inquiry
    from harness.vocabulary import Sender

    # How a question of containment is asked.
    _Ask = Callable[..., Answer]
    _Strategy = Callable[["Losses", "Question"], Judgement | None]

# How many messages that reach a shared schema are looked at; the first that breaks is enough.
MOST_ROOTS = 4
NOWHERE = undecided("no message was found that has it")
# What a server may do: accept more, and say less.
_HARMLESS = {REQUEST: WIDENED, RESPONSE: NARROWED}
_T = TypeVar("_T")
# Steps for one change alone at first: that something is lost is known by then, only not by which change.
_FEW_STEPS = 1_500


class Question(NamedTuple):
    """Whether a change loses a value of a schema, and so a message.

    Attributes:
        sides: the schemas to be asked, the sender's first; None where the reader has no such schema.
        schema: that of the old document: the changed one, or one that holds it.
        reached: the messages, with the ways to the schema.
        is_held: whether the schema holds the changed one, which cannot be asked itself.
    """

    change: Change
    direction: Sender
    sides: tuple[Node, Node] | None
    schema: Node
    reached: list[Reached]
    is_held: bool = False


class Losses:
    """Answers questions about schemas of one comparison.

    Attributes:
        single: the old schemas with single changes applied.
    """

    __slots__ = ("_harmless_alone", "_inquiry", "_losing", "single")

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self.single = SingleChangeApplied(inquiry.loans)
        # Schemas are known by the identities of their values, which live as long as the documents.
        self._harmless_alone: dict[tuple[int, int, str], list[Question]] = {}
        # The schemas of which single changes are known to lose something.
        self._losing: set[tuple[int, str]] = set()

    def answer(self, question: Question) -> Judgement:
        """The judgement of the first strategy that knows."""
        judgements = (strategy(self, question) for strategy in self._STRATEGIES)
        judgement = next(judgement for judgement in judgements if judgement is not None)
        if judgement.impact != COMPATIBLE and question.sides is not None:
            # identity: the comparison holds the owners of its changes.
            self._losing.add((id(question.change.old_owner.value), question.direction))
        return judgement

    def harmless_alone(self) -> list[list[Question]]:
        """Questions of the same schema whose changes lose nothing alone, as judged so far."""
        return list(self._harmless_alone.values())

    def together(self, questions: list[Question]) -> Iterator[tuple[Change, Judgement]]:
        """The changes of one schema that lose something with each other, though none does alone.

        Of schemas that must be asked through a holder, what comes with schemas of the new document may be the reason
        as well, and is nothing that these changes have done.
        """
        first = questions[0]
        changes = [question.change for question in questions]
        is_theirs = first.schema.value is changes[0].old_owner.value or not any(borrows(change) for change in changes)
        # identity: the comparison holds the owners of its changes.
        if len(changes) == 1 or not is_theirs or (id(changes[0].old_owner.value), first.direction) in self._losing:
            return
        changed = self.single.together(changes, first.schema)
        messages = self._inquiry.messages[first.direction]
        if changed is None or first.sides is None or messages.contained(*first.sides, first.direction).verdict == YES:
            return
        answer = messages.contained(*sides_of(first.schema, changed, first.direction), first.direction)
        if answer.verdict == YES:
            return
        values = [answer.witness] if answer.verdict == NO else []
        judgement = self.in_messages(first.direction, first.reached, values, answer, first.sides[1])
        if judgement.impact != COMPATIBLE:
            losing = [change for change in changes if change.effect not in (_HARMLESS[first.direction], ANNOTATED)]
            reason = judgement.reason
            reason = reason if judgement.undecided else f"with other changes of its schema, {reason}"
            yield from ((change, judgement._replace(reason=reason)) for change in losing or changes)

    def in_messages(
        self,
        direction: Sender,
        reached: list[Reached],
        values: list[Any],
        open_: Answer,
        lost_to: Node | None = None,
    ) -> Judgement:
        """Whether a value that is lost at its place is lost in a message.

        Args:
            direction: of the messages.
            reached: the messages, with the ways to the place.
            values: some that are lost there.
            open_: what stood in the way of finding more.
            lost_to: the schema of the reader that refuses them, and others that a message may have rather.
        """
        messages = self._inquiry.messages[direction]
        masked = 0
        reason = open_.reason
        ends: list[dict[str, Any]] = [{"const": value} for value in values]
        if values and lost_to is not None:
            ends.append({"not": self._inquiry.loans.schema(lost_to)})
        for root, way in reached[:MOST_ROOTS]:
            for end in ends:
                answer = messages.witness_within(*root.sides, direction, schema_forcing(way, end))
                if answer.verdict == NO:
                    return self._inquiry.broken(root, answer.witness)
                reason = answer.reason if answer.verdict == UNDECIDED else reason
            whole = messages.contained(*root.sides, direction)
            if whole.verdict == YES:
                masked += 1
            elif whole.verdict == NO and not values:
                return self._inquiry.broken(root, whole.witness)
        if not reached:
            return NOWHERE
        if masked == len(reached[:MOST_ROOTS]):
            return Judgement(COMPATIBLE, f"{nothing_lost(direction)}: what it shuts out reaches no message")
        return undecided(reason)

    def _by_whole_messages(self, question: Question) -> Judgement | None:
        """Where the reader has no such schema, only whole messages can tell."""
        if question.sides is not None:
            return None
        return self.in_messages(question.direction, question.reached, [], Answer(UNDECIDED, None, ""))

    def _by_branch(self, question: Question) -> Judgement | None:
        """A branch of a `oneOf`: by pairs, where the whole has too many cases."""
        messages = self._inquiry.messages[question.direction]
        asked = question.change, question.schema, question.direction
        if question.is_held and loses_nothing(*asked, messages, self.single):
            return self._by_itself(question)
        return None

    def _by_guess(self, question: Question) -> Judgement | None:
        """Holders have many parts, of which all others are the same with the change alone."""
        guess = self._inquiry.messages[question.direction].contained_unconfirmed
        if question.is_held and self._alone(question, _FEW_STEPS, guess).verdict == YES:
            return self._by_itself(question)
        return None

    def _by_guessed_messages(self, question: Question) -> Judgement | None:
        """Where nobody reads the values, it is enough that the messages with them are confirmed."""
        if self._inquiry.builder is not None:
            return None
        judgement = self._searched(question, self._inquiry.messages[question.direction].contained_unconfirmed)
        return None if judgement.undecided else judgement

    def _by_search(self, question: Question) -> Judgement:
        return self._searched(question, self._inquiry.messages[question.direction].contained)

    def _searched(self, question: Question, ask: _Ask) -> Judgement:
        """Whether anything is lost at the place, by the change alone, and in a message."""
        assert question.sides is not None
        direction = question.direction
        local = ask(*question.sides, direction)
        if local.verdict == YES:
            return Judgement(COMPATIBLE, nothing_lost(direction))
        for steps in (_FEW_STEPS, self._inquiry.steps):
            alone = self._alone(question, steps, ask, local)
            if alone.verdict == YES:
                return self._by_itself(question)
            answers = (alone,) if alone is local else (alone, local)
            values = [answer.witness for answer in answers if answer.verdict == NO]
            open_ = local if local.verdict == UNDECIDED else alone
            judgement = self.in_messages(direction, question.reached, values, open_, question.sides[1])
            if not judgement.undecided or alone.verdict != UNDECIDED:
                break
        return judgement

    def _alone(self, question: Question, steps: int, ask: _Ask, local: Answer | None = None) -> Answer:
        """Whether the change by itself loses a value of the schema of the old document.

        What is lost with all other changes may serve as the value.
        """
        changed = self.single.applied_within(question.change, question.schema)
        if changed is None:
            return Answer(UNDECIDED, None, "the change cannot be told apart from others")
        direction = question.direction
        sides = sides_of(question.schema, changed, direction)
        is_lost = local is not None and local.verdict == NO
        if (
            local is not None
            and is_lost
            and self._inquiry.messages[direction].is_witness(local.witness, *sides, direction)
        ):
            return local
        return ask(*sides, direction, steps=min(self._inquiry.steps, steps))

    def _by_itself(self, question: Question) -> Judgement:
        """The judgement of a change that loses nothing, whatever others of its schema do."""
        # identity: the questions that are kept hold their schemas.
        key = (id(question.schema.value), id(question.change.old_owner.value), question.direction)
        self._harmless_alone.setdefault(key, []).append(question)
        return Judgement(COMPATIBLE, f"{nothing_lost(question.direction)} by this change alone")

    # In the order in which they are asked; the last one always has an answer.
    _STRATEGIES: ClassVar[tuple[_Strategy, ...]] = (
        _by_whole_messages,
        _by_branch,
        _by_guess,
        _by_guessed_messages,
        _by_search,
    )


def sides_of(old: _T, new: _T, direction: Sender) -> tuple[_T, _T]:
    """The sender's first: a client follows the old document, and a server the new one."""
    return (old, new) if direction == REQUEST else (new, old)


def nothing_lost(direction: Sender) -> str:
    """Why a change is compatible, in words."""
    if direction == REQUEST:
        return "no request that the old version takes is refused"
    return "no response is sent that the old version does not allow"
