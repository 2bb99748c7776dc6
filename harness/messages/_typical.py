"""Typical messages of one part of an operation, those that are near them, and how many clients the loss of one hits."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.messages._compiler import NO_VALUE
from harness.messages._single import examples_of
from harness.messages._values import ValueGenerator
from harness.messages._variants import ABSENT, Variants
from harness.vocabulary import EVERY, REQUEST, RESPONSE, SOME, UNUSUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.comparison import Comparison
    from harness.document import Document, Node, Operation
    from harness.messages._draws import Size
    from harness.messages._parts import PartPair, Path
    from harness.messages._variants import Place
    from harness.vocabulary import Grade, Sender

_SIZES: tuple[Size, ...] = ("typical", "smallest", "fullest")
_MOST_EXAMPLES = 8
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
        return tuple(_distinct(filter(self.accepts, self._generator.shown(self._shown)), _MOST_EXAMPLES))

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The typical messages: examples, one made of all that the document shows, the smallest and the fullest."""
        made = (value for size in _SIZES if (value := self._generator.sized(size)) is not NO_VALUE)
        return tuple(_distinct((*self.examples, *made), _MOST_EXAMPLES + len(_SIZES)))

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
        lost = [is_lost(typical) for typical in self.values]
        if any(lost) and self._all_count(lost):
            near = (other for other, _ in self._near(Variants.filled))
            if all(map(is_lost, islice(near, _ASKED))):
                return EVERY
        return SOME if any(lost) or self._is_declared(value) else UNUSUAL

    def _all_count(self, lost: list[bool]) -> bool:
        """Whether all are lost, of responses all that the document shows."""
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
        # By the identities of schema and carrier, which the documents keep.
        self._known: dict[tuple[int, int, Path, Sender], TypicalMessages] = {}

    def of(self, part: PartPair) -> TypicalMessages:
        """What the sender of a part is likely to send."""
        by_client = part.direction == REQUEST
        document = self._comparison.old if by_client else self._comparison.new
        schema, carrier = part.sides[0], part.carriers[0 if by_client else 1] if part.carriers else None
        # identity: as above.
        key = (id(schema.value), id(carrier.value if carrier else None), part.place, part.direction)
        known = self._known.get(key)
        if known is None:
            examples = examples_of(carrier, document) if carrier is not None else []
            is_optional = _is_optional(part, carrier, part.operations[0 if by_client else 1])
            known = self._known[key] = TypicalMessages(
                schema, document, part.direction, name=part.name, examples=examples, is_optional=is_optional
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


def _distinct(values: Iterable[Any], most: int) -> Iterator[Any]:
    known: list[Any] = []
    for value in values:
        if len(known) < most and not any(_same(value, other) for other in known):
            known.append(value)
            yield value


def _same(value: Any, other: Any) -> bool:
    """Whether two values are written the same: 1 is neither `true` nor 1.0."""
    return bool(value == other) and repr(value) == repr(other)
