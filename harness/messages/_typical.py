"""Typical messages of one part of an operation, those that are near them, and how many clients the loss of one hits."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from harness.messages._compiler import NO_VALUE
from harness.messages._single import examples_of
from harness.messages._values import ValueGenerator
from harness.messages._variants import ABSENT, Variants
from harness.records import NamedTuple
from harness.vocabulary import EVERY, REQUEST, RESPONSE, SOME, UNUSUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.comparison import Comparison
    from harness.document import Document, Node, Operation
    from harness.messages._draws import Size
    from harness.messages._parts import PartPair
    from harness.messages._variants import Place
    from harness.vocabulary import Grade, Sender

_MOST_EXAMPLES = 8
# How long an example is at most that is sent for its own sake.
_SHORT = 1_000
# How many messages near the typical ones are asked before all are held for lost.
_ASKED = 40


class Candidate(NamedTuple):
    """A message that the sender may send.

    Attributes:
        value: of the part.
        grade: that a loss of it has, at least.
        place: the only one in which it differs from a typical message; None for a typical message.
    """

    value: Any
    grade: Grade
    place: Place | None = None


class TypicalMessages:
    """What the sender of one part of a message is likely to send; everything is made when it is first asked for.

    ::

        pets = TypicalMessages(schema, document, "response")
        pets.values                        # ({"name": "Quarterly report"}, …): examples, the smallest, the fullest
        pets.candidates()                  # those, then others that differ from one in one place
        pets.grade_of({"owner": "Kim"})    # "unusual": nobody declares `owner`

    """

    def __init__(
        self,
        schema: Node,
        document: Document,
        direction: Sender,
        *,
        name: str = "",
        examples: Iterable[Any] = (),
        is_optional: bool = False,
    ) -> None:
        """Ready to make messages.

        Args:
            schema: of the part, or any other.
            document: of who sends the messages.
            direction: of the messages.
            name: of the parameter or header.
            examples: of the whole part, where the document shows some beside the schema.
            is_optional: whether there are messages without the part.
        """
        self.direction = direction
        self.is_optional = is_optional
        self._shown = examples
        self._generator = ValueGenerator(schema, document, direction, name)

    @cached_property
    def examples(self) -> tuple[Any, ...]:
        """The examples of the document that are valid, those of the whole part before those of its schema."""
        return tuple(islice(_distinct(filter(self.accepts, self._generator.shown(self._shown))), _MOST_EXAMPLES))

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The typical messages: examples, one made of all that the document shows, the smallest and the fullest."""
        return tuple(_distinct((*self.examples, *self._sized("typical"), *self.smallest, *self.fullest)))

    @cached_property
    def fullest(self) -> tuple[Any, ...]:
        """The message with all that is declared; nothing where there is none."""
        return self._sized("fullest")

    @property
    def plain(self) -> Any:
        """What to send where any message will do: a short example, else the smallest; None where there is none."""
        short = (example for example in self.examples if len(repr(example)) <= _SHORT)
        return next(short, next(iter(self.smallest), None))

    @cached_property
    def smallest(self) -> tuple[Any, ...]:
        """The smallest message; nothing where there is none."""
        return self._sized("smallest")

    def _sized(self, size: Size) -> tuple[Any, ...]:
        value = self._generator.sized(size)
        return () if value is NO_VALUE else (value,)

    def accepts(self, value: Any) -> bool:
        """Whether the sender may send a value, by a validator that has no part in making it."""
        return self._generator.accepts(value)

    def candidates(self) -> Iterator[Candidate]:
        """Messages that the sender may send, those first whose loss hits most: typical ones, then near ones."""
        for value in self.values:
            yield Candidate(value, EVERY)
        yield from (
            Candidate(value, SOME, place) for value, place in self._near(Variants.declared) if self._is_declared(value)
        )
        yield from (Candidate(value, UNUSUAL, place) for value, place in self._near(Variants.undeclared))

    def grade_of(self, value: Any) -> Grade:
        """The grade that the loss of a single message has, at least: unusual if it has names that nobody declares."""
        if any(value == typical for typical in self.values):
            return EVERY
        return SOME if self._is_declared(value) else UNUSUAL

    def grade(self, is_lost: Callable[[Any], bool], value: Any) -> Grade:
        """The grade of a break: of every message where all typical ones are lost, and none that is near.

        Args:
            is_lost: whether a message of the sender is lost by the break.
            value: a message that is.
        """
        first = [is_lost(typical) for typical in (*self.examples, *self.smallest)]
        # The fullest message takes longest to make, and is asked only where it matters.
        if any(first) and self._may_be_all(first) and all(map(is_lost, self.fullest)):
            near = (other for other, _ in self._near(Variants.filled))
            if all(map(is_lost, islice(near, _ASKED))):
                return EVERY
        if any(first) or self._is_declared(value) or any(map(is_lost, self.fullest)):
            return SOME
        return UNUSUAL

    def made_at(self, value: Any, place: Place) -> Any:
        """Something typical for a place in a message; `NO_VALUE` where that is not known."""
        return self.variants.made_at(value, place)

    def likely_at(self, value: Any, place: Place) -> Iterator[Any]:
        """Values for a place in a message that read well, the likeliest first; not all are valid."""
        return self.variants.likely_at(value, place)

    def _may_be_all(self, lost: list[bool]) -> bool:
        """Whether all of the examples and of the smallest are lost; of responses, all that the document shows."""
        shown = len(self.examples)
        if self.direction == RESPONSE and shown:
            return all(lost[:shown])
        return all(lost) and not self.is_optional

    def _near(self, others: Callable[[Variants, Any], Iterator[tuple[Place, Any]]]) -> Iterator[tuple[Any, Place]]:
        """Messages that differ from a typical one in one place."""
        for typical in self.values:
            for place, other in others(self.variants, typical):
                value = with_value(typical, place, other)
                if self.accepts(value):
                    yield value, place

    def _is_declared(self, value: Any) -> bool:
        return self.variants.is_declared(value)

    @cached_property
    def variants(self) -> Variants:
        """What else the schema allows in the places of its values."""
        return Variants(self._generator.compiler)


class TypicalParts:
    """The typical messages of the parts of two documents, by who sends them; each is made once."""

    __slots__ = ("_comparison", "_known")

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._known: dict[tuple[object, ...], TypicalMessages] = {}

    def of(self, part: PartPair) -> TypicalMessages:
        """What the sender of a part is likely to send."""
        side = 0 if part.direction == REQUEST else 1
        carrier = part.carriers[side] if part.carriers else None
        is_optional = _is_optional(part, carrier, part.operations[side])
        return self.of_schema(part.sides[0], part.direction, name=part.name, carrier=carrier, is_optional=is_optional)

    def of_schema(
        self,
        schema: Node,
        direction: Sender,
        *,
        name: str = "",
        carrier: Node | None = None,
        is_optional: bool = False,
    ) -> TypicalMessages:
        """What the sender of a schema is likely to send.

        Args:
            schema: of the sender.
            direction: of the messages.
            name: of the parameter or header.
            carrier: the parameter, the header or the media type around the schema.
            is_optional: whether there are messages without the part.
        """
        # identity: what is kept holds the schema, and the document the carrier.
        key = (id(schema.value), id(carrier.value if carrier else None), name, direction, is_optional)
        known = self._known.get(key)
        if known is None:
            document = self._comparison.old if direction == REQUEST else self._comparison.new
            examples = examples_of(carrier, document) if carrier is not None else []
            known = self._known[key] = TypicalMessages(
                schema, document, direction, name=name, examples=examples, is_optional=is_optional
            )
        return known


def _is_optional(part: PartPair, carrier: Node | None, operation: Operation) -> bool:
    """Whether there are messages without a part."""
    kind = part.place[-1].kind
    if kind == "request body":
        return operation.body is not None and operation.body.get("required") is not True
    return part.text and kind != "path parameter" and carrier is not None and carrier.get("required") is not True


def with_value(value: Any, place: Place, other: Any) -> Any:
    """A value with another at a place, or without what is there; what it shares with the first is not copied.

    Args:
        value: it has all places but the last.
        place: of what is changed.
        other: `ABSENT` to leave it out.
    """
    if not place:
        return other
    key, *rest = place
    copied = value.copy()
    if rest:
        copied[key] = with_value(value[key], tuple(rest), other)
    elif other is ABSENT:
        del copied[key]
    elif isinstance(copied, list) and key == len(copied):
        copied.append(other)
    else:
        copied[key] = other
    return copied


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
    known: list[Any] = []
    for value in values:
        if not any(_same(value, other) for other in known):
            known.append(value)
            yield value


def _same(value: Any, other: Any) -> bool:
    """Whether two values are written the same: 1 is neither `true` nor 1.0."""
    return bool(value == other) and repr(value) == repr(other)
