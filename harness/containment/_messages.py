"""Is every message of one schema of a document a message of a schema of another document?

Schemas are read as they stand in their documents, with the conventions of messages: a sender sends what its own
schema declares, and names that nobody declares where its object is open; `readOnly` properties are no part of a
request, `writeOnly` ones none of a response.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from harness.containment._budget import Allowance, Budget
from harness.containment._check import Checks, meets
from harness.containment._confirmation import Check, Validators
from harness.containment._questions import (
    NO,
    TOO_LONG,
    UNDECIDED,
    Answer,
    Requirement,
    decide,
)
from harness.containment._schemas import Likeness
from harness.containment._search import by_branches
from harness.containment._sides import Loans, Side
from harness.containment._solver import Solver
from harness.containment._witnesses import trimmed
from harness.document import Node
from harness.vocabulary import conjunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._questions import Context
    from harness.containment._schemas import NormalSchema
    from harness.document import Document, File, Pointer
    from harness.vocabulary import Sender

# The numbers of both schemas, and which way the message goes.
_Key: TypeAlias = "tuple[int, int, Sender]"
# Their places, of schemas that are made for a question those of what they are made after.
_Schemas: TypeAlias = "tuple[Pointer, Pointer, Sender]"

# A schema, whether it is read as the sender's, and whether messages are to be valid for it or not.
Demand: TypeAlias = "tuple[Node, bool, bool]"

# Steps of the search; some ten thousand a second.
STEPS = 40_000


class MessageContainment:
    """The messages that one document sends and another reads.

    What was found out for one question serves the next, so one object should answer all of a pair of documents.
    """

    __slots__ = (
        "_answers",
        "_checks",
        "_guesses",
        "_loans",
        "_reader",
        "_reduces",
        "_sender",
        "_solvers",
        "_unchanged",
        "_validators",
        "budget",
    )

    def __init__(
        self,
        sender: Document,
        reader: Document,
        *,
        formats: bool = False,
        budget: Budget | None = None,
        unchanged: Callable[[File, Any, File, Any], bool] | None = None,
        reduces: bool = True,
        loans: Loans | None = None,
    ) -> None:
        """Ready for questions.

        Args:
            sender: the document of who sends the messages.
            reader: that of who reads them.
            formats: whether `format` is an assertion.
            budget: the steps of the run; None for as many as are usual for each question.
            unchanged: whether a schema of one file says the same as one of another, references included.
            reduces: whether witnesses are trimmed to what is needed, for who shows them.
            loans: schemas of the one document that questions put into the other.
        """
        self._loans = loans or Loans()
        self._sender = Side(sender, reader, self._loans, sends=True, formats=formats)
        self._reader = Side(reader, sender, self._loans, sends=False, formats=formats)
        self._solvers: dict[Sender, Solver] = {}
        # With the steps that were allowed for them.
        self._answers: dict[_Key, tuple[Answer, int]] = {}
        self._guesses: dict[_Key, Answer] = {}
        self._checks = Checks()
        self._validators = Validators()
        self._unchanged = unchanged
        self._reduces = reduces
        self.budget = budget or Budget.for_each(STEPS)

    def contained(self, sender: Node, reader: Node, direction: Sender, *, steps: int | None = None) -> Answer:
        """Whether the reader's schema takes every message that the sender's allows.

        Args:
            sender: a schema of the sender's document: the old one for a request, the new one for a response, and the
                other way round for a webhook or callback.
            reader: a schema of the reader's document.
            direction: which way the message goes, for `readOnly` and `writeOnly`.
            steps: how long to search at most before the answer is "undecided"; None for as long as the budget allows.
        """
        return self._answer((sender, reader), direction, steps, is_confirmed=True)

    def contained_unconfirmed(
        self, sender: Node, reader: Node, direction: Sender, *, steps: int | None = None
    ) -> Answer:
        """The answer of `contained`, where the witness is by the search alone, confirmed by nobody.

        For who puts the value into a message, and has that confirmed.
        """
        return self._answer((sender, reader), direction, steps, is_confirmed=False)

    def _answer(self, sides: tuple[Node, Node], direction: Sender, steps: int | None, *, is_confirmed: bool) -> Answer:
        narrow, wide, key = self._question(*sides, direction)
        known, spent = self._answers.get(key, (None, 0))
        if known is not None and known.reason != TOO_LONG:
            return known
        if not is_confirmed and key in self._guesses:
            return self._guesses[key]
        schemas = _schemas(*sides, direction)
        allowance = self.budget.allowance(schemas, steps)
        if known is not None and spent >= allowance.steps:
            self.budget.refusals += 1
            return known
        goal = (Requirement(True, narrow), Requirement(False, wide))
        check = self._check(*sides, direction)
        confirms = check.confirms if is_confirmed else partial(self._meets_all, goal)
        with self._searching(direction, schemas, allowance) as solver:
            known = by_branches(solver, narrow, wide, confirms)
            known = known or decide(solver, goal, confirms if is_confirmed else None)
        if known.verdict == UNDECIDED and known.reason != TOO_LONG and not is_confirmed:
            return self.contained(*sides, direction, steps=steps)
        if known.verdict == NO:
            known = self._readable(known, check.for_parts_of(known.witness) if is_confirmed else confirms)
        if known.verdict == NO and not is_confirmed:
            self._guesses[key] = known
        else:
            self._answers[key] = known, allowance.steps
        return known

    def _meets_all(self, goal: tuple[Requirement, ...], value: Any) -> bool:
        return all(self._checks.meets(requirement, value) for requirement in goal)

    def is_lost(self, value: Any, sender: Node, reader: Node, direction: Sender) -> bool:
        """Whether a value is a message of the sender's and none of the reader's, as the search reads the schemas.

        What it does not understand, validators decide.
        """
        narrow, wide, _ = self._question(sender, reader, direction)
        is_clear = True
        # Of most values that are asked about the reader takes what differs.
        for asked in (Requirement(False, wide), Requirement(True, narrow)):
            verdict = self._checks.meets(asked, value)
            if verdict is False:
                return False
            is_clear = is_clear and verdict is not None
        return is_clear or self._check(sender, reader, direction).confirms(value)

    def context(self, schema: Node, direction: Sender) -> Context:
        """How the sender reads a schema of its document."""
        return self._sender.context(schema, direction)

    def takes(self, value: Any, schema: Node, direction: Sender, *, sends: bool) -> bool:
        """Whether a value surely is one of a schema of the sender's, or perhaps one of the reader's."""
        side = self._sender if sends else self._reader
        context = side.context(schema, direction)
        if self._checks.meets(Requirement(True, context.normal(schema.value)), value) is not sends:
            return not sends
        validator = self._validators.of(schema.value, context).for_value(value)
        return not sends if validator is None else bool(validator.is_valid(value))

    def lost_otherwise(self, sides: tuple[Node, Node], direction: Sender, demands: Iterable[Demand]) -> Answer:
        """The answer of `contained` for those messages that meet some more demands."""
        narrow, wide, _ = self._question(*sides, direction)
        goal = [Requirement(True, narrow), Requirement(False, wide)]
        for node, sends, wanted in demands:
            side = self._sender if sends else self._reader
            goal.append(Requirement(wanted, side.context(node, direction).normal(node.value)))
        check = self._check(*sides, direction)

        def confirmed(value: Any) -> bool:
            return check.confirms(value) and all(meets(requirement, value) is True for requirement in goal[2:])

        return self._for_messages(direction, _schemas(*sides, direction), tuple(goal), confirmed)

    def confirms(self, value: Any, sender: Node, reader: Node, direction: Sender) -> bool:
        """Whether a value is a message of the sender's and none of the reader's, by validators alone."""
        return self._check(sender, reader, direction).confirms(value)

    def made_within(
        self,
        sender: Node,
        reader: Node,
        direction: Sender,
        within: dict[str, Any],
        *,
        made_by: Node | None = None,
        confirmed: Callable[[Any], bool] | None = None,
    ) -> Answer | None:
        """A lost message `within` a schema so narrow that any should show it; None where what is made is not lost.

        It is made without a look at the reader, which is far less work than `contained_within`.

        Args:
            sender: as for `contained`.
            reader: as for `contained`.
            direction: as for `contained`.
            within: a schema to be read in the sender's document.
            made_by: another sender, who would make the message too.
            confirmed: what else a message that is made has to be; it is not reduced then.
        """
        narrower = Requirement(True, self._sender.context(sender, direction).normal(within))
        makers = [maker for maker in (made_by, sender) if maker is not None]
        sent = [Requirement(True, self._sender.context(node, direction).normal(node.value)) for node in makers]
        made = self._for_messages(direction, _schemas(sender, reader, direction), (*sent, narrower), lambda _: True)
        check = self._check(sender, reader, direction)
        if made.verdict != NO or not check.confirms(made.witness):
            return None
        if confirmed is not None:
            return made if confirmed(made.witness) else None
        breaks = check.for_parts_of(made.witness)
        return self._readable(made, lambda value: breaks(value) and meets(narrower, value) is not False)

    def contained_within(self, sender: Node, reader: Node, direction: Sender, within: dict[str, Any]) -> Answer:
        """The answer of `contained` for those messages that are `within` a schema of the sender's document."""
        led = Node(sender.file, sender.pointer, conjunction(sender.value, within))
        return self.contained(led, reader, direction)

    def _for_messages(
        self,
        direction: Sender,
        schemas: _Schemas,
        goal: tuple[Requirement, ...],
        confirmed: Callable[[Any], bool],
    ) -> Answer:
        """A whole message that meets a goal."""
        with self._searching(direction, schemas, self.budget.allowance(schemas)) as solver:
            return decide(solver, goal, confirmed)

    @contextmanager
    def _searching(self, direction: Sender, schemas: _Schemas, allowance: Allowance) -> Iterator[Solver]:
        """The solver of a direction, for a question about some schemas that is allowed some steps."""
        solver = self._solvers.get(direction)
        if solver is None:
            solver = self._solvers[direction] = Solver(allowance, Likeness(self._are_alike), declared_only=True)
        solver.budget = allowance
        try:
            yield solver
        finally:
            self.budget.settle(schemas, allowance, is_exhausted=allowance.left < 0)

    def _question(self, sender: Node, reader: Node, direction: Sender) -> tuple[NormalSchema, NormalSchema, _Key]:
        """Both schemas as the search reads them, and what stands for the question."""
        narrow = self._sender.context(sender, direction).normal(sender.value)
        wide = self._reader.context(reader, direction).normal(reader.value)
        return narrow, wide, (narrow.number, wide.number, direction)

    def _check(self, sender: Node, reader: Node, direction: Sender) -> Check:
        return Check(
            self._validators.of(sender.value, self._sender.context(sender, direction)),
            self._validators.of(reader.value, self._reader.context(reader, direction)),
        )

    def validators(self, sender: Node, reader: Node, direction: Sender, value: Any) -> tuple[Any, Any]:
        """Validators of the two schemas for a value: what is wrong with it, they can say.

        They know no names but those that were asked for. None stands for a schema that the engine refuses.
        """
        return self._check(sender, reader, direction).validators(value)

    def objectors(self, sender: Node, reader: Node, direction: Sender, value: Any) -> tuple[Any, Any]:
        """The same for a value and no other, of which the reader's says what stands against it."""
        check = self._check(sender, reader, direction)
        return check.sender.for_value(value), check.reader.alone(value)

    def _readable(self, answer: Answer, confirmed: Callable[[Any], bool]) -> Answer:
        """An answer with its witness trimmed."""
        if not self._reduces:
            return answer
        smaller = trimmed(answer.witness, confirmed)
        return answer._replace(witness=smaller)

    def _are_alike(self, one: NormalSchema, other: NormalSchema) -> bool | None:
        """Whether two schemas say the same, as is known without a look at what they say; None where it is not."""
        if one.source is None or other.source is None:
            return None
        if one.source is not other.source and (
            self._loans.has_edits(one.source) or self._loans.has_edits(other.source)
        ):
            return False
        ours, theirs = one.context, other.context
        if ours.file is None or theirs.file is None or ours.reading.dialect != theirs.reading.dialect:
            return None
        if ours.scope.anchors or theirs.scope.anchors:
            # What dynamic references lead to stands elsewhere.
            return None
        if ours.file is theirs.file:
            return one.source is other.source or None
        is_unchanged = self._unchanged is not None and self._unchanged(ours.file, one.source, theirs.file, other.source)
        return is_unchanged or None


def _schemas(sender: Node, reader: Node, direction: Sender) -> _Schemas:
    """What is the same for the same places, whatever edits are made there."""
    return sender.pointer, reader.pointer, direction


def message_contained(
    sender: Node,
    reader: Node,
    sender_document: Document,
    reader_document: Document,
    direction: Sender,
    *,
    formats: bool = False,
    steps: int = STEPS,
) -> Answer:
    """The answer to a single question; see `MessageContainment.contained`."""
    budget = Budget.for_each(steps)
    return MessageContainment(sender_document, reader_document, formats=formats, budget=budget).contained(
        sender, reader, direction
    )
